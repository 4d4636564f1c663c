// SPDX-License-Identifier: MIT
//! `purembed sign`.

use clap::Args;

use crate::error::Error;
use crate::input::Input;
use crate::keys::PrivateKeyFile;
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};
use crate::signature::Scheme;

const EXAMPLES: &str = "\
Examples:
  $ purembed sign --key key.pem --out letter.sig letter.txt
  $ purembed sign --key rsa.pem --algorithm rsa-pss-sha384 --format base64 letter.txt";

/// Sign a file
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Sign {
    #[command(flatten)]
    key: PrivateKeyFile,
    #[command(flatten)]
    scheme: Scheme,
    /// ECDSA without randomness (RFC 6979): the same signature every time
    #[arg(long)]
    deterministic: bool,
    /// Form of the signature
    #[arg(short, long, value_enum, default_value_t = Encoding::Raw)]
    format: Encoding,
    #[command(flatten)]
    output: Output,
    /// What to sign; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    file: Input,
}

impl Sign {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let key = self.key.read_pk()?;
        let signature = self.scheme.sign(&key, &self.file, self.deterministic)?;
        self.output.encode(&signature, self.format, Readers::Umask)?;
        Ok(Outcome::Yes)
    }
}
