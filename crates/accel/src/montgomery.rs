// SPDX-License-Identifier: MIT
//! Powers modulo odd numbers of up to 4096 bits: what RSA and Diffie-Hellman in finite fields spend their time on.
//!
//! There is no portable code here: that is `purembed-pk`'s, which asks for a [`Kernel`] and does without if there is none.

use crate::Backend;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu::{Adx, Ifma};

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod mulx;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// The widest modulus in limbs of 64 bits.
pub const MAX_WIDTH: usize = 128;
/// And the widest for AVX-512 IFMA.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
const MAX_IFMA: usize = 64;

/// The bits of a digit for AVX-512 IFMA.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
const DIGIT: usize = 52;

/// The bits of a secret exponent that are looked at in one go.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
const WINDOW: usize = 5;

/// Code for powers: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Adx(Adx),
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
    /// Any number.
    pub base: &'a [u64],
}

/// A power to be taken with a secret exponent, and where it goes to.
#[expect(clippy::exhaustive_structs, reason = "an argument list with names")]
pub struct Power<'a> {
    /// What it is taken of.
    pub input: Input<'a>,
    /// A number in limbs of 64 bits, the least first.
    pub exponent: &'a [u64],
    /// As wide as the modulus.
    pub out: &'a mut [u64],
}

impl core::fmt::Debug for Power<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Power({} limbs)", self.input.modulus.len())
    }
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
        {
            let ifma = (backend >= Backend::Vaes512).then(Ifma::detect).flatten().map(Isa::Ifma);
            ifma.or_else(|| (backend >= Backend::Avx2).then(Adx::detect).flatten().map(Isa::Adx)).map(Self)
        }
        #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
        {
            let _ = backend;
            None
        }
    }

    /// Every kernel that this CPU can run, the fastest first.
    pub fn every() -> impl Iterator<Item = Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        let all = [Ifma::detect().map(Isa::Ifma), Adx::detect().map(Isa::Adx)];
        #[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
        let all: [Option<Isa>; 0] = [];
        all.into_iter().flatten().map(Self)
    }

    /// The power of two that a modulus of so many limbs needs ready; `None` if it is too wide.
    ///
    /// It is up to 384 more than 128 times the width.
    #[must_use]
    pub const fn square_bits(self, width: usize) -> Option<usize> {
        match width {
            1..=MAX_WIDTH => Some(self.0.square_bits(width)),
            _ => None,
        }
    }

    /// The power of a number with a secret exponent of at most so many bits.
    ///
    /// Takes time and touches memory in a way that depends on nothing but the lengths of the slices and `bits`. The result,
    /// less than the modulus, is written to `out`; if widths or modulus are not as [`Input`] and [`Power`] say, or
    /// the exponent has fewer limbs than its bits, that is all zeros.
    pub fn power(self, mut power: Power<'_>, bits: usize) {
        if self.takes(&mut power, bits) {
            match self.0 {
                #[cfg(all(feature = "accel", target_arch = "x86_64"))]
                isa => match isa.for_width(power.out.len()) {
                    Isa::Adx(cpu) => mulx::power(cpu, power, bits),
                    Isa::Ifma(cpu) => x86_64::power(cpu, power, bits),
                },
            }
        }
    }

    /// Two powers as by [`power`](Self::power), which have nothing to do with each other. With AVX-512 IFMA and moduli of
    /// the same width, that takes little more time than one of them.
    pub fn power_pair(self, mut pair: [Power<'_>; 2], bits: usize) {
        let [one, other] = &mut pair;
        let same = one.input.modulus.len() == other.input.modulus.len();
        if same && self.takes(one, bits) && self.takes(other, bits) {
            match self.0 {
                #[cfg(all(feature = "accel", target_arch = "x86_64"))]
                isa => match isa.for_width(pair[0].out.len()) {
                    Isa::Adx(cpu) => pair.into_iter().for_each(|power| mulx::power(cpu, power, bits)),
                    Isa::Ifma(cpu) => x86_64::power_pair(cpu, pair, bits),
                },
            }
        } else {
            pair.into_iter().for_each(|power| self.power(power, bits));
        }
    }

    /// The product of a power with a public exponent that is not 0, and a factor, which is any number of the modulus' width.
    ///
    /// Takes time in a way that depends on the exponent, and for the rest as [`power`](Self::power), with the same result for
    /// what is not as it should be.
    pub fn power_public(self, input: &Input<'_>, exponent: u64, factor: &[u64], out: &mut [u64]) {
        out.fill(0);
        if input.is_of_width(self, out.len()) && factor.len() == out.len() && exponent != 0 {
            match self.0 {
                #[cfg(all(feature = "accel", target_arch = "x86_64"))]
                isa => match isa.for_width(out.len()) {
                    Isa::Adx(cpu) => mulx::power_public(cpu, input, exponent, factor, out),
                    Isa::Ifma(cpu) => x86_64::power_public(cpu, input, exponent, factor, out),
                },
            }
        }
    }

    /// Makes the result zero, and tells whether there can be another.
    fn takes(self, power: &mut Power<'_>, bits: usize) -> bool {
        power.out.fill(0);
        power.input.is_of_width(self, power.out.len()) && power.exponent.len() >= bits.div_ceil(64)
    }
}

impl Input<'_> {
    fn is_of_width(&self, kernel: Kernel, width: usize) -> bool {
        kernel.square_bits(width).is_some()
            && [self.modulus.len(), self.square.len(), self.base.len()] == [width; 3]
            && !self.modulus[0].is_multiple_of(2)
    }
}

#[cfg(all(feature = "accel", target_arch = "x86_64"))]
impl Isa {
    /// What takes a modulus of so many limbs.
    fn for_width(self, width: usize) -> Self {
        match self {
            Self::Ifma(cpu) if width > MAX_IFMA => Self::Adx(cpu.into()),
            _ => self,
        }
    }

    /// For a width that is not too wide.
    const fn square_bits(self, width: usize) -> usize {
        match self {
            Self::Ifma(_) if width <= MAX_IFMA => 2 * DIGIT * digits(width),
            _ => 128 * mulx::padded(width),
        }
    }
}

#[cfg(not(all(feature = "accel", target_arch = "x86_64")))]
impl Isa {
    const fn square_bits(self, _: usize) -> usize {
        match self {}
    }
}

/// The digits for numbers below four times the modulus: so products need no reduction but the one of Montgomery.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
const fn digits(width: usize) -> usize {
    (64 * width + 2).div_ceil(DIGIT)
}

/// Some bits of an exponent, from a place on.
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
fn digit(exponent: &[u64], from: usize, bits: usize) -> u64 {
    let length = WINDOW.min(bits - from);
    let (limb, skip) = (from / 64, from % 64);
    let above = exponent.get(limb + 1).copied().unwrap_or(0);
    // Two shifts: the upper limb's may be by 64.
    let both = exponent[limb] >> skip | above << 1 << (63 - skip);
    both & ((1 << length) - 1)
}

#[cfg(test)]
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod tests;
