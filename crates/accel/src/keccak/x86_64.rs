// SPDX-License-Identifier: MIT
//! Keccak-f\[1600\] with AVX-512, five words in a register.
//!
//! Writing x and y for a word's place in the state, θ wants the words of one x in one lane of the five registers, and χ
//! wants x, x + 1 and x + 2 there. No arrangement has both, and π turns each into another one. Two rounds in turn cost the
//! fewest changes of place:
//!
//! - In even rounds, register y holds the plane y, with x in lane x. After π, register x holds a sheet, and one permutation
//!   of each register puts y into lane y. χ then needs none. Blends of the sheets, and a rotation of each register, give
//!   diagonals.
//! - In odd rounds, register k holds the diagonal x − y = k, with x in lane x. After π that is the plane y = 2k, with x in
//!   lane x + k. χ takes each register in three rotations, of which the first puts x back into lane x.

use core::arch::x86_64::{
    __m512i, _mm512_loadu_si512, _mm512_mask_blend_epi64, _mm512_mask_storeu_epi64, _mm512_mask_xor_epi64,
    _mm512_maskz_loadu_epi64, _mm512_permutexvar_epi64, _mm512_rol_epi64, _mm512_rolv_epi64,
    _mm512_set1_epi64, _mm512_ternarylogic_epi64, _mm512_xor_si512,
};

use super::{CONSTANTS, State, portable};
use crate::cpu::{Avx2, Avx512};

#[allow(unsafe_code)]
pub(super) fn permute_with_bmi(_: Avx2, state: &mut State) {
    /// The portable code, of which the compiler makes `andn` and `rorx`.
    #[target_feature(enable = "bmi1,bmi2")]
    fn permute_bmi(state: &mut State) {
        portable::rounds(state);
    }

    // SAFETY: the token says that the CPU has these features.
    unsafe { permute_bmi(state) }
}

#[allow(unsafe_code)]
pub(super) fn permute_with_avx512(_: Avx512, state: &mut State) {
    // SAFETY: the token says that the CPU has this feature.
    unsafe { keccak_avx512::<200>(state, &[[0; 200]]) }
}

#[allow(unsafe_code)]
pub(super) fn absorb_with_avx512<const RATE: usize>(_: Avx512, state: &mut State, blocks: &[[u8; RATE]]) {
    // SAFETY: the token says that the CPU has this feature.
    unsafe { keccak_avx512(state, blocks) }
}

/// An entry for each register and lane; the lanes without a word are zero.
macro_rules! table {
    ($register:ident, $lane:ident => $entry:expr) => {{
        let mut table = [[0; 8]; 5];
        let mut $register = 0;
        while $register < 5 {
            let mut $lane = 0;
            while $lane < 5 {
                table[$register][$lane] = $entry;
                $lane += 1;
            }
            $register += 1;
        }
        table
    }};
}

/// Five registers.
type Planes = [__m512i; 5];

/// Adds each block to the state, which is then permuted.
// Never inlined: a caller that runs SHA-NI instructions must not share a function with wide registers.
#[inline(never)]
#[target_feature(enable = "avx512f")]
fn keccak_avx512<const RATE: usize>(state: &mut State, blocks: &[[u8; RATE]]) {
    let words = state.as_chunks().0;
    let mut a = [load(&words[0]), load(&words[1]), load(&words[2]), load(&words[3]), load(&words[4])];
    for block in blocks {
        for y in 0..5 {
            a[y] = _mm512_xor_si512(a[y], load_message(block, y));
        }
        for [even, odd] in CONSTANTS.as_chunks().0 {
            a = odd_round(even_round(a, *even), *odd);
        }
    }
    let words = state.as_chunks_mut().0;
    for y in 0..5 {
        store(&mut words[y], a[y]);
    }
}

/// From planes to diagonals.
#[inline]
#[target_feature(enable = "avx512f")]
fn even_round(a: Planes, constant: u64) -> Planes {
    let mut s = theta_rho(a, &OFFSETS_IN_PLANES);
    for x in 0..5 {
        s[x] = permute(s[x], &LANES_OF_SHEETS[x]);
    }
    let mut t = s;
    for x in 0..5 {
        t[x] = chi(s[x], s[(x + 1) % 5], s[(x + 2) % 5]);
    }
    // Lane y of register k comes from the sheet k + y: the bits of y, one after the other.
    let mut u = t;
    for k in 0..5 {
        u[k] = _mm512_mask_blend_epi64(0b01010, t[k], t[(k + 1) % 5]);
    }
    let mut v = u;
    for k in 0..5 {
        v[k] = _mm512_mask_blend_epi64(0b01100, u[k], u[(k + 2) % 5]);
    }
    let mut w = v;
    for k in 0..5 {
        w[k] = _mm512_mask_blend_epi64(0b10000, v[k], v[(k + 4) % 5]);
    }
    // From lane y to lane x = y + k.
    [iota(w[0], constant), rotate::<4>(w[1]), rotate::<3>(w[2]), rotate::<2>(w[3]), rotate::<1>(w[4])]
}

/// From diagonals to planes.
#[inline]
#[target_feature(enable = "avx512f")]
fn odd_round(a: Planes, constant: u64) -> Planes {
    let b = theta_rho(a, &OFFSETS_IN_DIAGONALS);
    [
        chi(iota(b[0], constant), rotate::<1>(b[0]), rotate::<2>(b[0])),
        chi(rotate::<3>(b[3]), rotate::<4>(b[3]), b[3]),
        chi(rotate::<1>(b[1]), rotate::<2>(b[1]), rotate::<3>(b[1])),
        chi(rotate::<4>(b[4]), b[4], rotate::<1>(b[4])),
        chi(rotate::<2>(b[2]), rotate::<3>(b[2]), rotate::<4>(b[2])),
    ]
}

/// θ and ρ (3.2.1, 3.2.2), where x is the lane.
#[inline]
#[target_feature(enable = "avx512f")]
fn theta_rho(mut a: Planes, offsets: &[[u64; 8]; 5]) -> Planes {
    let parity = xor3(xor3(a[0], a[1], a[2]), a[3], a[4]);
    let (before, after) = (rotate::<4>(parity), rotate::<1>(_mm512_rol_epi64::<1>(parity)));
    for k in 0..5 {
        a[k] = _mm512_rolv_epi64(xor3(a[k], before, after), load_table(&offsets[k]));
    }
    a
}

/// a ^ (!b & c) (3.2.4).
#[inline]
#[target_feature(enable = "avx512f")]
fn chi(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0xd2>(a, b, c)
}

/// ι (3.2.5): the word at 0, 0. Where it is added, nobody waits for it: the other words are on their way to their lanes.
#[inline]
#[target_feature(enable = "avx512f")]
fn iota(a: __m512i, constant: u64) -> __m512i {
    _mm512_mask_xor_epi64(a, 1, a, _mm512_set1_epi64(constant.cast_signed()))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn xor3(a: __m512i, b: __m512i, c: __m512i) -> __m512i {
    _mm512_ternarylogic_epi64::<0x96>(a, b, c)
}

/// Lane i is what was lane i + `BY` of five.
#[inline]
#[target_feature(enable = "avx512f")]
fn rotate<const BY: usize>(a: __m512i) -> __m512i {
    permute(a, &ROTATIONS[BY])
}

#[inline]
#[target_feature(enable = "avx512f")]
fn permute(a: __m512i, lanes: &[u64; 8]) -> __m512i {
    _mm512_permutexvar_epi64(load_table(lanes), a)
}

/// The plane's part of a block: what lies behind the block is not read, and zero.
#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f")]
fn load_message<const RATE: usize>(block: &[u8; RATE], plane: usize) -> __m512i {
    let rest = block.get(40 * plane..).unwrap_or_default();
    let lanes = ALL >> 5_usize.saturating_sub(rest.len() / 8);
    // SAFETY: the mask leaves as many lanes as the slice has words, and those are all that is read; the instruction needs
    // no alignment.
    unsafe { _mm512_maskz_loadu_epi64(lanes, rest.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f")]
fn load(words: &[u64; 5]) -> __m512i {
    // SAFETY: the reference is good for reading five words, the mask leaves no more, and the instruction needs no
    // alignment.
    unsafe { _mm512_maskz_loadu_epi64(ALL, words.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f")]
fn load_table(words: &[u64; 8]) -> __m512i {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(words.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f")]
fn store(words: &mut [u64; 5], a: __m512i) {
    // SAFETY: the reference is good for writing five words, the mask leaves no more, and the instruction needs no
    // alignment.
    unsafe { _mm512_mask_storeu_epi64(words.as_mut_ptr().cast(), ALL, a) }
}

/// The lanes that hold words.
const ALL: u8 = 0b11111;

/// ρ's offsets (table 2) for x, y.
const OFFSETS: [[u64; 5]; 5] =
    [[0, 36, 3, 41, 18], [1, 44, 10, 45, 2], [62, 6, 43, 15, 61], [28, 55, 25, 21, 56], [27, 20, 39, 8, 14]];

static OFFSETS_IN_PLANES: [[u64; 8]; 5] = table!(y, x => OFFSETS[x][y]);
static OFFSETS_IN_DIAGONALS: [[u64; 8]; 5] = table!(k, x => OFFSETS[x][(x + 5 - k) % 5]);

/// π (3.2.3) takes the word at x', y' to x = y', y = 2x' + 3y'; so what belongs into lane y of the sheet x is in lane
/// x' = 3y + x.
static LANES_OF_SHEETS: [[u64; 8]; 5] = table!(x, y => ((3 * y + x) % 5) as u64);
static ROTATIONS: [[u64; 8]; 5] = table!(by, lane => ((lane + by) % 5) as u64);
