// SPDX-License-Identifier: MIT
//! `purembed derive`: the secret that two keys agree on.

use clap::Args;

use crate::error::Error;
use crate::input::Input;
use crate::keys::{self, AnyPublicKey, PrivateKeyFile};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};

const EXAMPLES: &str = "\
Examples:
  $ purembed derive --key mine.pem --peer theirs.pem --out secret.bin
  $ purembed derive --key mine.pem --peer theirs.pem --format hex

The secret is no key yet: make one of it with `purembed hkdf`.";

/// Agree on a secret: ECDH, X25519, X448 or Diffie-Hellman; a file for it is readable by its owner alone
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Derive {
    #[command(flatten)]
    key: PrivateKeyFile,
    /// Public key of the other side, or a certificate that has it
    #[arg(long, value_name = "FILE")]
    peer: Input,
    /// Form of the secret
    #[arg(short, long, value_enum, default_value_t = Encoding::Raw)]
    format: Encoding,
    #[command(flatten)]
    output: Output,
}

impl Derive {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let secret = keys::agree(&self.key.read()?, &AnyPublicKey::read(&self.peer)?)?;
        self.output.encode(secret.expose(), self.format, Readers::Owner)?;
        Ok(Outcome::Yes)
    }
}
