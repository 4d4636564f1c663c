// SPDX-License-Identifier: MIT
//! Camellia for any CPU, in constant time: bit planes of 64 blocks, or the bytes of fewer.

use super::{AFTER, BEFORE, Pair};
use crate::Block;
use crate::affine::circuit::{State, invert, linear};
use crate::groups::in_groups;

mod few;
mod many;

pub(super) use few::{cbc_encrypt, cfb_encrypt, f};

/// How many blocks take no less time in groups of four than in bit planes.
const ENOUGH_FOR_MANY: usize = 17;

/// RFC 3713, 2.3, with round keys to which constants are added.
pub(super) fn apply(keys: &[Pair], blocks: &mut [Block]) {
    in_groups(
        blocks,
        ENOUGH_FOR_MANY,
        |block| few::apply(keys, block),
        |group| few::apply(keys, group),
        |group| many::apply(keys, group),
    );
}

/// SBOX1 (RFC 3713, 2.4.1) without constants.
#[inline(always)]
fn substitute(bits: State<u64>) -> State<u64> {
    linear::<{ u64::from_le_bytes(AFTER) }>(invert(linear::<{ u64::from_le_bytes(BEFORE) }>(bits)))
}

#[cfg(test)]
mod tests {
    use super::super::{BOX_OF, Half, P, S_BOXES};
    use super::*;

    /// Every byte in every place.
    #[test]
    fn f_is_that_of_the_standard() {
        for x in 0..=255_u8 {
            let half: [u8; 8] =
                core::array::from_fn(|i| x.rotate_left(3).wrapping_add(29 * u8::try_from(i).unwrap()));
            let found: [u8; 8] = core::array::from_fn(|i| S_BOXES[BOX_OF[i]][usize::from(half[i])]);
            let sums = P.map(|row| {
                (0..8)
                    .filter(|from| (row >> (7 - from)) & 1 == 1)
                    .fold(0, |sum, from: usize| sum ^ found[from])
            });
            assert_eq!(f(Half::from_le_bytes(half)).to_le_bytes(), sums);
        }
    }

    #[test]
    fn many_are_one_by_one() {
        for used in [13, 17] {
            let keys: [Pair; 17] = core::array::from_fn(|i| {
                let i = u64::try_from(i + used).unwrap();
                [i.wrapping_mul(0x9e37_79b9_7f4a_7c15), i.wrapping_mul(0xbf58_476d_1ce4_e5b9)]
            });
            let blocks: [Block; 64] = core::array::from_fn(|i| {
                core::array::from_fn(|j| u8::try_from((i * 16 + j) * 7 % 256).unwrap())
            });
            let (mut together, mut fours, mut alone) = (blocks, blocks, blocks);
            many::apply(&keys[..used], &mut together);
            fours.as_chunks_mut::<4>().0.iter_mut().for_each(|group| few::apply(&keys[..used], group));
            alone.as_chunks_mut::<1>().0.iter_mut().for_each(|block| few::apply(&keys[..used], block));
            assert_eq!(together, alone);
            assert_eq!(fours, alone);
            assert_ne!(together, blocks);
        }
    }
}
