// SPDX-License-Identifier: MIT
//! One or two blocks in two registers of 128 bits.

use core::slice::{from_mut, from_ref};

use super::transposed;
use crate::aria::constants::{AFTER_EVEN, AFTER_ODD, BEFORE_EVEN, BEFORE_ODD};

rounds!(crate::affine::x86_64::xmm);

/// The rounds of at most two blocks.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Block], blocks: &mut [Block]) {
    let mut states = [load(blocks)];
    rounds(keys, &mut states);
    let [state] = states;
    store(blocks, state);
}

#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn odd_round(block: &Block) -> Block {
    let mut states = [load(from_ref(block))];
    odd(const { &transposed(BEFORE_ODD) }, &mut states);
    let [state] = states;
    let mut block = [0; 16];
    store(from_mut(&mut block), add(state, both(const { &transposed(AFTER_ODD) })));
    block
}

#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn even_round(block: &Block) -> Block {
    let mut states = [load(from_ref(block))];
    even(const { &transposed(BEFORE_EVEN) }, &mut states);
    let [state] = states;
    let mut block = [0; 16];
    store(from_mut(&mut block), add(state, both(const { &transposed(AFTER_EVEN) })));
    block
}
