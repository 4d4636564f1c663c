// SPDX-License-Identifier: MIT
//! Powers modulo odd numbers of up to 4096 bits: what RSA and Diffie-Hellman in finite fields spend their time on.
//!
//! There is no portable code here: that is `purembed-pk`'s, which asks for a [`Kernel`] and does without if there is none.

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::Ifma;

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The bits of a digit of the kernel.
const DIGIT: usize = 52;

/// The widest modulus in limbs of 64 bits.
pub const MAX_WIDTH: usize = 64;

/// Code for powers: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Ifma(Ifma),
}

/// What a power is taken of: numbers in limbs of 64 bits, the least first, all as wide as the modulus.
#[derive(Clone, Copy)]
#[expect(clippy::exhaustive_structs, reason = "an argument list with names")]
pub struct Input<'a> {
    /// An odd number greater than 1; its width, at most [`MAX_WIDTH`], is public.
    pub modulus: &'a [u64],
    /// 2^[`Kernel::square_bits`] modulo the modulus.
    pub square: &'a [u64],
    /// A number less than the modulus.
    pub base: &'a [u64],
}

impl core::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Input({} limbs)", self.modulus.len())
    }
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()), if there is one.
    #[must_use]
    pub fn detect() -> Option<Self> {
        Self::of(crate::backend())
    }

    /// The kernel that a back end allows, if there is one.
    #[must_use]
    pub fn of(backend: Backend) -> Option<Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend >= Backend::Vaes512 {
            return Ifma::detect().map(|cpu| Self(Isa::Ifma(cpu)));
        }
        let _ = backend;
        None
    }

    /// The power of two that a modulus of so many limbs needs ready; `None` if it is too wide.
    ///
    /// It is 4 to 107 more than 128 times the width.
    #[must_use]
    pub const fn square_bits(self, width: usize) -> Option<usize> {
        match width {
            1..=MAX_WIDTH => Some(2 * DIGIT * digits(width)),
            _ => None,
        }
    }

    /// The power of a number with a secret exponent of at most so many bits.
    ///
    /// Takes time and touches memory in a way that depends on nothing but the lengths of the slices and `bits`. The result,
    /// less than the modulus, is written to `out`; if widths or modulus are not as [`Input`] says, or
    /// the exponent has fewer limbs than its bits, that is all zeros.
    pub fn power(self, input: &Input<'_>, exponent: &[u64], bits: usize, out: &mut [u64]) {
        out.fill(0);
        let width = input.modulus.len();
        if self.square_bits(width).is_none()
            || input.modulus[0].is_multiple_of(2)
            || [input.square.len(), input.base.len(), out.len()] != [width; 3]
            || exponent.len() < bits.div_ceil(64)
        {
            return;
        }
        match self.0 {
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Ifma(cpu) => x86_64::power(cpu, input, exponent, bits, out),
        }
    }
}

/// The digits for numbers below four times the modulus: so products need no reduction but the one of Montgomery.
const fn digits(width: usize) -> usize {
    (64 * width + 2).div_ceil(DIGIT)
}

#[cfg(test)]
mod tests;
