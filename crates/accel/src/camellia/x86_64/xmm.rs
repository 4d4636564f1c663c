// SPDX-License-Identifier: MIT
//! One to eight blocks in eight registers of 128 bits.

use crate::camellia::Half;
use crate::camellia::constants::BEFORE_F;

rounds!(crate::affine::x86_64::xmm);

/// The rounds of at most eight blocks.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Pair], blocks: &mut [Block]) {
    let mut state = load(blocks);
    rounds(keys, &mut state);
    store(blocks, state);
}

#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn f(half: Half) -> Half {
    let [state, constant] = both([half ^ BEFORE_F, AFTER_F]);
    let mut block = [0; 16];
    store(core::slice::from_mut(&mut block), [add_f(constant, state), constant]);
    crate::camellia::halves(u128::from_le_bytes(block))[0]
}
