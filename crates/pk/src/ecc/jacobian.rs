// SPDX-License-Identifier: MIT
//! Points in Jacobian coordinates, x = X/Z^2 and y = Y/Z^3: the fastest doubling, and additions that are as fast but not for
//! all points, or not in constant time.
//!
//! The neutral element has Z = 0. The formulas are dbl-2001-b, dbl-2009-l, add-1998-cmo-2 and its mixed form, of the
//! Explicit-Formulas Database.

use zeroize::Zeroize;

use super::curve::{Curve, Equation};
use super::field::Field;
use super::point::Affine;

/// A point.
pub(super) struct Jacobian<C: Curve> {
    pub(super) x: C::Field,
    pub(super) y: C::Field,
    pub(super) z: C::Field,
}

impl<C: Curve> Clone for Jacobian<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C: Curve> Copy for Jacobian<C> {}

impl<C: Curve> Zeroize for Jacobian<C> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
    }
}

impl<C: Curve> From<&Affine<C>> for Jacobian<C> {
    fn from(affine: &Affine<C>) -> Self {
        Self { x: affine.x, y: affine.y, z: C::Field::ONE }
    }
}

impl<C: Curve> Jacobian<C> {
    pub(super) const NEUTRAL: Self = Self { x: C::Field::ONE, y: C::Field::ONE, z: C::Field::ZERO };

    /// As [`Self::double_in_place`].
    pub(super) fn double(&self) -> Self {
        let mut twice = *self;
        twice.double_in_place();
        twice
    }

    /// Constant time. Right for all points: none has order 2, and of Z = 0 comes Z = 0, with Y other than zero if Y was.
    ///
    /// In place, because runs of doublings would otherwise spend a twentieth of their time on copies.
    pub(super) fn double_in_place(&mut self) {
        let slope = match C::EQUATION {
            Equation::MinusThree => {
                let zz = self.z.square();
                self.x.sub(&zz).mul(&self.x.add(&zz)).triple()
            }
            Equation::Zero => self.x.square().triple(),
        };
        let yy2 = self.y.square().double();
        let xyy4 = self.x.mul(&yy2).double();
        self.z = self.y.mul(&self.z).double();
        self.x = slope.square().sub(&xyy4.double());
        self.y = slope.mul(&xyy4.sub(&self.x)).sub(&yy2.square().double());
    }

    /// The sum with another point. Constant time. Neither is the neutral element, and they are not equal or opposite.
    pub(super) fn add_affine(&self, other: &Affine<C>) -> Self {
        let [left, right] = self.over_own_z(other);
        Self::sum(&left, &right.0.sub(&left.0), &right.1.sub(&left.1), || self.z)
    }

    pub(super) fn add_vartime(&self, other: &Self) -> Self {
        if self.z.is_zero_vartime() {
            return *other;
        }
        if other.z.is_zero_vartime() {
            return *self;
        }
        let (zz, other_zz) = (self.z.square(), other.z.square());
        let left = (self.x.mul(&other_zz), self.y.mul(&other_zz).mul(&other.z));
        let right = (other.x.mul(&zz), other.y.mul(&zz).mul(&self.z));
        self.sum_vartime(&left, &right, || self.z.mul(&other.z))
    }

    pub(super) fn add_affine_vartime(&self, other: &Affine<C>) -> Self {
        if self.z.is_zero_vartime() {
            return other.into();
        }
        let [left, right] = self.over_own_z(other);
        self.sum_vartime(&left, &right, || self.z)
    }

    /// The coordinates of both over this point's Z.
    fn over_own_z(&self, other: &Affine<C>) -> [(C::Field, C::Field); 2] {
        let zz = self.z.square();
        [(self.x, self.y), (other.x.mul(&zz), other.y.mul(&zz.mul(&self.z)))]
    }

    /// The sum, given the coordinates of both over the same Z, which is computed if it is needed.
    fn sum_vartime(
        &self,
        left: &(C::Field, C::Field),
        right: &(C::Field, C::Field),
        z: impl FnOnce() -> C::Field,
    ) -> Self {
        let (run, rise) = (right.0.sub(&left.0), right.1.sub(&left.1));
        if run.is_zero_vartime() {
            return if rise.is_zero_vartime() { self.double() } else { Self::NEUTRAL };
        }
        Self::sum(left, &run, &rise, z)
    }

    /// The sum, given the difference of the coordinates; that of the x-coordinates, `run`, is not zero.
    fn sum(
        left: &(C::Field, C::Field),
        run: &C::Field,
        rise: &C::Field,
        z: impl FnOnce() -> C::Field,
    ) -> Self {
        let square = run.square();
        let cube = square.mul(run);
        let start = left.0.mul(&square);
        let x = rise.square().sub(&cube).sub(&start.double());
        let y = rise.mul(&start.sub(&x)).sub(&left.1.mul(&cube));
        Self { x, y, z: z().mul(run) }
    }

    /// `a` where the mask has ones, `b` where it has zeros.
    pub(super) fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self {
            x: C::Field::select(mask, &a.x, &b.x),
            y: C::Field::select(mask, &a.y, &b.y),
            z: C::Field::select(mask, &a.z, &b.z),
        }
    }

    pub(super) fn negate(&self) -> Self {
        Self { x: self.x, y: self.y.negate(), z: self.z }
    }
}
