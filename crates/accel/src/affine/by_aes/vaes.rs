// SPDX-License-Identifier: MIT
//! Registers of 256 bits, for AES as well: two lanes of 16 bytes.

use core::arch::x86_64::{_mm256_aesdeclast_epi128, _mm256_aesenclast_epi128, _mm256_setzero_si256};

pub(crate) use super::ymm::{
    Vector, W, and, bytes_high, bytes_low, map, or, put, shift_in, shuffle, spread, take, xor,
};

/// The S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,avx2,vaes")]
pub(crate) fn forwards(x: Vector) -> Vector {
    _mm256_aesenclast_epi128(x, _mm256_setzero_si256())
}

/// The inverse S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,avx2,vaes")]
pub(crate) fn backwards(x: Vector) -> Vector {
    _mm256_aesdeclast_epi128(x, _mm256_setzero_si256())
}
