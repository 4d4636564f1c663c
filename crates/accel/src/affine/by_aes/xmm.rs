// SPDX-License-Identifier: MIT
//! Registers of 128 bits.

use core::arch::x86_64::{
    __m128i, _mm_add_epi8, _mm_aesdeclast_si128, _mm_aesenclast_si128, _mm_and_si128, _mm_blendv_epi8,
    _mm_cmpgt_epi8, _mm_loadu_si128, _mm_or_si128, _mm_set1_epi8, _mm_setzero_si128, _mm_shuffle_epi8,
    _mm_slli_epi32, _mm_slli_epi64, _mm_srli_epi16, _mm_srli_epi32, _mm_srli_epi64, _mm_storeu_si128,
    _mm_sub_epi8, _mm_unpackhi_epi8, _mm_unpackhi_epi64, _mm_unpacklo_epi8, _mm_unpacklo_epi64,
    _mm_xor_si128,
};

use super::Map;
use crate::Block;

pub(crate) type Vector = __m128i;

/// Blocks in a register.
pub(crate) const W: usize = 1;

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn load(block: &Block) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn store(block: &mut Block, x: Vector) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), x) }
}

/// One of the blocks.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn take(blocks: &[Block; 16 * W], i: usize) -> Vector {
    load(&blocks[i])
}

#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn put(blocks: &mut [Block; 16 * W], i: usize, x: Vector) {
    store(&mut blocks[i], x);
}

/// One of 16 bytes, everywhere.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn spread(bytes: &Block, i: u8) -> Vector {
    _mm_shuffle_epi8(load(bytes), _mm_set1_epi8(i.cast_signed()))
}

/// The S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn forwards(x: Vector) -> Vector {
    _mm_aesenclast_si128(x, _mm_setzero_si128())
}

/// The inverse S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn backwards(x: Vector) -> Vector {
    _mm_aesdeclast_si128(x, _mm_setzero_si128())
}

#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn map(x: Vector, by: &Map) -> Vector {
    let lowest = _mm_set1_epi8(15);
    let low = _mm_shuffle_epi8(load(&by.low), _mm_and_si128(x, lowest));
    let high = _mm_shuffle_epi8(load(&by.high), _mm_and_si128(_mm_srli_epi16::<4>(x), lowest));
    xor(low, high)
}

#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn xor(x: Vector, y: Vector) -> Vector {
    _mm_xor_si128(x, y)
}

#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn and(x: Vector, y: Vector) -> Vector {
    _mm_and_si128(x, y)
}

#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn or(x: Vector, y: Vector) -> Vector {
    _mm_or_si128(x, y)
}

/// The bytes in another order; zeros for what is not a place.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn shuffle(x: Vector, order: &Block) -> Vector {
    _mm_shuffle_epi8(x, load(order))
}

/// Each byte shifted to the left by a bit, with the highest bit of the other's.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn shift_in(x: Vector, other: Vector) -> Vector {
    _mm_sub_epi8(_mm_add_epi8(x, x), _mm_cmpgt_epi8(_mm_setzero_si128(), other))
}

/// The lower halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn bytes_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi8(x, y)
}

/// The upper halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn bytes_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi8(x, y)
}

/// Where the mask is set, bytes of the other.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn choose(x: Vector, other: Vector, mask: &Block) -> Vector {
    _mm_blendv_epi8(x, other, load(mask))
}

/// The lower halves of both.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn halves_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi64(x, y)
}

/// The upper halves of both.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn halves_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi64(x, y)
}

/// Each four bytes, as a number, rotated to the left by one bit.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn rotate(x: Vector) -> Vector {
    or(_mm_slli_epi32::<1>(x), _mm_srli_epi32::<31>(x))
}

/// The upper four bytes of each half in the place of the lower ones, and zeros.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn shift_down(x: Vector) -> Vector {
    _mm_srli_epi64::<32>(x)
}

/// The lower four bytes of each half in the place of the upper ones, and zeros.
#[inline]
#[target_feature(enable = "aes,ssse3,sse4.1")]
pub(crate) fn shift_up(x: Vector) -> Vector {
    _mm_slli_epi64::<32>(x)
}
