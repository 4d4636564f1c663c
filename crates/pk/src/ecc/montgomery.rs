// SPDX-License-Identifier: MIT
//! Numbers modulo primes of any shape, in Montgomery's form, with a fixed number of limbs.
//!
//! Numbers are always below the modulus p. With n limbs and R = 2^(64 n), the residue of x stands for x / R; the product of
//! two residues is divided by R while it is made, limb by limb.

use core::marker::PhantomData;

use zeroize::{Zeroize, Zeroizing};

use super::field::{Field, Scalar};
use super::inversion;
use super::limbs::{self, Limbs, adc, from_hex, mul, narrow, reduce_once, square, unroll, widen};

/// An odd prime of N limbs.
pub(super) trait Modulus<const N: usize>: Sized + 'static {
    const PRIME: [u64; N];

    /// -1/p modulo 2^64.
    const FACTOR: u64 = {
        // Newton's iteration doubles the number of right bits; p is its own inverse modulo 8.
        let p = Self::PRIME[0];
        let mut inverse = p;
        let mut right = 3;
        while right < 64 {
            inverse = inverse.wrapping_mul(2_u64.wrapping_sub(p.wrapping_mul(inverse)));
            right *= 2;
        }
        inverse.wrapping_neg()
    };

    /// a b / R modulo p for a and b below p, if there is faster code for it than for any prime, and this CPU runs it.
    #[inline(always)]
    fn multiply_fast(a: &[u64; N], b: &[u64; N]) -> Option<[u64; N]> {
        let _ = (a, b);
        None
    }

    /// a^2 / R modulo p, likewise.
    #[inline(always)]
    fn square_fast(a: &[u64; N]) -> Option<[u64; N]> {
        let _ = a;
        None
    }

    /// a + b modulo p, likewise.
    #[inline(always)]
    fn add_fast(a: &[u64; N], b: &[u64; N]) -> Option<[u64; N]> {
        let _ = (a, b);
        None
    }

    /// a - b modulo p, likewise.
    #[inline(always)]
    fn subtract_fast(a: &[u64; N], b: &[u64; N]) -> Option<[u64; N]> {
        let _ = (a, b);
        None
    }

    /// (t + above 2^(64 N) + over 2^(64 N + 64) + q p) / 2^64 as N limbs and a bit, for the q below 2^64 that leaves no
    /// remainder. The caller knows that there is no more than that bit.
    #[inline(always)]
    fn divide(t: &[u64; N], above: u64, over: bool) -> ([u64; N], bool) {
        let (mut lows, mut highs, mut quotient) = ([0; N], [0; N], [0; N]);
        let q = t[0].wrapping_mul(Self::FACTOR);
        unroll!(J => { if J < N { (lows[J], highs[J]) = mul(q, Self::PRIME[J]); } });
        let (_, mut carry) = adc(t[0], lows[0], false);
        unroll!(J => { if 0 < J && J < N { (quotient[J - 1], carry) = adc(t[J], lows[J], carry); } });
        let over_more;
        (quotient[N - 1], over_more) = adc(above, 0, carry);
        carry = false;
        unroll!(J => { if J < N { (quotient[J], carry) = adc(quotient[J], highs[J], carry); } });
        // At most one of the three.
        (quotient, over | over_more | carry)
    }
}

/// A number modulo a prime.
pub(super) struct Residue<M, const N: usize> {
    limbs: [u64; N],
    modulus: PhantomData<fn() -> M>,
}

impl<M, const N: usize> Clone for Residue<M, N> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M, const N: usize> Copy for Residue<M, N> {}

impl<M, const N: usize> Zeroize for Residue<M, N> {
    fn zeroize(&mut self) {
        self.limbs.zeroize();
    }
}

impl<M: Modulus<N>, const N: usize> Residue<M, N> {
    /// R, the form of one.
    const R: [u64; N] = Self::into_form(&narrow(&from_hex("1")));

    /// R^2, by which numbers come into the form.
    const R_SQUARED: [u64; N] = Self::into_form(&Self::R);

    /// R^3, which takes the inverse of x R into the form: R^3 / (x R) / R.
    const R_CUBED: [u64; N] = Self::into_form(&Self::R_SQUARED);

    const fn new(limbs: [u64; N]) -> Self {
        Self { limbs, modulus: PhantomData }
    }

    /// The same number for the same prime, whose arithmetic may be done by other code.
    pub(super) const fn retyped<L: Modulus<N>>(self) -> Residue<L, N> {
        Residue::new(self.limbs)
    }

    /// Takes a number below the prime from the source text.
    pub(super) const fn from_hex(digits: &str) -> Self {
        Self::new(Self::into_form(&narrow(&from_hex(digits))))
    }

    /// x R, by doubling; for the parameters of the curves, which are public.
    const fn into_form(x: &[u64; N]) -> [u64; N] {
        let mut x = *x;
        let mut times = 0;
        while times < 64 * N {
            let (sum, carry) = limbs::add(&x, &x);
            let (less, borrow) = limbs::sub(&sum, &M::PRIME);
            x = if borrow && !carry { sum } else { less };
            times += 1;
        }
        x
    }

    /// a b / R modulo p, for a and b below p.
    #[inline(never)]
    fn multiply(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        M::multiply_fast(a, b).unwrap_or_else(|| Self::multiply_portable(a, b))
    }

    /// a^2 / R modulo p, for a below p.
    #[inline(never)]
    fn multiply_by_itself(a: &[u64; N]) -> [u64; N] {
        M::square_fast(a).unwrap_or_else(|| Self::square_portable(a))
    }

    /// a b / R modulo p, for a below p and any b.
    ///
    /// Each turn takes a limb c of b, and makes t = (t + a c + q p) / 2^64 for the q that leaves no remainder. If t < 2p and
    /// a < p, then t + a c + q p < 2p + (2^64 - 1) p + (2^64 - 1) p = 2^64 2p, so t < 2p after: N limbs and a bit, `top`.
    #[inline(never)]
    fn multiply_portable(a: &[u64; N], b: &[u64; N]) -> [u64; N] {
        let (mut t, mut top) = ([0; N], false);
        for b in b {
            let (mut lows, mut highs) = ([0; N], [0; N]);
            let mut carry = false;
            // t + a c in N limbs, the limb `above` and a bit, which is one of `over_1` and `over_2`.
            unroll!(J => { if J < N { (lows[J], highs[J]) = mul(a[J], *b); } });
            unroll!(J => { if J < N { (t[J], carry) = adc(t[J], lows[J], carry); } });
            let (above, over_1) = adc(highs[N - 1], u64::from(top), carry);
            carry = false;
            unroll!(J => { if 0 < J && J < N { (t[J], carry) = adc(t[J], highs[J - 1], carry); } });
            let (above, over_2) = adc(above, 0, carry);
            (t, top) = M::divide(&t, above, over_1 | over_2);
        }
        reduce_once(&t, top, &M::PRIME)
    }

    /// a^2 / R modulo p, for a below p.
    ///
    /// Each turn takes another limb c of the upper half of the square, and makes t = (t + c R + q p) / 2^64. If t < 2R, then
    /// t + c R + q p < 2R + (2^64 - 1) R + (2^64 - 1) R = 2^64 2R, so t < 2R after. It ends with (a^2 + x p) / R for an x
    /// below R, which is below 2p.
    #[inline(never)]
    fn square_portable(a: &[u64; N]) -> [u64; N] {
        let square = square(a);
        let (mut t, mut top) = (narrow(&square), false);
        unroll!(I => { if I < N {
            let (above, over) = adc(square[N + I], 0, top);
            (t, top) = M::divide(&t, above, over);
        } });
        reduce_once(&t, top, &M::PRIME)
    }
}

impl<M: Modulus<N>, const N: usize> Field for Residue<M, N> {
    const ZERO: Self = Self::new([0; N]);
    const ONE: Self = Self::new(Self::R);
    const PRIME: Limbs = widen(&M::PRIME);

    fn from_limbs(limbs: &Limbs) -> Option<Self> {
        let (_, is_less) = limbs::sub(limbs, &Self::PRIME);
        is_less.then(|| Self::new(Self::multiply(&narrow(limbs), &Self::R_SQUARED)))
    }

    fn to_limbs(self) -> Limbs {
        widen(&Self::multiply(&self.limbs, &narrow(&from_hex("1"))))
    }

    #[inline]
    fn add(&self, other: &Self) -> Self {
        Self::new(M::add_fast(&self.limbs, &other.limbs).unwrap_or_else(|| {
            let (sum, carry) = limbs::add(&self.limbs, &other.limbs);
            reduce_once(&sum, carry, &M::PRIME)
        }))
    }

    #[inline]
    fn sub(&self, other: &Self) -> Self {
        Self::new(M::subtract_fast(&self.limbs, &other.limbs).unwrap_or_else(|| {
            let (difference, borrow) = limbs::sub(&self.limbs, &other.limbs);
            let (sum, _) = limbs::add(&difference, &M::PRIME);
            limbs::select(limbs::mask(borrow), &sum, &difference)
        }))
    }

    #[inline]
    fn mul(&self, other: &Self) -> Self {
        Self::new(Self::multiply(&self.limbs, &other.limbs))
    }

    #[inline]
    fn square(&self) -> Self {
        Self::new(Self::multiply_by_itself(&self.limbs))
    }

    fn invert(&self) -> Self {
        let inverse = Zeroizing::new(inversion::invert(&widen(&self.limbs), &Self::PRIME));
        Self::new(Self::multiply(&narrow(&*inverse), &Self::R_CUBED))
    }

    #[inline]
    fn is_zero(&self) -> u64 {
        limbs::is_zero(&self.limbs)
    }

    #[inline]
    fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self::new(limbs::select(mask, &a.limbs, &b.limbs))
    }
}

impl<M: Modulus<N>, const N: usize> Scalar for Residue<M, N> {
    fn reduce(limbs: &Limbs) -> Self {
        let reduced = reduce_once(limbs, false, &Self::PRIME);
        Self::new(Self::multiply(&narrow(&reduced), &Self::R_SQUARED))
    }
}
