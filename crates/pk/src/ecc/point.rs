// SPDX-License-Identifier: MIT
//! Points in projective coordinates, x = X/Z and y = Y/Z, in constant time.
//!
//! Additions are the complete ones of Renes, Costello and Batina ("Complete addition formulas for prime order elliptic
//! curves", 2016): right for any two points, also for equal ones and the neutral element, (0 : 1 : 0). Runs of doublings
//! go through Jacobian coordinates, in which they cost less.

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

impl<C: Curve> Point<C> {
    pub(super) const NEUTRAL: Self = Self { x: C::Field::ZERO, y: C::Field::ONE, z: C::Field::ZERO };

    /// Algorithms 4 and 7 of the paper.
    pub(super) fn add(&self, other: &Self) -> Self {
        let (xx, yy, zz) = (self.x.mul(&other.x), self.y.mul(&other.y), self.z.mul(&other.z));
        let xy = self.x.add(&self.y).mul(&other.x.add(&other.y)).sub(&xx.add(&yy));
        let yz = self.y.add(&self.z).mul(&other.y.add(&other.z)).sub(&yy.add(&zz));
        let xz = self.x.add(&self.z).mul(&other.x.add(&other.z)).sub(&xx.add(&zz));
        Self::sum(&Products { xx, yy, zz, xy, yz, xz })
    }

    /// Algorithms 5 and 8 of the paper.
    #[cfg(feature = "std")]
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
            jacobian = jacobian.double();
        }
        let Jacobian { x, y, z } = jacobian;
        Self { x: x.mul(&z), y, z: z.mul(&z.square()) }
    }

    /// `a` where the mask has ones, `b` where it has zeros.
    pub(super) fn select(mask: u64, a: &Self, b: &Self) -> Self {
        Self {
            x: C::Field::select(mask, &a.x, &b.x),
            y: C::Field::select(mask, &a.y, &b.y),
            z: C::Field::select(mask, &a.z, &b.z),
        }
    }

    /// The affine coordinates; zeros for the neutral element.
    pub(super) fn to_affine(self) -> Affine<C> {
        let inverse = self.z.invert();
        Affine { x: self.x.mul(&inverse), y: self.y.mul(&inverse) }
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
