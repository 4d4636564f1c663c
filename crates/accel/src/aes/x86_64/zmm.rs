// SPDX-License-Identifier: MIT
//! Four blocks in a register of 512 bits; sixteen of those are there for the round keys alone.

use core::arch::x86_64::{
    __m128i, __m256i, __m512i, _mm_loadu_si128, _mm_storeu_si128, _mm256_loadu_si256, _mm256_storeu_si256,
    _mm512_add_epi64, _mm512_aesdec_epi128, _mm512_aesdeclast_epi128, _mm512_aesenc_epi128,
    _mm512_aesenclast_epi128, _mm512_alignr_epi64, _mm512_broadcast_i32x4, _mm512_bslli_epi128,
    _mm512_bsrli_epi128, _mm512_castsi512_si128, _mm512_castsi512_si256, _mm512_clmulepi64_epi128,
    _mm512_extracti32x4_epi32, _mm512_inserti32x4, _mm512_loadu_si512, _mm512_set_epi64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_shuffle_epi8, _mm512_sllv_epi64, _mm512_srlv_epi64, _mm512_storeu_si512,
    _mm512_sub_epi64, _mm512_xor_si512, _mm512_zextsi128_si512, _mm512_zextsi256_si512,
};

use super::Schedule;
use crate::Block;

/// Blocks in a register.
const W: usize = 4;
/// Registers at a time: as many as it takes to keep the AES units busy.
const N: usize = 4;

parallel_modes!("avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq");
xts_modes!("avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq");

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn zero() -> __m512i {
    _mm512_setzero_si512()
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn load(blocks: &[Block; W]) -> __m512i {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn store(blocks: &mut [Block; W], x: __m512i) {
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), x) }
}

/// One to four blocks, and zeros. Without masks: what is stored with one cannot be loaded again at once.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn load_some(blocks: &[Block]) -> __m512i {
    if let Ok(four) = blocks.try_into() {
        return load(four);
    }
    match blocks.split_first_chunk() {
        None => match blocks.first() {
            None => zero(),
            Some(one) => _mm512_zextsi128_si512(load_first(one)),
        },
        Some((two, third)) => {
            let two = _mm512_zextsi256_si512(load_two(two));
            match third.first() {
                None => two,
                Some(third) => _mm512_inserti32x4::<2>(two, load_first(third)),
            }
        }
    }
}

/// The blocks of which there is room.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn store_some(blocks: &mut [Block], x: __m512i) {
    if let Ok(four) = blocks.try_into() {
        return store(four, x);
    }
    if let Some((two, third)) = blocks.split_first_chunk_mut() {
        store_two(two, x);
        if let Some(third) = third.first_mut() {
            store_first(third, _mm512_zextsi128_si512(_mm512_extracti32x4_epi32::<2>(x)));
        }
    } else if let Some(one) = blocks.first_mut() {
        store_first(one, x);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn load_two(blocks: &[Block; 2]) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

/// The first two blocks.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn store_two(blocks: &mut [Block; 2], x: __m512i) {
    let first = _mm512_castsi512_si256(x);
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(blocks.as_mut_ptr().cast(), first) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn load_first(block: &Block) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

/// The same block in all places.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn broadcast(block: &Block) -> __m512i {
    _mm512_broadcast_i32x4(load_first(block))
}

/// The first block.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn store_first(block: &mut Block, x: __m512i) {
    let first = _mm512_castsi512_si128(x);
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), first) }
}

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn xor(x: __m512i, y: __m512i) -> __m512i {
    _mm512_xor_si512(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn encrypt(x: __m512i, key: __m512i) -> __m512i {
    _mm512_aesenc_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn encrypt_last(x: __m512i, key: __m512i) -> __m512i {
    _mm512_aesenclast_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn decrypt(x: __m512i, key: __m512i) -> __m512i {
    _mm512_aesdec_epi128(x, key)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn decrypt_last(x: __m512i, key: __m512i) -> __m512i {
    _mm512_aesdeclast_epi128(x, key)
}

/// Each block of `x` replaced by the one before it; the first by the last one of `last`.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn before(last: __m512i, x: __m512i) -> __m512i {
    _mm512_alignr_epi64::<6>(x, last)
}

/// Adds the halves of the blocks.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn add(x: __m512i, y: __m512i) -> __m512i {
    _mm512_add_epi64(x, y)
}

/// A number in the lower half of each block.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn splat(number: u64) -> __m512i {
    let number = number.cast_signed();
    _mm512_set_epi64(0, number, 0, number, 0, number, 0, number)
}

/// Numbers that count on from block to block.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn from(first: i64) -> __m512i {
    _mm512_set_epi64(0, first + 3, 0, first + 2, 0, first + 1, 0, first)
}

/// Reverses the bytes of each block.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn reverse(x: __m512i) -> __m512i {
    let order = _mm512_set_epi64(
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
    );
    _mm512_shuffle_epi8(x, order)
}

/// Multiplies the first block by x to the power of `bits`, and each further one by `step` powers more than the one before
/// it; all less than 64.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn times(x: __m512i, bits: u64, step: u64) -> __m512i {
    let bits = bits.cast_signed();
    let step = step.cast_signed();
    let left = _mm512_set_epi64(
        bits + 3 * step,
        bits + 3 * step,
        bits + 2 * step,
        bits + 2 * step,
        bits + step,
        bits + step,
        bits,
        bits,
    );
    let over = _mm512_srlv_epi64(x, _mm512_sub_epi64(_mm512_set1_epi64(64), left));
    let shifted = xor(_mm512_sllv_epi64(x, left), _mm512_bslli_epi128::<8>(over));
    xor(shifted, _mm512_clmulepi64_epi128::<0x01>(over, polynomial()))
}

/// Multiplies by x to the power of `N * W`.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn times_group(x: __m512i) -> __m512i {
    let over = _mm512_clmulepi64_epi128::<0x00>(_mm512_bsrli_epi128::<14>(x), polynomial());
    xor(_mm512_bslli_epi128::<2>(x), over)
}

/// XTS's field (IEEE 1619, section 5.2), without its highest power.
#[inline]
#[target_feature(enable = "avx512bw,avx512dq,avx512vl,vaes,vpclmulqdq")]
fn polynomial() -> __m512i {
    _mm512_set_epi64(0, 0x87, 0, 0x87, 0, 0x87, 0, 0x87)
}
