// SPDX-License-Identifier: MIT
//! AES-128-GCM, AES-256-GCM and ChaCha20-Poly1305 by `graviola`.
//!
//! Its key types wipe themselves (round keys, powers of H, the ChaCha20 key) and its entry points clear the
//! vector registers on the way out. Keys of other lengths must not reach it: it panics.

use alloc::boxed::Box;

use ::graviola::aead::{AesGcm, ChaCha20Poly1305};

use super::{Engine, Engine12x16, Limits};
use crate::error::{DecryptError, InvalidInput, InvalidKey};

pub(super) fn aes_gcm(key: &[u8]) -> Result<Engine12x16, InvalidKey> {
    let name = match key.len() {
        16 => "AES-128-GCM",
        32 => "AES-256-GCM",
        bytes => return Err(InvalidKey::Length { bytes }),
    };
    Ok(Box::new(Gcm { name, key: AesGcm::new(key) }))
}

pub(super) fn chacha20_poly1305(key: &[u8; 32]) -> Engine12x16 {
    Box::new(ChaCha20Poly1305::new(*key))
}

struct Gcm {
    name: &'static str,
    key: AesGcm,
}

impl Engine<12, 16> for Gcm {
    fn name(&self) -> &'static str {
        self.name
    }

    fn limits(&self) -> Limits {
        Limits::GCM
    }

    fn seal(&self, nonce: &[u8; 12], ad: &[u8], message: &mut [u8]) -> Result<[u8; 16], InvalidInput> {
        let mut tag = [0; 16];
        self.key.encrypt(nonce, ad, message, &mut tag);
        Ok(tag)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        ad: &[u8],
        message: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), DecryptError> {
        self.key.decrypt(nonce, ad, message, tag).map_err(|_| DecryptError)
    }
}

impl Engine<12, 16> for ChaCha20Poly1305 {
    fn name(&self) -> &'static str {
        "ChaCha20-Poly1305"
    }

    fn limits(&self) -> Limits {
        Limits::CHACHA20_POLY1305
    }

    fn seal(&self, nonce: &[u8; 12], ad: &[u8], message: &mut [u8]) -> Result<[u8; 16], InvalidInput> {
        let mut tag = [0; 16];
        self.encrypt(nonce, ad, message, &mut tag);
        Ok(tag)
    }

    fn open(
        &self,
        nonce: &[u8; 12],
        ad: &[u8],
        message: &mut [u8],
        tag: &[u8; 16],
    ) -> Result<(), DecryptError> {
        self.decrypt(nonce, ad, message, tag).map_err(|_| DecryptError)
    }
}
