// SPDX-License-Identifier: MIT
//! Cipher block chaining whose result is the last block.

use ::aes::cipher::array::{Array, ArraySize};
use ::aes::cipher::{BlockCipherEncrypt, KeyInit};
use zeroize::ZeroizeOnDrop;

use crate::error::InvalidKey;

/// A block cipher with its key.
pub(super) trait Chain<const T: usize>: Send + Sync {
    fn name(&self) -> &'static str;

    /// For each block, adds it to the state and encrypts that.
    fn chain(&self, state: &mut [u8; T], blocks: &[[u8; T]]);
}

pub(super) struct Keyed<C> {
    name: &'static str,
    cipher: C,
}

impl<C: KeyInit + ZeroizeOnDrop> Keyed<C> {
    pub(super) fn new(name: &'static str, key: &[u8]) -> Result<Self, InvalidKey> {
        let cipher = C::new_from_slice(key).map_err(|_| InvalidKey::Length { bytes: key.len() })?;
        Ok(Self { name, cipher })
    }
}

impl<C, const T: usize> Chain<T> for Keyed<C>
where
    C: BlockCipherEncrypt + Send + Sync,
    C::BlockSize: ArraySize<ArrayType<u8> = [u8; T]>,
{
    fn name(&self) -> &'static str {
        self.name
    }

    fn chain(&self, state: &mut [u8; T], blocks: &[[u8; T]]) {
        let mut running = Array(*state);
        for block in blocks {
            running.iter_mut().zip(block).for_each(|(to, from)| *to ^= from);
            self.cipher.encrypt_block(&mut running);
        }
        *state = running.0;
    }
}
