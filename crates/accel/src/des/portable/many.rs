// SPDX-License-Identifier: MIT
//! 64 blocks in bit planes: a word has the same bit of all of them, and permutations are other words.

use super::super::tables::{P, RoundKey};
use super::super::{Block, Passes};
use super::coefficient;
use crate::transpose::transpose;

/// The bits of a half, the first one first.
type Half = [u64; 32];

#[inline(never)]
pub(super) fn apply<const N: usize>(passes: &Passes<N>, blocks: &mut [Block; 64]) {
    let mut words = blocks.map(u64::from_be_bytes);
    transpose(&mut words);
    let [mut left, mut right]: [Half; 2] = [[0; 32]; 2];
    for i in 0..32 {
        left[i] = words[initial(i)];
        right[i] = words[initial(i) + 1];
    }
    for keys in passes {
        let (pairs, _) = keys.as_chunks();
        for [one, two] in pairs {
            round(&mut left, &right, *one);
            round(&mut right, &left, *two);
        }
        core::mem::swap(&mut left, &mut right);
    }
    for i in 0..32 {
        words[initial(i)] = left[i];
        words[initial(i) + 1] = right[i];
    }
    transpose(&mut words);
    for (block, word) in blocks.iter_mut().zip(words) {
        *block = word.to_be_bytes();
    }
}

/// Which bit of a block, the last being 0, the initial permutation (FIPS 46-3) brings into the left half. The one above goes
/// into the right half.
const fn initial(bit: usize) -> usize {
    6 - 2 * (bit / 8) + 8 * (bit % 8)
}

/// Adds the function f (FIPS 46-3) of one half to the other.
#[inline(never)]
fn round(to: &mut Half, from: &Half, key: RoundKey) {
    substitute::<0>(to, from, key);
    substitute::<1>(to, from, key);
    substitute::<2>(to, from, key);
    substitute::<3>(to, from, key);
    substitute::<4>(to, from, key);
    substitute::<5>(to, from, key);
    substitute::<6>(to, from, key);
    substitute::<7>(to, from, key);
}

/// An S-box, with the expansion and the key before it and the permutation after it.
#[inline(always)]
fn substitute<const NUMBER: usize>(to: &mut Half, from: &Half, key: RoundKey) {
    // Six bits, the first highest.
    let key = key[NUMBER % 2] >> (24 - 8 * (NUMBER / 2));
    let bit = |i: usize| {
        let mask = 0_u64.wrapping_sub(u64::from((key >> (5 - i)) & 1));
        from[(4 * NUMBER + i + 31) % 32] ^ mask
    };
    let out = s_box::<NUMBER>([bit(0), bit(1), bit(2), bit(3), bit(4), bit(5)]);
    to[PLACES[4 * NUMBER]] ^= out[0];
    to[PLACES[4 * NUMBER + 1]] ^= out[1];
    to[PLACES[4 * NUMBER + 2]] ^= out[2];
    to[PLACES[4 * NUMBER + 3]] ^= out[3];
}

/// Where a bit that comes out of the S-boxes goes to; both are counted from 0.
const PLACES: [usize; 32] = {
    let mut places = [0; 32];
    let mut to = 0;
    while to < 32 {
        places[P[to] as usize - 1] = to;
        to += 1;
    }
    places
};

#[inline(always)]
fn s_box<const NUMBER: usize>([a, b, c, d, e, f]: [u64; 6]) -> [u64; 4] {
    // Every function of the last two bits: a polynomial of the others has these for its coefficients.
    let (both, sum) = (e & f, e ^ f);
    let (first, last, any) = (e ^ both, f ^ both, sum ^ both);
    let functions = [0, !0, e, !e, f, !f, sum, !sum, both, !both, first, !first, last, !last, any, !any];
    let rows = &COEFFICIENTS[NUMBER];
    [
        polynomial([a, b, c, d], &functions, &rows[0]),
        polynomial([a, b, c, d], &functions, &rows[1]),
        polynomial([a, b, c, d], &functions, &rows[2]),
        polynomial([a, b, c, d], &functions, &rows[3]),
    ]
}

#[inline(always)]
fn polynomial([a, b, c, d]: [u64; 4], functions: &[u64; 16], row: &[u8; 16]) -> u64 {
    let row = row.map(|coefficient| functions[usize::from(coefficient % 16)]);
    let [h, i, j, k, l, m, n, o] = [
        row[0] ^ (a & row[1]),
        row[2] ^ (a & row[3]),
        row[4] ^ (a & row[5]),
        row[6] ^ (a & row[7]),
        row[8] ^ (a & row[9]),
        row[10] ^ (a & row[11]),
        row[12] ^ (a & row[13]),
        row[14] ^ (a & row[15]),
    ];
    let [h, i, j, k] = [h ^ (b & i), j ^ (b & k), l ^ (b & m), n ^ (b & o)];
    let [h, i] = [h ^ (c & i), j ^ (c & k)];
    h ^ (d & i)
}

/// For each S-box, each bit that it gives and each product of the first four bits that it takes, which function of the last
/// two that is multiplied with: the sum of 1, the fifth, the sixth and both, as the bits of this number say.
const COEFFICIENTS: [[[u8; 16]; 4]; 8] = {
    let mut coefficients = [[[0; 16]; 4]; 8];
    let mut i = 0;
    while i < 8 * 4 {
        let (number, bit) = (i / 4, i % 4);
        let mut product = 0;
        while product < 64 {
            if coefficient(number, bit, product) {
                coefficients[number][bit][product as usize % 16] |= 1 << (product / 16);
            }
            product += 1;
        }
        i += 1;
    }
    coefficients
};

#[cfg(test)]
mod tests {
    use super::super::super::tables::S;
    use super::*;

    fn check<const NUMBER: usize>() {
        let every = core::array::from_fn(|bit| (0..64).fold(0, |plane, x| plane | (((x >> bit) & 1) << x)));
        let out = s_box::<NUMBER>(every);
        for x in 0..64_usize {
            let (row, column) =
                ((x & 1) * 2 + (x >> 5), (1..5).fold(0, |column, bit| 2 * column + ((x >> bit) & 1)));
            let found = out.iter().fold(0, |value, plane| 2 * value + ((plane >> x) & 1));
            assert_eq!(found, u64::from(S[NUMBER][row][column]), "S-box {NUMBER}, {x:06b}");
        }
    }

    #[test]
    fn s_boxes_are_those_of_the_standard() {
        check::<0>();
        check::<1>();
        check::<2>();
        check::<3>();
        check::<4>();
        check::<5>();
        check::<6>();
        check::<7>();
    }
}
