// SPDX-License-Identifier: MIT
//! Keccak-f[1600] where there are more instructions: BMI's `andn` and `rorx` on general registers; or AVX-512, with one
//! word in each of 25 of its 32 registers.
//!
//! Vector registers hold a word each, and not several: no word has to change its place then, sums of three and χ are one
//! instruction, and nothing goes through memory.

use core::arch::x86_64::{
    __m128i, _mm_cvtsi64_si128, _mm_cvtsi128_si64, _mm_rol_epi64, _mm_ternarylogic_epi64, _mm_xor_si128,
};

use super::State;
use super::round::permutation;
use crate::cpu::{Avx2, Avx512};

#[allow(unsafe_code)]
pub(super) fn with_bmi(_: Avx2, state: &mut State) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { general::permute_bmi(state) }
}

#[allow(unsafe_code)]
pub(super) fn with_avx512(_: Avx512, state: &mut State) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { permute_avx512(state) }
}

mod general {
    use super::super::portable::{broadcast, chi, load, parity, rotate, store, xor};
    use super::permutation;

    permutation! {
        #[inline(never)]
        #[target_feature(enable = "bmi1,bmi2")]
        pub(super) fn permute_bmi; load store broadcast; parity rotate chi xor
    }
}

permutation! {
    // Never inlined: a caller that runs SHA-NI instructions must not share a function with vectors.
    #[inline(never)]
    #[target_feature(enable = "avx512f,avx512vl")]
    fn permute_avx512; load store broadcast; parity rotate chi xor
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn load(state: &State) -> [__m128i; 25] {
    let mut a = [broadcast(0); 25];
    for (a, word) in a.iter_mut().zip(state) {
        *a = broadcast(*word);
    }
    a
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn store(a: [__m128i; 25], state: &mut State) {
    for (a, word) in a.iter().zip(state) {
        *word = _mm_cvtsi128_si64(*a).cast_unsigned();
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn broadcast(word: u64) -> __m128i {
    _mm_cvtsi64_si128(word.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn parity(a: __m128i, b: __m128i, c: __m128i, d: __m128i, e: __m128i) -> __m128i {
    _mm_ternarylogic_epi64::<0x96>(_mm_ternarylogic_epi64::<0x96>(a, b, c), d, e)
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn rotate<const BITS: i32>(a: __m128i) -> __m128i {
    _mm_rol_epi64::<BITS>(a)
}

/// a ^ (!b & c).
#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn chi(a: __m128i, b: __m128i, c: __m128i) -> __m128i {
    _mm_ternarylogic_epi64::<0xd2>(a, b, c)
}

#[inline]
#[target_feature(enable = "avx512f,avx512vl")]
fn xor(a: __m128i, b: __m128i) -> __m128i {
    _mm_xor_si128(a, b)
}
