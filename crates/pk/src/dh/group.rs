// SPDX-License-Identifier: MIT
//! Groups: a prime and a generator.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::str::FromStr;

use purembed_core::random::CryptoRng;
use purembed_mpi::{Mpi, Rounds};

use super::number::strip;
#[cfg(feature = "os-rng")]
use crate::Error;
use crate::InvalidKey;

/// The group of a Diffie-Hellman key exchange: a prime number p and a generator, which is taken to powers modulo p.
///
/// ```
/// use purembed_pk::DhGroup;
///
/// let group: DhGroup = "ffdhe3072".parse()?;
/// assert_eq!(group, DhGroup::FFDHE3072);
/// assert_eq!((group.bits(), group.key_size()), (3072, 384));
/// # Ok::<(), purembed_pk::UnknownDhGroup>(())
/// ```
#[derive(Clone)]
pub struct DhGroup(Source);

#[derive(Clone)]
enum Source {
    Named(&'static Named),
    Own(Arc<Own>),
}

/// A safe prime of whole bytes, with the generator 2 of the squares.
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) modulus: &'static [u8],
    pub(super) exponent_bits: usize,
}

/// Big-endian, without leading zeros.
struct Own {
    modulus: Box<[u8]>,
    generator: Box<[u8]>,
}

/// Rounds of Miller and Rabin with random bases, before a test by Lucas: a number made to pass the former does in one of
/// 2⁶⁴ tries, and none is known that passes both.
const ROUNDS: core::num::NonZeroU32 = core::num::NonZeroU32::MIN.saturating_add(31);

impl DhGroup {
    /// The fewest bits of a modulus that are taken without asking: 2048.
    pub const MINIMUM_BITS: usize = 2048;
    /// The most bits of a modulus: 8192.
    pub const MAX_BITS: usize = 8192;

    pub(super) const fn named(row: &'static Named) -> Self {
        Self(Source::Named(row))
    }

    /// Takes a group of one's own, of 2048 to 8192 bits. The ones that have names are better: they were looked at by many,
    /// and are several times as fast, as all is known about their subgroups.
    ///
    /// Tests whether the modulus is a prime, which takes a fraction of a second for 2048 bits and seconds for 8192: keep
    /// the group, copies share it.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidKey`] with [`InvalidKey::TooSmall`], [`InvalidKey::TooLarge`], or [`InvalidKey::Inconsistent`] if
    /// the modulus is no prime, or the generator not from 2 to the modulus less 2; [`Error::Random`].
    #[cfg(feature = "os-rng")]
    #[doc(alias = "DHServer")]
    pub fn new(modulus: &Mpi, generator: &Mpi) -> Result<Self, Error> {
        let mut rng = purembed_core::random::generator()?;
        Ok(Self::new_with_rng(modulus, generator, &mut rng)?)
    }

    /// Takes a group of one's own, with random bases for the test of the modulus from `rng`.
    ///
    /// # Errors
    ///
    /// As [`DhGroup::new`].
    pub fn new_with_rng(modulus: &Mpi, generator: &Mpi, rng: &mut dyn CryptoRng) -> Result<Self, InvalidKey> {
        if modulus.bit_length() < Self::MINIMUM_BITS {
            return Err(InvalidKey::TooSmall);
        }
        Self::dangerous_new_any_size_with_rng(modulus, generator, rng)
    }

    /// Takes a group of one's own that may be small: as small as 5, of which everyone finds the private keys.
    ///
    /// # Danger
    ///
    /// Up to 1024 bits, private keys were found by research; what it takes can be done once for all keys of a group.
    ///
    /// # Errors
    ///
    /// As [`DhGroup::new`], save that only a modulus of less than 5 is too small.
    #[cfg(feature = "os-rng")]
    pub fn dangerous_new_any_size(modulus: &Mpi, generator: &Mpi) -> Result<Self, Error> {
        let mut rng = purembed_core::random::generator()?;
        Ok(Self::dangerous_new_any_size_with_rng(modulus, generator, &mut rng)?)
    }

    /// Takes a group of one's own that may be small, with random bases for the test of the modulus from `rng`.
    ///
    /// # Danger
    ///
    /// As [`DhGroup::dangerous_new_any_size`].
    ///
    /// # Errors
    ///
    /// As [`DhGroup::new`], save that only a modulus of less than 5 is too small.
    pub fn dangerous_new_any_size_with_rng(
        modulus: &Mpi,
        generator: &Mpi,
        rng: &mut dyn CryptoRng,
    ) -> Result<Self, InvalidKey> {
        let group = Self::from_numbers(&modulus.to_be_bytes(), &generator.to_be_bytes(), 0)?;
        let good = group.name().is_some() || modulus.is_prime_with_rng(Rounds::new(ROUNDS), rng);
        if good { Ok(group) } else { Err(InvalidKey::Inconsistent) }
    }

    /// Takes a group from a peer, after cheap tests: whether the modulus is a prime is left open.
    pub(super) fn from_numbers(modulus: &[u8], generator: &[u8], minimum: usize) -> Result<Self, InvalidKey> {
        let (modulus, generator) = (strip(modulus), strip(generator));
        let bits = bits(modulus);
        if bits > Self::MAX_BITS {
            return Err(InvalidKey::TooLarge);
        }
        if bits < minimum || bits < 3 {
            return Err(InvalidKey::TooSmall);
        }
        for group in Self::available() {
            if group.modulus_bytes() == modulus && group.generator_bytes() == generator {
                return Ok(group.clone());
            }
        }
        let is_odd = modulus.last().is_some_and(|last| last & 1 == 1);
        let group = Self(Source::Own(Arc::new(Own { modulus: modulus.into(), generator: generator.into() })));
        if is_odd && group.is_in_range(generator) { Ok(group) } else { Err(InvalidKey::Inconsistent) }
    }

    /// The name, in lower case, of a group that has one.
    #[must_use]
    pub fn name(&self) -> Option<&'static str> {
        match &self.0 {
            Source::Named(named) => Some(named.name),
            Source::Own(_) => None,
        }
    }

    /// The prime.
    #[must_use]
    pub fn modulus(&self) -> Mpi {
        Mpi::from_be_bytes(self.modulus_bytes()).unwrap_or(Mpi::ZERO)
    }

    /// The generator.
    #[must_use]
    pub fn generator(&self) -> Mpi {
        Mpi::from_be_bytes(self.generator_bytes()).unwrap_or(Mpi::ZERO)
    }

    /// The modulus' length in bits.
    #[must_use]
    pub fn bits(&self) -> usize {
        bits(self.modulus_bytes())
    }

    /// The modulus' length in bytes, which is that of a shared secret.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.modulus_bytes().len()
    }

    /// Big-endian, without leading zeros.
    pub(super) fn modulus_bytes(&self) -> &[u8] {
        match &self.0 {
            Source::Named(named) => named.modulus,
            Source::Own(own) => &own.modulus,
        }
    }

    /// Big-endian, without leading zeros.
    pub(super) fn generator_bytes(&self) -> &[u8] {
        match &self.0 {
            Source::Named(_) => &[2],
            Source::Own(own) => &own.generator,
        }
    }

    /// The bits of a private key: fewer than the modulus' only where the order of the generator is known to be a prime.
    pub(super) fn exponent_bits(&self) -> usize {
        match &self.0 {
            Source::Named(named) => named.exponent_bits,
            Source::Own(_) => self.bits(),
        }
    }

    /// SP 800-56A section 5.6.2.3.2, RFC 7919 section 5.1: from 2 to the modulus less 2. The number is public and has no
    /// leading zeros.
    pub(super) fn is_in_range(&self, number: &[u8]) -> bool {
        let modulus = self.modulus_bytes();
        // The modulus is odd: less 1 means another last byte.
        let (Some((last, rest)), Some((modulus_last, modulus_rest))) =
            (number.split_last(), modulus.split_last())
        else {
            return false;
        };
        let below = (number.len(), rest, *last) < (modulus.len(), modulus_rest, modulus_last & !1);
        below && number != [1]
    }

    /// A peer's public value, without leading zeros.
    pub(super) fn check_public<'a>(&self, value: &'a [u8]) -> Result<&'a [u8], InvalidKey> {
        if value.len() > self.key_size() {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        let value = strip(value);
        if self.is_in_range(value) { Ok(value) } else { Err(InvalidKey::PublicKeyInvalid) }
    }
}

/// The length of a number without leading zeros.
fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |first| first.leading_zeros() as usize);
    number.len().saturating_mul(8).saturating_sub(leading)
}

impl PartialEq for DhGroup {
    fn eq(&self, other: &Self) -> bool {
        self.modulus_bytes() == other.modulus_bytes() && self.generator_bytes() == other.generator_bytes()
    }
}

impl Eq for DhGroup {}

impl core::hash::Hash for DhGroup {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.modulus_bytes().hash(state);
        self.generator_bytes().hash(state);
    }
}

impl fmt::Debug for DhGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "DhGroup({name})"),
            None => write!(f, "DhGroup({} bits)", self.bits()),
        }
    }
}

impl FromStr for DhGroup {
    type Err = UnknownDhGroup;

    fn from_str(name: &str) -> Result<Self, UnknownDhGroup> {
        Self::available().iter().find(|group| group.name() == Some(name)).cloned().ok_or(UnknownDhGroup)
    }
}

/// No Diffie-Hellman group of this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownDhGroup;

impl fmt::Display for UnknownDhGroup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no Diffie-Hellman group of this name")
    }
}

impl core::error::Error for UnknownDhGroup {}
