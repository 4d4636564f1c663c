// SPDX-License-Identifier: MIT
//! Registers of 256 bits: a byte of each of 32 blocks.

use core::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_and_si256, _mm256_broadcastsi128_si256, _mm256_loadu_si256,
    _mm256_set1_epi8, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_shuffle_epi8, _mm256_slli_epi64,
    _mm256_srli_epi16, _mm256_srli_epi64, _mm256_storeu_si256, _mm256_sub_epi8, _mm256_unpackhi_epi16,
    _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi16, _mm256_unpacklo_epi32,
    _mm256_unpacklo_epi64, _mm256_xor_si256,
};

use crate::des::Block;

pub(super) type Vector = __m256i;

/// Blocks in a register.
pub(super) const BLOCKS: usize = 32;

/// The bits that DES calls second, fourth, sixth and eighth, of all bytes of 32 blocks; and the others.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn load(blocks: &[Block; BLOCKS]) -> [[Vector; 4]; 2] {
    let mut x = [_mm256_set1_epi8(0); 8];
    for (x, four) in x.iter_mut().zip(blocks.as_chunks().0) {
        *x = _mm256_shuffle_epi8(turned(load_four(four)), splat(&PAIRED));
    }
    let [a, b, c, d, e, f, g, h] = transposed(x);
    [[b, d, f, h], [a, c, e, g]]
}

/// The other way round.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn store(blocks: &mut [Block; BLOCKS], [left, right]: [[Vector; 4]; 2]) {
    let [b, d, f, h] = left;
    let [a, c, e, g] = right;
    let x = transposed([a, b, c, d, e, f, g, h]);
    for (x, four) in x.into_iter().zip(blocks.as_chunks_mut().0) {
        store_four(four, turned(_mm256_shuffle_epi8(x, splat(&UNPAIRED))));
    }
}

/// The table's entry for each byte, which is below 64. The compiler knows the table, and works its steps out.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn look_up(table: &[u8; 64], x: Vector) -> Vector {
    let (tables, _) = table.as_chunks();
    let [first, second] = [splat(&tables[0]), splat(&tables[1])];
    let [third, fourth] = [splat(&tables[2]), splat(&tables[3])];
    let low = xor(_mm256_shuffle_epi8(first, x), from::<16>(xor(first, second), x));
    let high = xor(from::<32>(xor(second, third), x), from::<48>(xor(third, fourth), x));
    xor(low, high)
}

/// The table's entry for the lower four bits of each byte, and 0 where the byte is smaller than that number: its difference
/// is negative, for which the instruction gives 0.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn from<const START: i8>(table: Vector, x: Vector) -> Vector {
    _mm256_shuffle_epi8(table, _mm256_sub_epi8(x, _mm256_set1_epi8(START)))
}

/// The table's entry for each byte, which is below 16.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn nibble(table: &[u8; 16], x: Vector) -> Vector {
    _mm256_shuffle_epi8(splat(table), x)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn lower(x: Vector) -> Vector {
    _mm256_and_si256(x, _mm256_set1_epi8(15))
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn upper(x: Vector) -> Vector {
    lower(_mm256_srli_epi16::<4>(x))
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn xor(x: Vector, y: Vector) -> Vector {
    _mm256_xor_si256(x, y)
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn add_key(x: Vector, key: u32) -> Vector {
    xor(x, _mm256_set1_epi32(key.cast_signed()))
}

/// Adds one bit of each byte.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
pub(super) fn pick<const PLACE: u32>(to: Vector, from: Vector) -> Vector {
    xor(to, _mm256_and_si256(from, _mm256_set1_epi8(const { 1 << PLACE })))
}

/// Each eight bytes as a matrix, mirrored at the diagonal along which bytes and bits count in opposite directions: quarters
/// of 32 bits, then of 8, then bits change places. Undoes itself.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn turned(x: Vector) -> Vector {
    let x = swapped::<36>(x, 0x0000_0000_0f0f_0f0f);
    let x = swapped::<18>(x, 0x0000_3333_0000_3333);
    swapped::<9>(x, 0x0055_0055_0055_0055)
}

/// Swaps the bits that the mask has with those so many places further up.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn swapped<const BY: i32>(x: Vector, mask: i64) -> Vector {
    let differ = _mm256_and_si256(xor(x, _mm256_srli_epi64::<BY>(x)), _mm256_set1_epi64x(mask));
    xor(x, xor(differ, _mm256_slli_epi64::<BY>(differ)))
}

/// In each half of a register, the pairs of bytes with the same number, of all eight registers; and back.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn transposed([a, b, c, d, e, f, g, h]: [Vector; 8]) -> [Vector; 8] {
    let (a, b) = (_mm256_unpacklo_epi16(a, b), _mm256_unpackhi_epi16(a, b));
    let (c, d) = (_mm256_unpacklo_epi16(c, d), _mm256_unpackhi_epi16(c, d));
    let (e, f) = (_mm256_unpacklo_epi16(e, f), _mm256_unpackhi_epi16(e, f));
    let (g, h) = (_mm256_unpacklo_epi16(g, h), _mm256_unpackhi_epi16(g, h));
    let (a, c) = (_mm256_unpacklo_epi32(a, c), _mm256_unpackhi_epi32(a, c));
    let (b, d) = (_mm256_unpacklo_epi32(b, d), _mm256_unpackhi_epi32(b, d));
    let (e, g) = (_mm256_unpacklo_epi32(e, g), _mm256_unpackhi_epi32(e, g));
    let (f, h) = (_mm256_unpacklo_epi32(f, h), _mm256_unpackhi_epi32(f, h));
    [
        _mm256_unpacklo_epi64(a, e),
        _mm256_unpackhi_epi64(a, e),
        _mm256_unpacklo_epi64(c, g),
        _mm256_unpackhi_epi64(c, g),
        _mm256_unpacklo_epi64(b, f),
        _mm256_unpackhi_epi64(b, f),
        _mm256_unpacklo_epi64(d, h),
        _mm256_unpackhi_epi64(d, h),
    ]
}

/// The bytes of two blocks in turn, and one block after the other again.
const PAIRED: [u8; 16] = [0, 8, 1, 9, 2, 10, 3, 11, 4, 12, 5, 13, 6, 14, 7, 15];
const UNPAIRED: [u8; 16] = [0, 2, 4, 6, 8, 10, 12, 14, 1, 3, 5, 7, 9, 11, 13, 15];

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn load_four(blocks: &[Block; 4]) -> Vector {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn store_four(blocks: &mut [Block; 4], x: Vector) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(blocks.as_mut_ptr().cast(), x) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn splat(table: &[u8; 16]) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}
