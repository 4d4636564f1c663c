// SPDX-License-Identifier: MIT
//! ARIA for any CPU, with tables: each joins an S-box and the first part of the diffusion. **Addresses depend on key and
//! message.**

use super::S_BOXES;
use crate::Block;
use crate::opaque::opaque32;

type Words = [u32; 4];

/// SB1 to SB4 (RFC 5794, 2.4.2), each in the places that it has in a word: all but the one it was looked up for.
static TABLES: [[u32; 256]; 4] = [
    table(&S_BOXES[0], 0x0001_0101),
    table(&S_BOXES[1], 0x0100_0101),
    table(&S_BOXES[2], 0x0101_0001),
    table(&S_BOXES[3], 0x0101_0100),
];

const fn table(s_box: &[u8; 256], places: u32) -> [u32; 256] {
    let mut table = [0; 256];
    let mut x = 0;
    while x < 256 {
        table[x] = s_box[x] as u32 * places;
        x += 1;
    }
    table
}

pub(super) fn apply(keys: &[Block], blocks: &mut [Block]) {
    let [first @ .., before, last_but_one, last] = keys else { return };
    let (pairs, _) = first.as_chunks();
    for block in blocks {
        let mut state = words(block);
        for [one, two] in pairs {
            state = odd(add(state, one));
            state = even(add(state, two));
        }
        state = odd(add(state, before));
        *block = bytes(add(add(state, last_but_one).map(substitute), last));
    }
}

/// A(SL1(x)), the inner part of the odd round function FO (RFC 5794, 2.4.1).
pub(super) fn odd_round(block: &Block) -> Block {
    bytes(odd(words(block)))
}

/// A(SL2(x)), the inner part of the even round function FE.
pub(super) fn even_round(block: &Block) -> Block {
    bytes(even(words(block)))
}

#[inline(always)]
fn odd(state: Words) -> Words {
    let mixed = mix_words(state.map(|word| look_up(word, [0, 1, 2, 3])));
    let [a, b, c, d] = mixed;
    mix_words([a, swap_halves(b), c.rotate_left(16), d.swap_bytes()])
}

#[inline(always)]
fn even(state: Words) -> Words {
    // The tables have their places for the other layer; all words come out rotated by two bytes.
    let mixed = mix_words(state.map(|word| look_up(word, [2, 3, 0, 1])));
    let [a, b, c, d] = mixed;
    mix_words([a.rotate_left(16), b.swap_bytes(), c, swap_halves(d)])
}

#[inline(always)]
fn look_up(word: u32, tables: [usize; 4]) -> u32 {
    let [a, b, c, d] = opaque32(word).to_be_bytes();
    let found = TABLES[tables[0]][usize::from(a)]
        ^ TABLES[tables[1]][usize::from(b)]
        ^ TABLES[tables[2]][usize::from(c)]
        ^ TABLES[tables[3]][usize::from(d)];
    // Not for the compiler to put into a vector with the others: with AVX2 it would gather, which is slower.
    opaque32(found)
}

/// SL2 alone: of the places that an entry fills, the right one.
#[inline(always)]
fn substitute(word: u32) -> u32 {
    let [a, b, c, d] = word.to_be_bytes();
    (TABLES[2][usize::from(a)] & 0xff00_0000)
        | (TABLES[3][usize::from(b)] & 0x00ff_0000)
        | (TABLES[0][usize::from(c)] & 0x0000_ff00)
        | (TABLES[1][usize::from(d)] & 0x0000_00ff)
}

/// Of each word's four sums of three, the one that the diffusion takes.
#[inline(always)]
const fn mix_words([a, b, c, d]: Words) -> Words {
    let (ab, cd) = (a ^ b, c ^ d);
    [ab ^ c, a ^ cd, ab ^ d, b ^ cd]
}

#[inline(always)]
const fn swap_halves(word: u32) -> u32 {
    word.swap_bytes().rotate_left(16)
}

/// The diffusion A (RFC 5794, 2.4.3). It is its own inverse.
pub(super) const fn diffuse(block: &Block) -> Block {
    let mut mixed = words(block);
    let mut i = 0;
    while i < 4 {
        let word = mixed[i];
        mixed[i] = word.rotate_left(8) ^ word.rotate_left(16) ^ word.rotate_left(24);
        i += 1;
    }
    let [a, b, c, d] = mix_words(mixed);
    bytes(mix_words([a, swap_halves(b), c.rotate_left(16), d.swap_bytes()]))
}

#[inline(always)]
fn add(state: Words, key: &Block) -> Words {
    let key = words(key);
    [state[0] ^ key[0], state[1] ^ key[1], state[2] ^ key[2], state[3] ^ key[3]]
}

#[inline(always)]
const fn words(block: &Block) -> Words {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
    [
        u32::from_be_bytes([a, b, c, d]),
        u32::from_be_bytes([e, f, g, h]),
        u32::from_be_bytes([i, j, k, l]),
        u32::from_be_bytes([m, n, o, p]),
    ]
}

#[inline(always)]
const fn bytes([a, b, c, d]: Words) -> Block {
    let high = ((a as u64) << 32) | b as u64;
    let low = ((c as u64) << 32) | d as u64;
    (((high as u128) << 64) | low as u128).to_be_bytes()
}
