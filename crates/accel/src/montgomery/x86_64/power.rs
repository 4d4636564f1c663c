// SPDX-License-Identifier: MIT
//! Powers, with windows for secret exponents and without for public ones.

use core::arch::x86_64::{_mm512_set1_epi64, _mm512_setzero_si512, _mm512_ternarylogic_epi64};

use super::multiply::montgomery_ifma_multiply;
use super::{Modulus, Number, load, store};
use crate::montgomery::{WINDOW, digit};
use crate::opaque::opaque64;
use crate::wipe::wipe;

/// The powers of one number in each lane.
type Table<const V: usize, const N: usize> = [[Number<V>; N]; 1 << WINDOW];

/// Puts powers of numbers less than R, each with its own exponent, into their places: up to the moduli themselves.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
pub(super) fn montgomery_ifma_power<const V: usize, const N: usize>(
    numbers: &mut [Number<V>; N],
    squares: &[Number<V>; N],
    modulus: &[Modulus<V>; N],
    exponents: [&[u64]; N],
    bits: usize,
) {
    let one = [Number::ONE; N];
    let mut table: Table<V, N> = [[Number::ZERO; N]; 1 << WINDOW];
    table[0] = one;
    table[1] = *numbers;
    montgomery_ifma_multiply(&mut table[0], 0, squares, modulus);
    montgomery_ifma_multiply(&mut table[1], 0, squares, modulus);
    for at in 2..1 << WINDOW {
        table[at] = table[at - 1];
        let (known, next) = table.split_at_mut(at);
        montgomery_ifma_multiply(&mut next[0], 0, &known[1], modulus);
    }
    let mut factor = [Number::ZERO; N];
    *numbers = table[0];
    for window in (0..bits.div_ceil(WINDOW)).rev() {
        select(&mut factor, &table, exponents.map(|exponent| digit(exponent, window * WINDOW, bits)));
        if (window + 1) * WINDOW < bits {
            montgomery_ifma_multiply(numbers, WINDOW, &factor, modulus);
        } else {
            *numbers = factor;
        }
    }
    montgomery_ifma_multiply(numbers, 0, &one, modulus);
    for entry in table.as_flattened_mut() {
        wipe(&mut entry.0);
    }
    for lane in 0..N {
        wipe(&mut factor[lane].0);
    }
}

/// Puts the product of a power of a number less than R and a factor less than R into the number's place: below twice the
/// modulus. Time tells the exponent.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
pub(super) fn montgomery_ifma_power_public<const V: usize>(
    number: &mut [Number<V>; 1],
    square: &[Number<V>; 1],
    modulus: &[Modulus<V>; 1],
    exponent: u64,
    factor: &[Number<V>; 1],
) {
    montgomery_ifma_multiply(number, 0, square, modulus);
    let mut base = *number;
    let mut left = exponent.checked_ilog2().unwrap_or(0);
    while left != 0 {
        // Squarings up to the next bit that is set; after the last one comes the factor, which is a plain number and
        // makes one of the power.
        let below = exponent & ((1 << left) - 1);
        let Some(bit) = below.checked_ilog2() else { break };
        let squarings = usize::try_from(left - bit).unwrap_or(0);
        montgomery_ifma_multiply(number, squarings, &base, modulus);
        left = bit;
    }
    montgomery_ifma_multiply(number, usize::try_from(left).unwrap_or(0), factor, modulus);
    wipe(&mut base[0].0);
}

/// Reads every entry, whichever is meant.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn select<const V: usize, const N: usize>(out: &mut [Number<V>; N], table: &Table<V, N>, wanted: [u64; N]) {
    for lane in 0..N {
        let mut chosen = [_mm512_setzero_si512(); V];
        for (entry, index) in table.iter().zip(0_u64..) {
            let same = opaque64((index ^ wanted[lane]).wrapping_sub(1) >> 63);
            let mask = _mm512_set1_epi64(same.wrapping_neg().cast_signed());
            for j in 0..V {
                // chosen | (mask & entry)
                chosen[j] = _mm512_ternarylogic_epi64::<0xf8>(chosen[j], mask, load(&entry[lane].0[j]));
            }
        }
        for j in 0..V {
            store(&mut out[lane].0[j], chosen[j]);
        }
    }
}
