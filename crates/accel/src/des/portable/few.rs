// SPDX-License-Identifier: MIT
//! Blocks in two words each. All S-boxes are worked out at once: the same polynomial, whose coefficients are words with a bit
//! for each bit that comes out.
//!
//! Loops go over blocks, so that the compiler puts several into vectors.

use super::super::permutation::{initial, last};
use super::super::tables::{P, RoundKey};
use super::super::{Block, Passes};
use super::coefficient;

/// Halves of blocks side by side.
type Side<const N: usize> = [u32; N];

/// The lowest of the four bits that an S-box gives.
const LOWEST: u32 = 0x1111_1111;

#[inline(never)]
pub(super) fn apply<const N: usize, const W: usize>(passes: &Passes<N>, blocks: &mut [Block; W]) {
    let pairs = blocks.map(initial);
    let [mut left, mut right]: [Side<W>; 2] = [pairs.map(|[left, _]| left), pairs.map(|[_, right]| right)];
    for keys in passes {
        let (pairs, _) = keys.as_chunks();
        for [one, two] in pairs {
            add_f(&mut left, &right, *one);
            add_f(&mut right, &left, *two);
        }
        core::mem::swap(&mut left, &mut right);
    }
    for (block, (left, right)) in blocks.iter_mut().zip(left.into_iter().zip(right)) {
        *block = last([left, right]);
    }
}

/// Adds the function f (FIPS 46-3) of halves to other halves.
#[inline(always)]
fn add_f<const W: usize>(to: &mut Side<W>, from: &Side<W>, key: RoundKey) {
    let key = spread(key);
    for (to, from) in to.iter_mut().zip(from) {
        *to ^= permute(substitute(expand(*from, key)));
    }
}

/// The first bits that the S-boxes take of a key, each at the lowest of the four that the S-box gives, the second ones, and so
/// on.
#[inline(always)]
fn spread([odd, even]: RoundKey) -> [u32; 6] {
    let bits = |word: u32, i: u32| (word >> (5 - i)) & 0x0101_0101;
    [0, 1, 2, 3, 4, 5].map(|i| (bits(odd, i) << 4) | bits(even, i))
}

/// The bits that the S-boxes take (the expansion of FIPS 46-3), each for all four that the S-box gives.
#[inline(always)]
fn expand(half: u32, [a, b, c, d, e, f]: [u32; 6]) -> [u32; 6] {
    let four = |bits: u32| {
        let bits = bits & LOWEST;
        (bits << 4).wrapping_sub(bits)
    };
    let [before, after] = [half.rotate_right(4), half.rotate_left(1)];
    [
        four(before ^ a),
        four((half >> 3) ^ b),
        four((half >> 2) ^ c),
        four((half >> 1) ^ d),
        four(half ^ e),
        four(after ^ f),
    ]
}

#[inline(always)]
fn substitute([a, b, c, d, e, f]: [u32; 6]) -> u32 {
    let first = |i: usize| COEFFICIENTS[i] ^ (a & COEFFICIENTS[i + 1]);
    let second = |i| first(i) ^ (b & first(i + 2));
    let third = |i| second(i) ^ (c & second(i + 4));
    let fourth = |i| third(i) ^ (d & third(i + 8));
    let fifth = |i| fourth(i) ^ (e & fourth(i + 16));
    fifth(0) ^ (f & fifth(32))
}

/// What each product of bits that S-boxes take is multiplied with.
const COEFFICIENTS: [u32; 64] = {
    let mut coefficients = [0; 64];
    let mut place = 0;
    while place < 32 {
        let mut product = 0;
        while product < 64 {
            if coefficient(place / 4, place % 4, product) {
                coefficients[product as usize] |= 1 << (31 - place);
            }
            product += 1;
        }
        place += 1;
    }
    coefficients
};

/// The permutation after the S-boxes (FIPS 46-3).
#[inline(always)]
fn permute(bits: u32) -> u32 {
    ROTATIONS.iter().fold(0, |permuted, (by, taken)| permuted | (bits.rotate_left(*by) & taken))
}

/// By how many places bits move, and which do.
const ROTATIONS: [(u32, u32); DISTANCES.count_ones() as usize] = {
    let mut rotations = [(0, 0); DISTANCES.count_ones() as usize];
    let (mut i, mut by) = (0, 0);
    while by < 32 {
        if (DISTANCES >> by) & 1 == 1 {
            rotations[i].0 = by;
            let mut to = 0;
            while to < 32 {
                if distance(to) == by {
                    rotations[i].1 |= 1 << (31 - to);
                }
                to += 1;
            }
            i += 1;
        }
        by += 1;
    }
    rotations
};

/// All distances by which the permutation moves bits.
const DISTANCES: u32 = {
    let (mut distances, mut to) = (0_u32, 0);
    while to < 32 {
        distances |= 1 << distance(to);
        to += 1;
    }
    distances
};

const fn distance(to: u32) -> u32 {
    (P[to as usize] + 31 - to) % 32
}

#[cfg(test)]
mod tests {
    use super::super::super::tables::{ROTATION, SP};
    use super::*;

    /// All S-boxes, each with every six bits, and the permutation: as one table has them.
    #[test]
    fn s_boxes_are_those_of_the_standard() {
        for x in 0..64_u32 {
            let six: [u32; 8] = core::array::from_fn(|i| (x + 9 * u32::try_from(i).unwrap()) % 64);
            let bits = core::array::from_fn(|bit| {
                six.iter().fold(0, |word, six| (word << 4) | (((six >> (5 - bit)) & 1) * 15))
            });
            let looked_up =
                six.iter().zip(&SP).fold(0, |sum, (six, table)| sum ^ table[usize::try_from(*six).unwrap()]);
            assert_eq!(permute(substitute(bits)), looked_up.rotate_left(ROTATION));
        }
    }
}
