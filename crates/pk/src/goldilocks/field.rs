// SPDX-License-Identifier: MIT
//! Numbers modulo p = 2^448 - 2^224 - 1.
//!
//! Eight limbs of 56 bits leave room for a few additions before carries must go on. Limbs are *tight* below
//! 2^56 + 2^14: those of every result but a sum; they are *loose* below 2^58: those of a sum of up to three tight ones.
//! Everything takes loose limbs, except that sums are of tight ones.

use subtle::{Choice, ConditionallySelectable};
use zeroize::{Zeroize, Zeroizing};

/// The length of an encoded number in bytes.
pub(crate) const SIZE: usize = 56;

const BITS: u32 = 56;
const MASK: u64 = (1 << BITS) - 1;

/// The limbs of p.
const P: [u64; 8] = [MASK, MASK, MASK, MASK, MASK - 1, MASK, MASK, MASK];

/// A number modulo p, in any of its representations.
#[derive(Clone, Copy)]
pub(crate) struct Fe([u64; 8]);

impl Fe {
    pub(crate) const ZERO: Self = Self([0; 8]);
    pub(crate) const ONE: Self = Self([1, 0, 0, 0, 0, 0, 0, 0]);

    pub(super) const fn from_limbs(limbs: [u64; 8]) -> Self {
        Self(limbs)
    }

    /// Reads a number, little-endian, reduced or not.
    pub(crate) fn from_bytes(bytes: &[u8; SIZE]) -> Self {
        let mut limbs = [0; 8];
        for (limb, seven) in limbs.iter_mut().zip(bytes.chunks_exact(7)) {
            *limb = seven.iter().rev().fold(0, |limb, &byte| limb << 8 | u64::from(byte));
        }
        Self(limbs)
    }

    /// The number below p, little-endian.
    pub(crate) fn to_bytes(self) -> [u8; SIZE] {
        let reduced = Zeroizing::new(self.reduced());
        let mut bytes = [0; SIZE];
        for (seven, limb) in bytes.chunks_exact_mut(7).zip(reduced.0) {
            for (byte, from) in seven.iter_mut().zip(limb.to_le_bytes()) {
                *byte = from;
            }
        }
        bytes
    }

    /// The one representation below p.
    fn reduced(self) -> Self {
        // Below 2p after this.
        let tight = self.carried();
        // Subtract p; the borrow, 0 or -1, says whether that was too much.
        let (mut limbs, mut borrow) = ([0; 8], 0_i64);
        for (out, (limb, p)) in limbs.iter_mut().zip(tight.0.into_iter().zip(P)) {
            let difference = limb.wrapping_sub(p).wrapping_add_signed(borrow);
            *out = difference & MASK;
            borrow = difference.cast_signed() >> BITS;
        }
        let mut carry = 0;
        for (limb, p) in limbs.iter_mut().zip(P) {
            let sum = *limb + (p & borrow.cast_unsigned()) + carry;
            *limb = sum & MASK;
            carry = sum >> BITS;
        }
        Self(limbs)
    }

    /// Makes limbs below 2^62 tight.
    fn carried(self) -> Self {
        let l = self.0;
        // 2^448 = 2^224 + 1
        let top = l[7] >> BITS;
        Self([
            (l[0] & MASK) + top,
            (l[1] & MASK) + (l[0] >> BITS),
            (l[2] & MASK) + (l[1] >> BITS),
            (l[3] & MASK) + (l[2] >> BITS),
            (l[4] & MASK) + (l[3] >> BITS) + top,
            (l[5] & MASK) + (l[4] >> BITS),
            (l[6] & MASK) + (l[5] >> BITS),
            (l[7] & MASK) + (l[6] >> BITS),
        ])
    }

    /// Adds without carries: tight numbers make a loose one.
    pub(crate) fn add(&self, other: &Self) -> Self {
        Self(core::array::from_fn(|i| self.0[i] + other.0[i]))
    }

    pub(crate) fn sub(&self, other: &Self) -> Self {
        // 4p has limbs of no less than 2^58 - 8, so none goes below zero: loose limbs are sums of at most three tight ones.
        Self(core::array::from_fn(|i| self.0[i] + 4 * P[i] - other.0[i])).carried()
    }

    pub(crate) fn neg(&self) -> Self {
        Self::ZERO.sub(self)
    }

    #[inline]
    pub(crate) fn mul(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        // With f = 2^224, so that f^2 = f + 1:
        // (a0 + a1 f)(b0 + b1 f) = (a0 b0 + a1 b1) + ((a0 + a1)(b0 + b1) - a0 b0) f
        let (a0, a1, b0, b1) = (
            [a[0], a[1], a[2], a[3]],
            [a[4], a[5], a[6], a[7]],
            [b[0], b[1], b[2], b[3]],
            [b[4], b[5], b[6], b[7]],
        );
        let low = product(&a0, &b0);
        let high = product(&a1, &b1);
        let both =
            product(&core::array::from_fn(|i| a0[i] + a1[i]), &core::array::from_fn(|i| b0[i] + b1[i]));
        fold(&low, &high, &both)
    }

    #[inline]
    pub(crate) fn square(&self) -> Self {
        let a = &self.0;
        let (a0, a1) = ([a[0], a[1], a[2], a[3]], [a[4], a[5], a[6], a[7]]);
        let low = square(&a0);
        let high = square(&a1);
        let both = square(&core::array::from_fn(|i| a0[i] + a1[i]));
        fold(&low, &high, &both)
    }

    /// Multiplies with a small number.
    pub(crate) fn mul_small(&self, factor: u32) -> Self {
        carry(core::array::from_fn(|i| wide(self.0[i], u64::from(factor))))
    }

    fn squared_times(&self, times: usize) -> Self {
        (0..times).fold(*self, |value, _| value.square())
    }

    /// The number to the power of (p - 3) / 4 = 2^446 - 2^222 - 1.
    fn power(&self) -> Self {
        // one_n is the number to the power of n ones in binary.
        let one_2 = self.square().mul(self);
        let one_3 = one_2.square().mul(self);
        let one_6 = one_3.squared_times(3).mul(&one_3);
        let one_9 = one_6.squared_times(3).mul(&one_3);
        let one_18 = one_9.squared_times(9).mul(&one_9);
        let one_19 = one_18.square().mul(self);
        let one_37 = one_19.squared_times(18).mul(&one_18);
        let one_74 = one_37.squared_times(37).mul(&one_37);
        let one_111 = one_74.squared_times(37).mul(&one_37);
        let one_222 = one_111.squared_times(111).mul(&one_111);
        let one_223 = one_222.square().mul(self);
        one_223.squared_times(223).mul(&one_222)
    }

    /// The inverse; zero for zero.
    pub(crate) fn invert(&self) -> Self {
        // p - 2 = 4 (p - 3) / 4 + 1
        self.power().squared_times(2).mul(self)
    }

    /// A square root of u / v, if there is one (RFC 8032 section 5.2.3). For public values.
    pub(crate) fn sqrt_ratio_vartime(u: &Self, v: &Self) -> Option<Self> {
        let u3v = u.square().mul(u).mul(v);
        let u5v3 = u3v.mul(&u.square()).mul(&v.square());
        let x = u3v.mul(&u5v3.power());
        (v.mul(&x.square()).to_bytes() == u.to_bytes()).then_some(x)
    }

    pub(crate) fn is_zero_vartime(&self) -> bool {
        self.to_bytes() == [0; SIZE]
    }

    /// The lowest bit of the number below p: its "sign".
    pub(crate) fn low_bit(&self) -> u8 {
        let [low, ..] = self.to_bytes();
        low & 1
    }
}

impl ConditionallySelectable for Fe {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        Self(core::array::from_fn(|i| u64::conditional_select(&a.0[i], &b.0[i], choice)))
    }
}

impl Zeroize for Fe {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

#[inline(always)]
fn wide(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// Seven columns, each below 2^122: loose limbs, and sums of two, make four products below 2^120.
#[inline(always)]
fn product(a: &[u64; 4], b: &[u64; 4]) -> [u128; 7] {
    [
        wide(a[0], b[0]),
        wide(a[0], b[1]) + wide(a[1], b[0]),
        wide(a[0], b[2]) + wide(a[1], b[1]) + wide(a[2], b[0]),
        wide(a[0], b[3]) + wide(a[1], b[2]) + wide(a[2], b[1]) + wide(a[3], b[0]),
        wide(a[1], b[3]) + wide(a[2], b[2]) + wide(a[3], b[1]),
        wide(a[2], b[3]) + wide(a[3], b[2]),
        wide(a[3], b[3]),
    ]
}

#[inline(always)]
fn square(a: &[u64; 4]) -> [u128; 7] {
    let [twice_0, twice_1, twice_2] = [2 * a[0], 2 * a[1], 2 * a[2]];
    [
        wide(a[0], a[0]),
        wide(twice_0, a[1]),
        wide(twice_0, a[2]) + wide(a[1], a[1]),
        wide(twice_0, a[3]) + wide(twice_1, a[2]),
        wide(twice_1, a[3]) + wide(a[2], a[2]),
        wide(twice_2, a[3]),
        wide(a[3], a[3]),
    ]
}

/// (low + high) + (both - low) f, reduced. Columns 4 to 6 of a product stand for f times columns 0 to 2.
#[inline(always)]
fn fold(low: &[u128; 7], high: &[u128; 7], both: &[u128; 7]) -> Fe {
    let ones: [u128; 7] = core::array::from_fn(|i| low[i] + high[i]);
    // Every product in a column of `low` is part of one in `both`: no difference is negative.
    let fs: [u128; 7] = core::array::from_fn(|i| both[i] - low[i]);
    carry([
        ones[0] + fs[4],
        ones[1] + fs[5],
        ones[2] + fs[6],
        ones[3],
        ones[4] + fs[0] + fs[4],
        ones[5] + fs[1] + fs[5],
        ones[6] + fs[2] + fs[6],
        fs[3],
    ])
}

/// Makes tight limbs of columns below 2^125.
#[inline(always)]
fn carry(columns: [u128; 8]) -> Fe {
    let mut limbs = [0; 8];
    // Both halves at the same time: neither waits for the other.
    let (mut low, mut high) = (0, 0);
    for i in 0..4 {
        low += columns[i];
        high += columns[i + 4];
        limbs[i] = low_limb(low);
        limbs[i + 4] = low_limb(high);
        low >>= BITS;
        high >>= BITS;
    }
    // The low half runs over into f, the high half into f^2 = f + 1. Both are below 2^70.
    let into_0 = u128::from(limbs[0]) + high;
    let into_4 = u128::from(limbs[4]) + low + high;
    limbs[0] = low_limb(into_0);
    limbs[4] = low_limb(into_4);
    limbs[1] += truncated(into_0 >> BITS);
    limbs[5] += truncated(into_4 >> BITS);
    Fe(limbs)
}

#[inline(always)]
fn low_limb(value: u128) -> u64 {
    truncated(value) & MASK
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the callers want the low half")]
const fn truncated(value: u128) -> u64 {
    value as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers about the edges of the representation, and random ones.
    fn samples() -> alloc::vec::Vec<Fe> {
        let mut samples =
            alloc::vec![Fe::ZERO, Fe::ONE, Fe(P), Fe([MASK; 8]), Fe([MASK + (1 << 14); 8]), Fe::ONE.neg()];
        for _ in 0..20 {
            let mut bytes = [0; SIZE];
            purembed_core::random::fill(&mut bytes).expect("randomness");
            samples.push(Fe::from_bytes(&bytes));
        }
        samples
    }

    fn same(a: &Fe, b: &Fe) -> bool {
        a.to_bytes() == b.to_bytes()
    }

    /// Multiplication bit by bit, with additions alone.
    fn slow_mul(a: &Fe, b: &Fe) -> Fe {
        let bits = b.to_bytes();
        (0..448).rev().fold(Fe::ZERO, |sum, i| {
            let twice = sum.add(&sum).carried();
            if bits[i / 8] >> (i % 8) & 1 == 1 { twice.add(a).carried() } else { twice }
        })
    }

    #[test]
    fn products_are_right() {
        for a in samples() {
            for b in samples() {
                let expected = slow_mul(&a.carried(), &b);
                assert!(same(&a.mul(&b), &expected));
                assert!(same(&b.mul(&a), &expected));
                // As loose as it gets.
                let (a3, b3) =
                    (a.carried().add(&a.carried()).add(&a.carried()), b.carried().add(&b.carried()));
                assert!(same(&a3.mul(&b3), &expected.mul_small(6)));
                assert!(same(&a3.sub(&b3).add(&b3), &a3));
            }
            assert!(same(&a.square(), &a.mul(&a)));
            assert!(same(&a.mul_small(39081), &a.mul(&Fe([39081, 0, 0, 0, 0, 0, 0, 0]))));
        }
    }

    #[test]
    fn results_are_tight() {
        let loosest = Fe([(1 << 58) - 9; 8]);
        for result in
            [loosest.mul(&loosest), loosest.square(), loosest.sub(&Fe::ZERO), Fe::ZERO.sub(&loosest)]
        {
            assert!(result.0.iter().all(|&limb| limb < (1 << 56) + (1 << 14)));
        }
    }

    #[test]
    fn encodings_are_reduced() {
        assert_eq!(Fe(P).to_bytes(), [0; SIZE]);
        let mut p_plus_one = P;
        p_plus_one[0] += 1;
        assert_eq!(Fe(p_plus_one).to_bytes(), Fe::ONE.to_bytes());
        // 2^448 - 1 = 2^224 mod p
        let expected = Fe([0, 0, 0, 0, 1, 0, 0, 0]);
        assert!(same(&Fe::from_bytes(&[0xff; SIZE]), &expected));
        for a in samples() {
            assert!(same(&Fe::from_bytes(&a.to_bytes()), &a));
        }
    }

    #[test]
    fn inverses_and_roots() {
        for a in samples().into_iter().filter(|a| !a.is_zero_vartime()) {
            assert!(same(&a.mul(&a.invert()), &Fe::ONE));
            let v = a.add(&Fe::ONE).carried();
            if v.is_zero_vartime() {
                continue;
            }
            let root = Fe::sqrt_ratio_vartime(&a.square(), &v.square()).expect("a square");
            assert!(same(&root.square().mul(&v.square()), &a.square()));
            // p = 3 mod 4: -1 is no square.
            assert!(Fe::sqrt_ratio_vartime(&a.square().neg(), &Fe::ONE).is_none());
        }
        assert!(Fe::ZERO.invert().is_zero_vartime());
    }
}
