// SPDX-License-Identifier: MIT
//! Products: the one function that takes the time.
//!
//! Each digit b of one factor makes a step: sum = (sum + a b + multiple modulus) / 2^52, with the multiple that makes the
//! lowest digit of the sum zero. The way from one multiple to the next is what takes time. So general registers
//! follow the lowest digit, and the next one too as far as the new multiple changes it; the vector registers with the rest
//! have a step more to come after. Lanes, which have nothing to do with each other, fill what gaps are left.
//!
//! No digit of a sum overflows: on its way down, a place a step, it gets four numbers below 2^52 in each of at most 80
//! steps, so stays below 2^61; the lowest one gets a carry as well, of fewer than 10 bits.
//!
//! What general registers do passes through [`opaque64`] here and there. Without, the optimiser puts the same steps of two
//! lanes into one vector, where multiplications take five times as long.

use core::arch::x86_64::{
    __m512i, _mm_add_epi64, _mm_cvtsi128_si64, _mm512_add_epi64, _mm512_alignr_epi64, _mm512_and_si512,
    _mm512_castsi512_si128, _mm512_cmpeq_epu64_mask, _mm512_cmpgt_epu64_mask, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_mask_add_epi64, _mm512_mask_set1_epi64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_srli_epi64,
};
use core::hint::black_box;

use super::{MASK, Modulus, Number, load, low, store};
use crate::montgomery::DIGIT;
use crate::opaque::opaque64;
use crate::stack;

/// Squares so many times, then multiplies, in each lane: a^(2^squarings) b / R^(2^squarings) modulo its modulus, below
/// twice the modulus.
///
/// The factors are less than R, and one of each product is less than twice the modulus.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
pub(super) fn montgomery_ifma_multiply<const V: usize, const N: usize>(
    a: &mut [Number<V>; N],
    squarings: usize,
    b: &[Number<V>; N],
    modulus: &[Modulus<V>; N],
) {
    stack::align();
    for turn in 0..=squarings {
        let factor = if turn < squarings { &*a } else { b };
        let product = product(a, factor, modulus);
        for lane in 0..N {
            for j in 0..V {
                store(&mut a[lane].0[j], product[lane][j]);
            }
        }
    }
}

/// a b / R modulo the modulus, below twice the modulus, in each lane.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn product<const V: usize, const N: usize>(
    a: &[Number<V>; N],
    b: &[Number<V>; N],
    modulus: &[Modulus<V>; N],
) -> [[__m512i; V]; N] {
    let zero = [[_mm512_setzero_si512(); V]; N];
    let (mut a0, mut n0, mut a1, mut n1) = (zero, zero, zero, zero);
    let mut next = [0_u64; N];
    for lane in 0..N {
        a0[lane] = digits_of(&a[lane]);
        n0[lane] = digits_of(&modulus[lane].number);
        // The same a digit lower, for the lower halves of the products.
        a1[lane] = lower(a0[lane]);
        n1[lane] = lower(n0[lane]);
        next[lane] = modulus[lane].inverse.wrapping_mul(modulus[lane].number.0[0][1]);
    }
    // The same again, in a way that the compiler does not see: what goes to all places of a vector shall come from memory,
    // which takes none of the ports that the multiplications need.
    let again = black_box(b);
    let mut sum = zero;
    // The lowest digit of the sum with all carries; its place in the vectors is behind.
    let mut digit = [0_u64; N];
    for at in 0..modulus[0].digits.min(8 * V) {
        for lane in 0..N {
            let modulus = &modulus[lane];
            let factor = _mm512_set1_epi64(again[lane].0.as_flattened()[at].cast_signed());
            let rest = lower(sum[lane]);
            // Either sums are added up apart from each other, which takes an addition more, or one waits for the other.
            let apart = N == 1 || V < 4;
            let mut products = if apart { [_mm512_setzero_si512(); V] } else { rest };
            for j in 0..V {
                products[j] = _mm512_madd52lo_epu64(products[j], a1[lane][j], factor);
                products[j] = _mm512_madd52hi_epu64(products[j], a0[lane][j], factor);
            }
            let mut second = _mm512_castsi512_si128(products[0]);
            if apart {
                second = _mm_add_epi64(second, _mm512_castsi512_si128(rest[0]));
            }
            let second = opaque64(_mm_cvtsi128_si64(second).cast_unsigned());
            let factor = opaque64(b[lane].0.as_flattened()[at]);
            let lowest = digit[lane].wrapping_add(a[lane].0[0][0].wrapping_mul(factor) & MASK);
            // IFMA looks at the lower 52 bits alone.
            let multiple = opaque64(lowest.wrapping_mul(modulus.inverse));
            let high = u128::from(multiple << 12) * u128::from(modulus.lowest);
            // The lowest digit becomes zero with a carry, unless it was. The next one gets the lower half of its product
            // with the multiple, and the upper half of the lowest one's.
            let next = opaque64(lowest.wrapping_mul(next[lane])) & MASK;
            digit[lane] = opaque64(((lowest + MASK) >> DIGIT) + next + second + low(high >> 64));
            let multiple = _mm512_set1_epi64(multiple.cast_signed());
            for j in 0..V {
                products[j] = _mm512_madd52lo_epu64(products[j], n1[lane][j], multiple);
                products[j] = _mm512_madd52hi_epu64(products[j], n0[lane][j], multiple);
                sum[lane][j] = if apart { _mm512_add_epi64(rest[j], products[j]) } else { products[j] };
            }
        }
    }
    for lane in 0..N {
        sum[lane][0] = _mm512_mask_set1_epi64(sum[lane][0], 1, digit[lane].cast_signed());
        sum[lane] = carry(sum[lane]);
    }
    sum
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn digits_of<const V: usize>(number: &Number<V>) -> [__m512i; V] {
    let mut digits = [_mm512_setzero_si512(); V];
    for j in 0..V {
        digits[j] = load(&number.0[j]);
    }
    digits
}

/// A digit lower, without the lowest one.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn lower<const V: usize>(digits: [__m512i; V]) -> [__m512i; V] {
    let mut lower = digits;
    for j in 0..V {
        let above = if j + 1 < V { digits[j + 1] } else { _mm512_setzero_si512() };
        lower[j] = _mm512_alignr_epi64::<1>(above, digits[j]);
    }
    lower
}

/// Makes digits of sums below 2^61.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn carry<const V: usize>(sum: [__m512i; V]) -> [__m512i; V] {
    let (zero, mask) = (_mm512_setzero_si512(), _mm512_set1_epi64(MASK.cast_signed()));
    let one = _mm512_set1_epi64(1);
    let mut digits = sum;
    let mut below = zero;
    // Bits for the digits that are too large, by one bit at most, and for those that would be. They go to general
    // registers one by one: the optimiser would collect them in a vector, which takes longer.
    let (mut over, mut full) = (0_u128, 0_u128);
    for j in 0..V {
        let above = _mm512_srli_epi64::<52>(sum[j]);
        let carried = _mm512_alignr_epi64::<7>(above, below);
        below = above;
        digits[j] = _mm512_add_epi64(_mm512_and_si512(sum[j], mask), carried);
        let bits = |mask: u8| u128::from(opaque64(u64::from(mask))) << (8 * j);
        over |= bits(_mm512_cmpgt_epu64_mask(digits[j], mask));
        full |= bits(_mm512_cmpeq_epu64_mask(digits[j], mask));
    }
    // An addition lets carries run through full digits.
    let carries = ((over << 1) + full) ^ full;
    for j in 0..V {
        let here = (carries >> (8 * j)).to_le_bytes()[0];
        digits[j] = _mm512_and_si512(_mm512_mask_add_epi64(digits[j], here, digits[j], one), mask);
    }
    digits
}
