// SPDX-License-Identifier: MIT
//! Points of edwards448: x^2 + y^2 = 1 + d x^2 y^2 with d = -39081 (RFC 8032 section 5.2).
//!
//! The number d is no square, so the formulas of RFC 8032 section 5.2.4 hold for any two points.

use subtle::{Choice, ConditionallySelectable, ConstantTimeEq as _};
use zeroize::{Zeroize, Zeroizing};

use super::field::{self, Fe};
use super::scalar::Scalar;
use crate::naf;

/// The length of an encoded point in bytes.
const SIZE: usize = field::SIZE + 1;

/// The width of the digits of public numbers, in non-adjacent form.
const NAF_WIDTH: usize = 5;

/// -d
const MINUS_D: u32 = 39081;

/// A point in projective coordinates: x = X / Z, y = Y / Z.
#[derive(Clone, Copy)]
pub(crate) struct Point {
    x: Fe,
    y: Fe,
    z: Fe,
}

/// A point with Z = 1, to be added to others.
#[cfg(feature = "std")]
#[derive(Clone, Copy)]
struct Affine {
    x: Fe,
    y: Fe,
}

impl Point {
    const IDENTITY: Self = Self { x: Fe::ZERO, y: Fe::ONE, z: Fe::ONE };

    /// The base point.
    pub(crate) const BASE: Self = Self {
        x: Fe::from_limbs([
            0x26_a82b_c70c_c05e,
            0x80_e18b_0093_8e26,
            0xf7_2ab6_6511_433b,
            0xa3_d3a4_6412_ae1a,
            0x0f_1767_ea6d_e324,
            0x36_da9e_1465_7047,
            0xed_221d_15a6_22bf,
            0x4f_1970_c66b_ed0d,
        ]),
        y: Fe::from_limbs([
            0x08_795b_f230_fa14,
            0x13_2c4e_d7c8_ad98,
            0x1c_e67c_39c4_fdbd,
            0x05_a0c2_d73a_d3ff,
            0xa3_9840_8778_9c1e,
            0xc7_624b_ea73_736c,
            0x24_8876_2037_56c9,
            0x69_3f46_716e_b6bc,
        ]),
        z: Fe::ONE,
    };

    /// Decodes a point (RFC 8032 section 5.2.3), strictly: y below p, and no sign for x = 0. For public values.
    pub(crate) fn decode_vartime(bytes: &[u8; SIZE]) -> Option<Self> {
        let [encoded @ .., last] = bytes;
        let (sign, rest) = (last >> 7, last & 0x7f);
        let y = Fe::from_bytes(encoded);
        if rest != 0 || y.to_bytes() != *encoded {
            return None;
        }
        // x^2 = (y^2 - 1) / (d y^2 - 1) = (1 - y^2) / (1 - d y^2)
        let yy = y.square();
        let x = Fe::sqrt_ratio_vartime(&Fe::ONE.sub(&yy), &Fe::ONE.add(&yy.mul_small(MINUS_D)))?;
        if x.is_zero_vartime() && sign == 1 {
            return None;
        }
        let x = if x.low_bit() == sign { x } else { x.neg() };
        Some(Self { x, y, z: Fe::ONE })
    }

    /// Encodes the point (RFC 8032 section 5.2.2).
    pub(crate) fn encode(&self) -> [u8; SIZE] {
        let inverse = self.z.invert();
        let (x, y) = (self.x.mul(&inverse), self.y.mul(&inverse));
        let mut bytes = [0; SIZE];
        for (to, from) in bytes.iter_mut().zip(y.to_bytes()) {
            *to = from;
        }
        bytes[SIZE - 1] = x.low_bit() << 7;
        bytes
    }

    fn add(&self, other: &Self) -> Self {
        self.add_with(&self.z.mul(&other.z), &other.x, &other.y)
    }

    #[cfg(feature = "std")]
    fn add_affine(&self, other: &Affine) -> Self {
        self.add_with(&self.z, &other.x, &other.y)
    }

    /// RFC 8032 section 5.2.4, where A is the product of both Z.
    fn add_with(&self, a: &Fe, x: &Fe, y: &Fe) -> Self {
        let b = a.square();
        let c = self.x.mul(x);
        let d = self.y.mul(y);
        // Minus E.
        let e = c.mul(&d).mul_small(MINUS_D);
        let (f, g) = (b.add(&e), b.sub(&e));
        let h = self.x.add(&self.y).mul(&x.add(y));
        let cross = h.sub(&c.add(&d));
        Self { x: a.mul(&f).mul(&cross), y: a.mul(&g).mul(&d.sub(&c)), z: f.mul(&g) }
    }

    /// RFC 8032 section 5.2.4.
    fn double(&self) -> Self {
        let b = self.x.add(&self.y).square();
        let c = self.x.square();
        let d = self.y.square();
        let e = c.add(&d);
        let h = self.z.square();
        let j = e.sub(&h.add(&h));
        Self { x: b.sub(&e).mul(&j), y: e.mul(&c.sub(&d)), z: e.mul(&j) }
    }

    /// The point times -1.
    pub(crate) fn neg(&self) -> Self {
        self.negated()
    }

    /// The same point with Z = 1.
    pub(crate) fn normalized(&self) -> Self {
        let inverse = self.z.invert();
        Self { x: self.x.mul(&inverse), y: self.y.mul(&inverse), z: Fe::ONE }
    }

    fn double_times(&self, times: usize) -> Self {
        (0..times).fold(*self, |point, _| point.double())
    }

    /// Whether 4 times the point is the neutral element.
    pub(crate) fn is_small_order_vartime(&self) -> bool {
        let four = self.double_times(2);
        four.x.is_zero_vartime() && four.y.sub(&four.z).is_zero_vartime()
    }

    /// The multiple of the base point by a secret number.
    pub(crate) fn mul_base(scalar: &Scalar) -> Self {
        #[cfg(feature = "std")]
        return base::mul(scalar);
        #[cfg(not(feature = "std"))]
        Self::BASE.mul(scalar)
    }

    /// A multiple by a secret number, without a table that is kept.
    #[cfg(any(not(feature = "std"), test))]
    fn mul(&self, scalar: &Scalar) -> Self {
        let multiples = self.first_multiples();
        let mut product = Zeroizing::new(Self::IDENTITY);
        for &digit in scalar.digits().iter().rev() {
            *product = product.double_times(4);
            *product = product.add(&select(&multiples, &Self::IDENTITY, digit));
        }
        *product
    }

    /// The point times 1 to 8.
    fn first_multiples(&self) -> [Self; 8] {
        let mut multiples = [*self; 8];
        for i in 1..8 {
            multiples[i] = multiples[i - 1].add(self);
        }
        multiples
    }

    /// a times the base point and b times another. For public values.
    pub(crate) fn mul_base_and_vartime(a: &Scalar, other: &Self, b: &Scalar) -> Self {
        let terms = [(Self::BASE, a), (*other, b)].map(|(point, scalar)| {
            (point.odd_multiples(), naf::digits_vartime::<448>(&scalar.to_bytes(), NAF_WIDTH))
        });
        let mut sum = Self::IDENTITY;
        for at in (0..448).rev() {
            sum = sum.double();
            for (multiples, digits) in &terms {
                let digit = digits[at];
                if digit != 0 {
                    let multiple = &multiples[usize::from(digit.unsigned_abs() / 2)];
                    sum = sum.add(&if digit < 0 { multiple.negated() } else { *multiple });
                }
            }
        }
        sum
    }

    /// The point times 1, 3, 5, ...
    fn odd_multiples(&self) -> [Self; 1 << (NAF_WIDTH - 2)] {
        let double = self.double();
        let mut multiples = [*self; 1 << (NAF_WIDTH - 2)];
        for i in 1..multiples.len() {
            multiples[i] = multiples[i - 1].add(&double);
        }
        multiples
    }
}

/// What a table has entries of.
trait Entry: ConditionallySelectable {
    fn negated(&self) -> Self;
}

impl Entry for Point {
    fn negated(&self) -> Self {
        Self { x: self.x.neg(), ..*self }
    }
}

#[cfg(feature = "std")]
impl Entry for Affine {
    fn negated(&self) -> Self {
        Self { x: self.x.neg(), y: self.y }
    }
}

/// The multiple by a secret digit from -8 to 8, given those by 1 to 8. Reads all of them.
fn select<T: Entry>(multiples: &[T; 8], identity: &T, digit: i8) -> T {
    let mut selected = *identity;
    for (multiple, number) in multiples.iter().zip(1_u8..) {
        selected.conditional_assign(multiple, number.ct_eq(&digit.unsigned_abs()));
    }
    let negative = Choice::from(digit.cast_unsigned() >> 7);
    selected.conditional_assign(&selected.negated(), negative);
    selected
}

impl ConditionallySelectable for Point {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = |a, b| Fe::conditional_select(a, b, choice);
        Self { x: select(&a.x, &b.x), y: select(&a.y, &b.y), z: select(&a.z, &b.z) }
    }
}

#[cfg(feature = "std")]
impl ConditionallySelectable for Affine {
    fn conditional_select(a: &Self, b: &Self, choice: Choice) -> Self {
        let select = |a, b| Fe::conditional_select(a, b, choice);
        Self { x: select(&a.x, &b.x), y: select(&a.y, &b.y) }
    }
}

impl Zeroize for Point {
    fn zeroize(&mut self) {
        for coordinate in [&mut self.x, &mut self.y, &mut self.z] {
            coordinate.zeroize();
        }
    }
}

/// Multiples of the base point by way of a table that is made once.
#[cfg(feature = "std")]
mod base {
    use alloc::vec::Vec;
    use std::sync::LazyLock;

    use super::{Affine, Fe, Point, Scalar, Zeroizing, select};

    /// Digits that share a row of the table: more of them, and the table is smaller and the doublings are more.
    const STEP: usize = 8;
    const ROWS: usize = 112 / STEP;

    type Row = [Affine; 8];

    /// Row i holds 1 to 8 times 16^(STEP i) times the base point, 14 KiB in all.
    static TABLE: LazyLock<Vec<Row>> = LazyLock::new(|| {
        let mut first = Point::BASE;
        let mut rows = Vec::with_capacity(ROWS);
        for _ in 0..ROWS {
            rows.push(normalized(&first.first_multiples()));
            first = first.double_times(4 * STEP);
        }
        rows
    });

    const IDENTITY: Affine = Affine { x: Fe::ZERO, y: Fe::ONE };

    pub(super) fn mul(scalar: &Scalar) -> Point {
        let digits = scalar.digits();
        let mut sum = Zeroizing::new(Point::IDENTITY);
        for offset in (0..STEP).rev() {
            if offset != STEP - 1 {
                *sum = sum.double_times(4);
            }
            for (row, &digit) in TABLE.iter().zip(digits.iter().skip(offset).step_by(STEP)) {
                *sum = sum.add_affine(&select(row, &IDENTITY, digit));
            }
        }
        *sum
    }

    fn normalized(points: &[Point; 8]) -> Row {
        points.map(|point| {
            let Point { x, y, .. } = point.normalized();
            Affine { x, y }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random() -> Scalar {
        let mut bytes = [0; 114];
        purembed_core::random::fill(&mut bytes).expect("randomness");
        Scalar::from_wide(&bytes)
    }

    fn on_curve(point: &Point) -> bool {
        Point::decode_vartime(&point.encode()).is_some()
    }

    #[test]
    fn every_way_to_multiply_gives_the_same() {
        let one = Scalar::from_wide(&[1]);
        let edges = [Scalar::ZERO, one, one.neg(), Scalar::from_wide(&[8]), Scalar::from_wide(&[0x88; 55])];
        for scalar in edges.into_iter().chain((0..10).map(|_| random())) {
            let expected = Point::BASE.mul(&scalar);
            assert!(on_curve(&expected));
            assert_eq!(Point::mul_base(&scalar).encode(), expected.encode());
            let other = Point::mul_base(&random());
            let sum = Point::mul_base_and_vartime(&scalar, &other, &Scalar::ZERO);
            assert_eq!(sum.encode(), expected.encode());
            let sum = Point::mul_base_and_vartime(&Scalar::ZERO, &Point::BASE, &scalar);
            assert_eq!(sum.encode(), expected.encode());
            let b = random();
            let sum = Point::mul_base_and_vartime(&scalar, &other, &b);
            assert_eq!(sum.encode(), expected.add(&other.mul(&b)).encode());
        }
    }

    #[test]
    fn the_base_point_has_the_order() {
        let minus_one = Point::mul_base(&Scalar::from_wide(&[1]).neg());
        assert_eq!(minus_one.encode(), Point::BASE.negated().encode());
        assert_eq!(minus_one.add(&Point::BASE).encode(), Point::IDENTITY.encode());
    }

    #[test]
    fn formulas_have_no_exceptions() {
        let point = Point::mul_base(&random());
        assert_eq!(point.add(&point).encode(), point.double().encode());
        assert_eq!(point.add(&point.negated()).encode(), Point::IDENTITY.encode());
        assert_eq!(point.add(&Point::IDENTITY).encode(), point.encode());
        assert_eq!(Point::IDENTITY.double().encode(), Point::IDENTITY.encode());
    }

    /// (0, 1), (0, -1), (1, 0), (-1, 0)
    #[test]
    fn points_of_small_order_are_known() {
        let points =
            [(Fe::ZERO, Fe::ONE), (Fe::ZERO, Fe::ONE.neg()), (Fe::ONE, Fe::ZERO), (Fe::ONE.neg(), Fe::ZERO)];
        for (x, y) in points {
            let point = Point { x, y, z: Fe::ONE };
            assert!(on_curve(&point) && point.is_small_order_vartime());
            assert!(!point.add(&Point::BASE).is_small_order_vartime());
        }
        assert!(!Point::BASE.is_small_order_vartime());
    }

    #[test]
    fn only_canonical_encodings_are_decoded() {
        let good = Point::BASE.encode();
        for bit in 0..7 {
            let mut bad = good;
            bad[56] |= 1 << bit;
            assert!(Point::decode_vartime(&bad).is_none());
        }
        // (0, 1) and (0, -1) with a sign, and y = p + 1.
        for y in [Fe::ONE, Fe::ONE.neg()] {
            let mut bytes = [0; SIZE];
            bytes[..56].copy_from_slice(&y.to_bytes());
            assert!(Point::decode_vartime(&bytes).is_some());
            bytes[56] = 0x80;
            assert!(Point::decode_vartime(&bytes).is_none());
        }
        let mut bytes = [0xff; SIZE];
        (bytes[28], bytes[56]) = (0xff, 0);
        assert!(Point::decode_vartime(&bytes).is_none());
        // p + 1: 2^448 - 2^224
        bytes[..28].fill(0);
        assert!(Point::decode_vartime(&bytes).is_none());
    }
}
