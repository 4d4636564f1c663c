// SPDX-License-Identifier: MIT
//! What can go wrong: a text that is no number, a number that is too long.

use core::fmt;

use purembed_core::random::RngError;

/// The number does not fit: into the buffer that it is to be written to, or into [`Mpi::MAX_BITS`](crate::Mpi::MAX_BITS).
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Overflow;

impl fmt::Display for Overflow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number is too long")
    }
}

impl core::error::Error for Overflow {}

/// The text is not a number.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidNumber {
    /// There are no digits.
    Empty,
    /// Something else than a digit, or a sign: there are no negative numbers.
    Digit {
        /// Where, in bytes from the beginning.
        offset: usize,
    },
    /// The number has more than [`Mpi::MAX_BITS`](crate::Mpi::MAX_BITS) bits.
    TooLong,
}

impl fmt::Display for InvalidNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("a number needs digits"),
            Self::Digit { offset } => write!(f, "not a digit of an unsigned number at byte {offset}"),
            Self::TooLong => f.write_str("the number is too long"),
        }
    }
}

impl core::error::Error for InvalidNumber {}

/// No prime was found.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum PrimeError {
    /// There is no such prime of that few bits, or it would take too long to find one of that many.
    BitLength {
        /// The number of bits that was asked for.
        bits: usize,
    },
    /// There are no random bytes.
    Random(RngError),
}

impl fmt::Display for PrimeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BitLength { bits } => write!(f, "primes of {bits} bits are neither made nor tested here"),
            Self::Random(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for PrimeError {}

impl From<RngError> for PrimeError {
    fn from(error: RngError) -> Self {
        Self::Random(error)
    }
}
