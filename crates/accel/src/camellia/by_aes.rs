// SPDX-License-Identifier: MIT
//! Camellia with the instructions for AES: S-boxes are computed, not looked up in memory.
//!
//! Many blocks go through the rounds byte by byte, each byte of all of them in a register of its own, so that the
//! function P is nothing but addition. A single one goes whole.
//!
//! The right halves of many blocks stand in another order than the left ones: the instruction that substitutes forwards
//! leaves the left ones in that order, and the one that substitutes backwards brings the right ones back from it. So
//! nothing else needs to.

use super::{AFTER, BEFORE, Half, Pair, halves};
use crate::Block;
use crate::affine::by_aes::{Cpu, Map, apply_widest};
use crate::affine::{AES, AES_CONSTANT, Columns, apply as linear, rotation, then, undone};

#[macro_use]
mod bytes;
#[macro_use]
mod whole;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod vaes;
#[cfg(target_arch = "x86_64")]
mod xmm;
#[cfg(target_arch = "x86_64")]
mod ymm;

#[cfg(target_arch = "aarch64")]
use neon as narrow;
#[cfg(target_arch = "x86_64")]
use xmm as narrow;

/// To the form in which bytes are inverted: for SBOX1 to SBOX3, and for SBOX4.
const INTO: [Columns; 2] = [BEFORE, then(rotation(1), BEFORE)];

/// The same for the instruction that goes backwards, which undoes the map of AES before it inverts. What AES adds is in the
/// round keys.
const INTO_BACK: [Columns; 2] = [then(INTO[0], AES), then(INTO[1], AES)];

/// From the inverse to what SBOX1 to SBOX4 make of it, without the constants.
const OUT: [Columns; 4] = [AFTER, then(AFTER, rotation(1)), then(AFTER, rotation(7)), AFTER];

/// What comes before and after the instruction that goes forwards, for SBOX1 to SBOX4.
const FORWARDS: [[Map; 2]; 4] = {
    let mut maps = [[Map::new(INTO[0], 0); 2]; 4];
    let mut i = 0;
    while i < 4 {
        maps[i] = [Map::new(INTO[i / 3], 0), after_aes(OUT[i])];
        i += 1;
    }
    maps
};

/// The same for the one that goes backwards.
const BACKWARDS: [[Map; 2]; 4] = {
    let mut maps = [[Map::new(OUT[0], 0); 2]; 4];
    let mut i = 0;
    while i < 4 {
        maps[i] = [Map::new(INTO_BACK[i / 3], 0), Map::new(OUT[i], 0)];
        i += 1;
    }
    maps
};

/// A map of the inverse, from what the S-box of AES makes of it.
const fn after_aes(columns: Columns) -> Map {
    let map = then(undone(AES), columns);
    Map::new(map, linear(map, AES_CONSTANT))
}

/// Brings the keys of rounds into the form in which bytes are inverted: so they are added to a half that is in it.
#[allow(unsafe_code)]
pub(super) fn prepare(_: Cpu, keys: &mut [Pair]) {
    for (i, pair) in keys.iter_mut().enumerate() {
        if i % 4 != 0 {
            // SAFETY: every token says that the CPU has these features.
            let key = unsafe { narrow::into_form(&block(*pair)) };
            *pair = halves(u128::from_le_bytes(key));
            pair[1] ^= u64::from_le_bytes([AES_CONSTANT; 8]);
        }
    }
}

/// Two halves as the bytes that they are.
fn block([left, right]: Pair) -> Block {
    (u128::from(left) | (u128::from(right) << 64)).to_le_bytes()
}

// Up to three blocks, those that go whole are faster.
apply_widest!(Pair, 3);

/// Cipher block chaining.
#[allow(unsafe_code)]
pub(super) fn cbc_encrypt(_: Cpu, keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    // SAFETY: every token says that the CPU has these features.
    unsafe { narrow::cbc_encrypt(keys, iv, blocks) }
}

/// Cipher feedback of whole blocks.
#[allow(unsafe_code)]
pub(super) fn cfb_encrypt(_: Cpu, keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
    // SAFETY: every token says that the CPU has these features.
    unsafe { narrow::cfb_encrypt(keys, iv, blocks) }
}

/// The function F of a half to which the key was added.
#[allow(unsafe_code)]
pub(super) fn f(_: Cpu, half: Half) -> Half {
    // SAFETY: every token says that the CPU has these features.
    unsafe { narrow::f(half) }
}
