// SPDX-License-Identifier: MIT
//! What points and signatures need of a prime field.

use zeroize::Zeroize;

use super::limbs::Limbs;

/// A number modulo a prime. Everything is constant time but where the name says otherwise.
pub(super) trait Field: Copy + Zeroize + Send + Sync + 'static {
    const ZERO: Self;
    const ONE: Self;
    /// The prime.
    const PRIME: Limbs;

    /// Takes a number below the prime; `None` for others, which time tells.
    fn from_limbs(limbs: &Limbs) -> Option<Self>;

    /// The number below the prime.
    fn to_limbs(self) -> Limbs;

    fn add(&self, other: &Self) -> Self;

    fn sub(&self, other: &Self) -> Self;

    fn mul(&self, other: &Self) -> Self;

    fn square(&self) -> Self;

    /// All ones for zero, otherwise zeros.
    fn is_zero(&self) -> u64;

    /// `a` where the mask has ones, `b` where it has zeros.
    fn select(mask: u64, a: &Self, b: &Self) -> Self;

    fn double(&self) -> Self {
        self.add(self)
    }

    fn triple(&self) -> Self {
        self.double().add(self)
    }

    fn negate(&self) -> Self {
        Self::ZERO.sub(self)
    }

    fn is_zero_vartime(&self) -> bool {
        self.is_zero() != 0
    }

    fn equals_vartime(&self, other: &Self) -> bool {
        self.sub(other).is_zero_vartime()
    }

    /// The inverse; zero for zero.
    fn invert(&self) -> Self;

    /// Raises to a power, four bits at a time.
    fn power_vartime(&self, exponent: &Limbs) -> Self {
        let mut powers = [Self::ONE; 16];
        for i in 1..16 {
            powers[i] = powers[i - 1].mul(self);
        }
        let digits =
            exponent.iter().rev().flat_map(|limb| (0..16).rev().map(move |at| limb >> (4 * at) & 15));
        let mut digits =
            digits.filter_map(|digit| usize::try_from(digit).ok()).skip_while(|&digit| digit == 0);
        let first = digits.next().map_or(Self::ONE, |digit| powers[digit]);
        digits.fold(first, |power, digit| {
            let power = power.square().square().square().square();
            if digit == 0 { power } else { power.mul(&powers[digit]) }
        })
    }

    /// A square root, if there is one: Tonelli and Shanks, for public numbers. The non-residue is a small one.
    fn sqrt_vartime(&self, non_residue: u8) -> Option<Self> {
        // p - 1 = 2^two_power odd
        let two_power = (1..64 * Self::PRIME.len()).find(|at| Self::PRIME[at / 64] >> (at % 64) & 1 == 1)?;
        let half = shifted(&Self::PRIME, two_power + 1);
        // With odd = 2 half + 1: root = a^(half + 1), and rest = a^odd; root^2 = a rest.
        let power = self.power_vartime(&half);
        let mut root = power.mul(self);
        let mut rest = power.mul(&root);
        let mut order = two_power;
        let mut step = (0..non_residue).fold(Self::ZERO, |sum, _| sum.add(&Self::ONE));
        let power = step.power_vartime(&half);
        step = power.square().mul(&step);
        // `step` has the order 2^two_power; that of `rest` is smaller, and shrinks.
        while !rest.equals_vartime(&Self::ONE) {
            let mut square = rest;
            let smaller = (0..order).find(|_| {
                let is_one = square.equals_vartime(&Self::ONE);
                square = square.square();
                is_one
            })?;
            let factor = (smaller + 1..order).fold(step, |factor, _| factor.square());
            order = smaller;
            step = factor.square();
            rest = rest.mul(&step);
            root = root.mul(&factor);
        }
        root.square().equals_vartime(self).then_some(root)
    }
}

/// A field of scalars.
pub(super) trait Scalar: Field {
    /// The residue of a number below twice the prime.
    fn reduce(limbs: &Limbs) -> Self;
}

/// A number without its lowest bits.
fn shifted(limbs: &Limbs, by: usize) -> Limbs {
    let bit = |at: usize| limbs.get(at / 64).map_or(0, |limb| limb >> (at % 64) & 1);
    core::array::from_fn(|i| (0..64).fold(0, |limb, at| limb | bit(64 * i + at + by) << at))
}

#[cfg(test)]
mod tests;
