// SPDX-License-Identifier: MIT
//! Camellia for any CPU, with tables: each joins an S-box and the function P. **Addresses depend on key and message.**

use super::{BOX_OF, Half, P, Pair, S_BOXES, halves};
use crate::Block;

/// What each byte of a half contributes to the function F. Halves are little-endian.
static SP: [[Half; 256]; 8] =
    [table(0), table(1), table(2), table(3), table(4), table(5), table(6), table(7)];

const fn table(place: usize) -> [Half; 256] {
    let mut spread = [0; 8];
    let mut to = 0;
    while to < 8 {
        spread[to] = (P[to] >> (7 - place)) & 1;
        to += 1;
    }
    let s_box = &S_BOXES[BOX_OF[place]];
    let mut table = [0; 256];
    let mut x = 0;
    while x < 256 {
        table[x] = s_box[x] as Half * Half::from_le_bytes(spread);
        x += 1;
    }
    table
}

pub(super) fn apply(keys: &[Pair], blocks: &mut [Block]) {
    for block in blocks {
        *block = bytes(rounds(keys, pair(block)));
    }
}

/// Cipher block chaining.
pub(super) fn cbc_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = pair(iv);
    for block in blocks {
        chain = rounds(keys, sum(chain, pair(block)));
        *block = bytes(chain);
    }
    *iv = bytes(chain);
}

/// Cipher feedback of whole blocks.
pub(super) fn cfb_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    let mut chain = pair(iv);
    for block in blocks {
        chain = sum(rounds(keys, chain), pair(block));
        *block = bytes(chain);
    }
    *iv = bytes(chain);
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

/// RFC 3713, 2.3.
#[inline(always)]
fn rounds(keys: &[Pair], block: Pair) -> Pair {
    let [before, first, second, third, groups @ .., after] = keys else { return block };
    let (groups, _) = groups.as_chunks();
    let [mut left, mut right] = sum(block, *before);
    six_rounds(&mut left, &mut right, [first, second, third]);
    for [between, first, second, third] in groups {
        left = fl(left, between[0]);
        right = fl_inverse(right, between[1]);
        six_rounds(&mut left, &mut right, [first, second, third]);
    }
    sum([right, left], *after)
}

#[inline(always)]
fn six_rounds(left: &mut Half, right: &mut Half, keys: [&Pair; 3]) {
    for [one, two] in keys {
        *right ^= f(*left ^ one);
        *left ^= f(*right ^ two);
    }
}

/// The function F (RFC 3713, 2.4.1) of a half to which the key was added.
#[inline(always)]
pub(super) fn f(half: Half) -> Half {
    let [a, b, c, d, e, f, g, h] = half.to_le_bytes();
    SP[0][usize::from(a)]
        ^ SP[1][usize::from(b)]
        ^ SP[2][usize::from(c)]
        ^ SP[3][usize::from(d)]
        ^ SP[4][usize::from(e)]
        ^ SP[5][usize::from(f)]
        ^ SP[6][usize::from(g)]
        ^ SP[7][usize::from(h)]
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
