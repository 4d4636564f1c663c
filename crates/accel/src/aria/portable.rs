// SPDX-License-Identifier: MIT
//! ARIA for any CPU, in constant time: bit planes of 64 blocks, or the bytes of fewer.

use super::constants::{AFTER_EVEN, AFTER_ODD, BEFORE_EVEN, BEFORE_ODD, sum};
use super::{AFTER1, AFTER2};
use crate::Block;
use crate::affine::{Columns, undone};
use crate::groups::in_groups;

mod few;
mod many;

pub(super) use few::diffuse;

/// After inversion in SB1 and SB2, before it in SB3 and SB4, which undo the first two.
const AFTER: [Columns; 2] = [AFTER1, AFTER2];
const BEFORE: [Columns; 2] = [undone(AFTER1), undone(AFTER2)];

/// How many blocks take no less time in groups of four than in bit planes.
const ENOUGH_FOR_MANY: usize = 17;

/// Brings round keys, to which constants are added, into the order of [`few::Halves`].
pub(super) fn prepare(keys: &mut [Block]) {
    keys.iter_mut().for_each(|key| *key = few::flattened(few::halves(key)));
}

/// RFC 5794, 2.3, with round keys that are prepared.
pub(super) fn apply(keys: &[Block], blocks: &mut [Block]) {
    in_groups(
        blocks,
        ENOUGH_FOR_MANY,
        |block| few::apply(keys, block),
        |group| few::apply(keys, group),
        |group| many::apply(keys, group),
    );
}

/// A(SL1(x)), the inner part of the odd round function FO (RFC 5794, 2.4.1).
pub(super) fn odd_round(block: &Block) -> Block {
    sum(few::odd_round(&sum(*block, BEFORE_ODD)), AFTER_ODD)
}

/// A(SL2(x)), the inner part of the even round function FE.
pub(super) fn even_round(block: &Block) -> Block {
    sum(few::even_round(&sum(*block, BEFORE_EVEN)), AFTER_EVEN)
}

#[cfg(test)]
mod tests {
    use super::super::S_BOXES;
    use super::*;

    /// Every byte in every place of every layer, through the diffusion, which undoes itself.
    #[test]
    fn s_boxes_are_those_of_the_standard() {
        for x in 0..=255_u8 {
            let block: Block = core::array::from_fn(|i| x.wrapping_add(u8::try_from(i).unwrap()));
            let looked_up =
                |first: usize| core::array::from_fn(|i| S_BOXES[(first + i) % 4][usize::from(block[i])]);
            assert_eq!(diffuse(&odd_round(&block)), looked_up(0));
            assert_eq!(diffuse(&even_round(&block)), looked_up(2));
        }
    }

    #[test]
    fn many_are_one_by_one() {
        let mut keys: [Block; 13] = core::array::from_fn(|i| {
            core::array::from_fn(|j| u8::try_from((i * 89 + j * 41) % 251).unwrap())
        });
        prepare(&mut keys);
        let blocks: [Block; 64] =
            core::array::from_fn(|i| core::array::from_fn(|j| u8::try_from((i * 16 + j) * 7 % 256).unwrap()));
        let (mut together, mut fours, mut alone) = (blocks, blocks, blocks);
        many::apply(&keys, &mut together);
        fours.as_chunks_mut::<4>().0.iter_mut().for_each(|group| few::apply(&keys, group));
        alone.as_chunks_mut::<1>().0.iter_mut().for_each(|block| few::apply(&keys, block));
        assert_eq!(together, alone);
        assert_eq!(fours, alone);
        assert_ne!(together, blocks);
    }
}
