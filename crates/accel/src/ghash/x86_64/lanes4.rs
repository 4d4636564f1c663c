// SPDX-License-Identifier: MIT
//! A register of four blocks.

use core::arch::x86_64::{
    __m128i, __m512i, __mmask64, _bzhi_u64, _mm_cvtsi64_si128, _mm_set_epi64x, _mm_xor_si128,
    _mm256_castsi256_si128, _mm256_extracti128_si256, _mm256_xor_si256, _mm512_add_epi32,
    _mm512_aesenc_epi128, _mm512_aesenclast_epi128, _mm512_broadcast_i32x4, _mm512_bslli_epi128,
    _mm512_bsrli_epi128, _mm512_castsi512_si128, _mm512_castsi512_si256, _mm512_clmulepi64_epi128,
    _mm512_extracti64x4_epi64, _mm512_inserti32x4, _mm512_inserti64x4, _mm512_loadu_si512,
    _mm512_mask_storeu_epi8, _mm512_maskz_loadu_epi8, _mm512_maskz_mov_epi8, _mm512_set_epi64,
    _mm512_setzero_si512, _mm512_shuffle_epi8, _mm512_shuffle_epi32, _mm512_storeu_si512,
    _mm512_ternarylogic_epi64, _mm512_xor_si512, _mm512_zextsi128_si512,
};

use super::lanes1;
use crate::Block;

/// A register.
pub(crate) type V = __m512i;
/// The blocks in it.
pub(crate) const LANES: usize = 4;

#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn zero() -> V {
    _mm512_setzero_si512()
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn load(blocks: &[Block; LANES]) -> V {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn store(blocks: &mut [Block; LANES], x: V) {
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), x) }
}

#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn xor(x: V, y: V) -> V {
    _mm512_xor_si512(x, y)
}

/// A round of AES.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn aes(x: V, key: V) -> V {
    _mm512_aesenc_epi128(x, key)
}

/// The last round of AES.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn aes_last(x: V, key: V) -> V {
    _mm512_aesenclast_epi128(x, key)
}

/// The counters are the lowest 32 bits of each block, which wrap around.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn add_counters(x: V, y: V) -> V {
    _mm512_add_epi32(x, y)
}

#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn xor3(x: V, y: V, z: V) -> V {
    _mm512_ternarylogic_epi64::<0x96>(x, y, z)
}

/// Turns each block round: what goes into GHASH, and counters.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn swap(x: V) -> V {
    let order = each_lane(_mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f));
    _mm512_shuffle_epi8(x, order)
}

/// The sum of the blocks.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn fold(x: V) -> __m128i {
    let x = _mm256_xor_si256(_mm512_castsi512_si256(x), _mm512_extracti64x4_epi64::<1>(x));
    _mm_xor_si128(_mm256_castsi256_si128(x), _mm256_extracti128_si256::<1>(x))
}

/// The first block; the others are zero.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn first(x: __m128i) -> V {
    _mm512_zextsi128_si512(x)
}

#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn first_lane(x: V) -> __m128i {
    _mm512_castsi512_si128(x)
}

/// The same in all blocks.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn each_lane(x: __m128i) -> V {
    _mm512_broadcast_i32x4(x)
}

/// 0, 1, ... as counters.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn numbers() -> V {
    _mm512_set_epi64(0, 3, 0, 2, 0, 1, 0, 0)
}

/// The same number in all counters.
#[allow(clippy::cast_possible_truncation, reason = "counters have 32 bits")]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn all_counters(n: usize) -> V {
    each_lane(_mm_cvtsi64_si128(i64::from(n as u32)))
}

/// As many powers of H as there are blocks, H last.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn first_powers(h: __m128i) -> V {
    let square = lanes1::reduce(lanes1::multiply(h, h));
    let low = _mm512_inserti32x4::<1>(first(square), h);
    let high = reduce(multiply(low, each_lane(square)));
    _mm512_inserti64x4::<1>(high, _mm512_castsi512_si256(low))
}

#[allow(clippy::cast_possible_truncation, reason = "no more than 64")]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
fn mask(length: usize) -> __mmask64 {
    _bzhi_u64(u64::MAX, length.min(64) as u32)
}

/// At most a register full; zeros follow.
#[allow(unsafe_code)]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn load_some(bytes: &[u8]) -> V {
    let mask = mask(bytes.len());
    // SAFETY: the mask admits no byte beyond the slice, and what it does not admit is not read.
    unsafe { _mm512_maskz_loadu_epi8(mask, bytes.as_ptr().cast()) }
}

/// As much as there is room for.
#[allow(unsafe_code)]
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn store_some(bytes: &mut [u8], x: V) {
    let mask = mask(bytes.len());
    // SAFETY: the mask admits no byte beyond the slice, and what it does not admit is not written.
    unsafe { _mm512_mask_storeu_epi8(bytes.as_mut_ptr().cast(), mask, x) }
}

/// The first bytes; zeros for the others.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn keep(x: V, length: usize) -> V {
    _mm512_maskz_mov_epi8(mask(length), x)
}

/// Adds products to the sums of their lower, middle and upper parts.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn add(sum: [V; 3], x: V, h: V) -> [V; 3] {
    let low = _mm512_clmulepi64_epi128::<0x00>(x, h);
    let high = _mm512_clmulepi64_epi128::<0x11>(x, h);
    let middle0 = _mm512_clmulepi64_epi128::<0x01>(x, h);
    let middle1 = _mm512_clmulepi64_epi128::<0x10>(x, h);
    [xor(sum[0], low), xor3(sum[1], middle0, middle1), xor(sum[2], high)]
}

#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn multiply(x: V, y: V) -> [V; 3] {
    add([zero(); 3], x, y)
}

/// Divides by x^128, modulo x^128 + x^127 + x^126 + x^121 + 1.
#[inline]
#[target_feature(
    enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl"
)]
pub(crate) fn reduce(sum: [V; 3]) -> V {
    let low = xor(sum[0], _mm512_bslli_epi128::<8>(sum[1]));
    let high = xor(sum[2], _mm512_bsrli_epi128::<8>(sum[1]));
    let polynomial = each_lane(_mm_set_epi64x(lanes1::POLYNOMIAL, 1));
    let once =
        xor(_mm512_shuffle_epi32::<0b01_00_11_10>(low), _mm512_clmulepi64_epi128::<0x10>(low, polynomial));
    let twice = _mm512_clmulepi64_epi128::<0x10>(once, polynomial);
    xor3(high, _mm512_shuffle_epi32::<0b01_00_11_10>(once), twice)
}
