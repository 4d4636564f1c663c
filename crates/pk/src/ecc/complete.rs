// SPDX-License-Identifier: MIT
//! Sums of any two points, in projective coordinates and in constant time.
//!
//! Additions are the complete ones of Renes, Costello and Batina ("Complete addition formulas for prime order elliptic
//! curves", 2016): right for any two points, also for equal ones and the neutral element, (0 : 1 : 0). Runs of doublings
//! go through Jacobian coordinates, in which they cost less.

use super::curve::{Curve, Equation};
use super::field::Field;
use super::jacobian::Jacobian;
use super::point::{Affine, Point};

impl<C: Curve> Point<C> {
    pub(super) const NEUTRAL: Self = Self { x: C::Field::ZERO, y: C::Field::ONE, z: C::Field::ZERO };

    /// Algorithms 4 and 7 of the paper.
    #[cfg(test)]
    pub(super) fn add(&self, other: &Self) -> Self {
        let (xx, yy, zz) = (self.x.mul(&other.x), self.y.mul(&other.y), self.z.mul(&other.z));
        let xy = self.x.add(&self.y).mul(&other.x.add(&other.y)).sub(&xx.add(&yy));
        let yz = self.y.add(&self.z).mul(&other.y.add(&other.z)).sub(&yy.add(&zz));
        let xz = self.x.add(&self.z).mul(&other.x.add(&other.z)).sub(&xx.add(&zz));
        Self::sum(&Products { xx, yy, zz, xy, yz, xz })
    }

    /// Algorithms 5 and 8 of the paper.
    pub(super) fn add_affine(&self, other: &Affine<C>) -> Self {
        let (xx, yy) = (self.x.mul(&other.x), self.y.mul(&other.y));
        let xy = self.x.add(&self.y).mul(&other.x.add(&other.y)).sub(&xx.add(&yy));
        let yz = other.y.mul(&self.z).add(&self.y);
        let xz = other.x.mul(&self.z).add(&self.x);
        Self::sum(&Products { xx, yy, zz: self.z, xy, yz, xz })
    }

    /// What the algorithms for a = -3 and a = 0 end with, once the products are there.
    fn sum(products: &Products<C::Field>) -> Self {
        let Products { xx, yy, zz, xy, yz, xz } = products;
        let (xx3, shift, mixed, difference, sum);
        match C::EQUATION {
            Equation::MinusThree => {
                let zz3 = zz.triple();
                xx3 = xx.triple().sub(&zz3);
                shift = xz.sub(&C::B.mul(zz)).triple();
                mixed = C::B.mul(xz).sub(&zz3).sub(xx).triple();
                (difference, sum) = (yy.sub(&shift), yy.add(&shift));
            }
            Equation::Zero => {
                let b3 = C::B.triple();
                xx3 = xx.triple();
                shift = b3.mul(zz);
                mixed = b3.mul(xz);
                (difference, sum) = (yy.add(&shift), yy.sub(&shift));
            }
        }
        Self {
            x: xy.mul(&sum).sub(&yz.mul(&mixed)),
            y: sum.mul(&difference).add(&xx3.mul(&mixed)),
            z: yz.mul(&difference).add(&xy.mul(&xx3)),
        }
    }

    /// The point times 2^times.
    pub(super) fn double_times(&self, times: usize) -> Self {
        let mut jacobian: Jacobian<C> = Jacobian {
            x: self.x.mul(&self.z),
            // The neutral element has y = 1 there, too.
            y: C::Field::select(self.z.is_zero(), &C::Field::ONE, &self.y.mul(&self.z.square())),
            z: self.z,
        };
        for _ in 0..times {
            jacobian.double_in_place();
        }
        Self::from(&jacobian)
    }

    /// `a` where the mask has ones, `b` where it has zeros.
    pub(super) fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self {
            x: C::Field::select(mask, &a.x, &b.x),
            y: C::Field::select(mask, &a.y, &b.y),
            z: C::Field::select(mask, &a.z, &b.z),
        }
    }
}

/// The products of the coordinates of two points; `xy` is X1 Y2 + X2 Y1, `yz` and `xz` likewise.
struct Products<F> {
    xx: F,
    yy: F,
    zz: F,
    xy: F,
    yz: F,
    xz: F,
}
