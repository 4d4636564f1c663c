// SPDX-License-Identifier: MIT
//! `purembed key`: private and public keys made, shown, converted and checked.

use clap::{Args, Subcommand};

use crate::error::Error;
use crate::outcome::Outcome;

mod check;
mod convert;
mod generate;
mod show;

const EXAMPLES: &str = "\
Examples:
  $ purembed key gen secp256r1 --out key.pem
  $ purembed key gen rsa:4096 --encrypt prompt --out key.pem
  $ purembed key convert key.pem --public --out public.pem
  $ purembed key check key.pem --matches certificate.pem";

/// Private and public keys: make, show, convert, check
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Key {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    Gen(generate::Generate),
    Show(show::Show),
    Convert(convert::Convert),
    Check(check::Check),
}

impl Key {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        match self.action {
            Action::Gen(action) => action.run(),
            Action::Show(action) => action.run(),
            Action::Convert(action) => action.run(),
            Action::Check(action) => action.run(),
        }
    }
}
