// SPDX-License-Identifier: MIT
//! Montgomery multiplication in digits of 52 bits, eight to a register, with AVX-512 IFMA.
//!
//! A number x stands as x R, where R = 2^(52 digits), and may have the modulus added: with R more than four times the
//! modulus, products of such numbers are such numbers again, and none has to be compared with the modulus on the way (Gueron,
//! "Efficient software implementations of modular exponentiation", 2012, calls that almost Montgomery).

use core::arch::x86_64::{__m512i, _mm512_loadu_si512, _mm512_storeu_si512};

use self::power::{montgomery_ifma_power, montgomery_ifma_power_public};
use super::{DIGIT, Input, Power, digits};
use crate::cpu::Ifma;
use crate::opaque::opaque64;
use crate::wipe::wipe;

mod multiply;
mod power;

const MASK: u64 = (1 << DIGIT) - 1;

/// A number in digits, the least first, with zeros above.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Number<const V: usize>([[u64; 8]; V]);

impl<const V: usize> Number<V> {
    const ZERO: Self = Self([[0; 8]; V]);

    const ONE: Self = {
        let mut one = Self::ZERO;
        one.0[0][0] = 1;
        one
    };

    /// There are at most as many limbs as digits.
    fn from_limbs(limbs: &[u64]) -> Self {
        let (mut padded, mut number) = (Self::ZERO, Self::ZERO);
        for (to, from) in padded.0.as_flattened_mut().iter_mut().zip(limbs) {
            *to = *from;
        }
        let padded = padded.0.as_flattened();
        for (at, digit) in number.0.as_flattened_mut().iter_mut().enumerate() {
            let (from, skip) = (at * DIGIT / 64, at * DIGIT % 64);
            // There are more digits than limbs of what they stand for, so there is one above.
            let (here, above) = (padded[from], padded[from + 1]);
            *digit = (here >> skip | above << 1 << (63 - skip)) & MASK;
        }
        number
    }

    /// Gives back what is above.
    fn write_limbs(&self, limbs: &mut [u64]) -> u64 {
        let digits = self.0.as_flattened();
        let limb = |at: usize| {
            let (from, skip) = (at * 64 / DIGIT, at * 64 % DIGIT);
            let digit = |above: usize| digits.get(from + above).copied().unwrap_or(0);
            let highest = if skip > 2 * DIGIT - 64 { digit(2) << (2 * DIGIT - skip) } else { 0 };
            digit(0) >> skip | digit(1) << (DIGIT - skip) | highest
        };
        limbs.iter_mut().enumerate().for_each(|(at, to)| *to = limb(at));
        limb(limbs.len())
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(wide: u128) -> u64 {
    wide as u64
}

/// The modulus, and what is computed from it; wiped when dropped.
struct Modulus<const V: usize> {
    number: Number<V>,
    digits: usize,
    /// The lowest digit.
    lowest: u64,
    /// -1/modulus modulo 2^52
    inverse: u64,
}

impl<const V: usize> Modulus<V> {
    fn new(limbs: &[u64]) -> Self {
        let number = Number::from_limbs(limbs);
        let lowest = number.0[0][0];
        // Newton: each step doubles the bits that are right, from 3 on.
        let mut inverse = lowest;
        for _ in 0..5 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(lowest.wrapping_mul(inverse)));
        }
        Self { number, digits: digits(limbs.len()), lowest, inverse: inverse.wrapping_neg() & MASK }
    }
}

impl<const V: usize> Drop for Modulus<V> {
    fn drop(&mut self) {
        wipe(&mut self.number.0);
        wipe(core::array::from_mut(&mut self.lowest));
        wipe(core::array::from_mut(&mut self.inverse));
    }
}

/// Calls a function for as many registers to a number as a width needs.
macro_rules! of_width {
    ($width:expr, $function:ident($($argument:expr),*)) => {
        match digits($width).div_ceil(8) {
            1 => $function::<1>($($argument),*),
            2 => $function::<2>($($argument),*),
            3 => $function::<3>($($argument),*),
            4 => $function::<4>($($argument),*),
            5 => $function::<5>($($argument),*),
            6 => $function::<6>($($argument),*),
            7 => $function::<7>($($argument),*),
            8 => $function::<8>($($argument),*),
            9 => $function::<9>($($argument),*),
            _ => $function::<10>($($argument),*),
        }
    };
}

pub(super) fn power(_: Ifma, power: Power<'_>, bits: usize) {
    fn of_width<const V: usize>(power: Power<'_>, bits: usize) {
        powers::<V, 1>([power], bits);
    }
    of_width!(power.input.modulus.len(), of_width(power, bits));
}

/// Two powers modulo numbers of the same width, side by side where that is faster: where the steps of one do not keep the
/// CPU busy.
pub(super) fn power_pair(cpu: Ifma, pair: [Power<'_>; 2], bits: usize) {
    match digits(pair[0].input.modulus.len()).div_ceil(8) {
        1 => powers::<1, 2>(pair, bits),
        2 => powers::<2, 2>(pair, bits),
        3 => powers::<3, 2>(pair, bits),
        4 => powers::<4, 2>(pair, bits),
        5 => powers::<5, 2>(pair, bits),
        _ => pair.into_iter().for_each(|one| power(cpu, one, bits)),
    }
}

#[allow(unsafe_code)]
fn powers<const V: usize, const N: usize>(powers: [Power<'_>; N], bits: usize) {
    let modulus = powers.each_ref().map(|power| Modulus::<V>::new(power.input.modulus));
    let mut numbers = powers.each_ref().map(|power| Number::from_limbs(power.input.base));
    let mut squares = powers.each_ref().map(|power| Number::from_limbs(power.input.square));
    let exponents = powers.each_ref().map(|power| power.exponent);
    // SAFETY: the token of the outer functions says that the CPU has these features.
    unsafe { montgomery_ifma_power(&mut numbers, &squares, &modulus, exponents, bits) };
    for ((number, square), power) in numbers.iter_mut().zip(&mut squares).zip(powers) {
        write_reduced(number, power.input.modulus, power.out);
        wipe(&mut number.0);
        wipe(&mut square.0);
    }
}

pub(super) fn power_public(_: Ifma, input: &Input<'_>, exponent: u64, factor: &[u64], out: &mut [u64]) {
    #[allow(unsafe_code)]
    fn of_width<const V: usize>(input: &Input<'_>, exponent: u64, factor: &[u64], out: &mut [u64]) {
        let modulus = [Modulus::<V>::new(input.modulus)];
        let mut number = [Number::from_limbs(input.base)];
        let (square, mut factor) = ([Number::from_limbs(input.square)], [Number::from_limbs(factor)]);
        // SAFETY: the token of the outer function says that the CPU has these features.
        unsafe { montgomery_ifma_power_public(&mut number, &square, &modulus, exponent, &factor) };
        write_reduced(&number[0], input.modulus, out);
        wipe(&mut number[0].0);
        wipe(&mut factor[0].0);
    }
    of_width!(input.modulus.len(), of_width(input, exponent, factor, out));
}

/// Writes a number below twice the modulus, less the modulus if it is not less.
fn write_reduced<const V: usize>(number: &Number<V>, modulus: &[u64], out: &mut [u64]) {
    let above = number.write_limbs(out);
    let mut borrow = false;
    for (a, b) in out.iter().zip(modulus) {
        borrow = a.borrowing(*b, borrow).1;
    }
    let keep = opaque64(u64::from(borrow)) & (above ^ 1);
    let mask = keep.wrapping_sub(1);
    let mut borrow = false;
    for (a, b) in out.iter_mut().zip(modulus) {
        (*a, borrow) = a.borrowing(b & mask, borrow);
    }
}

/// As the method of the standard library that is not stable yet.
trait Borrowing {
    fn borrowing(self, other: u64, borrow: bool) -> (u64, bool);
}

impl Borrowing for u64 {
    #[inline(always)]
    fn borrowing(self, other: u64, borrow: bool) -> (u64, bool) {
        let (difference, first) = self.overflowing_sub(other);
        let (difference, second) = difference.overflowing_sub(Self::from(borrow));
        (difference, first | second)
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn load(digits: &[u64; 8]) -> __m512i {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(digits.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn store(digits: &mut [u64; 8], x: __m512i) {
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(digits.as_mut_ptr().cast(), x) }
}
