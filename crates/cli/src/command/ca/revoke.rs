// SPDX-License-Identifier: MIT
//! `purembed ca revoke`.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;
use purembed::x509::SerialNumber;

use super::authority::{self, Authority};
use super::database::{self, REASONS};
use crate::certificates;
use crate::clock;
use crate::error::Error;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::message;
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed ca revoke root --certificate certificate.pem --reason key-compromise
  $ purembed ca revoke root 5c0f8a

Nobody knows before the next revocation list: `purembed ca crl`.";

/// Revoke a certificate
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(super) struct Revoke {
    /// Directory of the authority
    #[arg(value_name = "DIRECTORY")]
    directory: PathBuf,
    /// Serial number in hexadecimal digits, with or without colons
    #[arg(value_name = "SERIAL", value_parser = authority::serial_number, required_unless_present = "certificate")]
    serial: Option<SerialNumber>,
    /// The certificate itself
    #[arg(short, long, value_name = "FILE", conflicts_with = "serial")]
    certificate: Option<Input>,
    /// Why
    #[arg(long, value_parser = PossibleValuesParser::new(REASONS.iter().map(|(name, _)| *name)))]
    reason: Option<String>,
}

impl Revoke {
    pub(super) fn run(self) -> Result<Outcome, Error> {
        let mut authority = Authority::open(&self.directory)?;
        let serial_number = match (self.serial, &self.certificate) {
            (Some(number), _) => number,
            (None, Some(file)) => {
                let (crt, _) = certificates::read_chain(file)?;
                if crt.issuer() != authority.crt.subject() {
                    return Err(Error::Failed(format!("{file}: issued by {}", crt.issuer())));
                }
                // Anybody can write somebody else's number into a certificate.
                if let Err(error) = authority.crt.verify_signature_on(&crt) {
                    return Err(Error::Failed(format!("{file}: not issued here: {error}")));
                }
                crt.serial_number().clone()
            }
            (None, None) => {
                return Err(Error::Usage("a serial number or --certificate is needed".to_owned()));
            }
        };
        let digits = text::hex(serial_number.as_bytes());
        let entry = authority
            .database
            .find_mut(&serial_number)
            .ok_or_else(|| Error::Failed(format!("no certificate of number {digits} was issued here")))?;
        if let Some((date, _)) = entry.revoked {
            return Err(Error::Failed(format!("{digits} was revoked before, on {date} UTC")));
        }
        entry.revoked = Some((clock::today(), self.reason.as_deref().and_then(database::reason_of)));
        let subject = entry.subject.clone();
        authority.save()?;
        message(format_args!("{digits} ({subject}) is revoked; `purembed ca crl` tells the world"));
        Ok(Outcome::Yes)
    }
}
