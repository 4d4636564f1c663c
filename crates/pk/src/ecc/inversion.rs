// SPDX-License-Identifier: MIT
//! Inverses modulo odd numbers by Bernstein and Yang ("Fast constant-time gcd computation and modular inversion", 2019).
//!
//! A step takes (delta, f, g) to (1 - delta, g, (g - f) / 2) if delta > 0 and g is odd, and otherwise to
//! (1 + delta, f, (g + (g mod 2) f) / 2). It begins with delta = 1, f = m, the modulus, and g = x, and ends with g = 0 and
//! f = 1 or -1. What 62 steps do follows from the lowest 62 bits of f and g, and is a matrix of small numbers. By it are
//! multiplied f and g, and the factors d and e for which f = d x and g = e x modulo m.

use zeroize::Zeroize;

use super::limbs::{LIMBS, Limbs, low};

/// The bits of a limb here, and the steps that are taken together.
const BITS: usize = 62;
const MASK: i64 = (1 << BITS) - 1;

/// 1/x modulo m for x below m; 0 for 0. Constant time. m is prime, longer than 46 bits and not longer than 521.
pub(super) fn invert(x: &Limbs, m: &Limbs) -> Limbs {
    let modulus = Signed::new(m);
    let factor = inverse_modulo_62_bits(modulus.0[0]);
    let (mut f, mut g) = (modulus, Signed::new(x));
    let (mut d, mut e) = (Signed([0; LIMBS]), Signed::ONE);
    let mut delta = 1;
    for _ in 0..rounds(m) {
        let [first, second] = steps(&mut delta, f.0[0], g.0[0]);
        (f, g) = (combined(first, &f, &g), combined(second, &f, &g));
        let combined = |row| combined_modulo(row, &d, &e, &modulus, factor);
        (d, e) = (combined(first), combined(second));
    }
    let inverse = d.negated_where(f.sign(), &modulus);
    for number in [&mut f, &mut g, &mut d, &mut e] {
        number.0.zeroize();
    }
    inverse
}

/// Enough by theorem 11.2 of the paper, if both numbers are below 2^d: floor((49 d + 57) / 17) steps for d >= 46.
fn rounds(m: &Limbs) -> usize {
    let length = (0..64 * LIMBS).rev().find(|at| m[at / 64] >> (at % 64) & 1 == 1).map_or(0, |at| at + 1);
    ((49 * length + 57) / 17).div_ceil(BITS)
}

/// A row of the matrix of 62 steps, whose numbers stand for as many parts in 2^62. Their magnitudes add up to 2^62 at most.
type Row = (i64, i64);

/// The matrix of 62 steps, given the lowest limbs of f and g.
fn steps(delta: &mut i64, f: i64, g: i64) -> [Row; 2] {
    let (mut f, mut g) = (f, g);
    let (mut u, mut v, mut q, mut r) = (1, 0, 0, 1);
    for _ in 0..BITS {
        let positive = -*delta >> 63;
        let odd = -(g & 1);
        // f and its row, negated if delta > 0, are added if g is odd.
        g += ((f ^ positive) - positive) & odd;
        q += ((u ^ positive) - positive) & odd;
        r += ((v ^ positive) - positive) & odd;
        // If both, the new f is the old g: f + (g - f).
        let exchange = positive & odd;
        *delta = 1 + (*delta ^ exchange) - exchange;
        f += g & exchange;
        u += q & exchange;
        v += r & exchange;
        g >>= 1;
        u <<= 1;
        v <<= 1;
    }
    [(u, v), (q, r)]
}

/// A number in limbs of 62 bits, of which only the highest may be negative.
#[derive(Clone, Copy)]
struct Signed([i64; LIMBS]);

impl Signed {
    const ONE: Self = Self([1, 0, 0, 0, 0, 0, 0, 0, 0]);

    /// A number below 2^557.
    fn new(limbs: &Limbs) -> Self {
        Self(core::array::from_fn(|i| {
            let (at, shift) = (BITS * i / 64, BITS * i % 64);
            let above = limbs.get(at + 1).copied().unwrap_or(0);
            low((u128::from(above) << 64 | u128::from(limbs[at])) >> shift).cast_signed() & MASK
        }))
    }

    /// -1 for negative numbers, otherwise 0.
    const fn sign(&self) -> i64 {
        self.0[LIMBS - 1] >> 63
    }

    /// Lets what is above or below a limb's bits into the next one.
    fn carried(mut self) -> Self {
        for i in 1..LIMBS {
            self.0[i] += self.0[i - 1] >> BITS;
            self.0[i - 1] &= MASK;
        }
        self
    }

    /// With m added where the number is negative.
    fn raised(&self, m: &Self) -> Self {
        let sign = self.sign();
        Self(core::array::from_fn(|i| self.0[i] + (m.0[i] & sign))).carried()
    }

    /// A number above -2m and below m, or its negative if `negative` is -1, as one from 0 to m - 1.
    fn negated_where(&self, negative: i64, m: &Self) -> Limbs {
        // Above -m and below m.
        let raised = self.raised(m);
        let negated = Self(raised.0.map(|limb| (limb ^ negative) - negative)).carried();
        let reduced = negated.raised(m);
        let mut limbs = [0; LIMBS];
        for (i, limb) in reduced.0.into_iter().enumerate() {
            let (at, shift) = (BITS * i / 64, BITS * i % 64);
            let shifted = u128::from(limb.cast_unsigned()) << shift;
            limbs[at] |= low(shifted);
            if let Some(above) = limbs.get_mut(at + 1) {
                *above |= low(shifted >> 64);
            }
        }
        limbs
    }
}

/// (u f + v g) / 2^62, which leaves no remainder.
fn combined((u, v): Row, f: &Signed, g: &Signed) -> Signed {
    divided(|i| wide(u, f.0[i]) + wide(v, g.0[i]))
}

/// (u d + v e) / 2^62 modulo m. Numbers above -2m and below m give such a number.
fn combined_modulo((u, v): Row, d: &Signed, e: &Signed, m: &Signed, factor: i64) -> Signed {
    // m is added to d and to e where they are negative, which leaves them above -m and below m. Then u d + v e is
    // above -2^62 m and below 2^62 m.
    let times = (u & d.sign()) + (v & e.sign());
    // And subtracted as many times, fewer than 2^62, as make the lowest 62 bits zeros.
    let lowest = u.wrapping_mul(d.0[0]).wrapping_add(v.wrapping_mul(e.0[0]));
    let times = times - (factor.wrapping_mul(lowest).wrapping_add(times) & MASK);
    divided(|i| wide(u, d.0[i]) + wide(v, e.0[i]) + wide(times, m.0[i]))
}

/// A number in limbs below 2^126 divided by 2^62, without what is below one.
#[inline(always)]
fn divided(limb: impl Fn(usize) -> i128) -> Signed {
    let mut carry = limb(0) >> BITS;
    let mut divided = [0; LIMBS];
    for i in 1..LIMBS {
        carry += limb(i);
        divided[i - 1] = lowest(carry) & MASK;
        carry >>= BITS;
    }
    divided[LIMBS - 1] = lowest(carry);
    Signed(divided)
}

#[inline(always)]
fn wide(a: i64, b: i64) -> i128 {
    i128::from(a) * i128::from(b)
}

#[inline(always)]
const fn lowest(wide: i128) -> i64 {
    low(wide.cast_unsigned()).cast_signed()
}

/// The inverse of an odd number modulo 2^62.
const fn inverse_modulo_62_bits(number: i64) -> i64 {
    // Newton's iteration doubles the number of right bits; an odd number is its own inverse modulo 8.
    let mut inverse = number;
    let mut right = 3;
    while right < BITS {
        inverse = inverse.wrapping_mul(2_i64.wrapping_sub(number.wrapping_mul(inverse)));
        right *= 2;
    }
    inverse & MASK
}
