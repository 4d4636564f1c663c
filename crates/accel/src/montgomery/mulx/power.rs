// SPDX-License-Identifier: MIT
//! Powers, with windows for secret exponents and without for public ones.

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi64, _mm256_loadu_si256, _mm256_or_si256,
    _mm256_set1_epi64x, _mm256_setzero_si256, _mm256_storeu_si256,
};

use super::{Ring, number};
use crate::cpu::Adx;
use crate::montgomery::{WINDOW, digit};
use crate::wipe::wipe;

impl<const W: usize> Ring<W> {
    /// Puts a power of a number into its place: up to the modulus itself.
    #[allow(unsafe_code)]
    pub(super) fn power(
        &mut self,
        _: Adx,
        base: &mut [u64; W],
        square: &[u64],
        exponent: &[u64],
        bits: usize,
    ) {
        let square: [u64; W] = number(square);
        let mut one = [0; W];
        one[0] = 1;
        let mut table = [[0; W]; 1 << WINDOW];
        table[0] = one;
        self.multiply(&mut table[0], &square);
        self.multiply(base, &square);
        table[1] = *base;
        for at in 2..1 << WINDOW {
            table[at] = table[at / 2];
            let (known, next) = table.split_at_mut(at);
            if at % 2 == 0 {
                self.square(&mut next[0]);
            } else {
                next[0] = known[at - 1];
                self.multiply(&mut next[0], base);
            }
        }
        let mut factor = [0; W];
        *base = table[0];
        for window in (0..bits.div_ceil(WINDOW)).rev() {
            let wanted = digit(exponent, window * WINDOW, bits);
            // SAFETY: the token says that the CPU has these features.
            unsafe { montgomery_mulx_select(&mut factor[..self.width], &table, wanted) };
            if (window + 1) * WINDOW < bits {
                for _ in 0..WINDOW {
                    self.square(base);
                }
                self.multiply(base, &factor);
            } else {
                *base = factor;
            }
        }
        self.multiply(base, &one);
        table.iter_mut().for_each(wipe);
        wipe(&mut factor);
    }

    /// Puts the product of a power of a number and a factor into the number's place: below four times the modulus. Time
    /// tells the exponent, which is not 0.
    pub(super) fn power_public(
        &mut self,
        base: &mut [u64; W],
        square: &[u64],
        exponent: u64,
        factor: &[u64; W],
    ) {
        let square: [u64; W] = number(square);
        self.multiply(base, &square);
        let mut power = *base;
        for at in (0..exponent.checked_ilog2().unwrap_or(0)).rev() {
            self.square(&mut power);
            if exponent >> at & 1 == 1 {
                self.multiply(&mut power, base);
            }
        }
        // The factor is a plain number, and makes one of the power.
        self.multiply(&mut power, factor);
        *base = power;
        wipe(&mut power);
    }
}

/// Reads every entry, whichever is meant.
#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn montgomery_mulx_select<const W: usize>(out: &mut [u64], table: &[[u64; W]; 1 << WINDOW], wanted: u64) {
    let (wide, narrow) = out.as_chunks_mut::<4>().0.as_chunks_mut::<4>();
    for (at, to) in wide.iter_mut().enumerate() {
        choose(to, table, 4 * at, wanted);
    }
    for (at, to) in narrow.iter_mut().enumerate() {
        choose(core::array::from_mut(to), table, 4 * wide.len() + at, wanted);
    }
}

/// Some registers of the entries, from a place on.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn choose<const V: usize, const W: usize>(
    out: &mut [[u64; 4]; V],
    table: &[[u64; W]; 1 << WINDOW],
    place: usize,
    wanted: u64,
) {
    let (one, wanted) = (_mm256_set1_epi64x(1), _mm256_set1_epi64x(wanted.cast_signed()));
    let mut index = _mm256_setzero_si256();
    let mut chosen = [_mm256_setzero_si256(); V];
    for entry in table {
        let mask = _mm256_cmpeq_epi64(index, wanted);
        for (to, from) in chosen.iter_mut().zip(&entry.as_chunks().0[place..place + V]) {
            *to = _mm256_or_si256(*to, _mm256_and_si256(mask, load(from)));
        }
        index = _mm256_add_epi64(index, one);
    }
    for (to, from) in out.iter_mut().zip(chosen) {
        store(to, from);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn load(limbs: &[u64; 4]) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(limbs.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn store(limbs: &mut [u64; 4], x: __m256i) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(limbs.as_mut_ptr().cast(), x) }
}
