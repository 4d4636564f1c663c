// SPDX-License-Identifier: MIT
//! ARIA with the instructions for AES: S-boxes are computed, not looked up in memory.
//!
//! SB1 and SB3 are what the instructions do, SB2 and SB4 that and a map after or before. Many blocks go through the rounds
//! byte by byte, each byte of all of them in a register of its own, so that the diffusion is nothing but addition. A few
//! go whole.

use super::{AFTER2, CONSTANTS};
use crate::Block;
use crate::affine::by_aes::{Cpu, Map, SHIFTED, SHIFTED_BACK, apply_widest};
use crate::affine::{AES, AES_CONSTANT, apply as linear, then, undone};

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

/// After SB1: SB2.
const ONE_TO_TWO: Map = {
    let map = then(undone(AES), AFTER2);
    Map::new(map, linear(map, AES_CONSTANT) ^ CONSTANTS[1])
};

/// Before SB3: SB4.
const FOUR_TO_THREE: Map = {
    let map = then(undone(AFTER2), AES);
    Map::new(map, linear(map, CONSTANTS[1]) ^ AES_CONSTANT)
};

// Up to four blocks, those that go whole are faster.
apply_widest!(Block, 4);

/// A(SL1(x)), the inner part of the odd round function FO (RFC 5794, 2.4.1).
#[allow(unsafe_code)]
pub(super) fn odd_round(_: Cpu, block: &Block) -> Block {
    // SAFETY: every token says that the CPU has these features.
    unsafe { narrow::odd_round(block) }
}

/// A(SL2(x)), the inner part of the even round function FE.
#[allow(unsafe_code)]
pub(super) fn even_round(_: Cpu, block: &Block) -> Block {
    // SAFETY: every token says that the CPU has these features.
    unsafe { narrow::even_round(block) }
}

#[cfg(target_arch = "aarch64")]
use neon as narrow;
#[cfg(target_arch = "x86_64")]
use xmm as narrow;

/// For each S-box, where the instruction leaves bytes, and where the others of their words take them from: the first part
/// of the diffusion.
const fn others(first: usize) -> [Block; 4] {
    chosen(first, true)
}

/// The same without the diffusion.
const fn own(first: usize) -> [Block; 4] {
    chosen(first, false)
}

/// SB1 is in the place `first` of each word.
const fn chosen(first: usize, others: bool) -> [Block; 4] {
    let mut orders = [[0x80; 16]; 4];
    let mut i = 0;
    while i < 64 {
        let (s_box, to) = (i / 16, i % 16);
        let from = (s_box + first) % 4;
        if (from == to % 4) != others {
            let left = if s_box < 2 { SHIFTED_BACK } else { SHIFTED };
            orders[s_box][to] = left[to / 4 * 4 + from];
        }
        i += 1;
    }
    orders
}

const ODD: [Block; 4] = others(0);
const EVEN: [Block; 4] = others(2);
const LAST: [Block; 4] = own(2);

/// The second part of the diffusion is the sums of three words: each and two more. They come out in the order 0, 2, 1, 3.
const MIX: [Block; 2] = [words([1, 0, 0, 1], [WORD; 4]), words([2, 3, 3, 2], [WORD; 4])];

/// The third part is the same in the usual order, after bytes have swapped their places, in each word in its own way.
const MIX_BACK: [Block; 3] = [
    words([0, 0, 0, 2], [WORD, WORD, WORD, PAIRS]),
    words([2, 1, 2, 1], [PAIRS, HALVES, PAIRS, HALVES]),
    words([1, 3, 3, 3], [HALVES, BACK, BACK, BACK]),
];

const WORD: [u8; 4] = [0, 1, 2, 3];
const PAIRS: [u8; 4] = [1, 0, 3, 2];
const HALVES: [u8; 4] = [2, 3, 0, 1];
const BACK: [u8; 4] = [3, 2, 1, 0];

/// Words in another order, and the bytes of each.
const fn words(order: [u8; 4], bytes: [[u8; 4]; 4]) -> Block {
    let mut places = [0; 16];
    let mut i = 0;
    while i < 16 {
        places[i] = 4 * order[i / 4] + bytes[i / 4][i % 4];
        i += 1;
    }
    places
}
