// SPDX-License-Identifier: MIT
//! Primes: whether a number is one, and new ones (FIPS 186-5, appendices A.1 and B.3).
//!
//! A composite number passes one round of Miller and Rabin with a random base in at most one of four cases, whoever
//! chose the number; of numbers chosen at random by far fewer do. That is the difference between [`Rounds::ANY`] and
//! what a new prime is put through. A test by Lucas sequences comes on top: no number is known that passes both.

use core::num::NonZeroU32;

use crypto_bigint::{BoxedUint, Resize};
use crypto_primes::Flavor;
use crypto_primes::fips::{FipsOptions, is_prime};
use crypto_primes::hazmat::{SetBits, SmallFactorsSieveFactory};
use num_bigint::BigUint;
use purembed_core::random::CryptoRng;

use super::Mpi;
use crate::error::PrimeError;

/// How many rounds of Miller and Rabin a number is put through.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Rounds(usize);

impl Rounds {
    /// 64 rounds: one in 2¹²⁸ composite numbers passes, even of those that were made to pass. For numbers from outside.
    pub const ANY: Self = Self(64);

    /// So many.
    #[must_use]
    pub const fn new(rounds: NonZeroU32) -> Self {
        Self(rounds.get() as usize)
    }

    /// What FIPS 186-5 asks for with a number chosen at random (table B.1 and its formula), so that one in 2¹²⁸
    /// numbers that pass is composite; never fewer than 4.
    #[must_use]
    pub fn random(bits: usize) -> Self {
        let bits = u32::try_from(bits).unwrap_or(u32::MAX);
        match crypto_primes::hazmat::minimum_mr_iterations(bits, 128) {
            Some(rounds) => Self(rounds.clamp(4, 64)),
            None => Self::ANY,
        }
    }

    const fn options(self) -> FipsOptions {
        FipsOptions::with_mr_iterations(self.0).with_lucas_test().with_trial_division_test()
    }
}

impl Mpi {
    /// The most bits of a prime that is made here: 16,384.
    pub const MAX_PRIME_BITS: usize = 16_384;

    /// Whether the number is a prime, for all that is known: 64 rounds of Miller and Rabin with random bases, and a test
    /// by Lucas.
    ///
    /// # Errors
    ///
    /// [`PrimeError::Random`] if there are no random bytes; [`PrimeError::BitLength`] for numbers of more than
    /// [`Mpi::MAX_PRIME_BITS`], which would take hours.
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// let mersenne = (Mpi::ONE << 127) - 1_u8;
    /// assert!(mersenne.is_prime()?);
    /// assert!(!(&mersenne * &mersenne).is_prime()?);
    /// # Ok::<(), purembed_mpi::PrimeError>(())
    /// ```
    #[cfg(feature = "os-rng")]
    pub fn is_prime(&self) -> Result<bool, PrimeError> {
        if self.bit_length() > Self::MAX_PRIME_BITS {
            return Err(PrimeError::BitLength { bits: self.bit_length() });
        }
        Ok(self.is_prime_with_rng(Rounds::ANY, &mut purembed_core::random::generator()?))
    }

    /// Whether the number is a prime, for all that is known: so many rounds with bases from `rng`, and a test by Lucas.
    ///
    /// Takes eight times as long for twice the bits, without a limit but that of [`Mpi`]: look at the length beforehand.
    #[must_use]
    pub fn is_prime_with_rng(&self, rounds: Rounds, rng: &mut dyn CryptoRng) -> bool {
        is_prime(rng, Flavor::Any, &self.to_boxed(), rounds.options())
    }

    /// Whether the number and half of it, rounded down, are primes.
    #[must_use]
    pub fn is_safe_prime_with_rng(&self, rounds: Rounds, rng: &mut dyn CryptoRng) -> bool {
        is_prime(rng, Flavor::Safe, &self.to_boxed(), rounds.options())
    }

    /// A new prime of exactly so many bits, from 2 to [`Mpi::MAX_PRIME_BITS`].
    ///
    /// # Errors
    ///
    /// [`PrimeError::BitLength`], [`PrimeError::Random`].
    ///
    /// ```
    /// # use purembed_mpi::Mpi;
    /// let prime = Mpi::prime(256)?;
    /// assert!(prime.is_prime()? && prime.bit_length() == 256);
    /// # Ok::<(), purembed_mpi::PrimeError>(())
    /// ```
    #[cfg(feature = "os-rng")]
    pub fn prime(bits: usize) -> Result<Self, PrimeError> {
        Self::prime_with_rng(bits, &mut purembed_core::random::generator()?, &mut |_| {})
    }

    /// A new prime of exactly so many bits. `progress` is told, before each, how many candidates were looked at.
    ///
    /// # Errors
    ///
    /// [`PrimeError::BitLength`].
    pub fn prime_with_rng(
        bits: usize,
        rng: &mut dyn CryptoRng,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, PrimeError> {
        search(Flavor::Any, bits, rng, progress)
    }

    /// A new safe prime of exactly so many bits, from 3 on: one whose half, rounded down, is a prime, too. Takes long:
    /// minutes for 2048 bits.
    ///
    /// # Errors
    ///
    /// [`PrimeError::BitLength`], [`PrimeError::Random`].
    #[cfg(feature = "os-rng")]
    pub fn safe_prime(bits: usize) -> Result<Self, PrimeError> {
        Self::safe_prime_with_rng(bits, &mut purembed_core::random::generator()?, &mut |_| {})
    }

    /// A new safe prime of exactly so many bits. `progress` is told, before each, how many candidates were looked at.
    ///
    /// # Errors
    ///
    /// [`PrimeError::BitLength`].
    pub fn safe_prime_with_rng(
        bits: usize,
        rng: &mut dyn CryptoRng,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, PrimeError> {
        search(Flavor::Safe, bits, rng, progress)
    }

    fn to_boxed(&self) -> BoxedUint {
        let bytes = self.to_be_bytes();
        let precision = u32::try_from(bytes.len().max(8) * 8).unwrap_or(u32::MAX);
        // Only more bytes than bits are an error.
        BoxedUint::from_be_slice(&bytes, precision).unwrap_or_else(|_| BoxedUint::zero()).resize(precision)
    }
}

fn search(
    flavor: Flavor,
    bits: usize,
    rng: &mut dyn CryptoRng,
    progress: &mut dyn FnMut(u64),
) -> Result<Mpi, PrimeError> {
    let least = match flavor {
        Flavor::Any => 2,
        Flavor::Safe => 3,
    };
    let refused = PrimeError::BitLength { bits };
    if !(least..=Mpi::MAX_PRIME_BITS).contains(&bits) {
        return Err(refused);
    }
    let length = u32::try_from(bits).map_err(|_| refused)?;
    let sieve =
        SmallFactorsSieveFactory::<BoxedUint>::new(flavor, length, SetBits::Msb).map_err(|_| refused)?;
    let (seen, progress) = (core::cell::Cell::new(0), core::cell::RefCell::new(progress));
    let rounds = Rounds::random(bits);
    let found = crypto_primes::sieve_and_find(rng, sieve, |rng, candidate| {
        if let Ok(mut progress) = progress.try_borrow_mut() {
            progress(seen.get());
        }
        seen.set(seen.get() + 1);
        is_prime(rng, flavor, candidate, rounds.options())
    });
    match found {
        Ok(Some(prime)) => Ok(Mpi(BigUint::from_bytes_be(&prime.to_be_bytes()))),
        Ok(None) | Err(_) => Err(refused),
    }
}
