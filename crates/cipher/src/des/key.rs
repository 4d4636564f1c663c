// SPDX-License-Identifier: MIT
//! DES in one pass, and triple DES: encrypt, decrypt, encrypt, as 48 rounds between one initial and one final
//! permutation.
//!
//! FIPS 46-3 has each of the three passes permute its input and output. The final permutation is the inverse of the
//! initial one, so that between passes, and between the blocks of a chain, they cancel out.

use purembed_accel::opaque32;
use zeroize::{Zeroize, ZeroizeOnDrop};

use super::schedule::round_keys;
use super::tables::{ROTATION, RoundKey, SP};
use crate::block::Keyed;

/// A key of one pass.
pub(crate) type Single = Key<1>;

/// A key of three passes.
pub(crate) type Ede = Key<3>;

/// Blocks that are worked on at once where none waits for another. A table's answer takes several cycles, in which
/// the next block's rounds go on.
const WIDTH: usize = 2;

/// A key of `P` passes, ready for use; wiped when dropped.
pub(crate) struct Key<const P: usize> {
    encrypt: Passes<P>,
    decrypt: Passes<P>,
}

type Passes<const P: usize> = [[RoundKey; 16]; P];

/// A block after the initial permutation, both halves in the rotated form.
#[derive(Clone, Copy)]
struct Halves {
    left: u32,
    right: u32,
}

impl Single {
    pub(crate) fn new(key: [u8; 8]) -> Self {
        Self::with_passes([round_keys(key)])
    }
}

impl Ede {
    /// Two keys, of which the first is used again.
    pub(crate) fn two([first, second]: [[u8; 8]; 2]) -> Self {
        Self::three([first, second, first])
    }

    pub(crate) fn three(keys: [[u8; 8]; 3]) -> Self {
        let mut passes = keys.map(round_keys);
        passes[1].reverse();
        Self::with_passes(passes)
    }
}

impl<const P: usize> Key<P> {
    /// What decrypts are the same rounds backwards.
    fn with_passes(encrypt: Passes<P>) -> Self {
        let mut decrypt = encrypt;
        decrypt.as_flattened_mut().reverse();
        Self { encrypt, decrypt }
    }
}

impl<const P: usize> Drop for Key<P> {
    fn drop(&mut self) {
        self.encrypt.zeroize();
        self.decrypt.zeroize();
    }
}

impl<const P: usize> ZeroizeOnDrop for Key<P> {}

impl<const P: usize> Keyed<8> for Key<P> {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        run(&self.encrypt, blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        run(&self.decrypt, blocks);
    }

    fn cbc_encrypt(&self, iv: &mut [u8; 8], blocks: &mut [[u8; 8]]) {
        let mut running = Halves::permuted(*iv);
        for block in blocks {
            running = running.plus(Halves::permuted(*block)).rounds(&self.encrypt);
            *block = running.permuted_back();
        }
        *iv = running.permuted_back();
    }

    fn cbc_mac(&self, state: &mut [u8; 8], blocks: &[[u8; 8]]) {
        let mut running = Halves::permuted(*state);
        for block in blocks {
            running = running.plus(Halves::permuted(*block)).rounds(&self.encrypt);
        }
        *state = running.permuted_back();
    }
}

fn run<const P: usize>(passes: &Passes<P>, blocks: &mut [[u8; 8]]) {
    let (groups, rest) = blocks.as_chunks_mut::<WIDTH>();
    for group in groups {
        let mut halves = group.map(Halves::permuted);
        for keys in passes {
            halves = Halves::pass(halves, keys);
        }
        *group = halves.map(Halves::permuted_back);
    }
    for block in rest {
        *block = Halves::permuted(*block).rounds(passes).permuted_back();
    }
}

impl Halves {
    /// The initial permutation.
    #[inline(always)]
    fn permuted(block: [u8; 8]) -> Self {
        let [a, b, c, d, e, f, g, h] = block;
        let (mut left, mut right) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
        swap(&mut left, &mut right, 4, 0x0f0f_0f0f);
        swap(&mut left, &mut right, 16, 0x0000_ffff);
        swap(&mut right, &mut left, 2, 0x3333_3333);
        swap(&mut right, &mut left, 8, 0x00ff_00ff);
        swap(&mut left, &mut right, 1, 0x5555_5555);
        Self { left: opaque32(left.rotate_right(ROTATION)), right: opaque32(right.rotate_right(ROTATION)) }
    }

    /// The final permutation.
    #[inline(always)]
    fn permuted_back(self) -> [u8; 8] {
        let (mut left, mut right) =
            (opaque32(self.left.rotate_left(ROTATION)), opaque32(self.right.rotate_left(ROTATION)));
        swap(&mut left, &mut right, 1, 0x5555_5555);
        swap(&mut right, &mut left, 8, 0x00ff_00ff);
        swap(&mut right, &mut left, 2, 0x3333_3333);
        swap(&mut left, &mut right, 16, 0x0000_ffff);
        swap(&mut left, &mut right, 4, 0x0f0f_0f0f);
        ((u64::from(left) << 32) | u64::from(right)).to_be_bytes()
    }

    #[inline(always)]
    fn plus(self, other: Self) -> Self {
        Self { left: self.left ^ other.left, right: self.right ^ other.right }
    }

    #[inline(always)]
    fn rounds<const P: usize>(self, passes: &Passes<P>) -> Self {
        let mut halves = [self];
        for keys in passes {
            halves = Self::pass(halves, keys);
        }
        let [halves] = halves;
        halves
    }

    /// The sixteen rounds of one DES. Two at a time, the halves need not change places but at the end.
    #[inline(always)]
    fn pass<const W: usize>(mut blocks: [Self; W], keys: &[RoundKey; 16]) -> [Self; W] {
        let (pairs, _) = keys.as_chunks();
        for [one, two] in pairs {
            // Not for the compiler to put into a vector: with AVX2 it would, and gather from the tables, which is slower.
            for block in &mut blocks {
                block.left = opaque32(block.left ^ round(block.right, *one));
            }
            for block in &mut blocks {
                block.right = opaque32(block.right ^ round(block.left, *two));
            }
        }
        blocks.map(|Self { left, right }| Self { left: right, right: left })
    }
}

/// Swaps the bits of `low` that the mask has with those `shift` places further up in `high`.
#[inline(always)]
fn swap(high: &mut u32, low: &mut u32, shift: u32, mask: u32) {
    let differ = ((*high >> shift) ^ *low) & mask;
    *low ^= differ;
    *high ^= differ << shift;
}

/// The function f of FIPS 46-3: what a round adds to the other half.
#[inline(always)]
fn round(half: u32, [odd, even]: RoundKey) -> u32 {
    // Two forms of the half have the expanded bits in their place, six to a byte.
    let odd = half ^ odd;
    let even = half.rotate_left(4) ^ even;
    let look_up = |number: usize, word: u32, shift: u32| SP[number][(word >> shift) as usize & 63];
    look_up(0, odd, 24)
        ^ look_up(2, odd, 16)
        ^ look_up(4, odd, 8)
        ^ look_up(6, odd, 0)
        ^ look_up(1, even, 24)
        ^ look_up(3, even, 16)
        ^ look_up(5, even, 8)
        ^ look_up(7, even, 0)
}
