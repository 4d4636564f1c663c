// SPDX-License-Identifier: MIT
//! Arithmetic modulo a number, and common divisors.

use num_integer::Integer;

use super::Mpi;

impl Mpi {
    /// The number to the power of `exponent`, modulo any number but zero, odd or even.
    ///
    /// Takes time in proportion to the exponent's length and the square of the modulus'. Whoever takes them from outside
    /// bounds them first: at [`Mpi::MAX_BITS`] it would be days.
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// let power = Mpi::from(3_u8).pow_mod(&Mpi::from(200_u8), &Mpi::from(1000_u16));
    /// assert_eq!(power, Some(Mpi::from(1_u8)));
    /// ```
    #[doc(alias = "pow")]
    #[must_use]
    pub fn pow_mod(&self, exponent: &Self, modulus: &Self) -> Option<Self> {
        (!modulus.is_zero()).then(|| Self(self.0.modpow(&exponent.0, &modulus.0)))
    }

    /// What gives 1 when multiplied by the number, modulo `modulus`; `None` if there is no such number, because the two
    /// have a common divisor, or because the modulus is less than 2.
    #[must_use]
    pub fn inverse_mod(&self, modulus: &Self) -> Option<Self> {
        if modulus.bit_length() < 2 {
            return None;
        }
        self.0.modinv(&modulus.0).map(Self)
    }

    /// The greatest common divisor; that of a number and zero is the number.
    #[must_use]
    pub fn gcd(&self, other: &Self) -> Self {
        Self(self.0.gcd(&other.0))
    }

    /// The least common multiple, unless it is too long; that of a number and zero is zero.
    #[must_use]
    pub fn lcm(&self, other: &Self) -> Option<Self> {
        if self.is_zero() || other.is_zero() {
            return Some(Self::ZERO);
        }
        let (quotient, _) = self.checked_div_rem(&self.gcd(other))?;
        quotient.checked_mul(other)
    }

    /// The largest number whose square is not larger.
    #[must_use]
    pub fn sqrt(&self) -> Self {
        Self(self.0.sqrt())
    }
}
