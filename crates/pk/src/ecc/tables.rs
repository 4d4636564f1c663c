// SPDX-License-Identifier: MIT
//! Multiples of a curve's base point, made once per process.

use alloc::boxed::Box;
use alloc::vec::Vec;

use zeroize::{Zeroize, Zeroizing};

use super::base::{odd_multiples, to_affine};
use super::curve::Curve;
use super::jacobian::Jacobian;
use super::limbs::{Limbs, mask_if_equal};
use super::multiply::{Digit, MULTIPLES, WIDTH, digits};
use super::point::{Affine, Point};

/// How many digits share a row of the table: half the memory for five doublings more.
const SHARED: usize = 2;

pub(super) struct Tables<C: Curve> {
    /// In row i: the point times 2^(SHARED WIDTH i), and times 1 to 16.
    rows: Box<[[Affine<C>; MULTIPLES]]>,
    /// The point times 1, 3, ... 63.
    odd: Box<[Affine<C>]>,
}

impl<C: Curve> Tables<C> {
    /// Makes them the first time.
    pub(super) fn get() -> &'static Self {
        C::tables().get_or_init(Self::new)
    }

    fn new() -> Self {
        let mut points = Vec::new();
        let mut base = Jacobian::from(&Affine::GENERATOR);
        for _ in 0..digits(C::ORDER_BITS).div_ceil(SHARED) {
            let (first, mut last) = (base, base);
            points.push(first);
            for _ in 1..MULTIPLES {
                last = last.add_vartime(&first);
                points.push(last);
            }
            base = (0..SHARED * WIDTH).fold(first, |point, _| point.double());
        }
        let rows = to_affine(&points).as_chunks().0.into();
        Self { rows, odd: odd_multiples() }
    }

    /// The base point times a secret number below the order.
    pub(super) fn multiply(&self, number: &Limbs) -> Zeroizing<Point<C>> {
        let mut product = Zeroizing::new(Point::NEUTRAL);
        for shared in (0..SHARED).rev() {
            if shared + 1 != SHARED {
                *product = product.double_times(WIDTH);
            }
            for (i, multiples) in self.rows.iter().enumerate() {
                let digit = Digit::new(number, SHARED * i + shared);
                let mut chosen = digit.choose(multiples);
                // There is no multiple of 0 in the table, whose points are not the neutral element.
                let sum = product.add_affine(&chosen);
                *product = Point::select(mask_if_equal(digit.magnitude, 0), &product, &sum);
                chosen.zeroize();
            }
        }
        product
    }

    /// The point times 1, 3, ... 63.
    pub(super) const fn odd(&self) -> &[Affine<C>] {
        &self.odd
    }
}
