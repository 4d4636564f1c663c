// SPDX-License-Identifier: MIT
//! Eight blocks in two registers of 512 bits.

rounds!(crate::affine::x86_64::zmm);

/// The rounds of any number of blocks, 16 at a time: what one half waits for, the other fills.
#[inline(never)]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(super) fn apply(keys: &[Block], blocks: &mut [Block]) {
    crate::stack::align();
    let (chunks, rest) = blocks.as_chunks_mut::<{ 4 * W }>();
    for chunk in chunks {
        let (first, second) = chunk.split_at_mut(2 * W);
        let mut states = [load(first), load(second)];
        rounds(keys, &mut states);
        let [one, two] = states;
        store(first, one);
        store(second, two);
    }
    for chunk in rest.chunks_mut(2 * W) {
        let mut states = [load(chunk)];
        rounds(keys, &mut states);
        let [state] = states;
        store(chunk, state);
    }
}
