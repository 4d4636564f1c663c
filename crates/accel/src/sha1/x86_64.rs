// SPDX-License-Identifier: MIT
//! SHA-1 with the instructions of the CPU: four rounds in each `sha1rnds4`.
//!
//! What is said of `sha256` holds here: clean registers to begin with, no value wider than 128 bits, never inlined.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_cvtsi32_si128, _mm_extract_epi32, _mm_set_epi64x, _mm_sha1msg1_epu32,
    _mm_sha1msg2_epu32, _mm_sha1nexte_epu32, _mm_sha1rnds4_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32,
    _mm_slli_si128, _mm_xor_si128, _mm256_zeroupper,
};

use crate::cpu::Sha;
use crate::sha_registers::{load_bytes, load_words, quarters, store_words};

#[allow(unsafe_code)]
#[inline]
pub(super) fn with_sha(_: Sha, state: &mut [u32; 5], blocks: &[[u8; 64]]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { compress_sha1(state, blocks) }
}

/// Four rounds with the function and the constant of number `$f` (4.1.1, 4.2.1), and the words of the schedule that come
/// sixteen rounds later. `$last` is a, b, c, d from before the four rounds before these: its a makes the e of these.
macro_rules! rounds_and_schedule {
    ($f:literal, $abcd:ident $last:ident; $w0:ident $w1:ident $w2:ident $w3:ident) => {
        rounds!($f, $abcd $last; $w0);
        $w0 = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32($w0, $w1), $w2), $w3);
    };
}

macro_rules! rounds {
    ($f:literal, $abcd:ident $last:ident; $w:ident) => {
        let sum = _mm_sha1nexte_epu32($last, $w);
        $last = $abcd;
        $abcd = _mm_sha1rnds4_epu32::<$f>($abcd, sum);
    };
}

#[inline(never)]
#[target_feature(enable = "avx,sha")]
fn compress_sha1(state: &mut [u32; 5], blocks: &[[u8; 64]]) {
    _mm256_zeroupper();
    let [words @ .., e] = state;
    // The instructions want a and e highest.
    let mut abcd = _mm_shuffle_epi32::<0b00_01_10_11>(load_words(words));
    let mut e0 = _mm_slli_si128::<12>(_mm_cvtsi32_si128(e.cast_signed()));
    for block in blocks {
        let abcd0 = abcd;
        let [quarter0, quarter1, quarter2, quarter3] = quarters(block);
        let (mut w0, mut w1) = (load_message(quarter0), load_message(quarter1));
        let (mut w2, mut w3) = (load_message(quarter2), load_message(quarter3));
        let sum = _mm_add_epi32(e0, w0);
        let mut last = abcd;
        abcd = _mm_sha1rnds4_epu32::<0>(abcd, sum);
        w0 = _mm_sha1msg2_epu32(_mm_xor_si128(_mm_sha1msg1_epu32(w0, w1), w2), w3);
        rounds_and_schedule!(0, abcd last; w1 w2 w3 w0);
        rounds_and_schedule!(0, abcd last; w2 w3 w0 w1);
        rounds_and_schedule!(0, abcd last; w3 w0 w1 w2);
        rounds_and_schedule!(0, abcd last; w0 w1 w2 w3);
        rounds_and_schedule!(1, abcd last; w1 w2 w3 w0);
        rounds_and_schedule!(1, abcd last; w2 w3 w0 w1);
        rounds_and_schedule!(1, abcd last; w3 w0 w1 w2);
        rounds_and_schedule!(1, abcd last; w0 w1 w2 w3);
        rounds_and_schedule!(1, abcd last; w1 w2 w3 w0);
        rounds_and_schedule!(2, abcd last; w2 w3 w0 w1);
        rounds_and_schedule!(2, abcd last; w3 w0 w1 w2);
        rounds_and_schedule!(2, abcd last; w0 w1 w2 w3);
        rounds_and_schedule!(2, abcd last; w1 w2 w3 w0);
        rounds_and_schedule!(2, abcd last; w2 w3 w0 w1);
        rounds_and_schedule!(3, abcd last; w3 w0 w1 w2);
        rounds!(3, abcd last; w0);
        rounds!(3, abcd last; w1);
        rounds!(3, abcd last; w2);
        rounds!(3, abcd last; w3);
        e0 = _mm_sha1nexte_epu32(last, e0);
        abcd = _mm_add_epi32(abcd, abcd0);
    }
    store_words(words, _mm_shuffle_epi32::<0b00_01_10_11>(abcd));
    *e = _mm_extract_epi32::<3>(e0).cast_unsigned();
}

/// Four words of the message, big-endian, the first one highest.
#[inline]
#[target_feature(enable = "avx")]
fn load_message(bytes: &[u8; 16]) -> __m128i {
    _mm_shuffle_epi8(load_bytes(bytes), _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f))
}
