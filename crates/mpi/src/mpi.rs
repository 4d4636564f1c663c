// SPDX-License-Identifier: MIT
//! The number.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

mod bits;
mod bytes;
mod modular;
mod ops;
pub(crate) mod primes;
#[cfg(test)]
mod tests;
mod text;

/// An unsigned integer of at most [`Mpi::MAX_BITS`] bits. **For public values**: operations take as long as their
/// numbers are large, and nothing is wiped.
///
/// Arithmetic with operators works on values and references, and panics like that of the built-in numbers: below zero,
/// by zero, and beyond [`Mpi::MAX_BITS`]. What comes from outside goes through the `checked_` forms.
///
/// # Examples
///
/// ```
/// use purembed_mpi::Mpi;
///
/// let a: Mpi = "1000000000000000000000".parse()?;
/// let b = Mpi::from(7_u32);
/// assert_eq!((&a * &b + 1_u32).to_string(), "7000000000000000000001");
/// assert_eq!(b.checked_sub(&a), None);
/// assert_eq!(a.pow_mod(&b, &Mpi::from(1_000_003_u32)), Some(Mpi::from(194_933_u32)));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MPI")]
#[derive(Clone, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Mpi(BigUint);

impl Mpi {
    /// Zero.
    pub const ZERO: Self = Self(BigUint::ZERO);
    /// One.
    pub const ONE: Self = Self(BigUint::ONE);

    /// The most bits that a number can have: 640,000, the 10,000 limbs of Mbed TLS.
    #[doc(alias = "MBEDTLS_MPI_MAX_LIMBS")]
    pub const MAX_BITS: usize = 640_000;

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// The number as a `u64`, if it is that small.
    #[doc(alias = "__int__")]
    #[must_use]
    pub fn to_u64(&self) -> Option<u64> {
        self.0.to_u64()
    }

    /// The number as a `u128`, if it is that small.
    #[must_use]
    pub fn to_u128(&self) -> Option<u128> {
        self.0.to_u128()
    }

    /// Only what is not too long.
    fn checked(number: BigUint) -> Option<Self> {
        (number.bits() <= Self::MAX_BITS as u64).then_some(Self(number))
    }
}

macro_rules! from {
    ($($type:ty)*) => {$(
        impl From<$type> for Mpi {
            fn from(number: $type) -> Self {
                Self(number.into())
            }
        }

        impl PartialEq<$type> for Mpi {
            fn eq(&self, other: &$type) -> bool {
                self.to_u128() == Some(u128::from(*other))
            }
        }

        impl PartialOrd<$type> for Mpi {
            fn partial_cmp(&self, other: &$type) -> Option<core::cmp::Ordering> {
                Some(self.0.cmp(&BigUint::from(*other)))
            }
        }
    )*};
}

from! { u8 u16 u32 u64 u128 }
