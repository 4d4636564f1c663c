// SPDX-License-Identifier: MIT
//! Registers of 512 bits: a byte of each of 64 blocks.

use core::arch::x86_64::{
    __m512i, _mm_loadu_si128, _mm512_and_si512, _mm512_broadcast_i32x4, _mm512_gf2p8affine_epi64_epi8,
    _mm512_loadu_si512, _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_set1_epi32, _mm512_set1_epi64,
    _mm512_shuffle_epi8, _mm512_shuffle_i64x2, _mm512_srli_epi16, _mm512_storeu_si512,
    _mm512_ternarylogic_epi64, _mm512_unpackhi_epi64, _mm512_unpacklo_epi64, _mm512_xor_si512,
};

use crate::des::Block;

pub(super) type Vector = __m512i;

/// Blocks in a register.
pub(super) const BLOCKS: usize = 64;

/// The bits that DES calls second, fourth, sixth and eighth, of all bytes of 64 blocks; and the others.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn load(blocks: &[Block; BLOCKS]) -> [[Vector; 4]; 2] {
    let mut x = [_mm512_set1_epi8(0); 8];
    for (x, eight) in x.iter_mut().zip(blocks.as_chunks().0) {
        *x = mixed(turned(load_eight(eight)));
    }
    let [a, b, c, d, e, f, g, h] = transposed(x);
    [[b, d, f, h], [a, c, e, g]]
}

/// The other way round.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn store(blocks: &mut [Block; BLOCKS], [left, right]: [[Vector; 4]; 2]) {
    let [b, d, f, h] = left;
    let [a, c, e, g] = right;
    let x = transposed([a, b, c, d, e, f, g, h]);
    for (x, eight) in x.into_iter().zip(blocks.as_chunks_mut().0) {
        store_eight(eight, turned(mixed(x)));
    }
}

/// The table's entry for the lower six bits of each byte.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn look_up(table: &[u8; 64], x: Vector) -> Vector {
    _mm512_permutexvar_epi8(x, load_bytes(table))
}

/// The table's entry for the lower four bits of each byte, if the uppermost one is not set.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn nibble(table: &[u8; 16], x: Vector) -> Vector {
    _mm512_shuffle_epi8(splat(table), x)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn lower(x: Vector) -> Vector {
    _mm512_and_si512(x, _mm512_set1_epi8(15))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn upper(x: Vector) -> Vector {
    lower(_mm512_srli_epi16::<4>(x))
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn xor(x: Vector, y: Vector) -> Vector {
    _mm512_xor_si512(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn add_key(x: Vector, key: u32) -> Vector {
    xor(x, _mm512_set1_epi32(key.cast_signed()))
}

/// Adds one bit of each byte.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
pub(super) fn pick<const PLACE: u32>(to: Vector, from: Vector) -> Vector {
    _mm512_ternarylogic_epi64::<0x78>(to, from, _mm512_set1_epi8(const { 1 << PLACE }))
}

/// Each eight bytes as a matrix, mirrored at the diagonal along which bytes and bits count in opposite directions. Undoes
/// itself.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn turned(x: Vector) -> Vector {
    _mm512_gf2p8affine_epi64_epi8::<0>(_mm512_set1_epi64(0x0102_0408_1020_4080), x)
}

/// The first bytes of eight blocks, the second ones, and so on; and back.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn mixed(x: Vector) -> Vector {
    _mm512_permutexvar_epi8(load_bytes(const { &MIXED }), x)
}

/// The eighths with the same number, of all eight registers; and back.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn transposed([a, b, c, d, e, f, g, h]: [Vector; 8]) -> [Vector; 8] {
    let [even, odd] = [
        [pair_low(a, b), pair_low(c, d), pair_low(e, f), pair_low(g, h)],
        [pair_high(a, b), pair_high(c, d), pair_high(e, f), pair_high(g, h)],
    ];
    let ([a, c, e, g], [b, d, f, h]) = (quarters(even), quarters(odd));
    [a, b, c, d, e, f, g, h]
}

/// Of four registers, the quarters with the same number.
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn quarters([a, b, c, d]: [Vector; 4]) -> [Vector; 4] {
    let (even, odd) =
        (_mm512_shuffle_i64x2::<0b10_00_10_00>(a, b), _mm512_shuffle_i64x2::<0b11_01_11_01>(a, b));
    let (even2, odd2) =
        (_mm512_shuffle_i64x2::<0b10_00_10_00>(c, d), _mm512_shuffle_i64x2::<0b11_01_11_01>(c, d));
    [
        _mm512_shuffle_i64x2::<0b10_00_10_00>(even, even2),
        _mm512_shuffle_i64x2::<0b10_00_10_00>(odd, odd2),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(even, even2),
        _mm512_shuffle_i64x2::<0b11_01_11_01>(odd, odd2),
    ]
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn pair_low(x: Vector, y: Vector) -> Vector {
    _mm512_unpacklo_epi64(x, y)
}

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn pair_high(x: Vector, y: Vector) -> Vector {
    _mm512_unpackhi_epi64(x, y)
}

const MIXED: [u8; 64] = {
    let mut order = [0; 64];
    let mut i = 0;
    while i < 64 {
        order[i as usize] = 8 * (i % 8) + i / 8;
        i += 1;
    }
    order
};

#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn load_eight(blocks: &[Block; 8]) -> Vector {
    load_bytes(blocks.as_flattened().first_chunk().unwrap_or(&[0; 64]))
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn load_bytes(bytes: &[u8; 64]) -> Vector {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn store_eight(blocks: &mut [Block; 8], x: Vector) {
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(blocks.as_mut_ptr().cast(), x) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512bw,avx512vbmi,avx512vl,gfni")]
fn splat(table: &[u8; 16]) -> Vector {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(table.as_ptr().cast()) })
}
