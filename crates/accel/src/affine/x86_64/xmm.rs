// SPDX-License-Identifier: MIT
//! Registers of 128 bits: one lane of 16 bytes.

use core::arch::x86_64::{
    __m128i, _mm_alignr_epi8, _mm_and_si128, _mm_gf2p8affine_epi64_epi8, _mm_gf2p8affineinv_epi64_epi8,
    _mm_loadu_si128, _mm_mask_blend_epi8, _mm_or_si128, _mm_rol_epi32, _mm_set_epi64x, _mm_setzero_si128,
    _mm_shuffle_epi8, _mm_shuffle_epi32, _mm_slli_epi64, _mm_srli_epi64, _mm_storeu_si128,
    _mm_ternarylogic_epi64, _mm_unpackhi_epi8, _mm_unpackhi_epi16, _mm_unpackhi_epi32, _mm_unpackhi_epi64,
    _mm_unpacklo_epi8, _mm_unpacklo_epi16, _mm_unpacklo_epi32, _mm_unpacklo_epi64, _mm_xor_si128,
};
use core::slice::from_ref;

use super::Matrices;
use crate::Block;

pub(crate) type Vector = __m128i;

/// Blocks in a register.
pub(crate) const W: usize = 1;

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn load(blocks: &[Block; W]) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn store(blocks: &mut [Block; W], x: Vector) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(blocks.as_mut_ptr().cast(), x) }
}

/// At most one block, or zeros.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn load_some(blocks: &[Block]) -> Vector {
    match blocks.first_chunk() {
        Some(block) => load(block),
        None => _mm_setzero_si128(),
    }
}

/// The block, if there is room.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn store_some(blocks: &mut [Block], x: Vector) {
    if let Some(block) = blocks.first_chunk_mut() {
        store(block, x);
    }
}

/// The same 16 bytes in each lane.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn splat(block: &Block) -> Vector {
    load(from_ref(block).first_chunk().unwrap_or(&[[0; 16]]))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn matrices(Matrices([first, second]): Matrices) -> Vector {
    _mm_set_epi64x(second.cast_signed(), first.cast_signed())
}

/// A linear map of each byte.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn map(x: Vector, by: Matrices) -> Vector {
    _mm_gf2p8affine_epi64_epi8::<0>(x, matrices(by))
}

/// The inverse of each byte, and then a linear map.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn invert(x: Vector, then: Matrices) -> Vector {
    _mm_gf2p8affineinv_epi64_epi8::<0>(x, matrices(then))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn xor(x: Vector, y: Vector) -> Vector {
    _mm_xor_si128(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn xor3(x: Vector, y: Vector, z: Vector) -> Vector {
    _mm_ternarylogic_epi64::<0x96>(x, y, z)
}

/// The bytes of each lane in another order.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn shuffle(x: Vector, order: &Block) -> Vector {
    _mm_shuffle_epi8(x, splat(order))
}

/// The halves of each lane swapped.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn swap(x: Vector) -> Vector {
    _mm_shuffle_epi32::<0b01_00_11_10>(x)
}

/// In every second place, beginning with the second, a byte of the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn blend(x: Vector, other: Vector) -> Vector {
    _mm_mask_blend_epi8(0xaaaa, x, other)
}

/// The lower halves of both, four bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn interleave_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi32(x, y)
}

/// The upper halves of both, four bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn interleave_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi32(x, y)
}

/// Every second four bytes, beginning with the first, of both.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn even_words(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi64(_mm_shuffle_epi32::<0b11_01_10_00>(x), _mm_shuffle_epi32::<0b11_01_10_00>(y))
}

/// Every second four bytes, beginning with the second, of both.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn odd_words(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi64(_mm_shuffle_epi32::<0b11_01_10_00>(x), _mm_shuffle_epi32::<0b11_01_10_00>(y))
}

/// Two halves in each lane.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn splat_halves([first, second]: [u64; 2]) -> Vector {
    _mm_set_epi64x(second.cast_signed(), first.cast_signed())
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn and(x: Vector, y: Vector) -> Vector {
    _mm_and_si128(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn or(x: Vector, y: Vector) -> Vector {
    _mm_or_si128(x, y)
}

/// The upper halves of one and the lower ones of the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn across(x: Vector, y: Vector) -> Vector {
    _mm_alignr_epi8::<8>(y, x)
}

/// The lower halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn bytes_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi8(x, y)
}

/// The upper halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn bytes_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi8(x, y)
}

/// The lower halves of both, two bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn pairs_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi16(x, y)
}

/// The upper halves of both, two bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn pairs_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi16(x, y)
}

/// The lower halves of both, eight bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn halves_low(x: Vector, y: Vector) -> Vector {
    _mm_unpacklo_epi64(x, y)
}

/// The upper halves of both, eight bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn halves_high(x: Vector, y: Vector) -> Vector {
    _mm_unpackhi_epi64(x, y)
}

/// The bytes of the mask from the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn choose<const MASK: u16>(x: Vector, other: Vector) -> Vector {
    _mm_mask_blend_epi8(MASK, x, other)
}

/// Each four bytes, as a number, rotated to the left by one bit.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn rotate(x: Vector) -> Vector {
    _mm_rol_epi32::<1>(x)
}

/// The upper four bytes of each half in the place of the lower ones, and zeros.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn shift_down(x: Vector) -> Vector {
    _mm_srli_epi64::<32>(x)
}

/// The lower four bytes of each half in the place of the upper ones, and zeros.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn shift_up(x: Vector) -> Vector {
    _mm_slli_epi64::<32>(x)
}
