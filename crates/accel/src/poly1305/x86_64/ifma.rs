// SPDX-License-Identifier: MIT
//! Sixteen blocks at a time in three limbs of 44, 44 and 42 bits, with AVX-512 IFMA.

use core::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_and_si512, _mm512_loadu_si512, _mm512_madd52hi_epu64,
    _mm512_madd52lo_epu64, _mm512_maskz_set1_epi64, _mm512_or_si512, _mm512_reduce_add_epi64,
    _mm512_set1_epi64, _mm512_setzero_si512, _mm512_slli_epi64, _mm512_srli_epi64, _mm512_storeu_si512,
    _mm512_unpackhi_epi64, _mm512_unpacklo_epi64,
};

use super::super::words64::{Sum, multiply};
use crate::Block;
use crate::cpu::Ifma;
use crate::stack;
use crate::wipe::wipe;

/// From how many blocks on it is faster than the portable code, powers included.
pub(in super::super) const WORTH: usize = 18;

/// A limb of each of eight numbers, in the order in which blocks are loaded: 0, 4, 1, 5, 2, 6, 3, 7.
type Limb = [u64; 8];

/// Powers of r: r^16 to r^9, and r^8 to r.
pub(in super::super) struct Powers {
    early: [Limb; 3],
    late: [Limb; 3],
}

impl Powers {
    /// No powers.
    pub(in super::super) const fn zeros() -> Self {
        Self { early: [[0; 8]; 3], late: [[0; 8]; 3] }
    }
}

impl Drop for Powers {
    fn drop(&mut self) {
        wipe(&mut self.early);
        wipe(&mut self.late);
    }
}

#[allow(unsafe_code)]
pub(in super::super) fn powers(_: Ifma, r: [u64; 2]) -> Powers {
    let one = [r[0], r[1], 0];
    let two = multiply(one, r);
    let three = multiply(two, r);
    let mut few = [limbs(one), limbs(two), limbs(three), limbs(multiply(three, r))];
    let mut powers = Powers::zeros();
    // SAFETY: the token says that the CPU has these features.
    unsafe { poly1305_ifma_powers(&few, &mut powers) };
    wipe(&mut few);
    powers
}

#[allow(unsafe_code)]
pub(in super::super) fn blocks(_: Ifma, sum: &mut Sum, powers: &Powers, blocks: &[Block]) {
    let start = limbs(sum.h);
    // SAFETY: the token says that the CPU has these features.
    let [low, middle, high] = unsafe { poly1305_ifma(start, powers, blocks) };
    let low = u128::from(low) + (u128::from(middle) << 44);
    sum.set(low, u128::from(high) << 24);
}

/// A number below 2^131 in limbs; the last of them may have a bit more.
#[inline(always)]
const fn limbs([h0, h1, h2]: [u64; 3]) -> [u64; 3] {
    const MASK: u64 = (1 << 44) - 1;
    [h0 & MASK, ((h0 >> 44) | (h1 << 20)) & MASK, (h1 >> 24) | (h2 << 40)]
}

#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn poly1305_ifma_powers(few: &[[u64; 3]; 4], powers: &mut Powers) {
    let [one, two, three, four] = few;
    let mut small = [_mm512_setzero_si512(); 3];
    let mut by = small;
    for i in 0..3 {
        small[i] = load(&[four[i], four[i], three[i], three[i], two[i], two[i], one[i], one[i]]);
        let lone = u64::from(i == 0);
        by[i] = load(&[four[i], lone, four[i], lone, four[i], lone, four[i], lone]);
    }
    let late = multiply_lanes(small, by, times20(by));
    for i in 0..3 {
        store(&mut powers.late[i], late[i]);
        by[i] = _mm512_set1_epi64(powers.late[i][0].cast_signed());
    }
    let early = multiply_lanes(late, by, times20(by));
    for i in 0..3 {
        store(&mut powers.early[i], early[i]);
    }
}

/// Takes blocks into the sum; what comes out are sums of limbs.
#[inline(never)]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn poly1305_ifma(start: [u64; 3], powers: &Powers, blocks: &[Block]) -> [u64; 3] {
    stack::align();
    // The first group has one block at least, and sixteen at most.
    let (head, rest) = blocks.split_at(if blocks.is_empty() { 0 } else { (blocks.len() - 1) % 16 + 1 });
    let (groups, _) = rest.as_chunks::<16>();
    let (mut first, empty) = ([[0; 16]; 16], 16 - head.len());
    first[empty..].copy_from_slice(head);
    let (full, begin) = (&FULL[empty], &BEGIN[empty]);
    let mut a = [_mm512_setzero_si512(); 3];
    let mut b = a;
    let mut all = a;
    for i in 0..3 {
        a[i] = _mm512_maskz_set1_epi64(begin[0], start[i].cast_signed());
        b[i] = _mm512_maskz_set1_epi64(begin[1], start[i].cast_signed());
        all[i] = _mm512_set1_epi64(powers.early[i][0].cast_signed());
    }
    let all20 = times20(all);
    let (halves, _) = first.as_flattened().as_chunks();
    a = add_blocks(a, halves, _mm512_maskz_set1_epi64(full[0], 1 << 40));
    b = add_blocks(b, &halves[2..], _mm512_maskz_set1_epi64(full[1], 1 << 40));
    let bit = _mm512_set1_epi64(1 << 40);
    for group in groups {
        let (halves, _) = group.as_flattened().as_chunks();
        a = add_blocks(multiply_lanes(a, all, all20), halves, bit);
        b = add_blocks(multiply_lanes(b, all, all20), &halves[2..], bit);
    }
    let (mut early, mut late) = (all, all);
    for i in 0..3 {
        early[i] = load(&powers.early[i]);
        late[i] = load(&powers.late[i]);
    }
    a = multiply_lanes(a, early, times20(early));
    b = multiply_lanes(b, late, times20(late));
    let mut sums = [0; 3];
    for i in 0..3 {
        sums[i] = _mm512_reduce_add_epi64(_mm512_add_epi64(a[i], b[i])).cast_unsigned();
    }
    wipe(&mut first);
    sums
}

/// For so many empty blocks in front: which lanes have a block, and which has the first.
static FULL: [[u8; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut empty = 17;
    while empty > 0 {
        empty -= 1;
        let mut i = empty;
        while i < 16 {
            masks[empty][i / 8] |= lane(i);
            i += 1;
        }
    }
    masks
};
static BEGIN: [[u8; 2]; 17] = {
    let mut masks = [[0; 2]; 17];
    let mut empty = 0;
    while empty < 16 {
        masks[empty][empty / 8] = lane(empty);
        empty += 1;
    }
    masks
};

const fn lane(block: usize) -> u8 {
    1 << (2 * (block % 4) + block / 4 % 2)
}

/// Adds eight blocks, and a bit behind their ends.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn add_blocks(h: [__m512i; 3], halves: &[[u8; 64]], bit: __m512i) -> [__m512i; 3] {
    let mask = _mm512_set1_epi64((1 << 44) - 1);
    let (x, y) = (load_blocks(&halves[0]), load_blocks(&halves[1]));
    let (low, high) = (_mm512_unpacklo_epi64(x, y), _mm512_unpackhi_epi64(x, y));
    let middle = _mm512_or_si512(_mm512_srli_epi64::<44>(low), _mm512_slli_epi64::<20>(high));
    [
        _mm512_add_epi64(h[0], _mm512_and_si512(low, mask)),
        _mm512_add_epi64(h[1], _mm512_and_si512(middle, mask)),
        _mm512_add_epi64(h[2], _mm512_or_si512(_mm512_srli_epi64::<24>(high), bit)),
    ]
}

/// 2^132 = 20: what goes over the top comes back so.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn times20(r: [__m512i; 3]) -> [__m512i; 3] {
    let mut s = r;
    for i in 0..3 {
        s[i] = _mm512_add_epi64(_mm512_slli_epi64::<4>(r[i]), _mm512_slli_epi64::<2>(r[i]));
    }
    s
}

/// h * r modulo 2^130 - 5 in each lane; `s` is 20 r.
///
/// The limbs of h are below 2^46, those of r below 2^45 (the last of both below 2^44), and so those of s below 2^50. A
/// product's lower 52 bits and the rest are summed apart; three of either stay below 2^54 and 2^46. The limbs that come
/// out are below 2^44, 2^44 + 2^9 and 2^42.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn multiply_lanes(h: [__m512i; 3], r: [__m512i; 3], s: [__m512i; 3]) -> [__m512i; 3] {
    let mask44 = _mm512_set1_epi64((1 << 44) - 1);
    let mask42 = _mm512_set1_epi64((1 << 42) - 1);
    let mut low = [_mm512_setzero_si512(); 3];
    let mut high = low;
    // Limb 2 of h first: it is ready first.
    let rows = [[s[1], s[2], r[0]], [s[2], r[0], r[1]], [r[0], r[1], r[2]]];
    for (h, row) in [(h[2], rows[0]), (h[1], rows[1]), (h[0], rows[2])] {
        for i in 0..3 {
            high[i] = _mm512_madd52hi_epu64(high[i], h, row[i]);
            low[i] = _mm512_madd52lo_epu64(low[i], h, row[i]);
        }
    }
    // The higher parts count 2^52, which is 2^8 in the next limb, and 2^10 behind the last.
    let h0 = _mm512_and_si512(low[0], mask44);
    let x1 = _mm512_add_epi64(low[1], _mm512_slli_epi64::<8>(high[0]));
    let x1 = _mm512_add_epi64(x1, _mm512_srli_epi64::<44>(low[0]));
    let h1 = _mm512_and_si512(x1, mask44);
    let x2 = _mm512_add_epi64(low[2], _mm512_slli_epi64::<8>(high[1]));
    let x2 = _mm512_add_epi64(x2, _mm512_srli_epi64::<44>(x1));
    let h2 = _mm512_and_si512(x2, mask42);
    let over = _mm512_add_epi64(_mm512_slli_epi64::<10>(high[2]), _mm512_srli_epi64::<42>(x2));
    // 2^130 = 5.
    let h0 = _mm512_add_epi64(h0, _mm512_add_epi64(over, _mm512_slli_epi64::<2>(over)));
    let h1 = _mm512_add_epi64(h1, _mm512_srli_epi64::<44>(h0));
    [_mm512_and_si512(h0, mask44), h1, h2]
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn load_blocks(blocks: &[u8; 64]) -> __m512i {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(blocks.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn load(limb: &Limb) -> __m512i {
    // SAFETY: the reference is good for reading 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_loadu_si512(limb.as_ptr().cast()) }
}

#[allow(unsafe_code)]
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx512ifma,avx2,bmi1,bmi2")]
fn store(limb: &mut Limb, x: __m512i) {
    // SAFETY: the reference is good for writing 64 bytes, and the instruction needs no alignment.
    unsafe { _mm512_storeu_si512(limb.as_mut_ptr().cast(), x) }
}
