// SPDX-License-Identifier: MIT
//! Curve448 and its Edwards form, "Goldilocks" (RFC 7748 section 4.2): what X448 and Ed448 are made of.
//!
//! # Security
//!
//! What works with secrets takes the same time for all of them: no branch and no address depends on them, tables are
//! read as a whole, and the formulas for points have no exceptions. Functions for public values alone end in `_vartime`.

mod field;
mod point;
mod scalar;
mod x448;

pub(crate) use self::point::Point;
pub(crate) use self::scalar::Scalar;
pub(crate) use self::x448::{BASE, x448};
