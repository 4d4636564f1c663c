// SPDX-License-Identifier: MIT
//! A register of two blocks.

use core::arch::x86_64::{
    __m128i, __m256i, _mm_cvtsi64_si128, _mm_set_epi64x, _mm_xor_si128, _mm256_add_epi32,
    _mm256_aesenc_epi128, _mm256_aesenclast_epi128, _mm256_broadcastsi128_si256, _mm256_castsi256_si128,
    _mm256_clmulepi64_epi128, _mm256_extracti128_si256, _mm256_inserti128_si256, _mm256_loadu_si256,
    _mm256_set_epi64x, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_shuffle_epi32, _mm256_slli_si256,
    _mm256_srli_si256, _mm256_storeu_si256, _mm256_xor_si256, _mm256_zextsi128_si256,
};

use super::lanes1;
use crate::Block;

/// A register.
pub(crate) type V = __m256i;
/// The blocks in it.
pub(crate) const LANES: usize = 2;

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn zero() -> V {
    _mm256_setzero_si256()
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn load(blocks: &[Block; LANES]) -> V {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn store(blocks: &mut [Block; LANES], x: V) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(blocks.as_mut_ptr().cast(), x) }
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn xor(x: V, y: V) -> V {
    _mm256_xor_si256(x, y)
}

/// A round of AES.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn aes(x: V, key: V) -> V {
    _mm256_aesenc_epi128(x, key)
}

/// The last round of AES.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn aes_last(x: V, key: V) -> V {
    _mm256_aesenclast_epi128(x, key)
}

/// The counters are the lowest 32 bits of each block, which wrap around.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn add_counters(x: V, y: V) -> V {
    _mm256_add_epi32(x, y)
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn xor3(x: V, y: V, z: V) -> V {
    _mm256_xor_si256(x, _mm256_xor_si256(y, z))
}

/// Turns each block round: what goes into GHASH, and counters.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn swap(x: V) -> V {
    let order = each_lane(_mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f));
    _mm256_shuffle_epi8(x, order)
}

/// The sum of the blocks.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn fold(x: V) -> __m128i {
    _mm_xor_si128(first_lane(x), _mm256_extracti128_si256::<1>(x))
}

/// The first block; the others are zero.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn first(x: __m128i) -> V {
    _mm256_zextsi128_si256(x)
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn first_lane(x: V) -> __m128i {
    _mm256_castsi256_si128(x)
}

/// The same in all blocks.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn each_lane(x: __m128i) -> V {
    _mm256_broadcastsi128_si256(x)
}

/// 0, 1, ... as counters.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn numbers() -> V {
    _mm256_set_epi64x(0, 1, 0, 0)
}

/// The same number in all counters.
#[allow(clippy::cast_possible_truncation, reason = "counters have 32 bits")]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn all_counters(n: usize) -> V {
    each_lane(_mm_cvtsi64_si128(i64::from(n as u32)))
}

/// As many powers of H as there are blocks, H last.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn first_powers(h: __m128i) -> V {
    let square = lanes1::reduce(lanes1::multiply(h, h));
    _mm256_inserti128_si256::<1>(first(square), h)
}

/// At most a register full; zeros follow.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn load_some(bytes: &[u8]) -> V {
    if let Some(low) = bytes.first_chunk() {
        let high = lanes1::load_some(&bytes[16..]);
        _mm256_inserti128_si256::<1>(first(lanes1::load(&[*low])), high)
    } else {
        first(lanes1::load_some(bytes))
    }
}

/// As much as there is room for.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn store_some(bytes: &mut [u8], x: V) {
    if bytes.len() > 16 {
        let (low, high) = bytes.split_at_mut(16);
        lanes1::store_some(low, first_lane(x));
        lanes1::store_some(high, _mm256_extracti128_si256::<1>(x));
    } else {
        lanes1::store_some(bytes, first_lane(x));
    }
}

/// The first bytes; zeros for the others.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn keep(x: V, length: usize) -> V {
    let low = lanes1::keep(first_lane(x), length);
    let high = lanes1::keep(_mm256_extracti128_si256::<1>(x), length.saturating_sub(16));
    _mm256_inserti128_si256::<1>(first(low), high)
}

/// Adds products to the sums of their lower, middle and upper parts.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn add(sum: [V; 3], x: V, h: V) -> [V; 3] {
    let low = _mm256_clmulepi64_epi128::<0x00>(x, h);
    let high = _mm256_clmulepi64_epi128::<0x11>(x, h);
    let middle0 = _mm256_clmulepi64_epi128::<0x01>(x, h);
    let middle1 = _mm256_clmulepi64_epi128::<0x10>(x, h);
    [xor(sum[0], low), xor3(sum[1], middle0, middle1), xor(sum[2], high)]
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn multiply(x: V, y: V) -> [V; 3] {
    add([zero(); 3], x, y)
}

/// Divides by x^128, modulo x^128 + x^127 + x^126 + x^121 + 1.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq")]
pub(crate) fn reduce(sum: [V; 3]) -> V {
    let low = xor(sum[0], _mm256_slli_si256::<8>(sum[1]));
    let high = xor(sum[2], _mm256_srli_si256::<8>(sum[1]));
    let polynomial = each_lane(_mm_set_epi64x(lanes1::POLYNOMIAL, 1));
    let once =
        xor(_mm256_shuffle_epi32::<0b01_00_11_10>(low), _mm256_clmulepi64_epi128::<0x10>(low, polynomial));
    let twice = _mm256_clmulepi64_epi128::<0x10>(once, polynomial);
    xor3(high, _mm256_shuffle_epi32::<0b01_00_11_10>(once), twice)
}
