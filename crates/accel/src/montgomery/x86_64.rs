// SPDX-License-Identifier: MIT
//! Montgomery multiplication in digits of 52 bits, eight to a register, with AVX-512 IFMA.
//!
//! A number x stands as x R, where R = 2^(52 digits), and may have the modulus added: with R more than four times the
//! modulus, products of such numbers are such numbers again, and none has to be compared with the modulus on the way (Gueron,
//! "Efficient software implementations of modular exponentiation", 2012, calls that almost Montgomery).
//!
//! Each digit of one factor makes a step: sum = (sum + digit a + multiple modulus) / 2^52, with the multiple that makes
//! the lowest digit of the sum zero. The way from one multiple to the next is what takes time. So general registers
//! follow the lowest digit, and the next one too as far as the new multiple changes it; the vector registers with the rest have a
//! step more to come after.

use core::arch::x86_64::{
    __m512i, _mm_add_epi64, _mm_cvtsi128_si64, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512,
    _mm512_castsi512_si128, _mm512_cmpeq_epu64_mask, _mm512_cmpgt_epu64_mask, _mm512_loadu_si512,
    _mm512_madd52hi_epu64, _mm512_madd52lo_epu64, _mm512_mask_add_epi64, _mm512_mask_set1_epi64,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_srli_epi64, _mm512_storeu_si512,
    _mm512_ternarylogic_epi64,
};

use super::{DIGIT, Input, digits};
use crate::cpu::Ifma;
use crate::opaque::opaque64;
use crate::stack;
use crate::wipe::wipe;

const MASK: u64 = (1 << DIGIT) - 1;

/// The bits of an exponent that are looked at in one go.
const WINDOW: usize = 5;

/// A number in digits, the least first, with zeros above.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
struct Number<const V: usize>([[u64; 8]; V]);

impl<const V: usize> Number<V> {
    const ZERO: Self = Self([[0; 8]; V]);

    fn from_limbs(limbs: &[u64]) -> Self {
        let mut number = Self::ZERO;
        let limb = |at: usize| u128::from(limbs.get(at).copied().unwrap_or(0));
        for (at, digit) in number.0.as_flattened_mut().iter_mut().enumerate() {
            let bit = at * DIGIT;
            let both = limb(bit / 64) | limb(bit / 64 + 1) << 64;
            *digit = low(both >> (bit % 64)) & MASK;
        }
        number
    }

    fn write_limbs(&self, limbs: &mut [u64]) {
        let digit = |at: usize| u128::from(self.0.as_flattened().get(at).copied().unwrap_or(0));
        for (at, limb) in limbs.iter_mut().enumerate() {
            let bit = at * 64;
            let (first, skip) = (bit / DIGIT, bit % DIGIT);
            let three = digit(first) | digit(first + 1) << DIGIT | digit(first + 2) << (2 * DIGIT);
            *limb = low(three >> skip);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(wide: u128) -> u64 {
    wide as u64
}

/// The modulus, and what is computed from it.
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

#[allow(unsafe_code)]
pub(super) fn power(_: Ifma, input: &Input<'_>, exponent: &[u64], bits: usize, out: &mut [u64]) {
    /// For so many registers to a number.
    fn of_width<const V: usize>(input: &Input<'_>, exponent: &[u64], bits: usize, out: &mut [u64]) {
        let mut modulus = Modulus::<V>::new(input.modulus);
        let mut power = Number::from_limbs(input.base);
        let mut square = Number::from_limbs(input.square);
        // SAFETY: the token of the outer function says that the CPU has these features.
        unsafe { montgomery_ifma_power(&mut power, &square, &modulus, exponent, bits) };
        power.write_limbs(out);
        subtract_once(out, input.modulus);
        wipe(&mut modulus.number.0);
        wipe(core::array::from_mut(&mut modulus.lowest));
        wipe(core::array::from_mut(&mut modulus.inverse));
        wipe(&mut power.0);
        wipe(&mut square.0);
    }

    let of_width = match digits(input.modulus.len()).div_ceil(8) {
        1 => of_width::<1>,
        2 => of_width::<2>,
        3 => of_width::<3>,
        4 => of_width::<4>,
        5 => of_width::<5>,
        6 => of_width::<6>,
        7 => of_width::<7>,
        8 => of_width::<8>,
        9 => of_width::<9>,
        _ => of_width::<10>,
    };
    of_width(input, exponent, bits, out);
}

/// Takes the modulus from a number that may be the modulus, if it is not less.
fn subtract_once(number: &mut [u64], modulus: &[u64]) {
    let mut borrow = false;
    for (a, b) in number.iter().zip(modulus) {
        borrow = a.borrowing(*b, borrow).1;
    }
    let mask = opaque64(u64::from(borrow)).wrapping_sub(1);
    let mut borrow = false;
    for (a, b) in number.iter_mut().zip(modulus) {
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

/// Puts a power of a number less than the modulus into its place: up to the modulus itself.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn montgomery_ifma_power<const V: usize>(
    number: &mut Number<V>,
    square: &Number<V>,
    modulus: &Modulus<V>,
    exponent: &[u64],
    bits: usize,
) {
    stack::align();
    let mut table = [Number::<V>::ZERO; 1 << WINDOW];
    let mut one = Number::<V>::ZERO;
    one.0[0][0] = 1;
    montgomery_ifma_multiply(&mut table[0], square, &one, modulus);
    montgomery_ifma_multiply(&mut table[1], square, number, modulus);
    for at in 2..1 << WINDOW {
        let (known, next) = table.split_at_mut(at);
        montgomery_ifma_multiply(&mut next[0], &known[at - 1], &known[1], modulus);
    }
    let mut factor = Number::<V>::ZERO;
    let windows = bits.div_ceil(WINDOW);
    let (mut power, mut next) = (table[0], Number::<V>::ZERO);
    for window in (0..windows).rev() {
        select(&mut factor, &table, digit(exponent, window * WINDOW, bits));
        if window + 1 == windows {
            power = factor;
            continue;
        }
        for _ in 0..WINDOW {
            montgomery_ifma_multiply(&mut next, &power, &power, modulus);
            core::mem::swap(&mut next, &mut power);
        }
        montgomery_ifma_multiply(&mut next, &power, &factor, modulus);
        core::mem::swap(&mut next, &mut power);
    }
    montgomery_ifma_multiply(number, &power, &one, modulus);
    for entry in &mut table {
        wipe(&mut entry.0);
    }
    wipe(&mut factor.0);
    wipe(&mut power.0);
    wipe(&mut next.0);
}

/// Some bits of an exponent, from a place on.
fn digit(exponent: &[u64], from: usize, bits: usize) -> u64 {
    let length = WINDOW.min(bits - from);
    let (limb, skip) = (from / 64, from % 64);
    let above = exponent.get(limb + 1).copied().unwrap_or(0);
    let both = u128::from(exponent[limb]) | u128::from(above) << 64;
    low(both >> skip) & ((1 << length) - 1)
}

/// Reads every entry, whichever is meant.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn select<const V: usize>(out: &mut Number<V>, table: &[Number<V>; 1 << WINDOW], wanted: u64) {
    let mut chosen = [_mm512_setzero_si512(); V];
    for (entry, index) in table.iter().zip(0_u64..) {
        let same = opaque64((index ^ wanted).wrapping_sub(1) >> 63);
        let mask = _mm512_set1_epi64(same.wrapping_neg().cast_signed());
        for j in 0..V {
            // chosen | (mask & entry)
            chosen[j] = _mm512_ternarylogic_epi64::<0xf8>(chosen[j], mask, load(&entry.0[j]));
        }
    }
    for j in 0..V {
        store(&mut out.0[j], chosen[j]);
    }
}

/// out = a b / R modulo the modulus, below twice the modulus.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn montgomery_ifma_multiply<const V: usize>(
    out: &mut Number<V>,
    a: &Number<V>,
    b: &Number<V>,
    modulus: &Modulus<V>,
) {
    stack::align();
    let zero = _mm512_setzero_si512();
    let (mut a0, mut n0, mut a1, mut n1) = ([zero; V], [zero; V], [zero; V], [zero; V]);
    for j in 0..V {
        a0[j] = load(&a.0[j]);
        n0[j] = load(&modulus.number.0[j]);
    }
    // The same a digit lower, for the lower halves of the products.
    for j in 0..V {
        let (a_above, n_above) = if j + 1 < V { (a0[j + 1], n0[j + 1]) } else { (zero, zero) };
        a1[j] = _mm512_alignr_epi64::<1>(a_above, a0[j]);
        n1[j] = _mm512_alignr_epi64::<1>(n_above, n0[j]);
    }
    let (a_lowest, lowest, inverse) = (a.0[0][0], modulus.lowest, modulus.inverse);
    let next = inverse.wrapping_mul(modulus.number.0[0][1]);
    let mut sum = [zero; V];
    // The lowest digit of the sum with all carries; its place in the vector is behind.
    let mut digit = 0_u64;
    for &factor in &b.0.as_flattened()[..modulus.digits] {
        let all = _mm512_set1_epi64(factor.cast_signed());
        let (mut products, mut shifted) = ([zero; V], [zero; V]);
        for j in 0..V {
            products[j] = _mm512_madd52lo_epu64(zero, a1[j], all);
            products[j] = _mm512_madd52hi_epu64(products[j], a0[j], all);
            let above = if j + 1 < V { sum[j + 1] } else { zero };
            shifted[j] = _mm512_alignr_epi64::<1>(above, sum[j]);
        }
        let second = _mm_cvtsi128_si64(_mm_add_epi64(
            _mm512_castsi512_si128(shifted[0]),
            _mm512_castsi512_si128(products[0]),
        ));
        digit = digit.wrapping_add(a_lowest.wrapping_mul(factor) & MASK);
        // IFMA looks at the lower 52 bits alone.
        let multiple = digit.wrapping_mul(inverse);
        let high = u128::from(multiple << 12) * u128::from(lowest);
        // The lowest digit becomes zero with a carry, unless it was. The next one gets the lower half of its product
        // with the multiple, and the upper half of the lowest one's.
        digit = ((digit + MASK) >> DIGIT)
            + (digit.wrapping_mul(next) & MASK)
            + second.cast_unsigned()
            + low(high >> 64);
        let multiple = _mm512_set1_epi64(multiple.cast_signed());
        for j in 0..V {
            products[j] = _mm512_madd52lo_epu64(products[j], n1[j], multiple);
            products[j] = _mm512_madd52hi_epu64(products[j], n0[j], multiple);
            sum[j] = _mm512_add_epi64(shifted[j], products[j]);
        }
    }
    sum[0] = _mm512_mask_set1_epi64(sum[0], 1, digit.cast_signed());
    sum = carry(sum);
    for j in 0..V {
        store(&mut out.0[j], sum[j]);
    }
}

/// Makes digits of sums below 2^61.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn carry<const V: usize>(sum: [__m512i; V]) -> [__m512i; V] {
    let (zero, mask) = (_mm512_setzero_si512(), _mm512_set1_epi64(MASK.cast_signed()));
    let one = _mm512_set1_epi64(1);
    let mut digits = sum;
    let mut below = zero;
    // Bits for the digits that are too large, by one bit at most, and for those that would be.
    let (mut over, mut full) = (0_u128, 0_u128);
    for j in 0..V {
        let above = _mm512_srli_epi64::<52>(sum[j]);
        let carried = _mm512_alignr_epi64::<7>(above, below);
        below = above;
        digits[j] = _mm512_add_epi64(_mm512_and_si512(sum[j], mask), carried);
        over |= u128::from(_mm512_cmpgt_epu64_mask(digits[j], mask)) << (8 * j);
        full |= u128::from(_mm512_cmpeq_epu64_mask(digits[j], mask)) << (8 * j);
    }
    // An addition lets carries run through full digits.
    let carries = ((over << 1) + full) ^ full;
    for j in 0..V {
        let here = (carries >> (8 * j)).to_le_bytes()[0];
        digits[j] = _mm512_and_si512(_mm512_mask_add_epi64(digits[j], here, digits[j], one), mask);
    }
    digits
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
