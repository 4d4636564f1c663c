// SPDX-License-Identifier: MIT
//! `purembed pbkdf2`: keys from passwords (RFC 8018).

use core::num::NonZero;

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::kdf::pbkdf2_hmac;
use zeroize::Zeroizing;

use super::dgst::parse;
use crate::error::{Error, Explain as _};
use crate::outcome::Outcome;
use crate::output::{Encoding, Output, Readers};
use crate::password::{self, PasswordSource};
use crate::text;

const EXAMPLES: &str = "\
Examples:
  $ purembed pbkdf2 --password prompt --salt 73616c74 --iterations 600000 --length 32";

/// Keys derived from a password (PBKDF2)
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Pbkdf2 {
    /// Digest, as `purembed list hashes` names them
    #[arg(short, long, value_name = "NAME", default_value = "sha256", value_parser = parse)]
    algorithm: Algorithm,
    /// Where the password is
    #[arg(short, long, value_name = password::SOURCES, default_value = "prompt")]
    password: PasswordSource,
    /// Salt in hex
    #[arg(short, long, value_name = "HEX", value_parser = text::from_hex)]
    salt: Zeroizing<Vec<u8>>,
    /// How often the password is worked on
    #[arg(short, long, value_name = "COUNT", default_value = ITERATIONS)]
    iterations: NonZero<u32>,
    /// Length of the key in bytes
    #[arg(short, long, value_name = "BYTES", default_value_t = 32)]
    length: u16,
    /// Form of the key
    #[arg(short, long, value_enum, default_value_t = Encoding::Hex)]
    format: Encoding,
    #[command(flatten)]
    output: Output,
}

/// Enough for SHA-256 by the advice of 2023 (OWASP).
pub(crate) const ITERATIONS: &str = "600000";

impl Pbkdf2 {
    pub(crate) fn run(self) -> Result<Outcome, Error> {
        let password = self.password.read("password")?;
        let mut key = Zeroizing::new(vec![0; usize::from(self.length)]);
        pbkdf2_hmac(password.expose().as_bytes(), &self.salt, self.iterations, self.algorithm, &mut key)
            .explain("PBKDF2")?;
        self.output.encode(&key, self.format, Readers::Owner).map(|()| Outcome::Yes)
    }
}
