// SPDX-License-Identifier: MIT
//! Blocks in two words each: all bytes of a half go through the S-boxes at once.
//!
//! Loops go over blocks, so that the compiler puts several into vectors.

use super::super::constants::{AFTER_F, BEFORE_F};
use super::super::{BOX_OF, Half, Pair, halves};
use super::substitute;
use crate::Block;
use crate::affine::lanes::{Lanes, bytes as joined, planes};
use crate::affine::{IDENTITY, rotation};

/// What makes SBOX4 of SBOX1, before it.
const BEFORE: Lanes = rotations([0, 0, 0, 1]);

/// What makes SBOX2 and SBOX3 of it, after it.
const AFTER: Lanes = rotations([0, 1, 7, 0]);

const fn rotations(by: [u32; 4]) -> Lanes {
    let mut maps = [IDENTITY; 8];
    let mut byte = 0;
    while byte < 8 {
        maps[byte] = rotation(by[BOX_OF[byte]]);
        byte += 1;
    }
    Lanes::new(maps)
}

/// Halves of blocks side by side.
type Side<const N: usize> = [Half; N];

#[inline(never)]
pub(super) fn apply<const N: usize>(keys: &[Pair], blocks: &mut [Block; N]) {
    let pairs = blocks.each_ref().map(pair);
    let [left, right] = rounds(keys, [pairs.map(|[left, _]| left), pairs.map(|[_, right]| right)]);
    for (block, (left, right)) in blocks.iter_mut().zip(left.into_iter().zip(right)) {
        *block = bytes([left, right]);
    }
}

/// Cipher block chaining.
#[inline(never)]
pub(in super::super) fn cbc_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = pair(iv);
    for block in blocks {
        chain = alone(keys, sum(chain, pair(block)));
        *block = bytes(chain);
    }
    *iv = bytes(chain);
}

/// Cipher feedback of whole blocks.
#[inline(never)]
pub(in super::super) fn cfb_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = pair(iv);
    for block in blocks {
        chain = sum(alone(keys, chain), pair(block));
        *block = bytes(chain);
    }
    *iv = bytes(chain);
}

/// The function F (RFC 3713, 2.4.1) of a half to which the key was added.
#[inline(never)]
pub(in super::super) fn f(half: Half) -> Half {
    linear_f(half ^ BEFORE_F) ^ AFTER_F
}

#[inline(always)]
fn pair(block: &Block) -> Pair {
    halves(u128::from_le_bytes(*block))
}

#[inline(always)]
fn bytes([left, right]: Pair) -> Block {
    (u128::from(left) | (u128::from(right) << 64)).to_le_bytes()
}

#[inline(always)]
fn sum(one: Pair, other: Pair) -> Pair {
    [one[0] ^ other[0], one[1] ^ other[1]]
}

#[inline(always)]
fn rounds<const N: usize>(keys: &[Pair], [mut left, mut right]: [Side<N>; 2]) -> [Side<N>; 2] {
    let [before, first, second, third, groups @ .., after] = keys else { return [left, right] };
    let (groups, _) = groups.as_chunks();
    each(&mut left, |half| half ^ before[0]);
    each(&mut right, |half| half ^ before[1]);
    six_rounds(&mut left, &mut right, [first, second, third]);
    for [between, first, second, third] in groups {
        each(&mut left, |half| fl(half ^ AFTER_F, between[0]));
        each(&mut right, |half| fl_inverse(half ^ AFTER_F, between[1]));
        six_rounds(&mut left, &mut right, [first, second, third]);
    }
    each(&mut right, |half| half ^ after[0]);
    each(&mut left, |half| half ^ after[1]);
    [right, left]
}

#[inline(always)]
fn each<const N: usize>(halves: &mut Side<N>, work: impl Fn(Half) -> Half) {
    for half in halves {
        *half = work(*half);
    }
}

#[inline(always)]
fn six_rounds<const N: usize>(left: &mut Side<N>, right: &mut Side<N>, keys: [&Pair; 3]) {
    for [one, two] in keys {
        add_f(right, left, *one);
        add_f(left, right, *two);
    }
}

/// Adds F, without its constants, of halves and a key to other halves.
#[inline(always)]
fn add_f<const N: usize>(to: &mut Side<N>, from: &Side<N>, key: Half) {
    for (to, from) in to.iter_mut().zip(from) {
        *to ^= linear_f(from ^ key);
    }
}

/// One block.
#[inline(always)]
fn alone(keys: &[Pair], [left, right]: Pair) -> Pair {
    let [[left], [right]] = rounds(keys, [[left], [right]]);
    [left, right]
}

/// F without constants.
#[inline(always)]
fn linear_f(half: Half) -> Half {
    mix(AFTER.apply(joined(substitute(planes(BEFORE.apply(half))))))
}

/// The function P (RFC 3713, 2.4.1). With the first four bytes and the last four as words, and each word's bytes once
/// more, all moved by one: the first word becomes all but the moved bytes of itself and all but the bytes of the second;
/// the second, its bytes, the moved ones, and all but the bytes of the second.
#[inline(always)]
fn mix(half: Half) -> Half {
    let [a, b, c, d, e, f, g, h] = half.to_le_bytes();
    let (first, second) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
    let (moved, pairs) = (first.rotate_right(8), second ^ second.rotate_right(8));
    let both = first ^ moved;
    let rest = pairs ^ pairs.rotate_right(16) ^ second;
    Half::from(both ^ both.rotate_right(16) ^ moved ^ rest) | (Half::from(both ^ rest) << 32)
}

/// The function FL (RFC 3713, 2.4.2).
#[inline(always)]
fn fl(half: Half, key: Half) -> Half {
    let (half, key) = (half.swap_bytes(), key.swap_bytes());
    let half = half ^ rotated(half & key);
    (half ^ ((half | key) << 32)).swap_bytes()
}

/// The function FLINV (RFC 3713, 2.4.3).
#[inline(always)]
fn fl_inverse(half: Half, key: Half) -> Half {
    let (half, key) = (half.swap_bytes(), key.swap_bytes());
    let half = half ^ ((half | key) << 32);
    (half ^ rotated(half & key)).swap_bytes()
}

/// The upper word, rotated by one bit, in the place of the lower one.
#[inline(always)]
const fn rotated(half: Half) -> Half {
    ((half >> 31) & 0xffff_fffe) | (half >> 63)
}
