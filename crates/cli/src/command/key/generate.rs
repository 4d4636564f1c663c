// SPDX-License-Identifier: MIT
//! `purembed key gen`.

use clap::Args;

use crate::error::Error;
use crate::key_output::KeyOutput;
use crate::key_type::{self, KeyType};
use crate::outcome::Outcome;

const EXAMPLES: &str = "\
Examples:
  $ purembed key gen ed25519 --out key.pem
  $ purembed key gen rsa:4096 --encrypt file:password.txt --out key.pem
  $ purembed key gen secp384r1 --syntax traditional --format der --out key.der";

/// Make a private key; a file for it is readable by its owner alone
#[derive(Args, Debug)]
#[command(after_help = format!("{}\n\n{EXAMPLES}", key_type::NAMES))]
pub(crate) struct Generate {
    /// Kind of key
    #[arg(value_name = "KIND")]
    kind: KeyType,
    #[command(flatten)]
    output: KeyOutput,
}

impl Generate {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        // What cannot be written is said before primes are searched for.
        let mut sink = self.output.open()?;
        sink.write(&self.output.private(&self.kind.generate()?)?)?;
        sink.finish()?;
        Ok(Outcome::Yes)
    }
}
