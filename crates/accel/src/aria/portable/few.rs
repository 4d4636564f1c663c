// SPDX-License-Identifier: MIT
//! Each block in two words: the first two bytes of each of its words, and the last two. So one word has the S-boxes with a
//! map after inversion, and the other those with a map before it.
//!
//! Loops go over blocks, so that the compiler puts several into vectors.

use super::{AFTER, BEFORE};
use crate::Block;
use crate::affine::lanes::{Lanes, invert};

/// Two bytes of each word, the first lowest; and two more.
pub(super) type Halves = [u64; 2];

const MAP_AFTER: Lanes = {
    let [one, two] = AFTER;
    Lanes::new([one, two, one, two, one, two, one, two])
};

const MAP_BEFORE: Lanes = {
    let [one, two] = BEFORE;
    Lanes::new([one, two, one, two, one, two, one, two])
};

/// Blocks side by side.
type State<const N: usize> = [[u64; N]; 2];

#[inline(never)]
pub(super) fn apply<const N: usize>(keys: &[Block], blocks: &mut [Block; N]) {
    let [first @ .., before, last_but_one, last] = keys else { return };
    let (pairs, _) = first.as_chunks();
    let mut state = [[0; N]; 2];
    for (i, block) in blocks.iter().enumerate() {
        [state[0][i], state[1][i]] = halves(block);
    }
    for [one, two] in pairs {
        each(&mut state, one, |halves| mix(substitute_odd(halves)));
        each(&mut state, two, |halves| mix(substitute_even(halves)));
    }
    each(&mut state, before, |halves| mix(substitute_odd(halves)));
    each(&mut state, last_but_one, substitute_even);
    each(&mut state, last, |halves| halves);
    for (i, block) in blocks.iter_mut().enumerate() {
        *block = joined([state[0][i], state[1][i]]);
    }
}

/// Adds a key and does something to each block.
#[inline(always)]
fn each<const N: usize>([one, other]: &mut State<N>, key: &Block, work: impl Fn(Halves) -> Halves) {
    let key = words(key);
    for (one, other) in one.iter_mut().zip(other) {
        [*one, *other] = work([*one ^ key[0], *other ^ key[1]]);
    }
}

/// The odd round without constants.
#[inline(never)]
pub(super) fn odd_round(block: &Block) -> Block {
    joined(mix(substitute_odd(halves(block))))
}

/// The even round without constants.
#[inline(never)]
pub(super) fn even_round(block: &Block) -> Block {
    joined(mix(substitute_even(halves(block))))
}

/// The diffusion A (RFC 5794, 2.4.3). It is its own inverse.
pub(in super::super) const fn diffuse(block: &Block) -> Block {
    joined(mix(halves(block)))
}

/// SL1 without constants.
#[inline(always)]
fn substitute_odd([one, other]: Halves) -> Halves {
    let [one, other] = invert([one, MAP_BEFORE.apply(other)]);
    [MAP_AFTER.apply(one), other]
}

/// SL2 without constants.
#[inline(always)]
fn substitute_even([one, other]: Halves) -> Halves {
    let [one, other] = invert([MAP_BEFORE.apply(one), other]);
    [one, MAP_AFTER.apply(other)]
}

/// The diffusion: sums of three bytes of a word; of three words; and of three words again, the bytes of which have swapped
/// their places meanwhile, each word in its own way.
#[inline(always)]
const fn mix([one, other]: Halves) -> Halves {
    let sum = one ^ other;
    let sum = sum ^ ((sum >> 8) & 0x00ff_00ff_00ff_00ff) ^ ((sum & 0x00ff_00ff_00ff_00ff) << 8);
    let (one, other) = (mix_words(one ^ sum), mix_words(other ^ sum));
    // In the second word and the fourth, the first byte and the second, the third and the last.
    let (one, other) = (swap_bytes(one), swap_bytes(other));
    // In the third word and the fourth, the first two and the last two.
    let differ = (one ^ other) & 0xffff_ffff_0000_0000;
    [mix_words(one ^ differ), mix_words(other ^ differ)]
}

/// Of each word's four sums of three, the one that the diffusion takes: the sum of all, without the last word in the place of
/// the first, the first in that of the last, and the others in their own.
#[inline(always)]
const fn mix_words(x: u64) -> u64 {
    let up = x.rotate_left(16);
    let sum = x ^ up;
    let sum = sum ^ sum.rotate_left(32);
    sum ^ (x & 0x0000_ffff_ffff_0000) ^ (up & 0xffff) ^ (x.rotate_right(16) & 0xffff_0000_0000_0000)
}

#[inline(always)]
const fn swap_bytes(x: u64) -> u64 {
    let differ = ((x >> 8) ^ x) & 0x00ff_0000_00ff_0000;
    x ^ differ ^ (differ << 8)
}

#[inline(always)]
const fn words(block: &Block) -> [u64; 2] {
    let [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p] = *block;
    [u64::from_le_bytes([a, b, c, d, e, f, g, h]), u64::from_le_bytes([i, j, k, l, m, n, o, p])]
}

#[inline(always)]
pub(super) const fn flattened([one, other]: [u64; 2]) -> Block {
    (one as u128 | ((other as u128) << 64)).to_le_bytes()
}

#[inline(always)]
pub(super) const fn halves(block: &Block) -> Halves {
    let [low, high] = words(block);
    [evens(low) | (evens(high) << 32), evens(low >> 16) | (evens(high >> 16) << 32)]
}

/// The inverse of [`halves`].
#[inline(always)]
const fn joined([one, other]: Halves) -> Block {
    flattened([spread(one) | (spread(other) << 16), spread(one >> 32) | (spread(other >> 32) << 16)])
}

/// The first 16 bits and the third.
#[inline(always)]
const fn evens(x: u64) -> u64 {
    (x & 0xffff) | ((x >> 16) & 0xffff_0000)
}

#[inline(always)]
const fn spread(x: u64) -> u64 {
    (x & 0xffff) | ((x & 0xffff_0000) << 16)
}
