// SPDX-License-Identifier: MIT
//! 64 blocks in bit planes: a word has the same bit of all of them.

use super::{AFTER, BEFORE};
use crate::Block;
use crate::affine::IDENTITY;
use crate::affine::circuit::{invert, linear};
use crate::transpose::transpose;

/// For each bit of a byte the bytes: the first of the four words, the second ones, and so on.
type State = [[u64; 16]; 8];

const NOTHING: u64 = u64::from_le_bytes(IDENTITY);
const AFTER1: u64 = u64::from_le_bytes(AFTER[0]);
const AFTER2: u64 = u64::from_le_bytes(AFTER[1]);
const BEFORE1: u64 = u64::from_le_bytes(BEFORE[0]);
const BEFORE2: u64 = u64::from_le_bytes(BEFORE[1]);

#[inline(never)]
pub(super) fn apply(keys: &[Block], blocks: &mut [Block; 64]) {
    let [first @ .., before, last_but_one, last] = keys else { return };
    let (pairs, _) = first.as_chunks();
    let mut state = load(blocks);
    for [one, two] in pairs {
        odd(&mut state, one);
        diffuse(&mut state);
        even(&mut state, two);
        diffuse(&mut state);
    }
    odd(&mut state, before);
    diffuse(&mut state);
    even(&mut state, last_but_one);
    add(&mut state, last);
    store(&state, blocks);
}

/// A key and SL1 (RFC 5794, 2.4.2) without constants.
#[inline(never)]
fn odd(state: &mut State, key: &Block) {
    add(state, key);
    substitute::<0, NOTHING, AFTER1>(state);
    substitute::<4, NOTHING, AFTER2>(state);
    substitute::<8, BEFORE1, NOTHING>(state);
    substitute::<12, BEFORE2, NOTHING>(state);
}

/// A key and SL2 without constants.
#[inline(never)]
fn even(state: &mut State, key: &Block) {
    add(state, key);
    substitute::<0, BEFORE1, NOTHING>(state);
    substitute::<4, BEFORE2, NOTHING>(state);
    substitute::<8, NOTHING, AFTER1>(state);
    substitute::<12, NOTHING, AFTER2>(state);
}

/// An S-box for the four bytes that it is for. A loop over bytes, which the compiler puts into vectors.
#[inline(always)]
fn substitute<const FIRST: usize, const BEFORE: u64, const AFTER: u64>(state: &mut State) {
    for byte in FIRST..FIRST + 4 {
        let bits = state.each_ref().map(|plane| plane[byte]);
        let bits = linear::<AFTER>(invert(linear::<BEFORE>(bits)));
        state.iter_mut().zip(bits).for_each(|(plane, bit)| plane[byte] = bit);
    }
}

#[inline(always)]
fn add(state: &mut State, key: &Block) {
    let key: [u64; 16] = core::array::from_fn(|i| u64::from(key[place(i)]));
    for (bit, plane) in state.iter_mut().enumerate() {
        for (byte, key) in plane.iter_mut().zip(key) {
            *byte ^= 0_u64.wrapping_sub((key >> bit) & 1);
        }
    }
}

/// Where the bytes of a state are in a prepared key.
const fn place(byte: usize) -> usize {
    let (in_word, word) = (byte / 4, byte % 4);
    8 * (in_word / 2) + 2 * word + in_word % 2
}

/// The diffusion A (RFC 5794, 2.4.3), for each bit on its own; see [`super::few`].
#[inline(never)]
fn diffuse(state: &mut State) {
    for plane in state {
        let (bytes, _) = plane.as_chunks_mut::<4>();
        let [a, b, c, d] = [bytes[0], bytes[1], bytes[2], bytes[3]];
        let (ab, cd) = (sum(a, b), sum(c, d));
        let (e, f) = (mix_words(sum(b, cd)), mix_words(sum(a, cd)));
        let (g, h) = (mix_words(sum(ab, d)), mix_words(sum(ab, c)));
        bytes[0] = mix_words([e[0], f[1], g[2], h[3]]);
        bytes[1] = mix_words([f[0], e[1], h[2], g[3]]);
        bytes[2] = mix_words([g[0], h[1], e[2], f[3]]);
        bytes[3] = mix_words([h[0], g[1], f[2], e[3]]);
    }
}

#[inline(always)]
fn sum([a, b, c, d]: [u64; 4], [e, f, g, h]: [u64; 4]) -> [u64; 4] {
    [a ^ e, b ^ f, c ^ g, d ^ h]
}

#[inline(always)]
fn mix_words([a, b, c, d]: [u64; 4]) -> [u64; 4] {
    let (ab, cd) = (a ^ b, c ^ d);
    [ab ^ c, a ^ cd, ab ^ d, b ^ cd]
}

#[inline(always)]
fn load(blocks: &[Block; 64]) -> State {
    let mut state = [[0; 16]; 8];
    for half in [0, 1] {
        let mut words = blocks.each_ref().map(|block| u64::from_le_bytes(block.as_chunks().0[half]));
        transpose(&mut words);
        for (i, word) in words.into_iter().enumerate() {
            state[i % 8][lane(8 * half + i / 8)] = word;
        }
    }
    state
}

#[inline(always)]
fn store(state: &State, blocks: &mut [Block; 64]) {
    for half in [0, 1] {
        let mut words = core::array::from_fn(|i| state[i % 8][lane(8 * half + i / 8)]);
        transpose(&mut words);
        for (block, word) in blocks.iter_mut().zip(words) {
            block.as_chunks_mut().0[half] = word.to_le_bytes();
        }
    }
}

/// Where the bytes of a block are in a state.
const fn lane(byte: usize) -> usize {
    4 * (byte % 4) + byte / 4
}
