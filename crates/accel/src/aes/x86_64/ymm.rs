// SPDX-License-Identifier: MIT
//! Two blocks in a register of 256 bits.

use core::arch::x86_64::{
    __m128i, __m256i, _mm_loadu_si128, _mm_storeu_si128, _mm256_add_epi64, _mm256_aesdec_epi128,
    _mm256_aesdeclast_epi128, _mm256_aesenc_epi128, _mm256_aesenclast_epi128, _mm256_broadcastsi128_si256,
    _mm256_bslli_epi128, _mm256_bsrli_epi128, _mm256_castsi256_si128, _mm256_clmulepi64_epi128,
    _mm256_loadu_si256, _mm256_permute2x128_si256, _mm256_set_epi64x, _mm256_set1_epi64x,
    _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_sllv_epi64, _mm256_srlv_epi64, _mm256_storeu_si256,
    _mm256_sub_epi64, _mm256_xor_si256, _mm256_zextsi128_si256,
};

use super::Schedule;
use crate::Block;

/// Blocks in a register.
const W: usize = 2;
/// Registers at a time: as many as it takes to keep the AES units busy.
const N: usize = 4;

parallel_modes!("avx2,vaes,vpclmulqdq");
xts_modes!("avx2,vaes,vpclmulqdq");

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn zero() -> __m256i {
    _mm256_setzero_si256()
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn load(blocks: &[Block; W]) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn store(blocks: &mut [Block; W], x: __m256i) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(blocks.as_mut_ptr().cast(), x) }
}

/// One or two blocks, and zeros.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn load_some(blocks: &[Block]) -> __m256i {
    if let Ok(two) = blocks.try_into() {
        return load(two);
    }
    match blocks.first() {
        Some(one) => _mm256_zextsi128_si256(load_first(one)),
        None => zero(),
    }
}

/// The blocks of which there is room.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn store_some(blocks: &mut [Block], x: __m256i) {
    if let Ok(two) = blocks.try_into() {
        store(two, x);
    } else if let Some(one) = blocks.first_mut() {
        store_first(one, x);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn load_first(block: &Block) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

/// The same block in all places.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn broadcast(block: &Block) -> __m256i {
    _mm256_broadcastsi128_si256(load_first(block))
}

/// The first block.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn store_first(block: &mut Block, x: __m256i) {
    let first = _mm256_castsi256_si128(x);
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), first) }
}

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn xor(x: __m256i, y: __m256i) -> __m256i {
    _mm256_xor_si256(x, y)
}

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn encrypt(x: __m256i, key: __m256i) -> __m256i {
    _mm256_aesenc_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn encrypt_last(x: __m256i, key: __m256i) -> __m256i {
    _mm256_aesenclast_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn decrypt(x: __m256i, key: __m256i) -> __m256i {
    _mm256_aesdec_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn decrypt_last(x: __m256i, key: __m256i) -> __m256i {
    _mm256_aesdeclast_epi128(x, key)
}

/// Each block of `x` replaced by the one before it; the first by the last one of `last`.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn before(last: __m256i, x: __m256i) -> __m256i {
    _mm256_permute2x128_si256::<0x21>(last, x)
}

/// Adds the halves of the blocks.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn add(x: __m256i, y: __m256i) -> __m256i {
    _mm256_add_epi64(x, y)
}

/// A number in the lower half of each block.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn splat(number: u64) -> __m256i {
    let number = number.cast_signed();
    _mm256_set_epi64x(0, number, 0, number)
}

/// Numbers that count on from block to block.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn from(first: i64) -> __m256i {
    _mm256_set_epi64x(0, first + 1, 0, first)
}

/// Reverses the bytes of each block.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn reverse(x: __m256i) -> __m256i {
    let order = _mm256_set_epi64x(
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
    );
    _mm256_shuffle_epi8(x, order)
}

/// Multiplies the first block by x to the power of `bits`, and each further one by `step` powers more than the one before
/// it; all less than 64.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn times(x: __m256i, bits: u64, step: u64) -> __m256i {
    let bits = bits.cast_signed();
    let step = step.cast_signed();
    let left = _mm256_set_epi64x(bits + step, bits + step, bits, bits);
    let over = _mm256_srlv_epi64(x, _mm256_sub_epi64(_mm256_set1_epi64x(64), left));
    let shifted = xor(_mm256_sllv_epi64(x, left), _mm256_bslli_epi128::<8>(over));
    xor(shifted, _mm256_clmulepi64_epi128::<0x01>(over, polynomial()))
}

/// Multiplies by x to the power of `N * W`.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn times_group(x: __m256i) -> __m256i {
    let over = _mm256_clmulepi64_epi128::<0x00>(_mm256_bsrli_epi128::<15>(x), polynomial());
    xor(_mm256_bslli_epi128::<1>(x), over)
}

/// XTS's field (IEEE 1619, section 5.2), without its highest power.
#[inline]
#[target_feature(enable = "avx2,vaes,vpclmulqdq")]
fn polynomial() -> __m256i {
    _mm256_set_epi64x(0, 0x87, 0, 0x87)
}
