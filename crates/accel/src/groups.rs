// SPDX-License-Identifier: MIT
//! How portable block ciphers take blocks: 64 in bit planes, four side by side, or one alone.

use crate::Block;
use crate::wipe::wipe;

/// How many blocks take no less time in groups of four than in a group of 64 that is filled up.
const ENOUGH_FOR_MANY: usize = 17;

/// The same for single blocks and a group of four.
const ENOUGH_FOR_FOUR: usize = 3;

/// Any number of blocks.
#[inline(always)]
pub(crate) fn in_groups(
    blocks: &mut [Block],
    one: impl Fn(&mut [Block; 1]),
    four: impl Fn(&mut [Block; 4]),
    many: impl Fn(&mut [Block; 64]),
) {
    let (groups, rest) = blocks.as_chunks_mut();
    groups.iter_mut().for_each(&many);
    if rest.len() >= ENOUGH_FOR_MANY {
        return filled_up(rest, many);
    }
    let (groups, rest) = rest.as_chunks_mut();
    groups.iter_mut().for_each(&four);
    if rest.len() >= ENOUGH_FOR_FOUR {
        return filled_up(rest, four);
    }
    rest.as_chunks_mut().0.iter_mut().for_each(one);
}

/// Fewer blocks than there is room for.
#[inline(always)]
fn filled_up<const N: usize>(blocks: &mut [Block], work: impl Fn(&mut [Block; N])) {
    let mut group = [[0; 16]; N];
    group[..blocks.len()].copy_from_slice(blocks);
    work(&mut group);
    blocks.copy_from_slice(&group[..blocks.len()]);
    wipe(&mut group);
}
