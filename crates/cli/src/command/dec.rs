// SPDX-License-Identifier: MIT
//! `purembed dec`: files decrypted with a key or a password.

use clap::Args;

use crate::crypt::{self, Scheme};
use crate::error::Error;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  $ purembed dec letter.enc -o letter.txt                             # asks for the password
  $ purembed dec -c AES-256-CBC --password file:pw letter.enc
  $ purembed dec -c CHACHA20-POLY1305 --key file:shared.key letter.enc -o letter.txt";

/// Decrypt a file with a key or a password
///
/// With ciphers that authenticate (GCM, CCM, CHACHA20-POLY1305), nothing comes out unless all of it is authentic.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Dec {
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    output: Output,
    /// File; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Dec {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        crypt::decrypt(&self.scheme, &self.file, &self.output).map(|()| Outcome::Yes)
    }
}
