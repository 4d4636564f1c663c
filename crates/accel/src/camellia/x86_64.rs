// SPDX-License-Identifier: MIT
//! Camellia with GFNI: S-boxes are computed, not looked up.
//!
//! A byte of eight blocks is half of 16 bytes, and a half block is four registers: bytes 1 and 2, 3 and 4, 8 and 5, 6 and 7
//! (the standard counts from 1). Then the S-boxes of the first two are those of the last two, and so are the
//! instructions that compute them; and the function P consists of sums and of steps from each byte to the one beside it.

use super::{AFTER, BEFORE, Half, Pair};
use crate::Block;
use crate::affine::x86_64::Matrices;
use crate::affine::{rotation, then};
use crate::cpu::Gfni;

#[macro_use]
mod rounds;
mod one;
mod xmm;
mod zmm;

/// Before inversion: in SBOX1 and SBOX2, and in SBOX3 and SBOX4.
const BEFORE_ALL: [Matrices; 2] =
    [Matrices::new(BEFORE, BEFORE), Matrices::new(BEFORE, then(rotation(1), BEFORE))];

/// After it.
const AFTER_ALL: [Matrices; 2] =
    [Matrices::new(AFTER, then(AFTER, rotation(1))), Matrices::new(then(AFTER, rotation(7)), AFTER)];

/// A byte shifted to the left; and the bit that falls out.
const SHIFTED: Matrices = {
    let map = [2, 4, 8, 16, 32, 64, 128, 0];
    Matrices::new(map, map)
};
const CARRIED: Matrices = {
    let map = [0, 0, 0, 0, 0, 0, 0, 1];
    Matrices::new(map, map)
};

#[allow(unsafe_code)]
pub(super) fn apply(_: Gfni, keys: &[Pair], blocks: &mut [Block]) {
    if let [block] = blocks {
        // SAFETY: the token says that the CPU has these features.
        unsafe { one::apply(keys, block) }
    } else if blocks.len() <= 8 {
        // SAFETY: the token says that the CPU has these features.
        unsafe { xmm::apply(keys, blocks) }
    } else {
        // SAFETY: the token says that the CPU has these features.
        unsafe { zmm::apply(keys, blocks) }
    }
}

/// Cipher block chaining.
#[allow(unsafe_code)]
pub(super) fn cbc_encrypt(_: Gfni, keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { one::cbc_encrypt(keys, iv, blocks) }
}

/// Cipher feedback of whole blocks.
#[allow(unsafe_code)]
pub(super) fn cfb_encrypt(_: Gfni, keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { one::cfb_encrypt(keys, iv, blocks) }
}

/// The function F of a half to which the key was added.
#[allow(unsafe_code)]
pub(super) fn f(_: Gfni, half: Half) -> Half {
    // SAFETY: the token says that the CPU has these features.
    unsafe { xmm::f(half) }
}

/// One byte in one half, and another in the other.
const fn two(one: u8, other: u8) -> Block {
    let (low, high) = (0x0101_0101_0101_0101 * one as u64, 0x0101_0101_0101_0101 * other as u64);
    (low as u128 | ((high as u128) << 64)).to_le_bytes()
}

/// The first bytes of both halves, the second ones, and so on.
const MIXED: Block = [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15];
