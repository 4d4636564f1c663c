// SPDX-License-Identifier: MIT
//! Cipher block chaining whose result is the last block.

use core::marker::PhantomData;

use ::aes::cipher::array::{Array, ArraySize};
use ::aes::cipher::{
    BlockCipherEncBackend, BlockCipherEncClosure, BlockCipherEncrypt, BlockSizeUser, KeyInit,
};
use zeroize::ZeroizeOnDrop;

use crate::block::Keyed as _;
use crate::des::Ede;
use crate::error::InvalidKey;

/// A block cipher with its key.
pub(super) trait Chain<const T: usize>: Send + Sync {
    fn name(&self) -> &'static str;

    /// For each block, adds it to the state and encrypts that.
    fn chain(&self, state: &mut [u8; T], blocks: &[[u8; T]]);
}

pub(super) struct Keyed<C> {
    pub(super) name: &'static str,
    pub(super) cipher: C,
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
        self.cipher.encrypt_with_backend(Run::<C, T> { state, blocks, cipher: PhantomData });
    }
}

impl Chain<8> for Keyed<Ede> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn chain(&self, state: &mut [u8; 8], blocks: &[[u8; 8]]) {
        self.cipher.cbc_mac(state, blocks);
    }
}

/// The chain as the cipher wants it, which chooses its instructions once for all blocks.
struct Run<'a, C, const T: usize> {
    state: &'a mut [u8; T],
    blocks: &'a [[u8; T]],
    cipher: PhantomData<C>,
}

impl<C: BlockSizeUser, const T: usize> BlockSizeUser for Run<'_, C, T> {
    type BlockSize = C::BlockSize;
}

impl<C: BlockSizeUser, const T: usize> BlockCipherEncClosure for Run<'_, C, T>
where
    C::BlockSize: ArraySize<ArrayType<u8> = [u8; T]>,
{
    #[inline(always)]
    fn call<B: BlockCipherEncBackend<BlockSize = Self::BlockSize>>(self, backend: &B) {
        let mut running = Array(*self.state);
        for block in self.blocks {
            running.iter_mut().zip(block).for_each(|(to, from)| *to ^= from);
            backend.encrypt_block((&mut running).into());
        }
        *self.state = running.0;
    }
}
