// SPDX-License-Identifier: MIT
//! The block functions that are ours, and what they share: buffering, padding, wiping.
//!
//! The other digests are RustCrypto's as they are. These three are here because the best C is faster: MD5 and RIPEMD-160
//! as plain Rust in an order that suits a CPU, SHA-512 over the kernels in `purembed_accel`.

use core::slice;

use digest::array::{Array, ArraySize};
use digest::block_api::{
    Block, BlockSizeUser, Buffer, BufferKindUser, Eager, FixedOutputCore, OutputSizeUser, UpdateCore,
};
use digest::block_buffer::BlockSizes;
use digest::typenum::Unsigned;
use digest::zeroize::{Zeroize, ZeroizeOnDrop};
use digest::{HashMarker, Output};

mod md5;
mod ripemd160;
mod sha512;

pub(crate) use sha512::Chain384;

/// What an algorithm carries from block to block.
pub(crate) trait Chain: Clone + Default + Zeroize {
    type BlockSize: BlockSizes;
    type OutputSize: ArraySize;

    /// Takes in blocks.
    fn absorb(&mut self, blocks: &[Array<u8, Self::BlockSize>]);

    /// The length of the message in bits, as it ends the last block.
    fn length(bits: u128) -> impl AsRef<[u8]>;

    /// The digest.
    fn write(&self, out: &mut Array<u8, Self::OutputSize>);
}

/// A chain and the number of blocks it has taken in. Wiped when dropped.
#[derive(Clone, Default)]
pub(crate) struct Core<C: Chain> {
    chain: C,
    blocks: u128,
}

impl<C: Chain> UpdateCore for Core<C> {
    fn update_blocks(&mut self, blocks: &[Block<Self>]) {
        self.blocks = self.blocks.wrapping_add(blocks.len() as u128);
        self.chain.absorb(blocks);
    }
}

impl<C: Chain> FixedOutputCore for Core<C> {
    fn finalize_fixed_core(&mut self, buffer: &mut Buffer<Self>, out: &mut Output<Self>) {
        let whole = self.blocks.wrapping_mul(C::BlockSize::U64.into());
        let bits = whole.wrapping_add(buffer.get_pos() as u128).wrapping_mul(8);
        buffer.digest_pad(0x80, C::length(bits).as_ref(), |block| self.chain.absorb(slice::from_ref(block)));
        self.chain.write(out);
    }
}

impl<C: Chain> HashMarker for Core<C> {}

impl<C: Chain> BlockSizeUser for Core<C> {
    type BlockSize = C::BlockSize;
}

impl<C: Chain> BufferKindUser for Core<C> {
    type BufferKind = Eager;
}

impl<C: Chain> OutputSizeUser for Core<C> {
    type OutputSize = C::OutputSize;
}

impl<C: Chain> Drop for Core<C> {
    fn drop(&mut self) {
        self.chain.zeroize();
        self.blocks.zeroize();
    }
}

impl<C: Chain> ZeroizeOnDrop for Core<C> {}

digest::buffer_fixed!(
    /// MD5 (RFC 1321).
    pub(crate) struct Md5(Core<md5::Chain>);
    impl: BaseFixedTraits Default Clone HashMarker;
);

digest::buffer_fixed!(
    /// RIPEMD-160.
    pub(crate) struct Ripemd160(Core<ripemd160::Chain>);
    impl: BaseFixedTraits Default Clone HashMarker;
);

digest::buffer_fixed!(
    /// SHA-384 (FIPS 180-4).
    pub(crate) struct Sha384(Core<Chain384>);
    impl: BaseFixedTraits Default Clone HashMarker;
);

digest::buffer_fixed!(
    /// SHA-512 (FIPS 180-4).
    pub(crate) struct Sha512(Core<sha512::Chain512>);
    impl: BaseFixedTraits Default Clone HashMarker;
);

digest::buffer_fixed!(
    /// SHA-512/256 (FIPS 180-4).
    pub(crate) struct Sha512_256(Core<sha512::Chain512_256>);
    impl: BaseFixedTraits Default Clone HashMarker;
);

// Made of a `Core` and a buffer, which both wipe themselves.
impl ZeroizeOnDrop for Md5 {}
impl ZeroizeOnDrop for Ripemd160 {}
impl ZeroizeOnDrop for Sha384 {}
impl ZeroizeOnDrop for Sha512 {}
impl ZeroizeOnDrop for Sha512_256 {}

/// The words of a block, little-endian.
#[inline(always)]
fn words(block: &Array<u8, digest::typenum::U64>) -> [u32; 16] {
    let (words, _) = block.as_slice().as_chunks();
    core::array::from_fn(|i| words.get(i).map_or(0, |word| u32::from_le_bytes(*word)))
}

#[cfg(test)]
mod tests;
