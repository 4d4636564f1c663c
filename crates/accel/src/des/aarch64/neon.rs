// SPDX-License-Identifier: MIT
//! Registers of 128 bits: a byte of each of 16 blocks.

use core::arch::aarch64::{
    uint8x16_t, uint8x16x4_t, uint64x2_t, vandq_u8, vandq_u64, vdupq_n_u8, vdupq_n_u32, vdupq_n_u64,
    veorq_u8, veorq_u64, vld1q_u8, vqtbl1q_u8, vqtbl4q_u8, vreinterpretq_u8_u16, vreinterpretq_u8_u32,
    vreinterpretq_u8_u64, vreinterpretq_u16_u8, vreinterpretq_u32_u8, vreinterpretq_u64_u8, vshlq_n_u64,
    vshrq_n_u8, vshrq_n_u64, vst1q_u8, vzip1q_u16, vzip1q_u32, vzip1q_u64, vzip2q_u16, vzip2q_u32,
    vzip2q_u64,
};

use crate::des::Block;

pub(super) type Vector = uint8x16_t;

/// Blocks in a register.
pub(super) const BLOCKS: usize = 16;

/// The bits that DES calls second, fourth, sixth and eighth, of all bytes of 16 blocks; and the others.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn load(blocks: &[Block; BLOCKS]) -> [[Vector; 4]; 2] {
    let mut x = [vdupq_n_u8(0); 8];
    for (x, two) in x.iter_mut().zip(blocks.as_chunks().0) {
        *x = vqtbl1q_u8(turned(load_two(two)), load_bytes(&PAIRED));
    }
    let [a, b, c, d, e, f, g, h] = transposed(x);
    [[b, d, f, h], [a, c, e, g]]
}

/// The other way round.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn store(blocks: &mut [Block; BLOCKS], [left, right]: [[Vector; 4]; 2]) {
    let [b, d, f, h] = left;
    let [a, c, e, g] = right;
    let x = transposed([a, b, c, d, e, f, g, h]);
    for (x, two) in x.into_iter().zip(blocks.as_chunks_mut().0) {
        store_two(two, turned(vqtbl1q_u8(x, load_bytes(&UNPAIRED))));
    }
}

/// The table's entry for each byte, which is below 64.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn look_up(table: &[u8; 64], x: Vector) -> Vector {
    let (tables, _) = table.as_chunks();
    let [first, second] = [load_bytes(&tables[0]), load_bytes(&tables[1])];
    vqtbl4q_u8(uint8x16x4_t(first, second, load_bytes(&tables[2]), load_bytes(&tables[3])), x)
}

/// The table's entry for each byte, which is below 16.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn nibble(table: &[u8; 16], x: Vector) -> Vector {
    vqtbl1q_u8(load_bytes(table), x)
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn lower(x: Vector) -> Vector {
    vandq_u8(x, vdupq_n_u8(15))
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn upper(x: Vector) -> Vector {
    vshrq_n_u8::<4>(x)
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn xor(x: Vector, y: Vector) -> Vector {
    veorq_u8(x, y)
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn add_key(x: Vector, key: u32) -> Vector {
    xor(x, vreinterpretq_u8_u32(vdupq_n_u32(key)))
}

/// Adds one bit of each byte.
#[inline]
#[target_feature(enable = "neon")]
pub(super) fn pick<const PLACE: u32>(to: Vector, from: Vector) -> Vector {
    xor(to, vandq_u8(from, vdupq_n_u8(const { 1 << PLACE })))
}

/// Each eight bytes as a matrix, mirrored at the diagonal along which bytes and bits count in opposite directions: quarters
/// of 32 bits, then of 8, then bits change places. Undoes itself.
#[inline]
#[target_feature(enable = "neon")]
fn turned(x: Vector) -> Vector {
    let x = vreinterpretq_u64_u8(x);
    let x = swapped::<36>(x, 0x0000_0000_0f0f_0f0f);
    let x = swapped::<18>(x, 0x0000_3333_0000_3333);
    vreinterpretq_u8_u64(swapped::<9>(x, 0x0055_0055_0055_0055))
}

/// Swaps the bits that the mask has with those so many places further up.
#[inline]
#[target_feature(enable = "neon")]
fn swapped<const BY: i32>(x: uint64x2_t, mask: u64) -> uint64x2_t {
    let differ = vandq_u64(veorq_u64(x, vshrq_n_u64::<BY>(x)), vdupq_n_u64(mask));
    veorq_u64(x, veorq_u64(differ, vshlq_n_u64::<BY>(differ)))
}

/// The pairs of bytes with the same number, of all eight registers; and back.
#[inline]
#[target_feature(enable = "neon")]
fn transposed([a, b, c, d, e, f, g, h]: [Vector; 8]) -> [Vector; 8] {
    let ([a, b], [c, d]) = (pairs(a, b), pairs(c, d));
    let ([e, f], [g, h]) = (pairs(e, f), pairs(g, h));
    let ([a, c], [b, d]) = (fours(a, c), fours(b, d));
    let ([e, g], [f, h]) = (fours(e, g), fours(f, h));
    let ([a, e], [b, f]) = (halves(a, e), halves(b, f));
    let ([c, g], [d, h]) = (halves(c, g), halves(d, h));
    [a, e, c, g, b, f, d, h]
}

#[inline]
#[target_feature(enable = "neon")]
fn pairs(x: Vector, y: Vector) -> [Vector; 2] {
    let (x, y) = (vreinterpretq_u16_u8(x), vreinterpretq_u16_u8(y));
    [vreinterpretq_u8_u16(vzip1q_u16(x, y)), vreinterpretq_u8_u16(vzip2q_u16(x, y))]
}

#[inline]
#[target_feature(enable = "neon")]
fn fours(x: Vector, y: Vector) -> [Vector; 2] {
    let (x, y) = (vreinterpretq_u32_u8(x), vreinterpretq_u32_u8(y));
    [vreinterpretq_u8_u32(vzip1q_u32(x, y)), vreinterpretq_u8_u32(vzip2q_u32(x, y))]
}

#[inline]
#[target_feature(enable = "neon")]
fn halves(x: Vector, y: Vector) -> [Vector; 2] {
    let (x, y) = (vreinterpretq_u64_u8(x), vreinterpretq_u64_u8(y));
    [vreinterpretq_u8_u64(vzip1q_u64(x, y)), vreinterpretq_u8_u64(vzip2q_u64(x, y))]
}

/// The bytes of two blocks in turn, and one block after the other again.
const PAIRED: [u8; 16] = [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15];
const UNPAIRED: [u8; 16] = [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15];

#[inline]
#[target_feature(enable = "neon")]
fn load_two(blocks: &[Block; 2]) -> Vector {
    load_bytes(blocks.as_flattened().first_chunk().unwrap_or(&[0; 16]))
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon")]
fn load_bytes(bytes: &[u8; 16]) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { vld1q_u8(bytes.as_ptr()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "neon")]
fn store_two(blocks: &mut [Block; 2], x: Vector) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { vst1q_u8(blocks.as_mut_ptr().cast(), x) }
}
