// SPDX-License-Identifier: MIT
//! What `purembed enc` and `purembed dec` do: files through ciphers, in pieces.
//!
//! # Formats
//!
//! | given | a file is |
//! |---|---|
//! | `--key`, `--iv` | the encrypted message |
//! | `--key` alone | a random IV, if the mode has one, and the encrypted message |
//! | `--password` | `Salted__`, 8 bytes of salt, and the encrypted message, as `openssl enc -pbkdf2` writes it |
//!
//! With a password, key and IV are PBKDF2's output, in this order, which is OpenSSL's; only its ChaCha20 differs, where a
//! counter belongs to the IV. The encrypted message is followed by its tag, 16 bytes, if the mode authenticates. With
//! `--base64` all of that is base64 in lines of 64.

mod aead;
mod armour;
mod plain;
mod scheme;
mod source;
mod target;

pub(crate) use scheme::Scheme;
use source::Source;
use target::Target;

use crate::error::Error;
use crate::input::Input;
use crate::output::{Output, Readers};

/// Encrypts a file.
pub(crate) fn encrypt(scheme: &Scheme, input: &Input, output: &Output) -> Result<(), Error> {
    scheme.check()?;
    let source = Source::open(input, false)?;
    let secrets = scheme.start()?;
    let target = Target::new(output.open(Readers::Umask)?, scheme.base64);
    if scheme.cipher.is_aead() {
        aead::encrypt(scheme, &secrets, source, target)
    } else {
        plain::encrypt(scheme, &secrets, source, target)
    }
}

/// Decrypts a file.
pub(crate) fn decrypt(scheme: &Scheme, input: &Input, output: &Output) -> Result<(), Error> {
    scheme.check()?;
    let mut source = Source::open(input, scheme.base64)?;
    let secrets = scheme.resume(&mut source)?;
    let target = Target::new(output.open(Readers::Umask)?, false);
    if scheme.cipher.is_aead() {
        aead::decrypt(scheme, &secrets, source, target)
    } else {
        plain::decrypt(scheme, &secrets, source, target)
    }
}
