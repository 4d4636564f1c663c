// SPDX-License-Identifier: MIT
//! Registers of 256 bits: eight blocks, or two or four.

use core::arch::x86_64::{
    __m256i, _mm_loadu_si128, _mm256_add_epi32, _mm256_broadcastsi128_si256, _mm256_loadu_si256,
    _mm256_or_si256, _mm256_permute2x128_si256, _mm256_set_epi32, _mm256_set_epi64x, _mm256_set1_epi32,
    _mm256_shuffle_epi8, _mm256_shuffle_epi32, _mm256_slli_epi32, _mm256_srli_epi32, _mm256_storeu_si256,
    _mm256_unpackhi_epi32, _mm256_unpackhi_epi64, _mm256_unpacklo_epi32, _mm256_unpacklo_epi64,
    _mm256_xor_si256,
};

use super::{rows_double_round, rows_round, words_double_round, xor_group};
use crate::cpu::Avx2;
use crate::opaque::opaque64;
use crate::poly1305::words64::Sum;
use crate::stack;
use crate::wipe::wipe;

#[allow(unsafe_code)]
pub(in super::super) fn xor(_: Avx2, state: &mut [u32; 16], data: &mut [u8]) {
    // SAFETY: the token says that the CPU has these features.
    unsafe { chacha20_avx2(state, data) }
}

#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn chacha20_avx2(state: &mut [u32; 16], data: &mut [u8]) {
    stack::align();
    let (groups, rest) = data.as_chunks_mut();
    chacha20_avx2_eight(state, groups);
    match rest.len() {
        0 => return,
        1..=64 => {
            xor_group!(one, state, rest, 64);
        }
        65..=128 => {
            xor_group!(two, state, rest, 128);
        }
        129..=256 => {
            xor_group!(four, state, rest, 256);
        }
        _ => {
            let mut buffer = [[0; 512]];
            chacha20_avx2_eight(state, &mut buffer);
            // Counted below.
            state[12] = state[12].wrapping_sub(8);
            rest.iter_mut().zip(buffer.as_flattened()).for_each(|(to, from)| *to ^= from);
            wipe(&mut buffer[0]);
        }
    }
    #[expect(clippy::cast_possible_truncation, reason = "eight at most")]
    let blocks = rest.len().div_ceil(64) as u32;
    state[12] = state[12].wrapping_add(blocks);
}

macro_rules! rotate {
    (16, $x:expr, $bytes:ident) => {
        _mm256_shuffle_epi8($x, $bytes[0])
    };
    (8, $x:expr, $bytes:ident) => {
        _mm256_shuffle_epi8($x, $bytes[1])
    };
    ($left:literal, $x:expr, $bytes:ident) => {{
        let x = $x;
        _mm256_or_si256(_mm256_slli_epi32::<$left>(x), _mm256_srli_epi32::<{ 32 - $left }>(x))
    }};
}

/// Eight blocks after eight; the counter goes on.
#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn chacha20_avx2_eight(state: &mut [u32; 16], groups: &mut [[u8; 512]]) {
    stack::align();
    let bytes = rotated_bytes();
    for group in groups {
        let mut x = start_eight(state);
        for _ in 0..10 {
            words_double_round!(x; _mm256_add_epi32 _mm256_xor_si256 rotate bytes);
        }
        xor_eight(state, x, group);
    }
}

/// Encrypts whole groups of eight blocks and authenticates what is encrypted, the group before or, when decrypting, the
/// group itself: the one in vector registers and the other in general ones, so that the CPU does both at once.
///
/// Of the message, `crypted` bytes are done already, and `summed` are in the sum (the same when decrypting).
#[allow(unsafe_code)]
pub(crate) fn xor_and_sum<const SEAL: bool>(
    _: Avx2,
    state: &mut [u32; 16],
    message: &mut [u8],
    done: Done,
    sum: &mut Sum,
) -> Done {
    // SAFETY: the token says that the CPU has these features.
    unsafe { chacha20_poly1305_avx2::<SEAL>(state, message, done, sum) }
}

/// How many bytes of a message went through the cipher, and how many into the sum.
#[derive(Clone, Copy)]
pub(crate) struct Done {
    pub(crate) crypted: usize,
    pub(crate) summed: usize,
}

#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn chacha20_poly1305_avx2<const SEAL: bool>(
    state: &mut [u32; 16],
    message: &mut [u8],
    Done { mut crypted, mut summed }: Done,
    sum: &mut Sum,
) -> Done {
    stack::align();
    let bytes = rotated_bytes();
    while let Some((past, rest)) = message.split_at_mut_checked(crypted)
        && let Some(group) = rest.first_chunk_mut::<512>()
    {
        let (blocks, _) = if SEAL { past.get(summed..).unwrap_or(&[]) } else { group.as_slice() }.as_chunks();
        let mut blocks = blocks.get(..32).unwrap_or(blocks);
        summed += blocks.len() * 16;
        let mut x = start_eight(state);
        for _ in 0..10 {
            words_double_round!(x; _mm256_add_epi32 _mm256_xor_si256 rotate bytes);
            if let Some((three, more)) = blocks.split_first_chunk::<3>() {
                sum.blocks(three);
                blocks = more;
            }
        }
        sum.blocks(blocks);
        xor_eight(state, x, group);
        crypted += 512;
    }
    Done { crypted, summed }
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn start_eight(state: &[u32; 16]) -> [__m256i; 16] {
    let mut x = [_mm256_set1_epi32(0); 16];
    for i in 0..16 {
        x[i] = _mm256_set1_epi32(state[i].cast_signed());
    }
    x[12] = _mm256_add_epi32(x[12], _mm256_set_epi32(7, 6, 5, 4, 3, 2, 1, 0));
    x
}

/// What comes behind the rounds; the counter goes on.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn xor_eight(state: &mut [u32; 16], mut x: [__m256i; 16], group: &mut [u8; 512]) {
    let start = start_eight(state);
    for i in 0..16 {
        x[i] = _mm256_add_epi32(x[i], start[i]);
    }
    // Words of the same block together: first four, in each half of a register.
    for i in [0, 4, 8, 12] {
        let (low01, high01) = (_mm256_unpacklo_epi32(x[i], x[i + 1]), _mm256_unpackhi_epi32(x[i], x[i + 1]));
        let (low23, high23) =
            (_mm256_unpacklo_epi32(x[i + 2], x[i + 3]), _mm256_unpackhi_epi32(x[i + 2], x[i + 3]));
        x[i] = _mm256_unpacklo_epi64(low01, low23);
        x[i + 1] = _mm256_unpackhi_epi64(low01, low23);
        x[i + 2] = _mm256_unpacklo_epi64(high01, high23);
        x[i + 3] = _mm256_unpackhi_epi64(high01, high23);
    }
    // Then the halves: blocks 0 to 3 are in the lower ones, 4 to 7 in the upper.
    let (halves, _) = group.as_chunks_mut();
    for i in 0..4 {
        let [[block0, block1], [next0, next1]] = blocks([x[i], x[i + 4], x[i + 8], x[i + 12]]);
        xor_half(&mut halves[2 * i], block0);
        xor_half(&mut halves[2 * i + 1], block1);
        xor_half(&mut halves[2 * i + 8], next0);
        xor_half(&mut halves[2 * i + 9], next1);
    }
    state[12] = state[12].wrapping_add(8);
}

/// What a short message needs of [`two`].
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn one(state: &[u32; 16]) -> [__m256i; 2] {
    let [first, second, _, _] = two(state);
    [first, second]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn two(state: &[u32; 16]) -> [__m256i; 4] {
    let bytes = rotated_bytes();
    let start = rows(state, 0);
    let mut x = [start];
    for _ in 0..10 {
        rows_double_round!(x; _mm256_add_epi32 _mm256_xor_si256 rotate bytes _mm256_shuffle_epi32);
    }
    let [[x0, x1], [x2, x3]] = blocks(sums(x[0], start));
    [x0, x1, x2, x3]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn four(state: &[u32; 16]) -> [__m256i; 8] {
    let bytes = rotated_bytes();
    let (start, next) = (rows(state, 0), rows(state, 2));
    let mut x = [start, next];
    for _ in 0..10 {
        rows_double_round!(x; _mm256_add_epi32 _mm256_xor_si256 rotate bytes _mm256_shuffle_epi32);
    }
    let [[x0, x1], [x2, x3]] = blocks(sums(x[0], start));
    let [[x4, x5], [x6, x7]] = blocks(sums(x[1], next));
    [x0, x1, x2, x3, x4, x5, x6, x7]
}

/// The rows of two blocks, from that with this number on.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn rows(state: &[u32; 16], number: i32) -> [__m256i; 4] {
    let numbers = _mm256_set_epi32(0, 0, 0, number + 1, 0, 0, 0, number);
    let (rows, _) = state.as_chunks();
    [
        load_row(&rows[0]),
        load_row(&rows[1]),
        load_row(&rows[2]),
        _mm256_add_epi32(load_row(&rows[3]), numbers),
    ]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn sums(x: [__m256i; 4], y: [__m256i; 4]) -> [__m256i; 4] {
    [
        _mm256_add_epi32(x[0], y[0]),
        _mm256_add_epi32(x[1], y[1]),
        _mm256_add_epi32(x[2], y[2]),
        _mm256_add_epi32(x[3], y[3]),
    ]
}

/// The rows of two blocks as two blocks, in halves.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn blocks([a, b, c, d]: [__m256i; 4]) -> [[__m256i; 2]; 2] {
    [
        [_mm256_permute2x128_si256::<0x20>(a, b), _mm256_permute2x128_si256::<0x20>(c, d)],
        [_mm256_permute2x128_si256::<0x31>(a, b), _mm256_permute2x128_si256::<0x31>(c, d)],
    ]
}

/// Where the bytes of words come from that are rotated by 16 and by 8 bits.
///
/// The compiler may not know: it would take two instructions for one.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn rotated_bytes() -> [__m256i; 2] {
    let low16 = opaque64(0x0504_0706_0100_0302).cast_signed();
    let low8 = opaque64(0x0605_0407_0201_0003).cast_signed();
    // The upper bytes are 8 more.
    let more = 0x0808_0808_0808_0808;
    [
        _mm256_set_epi64x(low16 + more, low16, low16 + more, low16),
        _mm256_set_epi64x(low8 + more, low8, low8 + more, low8),
    ]
}

#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn xor_all<const N: usize>(halves: &mut [[u8; 32]], stream: &[__m256i; N]) {
    for i in 0..N {
        xor_half(&mut halves[i], stream[i]);
    }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn xor_half(half: &mut [u8; 32], stream: __m256i) {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    let data = unsafe { _mm256_loadu_si256(half.as_ptr().cast()) };
    let data = _mm256_xor_si256(data, stream);
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(half.as_mut_ptr().cast(), data) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn load_row(row: &[u32; 4]) -> __m256i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    _mm256_broadcastsi128_si256(unsafe { _mm_loadu_si128(row.as_ptr().cast()) })
}
