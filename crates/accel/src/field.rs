// SPDX-License-Identifier: MIT
//! Arithmetic in the prime fields of P-384 and P-521: what it takes to multiply their points.
//!
//! There is no portable code here: that is `purembed-pk`'s, which asks for a [`Kernel`] and does without if there is none.

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use std::sync::OnceLock;

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::Adx;

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The bits of a limb of P-521's numbers.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
const BITS_521: usize = 58;

/// What detection says of all the features together: to ask for each of them takes a fiftieth of an agreement.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
static THIS_CPU: OnceLock<Option<Adx>> = OnceLock::new();

/// Code for one field or the other: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Adx(Adx),
}

#[cfg_attr(
    not(all(feature = "accel", target_arch = "x86_64")),
    expect(unused_variables, reason = "without kernels, none multiplies")
)]
impl Kernel {
    /// The kernel that a back end allows, if there is one.
    #[must_use]
    pub fn of(backend: Backend) -> Option<Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Avx2 {
            return Self::of_this_cpu();
        }
        let _ = backend;
        None
    }

    /// The kernel that this CPU can run, if there is one, whatever the back end is. Asking costs next to nothing beside a
    /// product: so whoever multiplies may ask each time, and has no kernel to carry along.
    #[inline(always)]
    #[must_use]
    pub fn of_this_cpu() -> Option<Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        return THIS_CPU.get_or_init(Adx::detect).map(|cpu| Self(Isa::Adx(cpu)));
        #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
        None
    }

    /// a b / 2^384 modulo p = 2^384 - 2^128 - 2^96 + 2^32 - 1, below p, for a and b below p; in limbs of 64 bits, the least
    /// first.
    #[inline(always)]
    #[must_use]
    pub fn multiply_384(self, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::multiply_384(cpu, a, b),
        }
    }

    /// a^2 / 2^384 modulo p, as [`multiply_384`](Self::multiply_384).
    #[inline(always)]
    #[must_use]
    pub fn square_384(self, a: &[u64; 6]) -> [u64; 6] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::square_384(cpu, a),
        }
    }

    /// a + b modulo p, as [`multiply_384`](Self::multiply_384).
    #[inline(always)]
    #[must_use]
    pub fn add_384(self, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::add_384(cpu, a, b),
        }
    }

    /// a - b modulo p, as [`multiply_384`](Self::multiply_384).
    #[inline(always)]
    #[must_use]
    pub fn subtract_384(self, a: &[u64; 6], b: &[u64; 6]) -> [u64; 6] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::subtract_384(cpu, a, b),
        }
    }

    /// a b modulo p = 2^521 - 1, in eight limbs of 58 bits and one of 57, the least first.
    ///
    /// Limbs are at most 3 above the highest number of so many bits, those of the operands and those of the result, which is
    /// not always below p. For larger ones, the result is any number.
    #[inline]
    #[must_use]
    pub fn multiply_521(self, a: &[u64; 9], b: &[u64; 9]) -> [u64; 9] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::multiply_521(cpu, a, b),
        }
    }

    /// a^2 modulo p, as [`multiply_521`](Self::multiply_521).
    #[inline]
    #[must_use]
    pub fn square_521(self, a: &[u64; 9]) -> [u64; 9] {
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Adx(cpu) => x86_64::square_521(cpu, a),
        }
    }
}

#[cfg(test)]
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod tests;
