// SPDX-License-Identifier: MIT
//! Multiples of points: by secret numbers in constant time, by public ones as fast as it goes.

use zeroize::{Zeroize as _, Zeroizing};

use super::base;
use super::curve::Curve;
use super::field::Field;
use super::jacobian::Jacobian;
use super::limbs::{self, LIMBS, Limbs, mask_if_equal};
use super::point::{Affine, Point};
#[cfg(feature = "std")]
use super::tables;
use crate::naf;

/// The bits of a digit of a secret number, which is from -16 to 16.
pub(super) const WIDTH: usize = 5;

/// The multiples that digits call for.
pub(super) const MULTIPLES: usize = 1 << (WIDTH - 1);

/// The width of digits of public numbers that another's point is multiplied with.
const PUBLIC_WIDTH: usize = 5;

/// The digits of public numbers: one more than bits, because a digit may be negative.
const PUBLIC_DIGITS: usize = 64 * LIMBS + 1;

/// How many digits a number of so many bits has.
pub(super) const fn digits(bits: usize) -> usize {
    bits / WIDTH + 1
}

/// A digit of a secret number.
#[derive(Clone, Copy)]
pub(super) struct Digit {
    /// From 0 to 16.
    pub(super) magnitude: u64,
    /// All ones or zeros.
    pub(super) negative: u64,
}

impl Digit {
    /// Booth's recoding: the bits of the window, the lowest but one for itself, the highest for its negative; and the
    /// highest of the window below. The digits times powers of 32 add up to the number.
    pub(super) fn new(number: &Limbs, index: usize) -> Self {
        let bit = |at: usize| number.get(at / 64).map_or(0, |limb| limb >> (at % 64) & 1);
        let below = (WIDTH * index).checked_sub(1).map_or(0, bit);
        let window = (0..WIDTH).fold(below, |window, i| window + (bit(WIDTH * index + i) << i));
        let negative = bit(WIDTH * index + WIDTH - 1).wrapping_neg();
        // window - 32 for a negative digit.
        let magnitude = (window.wrapping_sub(negative & 1 << WIDTH) ^ negative).wrapping_sub(negative);
        Self { magnitude, negative }
    }

    /// The digit times a point, given its multiples from 1 to 16, which are read as a whole; for 0, that of 1.
    pub(super) fn choose<C: Curve>(self, multiples: &[Affine<C>; MULTIPLES]) -> Affine<C> {
        let mut chosen = multiples[0];
        for (i, multiple) in (1..).zip(multiples) {
            let mask = mask_if_equal(i, self.magnitude);
            chosen.x = C::Field::select(mask, &multiple.x, &chosen.x);
            chosen.y = C::Field::select(mask, &multiple.y, &chosen.y);
        }
        chosen.y = C::Field::select(self.negative, &chosen.y.negate(), &chosen.y);
        chosen
    }
}

/// A point times a secret number k below the order n.
///
/// If k is more than half of n, n - k is taken, and the result negated. The sum after the digit of index i is the point times
/// s, which is k / 32^i rounded to one of its neighbours. So before the digit d of the next index, it is the point times
/// 32 s, for an s from 0 to (n / 2 + 17) / 32. Unless s = 0, 32 s + d and 32 s - d are from 16 to n - 1: the addition is
/// never one of equal or opposite points. s = 0 as long as no digit was other than 0.
pub(super) fn multiply<C: Curve>(point: &Affine<C>, number: &Limbs) -> Zeroizing<Point<C>> {
    let (number, negative) = halved::<C>(number);
    let multiples = multiples_vartime(point);
    let mut product = Zeroizing::new(Jacobian::NEUTRAL);
    let mut is_neutral = u64::MAX;
    for index in (0..digits(C::ORDER_BITS)).rev() {
        for _ in 0..WIDTH {
            product.double_in_place();
        }
        let digit = Digit::new(&number, index);
        let is_zero = mask_if_equal(digit.magnitude, 0);
        let mut chosen = digit.choose(&multiples);
        let sum = Jacobian::select(is_neutral, &Jacobian::from(&chosen), &product.add_affine(&chosen));
        *product = Jacobian::select(is_zero, &product, &sum);
        is_neutral &= is_zero;
        chosen.zeroize();
    }
    product.y = C::Field::select(negative, &product.y.negate(), &product.y);
    Zeroizing::new(Point::from(&*product))
}

/// The number or its negative modulo the order, whichever is not more than half of that; and all ones if it is the negative,
/// otherwise zeros.
fn halved<C: Curve>(number: &Limbs) -> (Zeroizing<Limbs>, u64) {
    let negated = Zeroizing::new(limbs::sub(&C::Scalar::PRIME, number).0);
    let (_, is_less) = limbs::sub(&negated, number);
    let is_less = limbs::mask(is_less);
    (Zeroizing::new(limbs::select(is_less, &negated, number)), is_less)
}

/// The point, which is public, times 1 to 16.
fn multiples_vartime<C: Curve>(point: &Affine<C>) -> [Affine<C>; MULTIPLES] {
    let mut multiples = [Jacobian::from(point); MULTIPLES];
    for i in 1..MULTIPLES {
        multiples[i] = match i % 2 {
            0 => multiples[i - 1].add_affine_vartime(point),
            _ => multiples[i / 2].double(),
        };
    }
    let affine = base::to_affine(&multiples);
    core::array::from_fn(|i| affine[i])
}

/// The base point times a secret number below the order.
#[cfg(not(feature = "std"))]
pub(super) fn multiply_generator<C: Curve>(number: &Limbs) -> Zeroizing<Point<C>> {
    multiply(&Affine::GENERATOR, number)
}

/// The base point times a secret number below the order.
#[cfg(feature = "std")]
pub(super) fn multiply_generator<C: Curve>(number: &Limbs) -> Zeroizing<Point<C>> {
    tables::Tables::get().multiply(number)
}

/// The base point times a number, and another point times a number; all of them public, numbers below the order.
pub(super) fn combination_vartime<C: Curve>(
    base_factor: &Limbs,
    point_factor: &Limbs,
    point: &Affine<C>,
) -> Jacobian<C> {
    #[cfg(feature = "std")]
    let base_multiples = tables::Tables::<C>::get().odd();
    #[cfg(not(feature = "std"))]
    let base_multiples = &*base::odd_multiples::<C>();
    let point = Jacobian::from(point);
    let twice = point.double();
    let mut multiples = [point; 1 << (PUBLIC_WIDTH - 2)];
    for i in 1..multiples.len() {
        multiples[i] = multiples[i - 1].add_vartime(&twice);
    }
    let base_digits = public_digits(base_factor, base::ODD_WIDTH);
    let point_digits = public_digits(point_factor, PUBLIC_WIDTH);
    let mut sum = Jacobian::NEUTRAL;
    let digits = base_digits.into_iter().zip(point_digits).rev();
    for (base_digit, point_digit) in digits.skip_while(|&both| both == (0, 0)) {
        sum.double_in_place();
        if let Some(multiple) = multiples.get(usize::from(point_digit.unsigned_abs() / 2))
            && point_digit != 0
        {
            sum = sum.add_vartime(&if point_digit < 0 { multiple.negate() } else { *multiple });
        }
        if let Some(multiple) = base_multiples.get(usize::from(base_digit.unsigned_abs() / 2))
            && base_digit != 0
        {
            sum = sum.add_affine_vartime(&if base_digit < 0 { multiple.negate() } else { *multiple });
        }
    }
    sum
}

fn public_digits(number: &Limbs, width: usize) -> [i8; PUBLIC_DIGITS] {
    let mut bytes = [0; 8 * LIMBS];
    for (eight, limb) in bytes.chunks_exact_mut(8).zip(number) {
        eight.copy_from_slice(&limb.to_le_bytes());
    }
    naf::digits_vartime(&bytes, width)
}

#[cfg(test)]
mod tests;
