// SPDX-License-Identifier: MIT
//! `purembed enc`: files encrypted with a key or a password.

use clap::Args;

use crate::crypt::{self, Scheme};
use crate::error::Error;
use crate::input::Input;
use crate::outcome::Outcome;
use crate::output::Output;

const EXAMPLES: &str = "\
Examples:
  $ purembed enc letter.txt -o letter.enc                             # asks for a password
  $ purembed enc -c AES-256-CBC --password file:pw letter.txt -o letter.enc
  $ openssl enc -d -aes-256-cbc -pbkdf2 -iter 600000 -pass file:pw -in letter.enc
  $ purembed enc -c CHACHA20-POLY1305 --key file:shared.key letter.txt -o letter.enc";

/// Encrypt a file with a key or a password
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Enc {
    #[command(flatten)]
    scheme: Scheme,
    #[command(flatten)]
    output: Output,
    /// File; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Enc {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        crypt::encrypt(&self.scheme, &self.file, &self.output).map(|()| Outcome::Yes)
    }
}
