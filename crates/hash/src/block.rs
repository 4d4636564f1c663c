// SPDX-License-Identifier: MIT
//! Digests that work block by block and end with the length of the message: MD5, RIPEMD-160, SHA-1, SHA-2. What they
//! share: buffering, padding, wiping.
//!
//! The block functions are plain Rust in an order that suits a CPU (MD5, RIPEMD-160), or kernels of `purembed_accel` with
//! the crates `sha1` and `sha2` where there are none.

use core::slice;

use purembed_accel::wipe;

use crate::engine::{self, Engine};

mod md5;
mod ripemd160;
mod sha1;
mod sha2;

pub(crate) type Md5 = Running<md5::Chain, 64, 16>;
pub(crate) type Ripemd160 = Running<ripemd160::Chain, 64, 20>;
pub(crate) type Sha1 = Running<sha1::Chain, 64, 20>;
pub(crate) type Sha224 = Running<sha2::Chain224, 64, 28>;
pub(crate) type Sha256 = Running<sha2::Chain256, 64, 32>;
pub(crate) type Sha384 = Running<sha2::Chain384, 128, 48>;
pub(crate) type Sha512 = Running<sha2::Chain512, 128, 64>;
pub(crate) type Sha512_256 = Running<sha2::Chain512_256, 128, 32>;

/// What an algorithm carries from block to block; in the beginning, its initial value.
pub(crate) trait Chain<const BLOCK: usize, const DIGEST: usize>: Clone + Default {
    /// Takes in blocks.
    fn absorb(&mut self, blocks: &[[u8; BLOCK]]);

    /// The length of the message in bits, as it ends the last block.
    fn length(bits: u128) -> impl AsRef<[u8]>;

    /// The digest.
    fn digest(&self) -> [u8; DIGEST];

    fn wipe(&mut self);
}

/// A chain and what does not fill a block yet. Wiped when dropped.
#[derive(Clone)]
pub(crate) struct Running<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> {
    pub(crate) chain: C,
    /// The beginning, as much as the length leaves over of whole blocks.
    pub(crate) buffer: [u8; BLOCK],
    /// Of all that was taken in, in bytes.
    pub(crate) length: u64,
}

impl<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Running<C, BLOCK, DIGEST> {
    /// How much of the buffer is in use.
    #[inline]
    pub(crate) fn used(&self) -> usize {
        // Blocks of 64 and of 128 bytes both divide 256.
        usize::from(self.length.to_le_bytes()[0]) % BLOCK
    }

    pub(crate) fn with_chain(chain: C) -> Self {
        Self { chain, buffer: [0; BLOCK], length: 0 }
    }
}

impl<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Engine<DIGEST>
    for Running<C, BLOCK, DIGEST>
{
    #[inline]
    fn start() -> Self {
        Self::with_chain(C::default())
    }

    fn update(&mut self, mut data: &[u8]) {
        let used = self.used();
        let room = &mut self.buffer[used..];
        self.length = self.length.wrapping_add(data.len() as u64);
        if room.len() < BLOCK {
            let Some((now, rest)) = data.split_at_checked(room.len()) else {
                room[..data.len()].copy_from_slice(data);
                return;
            };
            room.copy_from_slice(now);
            self.chain.absorb(slice::from_ref(&self.buffer));
            data = rest;
        }
        let (blocks, rest) = data.as_chunks();
        if !blocks.is_empty() {
            self.chain.absorb(blocks);
        }
        self.buffer[..rest.len()].copy_from_slice(rest);
    }

    fn finish(&mut self) -> [u8; DIGEST] {
        let used = self.used();
        end(&mut self.chain, self.length, &self.buffer[..used])
    }

    #[inline]
    fn one_shot(data: &[u8]) -> [u8; DIGEST] {
        whole(C::default(), 0, data)
    }

    fn digest_with(&self, data: &[u8]) -> [u8; DIGEST] {
        if self.used() == 0 {
            return whole(self.chain.clone(), self.length, data);
        }
        let mut copy = self.clone();
        copy.update(data);
        copy.finish()
    }

    fn iterate(inner: &Self, outer: &Self, digest: &mut [u8; DIGEST], sum: &mut [u8; DIGEST], count: u32) {
        if inner.used() != 0 || outer.used() != 0 || inner.length != outer.length {
            return engine::iterate(inner, outer, digest, sum, count);
        }
        // After whole blocks, a digest and its padding are one block, the same each time but for the digest.
        let mut blocks = [[0; BLOCK]; 2];
        pad::<C, BLOCK, DIGEST>(&mut blocks, DIGEST, inner.length.wrapping_add(DIGEST as u64));
        let [mut block, _] = blocks;
        block[..DIGEST].copy_from_slice(digest);
        let mut chain = inner.chain.clone();
        for _ in 0..count {
            for start in [inner, outer] {
                chain.clone_from(&start.chain);
                chain.absorb(slice::from_ref(&block));
                block[..DIGEST].copy_from_slice(&chain.digest());
            }
            sum.iter_mut().zip(&block).for_each(|(sum, byte)| *sum ^= byte);
        }
        digest.copy_from_slice(&block[..DIGEST]);
        chain.wipe();
        wipe(&mut block);
    }
}

impl<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize> Drop for Running<C, BLOCK, DIGEST> {
    fn drop(&mut self) {
        self.chain.wipe();
        wipe(&mut self.buffer);
    }
}

/// The digest of so many bytes that the chain has taken in, all of them whole blocks, and of `data` after them.
#[inline]
fn whole<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    mut chain: C,
    before: u64,
    data: &[u8],
) -> [u8; DIGEST] {
    let (blocks, rest) = data.as_chunks();
    if !blocks.is_empty() {
        chain.absorb(blocks);
    }
    let digest = end(&mut chain, before.wrapping_add(data.len() as u64), rest);
    chain.wipe();
    digest
}

/// Takes in the rest of a message of this length, less than a block, and gives the digest.
#[inline]
fn end<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    chain: &mut C,
    length: u64,
    rest: &[u8],
) -> [u8; DIGEST] {
    let mut tail = [[0; BLOCK]; 2];
    tail[0][..rest.len()].copy_from_slice(rest);
    let count = pad::<C, BLOCK, DIGEST>(&mut tail, rest.len(), length);
    chain.absorb(&tail[..count]);
    tail.iter_mut().for_each(wipe);
    chain.digest()
}

/// Puts the end of a message of this length behind its last bytes, `used` of them, and tells how many blocks that makes
/// (FIPS 180-4, 5.1): a one bit, zeros, and the length at the end of a block.
#[inline]
fn pad<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    tail: &mut [[u8; BLOCK]; 2],
    used: usize,
    length: u64,
) -> usize {
    let bits = C::length(u128::from(length).wrapping_mul(8));
    let bits = bits.as_ref();
    let count = if used + 1 + bits.len() <= BLOCK { 1 } else { 2 };
    tail[0][used] = 0x80;
    tail[count - 1][BLOCK - bits.len()..].copy_from_slice(bits);
    count
}

/// The words of a block, little-endian.
#[inline(always)]
fn words(block: &[u8; 64]) -> [u32; 16] {
    let (words, _) = block.as_chunks();
    core::array::from_fn(|i| u32::from_le_bytes(words[i]))
}

#[cfg(test)]
mod tests;
