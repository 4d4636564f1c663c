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
    let mut k = [load(key); 11];
    for i in 1..11 {
        k[i] = _mm_xor_si128(sums(k[i - 1]), substitute(k[i - 1], ROTATE, RCON[i]));
    }
    finish(&k, to);
}

#[inline(never)]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn expand_192(key: &[u8; 24], to: &mut Schedule) {
    // Six words at a time: four in `a`, two in the lower half of `b`, nine times.
    let mut a = [load(key.first_chunk().unwrap_or(&[0; 16])); 9];
    let mut b = [load_half(key.last_chunk().unwrap_or(&[0; 8])); 9];
    for i in 1..9 {
        a[i] = _mm_xor_si128(sums(a[i - 1]), substitute(_mm_slli_si128::<8>(b[i - 1]), ROTATE, RCON[i]));
        let last = _mm_shuffle_epi32::<0xff>(a[i]);
        b[i] = _mm_xor_si128(_mm_xor_si128(b[i - 1], _mm_slli_epi64::<32>(b[i - 1])), last);
    }
    let mut k = [a[8]; 13];
    for i in 0..4 {
        k[3 * i] = a[2 * i];
        k[3 * i + 1] = _mm_unpacklo_epi64(b[2 * i], a[2 * i + 1]);
        k[3 * i + 2] = _mm_alignr_epi8::<8>(b[2 * i + 1], a[2 * i + 1]);
    }
    finish(&k, to);
}

#[inline(never)]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn expand_256(key: &[u8; 32], to: &mut Schedule) {
    let (halves, _) = key.as_chunks();
    let mut k = [load(&halves[0]); 15];
    k[1] = load(&halves[1]);
    for i in 2..15 {
        // FIPS 197, section 5.2: the words between those that are rotated are only substituted.
        let (order, constant) = if i % 2 == 0 { (ROTATE, RCON[i / 2]) } else { (KEEP, 0) };
        k[i] = _mm_xor_si128(sums(k[i - 2]), substitute(k[i - 1], order, constant));
    }
    finish(&k, to);
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

#[inline]
#[target_feature(enable = "aes,sse4.1,ssse3")]
fn finish<const N: usize>(k: &[__m128i; N], to: &mut Schedule) {
    for i in 0..N {
        store(&mut to.encrypt[i], k[i]);
        let middle = 0 < i && i < N - 1;
        store(&mut to.decrypt[N - 1 - i], if middle { _mm_aesimc_si128(k[i]) } else { k[i] });
    }
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
