// SPDX-License-Identifier: MIT
//! DES for any CPU, with tables: 16 or 48 rounds between one initial and one final permutation. **Addresses depend on key
//! and message.**
//!
//! FIPS 46-3 has each of the three passes permute its input and output. The final permutation is the inverse of the
//! initial one, so that between passes, and between the blocks of a chain, they cancel out.

use super::tables::{ROTATION, RoundKey, SP};
use super::{Block, Passes};
use crate::opaque::opaque32;

/// Blocks that are worked on at once where none waits for another. A table's answer takes several cycles, in which
/// the next block's rounds go on.
const WIDTH: usize = 2;

/// A block after the initial permutation, both halves in the rotated form.
#[derive(Clone, Copy)]
pub(super) struct Halves {
    left: u32,
    right: u32,
}

pub(super) fn apply<const P: usize>(passes: &Passes<P>, blocks: &mut [Block]) {
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
    pub(super) fn permuted(block: Block) -> Self {
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
    pub(super) fn permuted_back(self) -> Block {
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
    pub(super) fn plus(self, other: Self) -> Self {
        Self { left: self.left ^ other.left, right: self.right ^ other.right }
    }

    #[inline(always)]
    pub(super) fn rounds<const P: usize>(self, passes: &Passes<P>) -> Self {
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
