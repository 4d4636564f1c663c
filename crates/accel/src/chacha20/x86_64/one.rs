// SPDX-License-Identifier: MIT
//! A single block: a row in each register of 128 bits, with the rotations of AVX-512. What comes out lies as it is needed.

use core::arch::x86_64::{
    __m128i, _mm_add_epi32, _mm_loadu_si128, _mm_rol_epi32, _mm_shuffle_epi32, _mm_storeu_si128,
    _mm_xor_si128,
};

use super::{rows_double_round, rows_round, xor_group};
use crate::wipe::wipe;

macro_rules! rotate {
    ($left:literal, $x:expr, ()) => {
        _mm_rol_epi32::<$left>($x)
    };
}

/// At most 64 bytes. Wider registers are used, and cleared, only where the message is shorter.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
pub(super) fn xor(state: &mut [u32; 16], data: &mut [u8]) {
    xor_group!(block, state, data, 64);
    state[12] = state[12].wrapping_add(1);
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn block(state: &[u32; 16]) -> [__m128i; 4] {
    let (rows, _) = state.as_chunks();
    let start = [load_row(&rows[0]), load_row(&rows[1]), load_row(&rows[2]), load_row(&rows[3])];
    let mut x = [start];
    for _ in 0..10 {
        rows_double_round!(x; _mm_add_epi32 _mm_xor_si128 rotate () _mm_shuffle_epi32);
    }
    let [[a, b, c, d]] = x;
    [
        _mm_add_epi32(a, start[0]),
        _mm_add_epi32(b, start[1]),
        _mm_add_epi32(c, start[2]),
        _mm_add_epi32(d, start[3]),
    ]
}

#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn xor_all(quarters: &mut [[u8; 16]], stream: &[__m128i; 4]) {
    for i in 0..4 {
        xor_quarter(&mut quarters[i], stream[i]);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn xor_quarter(quarter: &mut [u8; 16], stream: __m128i) {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    let data = unsafe { _mm_loadu_si128(quarter.as_ptr().cast()) };
    let data = _mm_xor_si128(data, stream);
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(quarter.as_mut_ptr().cast(), data) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2")]
fn load_row(row: &[u32; 4]) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(row.as_ptr().cast()) }
}
