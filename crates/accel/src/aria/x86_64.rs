// SPDX-License-Identifier: MIT
//! ARIA with GFNI: S-boxes are computed, not looked up.
//!
//! The bytes of two blocks that go through the same S-box make up half of 16 bytes: those with the first and second of a
//! word's four S-boxes are in one register, and the others in another. So a layer is one instruction for the former, or two,
//! and one more for the latter; what connects registers in the diffusion is addition. The words of a block stand side by
//! side.

use super::{AFTER1, AFTER2};
use crate::Block;
use crate::affine::x86_64::Matrices;
use crate::affine::{IDENTITY, undone};
use crate::cpu::Gfni;

#[macro_use]
mod rounds;
mod xmm;
mod zmm;

/// After inversion: SB1 and SB2.
const FORWARDS: Matrices = Matrices::new(AFTER1, AFTER2);

/// Before inversion: SB3 and SB4, which undo SB1 and SB2.
const BACKWARDS: Matrices = Matrices::new(undone(AFTER1), undone(AFTER2));

const NOTHING: Matrices = Matrices::new(IDENTITY, IDENTITY);

#[allow(unsafe_code)]
pub(super) fn apply(_: Gfni, keys: &[Block], blocks: &mut [Block]) {
    if blocks.len() <= 2 {
        // SAFETY: the token says that the CPU has these features.
        unsafe { xmm::apply(keys, blocks) }
    } else {
        // SAFETY: the token says that the CPU has these features.
        unsafe { zmm::apply(keys, blocks) }
    }
}

/// A(SL1(x)), the inner part of the odd round function FO (RFC 5794, 2.4.1).
#[allow(unsafe_code)]
pub(super) fn odd_round(_: Gfni, block: &Block) -> Block {
    // SAFETY: the token says that the CPU has these features.
    unsafe { xmm::odd_round(block) }
}

/// A(SL2(x)), the inner part of the even round function FE.
#[allow(unsafe_code)]
pub(super) fn even_round(_: Gfni, block: &Block) -> Block {
    // SAFETY: the token says that the CPU has these features.
    unsafe { xmm::even_round(block) }
}

/// Brings round keys into the order of the registers.
pub(super) fn prepare(keys: &mut [Block]) {
    keys.iter_mut().for_each(|key| *key = transposed(*key));
}

/// The first bytes of the words, the second ones, and so on; and back.
const TRANSPOSED: Block = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];

const fn transposed(block: Block) -> Block {
    let mut transposed = block;
    let mut i = 0;
    while i < 16 {
        transposed[i] = block[TRANSPOSED[i] as usize];
        i += 1;
    }
    transposed
}

/// An order of the words that stand side by side, the same for all of 16 bytes.
const fn words([a, b, c, d]: [u8; 4]) -> Block {
    let order = u32::from_le_bytes([a, b, c, d]) as u128;
    (order * 0x0000_0001_0000_0001_0000_0001_0000_0001 + 0x0c0c_0c0c_0808_0808_0404_0404_0000_0000)
        .to_le_bytes()
}

/// The same, and the last two words from the other half.
const fn words_swapped(order: [u8; 4]) -> Block {
    let mut order = words(order);
    let mut i = 0;
    while i < 16 {
        if order[i] % 4 >= 2 {
            order[i] ^= 8;
        }
        i += 1;
    }
    order
}
