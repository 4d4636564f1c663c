// SPDX-License-Identifier: MIT
//! Blocks that wait for each other, with tables: 16 or 48 rounds between one initial and one final permutation. **Addresses
//! depend on key and message.**
//!
//! FIPS 46-3 has each of the three passes permute its input and output. The final permutation is the inverse of the
//! initial one, so that between passes, and between the blocks of a chain, they cancel out.

use super::permutation::{initial, last};
use super::tables::{ROTATION, RoundKey, SP};
use super::{Block, Passes};
use crate::opaque::opaque32;

/// A block after the initial permutation, both halves in the rotated form.
#[derive(Clone, Copy)]
pub(super) struct Halves {
    left: u32,
    right: u32,
}

impl Halves {
    /// The initial permutation.
    #[inline(always)]
    pub(super) fn permuted(block: Block) -> Self {
        let [left, right] = initial(block).map(|half| opaque32(half.rotate_right(ROTATION)));
        Self { left, right }
    }

    /// The final permutation.
    #[inline(always)]
    pub(super) fn permuted_back(self) -> Block {
        last([self.left, self.right].map(|half| opaque32(half.rotate_left(ROTATION))))
    }

    #[inline(always)]
    pub(super) fn plus(self, other: Self) -> Self {
        Self { left: self.left ^ other.left, right: self.right ^ other.right }
    }

    #[inline(always)]
    pub(super) fn rounds<const P: usize>(mut self, passes: &Passes<P>) -> Self {
        for keys in passes {
            self = self.pass(keys);
        }
        self
    }

    /// The sixteen rounds of one DES. Two at a time, the halves need not change places but at the end.
    #[inline(always)]
    fn pass(self, keys: &[RoundKey; 16]) -> Self {
        let Self { mut left, mut right } = self;
        let (pairs, _) = keys.as_chunks();
        for [one, two] in pairs {
            // Not for the compiler to put into a vector: with AVX2 it would, and gather from the tables, which is slower.
            left = opaque32(left ^ round(right, *one));
            right = opaque32(right ^ round(left, *two));
        }
        Self { left: right, right: left }
    }
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
