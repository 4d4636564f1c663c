// SPDX-License-Identifier: MIT
//! 64 blocks in bit planes: a word has the same bit of all of them.

use super::super::constants::AFTER_F;
use super::super::{BOX_OF, Half, Pair};
use super::substitute;
use crate::Block;
use crate::transpose::transpose;

/// Half a block: for each bit of a byte the eight bytes.
type Planes = [[u64; 8]; 8];

#[inline(never)]
pub(super) fn apply(keys: &[Pair], blocks: &mut [Block; 64]) {
    let [before, first, second, third, groups @ .., after] = keys else { return };
    let (groups, _) = groups.as_chunks();
    let [mut left, mut right] = [load(blocks, 0), load(blocks, 1)];
    add(&mut left, before[0]);
    add(&mut right, before[1]);
    six_rounds(&mut left, &mut right, [first, second, third]);
    for [between, first, second, third] in groups {
        add(&mut left, AFTER_F);
        fl_lower(&mut left, between[0]);
        fl_upper(&mut left, between[0]);
        add(&mut right, AFTER_F);
        fl_upper(&mut right, between[1]);
        fl_lower(&mut right, between[1]);
        six_rounds(&mut left, &mut right, [first, second, third]);
    }
    add(&mut right, after[0]);
    add(&mut left, after[1]);
    store(right, blocks, 0);
    store(left, blocks, 1);
}

#[inline(always)]
fn six_rounds(left: &mut Planes, right: &mut Planes, keys: [&Pair; 3]) {
    for [one, two] in keys {
        add_f(right, left, *one);
        add_f(left, right, *two);
    }
}

/// Adds the function F (RFC 3713, 2.4.1), without its constants, of one half and a key to the other.
#[inline(never)]
fn add_f(to: &mut Planes, from: &Planes, key: Half) {
    let mut planes = *from;
    add(&mut planes, key);
    turn(&mut planes, [0, 0, 0, 1]);
    // A loop over bytes, which the compiler puts into vectors.
    for byte in 0..8 {
        let bits = substitute(planes.each_ref().map(|plane| plane[byte]));
        planes.iter_mut().zip(bits).for_each(|(plane, bit)| plane[byte] = bit);
    }
    turn(&mut planes, [0, 1, 7, 0]);
    for (to, [a, b, c, d, e, f, g, h]) in to.iter_mut().zip(planes) {
        // The function P; see `super::few`.
        let (first, second) = ([a ^ b, b ^ c, c ^ d, d ^ a], [e ^ f, f ^ g, g ^ h, h ^ e]);
        let rest = [second[2] ^ f, second[3] ^ g, second[0] ^ h, second[1] ^ e];
        let upper = [c ^ first[3], d ^ first[0], a ^ first[1], b ^ first[2]];
        for i in 0..4 {
            to[i] ^= upper[i] ^ rest[i];
            to[i + 4] ^= first[i] ^ rest[i];
        }
    }
}

/// Rotates to the left the bits of bytes with each S-box: other planes are theirs.
#[inline(always)]
fn turn(planes: &mut Planes, by: [usize; 4]) {
    for byte in 0..8 {
        let by = by[BOX_OF[byte]];
        if by != 0 {
            let bits = planes.each_ref().map(|plane| plane[byte]);
            for bit in 0..8 {
                planes[(bit + by) % 8][byte] = bits[bit];
            }
        }
    }
}

#[inline(always)]
fn add(half: &mut Planes, key: Half) {
    let key = key.to_le_bytes().map(u64::from);
    for (bit, plane) in half.iter_mut().enumerate() {
        for (byte, key) in plane.iter_mut().zip(key) {
            *byte ^= 0_u64.wrapping_sub((key >> bit) & 1);
        }
    }
}

/// Adds `(upper & key) <<< 1` to the lower word (RFC 3713, 2.4.2). The bit above the highest of a byte is the lowest of the
/// byte before.
#[inline(always)]
fn fl_lower(half: &mut Planes, key: Half) {
    let key = key.to_le_bytes();
    for byte in 0..4 {
        for bit in 0..8 {
            let (from, below) = if bit == 0 { ((byte + 1) % 4, 7) } else { (byte, bit - 1) };
            half[bit][byte + 4] ^= half[below][from] & mask(key[from], below);
        }
    }
}

/// Adds `lower | key` to the upper word.
#[inline(always)]
fn fl_upper(half: &mut Planes, key: Half) {
    let key = key.to_le_bytes();
    for (bit, plane) in half.iter_mut().enumerate() {
        for byte in 0..4 {
            plane[byte] ^= plane[byte + 4] | mask(key[byte + 4], bit);
        }
    }
}

#[inline(always)]
fn mask(byte: u8, bit: usize) -> u64 {
    0_u64.wrapping_sub((u64::from(byte) >> bit) & 1)
}

#[inline(always)]
fn load(blocks: &[Block; 64], half: usize) -> Planes {
    let mut words = blocks.each_ref().map(|block| u64::from_le_bytes(block.as_chunks().0[half]));
    transpose(&mut words);
    core::array::from_fn(|bit| core::array::from_fn(|byte| words[8 * byte + bit]))
}

#[inline(always)]
fn store(planes: Planes, blocks: &mut [Block; 64], half: usize) {
    let mut words = core::array::from_fn(|i| planes[i % 8][i / 8]);
    transpose(&mut words);
    for (block, word) in blocks.iter_mut().zip(words) {
        block.as_chunks_mut().0[half] = word.to_le_bytes();
    }
}
