// SPDX-License-Identifier: MIT
//! How block ciphers take blocks that do not make up a group; portable ones take 64 in bit planes, four side by side, or one
//! alone.

use crate::wipe::wipe;

/// How many blocks take no less time one by one than in a group of four.
const ENOUGH_FOR_FOUR: usize = 3;

/// Any number of blocks. Groups are filled up, the largest ones if there are so many blocks that this takes less time than
/// small ones.
#[inline(always)]
pub(crate) fn in_groups<const B: usize>(
    blocks: &mut [[u8; B]],
    enough_for_many: usize,
    one: impl Fn(&mut [[u8; B]; 1]),
    four: impl Fn(&mut [[u8; B]; 4]),
    many: impl Fn(&mut [[u8; B]; 64]),
) {
    let (groups, rest) = blocks.as_chunks_mut();
    groups.iter_mut().for_each(&many);
    if rest.len() >= enough_for_many {
        return filled_up(rest, many);
    }
    let (groups, rest) = rest.as_chunks_mut();
    groups.iter_mut().for_each(&four);
    if rest.len() >= ENOUGH_FOR_FOUR {
        return filled_up(rest, four);
    }
    rest.as_chunks_mut().0.iter_mut().for_each(one);
}

/// Any number of blocks, in groups of one size.
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
#[inline(always)]
pub(crate) fn in_groups_of<const B: usize, const N: usize>(
    blocks: &mut [[u8; B]],
    work: impl Fn(&mut [[u8; B]; N]),
) {
    let (groups, rest) = blocks.as_chunks_mut();
    groups.iter_mut().for_each(&work);
    if !rest.is_empty() {
        filled_up(rest, work);
    }
}

/// Fewer blocks than there is room for.
#[inline(always)]
fn filled_up<const B: usize, const N: usize>(blocks: &mut [[u8; B]], work: impl Fn(&mut [[u8; B]; N])) {
    let mut group = [[0; B]; N];
    group[..blocks.len()].copy_from_slice(blocks);
    work(&mut group);
    blocks.copy_from_slice(&group[..blocks.len()]);
    group.iter_mut().for_each(wipe);
}
