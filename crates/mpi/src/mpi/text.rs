// SPDX-License-Identifier: MIT
//! Numbers as text: decimal, and hexadecimal after `0x`.

use core::fmt;
use core::str::FromStr;

use num_bigint::BigUint;
use num_traits::Num;

use super::Mpi;
use crate::error::InvalidNumber;

impl Mpi {
    /// Reads hexadecimal digits, without `0x`, of either case.
    ///
    /// # Errors
    ///
    /// [`InvalidNumber`] says what is wrong.
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// assert_eq!(format!("{:x}", Mpi::from_hex("00FfEE")?), "ffee");
    /// # Ok::<(), purembed_mpi::InvalidNumber>(())
    /// ```
    pub fn from_hex(digits: &str) -> Result<Self, InvalidNumber> {
        read(digits, 0, 16)
    }
}

/// Decimal digits, or `0x` and hexadecimal ones. No sign, no space, no underscore.
impl FromStr for Mpi {
    type Err = InvalidNumber;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
            Some(digits) => read(digits, 2, 16),
            None => read(text, 0, 10),
        }
    }
}

/// `offset`: where the digits stand in the text.
fn read(digits: &str, offset: usize, radix: u32) -> Result<Mpi, InvalidNumber> {
    if let Some(wrong) = digits.bytes().position(|digit| !char::from(digit).is_digit(radix)) {
        return Err(InvalidNumber::Digit { offset: offset.saturating_add(wrong) });
    }
    let number = digits.trim_start_matches('0');
    match number {
        "" if digits.is_empty() => return Err(InvalidNumber::Empty),
        "" => return Ok(Mpi::ZERO),
        // Before any work is done: a decimal digit is more than 3 bits.
        _ if number.len() > Mpi::MAX_BITS / 3 => return Err(InvalidNumber::TooLong),
        _ => {}
    }
    let number = BigUint::from_str_radix(number, radix).map_err(|_| InvalidNumber::Digit { offset })?;
    Mpi::checked(number).ok_or(InvalidNumber::TooLong)
}

impl fmt::Display for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mpi({})", self.0)
    }
}

impl fmt::LowerHex for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::LowerHex::fmt(&self.0, f)
    }
}

impl fmt::UpperHex for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::UpperHex::fmt(&self.0, f)
    }
}

impl fmt::Binary for Mpi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Binary::fmt(&self.0, f)
    }
}
