// SPDX-License-Identifier: MIT
//! `purembed key convert`.

use clap::Args;

use crate::error::Error;
use crate::input::Input;
use crate::key_output::KeyOutput;
use crate::keys::{AnyPrivateKey, AnyPublicKey};
use crate::outcome::Outcome;
use crate::password::{PasswordSource, SOURCES};

const EXAMPLES: &str = "\
Examples:
  $ purembed key convert key.pem --format der --out key.der
  $ purembed key convert old.pem --password prompt --encrypt prompt --out new.pem
  $ purembed key convert key.pem --public";

/// Write a key in another form: PEM or DER, PKCS#8 or PKCS#1 or SEC 1, with or without a password
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Convert {
    /// Private key: PEM, DER or PKCS#12; with --public also a public key, certificate or request
    #[arg(value_name = "FILE")]
    file: Input,
    /// Where the password of the file comes from, if it has one
    #[arg(short, long, value_name = SOURCES)]
    password: Option<PasswordSource>,
    /// Write the public key
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    output: KeyOutput,
}

impl Convert {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        if !self.public {
            let bytes = self.output.private(&AnyPrivateKey::read(&self.file, self.password.as_ref())?)?;
            let mut sink = self.output.open()?;
            sink.write(&bytes)?;
            sink.finish()?;
        } else {
            self.output.write_public(&AnyPublicKey::unlock(&self.file, self.password.as_ref())?)?;
        }
        Ok(Outcome::Yes)
    }
}
