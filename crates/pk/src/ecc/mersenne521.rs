// SPDX-License-Identifier: MIT
//! Numbers modulo p = 2^521 - 1, the prime of P-521.
//!
//! Eight limbs of 58 bits and one of 57: products of limbs are summed without carries. Limbs are at most 3 above their
//! mask, which every function takes and gives.

use purembed_accel::field::Kernel;
use zeroize::{Zeroize, Zeroizing};

use super::field::Field;
use super::inversion;
use super::limbs::{self, LIMBS, Limbs, from_hex, low, reduce_once, unroll};

const BITS: usize = 58;
const MASK: u64 = (1 << BITS) - 1;
const TOP_MASK: u64 = MASK >> 1;

/// The prime: a mask per limb.
const P: [u64; LIMBS] = [MASK, MASK, MASK, MASK, MASK, MASK, MASK, MASK, TOP_MASK];

/// A number modulo p.
#[derive(Clone, Copy)]
pub(super) struct Fe<const FAST: bool>([u64; LIMBS]);

/// A number modulo p.
pub(super) type Residue521 = Fe<false>;

/// The same, with the CPU's own way to multiply if it has one.
pub(super) type FastResidue521 = Fe<true>;

impl<const FAST: bool> Fe<FAST> {
    /// The same number, whose arithmetic may be done by other code.
    pub(super) const fn retyped<const OTHER: bool>(self) -> Fe<OTHER> {
        Fe(self.0)
    }

    /// Takes a number below the prime from the source text.
    pub(super) const fn from_hex(digits: &str) -> Self {
        Self::split(&from_hex(digits))
    }

    /// A number below 2^521.
    const fn split(number: &Limbs) -> Self {
        let mut limbs = [0; LIMBS];
        let mut i = 0;
        while i < LIMBS {
            let (at, shift) = (BITS * i / 64, BITS * i % 64);
            let above = if at + 1 < LIMBS { number[at + 1] as u128 } else { 0 };
            limbs[i] = low((above << 64 | number[at] as u128) >> shift) & P[i];
            i += 1;
        }
        Self(limbs)
    }

    /// Lets each limb's excess into the next one, of all at once. Limbs below 2^60, and 2^59 for the top one, come out at
    /// most 3 above their mask.
    #[inline(always)]
    fn carried(limbs: [u64; LIMBS]) -> Self {
        // 2^521 = 1
        let mut over = limbs[LIMBS - 1] >> (BITS - 1);
        let mut carried = [0; LIMBS];
        for i in 0..LIMBS {
            carried[i] = (limbs[i] & P[i]) + over;
            over = limbs[i] >> BITS;
        }
        Self(carried)
    }

    /// Makes limbs of columns below 2^121, and 2^120 for the top one.
    #[inline(always)]
    fn from_columns(columns: [u128; LIMBS]) -> Self {
        let (mut limbs, mut carry) = ([0; LIMBS], 0);
        for i in 0..LIMBS {
            // Below 2^121 + 2^64.
            let column = columns[i] + u128::from(carry);
            limbs[i] = low(column) & P[i];
            // Below 2^63 + 2^7, also that of the top limb, which is a bit shorter.
            carry = low(column >> if i == LIMBS - 1 { BITS - 1 } else { BITS });
        }
        // 2^521 = 1. What comes out of the top goes through three limbs: it is below 2^64, then 2^6, then 2.
        let first = limbs[0] + carry;
        let second = limbs[1] + (first >> BITS);
        limbs[0] = first & MASK;
        limbs[1] = second & MASK;
        limbs[2] += second >> BITS;
        Self(limbs)
    }

    #[inline(always)]
    fn kernel() -> Option<Kernel> {
        if FAST { Kernel::of_this_cpu() } else { None }
    }

    #[inline(never)]
    fn multiply_portable(&self, other: &Self) -> Self {
        let (a, b) = (&self.0, &other.0);
        let mut columns = [0; LIMBS];
        unroll!(K => {
            let (mut below, mut above) = (0, 0);
            unroll!(I => {
                if I <= K {
                    below += wide(a[I], b[K.wrapping_sub(I)]);
                } else {
                    above += wide(a[I], b[(K + LIMBS).wrapping_sub(I)]);
                }
            });
            // 2^(9 * 58) = 2. Products are below 2^116 + 2^61; a column has at most seventeen of them, the top one nine.
            columns[K] = below + (above << 1);
        });
        Self::from_columns(columns)
    }

    #[inline(never)]
    fn square_portable(&self) -> Self {
        let a = &self.0;
        let mut columns = [0; LIMBS];
        unroll!(K => {
            let (mut once, mut twice, mut four_times) = (0, 0, 0);
            unroll!(I => {
                let below = K.wrapping_sub(I);
                let above = (K + LIMBS).wrapping_sub(I);
                if I < below && I <= K {
                    twice += wide(a[I], a[below]);
                } else if I == below {
                    once += wide(a[I], a[I]);
                } else if I > K && I < above {
                    four_times += wide(a[I], a[above]);
                } else if I > K && I == above {
                    twice += wide(a[I], a[I]);
                }
            });
            // The products of `multiply_portable`, in one sum.
            columns[K] = once + ((twice + (four_times << 1)) << 1);
        });
        Self::from_columns(columns)
    }
}

#[inline(always)]
fn wide(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

impl<const FAST: bool> Zeroize for Fe<FAST> {
    fn zeroize(&mut self) {
        self.0.zeroize();
    }
}

impl<const FAST: bool> Field for Fe<FAST> {
    const ZERO: Self = Self([0; LIMBS]);
    const ONE: Self = Self([1, 0, 0, 0, 0, 0, 0, 0, 0]);
    const PRIME: Limbs =
        [u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, u64::MAX, 0x1ff];

    fn from_limbs(limbs: &Limbs) -> Option<Self> {
        let (_, is_less) = limbs::sub(limbs, &Self::PRIME);
        is_less.then(|| Self::split(limbs))
    }

    fn to_limbs(self) -> Limbs {
        // Carries go on to the top limb, which has room for them: the number is below 2p.
        let (mut number, mut carry) = ([0; LIMBS], 0);
        for (i, limb) in self.0.into_iter().enumerate() {
            let limb = limb + carry;
            carry = limb >> BITS;
            let (at, shift) = (BITS * i / 64, BITS * i % 64);
            let shifted = u128::from(limb & MASK) << shift;
            number[at] |= low(shifted);
            if at + 1 < LIMBS {
                number[at + 1] |= low(shifted >> 64);
            }
        }
        reduce_once(&number, false, &Self::PRIME)
    }

    #[inline]
    fn add(&self, other: &Self) -> Self {
        let mut sum = [0; LIMBS];
        for i in 0..LIMBS {
            sum[i] = self.0[i] + other.0[i];
        }
        Self::carried(sum)
    }

    #[inline]
    fn sub(&self, other: &Self) -> Self {
        let mut difference = [0; LIMBS];
        for i in 0..LIMBS {
            // 2p keeps each limb from going below zero.
            difference[i] = self.0[i] + 2 * P[i] - other.0[i];
        }
        Self::carried(difference)
    }

    #[inline]
    fn mul(&self, other: &Self) -> Self {
        match Self::kernel() {
            Some(kernel) => Self(kernel.multiply_521(&self.0, &other.0)),
            None => self.multiply_portable(other),
        }
    }

    #[inline]
    fn square(&self) -> Self {
        match Self::kernel() {
            Some(kernel) => Self(kernel.square_521(&self.0)),
            None => self.square_portable(),
        }
    }

    #[inline]
    fn triple(&self) -> Self {
        // 3 (2^58 + 2) is below 2^60.
        Self::carried(self.0.map(|limb| 3 * limb))
    }

    fn invert(&self) -> Self {
        let number = Zeroizing::new(self.to_limbs());
        Self::split(&inversion::invert(&number, &Self::PRIME))
    }

    fn is_zero(&self) -> u64 {
        limbs::is_zero(&self.to_limbs())
    }

    #[inline]
    fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self(limbs::select(mask, &a.0, &b.0))
    }
}
