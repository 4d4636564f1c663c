// SPDX-License-Identifier: MIT
//! `purembed x509`: certificates shown, verified and converted.

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::outcome::Outcome;

mod convert;
mod show;
pub(crate) mod verify;

const EXAMPLES: &str = "\
Examples:
  $ purembed x509 show certificate.pem
  $ purembed x509 verify crt.pem --untrusted other.pem --trust root.pem --name www.example.org
  $ purembed x509 convert chain.pem --to p7b --out chain.p7b";

/// Certificates: show, verify, convert
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct X509 {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Show(show::Show),
    /// Verify a certificate with its issuers, up to one that is trusted
    Verify(Box<verify::Verify>),
    Convert(convert::Convert),
}

impl X509 {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::Show(action) => action.run(),
            Action::Verify(action) => action.run(),
            Action::Convert(action) => action.run(),
        }
    }
}
