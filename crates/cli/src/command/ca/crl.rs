// SPDX-License-Identifier: MIT
//! `purembed ca crl`.

use std::path::PathBuf;

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::x509::{CrlBuilder, SerialNumber};

use super::authority::{Authority, CRL};
use super::database::Entry;
use crate::certificates;
use crate::clock;
use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::key_output::Wrapping;
use crate::outcome::Outcome;
use crate::output::{Output, Readers};
use crate::password::{PasswordSource, SOURCES};

const EXAMPLES: &str = "\
Examples:
  $ purembed ca crl root --out list.pem
  $ purembed ca crl root --days 30 --format der --out list.crl";

/// Write the revocation list, with a number greater than that of the last one
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct WriteCrl {
    /// Directory of the authority, which keeps a copy as crl.pem
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// After how many days there will be a new one
    #[arg(long, value_name = "NUMBER", default_value_t = 7)]
    days: u32,
    /// Digest to sign with [default: as strong as the key]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    digest: Option<Algorithm>,
    /// Where the password of the authority's key comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    password: Option<PasswordSource>,
    /// Text or octets
    #[arg(short, long, value_enum, default_value_t = Wrapping::Pem)]
    format: Wrapping,
    #[command(flatten)]
    output: Output,
}

impl WriteCrl {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let mut sink = self.output.open(Readers::Umask)?;
        let mut authority = Authority::open(&self.directory)?;
        let key = authority.key(self.password.as_ref())?;
        let now = clock::today();
        // Saved before there is a list of that number: numbers may be skipped, but not used twice (RFC 5280 5.2.3).
        authority.database.crl_number = authority.database.crl_number.saturating_add(1);
        let number = SerialNumber::from(authority.database.crl_number);
        let crl = CrlBuilder::new(number, now, now + clock::days(self.days))
            .revoke_all(authority.database.entries.iter().filter_map(Entry::revocation))
            .sign_with(&authority.crt, &key, certificates::scheme_for(&key.public_key(), self.digest))
            .explain("making the revocation list")?;
        authority.save()?;
        authority.write(CRL, crl.to_pem().as_bytes())?;
        match self.format {
            Wrapping::Pem => sink.write(crl.to_pem().as_bytes())?,
            Wrapping::Der => sink.write(crl.as_der())?,
        }
        sink.finish()?;
        Ok(Outcome::Yes)
    }
}
