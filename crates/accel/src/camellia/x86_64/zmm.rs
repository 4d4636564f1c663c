// SPDX-License-Identifier: MIT
//! 32 blocks in eight registers of 512 bits.

rounds!(crate::affine::x86_64::zmm);

/// The rounds of any number of blocks.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Pair], blocks: &mut [Block]) {
    crate::stack::align();
    for chunk in blocks.chunks_mut(8 * W) {
        let mut state = load(chunk);
        rounds(keys, &mut state);
        store(chunk, state);
    }
}
