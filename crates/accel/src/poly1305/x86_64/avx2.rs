// SPDX-License-Identifier: MIT
//! Four blocks at a time in five limbs of 26 bits, with AVX2.

use core::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_loadu_si256, _mm256_mul_epu32, _mm256_or_si256,
    _mm256_set1_epi64x, _mm256_slli_epi64, _mm256_srli_epi64, _mm256_storeu_si256, _mm256_unpackhi_epi64,
    _mm256_unpacklo_epi64,
};

use super::super::words64::{Sum, multiply};
use crate::Block;
use crate::cpu::Avx2;
use crate::stack;
use crate::wipe::wipe;

/// From how many blocks on it is faster than the portable code, powers included.
pub(in super::super) const WORTH: usize = 32;

/// A limb of each of four numbers, in the order in which blocks are loaded: 0, 2, 1, 3.
type Limb = [u64; 4];

/// r^4 to r.
pub(in super::super) struct Powers([Limb; 5]);

impl Drop for Powers {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

pub(in super::super) fn powers(_: Avx2, r: [u64; 2]) -> Powers {
    let one = [r[0], r[1], 0];
    let two = multiply(one, r);
    let three = multiply(two, r);
    let four = multiply(three, r);
    let mut few = [limbs(four), limbs(two), limbs(three), limbs(one)];
    let mut powers = Powers([[0; 4]; 5]);
    for (i, limb) in powers.0.iter_mut().enumerate() {
        *limb = [few[0][i], few[1][i], few[2][i], few[3][i]];
    }
    wipe(&mut few);
    powers
}

#[allow(unsafe_code)]
pub(in super::super) fn blocks(_: Avx2, sum: &mut Sum, powers: &Powers, blocks: &[Block]) {
    let start = limbs(sum.h);
    let mut sums = [[0; 4]; 5];
    // SAFETY: the token says that the CPU has these features.
    unsafe { poly1305_avx2(start, powers, blocks, &mut sums) };
    let [l0, l1, l2, l3, l4] = sums.map(|limb| u128::from(limb[0] + limb[1] + limb[2] + limb[3]));
    sum.set(l0 + (l1 << 26) + (l2 << 52), (l3 << 14) + (l4 << 40));
    wipe(&mut sums);
}

/// A number below 2^131 in limbs; the last of them may have a bit more.
#[inline(always)]
const fn limbs([h0, h1, h2]: [u64; 3]) -> [u64; 5] {
    const MASK: u64 = (1 << 26) - 1;
    [
        h0 & MASK,
        (h0 >> 26) & MASK,
        ((h0 >> 52) | (h1 << 12)) & MASK,
        (h1 >> 14) & MASK,
        (h1 >> 40) | (h2 << 24),
    ]
}

/// Takes blocks into the sum; what comes out is to be added up over the lanes.
#[inline(never)]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn poly1305_avx2(start: [u64; 5], powers: &Powers, blocks: &[Block], sums: &mut [Limb; 5]) {
    stack::align();
    // The first group has one block at least, and four at most.
    let (head, rest) = blocks.split_at(if blocks.is_empty() { 0 } else { (blocks.len() - 1) % 4 + 1 });
    let (groups, _) = rest.as_chunks::<4>();
    let (mut first, empty) = ([[0; 16]; 4], 4 - head.len());
    first[empty..].copy_from_slice(head);
    let (full, begin) = (load(&FULL[empty]), load(&BEGIN[empty]));
    let (mut h, mut r) = ([full; 5], [full; 5]);
    for i in 0..5 {
        h[i] = _mm256_and_si256(_mm256_set1_epi64x(start[i].cast_signed()), begin);
        r[i] = _mm256_set1_epi64x(powers.0[i][0].cast_signed());
    }
    let s = times5(r);
    let bit = _mm256_set1_epi64x(1 << 24);
    h = add_blocks(h, &first, _mm256_and_si256(bit, full));
    for group in groups {
        h = add_blocks(multiply_lanes(h, r, s), group, bit);
    }
    for i in 0..5 {
        r[i] = load(&powers.0[i]);
    }
    h = multiply_lanes(h, r, times5(r));
    for i in 0..5 {
        store(&mut sums[i], h[i]);
    }
    wipe(&mut first);
}

/// For so many empty blocks in front: which lanes have a block, and which has the first.
static FULL: [Limb; 5] = {
    let all = u64::MAX;
    [[all, all, all, all], [0, all, all, all], [0, all, 0, all], [0, 0, 0, all], [0; 4]]
};
static BEGIN: [Limb; 5] = {
    let here = u64::MAX;
    [[here, 0, 0, 0], [0, 0, here, 0], [0, here, 0, 0], [0, 0, 0, here], [0; 4]]
};

/// Adds four blocks, and a bit behind their ends.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn add_blocks(h: [__m256i; 5], blocks: &[Block; 4], bit: __m256i) -> [__m256i; 5] {
    let mask = _mm256_set1_epi64x((1 << 26) - 1);
    let (halves, _) = blocks.as_flattened().as_chunks();
    let (x, y) = (load_blocks(&halves[0]), load_blocks(&halves[1]));
    let (low, high) = (_mm256_unpacklo_epi64(x, y), _mm256_unpackhi_epi64(x, y));
    let middle = _mm256_or_si256(_mm256_srli_epi64::<52>(low), _mm256_slli_epi64::<12>(high));
    [
        _mm256_add_epi64(h[0], _mm256_and_si256(low, mask)),
        _mm256_add_epi64(h[1], _mm256_and_si256(_mm256_srli_epi64::<26>(low), mask)),
        _mm256_add_epi64(h[2], _mm256_and_si256(middle, mask)),
        _mm256_add_epi64(h[3], _mm256_and_si256(_mm256_srli_epi64::<14>(high), mask)),
        _mm256_add_epi64(h[4], _mm256_or_si256(_mm256_srli_epi64::<40>(high), bit)),
    ]
}

/// 2^130 = 5: what goes over the top comes back so.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn times5(r: [__m256i; 5]) -> [__m256i; 5] {
    let mut s = r;
    for i in 0..5 {
        s[i] = _mm256_add_epi64(r[i], _mm256_slli_epi64::<2>(r[i]));
    }
    s
}

/// h * r modulo 2^130 - 5 in each lane; `s` is 5 r.
///
/// The limbs of h are below 2^28, those of r below 2^27, and so those of s below 2^30: five products stay below 2^61.
/// The limbs that come out are below 2^26, or little more.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn multiply_lanes(h: [__m256i; 5], r: [__m256i; 5], s: [__m256i; 5]) -> [__m256i; 5] {
    let rows = [
        [r[0], r[1], r[2], r[3], r[4]],
        [s[4], r[0], r[1], r[2], r[3]],
        [s[3], s[4], r[0], r[1], r[2]],
        [s[2], s[3], s[4], r[0], r[1]],
        [s[1], s[2], s[3], s[4], r[0]],
    ];
    let mut d = [_mm256_set1_epi64x(0); 5];
    for j in 0..5 {
        for i in 0..5 {
            d[i] = _mm256_add_epi64(d[i], _mm256_mul_epu32(h[j], rows[j][i]));
        }
    }
    carry(d)
}

/// Two chains at once: from limb 0 and from limb 3.
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn carry([d0, d1, d2, d3, d4]: [__m256i; 5]) -> [__m256i; 5] {
    let mask = _mm256_set1_epi64x((1 << 26) - 1);
    let d1 = _mm256_add_epi64(d1, _mm256_srli_epi64::<26>(d0));
    let d0 = _mm256_and_si256(d0, mask);
    let d4 = _mm256_add_epi64(d4, _mm256_srli_epi64::<26>(d3));
    let d3 = _mm256_and_si256(d3, mask);
    let d2 = _mm256_add_epi64(d2, _mm256_srli_epi64::<26>(d1));
    let d1 = _mm256_and_si256(d1, mask);
    let over = _mm256_srli_epi64::<26>(d4);
    let d4 = _mm256_and_si256(d4, mask);
    let d0 = _mm256_add_epi64(d0, _mm256_add_epi64(over, _mm256_slli_epi64::<2>(over)));
    let d3 = _mm256_add_epi64(d3, _mm256_srli_epi64::<26>(d2));
    let d2 = _mm256_and_si256(d2, mask);
    let d1 = _mm256_add_epi64(d1, _mm256_srli_epi64::<26>(d0));
    let d0 = _mm256_and_si256(d0, mask);
    let d4 = _mm256_add_epi64(d4, _mm256_srli_epi64::<26>(d3));
    let d3 = _mm256_and_si256(d3, mask);
    [d0, d1, d2, d3, d4]
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn load_blocks(blocks: &[u8; 32]) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn load(limb: &Limb) -> __m256i {
    // SAFETY: the reference is good for reading 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_loadu_si256(limb.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx2,bmi1,bmi2")]
fn store(limb: &mut Limb, x: __m256i) {
    // SAFETY: the reference is good for writing 32 bytes, and the instruction needs no alignment.
    unsafe { _mm256_storeu_si256(limb.as_mut_ptr().cast(), x) }
}
