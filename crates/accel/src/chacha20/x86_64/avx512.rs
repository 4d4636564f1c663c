// SPDX-License-Identifier: MIT
//! Registers of 512 bits: sixteen blocks, or four or eight.

use core::arch::x86_64::{
    __m512i, _mm_loadu_si128, _mm512_add_epi32, _mm512_broadcast_i32x4, _mm512_loadu_si512, _mm512_rol_epi32,
    _mm512_set_epi32, _mm512_set1_epi32, _mm512_shuffle_epi32, _mm512_shuffle_i32x4, _mm512_storeu_si512,
    _mm512_unpackhi_epi32, _mm512_unpackhi_epi64, _mm512_unpacklo_epi32, _mm512_unpacklo_epi64,
    _mm512_xor_si512,
};

use super::{one, rows_double_round, rows_round, words_double_round, xor_group};
use crate::cpu::Vaes512;
use crate::stack;
use crate::wipe::wipe;

#[allow(unsafe_code)]
pub(in super::super) fn xor(_: Vaes512, state: &mut [u32; 16], data: &mut [u8]) {
    if (1..=64).contains(&data.len()) {
        // SAFETY: the token says that the CPU has these features.
        unsafe { one::xor(state, data) }
    } else {
        // SAFETY: the token says that the CPU has these features.
        unsafe { chacha20_avx512(state, data) }
    }
}

#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn chacha20_avx512(state: &mut [u32; 16], data: &mut [u8]) {
    stack::align();
    let (groups, rest) = data.as_chunks_mut();
    chacha20_avx512_sixteen(state, groups);
    match rest.len() {
        0 => return,
        1..=256 => {
            xor_group!(four, state, rest, 256);
        }
        257..=512 => {
            xor_group!(eight, state, rest, 512);
        }
        _ => {
            let mut buffer = [[0; 1024]];
            chacha20_avx512_sixteen(state, &mut buffer);
            // Counted below.
            state[12] = state[12].wrapping_sub(16);
            rest.iter_mut().zip(buffer.as_flattened()).for_each(|(to, from)| *to ^= from);
            wipe(&mut buffer[0]);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "sixteen at most")]
    let blocks = rest.len().div_ceil(64) as u32;
    state[12] = state[12].wrapping_add(blocks);
}

macro_rules! rotate {
    ($left:literal, $x:expr, ()) => {
        _mm512_rol_epi32::<$left>($x)
    };
}

/// Sixteen blocks after sixteen; the counter goes on.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn chacha20_avx512_sixteen(state: &mut [u32; 16], groups: &mut [[u8; 1024]]) {
    stack::align();
    let mut start = [_mm512_set1_epi32(0); 16];
    for i in 0..16 {
        start[i] = _mm512_set1_epi32(state[i].cast_signed());
    }
    let numbers = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    start[12] = _mm512_add_epi32(start[12], numbers);
    for group in groups {
        let mut x = start;
        for _ in 0..10 {
            words_double_round!(x; _mm512_add_epi32 _mm512_xor_si512 rotate ());
        }
        for i in 0..16 {
            x[i] = _mm512_add_epi32(x[i], start[i]);
        }
        // Words of the same block together: first four, in each quarter of a register.
        for i in [0, 4, 8, 12] {
            let (low01, high01) =
                (_mm512_unpacklo_epi32(x[i], x[i + 1]), _mm512_unpackhi_epi32(x[i], x[i + 1]));
            let (low23, high23) =
                (_mm512_unpacklo_epi32(x[i + 2], x[i + 3]), _mm512_unpackhi_epi32(x[i + 2], x[i + 3]));
            x[i] = _mm512_unpacklo_epi64(low01, low23);
            x[i + 1] = _mm512_unpackhi_epi64(low01, low23);
            x[i + 2] = _mm512_unpacklo_epi64(high01, high23);
            x[i + 3] = _mm512_unpackhi_epi64(high01, high23);
        }
        // Then the four quarters.
        for i in 0..4 {
            let blocks = quarters([x[i], x[i + 4], x[i + 8], x[i + 12]]);
            [x[i], x[i + 4], x[i + 8], x[i + 12]] = blocks;
        }
        for (i, block) in group.as_chunks_mut().0.iter_mut().enumerate() {
            xor_block(block, x[i]);
        }
        start[12] = _mm512_add_epi32(start[12], _mm512_set1_epi32(16));
        state[12] = state[12].wrapping_add(16);
    }
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn four(state: &[u32; 16]) -> [__m512i; 4] {
    let start = rows(state, 0);
    let mut x = [start];
    for _ in 0..10 {
        rows_double_round!(x; _mm512_add_epi32 _mm512_xor_si512 rotate () _mm512_shuffle_epi32);
    }
    quarters(sums(x[0], start))
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn eight(state: &[u32; 16]) -> [__m512i; 8] {
    let (start, next) = (rows(state, 0), rows(state, 4));
    let mut x = [start, next];
    for _ in 0..10 {
        rows_double_round!(x; _mm512_add_epi32 _mm512_xor_si512 rotate () _mm512_shuffle_epi32);
    }
    let [x0, x1, x2, x3] = quarters(sums(x[0], start));
    let [x4, x5, x6, x7] = quarters(sums(x[1], next));
    [x0, x1, x2, x3, x4, x5, x6, x7]
}

/// The rows of four blocks, from that with this number on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn rows(state: &[u32; 16], number: i32) -> [__m512i; 4] {
    let numbers = _mm512_set_epi32(0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0);
    let number = _mm512_set_epi32(0, 0, 0, number, 0, 0, 0, number, 0, 0, 0, number, 0, 0, 0, number);
    let (rows, _) = state.as_chunks();
    let last = _mm512_add_epi32(load_row(&rows[3]), _mm512_add_epi32(numbers, number));
    [load_row(&rows[0]), load_row(&rows[1]), load_row(&rows[2]), last]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn sums(x: [__m512i; 4], y: [__m512i; 4]) -> [__m512i; 4] {
    [
        _mm512_add_epi32(x[0], y[0]),
        _mm512_add_epi32(x[1], y[1]),
        _mm512_add_epi32(x[2], y[2]),
        _mm512_add_epi32(x[3], y[3]),
    ]
}

/// Four registers with the first quarters, the second ones, and so on.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn quarters([a, b, c, d]: [__m512i; 4]) -> [__m512i; 4] {
    let (ab01, ab23) =
        (_mm512_shuffle_i32x4::<0b01_00_01_00>(a, b), _mm512_shuffle_i32x4::<0b11_10_11_10>(a, b));
    let (cd01, cd23) =
        (_mm512_shuffle_i32x4::<0b01_00_01_00>(c, d), _mm512_shuffle_i32x4::<0b11_10_11_10>(c, d));
    [
        _mm512_shuffle_i32x4::<0b10_00_10_00>(ab01, cd01),
        _mm512_shuffle_i32x4::<0b11_01_11_01>(ab01, cd01),
        _mm512_shuffle_i32x4::<0b10_00_10_00>(ab23, cd23),
        _mm512_shuffle_i32x4::<0b11_01_11_01>(ab23, cd23),
    ]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn xor_all<const N: usize>(blocks: &mut [[u8; 64]], stream: &[__m512i; N]) {
    for i in 0..N {
        xor_block(&mut blocks[i], stream[i]);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn xor_block(block: &mut [u8; 64], stream: __m512i) {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    let data = unsafe { _mm512_loadu_si512(block.as_ptr().cast()) };
    let data = _mm512_xor_si512(data, stream);
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(block.as_mut_ptr().cast(), data) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn load_row(row: &[u32; 4]) -> __m512i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    _mm512_broadcast_i32x4(unsafe { _mm_loadu_si128(row.as_ptr().cast()) })
}
