// SPDX-License-Identifier: MIT
//! `purembed ca list`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use super::authority::Authority;
use super::database::{self, Entry};
use crate::clock;
use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};

/// List what was issued: state, serial number, end of validity, subject
#[derive(Args, Debug)]
pub(super) struct List {
    /// Directory of the authority
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// As a JSON array
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    output: Output,
}

impl List {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let entries = Authority::look_at(&self.directory)?.database.entries;
        if self.json {
            self.output.json(&entries.iter().map(facts).collect::<Vec<_>>().into(), Readers::Umask)?;
        } else {
            let line = |entry: &Entry| {
                let (state, serial) = (state(entry), entry.serial_digits());
                format!("{state:<8}{serial}  {}  {}\n", entry.not_after, entry.subject)
            };
            self.output.write(entries.iter().map(line).collect::<String>().as_bytes(), Readers::Umask)?;
        }
        Ok(Outcome::Yes)
    }
}

fn state(entry: &Entry) -> &'static str {
    match entry.revoked {
        Some(_) => "revoked",
        None if entry.not_after < clock::today() => "expired",
        None => "valid",
    }
}

fn facts(entry: &Entry) -> Value {
    json!({
        "state": state(entry),
        "serial_number": entry.serial_digits(),
        "not_after": entry.not_after.to_string(),
        "subject": entry.subject,
        "revoked": entry.revoked.map(|(date, _)| date.to_string()),
        "reason": entry.revoked.and_then(|(_, reason)| reason).map(database::name),
    })
}
