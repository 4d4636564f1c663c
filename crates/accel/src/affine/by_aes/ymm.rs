// SPDX-License-Identifier: MIT
//! Registers of 256 bits: two lanes of 16 bytes, one after the other where AES is concerned.

use core::arch::x86_64::{
    __m256i, _mm_aesdeclast_si128, _mm_aesenclast_si128, _mm_setzero_si128, _mm256_add_epi8,
    _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_castsi256_si128, _mm256_cmpgt_epi8,
    _mm256_extracti128_si256, _mm256_or_si256, _mm256_set_m128i, _mm256_set1_epi8, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_srli_epi16, _mm256_sub_epi8, _mm256_unpackhi_epi8, _mm256_unpacklo_epi8,
    _mm256_xor_si256,
};

use super::Map;
use super::xmm::{load, store};
use crate::Block;

pub(crate) type Vector = __m256i;

/// Blocks in a register.
pub(crate) const W: usize = 2;

/// One of the blocks, and one that is 16 further on.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn take(blocks: &[Block; 16 * W], i: usize) -> Vector {
    _mm256_set_m128i(load(&blocks[i + 16]), load(&blocks[i]))
}

#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn put(blocks: &mut [Block; 16 * W], i: usize, x: Vector) {
    store(&mut blocks[i], _mm256_castsi256_si128(x));
    store(&mut blocks[i + 16], _mm256_extracti128_si256::<1>(x));
}

/// The same 16 bytes in each lane.
#[inline]
#[target_feature(enable = "aes,avx2")]
fn splat(block: &Block) -> Vector {
    _mm256_broadcastsi128_si256(load(block))
}

/// One of 16 bytes, everywhere.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn spread(bytes: &Block, i: u8) -> Vector {
    _mm256_set1_epi8(bytes[usize::from(i) % 16].cast_signed())
}

/// The S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn forwards(x: Vector) -> Vector {
    let (low, high, zero) =
        (_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x), _mm_setzero_si128());
    _mm256_set_m128i(_mm_aesenclast_si128(high, zero), _mm_aesenclast_si128(low, zero))
}

/// The inverse S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn backwards(x: Vector) -> Vector {
    let (low, high, zero) =
        (_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x), _mm_setzero_si128());
    _mm256_set_m128i(_mm_aesdeclast_si128(high, zero), _mm_aesdeclast_si128(low, zero))
}

#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn map(x: Vector, by: &Map) -> Vector {
    let lowest = _mm256_set1_epi8(15);
    let low = _mm256_shuffle_epi8(splat(&by.low), _mm256_and_si256(x, lowest));
    let high = _mm256_shuffle_epi8(splat(&by.high), _mm256_and_si256(_mm256_srli_epi16::<4>(x), lowest));
    xor(low, high)
}

#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn xor(x: Vector, y: Vector) -> Vector {
    _mm256_xor_si256(x, y)
}

#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn and(x: Vector, y: Vector) -> Vector {
    _mm256_and_si256(x, y)
}

#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn or(x: Vector, y: Vector) -> Vector {
    _mm256_or_si256(x, y)
}

/// The bytes of each lane in another order.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn shuffle(x: Vector, order: &Block) -> Vector {
    _mm256_shuffle_epi8(x, splat(order))
}

/// Each byte shifted to the left by a bit, with the highest bit of the other's.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn shift_in(x: Vector, other: Vector) -> Vector {
    _mm256_sub_epi8(_mm256_add_epi8(x, x), _mm256_cmpgt_epi8(_mm256_setzero_si256(), other))
}

/// The lower halves of both lanes, one byte at a time in turn.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn bytes_low(x: Vector, y: Vector) -> Vector {
    _mm256_unpacklo_epi8(x, y)
}

/// The upper halves of both lanes, one byte at a time in turn.
#[inline]
#[target_feature(enable = "aes,avx2")]
pub(crate) fn bytes_high(x: Vector, y: Vector) -> Vector {
    _mm256_unpackhi_epi8(x, y)
}
