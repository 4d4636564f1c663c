// SPDX-License-Identifier: MIT
//! The round keys, made with the AES instructions themselves.
//!
//! `aesenclast` of a word that stands in all four columns is the S-box of its bytes, and the round constant comes in as
//! the round key. That is a third of the time of `aeskeygenassist`.

use core::arch::x86_64::{
    __m128i, _mm_aesenclast_si128, _mm_aesimc_si128, _mm_alignr_epi8, _mm_loadl_epi64, _mm_loadu_si128,
    _mm_set1_epi32, _mm_shuffle_epi8, _mm_shuffle_epi32, _mm_slli_epi64, _mm_slli_si128, _mm_storeu_si128,
    _mm_unpacklo_epi64, _mm_xor_si128,
};

use zeroize::optimization_barrier;

use crate::Block;
use crate::cpu::AesNi;

/// The round keys of both directions, in the order of their use. Wiped when dropped.
#[repr(align(64))]
pub(crate) struct Schedule {
    /// FIPS 197, section 5.2: `rounds` + 1 keys, and zeros.
    pub(crate) encrypt: [Block; 15],
    /// FIPS 197, section 5.3.5: those of the equivalent inverse cipher.
    pub(crate) decrypt: [Block; 15],
    /// 10, 12 or 14.
    pub(crate) rounds: usize,
}

impl Schedule {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[allow(unsafe_code)]
    pub(crate) fn new(_: AesNi, key: &[u8]) -> Option<Self> {
        let mut new = Self { encrypt: [[0; 16]; 15], decrypt: [[0; 16]; 15], rounds: 0 };
        if let Ok(key) = key.try_into() {
            new.rounds = 10;
            // SAFETY: the token says that the CPU has these features.
            unsafe { expand_128(key, &mut new) };
        } else if let Ok(key) = key.try_into() {
            new.rounds = 12;
            // SAFETY: the token says that the CPU has these features.
            unsafe { expand_192(key, &mut new) };
        } else if let Ok(key) = key.try_into() {
            new.rounds = 14;
            // SAFETY: the token says that the CPU has these features.
            unsafe { expand_256(key, &mut new) };
        } else {
            return None;
        }
        Some(new)
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        self.encrypt = [[0; 16]; 15];
        self.decrypt = [[0; 16]; 15];
        optimization_barrier(self);
    }
}

#[inline(never)]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn expand_128(key: &[u8; 16], to: &mut Schedule) {
    let mut k = load(key);
    store(&mut to.encrypt[0], k);
    for i in 1..11 {
        k = _mm_xor_si128(sums(k), substitute(k, ROTATE, RCON[i]));
        store(&mut to.encrypt[i], k);
    }
    invert::<10>(to);
}

#[inline(never)]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn expand_192(key: &[u8; 24], to: &mut Schedule) {
    // Six words at a time, four in `a` and two in the lower half of `b`; twice that are three round keys.
    let mut a = load(key.first_chunk().unwrap_or(&[0; 16]));
    let mut b = load_half(key.last_chunk().unwrap_or(&[0; 8]));
    for i in 0..4 {
        store(&mut to.encrypt[3 * i], a);
        let before = b;
        (a, b) = six_words(a, b, RCON[2 * i + 1]);
        store(&mut to.encrypt[3 * i + 1], _mm_unpacklo_epi64(before, a));
        store(&mut to.encrypt[3 * i + 2], _mm_alignr_epi8::<8>(b, a));
        (a, b) = six_words(a, b, RCON[2 * i + 2]);
    }
    store(&mut to.encrypt[12], a);
    invert::<12>(to);
}

#[inline]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn six_words(a: __m128i, b: __m128i, constant: i32) -> (__m128i, __m128i) {
    let a = _mm_xor_si128(sums(a), substitute(_mm_slli_si128::<8>(b), ROTATE, constant));
    let b = _mm_xor_si128(b, _mm_slli_epi64::<32>(b));
    (a, _mm_xor_si128(b, _mm_shuffle_epi32::<0xff>(a)))
}

#[inline(never)]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn expand_256(key: &[u8; 32], to: &mut Schedule) {
    let mut a = load(key.first_chunk().unwrap_or(&[0; 16]));
    let mut b = load(key.last_chunk().unwrap_or(&[0; 16]));
    store(&mut to.encrypt[0], a);
    for i in 1..8 {
        store(&mut to.encrypt[2 * i - 1], b);
        a = _mm_xor_si128(sums(a), substitute(b, ROTATE, RCON[i]));
        store(&mut to.encrypt[2 * i], a);
        // FIPS 197, section 5.2: the words between those that are rotated are only substituted.
        b = _mm_xor_si128(sums(b), substitute(a, KEEP, 0));
    }
    invert::<14>(to);
}

/// The round constants, from the first.
const RCON: [i32; 11] = [0, 1, 2, 4, 8, 16, 32, 64, 128, 27, 54];

/// The last word to all places, its bytes rotated.
const ROTATE: i32 = 0x0c0f_0e0d;
/// The last word to all places.
const KEEP: i32 = 0x0f0e_0d0c;

/// The substituted last word with the round constant, in all places.
#[inline]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn substitute(x: __m128i, order: i32, constant: i32) -> __m128i {
    _mm_aesenclast_si128(_mm_shuffle_epi8(x, _mm_set1_epi32(order)), _mm_set1_epi32(constant))
}

/// Each word with those before it added.
#[inline]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn sums(x: __m128i) -> __m128i {
    let x = _mm_xor_si128(x, _mm_slli_si128::<4>(x));
    _mm_xor_si128(x, _mm_slli_si128::<8>(x))
}

/// The keys of the way back, from those of the way there.
#[inline]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn invert<const R: usize>(to: &mut Schedule) {
    to.decrypt[0] = to.encrypt[R];
    for i in 1..R {
        let inverse = _mm_aesimc_si128(load(&to.encrypt[R - i]));
        store(&mut to.decrypt[i], inverse);
    }
    to.decrypt[R] = to.encrypt[0];
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "sse4.1")]
fn load(block: &Block) -> __m128i {
    // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "sse4.1")]
fn load_half(half: &[u8; 8]) -> __m128i {
    // SAFETY: the reference is good for reading 8 bytes, and the instruction needs no alignment.
    unsafe { _mm_loadl_epi64(half.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "sse4.1")]
fn store(block: &mut Block, x: __m128i) {
    // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
    unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), x) }
}
