// SPDX-License-Identifier: MIT
//! `purembed crl`: revocation lists.

use clap::{Args, Subcommand};
use serde_json::Value;

use crate::answer::answer;
use crate::certificates::{self, View};
use crate::error::{Error, Explain as _};
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed crl show list.pem
  $ purembed crl verify list.pem --issuer ca.pem";

/// Revocation lists: show, verify
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Crl {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Show(Show),
    Verify(Verify),
}

/// Show revocation lists
#[derive(Args, Debug)]
struct Show {
    /// File of lists: PEM or DER
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
    /// In which form
    #[arg(long, value_enum, default_value_t = View::Openssl)]
    view: View,
    /// The same as --view json: an array
    #[arg(long, conflicts_with = "view")]
    json: bool,
    #[command(flatten)]
    output: Output,
}

/// Verify that an authority has signed a list
#[derive(Args, Debug)]
struct Verify {
    /// The list
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
    /// Certificate of the authority
    #[arg(long, value_name = "FILE")]
    issuer: Input,
}

impl Crl {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::Show(action) => action.run(),
            Action::Verify(action) => action.run(),
        }
    }
}

impl Show {
    fn run(self) -> Result<Outcome, Error> {
        let crls = certificates::read_crls(&self.file)?;
        let text = match if self.json { View::Json } else { self.view } {
            View::Openssl => crls.iter().map(purembed::x509::Crl::to_text).collect::<String>(),
            View::Mbedtls => crls.iter().map(ToString::to_string).collect(),
            View::Json => {
                let values: Vec<Value> =
                    crls.iter().map(serde_json::to_value).collect::<Result<_, _>>().explain(&self.file)?;
                self.output.json(&values.into(), Readers::Umask)?;
                return Ok(Outcome::Yes);
            }
        };
        self.output.write(text::printable(&text).as_bytes(), Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}

impl Verify {
    fn run(self) -> Result<Outcome, Error> {
        let (issuer, _) = certificates::read_chain(&self.issuer)?;
        let mut outcome = Outcome::Yes;
        for crl in certificates::read_crls(&self.file)? {
            match crl.verify_signature_by(&issuer) {
                Ok(()) => answer(format_args!("{}: OK", self.file))?,
                Err(error) => {
                    answer(format_args!("{}: {error}", self.file))?;
                    outcome = Outcome::No;
                }
            }
        }
        Ok(outcome)
    }
}
