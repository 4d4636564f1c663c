// SPDX-License-Identifier: MIT
//! A key with a state for each direction.

use super::Engine;
use crate::block::Keyed;
use crate::error::{InvalidInput, InvalidKey};
use crate::mode::Blocks;
use crate::modes::Running;

/// A block cipher with its key, and what is encrypted and what is decrypted under it.
pub(crate) struct Duplex<K, S, const B: usize> {
    cipher: &'static str,
    key: K,
    encrypting: S,
    decrypting: S,
}

impl<K, S: Running<B>, const B: usize> Duplex<K, S, B> {
    pub(crate) fn new<C: Blocks<B, Key = K>>(key: &[u8], iv: S::Iv) -> Result<Self, InvalidKey> {
        Ok(Self {
            cipher: C::name(key.len()),
            key: C::expand(key)?,
            encrypting: S::start(iv),
            decrypting: S::start(iv),
        })
    }
}

impl<K: Keyed<B>, S: Running<B>, const B: usize> Engine for Duplex<K, S, B> {
    fn name(&self) -> (&'static str, &'static str) {
        (self.cipher, S::NAME)
    }

    fn block_size(&self) -> usize {
        B
    }

    fn restart(&mut self, iv: &[u8]) -> bool {
        let Ok(iv) = S::Iv::try_from(iv) else { return false };
        self.encrypting = S::start(iv);
        self.decrypting = S::start(iv);
        true
    }

    fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.encrypting.encrypt(&self.key, message)
    }

    fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.decrypting.decrypt(&self.key, message)
    }
}
