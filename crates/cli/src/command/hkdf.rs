// SPDX-License-Identifier: MIT
//! `purembed hkdf`: keys from keys (RFC 5869).

use clap::Args;
use purembed::hashlib::Algorithm;
use zeroize::Zeroizing;

use super::dgst::parse;
use crate::error::{Error, Explain as _};
use crate::key_source::{self, KeySource};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed hkdf --key file:secret.bin --info 636c69656e74 --length 32 -f raw -o client.key";

/// Keys derived from a key (HKDF)
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Hkdf {
    /// Digest, as `purembed list hashes` names them
    #[arg(short, long, value_name = "NAME", default_value = "sha256", value_parser = parse)]
    algorithm: Algorithm,
    /// Where the input key is; other processes can see a key that is given as hex
    #[arg(short, long, value_name = key_source::SOURCES)]
    key: KeySource,
    /// Salt in hex
    #[arg(short, long, value_name = "HEX", value_parser = text::from_hex, default_value = "")]
    salt: Zeroizing<Vec<u8>>,
    /// What the key is for, in hex: each purpose gets another key
    #[arg(short, long, value_name = "HEX", value_parser = text::from_hex, default_value = "")]
    info: Zeroizing<Vec<u8>>,
    /// Length of the key in bytes
    #[arg(short, long, value_name = "BYTES", default_value_t = 32)]
    length: u16,
    /// Form of the key
    #[arg(short, long, value_enum, default_value_t = Encoding::Hex)]
    format: Encoding,
    #[command(flatten)]
    output: Output,
}

impl Hkdf {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let key = self.key.read().explain("the key")?;
        let mut derived = Zeroizing::new(vec![0; usize::from(self.length)]);
        purembed::hkdf::Hkdf::new(self.algorithm)
            .salt(&self.salt)
            .info(&self.info)
            .derive(&key, &mut derived)
            .explain(format_args!("{} bytes with {}", self.length, self.algorithm))?;
        self.output.encode(&derived, self.format, Readers::Owner).map(|()| Outcome::Yes)
    }
}
