// SPDX-License-Identifier: MIT
//! PKCS#1: `RSAPrivateKey` and `RSAPublicKey` (RFC 8017 appendix A.1).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::reader::Reader;
use super::writer::{Element, integer, sequence};
use crate::InvalidKey;

/// The numbers of a private key, big-endian, without leading zeros when read.
pub(crate) struct PrivateNumbers<'a> {
    pub(crate) public: PublicNumbers<'a>,
    /// d
    pub(crate) private_exponent: &'a [u8],
    /// p
    pub(crate) prime1: &'a [u8],
    /// q
    pub(crate) prime2: &'a [u8],
    /// d mod (p - 1)
    pub(crate) exponent1: &'a [u8],
    /// d mod (q - 1)
    pub(crate) exponent2: &'a [u8],
    /// 1/q mod p
    pub(crate) coefficient: &'a [u8],
}

/// The numbers of a public key, big-endian, without leading zeros when read.
#[derive(Clone, Copy)]
pub(crate) struct PublicNumbers<'a> {
    /// n
    pub(crate) modulus: &'a [u8],
    /// e
    pub(crate) exponent: &'a [u8],
}

impl<'a> PrivateNumbers<'a> {
    /// Reads an `RSAPrivateKey`.
    pub(crate) fn read(mut outer: Reader<'a>) -> Result<Self, InvalidKey> {
        let mut key = outer.sequence()?;
        outer.finish()?;
        // 0 for two primes; 1 for more, which nobody writes.
        if key.version()? != 0 {
            return Err(InvalidKey::UnsupportedVersion);
        }
        let numbers = Self {
            public: PublicNumbers { modulus: key.unsigned()?, exponent: key.unsigned()? },
            private_exponent: key.unsigned()?,
            prime1: key.unsigned()?,
            prime2: key.unsigned()?,
            exponent1: key.unsigned()?,
            exponent2: key.unsigned()?,
            coefficient: key.unsigned()?,
        };
        key.finish()?;
        Ok(numbers)
    }

    /// Writes an `RSAPrivateKey`.
    pub(crate) fn write(&self) -> Element {
        sequence(&[
            &integer(&[0]),
            &integer(self.public.modulus),
            &integer(self.public.exponent),
            &integer(self.private_exponent),
            &integer(self.prime1),
            &integer(self.prime2),
            &integer(self.exponent1),
            &integer(self.exponent2),
            &integer(self.coefficient),
        ])
    }
}

impl<'a> PublicNumbers<'a> {
    /// Reads an `RSAPublicKey`.
    pub(crate) fn read(mut outer: Reader<'a>) -> Result<Self, InvalidKey> {
        let mut key = outer.sequence()?;
        outer.finish()?;
        let numbers = Self { modulus: key.unsigned()?, exponent: key.unsigned()? };
        key.finish()?;
        Ok(numbers)
    }

    /// Writes an `RSAPublicKey`.
    pub(crate) fn write(&self) -> Element {
        sequence(&[&integer(self.modulus), &integer(self.exponent)])
    }
}
