// SPDX-License-Identifier: MIT
//! The permutation Keccak-f[1600] (FIPS 202, 3.3 and 3.4).
//!
//! The round stands once, in `round`, over words of which each kernel has its own: 64 bits in general registers, without
//! and with BMI, or in vector registers of AVX-512, of which there are enough for the whole state.

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Avx2, Avx512};
use crate::{Backend, backend};

mod portable;
mod round;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The state: lane x, y of the standard at x + 5y.
pub type State = [u64; 25];

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
            Isa::Bmi(cpu) => x86_64::with_bmi(cpu, state),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Avx512(cpu) => x86_64::with_avx512(cpu, state),
        }
    }
}

#[cfg(test)]
mod tests;
