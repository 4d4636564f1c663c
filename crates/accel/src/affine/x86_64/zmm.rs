// SPDX-License-Identifier: MIT
//! Registers of 512 bits: four lanes of 16 bytes, all of which are treated alike.

use core::arch::x86_64::{
    __m512i, _mm_loadu_si128, _mm_set_epi64x, _mm512_alignr_epi8, _mm512_and_si512, _mm512_broadcast_i32x4,
    _mm512_gf2p8affine_epi64_epi8, _mm512_gf2p8affineinv_epi64_epi8, _mm512_mask_blend_epi8,
    _mm512_mask_storeu_epi64, _mm512_maskz_loadu_epi64, _mm512_or_si512, _mm512_set_epi64,
    _mm512_shuffle_epi8, _mm512_shuffle_epi32, _mm512_ternarylogic_epi64, _mm512_unpackhi_epi8,
    _mm512_unpackhi_epi16, _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi8,
    _mm512_unpacklo_epi16, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use super::Matrices;
use crate::Block;

pub(crate) type Vector = __m512i;

/// Blocks in a register.
pub(crate) const W: usize = 4;

/// At most four blocks, and zeros.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn load_some(blocks: &[Block]) -> Vector {
    // SAFETY: the mask says how many blocks the reference is good for reading, and the instruction needs no alignment.
    unsafe { _mm512_maskz_loadu_epi64(halves(blocks.len()), blocks.as_ptr().cast()) }
}

/// The blocks of which there is room, at most four.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn store_some(blocks: &mut [Block], x: Vector) {
    // SAFETY: the mask says how many blocks the reference is good for writing, and the instruction needs no alignment.
    unsafe { _mm512_mask_storeu_epi64(blocks.as_mut_ptr().cast(), halves(blocks.len()), x) }
}

/// Two bits for each of at most four blocks.
#[inline]
fn halves(blocks: usize) -> u8 {
    [0, 0b11, 0b1111, 0b11_1111, 0xff][blocks.min(W)]
}

/// The same 16 bytes in each lane.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn splat(block: &Block) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    let block = unsafe { _mm_loadu_si128(block.as_ptr().cast()) };
    _mm512_broadcast_i32x4(block)
}

/// The same two matrices for each lane.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
fn matrices(Matrices([first, second]): Matrices) -> Vector {
    let (first, second) = (first.cast_signed(), second.cast_signed());
    _mm512_set_epi64(second, first, second, first, second, first, second, first)
}

/// A linear map of each byte.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn map(x: Vector, by: Matrices) -> Vector {
    _mm512_gf2p8affine_epi64_epi8::<0>(x, matrices(by))
}

/// The inverse of each byte, and then a linear map.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn invert(x: Vector, then: Matrices) -> Vector {
    _mm512_gf2p8affineinv_epi64_epi8::<0>(x, matrices(then))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn xor(x: Vector, y: Vector) -> Vector {
    _mm512_xor_si512(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn xor3(x: Vector, y: Vector, z: Vector) -> Vector {
    _mm512_ternarylogic_epi64::<0x96>(x, y, z)
}

/// The bytes of each lane in another order.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn shuffle(x: Vector, order: &Block) -> Vector {
    _mm512_shuffle_epi8(x, splat(order))
}

/// The halves of each lane swapped.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn swap(x: Vector) -> Vector {
    _mm512_shuffle_epi32::<0b01_00_11_10>(x)
}

/// In every second place, beginning with the second, a byte of the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn blend(x: Vector, other: Vector) -> Vector {
    _mm512_mask_blend_epi8(0xaaaa_aaaa_aaaa_aaaa, x, other)
}

/// The lower halves of both, four bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn interleave_low(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi32(x, y)
}

/// The upper halves of both, four bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn interleave_high(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi32(x, y)
}

/// Every second four bytes, beginning with the first, of both.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn even_words(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi64(_mm512_shuffle_epi32::<0b11_01_10_00>(x), _mm512_shuffle_epi32::<0b11_01_10_00>(y))
}

/// Every second four bytes, beginning with the second, of both.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn odd_words(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi64(_mm512_shuffle_epi32::<0b11_01_10_00>(x), _mm512_shuffle_epi32::<0b11_01_10_00>(y))
}

/// Two halves in each lane.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn splat_halves([first, second]: [u64; 2]) -> Vector {
    _mm512_broadcast_i32x4(_mm_set_epi64x(second.cast_signed(), first.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn and(x: Vector, y: Vector) -> Vector {
    _mm512_and_si512(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn or(x: Vector, y: Vector) -> Vector {
    _mm512_or_si512(x, y)
}

/// The upper halves of one and the lower ones of the other.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn across(x: Vector, y: Vector) -> Vector {
    _mm512_alignr_epi8::<8>(y, x)
}

/// The lower halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn bytes_low(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi8(x, y)
}

/// The upper halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn bytes_high(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi8(x, y)
}

/// The lower halves of both, two bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn pairs_low(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi16(x, y)
}

/// The upper halves of both, two bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn pairs_high(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi16(x, y)
}

/// The lower halves of both, eight bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn halves_low(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi64(x, y)
}

/// The upper halves of both, eight bytes at a time in turn.
#[inline]
#[target_feature(enable = "avx512bw,avx512vl,gfni")]
pub(crate) fn halves_high(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi64(x, y)
}
