// SPDX-License-Identifier: MIT
//! Multiples of points: by secret numbers in constant time, by public ones as fast as it goes.

use zeroize::{Zeroize as _, Zeroizing};

use super::base;
use super::curve::Curve;
use super::field::Field;
use super::jacobian::Jacobian;
use super::limbs::{LIMBS, Limbs, mask_if_equal};
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
}

/// A point times a secret number below the order.
pub(super) fn multiply<C: Curve>(point: &Affine<C>, number: &Limbs) -> Zeroizing<Point<C>> {
    let point = Point::from(point);
    let mut multiples = [point; MULTIPLES];
    for i in 1..MULTIPLES {
        multiples[i] = multiples[i - 1].add(&point);
    }
    let mut product = Zeroizing::new(Point::NEUTRAL);
    for index in (0..digits(C::ORDER_BITS)).rev() {
        let digit = Digit::new(number, index);
        let mut chosen = Point::NEUTRAL;
        for (i, multiple) in (1..).zip(&multiples) {
            chosen = Point::select(mask_if_equal(i, digit.magnitude), multiple, &chosen);
        }
        chosen.y = C::Field::select(digit.negative, &chosen.y.negate(), &chosen.y);
        *product = product.double_times(WIDTH).add(&chosen);
        chosen.zeroize();
    }
    product
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
        sum = sum.double();
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
