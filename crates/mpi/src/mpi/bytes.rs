// SPDX-License-Identifier: MIT
//! Numbers as bytes, in both orders.

use alloc::vec::Vec;

use num_bigint::BigUint;

use super::Mpi;
use crate::error::Overflow;

impl Mpi {
    /// Reads a number, its highest byte first. Nothing is zero, and zeros in front do not count.
    ///
    /// # Errors
    ///
    /// [`Overflow`] beyond [`Mpi::MAX_BITS`].
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// assert_eq!(Mpi::from_be_bytes(&[0, 1, 2])?, 258_u32);
    /// # Ok::<(), purembed_mpi::Overflow>(())
    /// ```
    #[doc(alias = "from_bytes")]
    pub fn from_be_bytes(bytes: &[u8]) -> Result<Self, Overflow> {
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        let digits = bytes.get(zeros..).unwrap_or_default();
        if digits.len() > Self::MAX_BITS / 8 {
            return Err(Overflow);
        }
        Ok(Self(BigUint::from_bytes_be(digits)))
    }

    /// Reads a number, its lowest byte first.
    ///
    /// # Errors
    ///
    /// [`Overflow`] beyond [`Mpi::MAX_BITS`].
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// assert_eq!(Mpi::from_le_bytes(&[1, 2])?, 513_u32);
    /// # Ok::<(), purembed_mpi::Overflow>(())
    /// ```
    #[doc(alias = "from_bytes")]
    pub fn from_le_bytes(bytes: &[u8]) -> Result<Self, Overflow> {
        let zeros = bytes.iter().rev().take_while(|byte| **byte == 0).count();
        let digits = bytes.get(..bytes.len() - zeros).unwrap_or_default();
        if digits.len() > Self::MAX_BITS / 8 {
            return Err(Overflow);
        }
        Ok(Self(BigUint::from_bytes_le(digits)))
    }

    /// Fills `out` with the number, its highest byte last; zeros in front.
    ///
    /// # Errors
    ///
    /// [`Overflow`] if it does not fit; `out` is untouched then.
    #[doc(alias = "to_bytes")]
    pub fn write_be_bytes(&self, out: &mut [u8]) -> Result<(), Overflow> {
        let bytes = self.to_be_bytes();
        let (zeros, number) = out.split_at_mut(out.len().checked_sub(bytes.len()).ok_or(Overflow)?);
        zeros.fill(0);
        number.copy_from_slice(&bytes);
        Ok(())
    }

    /// Fills `out` with the number, its lowest byte first; zeros behind.
    ///
    /// # Errors
    ///
    /// [`Overflow`] if it does not fit; `out` is untouched then.
    #[doc(alias = "to_bytes")]
    pub fn write_le_bytes(&self, out: &mut [u8]) -> Result<(), Overflow> {
        self.write_be_bytes(out)?;
        out.reverse();
        Ok(())
    }

    /// The number, its highest byte first, without zeros in front; nothing for zero.
    #[must_use]
    pub fn to_be_bytes(&self) -> Vec<u8> {
        if self.is_zero() { Vec::new() } else { self.0.to_bytes_be() }
    }

    /// The number, its lowest byte first, without zeros behind; nothing for zero.
    #[must_use]
    pub fn to_le_bytes(&self) -> Vec<u8> {
        if self.is_zero() { Vec::new() } else { self.0.to_bytes_le() }
    }
}
