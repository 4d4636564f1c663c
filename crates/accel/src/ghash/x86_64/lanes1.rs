// SPDX-License-Identifier: MIT
//! A register of one block.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_aesenc_si128, _mm_aesenclast_si128, _mm_and_si128, _mm_clmulepi64_si128,
    _mm_cvtsi64_si128, _mm_loadu_si128, _mm_set_epi64x, _mm_setzero_si128, _mm_shuffle_epi8,
    _mm_shuffle_epi32, _mm_slli_si128, _mm_srli_si128, _mm_storeu_si128, _mm_xor_si128,
};

use crate::Block;

/// A register.
pub(crate) type V = __m128i;
/// The blocks in it.
pub(crate) const LANES: usize = 1;

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn zero() -> V {
    _mm_setzero_si128()
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn load(blocks: &[Block; LANES]) -> V {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn store(blocks: &mut [Block; LANES], x: V) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(blocks.as_mut_ptr().cast(), x) }
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn xor(x: V, y: V) -> V {
    _mm_xor_si128(x, y)
}

/// A round of AES.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn aes(x: V, key: V) -> V {
    _mm_aesenc_si128(x, key)
}

/// The last round of AES.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn aes_last(x: V, key: V) -> V {
    _mm_aesenclast_si128(x, key)
}

/// The counters are the lowest 32 bits of each block, which wrap around.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn add_counters(x: V, y: V) -> V {
    _mm_add_epi32(x, y)
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn xor3(x: V, y: V, z: V) -> V {
    _mm_xor_si128(x, _mm_xor_si128(y, z))
}

/// Turns each block round: what goes into GHASH, and counters.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn swap(x: V) -> V {
    _mm_shuffle_epi8(x, _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f))
}

/// The sum of the blocks.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn fold(x: V) -> __m128i {
    x
}

/// The first block; the others are zero.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn first(x: __m128i) -> V {
    x
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn first_lane(x: V) -> __m128i {
    x
}

/// The same in all blocks.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn each_lane(x: __m128i) -> V {
    x
}

/// 0, 1, ... as counters.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn numbers() -> V {
    _mm_setzero_si128()
}

/// The same number in all counters.
#[allow(clippy::cast_possible_truncation, reason = "counters have 32 bits")]
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn all_counters(n: usize) -> V {
    _mm_cvtsi64_si128(i64::from(n as u32))
}

/// As many powers of H as there are blocks, H last.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn first_powers(h: __m128i) -> V {
    h
}

/// At most a register full; zeros follow.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn load_some(bytes: &[u8]) -> V {
    block(gather(bytes))
}

/// As much as there is room for.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn store_some(bytes: &mut [u8], x: V) {
    let mut block = [[0; 16]];
    store(&mut block, x);
    scatter(bytes, &block[0]);
}

/// The first bytes; zeros for the others.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn keep(x: V, length: usize) -> V {
    let mask = match length {
        0 => 0,
        16.. => u128::MAX,
        _ => u128::MAX >> (128 - 8 * length),
    };
    _mm_and_si128(x, block(mask))
}

/// A block from a number.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn block(x: u128) -> __m128i {
    load(&[x.to_le_bytes()])
}

/// Adds products to the sums of their lower, middle and upper parts.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn add(sum: [V; 3], x: V, h: V) -> [V; 3] {
    let low = _mm_clmulepi64_si128::<0x00>(x, h);
    let high = _mm_clmulepi64_si128::<0x11>(x, h);
    let middle0 = _mm_clmulepi64_si128::<0x01>(x, h);
    let middle1 = _mm_clmulepi64_si128::<0x10>(x, h);
    [xor(sum[0], low), xor3(sum[1], middle0, middle1), xor(sum[2], high)]
}

#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn multiply(x: V, y: V) -> [V; 3] {
    add([zero(); 3], x, y)
}

/// Divides by x^128, modulo x^128 + x^127 + x^126 + x^121 + 1.
#[inline]
#[target_feature(enable = "aes,pclmulqdq,ssse3,sse4.1")]
pub(crate) fn reduce(sum: [V; 3]) -> V {
    let low = xor(sum[0], _mm_slli_si128::<8>(sum[1]));
    let high = xor(sum[2], _mm_srli_si128::<8>(sum[1]));
    let polynomial = _mm_set_epi64x(POLYNOMIAL, 1);
    let once = xor(_mm_shuffle_epi32::<0b01_00_11_10>(low), _mm_clmulepi64_si128::<0x10>(low, polynomial));
    let twice = _mm_clmulepi64_si128::<0x10>(once, polynomial);
    xor3(high, _mm_shuffle_epi32::<0b01_00_11_10>(once), twice)
}

/// What the lower half of a product is multiplied with.
pub(crate) const POLYNOMIAL: i64 = 0xc2_i64 << 56;

/// At most 16 bytes as a number, little-endian, with two overlapping reads.
#[inline]
pub(crate) fn gather(bytes: &[u8]) -> u128 {
    let bits = 8 * bytes.len();
    if let Some(block) = bytes.first_chunk() {
        u128::from_le_bytes(*block)
    } else if let (Some(low), Some(high)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u64::from_le_bytes(*low)) | u128::from(u64::from_le_bytes(*high)) << (bits - 64)
    } else if let (Some(low), Some(high)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u128::from(u32::from_le_bytes(*low)) | u128::from(u32::from_le_bytes(*high)) << (bits - 32)
    } else {
        bytes.iter().rev().fold(0, |number, byte| number << 8 | u128::from(*byte))
    }
}

/// The first bytes of a block to where there is room for them, with two overlapping writes.
#[allow(clippy::cast_possible_truncation, reason = "the lower halves")]
#[inline]
pub(crate) fn scatter(bytes: &mut [u8], block: &Block) {
    let number = u128::from_le_bytes(*block);
    let length = bytes.len();
    if let Some(to) = bytes.first_chunk_mut() {
        *to = *block;
    } else if length >= 8 {
        write(bytes, number as u64, (number >> (8 * length - 64)) as u64);
    } else {
        bytes.copy_from_slice(&block[..length]);
    }
}

#[inline]
fn write(bytes: &mut [u8], low: u64, high: u64) {
    if let Some(to) = bytes.first_chunk_mut() {
        *to = low.to_le_bytes();
    }
    if let Some(to) = bytes.last_chunk_mut() {
        *to = high.to_le_bytes();
    }
}
