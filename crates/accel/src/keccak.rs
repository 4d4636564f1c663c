// SPDX-License-Identifier: MIT
//! The permutation Keccak-f\[1600\] (FIPS 202, 3.3 and 3.4).
//!
//! In general registers, without and with BMI, or with AVX-512, five words in a register.

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Avx2, Avx512};
use crate::{Backend, backend};

mod portable;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The state: lane x, y of the standard at x + 5y.
pub type State = [u64; 25];

/// ι's constants (3.2.5), one for each round.
static CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// A kernel that this CPU can run: to hold one is the proof.
///
/// ```
/// use purembed_accel::keccak::Kernel;
///
/// let mut state = [0; 25];
/// Kernel::detect().permute(&mut state);
/// assert_eq!(state[0], 0xf125_8f79_40e1_dde7);
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Bmi(Avx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx512(Avx512),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self::of(backend())
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        let mut last = None;
        Backend::every().map(Self::of).filter(move |kernel| last.replace(*kernel) != Some(*kernel))
    }

    fn of(backend: Backend) -> Self {
        Self(match backend {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Vaes512 => Avx512::detect().map_or(Isa::Portable, Isa::Avx512),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Avx2 | Backend::Vaes256 => Avx2::detect().map_or(Isa::Portable, Isa::Bmi),
            _ => Isa::Portable,
        })
    }

    /// The permutation.
    pub fn permute(self, state: &mut State) {
        match self.0 {
            Isa::Portable => portable::permute(state),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Bmi(cpu) => x86_64::permute_with_bmi(cpu, state),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Avx512(cpu) => x86_64::permute_with_avx512(cpu, state),
        }
    }

    /// Adds each block to the first words of the state, without carries, little-endian, and permutes the state after it. A
    /// block has at most 200 bytes, whole words of eight.
    pub fn absorb<const RATE: usize>(self, state: &mut State, blocks: &[[u8; RATE]]) {
        const { assert!(RATE <= 200 && RATE.is_multiple_of(8), "words of the state") }
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if let Isa::Avx512(cpu) = self.0 {
            return x86_64::absorb_with_avx512(cpu, state, blocks);
        }
        for block in blocks {
            let words = block.as_chunks().0;
            state.iter_mut().zip(words).for_each(|(lane, word)| *lane ^= u64::from_le_bytes(*word));
            self.permute(state);
        }
    }
}

#[cfg(test)]
mod tests;
