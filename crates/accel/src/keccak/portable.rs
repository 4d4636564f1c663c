// SPDX-License-Identifier: MIT
//! Keccak-f[1600] in general registers, for any CPU, and the operations on their words.

use super::State;
use super::round::permutation;

permutation! {
    pub(super) fn permute; load store broadcast; parity rotate chi xor
}

#[inline(always)]
pub(super) fn load(state: &State) -> State {
    *state
}

#[inline(always)]
pub(super) fn store(a: State, state: &mut State) {
    *state = a;
}

#[inline(always)]
pub(super) fn broadcast(word: u64) -> u64 {
    word
}

#[inline(always)]
pub(super) fn parity(a: u64, b: u64, c: u64, d: u64, e: u64) -> u64 {
    a ^ b ^ c ^ d ^ e
}

#[inline(always)]
pub(super) fn rotate<const BITS: i32>(a: u64) -> u64 {
    a.rotate_left(BITS.unsigned_abs())
}

#[inline(always)]
pub(super) fn chi(a: u64, b: u64, c: u64) -> u64 {
    a ^ (!b & c)
}

#[inline(always)]
pub(super) fn xor(a: u64, b: u64) -> u64 {
    a ^ b
}
