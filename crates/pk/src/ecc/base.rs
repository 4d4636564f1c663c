// SPDX-License-Identifier: MIT
//! Multiples of a curve's base point, as affine points.

use alloc::boxed::Box;
use alloc::vec::Vec;

use super::curve::Curve;
use super::field::Field;
use super::jacobian::Jacobian;
use super::point::Affine;

/// The width of digits in the non-adjacent form that the odd multiples are for.
pub(super) const ODD_WIDTH: usize = 7;

/// The base point times 1, 3, ... 63.
pub(super) fn odd_multiples<C: Curve>() -> Box<[Affine<C>]> {
    let base = Jacobian::from(&Affine::GENERATOR);
    let twice = base.double();
    let multiples = core::iter::successors(Some(base), |last| Some(last.add_vartime(&twice)));
    to_affine(&multiples.take(1 << (ODD_WIDTH - 2)).collect::<Vec<_>>())
}

/// With one inversion for all. None is the neutral element.
pub(super) fn to_affine<C: Curve>(points: &[Jacobian<C>]) -> Box<[Affine<C>]> {
    let mut product = C::Field::ONE;
    let before: Vec<_> = points
        .iter()
        .map(|point| {
            let before = product;
            product = product.mul(&point.z);
            before
        })
        .collect();
    let mut inverse = product.invert();
    let mut affine: Vec<_> = points
        .iter()
        .zip(before)
        .rev()
        .map(|(point, before)| {
            let own = inverse.mul(&before);
            inverse = inverse.mul(&point.z);
            let square = own.square();
            Affine { x: point.x.mul(&square), y: point.y.mul(&square.mul(&own)) }
        })
        .collect();
    affine.reverse();
    affine.into()
}
