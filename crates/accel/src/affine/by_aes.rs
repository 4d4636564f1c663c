// SPDX-License-Identifier: MIT
//! S-boxes by the instructions for the last round of AES, which invert bytes between maps that others undo.
//!
//! Those maps are looked up in registers: a linear map of a byte is the sum of what it makes of both its halves, and
//! that is one of 16 bytes each. The instructions also move the bytes of a register (`ShiftRows`), always in the same way.

use super::{Columns, apply};
#[cfg(target_arch = "aarch64")]
use crate::cpu::Neon;
#[cfg(target_arch = "x86_64")]
use crate::cpu::{AesAvx2, AesNi, Vaes256};
#[cfg(target_arch = "x86_64")]
use crate::groups::in_groups_of;
use crate::{Backend, Block, backend};

#[cfg(target_arch = "aarch64")]
pub(crate) mod neon;
pub(crate) mod transposed;
#[cfg(target_arch = "x86_64")]
pub(crate) mod vaes;
#[cfg(target_arch = "x86_64")]
pub(crate) mod xmm;
#[cfg(target_arch = "x86_64")]
pub(crate) mod ymm;

/// A CPU that has the instructions, and what else it has.
#[cfg(target_arch = "aarch64")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cpu {
    Neon(Neon),
}

/// A CPU that has the instructions, and how wide its registers are.
#[cfg(target_arch = "x86_64")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Cpu {
    /// 256 bits, for AES as well.
    Vaes256(Vaes256),
    /// 256 bits, 128 for AES.
    Avx2(AesAvx2),
    /// 128 bits.
    AesNi(AesNi),
}

impl Cpu {
    /// What this CPU can be taken for, the best first.
    pub(crate) fn every() -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "aarch64")]
        return Neon::detect().map(Self::Neon).into_iter();
        #[cfg(target_arch = "x86_64")]
        [
            Vaes256::detect().map(Self::Vaes256),
            AesAvx2::detect().map(Self::Avx2),
            AesNi::detect().map(Self::AesNi),
        ]
        .into_iter()
        .flatten()
    }

    /// The best for [`backend`].
    pub(crate) fn detect() -> Option<Self> {
        Self::every().find(|cpu| cpu.needs() <= backend())
    }

    /// Works on blocks 32 at once, if there is a kernel for that, and returns what is left for one that takes 16.
    #[cfg(target_arch = "x86_64")]
    pub(crate) fn wide(
        self,
        blocks: &mut [Block],
        vaes: impl Fn(Vaes256, &mut [Block; 32]),
        avx2: impl Fn(AesAvx2, &mut [Block; 32]),
    ) -> &mut [Block] {
        if let Self::AesNi(_) = self {
            return blocks;
        }
        // More than half of what is at once is worth filling up.
        let wide = if blocks.len() % 32 > 16 { blocks.len() } else { blocks.len() / 32 * 32 };
        let (wide, rest) = blocks.split_at_mut(wide);
        match self {
            Self::Vaes256(cpu) => in_groups_of(wide, |group| vaes(cpu, group)),
            Self::Avx2(cpu) => in_groups_of(wide, |group| avx2(cpu, group)),
            Self::AesNi(_) => {}
        }
        rest
    }

    fn needs(self) -> Backend {
        match self {
            #[cfg(target_arch = "aarch64")]
            Self::Neon(_) => Backend::Neon,
            #[cfg(target_arch = "x86_64")]
            Self::Vaes256(_) => Backend::Vaes256,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2(_) => Backend::Avx2,
            #[cfg(target_arch = "x86_64")]
            Self::AesNi(_) => Backend::AesNi,
        }
    }
}

/// Defines `apply` for any number of blocks and round keys of a type: up to a number of blocks go whole, others byte by byte in
/// the widest registers that there are.
macro_rules! apply_widest {
    ($keys:ty, $few:literal) => {
        #[allow(unsafe_code)]
        pub(super) fn apply(cpu: Cpu, keys: &[$keys], blocks: &mut [Block]) {
            #[cfg(target_arch = "aarch64")]
            let Cpu::Neon(_) = cpu;
            #[cfg(target_arch = "x86_64")]
            let blocks = cpu.wide(
                blocks,
                // SAFETY: the token says that the CPU has these features.
                |_, group| unsafe { vaes::rounds(keys, group) },
                // SAFETY: the token says that the CPU has these features.
                |_, group| unsafe { ymm::rounds(keys, group) },
            );
            if blocks.len() > $few {
                // SAFETY: every token says that the CPU has these features.
                $crate::groups::in_groups_of(blocks, |group| unsafe { narrow::rounds(keys, group) });
            } else {
                // SAFETY: every token says that the CPU has these features.
                unsafe { narrow::apply_whole(keys, blocks) }
            }
        }
    };
}

/// Defines `apply_whole`, of the functions for registers and `rounds_of_whole` that are there where it is used.
macro_rules! apply_whole {
    ($keys:ty, $feature:literal) => {
        /// Two blocks at a time: what one waits for, the other fills.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn apply_whole(keys: &[$keys], blocks: &mut [Block]) {
            let (pairs, rest) = blocks.as_chunks_mut();
            for [one, two] in pairs {
                let [first, second] = rounds_of_whole(keys, [load(one), load(two)]);
                store(one, first);
                store(two, second);
            }
            for block in rest {
                let [state] = rounds_of_whole(keys, [load(block)]);
                store(block, state);
            }
        }
    };
}

pub(crate) use {apply_whole, apply_widest};

/// A linear map and what is added after it: for the lower four bits of a byte, with the constant, and for the upper ones.
#[derive(Clone, Copy)]
pub(crate) struct Map {
    low: Block,
    high: Block,
}

impl Map {
    pub(crate) const fn new(columns: Columns, constant: u8) -> Self {
        let (mut low, mut high) = ([0; 16], [0; 16]);
        let mut bits = 0;
        while bits < 16 {
            low[bits as usize] = apply(columns, bits) ^ constant;
            high[bits as usize] = apply(columns, bits << 4);
            bits += 1;
        }
        Self { low, high }
    }
}

/// For each place, where the instruction that substitutes forwards takes its byte from; and where the other one leaves it
/// (`ShiftRows`, FIPS 197, 5.1.2).
pub(crate) const SHIFTED: Block = shift_rows(1);

/// For each place, where the instruction that substitutes backwards takes its byte from; and where the other one leaves it
/// (`InvShiftRows`, FIPS 197, 5.3.1).
pub(crate) const SHIFTED_BACK: Block = shift_rows(3);

/// From what one of them leaves to what the other one does.
pub(crate) const OTHER_ORDER: Block = shift_rows(2);

const fn shift_rows(times: u8) -> Block {
    let mut order = [0; 16];
    let mut place = 0;
    while place < 16 {
        let (row, column) = (place % 4, place / 4);
        order[place as usize] = row + 4 * ((column + times * row) % 4);
        place += 1;
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affine::{AES, AES_CONSTANT};

    #[test]
    fn the_order_is_that_of_the_standard() {
        assert_eq!(SHIFTED, [0, 5, 10, 15, 4, 9, 14, 3, 8, 13, 2, 7, 12, 1, 6, 11]);
        for place in 0..16 {
            assert_eq!(usize::from(SHIFTED[usize::from(SHIFTED_BACK[place])]), place);
            assert_eq!(SHIFTED[usize::from(OTHER_ORDER[place])], SHIFTED_BACK[place]);
        }
    }

    #[test]
    fn halves_of_bytes_make_up_maps() {
        let map = Map::new(AES, AES_CONSTANT);
        for byte in 0..=255_u8 {
            let sum = map.low[usize::from(byte & 15)] ^ map.high[usize::from(byte >> 4)];
            assert_eq!(sum, apply(AES, byte) ^ AES_CONSTANT);
        }
    }
}
