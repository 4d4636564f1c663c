// SPDX-License-Identifier: MIT
//! Eight blocks in planes of 128 bits: four words, one for each row, of four bytes, one for each column, of eight bits,
//! one for each block.
//!
//! The vectors are those that every CPU of the target has: SSE2, NEON, or else an array.

use core::ops::{BitAnd, BitXor};

use super::circuit::Plane;
use crate::Block;
use crate::affine::circuit::State;

#[cfg(not(any(
    all(target_arch = "x86_64", target_feature = "sse2"),
    all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"),
)))]
#[path = "array.rs"]
mod vector;
#[cfg(all(target_arch = "aarch64", target_feature = "neon", target_endian = "little"))]
#[path = "neon.rs"]
mod vector;
#[cfg(all(target_arch = "x86_64", target_feature = "sse2"))]
#[path = "sse2.rs"]
mod vector;

#[cfg(test)]
#[path = "array.rs"]
mod array;

pub(super) use vector::Eight;

impl BitXor for Eight {
    type Output = Self;

    #[inline(always)]
    fn bitxor(self, other: Self) -> Self {
        self.xor(other)
    }
}

impl BitAnd for Eight {
    type Output = Self;

    #[inline(always)]
    fn bitand(self, other: Self) -> Self {
        self.and(other)
    }
}

impl Plane for Eight {
    #[inline(always)]
    fn key(plane: u64) -> Self {
        Self::from_rows(plane)
    }

    #[inline(always)]
    fn next_row<const J: usize>(self) -> Self {
        match J {
            0 => self.next(),
            1 => self.next().column(),
            2 => self.next().two_columns(),
            _ => self.next().column_back(),
        }
    }

    #[inline(always)]
    fn next_but_one<const J: usize>(self) -> Self {
        match J {
            0 | 2 => self.across(),
            _ => self.across().two_columns(),
        }
    }
}

/// The planes of eight blocks.
#[inline(always)]
pub(super) fn pack(blocks: &[Block; 8]) -> State<Eight> {
    swap_bits(core::array::from_fn(|i| Eight::load(&blocks[i]).transpose()))
}

/// The blocks of some planes.
#[inline(always)]
pub(super) fn unpack(planes: State<Eight>, blocks: &mut [Block; 8]) {
    let planes = swap_bits(planes);
    for i in 0..8 {
        planes[i].transpose().store(&mut blocks[i]);
    }
}

/// Two turns of the rows, for after an encryption and before a decryption of 10 or 14 rounds.
#[inline(always)]
pub(super) fn turn_twice(planes: State<Eight>) -> State<Eight> {
    planes.map(Eight::turn_odd_rows)
}

/// Bit i of each byte of vector k changes places with bit k of vector i.
#[inline(always)]
fn swap_bits(mut v: State<Eight>) -> State<Eight> {
    for i in [0, 2, 4, 6] {
        (v[i], v[i + 1]) = swap::<1>(v[i], v[i + 1], 0x5555_5555);
    }
    for i in [0, 1, 4, 5] {
        (v[i], v[i + 2]) = swap::<2>(v[i], v[i + 2], 0x3333_3333);
    }
    for i in 0..4 {
        (v[i], v[i + 4]) = swap::<4>(v[i], v[i + 4], 0x0f0f_0f0f);
    }
    v
}

#[inline(always)]
fn swap<const BY: i32>(low: Eight, high: Eight, mask: u32) -> (Eight, Eight) {
    let odd = (low.down::<BY>() ^ high) & Eight::splat(mask);
    (low ^ odd.up::<BY>(), high ^ odd)
}

#[cfg(test)]
mod tests {
    use super::{array, vector};

    #[test]
    fn vectors_do_what_arrays_do() {
        macro_rules! same {
            ($(|$of:ident, $with:ident| $work:expr;)*) => {$({
                for seed in 1..100_u128 {
                    let bytes = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
                    let [one, other] = [bytes, bytes.swap_bytes() ^ bytes >> 61].map(u128::to_le_bytes);
                    let (mut with_array, mut with_vector) = ([0; 16], [0; 16]);
                    let ($of, $with) = (array::Eight::load(&one), array::Eight::load(&other));
                    $work.store(&mut with_array);
                    let ($of, $with) = (vector::Eight::load(&one), vector::Eight::load(&other));
                    $work.store(&mut with_vector);
                    assert_eq!(with_array, with_vector, stringify!($work));
                }
            })*};
        }
        same! {
            |a, b| a.xor(b); |a, b| a.and(b); |a, _b| a.down::<1>(); |a, _b| a.up::<4>(); |a, _b| a.next();
            |a, _b| a.across(); |a, _b| a.column(); |a, _b| a.column_back(); |a, _b| a.two_columns();
            |a, _b| a.turn_odd_rows(); |a, _b| a.transpose();
        }
        for row in 0..16 {
            let plane = 0x1111 * (row | ((row ^ 5) << 16) | ((row ^ 9) << 32) | ((row ^ 14) << 48));
            let (mut with_array, mut with_vector) = ([0; 16], [0; 16]);
            array::Eight::from_rows(plane).and(array::Eight::splat(0x0fff_0f3f)).store(&mut with_array);
            vector::Eight::from_rows(plane).and(vector::Eight::splat(0x0fff_0f3f)).store(&mut with_vector);
            assert_eq!(with_array, with_vector, "{plane:x}");
        }
    }
}
