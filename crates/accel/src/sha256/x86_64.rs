// SPDX-License-Identifier: MIT
//! SHA-256 with the instructions of the CPU: two rounds in each `sha256rnds2`, whose latency is what a block takes.
//!
//! Those instructions have no form that leaves the upper halves of vector registers alone: with something in them, each
//! takes a hundred times as long. So the function begins by clearing them, has no value that is wider than 128 bits, and
//! is never inlined to where there are some.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_alignr_epi8, _mm_blend_epi16, _mm_set_epi64x, _mm_sha256msg1_epu32,
    _mm_sha256msg2_epu32, _mm_sha256rnds2_epu32, _mm_shuffle_epi8, _mm_shuffle_epi32, _mm256_zeroupper,
};

use crate::cpu::Sha;
use crate::sha_registers::{load_bytes, load_words, quarters, store_words};

#[allow(unsafe_code)]
#[inline]
pub(super) fn with_sha(_: Sha, state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { compress_sha256(state, blocks) }
}

/// Four rounds, and the words of the schedule that come sixteen rounds later.
macro_rules! rounds_and_schedule {
    ($k:expr, $abef:ident $cdgh:ident; $w0:ident $w1:ident $w2:ident $w3:ident) => {
        rounds!($k, $abef $cdgh; $w0);
        let sum = _mm_add_epi32(_mm_sha256msg1_epu32($w0, $w1), _mm_alignr_epi8::<4>($w3, $w2));
        $w0 = _mm_sha256msg2_epu32(sum, $w3);
    };
}

/// Four rounds (6.2.2, step 3): after two, what was a, b, e, f is c, d, g, h.
macro_rules! rounds {
    ($k:expr, $abef:ident $cdgh:ident; $w:ident) => {
        let sum = _mm_add_epi32($w, load_words(&$k));
        $cdgh = _mm_sha256rnds2_epu32($cdgh, $abef, sum);
        $abef = _mm_sha256rnds2_epu32($abef, $cdgh, _mm_shuffle_epi32::<0b00_00_11_10>(sum));
    };
}

#[inline(never)]
#[target_feature(enable = "avx,sha")]
fn compress_sha256(state: &mut [u32; 8], blocks: &[[u8; 64]]) {
    _mm256_zeroupper();
    let (halves, _) = state.as_chunks();
    let (dcba, hgfe) = (load_words(&halves[0]), load_words(&halves[1]));
    // The instructions want a, b, e, f and c, d, g, h, the first one highest.
    let cdab = _mm_shuffle_epi32::<0b10_11_00_01>(dcba);
    let efgh = _mm_shuffle_epi32::<0b00_01_10_11>(hgfe);
    let mut abef = _mm_alignr_epi8::<8>(cdab, efgh);
    let mut cdgh = _mm_blend_epi16::<0b1111_0000>(efgh, cdab);
    for block in blocks {
        let (abef0, cdgh0) = (abef, cdgh);
        let [quarter0, quarter1, quarter2, quarter3] = quarters(block);
        let (mut w0, mut w1) = (load_message(quarter0), load_message(quarter1));
        let (mut w2, mut w3) = (load_message(quarter2), load_message(quarter3));
        rounds_and_schedule!(K[0], abef cdgh; w0 w1 w2 w3);
        rounds_and_schedule!(K[1], abef cdgh; w1 w2 w3 w0);
        rounds_and_schedule!(K[2], abef cdgh; w2 w3 w0 w1);
        rounds_and_schedule!(K[3], abef cdgh; w3 w0 w1 w2);
        rounds_and_schedule!(K[4], abef cdgh; w0 w1 w2 w3);
        rounds_and_schedule!(K[5], abef cdgh; w1 w2 w3 w0);
        rounds_and_schedule!(K[6], abef cdgh; w2 w3 w0 w1);
        rounds_and_schedule!(K[7], abef cdgh; w3 w0 w1 w2);
        rounds_and_schedule!(K[8], abef cdgh; w0 w1 w2 w3);
        rounds_and_schedule!(K[9], abef cdgh; w1 w2 w3 w0);
        rounds_and_schedule!(K[10], abef cdgh; w2 w3 w0 w1);
        rounds_and_schedule!(K[11], abef cdgh; w3 w0 w1 w2);
        rounds!(K[12], abef cdgh; w0);
        rounds!(K[13], abef cdgh; w1);
        rounds!(K[14], abef cdgh; w2);
        rounds!(K[15], abef cdgh; w3);
        abef = _mm_add_epi32(abef, abef0);
        cdgh = _mm_add_epi32(cdgh, cdgh0);
    }
    let feba = _mm_shuffle_epi32::<0b00_01_10_11>(abef);
    let dchg = _mm_shuffle_epi32::<0b10_11_00_01>(cdgh);
    let (halves, _) = state.as_chunks_mut();
    store_words(&mut halves[0], _mm_blend_epi16::<0b1111_0000>(feba, dchg));
    store_words(&mut halves[1], _mm_alignr_epi8::<8>(dchg, feba));
}

/// Four words of the message, big-endian.
#[inline]
#[target_feature(enable = "avx")]
fn load_message(bytes: &[u8; 16]) -> __m128i {
    _mm_shuffle_epi8(load_bytes(bytes), _mm_set_epi64x(0x0c0d_0e0f_0809_0a0b, 0x0405_0607_0001_0203))
}

/// FIPS 180-4, 4.2.2.
static K: [[u32; 4]; 16] = [
    [0x428a_2f98, 0x7137_4491, 0xb5c0_fbcf, 0xe9b5_dba5],
    [0x3956_c25b, 0x59f1_11f1, 0x923f_82a4, 0xab1c_5ed5],
    [0xd807_aa98, 0x1283_5b01, 0x2431_85be, 0x550c_7dc3],
    [0x72be_5d74, 0x80de_b1fe, 0x9bdc_06a7, 0xc19b_f174],
    [0xe49b_69c1, 0xefbe_4786, 0x0fc1_9dc6, 0x240c_a1cc],
    [0x2de9_2c6f, 0x4a74_84aa, 0x5cb0_a9dc, 0x76f9_88da],
    [0x983e_5152, 0xa831_c66d, 0xb003_27c8, 0xbf59_7fc7],
    [0xc6e0_0bf3, 0xd5a7_9147, 0x06ca_6351, 0x1429_2967],
    [0x27b7_0a85, 0x2e1b_2138, 0x4d2c_6dfc, 0x5338_0d13],
    [0x650a_7354, 0x766a_0abb, 0x81c2_c92e, 0x9272_2c85],
    [0xa2bf_e8a1, 0xa81a_664b, 0xc24b_8b70, 0xc76c_51a3],
    [0xd192_e819, 0xd699_0624, 0xf40e_3585, 0x106a_a070],
    [0x19a4_c116, 0x1e37_6c08, 0x2748_774c, 0x34b0_bcb5],
    [0x391c_0cb3, 0x4ed8_aa4a, 0x5b9c_ca4f, 0x682e_6ff3],
    [0x748f_82ee, 0x78a5_636f, 0x84c8_7814, 0x8cc7_0208],
    [0x90be_fffa, 0xa450_6ceb, 0xbef9_a3f7, 0xc671_78f2],
];
