// SPDX-License-Identifier: MIT
//! The initial permutation of FIPS 46-3 and the final one, its inverse: bits change places between halves, many at once.

use super::Block;

/// The halves of a block, the first bit highest.
#[inline(always)]
pub(super) fn initial(block: Block) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = block;
    let (mut left, mut right) = (u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h]));
    swap(&mut left, &mut right, 4, 0x0f0f_0f0f);
    swap(&mut left, &mut right, 16, 0x0000_ffff);
    swap(&mut right, &mut left, 2, 0x3333_3333);
    swap(&mut right, &mut left, 8, 0x00ff_00ff);
    swap(&mut left, &mut right, 1, 0x5555_5555);
    [left, right]
}

/// The block of what are its halves before the final permutation.
#[inline(always)]
pub(super) fn last([mut left, mut right]: [u32; 2]) -> Block {
    swap(&mut left, &mut right, 1, 0x5555_5555);
    swap(&mut right, &mut left, 8, 0x00ff_00ff);
    swap(&mut right, &mut left, 2, 0x3333_3333);
    swap(&mut left, &mut right, 16, 0x0000_ffff);
    swap(&mut left, &mut right, 4, 0x0f0f_0f0f);
    ((u64::from(left) << 32) | u64::from(right)).to_be_bytes()
}

/// Swaps the bits of `low` that the mask has with those `shift` places further up in `high`.
#[inline(always)]
fn swap(high: &mut u32, low: &mut u32, shift: u32, mask: u32) {
    let differ = ((*high >> shift) ^ *low) & mask;
    *low ^= differ;
    *high ^= differ << shift;
}
