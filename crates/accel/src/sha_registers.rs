// SPDX-License-Identifier: MIT
//! What the kernels with instructions for SHA share: how blocks and states come into registers, and back.

use core::arch::x86_64::{__m128i, _mm_loadu_si128, _mm_storeu_si128};

/// The four registers that a block fills.
#[inline]
pub(crate) fn quarters(block: &[u8; 64]) -> [&[u8; 16]; 4] {
    let (quarters, _) = block.as_chunks();
    [&quarters[0], &quarters[1], &quarters[2], &quarters[3]]
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx")]
pub(crate) fn load_bytes(bytes: &[u8; 16]) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(bytes.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx")]
pub(crate) fn load_words(words: &[u32; 4]) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(words.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx")]
pub(crate) fn store_words(words: &mut [u32; 4], x: __m128i) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(words.as_mut_ptr().cast(), x) }
}
