// SPDX-License-Identifier: MIT
//! The tables of FIPS 46-3, and those made of them that a round looks things up in.

/// What a round adds to its half: for S-boxes 1, 3, 5, 7, and for the others; each six bits are the low ones of a byte.
pub(super) type RoundKey = [u32; 2];

/// The permutation of a key that drops its parity bits (FIPS 46-3, "permuted choice 1"); bit 1 is the highest of 64.
#[rustfmt::skip]
pub(super) const PC1: [u32; 56] = [
    57, 49, 41, 33, 25, 17,  9,
     1, 58, 50, 42, 34, 26, 18,
    10,  2, 59, 51, 43, 35, 27,
    19, 11,  3, 60, 52, 44, 36,
    63, 55, 47, 39, 31, 23, 15,
     7, 62, 54, 46, 38, 30, 22,
    14,  6, 61, 53, 45, 37, 29,
    21, 13,  5, 28, 20, 12,  4,
];

/// The bits of a rotated key that a round takes, six for each S-box ("permuted choice 2"); bit 1 is the highest of 56.
#[rustfmt::skip]
pub(super) const PC2: [[u32; 6]; 8] = [
    [14, 17, 11, 24,  1,  5],
    [ 3, 28, 15,  6, 21, 10],
    [23, 19, 12,  4, 26,  8],
    [16,  7, 27, 20, 13,  2],
    [41, 52, 31, 37, 47, 55],
    [30, 40, 51, 45, 33, 48],
    [44, 49, 39, 56, 34, 53],
    [46, 42, 50, 36, 29, 32],
];

/// For each S-box the places, in its byte of a vector, of the six bits that it takes, in the order of the standard.
///
/// Six bits come out of each S-box and six go into each, no two of them the same way: such places exist (D. König, 1916).
pub(super) const PLACES: [[u8; 6]; 8] = [
    [0, 1, 2, 3, 4, 5],
    [0, 1, 3, 4, 2, 5],
    [0, 2, 4, 5, 1, 3],
    [2, 4, 1, 3, 5, 0],
    [0, 3, 5, 1, 2, 4],
    [5, 0, 3, 1, 2, 4],
    [4, 5, 0, 2, 1, 3],
    [0, 2, 1, 4, 5, 3],
];

/// The permutation after the S-boxes; bit 1 is the highest of 32.
pub(super) const P: [u32; 32] = [
    16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, //
    2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22, 11, 4, 25,
];

/// The S-boxes: the outer two bits of the six choose the row, the inner four the column.
#[rustfmt::skip]
pub(super) const S: [[[u32; 16]; 4]; 8] = [
    [
        [14,  4, 13,  1,  2, 15, 11,  8,  3, 10,  6, 12,  5,  9,  0,  7],
        [ 0, 15,  7,  4, 14,  2, 13,  1, 10,  6, 12, 11,  9,  5,  3,  8],
        [ 4,  1, 14,  8, 13,  6,  2, 11, 15, 12,  9,  7,  3, 10,  5,  0],
        [15, 12,  8,  2,  4,  9,  1,  7,  5, 11,  3, 14, 10,  0,  6, 13],
    ],
    [
        [15,  1,  8, 14,  6, 11,  3,  4,  9,  7,  2, 13, 12,  0,  5, 10],
        [ 3, 13,  4,  7, 15,  2,  8, 14, 12,  0,  1, 10,  6,  9, 11,  5],
        [ 0, 14,  7, 11, 10,  4, 13,  1,  5,  8, 12,  6,  9,  3,  2, 15],
        [13,  8, 10,  1,  3, 15,  4,  2, 11,  6,  7, 12,  0,  5, 14,  9],
    ],
    [
        [10,  0,  9, 14,  6,  3, 15,  5,  1, 13, 12,  7, 11,  4,  2,  8],
        [13,  7,  0,  9,  3,  4,  6, 10,  2,  8,  5, 14, 12, 11, 15,  1],
        [13,  6,  4,  9,  8, 15,  3,  0, 11,  1,  2, 12,  5, 10, 14,  7],
        [ 1, 10, 13,  0,  6,  9,  8,  7,  4, 15, 14,  3, 11,  5,  2, 12],
    ],
    [
        [ 7, 13, 14,  3,  0,  6,  9, 10,  1,  2,  8,  5, 11, 12,  4, 15],
        [13,  8, 11,  5,  6, 15,  0,  3,  4,  7,  2, 12,  1, 10, 14,  9],
        [10,  6,  9,  0, 12, 11,  7, 13, 15,  1,  3, 14,  5,  2,  8,  4],
        [ 3, 15,  0,  6, 10,  1, 13,  8,  9,  4,  5, 11, 12,  7,  2, 14],
    ],
    [
        [ 2, 12,  4,  1,  7, 10, 11,  6,  8,  5,  3, 15, 13,  0, 14,  9],
        [14, 11,  2, 12,  4,  7, 13,  1,  5,  0, 15, 10,  3,  9,  8,  6],
        [ 4,  2,  1, 11, 10, 13,  7,  8, 15,  9, 12,  5,  6,  3,  0, 14],
        [11,  8, 12,  7,  1, 14,  2, 13,  6, 15,  0,  9, 10,  4,  5,  3],
    ],
    [
        [12,  1, 10, 15,  9,  2,  6,  8,  0, 13,  3,  4, 14,  7,  5, 11],
        [10, 15,  4,  2,  7, 12,  9,  5,  6,  1, 13, 14,  0, 11,  3,  8],
        [ 9, 14, 15,  5,  2,  8, 12,  3,  7,  0,  4, 10,  1, 13, 11,  6],
        [ 4,  3,  2, 12,  9,  5, 15, 10, 11, 14,  1,  7,  6,  0,  8, 13],
    ],
    [
        [ 4, 11,  2, 14, 15,  0,  8, 13,  3, 12,  9,  7,  5, 10,  6,  1],
        [13,  0, 11,  7,  4,  9,  1, 10, 14,  3,  5, 12,  2, 15,  8,  6],
        [ 1,  4, 11, 13, 12,  3,  7, 14, 10, 15,  6,  8,  0,  5,  9,  2],
        [ 6, 11, 13,  8,  1,  4, 10,  7,  9,  5,  0, 15, 14,  2,  3, 12],
    ],
    [
        [13,  2,  8,  4,  6, 15, 11,  1, 10,  9,  3, 14,  5,  0, 12,  7],
        [ 1, 15, 13,  8, 10,  3,  7,  4, 12,  5,  6, 11,  0, 14,  9,  2],
        [ 7, 11,  4,  1,  9, 12, 14,  2,  0,  6, 10, 13, 15,  3,  5,  8],
        [ 2,  1, 14,  7,  4, 10,  8, 13, 15, 12,  9,  0,  3,  5,  6, 11],
    ],
];

/// How far halves are rotated to the right, so that every other S-box finds its six bits at the bottom of a byte.
pub(super) const ROTATION: u32 = 3;

/// Each S-box with the permutation after it, of a half in the rotated form.
pub(super) static SP: [[u32; 64]; 8] = substitute_and_permute();

const fn substitute_and_permute() -> [[u32; 64]; 8] {
    let mut tables = [[0; 64]; 8];
    let mut number = 0;
    while number < 8 {
        let mut bits = 0;
        while bits < 64 {
            let row = ((bits >> 5) << 1) | (bits & 1);
            let column = (bits >> 1) & 15;
            let half = S[number][row][column] << (28 - 4 * number);
            tables[number][bits] = permute(half).rotate_right(ROTATION);
            bits += 1;
        }
        number += 1;
    }
    tables
}

const fn permute(half: u32) -> u32 {
    let mut permuted = 0;
    let mut to = 0;
    while to < 32 {
        permuted = (permuted << 1) | ((half >> (32 - P[to])) & 1);
        to += 1;
    }
    permuted
}
