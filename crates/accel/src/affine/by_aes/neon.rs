// SPDX-License-Identifier: MIT
//! Registers of 128 bits on aarch64.

use core::arch::aarch64::{
    uint8x16_t, vaddq_u8, vaesdq_u8, vaeseq_u8, vandq_u8, vbslq_u8, vdupq_n_u8, veorq_u8, vld1q_u8, vorrq_u8,
    vqtbl1q_u8, vreinterpretq_u8_u32, vreinterpretq_u8_u64, vreinterpretq_u32_u8, vreinterpretq_u64_u8,
    vshlq_n_u32, vshlq_n_u64, vshrq_n_u8, vshrq_n_u32, vshrq_n_u64, vsriq_n_u8, vst1q_u8, vzip1q_u8,
    vzip1q_u64, vzip2q_u8, vzip2q_u64,
};

use super::Map;
use crate::Block;

pub(crate) type Vector = uint8x16_t;

/// Blocks in a register.
pub(crate) const W: usize = 1;

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn load(block: &Block) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { vld1q_u8(block.as_ptr()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn store(block: &mut Block, x: Vector) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { vst1q_u8(block.as_mut_ptr(), x) }
}

/// One of the blocks.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn take(blocks: &[Block; 16 * W], i: usize) -> Vector {
    load(&blocks[i])
}

#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn put(blocks: &mut [Block; 16 * W], i: usize, x: Vector) {
    store(&mut blocks[i], x);
}

/// One of 16 bytes, everywhere.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn spread(bytes: &Block, i: u8) -> Vector {
    vdupq_n_u8(bytes[usize::from(i) % 16])
}

/// The S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn forwards(x: Vector) -> Vector {
    vaeseq_u8(x, vdupq_n_u8(0))
}

/// The inverse S-box of AES and its order of bytes.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn backwards(x: Vector) -> Vector {
    vaesdq_u8(x, vdupq_n_u8(0))
}

#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn map(x: Vector, by: &Map) -> Vector {
    let low = vqtbl1q_u8(load(&by.low), vandq_u8(x, vdupq_n_u8(15)));
    xor(low, vqtbl1q_u8(load(&by.high), vshrq_n_u8::<4>(x)))
}

#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn xor(x: Vector, y: Vector) -> Vector {
    veorq_u8(x, y)
}

#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn and(x: Vector, y: Vector) -> Vector {
    vandq_u8(x, y)
}

#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn or(x: Vector, y: Vector) -> Vector {
    vorrq_u8(x, y)
}

/// The bytes in another order; zeros for what is not a place.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn shuffle(x: Vector, order: &Block) -> Vector {
    vqtbl1q_u8(x, load(order))
}

/// Each byte shifted to the left by a bit, with the highest bit of the other's.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn shift_in(x: Vector, other: Vector) -> Vector {
    vsriq_n_u8::<7>(vaddq_u8(x, x), other)
}

/// The lower halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn bytes_low(x: Vector, y: Vector) -> Vector {
    vzip1q_u8(x, y)
}

/// The upper halves of both, one byte at a time in turn.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn bytes_high(x: Vector, y: Vector) -> Vector {
    vzip2q_u8(x, y)
}

/// Where the mask is set, bytes of the other.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn choose(x: Vector, other: Vector, mask: &Block) -> Vector {
    vbslq_u8(load(mask), other, x)
}

/// The lower halves of both.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn halves_low(x: Vector, y: Vector) -> Vector {
    vreinterpretq_u8_u64(vzip1q_u64(vreinterpretq_u64_u8(x), vreinterpretq_u64_u8(y)))
}

/// The upper halves of both.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn halves_high(x: Vector, y: Vector) -> Vector {
    vreinterpretq_u8_u64(vzip2q_u64(vreinterpretq_u64_u8(x), vreinterpretq_u64_u8(y)))
}

/// Each four bytes, as a number, rotated to the left by one bit.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn rotate(x: Vector) -> Vector {
    let words = vreinterpretq_u32_u8(x);
    or(vreinterpretq_u8_u32(vshlq_n_u32::<1>(words)), vreinterpretq_u8_u32(vshrq_n_u32::<31>(words)))
}

/// The upper four bytes of each half in the place of the lower ones, and zeros.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn shift_down(x: Vector) -> Vector {
    vreinterpretq_u8_u64(vshrq_n_u64::<32>(vreinterpretq_u64_u8(x)))
}

/// The lower four bytes of each half in the place of the upper ones, and zeros.
#[inline]
#[target_feature(enable = "neon,aes")]
pub(crate) fn shift_up(x: Vector) -> Vector {
    vreinterpretq_u8_u64(vshlq_n_u64::<32>(vreinterpretq_u64_u8(x)))
}
