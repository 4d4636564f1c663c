// SPDX-License-Identifier: MIT
//! Where the arithmetic is done, chosen when a key is made.

use alloc::boxed::Box;

use crate::error::{DecryptError, InvalidInput, InvalidKey};

#[cfg(graviola)]
mod graviola;
mod portable;
#[cfg(test)]
mod tests;

/// A keyed authenticated cipher. Lengths were checked against [`Engine::limits`] by the caller.
pub(crate) trait Engine<const N: usize, const T: usize>: Send + Sync {
    fn name(&self) -> &'static str;

    fn limits(&self) -> Limits;

    /// Encrypts `message` in place and returns the tag.
    fn seal(&self, nonce: &[u8; N], ad: &[u8], message: &mut [u8]) -> Result<[u8; T], InvalidInput>;

    /// Decrypts `message` in place. After an error the contents of `message` are undefined.
    fn open(&self, nonce: &[u8; N], ad: &[u8], message: &mut [u8], tag: &[u8; T])
    -> Result<(), DecryptError>;
}

pub(crate) type Engine12x16 = Box<dyn Engine<12, 16>>;

/// What may be processed under one nonce, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    message: u64,
    associated_data: u64,
}

impl Limits {
    /// NIST SP 800-38D section 5.2.1.1: 2³⁹ − 256 and 2⁶⁴ − 1 bits.
    const GCM: Self = Self { message: (1 << 36) - 32, associated_data: (1 << 61) - 1 };
    /// RFC 8439 section 2.8: the block counter has 32 bits, and block 0 makes the Poly1305 key.
    const CHACHA20_POLY1305: Self = Self { message: (1 << 38) - 64, associated_data: u64::MAX };

    pub(crate) fn check(self, message: usize, associated_data: usize) -> Result<(), InvalidInput> {
        if message as u64 > self.message || associated_data as u64 > self.associated_data {
            return Err(InvalidInput::TooLong);
        }
        Ok(())
    }
}

pub(crate) fn aes_gcm(key: &[u8]) -> Result<Engine12x16, InvalidKey> {
    match purembed_accel::backend() {
        #[cfg(graviola)]
        backend if backend.has_graviola() && key.len() != 24 => graviola::aes_gcm(key),
        _ => portable::aes_gcm(key),
    }
}

pub(crate) fn chacha20_poly1305(key: &[u8; 32]) -> Engine12x16 {
    match purembed_accel::backend() {
        #[cfg(graviola)]
        backend if backend.has_graviola() => graviola::chacha20_poly1305(key),
        _ => portable::chacha20_poly1305(key),
    }
}
