// SPDX-License-Identifier: MIT
//! C's integers, with the facade's names. They have a sign, which the facade's have not.
//!
//! ```
//! use purembed_parity::mpi::Mpi;
//!
//! let p: Mpi = "0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff".parse()?;
//! let inverse = Mpi::from(3_u8).inverse_mod(&p).ok_or("not coprime")?;
//! assert_eq!(inverse.checked_mul(&Mpi::from(3_u8)).ok_or("too long")?.modulo(&p)?, Mpi::from(1_u8));
//! assert!(p.is_prime()?);
//! assert!(Mpi::from(2_u8).checked_sub(&p).ok_or("too long")?.is_negative());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use core::cmp::Ordering;
use core::ffi::c_int;
use core::fmt;
use core::str::FromStr;

use mbedtls_sys as sys;

use crate::c;
pub use crate::error::Error;
/// C refused the text.
pub use crate::error::Error as InvalidNumber;
/// C's number for what does not fit.
pub use crate::error::Error as Overflow;
/// C made no prime.
pub use crate::error::Error as PrimeError;

/// Rounds of Miller and Rabin when nobody says how many, as the facade has for numbers from outside.
const ROUNDS: c_int = 64;

/// A signed integer of at most 640,000 bits.
#[derive(Clone)]
pub struct Mpi(c::Mpi);

impl Mpi {
    /// Of what belongs to a key.
    pub(crate) const fn new(number: c::Mpi) -> Self {
        Self(number)
    }

    /// For functions of C.
    pub(crate) const fn raw(&self) -> &c::Mpi {
        &self.0
    }

    /// A number with a sign.
    #[must_use]
    pub fn from_int(number: i64) -> Self {
        Self(c::Mpi::from_int(number))
    }

    /// Reads a number, its highest byte first.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_be_bytes(bytes: &[u8]) -> Result<Self, Error> {
        c::Mpi::from_be_bytes(bytes).map(Self)
    }

    /// Reads a number, its lowest byte first.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_le_bytes(bytes: &[u8]) -> Result<Self, Error> {
        c::Mpi::from_le_bytes(bytes).map(Self)
    }

    /// Fills `out` with the number without its sign, its highest byte last.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn write_be_bytes(&self, out: &mut [u8]) -> Result<(), Error> {
        self.0.write_be_bytes(out)
    }

    /// Fills `out` with the number without its sign, its lowest byte first.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn write_le_bytes(&self, out: &mut [u8]) -> Result<(), Error> {
        self.0.write_le_bytes(out)
    }

    /// The number without its sign, its highest byte first, without zeros in front.
    #[must_use]
    pub fn to_be_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.byte_length()];
        // There is room.
        self.0.write_be_bytes(&mut bytes).map_or_else(|_| Vec::new(), |()| bytes)
    }

    /// The number without its sign, its lowest byte first, without zeros behind.
    #[must_use]
    pub fn to_le_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![0; self.byte_length()];
        // There is room.
        self.0.write_le_bytes(&mut bytes).map_or_else(|_| Vec::new(), |()| bytes)
    }

    /// Reads hexadecimal digits, without `0x`, of either case.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn from_hex(digits: &str) -> Result<Self, Error> {
        Self::from_text(digits, 16)
    }

    /// Reads digits to any base from 2 to 16.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number; that for a wrong digit where there is a zero byte.
    pub fn from_text(digits: &str, radix: i32) -> Result<Self, Error> {
        let read = c::Mpi::from_text(digits, radix);
        read.unwrap_or(Err(Error::new(sys::ERR_MPI_INVALID_CHARACTER))).map(Self)
    }

    /// The digits of the number to any base from 2 to 16; to 16 in pairs, and none for zero as it is made.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn to_text(&self, radix: i32) -> Result<String, Error> {
        self.0.to_text(radix)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        self.bit_length() == 0
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    /// Whether it is even.
    #[must_use]
    pub fn is_even(&self) -> bool {
        !self.bit(0)
    }

    /// How many bits the number has.
    #[must_use]
    pub fn bit_length(&self) -> usize {
        self.0.bit_length()
    }

    /// How many bytes the number has.
    #[must_use]
    pub fn byte_length(&self) -> usize {
        self.0.byte_length()
    }

    /// The bit that stands for 2 to the power of `index`.
    #[must_use]
    pub fn bit(&self, index: usize) -> bool {
        self.0.bit(index)
    }

    /// Sets the bit that stands for 2 to the power of `index`. Says whether it can be.
    #[must_use]
    pub fn set_bit(&mut self, index: usize, value: bool) -> bool {
        self.0.set_bit(index, value).is_ok()
    }

    /// How many zeros are at the lower end; `None` for zero, of which C says 0.
    #[must_use]
    pub fn trailing_zeros(&self) -> Option<usize> {
        (!self.is_zero()).then(|| self.0.trailing_zeros())
    }

    /// The sum.
    #[must_use]
    pub fn checked_add(&self, other: &Self) -> Option<Self> {
        self.0.add(&other.0).ok().map(Self)
    }

    /// The difference, which may be below zero.
    #[must_use]
    pub fn checked_sub(&self, other: &Self) -> Option<Self> {
        self.0.sub(&other.0).ok().map(Self)
    }

    /// The product.
    #[must_use]
    pub fn checked_mul(&self, other: &Self) -> Option<Self> {
        self.0.mul(&other.0).ok().map(Self)
    }

    /// Quotient and remainder, unless the divisor is zero.
    #[must_use]
    pub fn checked_div_rem(&self, divisor: &Self) -> Option<(Self, Self)> {
        self.div_rem(divisor).ok()
    }

    /// Quotient and remainder.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn div_rem(&self, divisor: &Self) -> Result<(Self, Self), Error> {
        self.0.div_rem(&divisor.0).map(|(quotient, rest)| (Self(quotient), Self(rest)))
    }

    /// What remains, not below zero.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn modulo(&self, modulus: &Self) -> Result<Self, Error> {
        self.0.modulo(&modulus.0).map(Self)
    }

    /// The number times 2 to the power of `bits`, unless that is too long.
    #[must_use]
    pub fn checked_shl(&self, bits: usize) -> Option<Self> {
        self.0.clone().shl(bits).ok().map(Self)
    }

    /// The number to the power of `exponent`; `None` for all that C refuses, even moduli among it.
    #[must_use]
    pub fn pow_mod(&self, exponent: &Self, modulus: &Self) -> Option<Self> {
        self.exp_mod(exponent, modulus).ok()
    }

    /// The number to the power of `exponent`.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn exp_mod(&self, exponent: &Self, modulus: &Self) -> Result<Self, Error> {
        self.0.pow_mod(&exponent.0, &modulus.0).map(Self)
    }

    /// What gives 1 when multiplied by the number.
    #[must_use]
    pub fn inverse_mod(&self, modulus: &Self) -> Option<Self> {
        self.0.inverse_mod(&modulus.0).ok().map(Self)
    }

    /// The greatest common divisor.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        // Fails only without memory; then it is no divisor.
        self.0.gcd(&other.0).map_or_else(|_| Self::from_int(0), Self)
    }

    /// Whether the number is a prime, for all that C knows after 64 rounds.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn is_prime(&self) -> Result<bool, Error> {
        self.0.is_prime(ROUNDS)
    }

    /// A new prime of exactly so many bits, from 3 on.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn prime(bits: usize) -> Result<Self, Error> {
        c::Mpi::prime(bits, 0).map(Self)
    }

    /// A new prime whose half, rounded down, is one too.
    ///
    /// # Errors
    ///
    /// [`Error`] with C's number.
    pub fn safe_prime(bits: usize) -> Result<Self, Error> {
        c::Mpi::prime(bits, 1).map(Self)
    }
}

impl core::ops::Shr<usize> for &Mpi {
    type Output = Mpi;

    fn shr(self, bits: usize) -> Mpi {
        Mpi(self.0.clone().shr(bits))
    }
}

impl core::ops::Shr<usize> for Mpi {
    type Output = Self;

    fn shr(self, bits: usize) -> Self {
        Self(self.0.shr(bits))
    }
}

macro_rules! from {
    ($($type:ty)*) => {$(
        impl From<$type> for Mpi {
            fn from(number: $type) -> Self {
                // Four limbs at most.
                Self::from_be_bytes(&number.to_be_bytes()).unwrap_or_else(|_| Self::from_int(0))
            }
        }
    )*};
}

from! { u8 u16 u32 u64 u128 }

impl FromStr for Mpi {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => Self::from_text(digits, 16),
            None => Self::from_text(text, 10),
        }
    }
}

impl fmt::Display for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_text(10).map_err(|_| fmt::Error)?)
    }
}

impl fmt::LowerHex for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.to_text(16).map_err(|_| fmt::Error)?.to_lowercase())
    }
}

impl fmt::Debug for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mpi({self})")
    }
}

impl PartialEq for Mpi {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Mpi {}

impl PartialOrd for Mpi {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Mpi {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.compare(&other.0)
    }
}
