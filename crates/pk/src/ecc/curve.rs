// SPDX-License-Identifier: MIT
//! What makes a curve: its fields, its equation, its base point.

#[cfg(feature = "std")]
use std::sync::OnceLock;

use super::field::{Field, Scalar};
#[cfg(feature = "std")]
use super::tables::Tables;

/// A curve y^2 = x^3 + a x + b of prime order over a prime field.
pub(super) trait Curve: Sized + 'static {
    type Field: Field;
    type Scalar: Scalar;

    /// The length of a coordinate in octets.
    const COORDINATE: usize;
    /// The length of the order in bits.
    const ORDER_BITS: usize;
    const EQUATION: Equation;
    const B: Self::Field;
    /// The base point.
    const GENERATOR: (Self::Field, Self::Field);
    /// What the standard's coordinates are multiplied with: Z^2 and Z^3 for curves that we compute with as their twists.
    const SCALE: (Self::Field, Self::Field) = (Self::Field::ONE, Self::Field::ONE);
    /// The inverses of [`Self::SCALE`].
    const UNSCALE: (Self::Field, Self::Field) = (Self::Field::ONE, Self::Field::ONE);
    /// A small number that is no square in the field.
    const NON_RESIDUE: u8;

    /// Multiples of the base point.
    #[cfg(feature = "std")]
    fn tables() -> &'static OnceLock<Tables<Self>>;
}

/// Which number is a.
pub(super) enum Equation {
    MinusThree,
    Zero,
}
