// SPDX-License-Identifier: MIT
//! Points in affine coordinates, x and y, and in projective ones, x = X/Z and y = Y/Z, in constant time.

use zeroize::Zeroize;

use super::curve::{Curve, Equation};
use super::field::Field;
use super::jacobian::Jacobian;

/// A point that is not the neutral element.
pub(super) struct Affine<C: Curve> {
    pub(super) x: C::Field,
    pub(super) y: C::Field,
}

/// A point.
pub(super) struct Point<C: Curve> {
    pub(super) x: C::Field,
    pub(super) y: C::Field,
    pub(super) z: C::Field,
}

impl<C: Curve> Clone for Affine<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Curve> Copy for Affine<C> {}

impl<C: Curve> Clone for Point<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Curve> Copy for Point<C> {}

impl<C: Curve> Zeroize for Affine<C> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
    }
}

impl<C: Curve> Zeroize for Point<C> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
    }
}

impl<C: Curve> Affine<C> {
    /// The base point.
    pub(super) const GENERATOR: Self = Self { x: C::GENERATOR.0, y: C::GENERATOR.1 };

    /// `None` if the point is not on the curve.
    pub(super) fn new(x: C::Field, y: C::Field) -> Option<Self> {
        y.square().equals_vartime(&Self::right_side(&x)).then_some(Self { x, y })
    }

    /// The point with this x-coordinate and a y-coordinate that is odd or even.
    pub(super) fn decompress(x: C::Field, is_odd: bool) -> Option<Self> {
        let y = Self::right_side(&x).sqrt_vartime(C::NON_RESIDUE)?;
        // Odd or even is what the standard's coordinate is.
        let [low, ..] = y.mul(&C::UNSCALE.1).to_limbs();
        Some(Self { x, y: if (low & 1 == 1) == is_odd { y } else { y.negate() } })
    }

    /// x^3 + a x + b
    fn right_side(x: &C::Field) -> C::Field {
        let square = match C::EQUATION {
            Equation::MinusThree => x.square().sub(&C::Field::ONE.triple()),
            Equation::Zero => x.square(),
        };
        square.mul(x).add(&C::B)
    }

    pub(super) fn negate(&self) -> Self {
        Self { x: self.x, y: self.y.negate() }
    }
}

impl<C: Curve> From<&Affine<C>> for Point<C> {
    fn from(affine: &Affine<C>) -> Self {
        Self { x: affine.x, y: affine.y, z: C::Field::ONE }
    }
}

impl<C: Curve> From<&Jacobian<C>> for Point<C> {
    fn from(point: &Jacobian<C>) -> Self {
        let Jacobian { x, y, z } = point;
        Self { x: x.mul(z), y: *y, z: z.mul(&z.square()) }
    }
}

impl<C: Curve> Point<C> {
    /// The affine coordinates; zeros for the neutral element.
    pub(super) fn to_affine(self) -> Affine<C> {
        let inverse = self.z.invert();
        Affine { x: self.x.mul(&inverse), y: self.y.mul(&inverse) }
    }
}
