// SPDX-License-Identifier: MIT
//! DES for any CPU, in constant time, where no block waits for another: bit planes of 64 blocks, or the words of fewer.
//!
//! S-boxes are polynomials of their six bits, which are worked out from the standard's tables when this is compiled.

use super::tables::S;
use super::{Block, Passes};
use crate::groups::in_groups;

mod few;
mod many;

/// How many blocks take no less time in groups of four than in bit planes.
const ENOUGH_FOR_MANY: usize = 13;

/// 16 or 48 rounds.
pub(super) fn apply<const N: usize>(passes: &Passes<N>, blocks: &mut [Block]) {
    in_groups(
        blocks,
        ENOUGH_FOR_MANY,
        |block| few::apply(passes, block),
        |group| few::apply(passes, group),
        |group| many::apply(passes, group),
    );
}

/// Whether a bit that an S-box gives is a sum with a product of some of those that it takes; both are counted from 0. Bit i
/// of `product` says whether the product has bit i.
const fn coefficient(number: usize, bit: usize, product: u8) -> bool {
    let (mut sum, mut x) = (0, 0_u8);
    while x < 64 {
        if x & !product == 0 {
            let bits = (x.reverse_bits() >> 2) as usize;
            sum ^= S[number][((bits >> 5) << 1) | (bits & 1)][(bits >> 1) & 15] >> (3 - bit);
        }
        x += 1;
    }
    sum & 1 == 1
}
