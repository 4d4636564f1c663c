// SPDX-License-Identifier: MIT
//! From a password to a key: PBKDF2 (RFC 8018 appendix A.2) and scrypt (RFC 7914 section 7).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec;
use core::num::NonZeroU32;

use purembed_hash::Algorithm;
use purembed_kdf::{ScryptCost, pbkdf2_hmac, scrypt};
use zeroize::Zeroizing;

use super::{Work, oid};
use crate::InvalidKey;
use crate::encoding::reader::{Reader, tag};
use crate::encoding::writer::{self, Element};

/// A function with its costs; without a salt until there is one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Kdf<S> {
    /// With HMAC-SHA256.
    Pbkdf2 {
        salt: S,
        iterations: NonZeroU32,
    },
    Scrypt {
        salt: S,
        cost: ScryptCost,
    },
}

impl<S> Kdf<S> {
    pub(crate) fn with_salt<T>(self, salt: T) -> Kdf<T> {
        match self {
            Self::Pbkdf2 { iterations, .. } => Kdf::Pbkdf2 { salt, iterations },
            Self::Scrypt { cost, .. } => Kdf::Scrypt { salt, cost },
        }
    }
}

impl Kdf<&[u8]> {
    /// Writes an `AlgorithmIdentifier`.
    pub(super) fn write(&self) -> Element {
        match self {
            Self::Pbkdf2 { salt, iterations } => {
                let prf = oid::of(&oid::PRFS, &Algorithm::SHA256).unwrap_or_default();
                let parameters = writer::sequence(&[
                    &writer::octet_string(salt),
                    &writer::integer(&iterations.get().to_be_bytes()),
                    &writer::sequence(&[&writer::oid(prf), &writer::null()]),
                ]);
                writer::sequence(&[&writer::oid(oid::PBKDF2), &parameters])
            }
            Self::Scrypt { salt, cost } => {
                let n = 1_u64.checked_shl(cost.log_n().into()).unwrap_or(0);
                let parameters = writer::sequence(&[
                    &writer::octet_string(salt),
                    &writer::integer(&n.to_be_bytes()),
                    &writer::integer(&cost.r().to_be_bytes()),
                    &writer::integer(&cost.p().to_be_bytes()),
                ]);
                writer::sequence(&[&writer::oid(oid::SCRYPT), &parameters])
            }
        }
    }
}

/// A function as a file asks for it.
pub(crate) struct Prf<'a> {
    kdf: Kdf<&'a [u8]>,
    /// For PBKDF2.
    digestmod: Algorithm,
    /// The length of the key, if the file says it.
    key_size: Option<usize>,
}

impl<'a> From<Kdf<&'a [u8]>> for Prf<'a> {
    fn from(kdf: Kdf<&'a [u8]>) -> Self {
        Self { kdf, digestmod: Algorithm::SHA256, key_size: None }
    }
}

impl<'a> Prf<'a> {
    /// Reads an `AlgorithmIdentifier`.
    pub(crate) fn read(outer: &mut Reader<'a>) -> Result<Self, InvalidKey> {
        let mut identifier = outer.sequence()?;
        let algorithm = identifier.oid()?;
        if algorithm != oid::PBKDF2 && algorithm != oid::SCRYPT {
            return Err(InvalidKey::UnsupportedEncryption { scheme: "unknown" });
        }
        let mut parameters = identifier.sequence()?;
        identifier.finish()?;
        // RFC 8018 appendix A.2 has a choice here, of which nobody takes the other side.
        let salt = parameters.octet_string()?.bytes();
        let read = if algorithm == oid::PBKDF2 { Self::read_pbkdf2 } else { Self::read_scrypt };
        let prf = read(salt, &mut parameters)?;
        parameters.finish()?;
        Ok(prf)
    }

    fn read_pbkdf2(salt: &'a [u8], parameters: &mut Reader<'a>) -> Result<Self, InvalidKey> {
        let iterations = read_iterations(parameters)?;
        let key_size = read_key_size(parameters)?;
        // The default is HMAC-SHA1.
        let digestmod = if parameters.peek().is_some() { read_prf(parameters)? } else { Algorithm::SHA1 };
        Ok(Self { kdf: Kdf::Pbkdf2 { salt, iterations }, digestmod, key_size })
    }

    fn read_scrypt(salt: &'a [u8], parameters: &mut Reader<'a>) -> Result<Self, InvalidKey> {
        let offset = parameters.offset();
        let [n, r, p] = [parameters.number()?, parameters.number()?, parameters.number()?];
        let key_size = read_key_size(parameters)?;
        // RFC 7914 section 2: N is a power of 2.
        if !n.is_power_of_two() {
            return Err(InvalidKey::Malformed { offset });
        }
        let log_n = u8::try_from(n.trailing_zeros()).map_err(|_| InvalidKey::TooExpensive)?;
        let small = |number: u64| u32::try_from(number).map_err(|_| InvalidKey::TooExpensive);
        let cost = ScryptCost::new(log_n, small(r)?, small(p)?).map_err(|_| InvalidKey::TooExpensive)?;
        Ok(Self { kdf: Kdf::Scrypt { salt, cost }, digestmod: Algorithm::SHA256, key_size })
    }

    pub(crate) fn derive(
        &self,
        password: &[u8],
        key_size: usize,
        work: &mut Work,
    ) -> Result<Zeroizing<vec::Vec<u8>>, InvalidKey> {
        if self.key_size.is_some_and(|asked| asked != key_size) {
            return Err(InvalidKey::UnsupportedEncryption { scheme: "key of another length" });
        }
        let mut key = Zeroizing::new(vec![0; key_size]);
        match self.kdf {
            Kdf::Pbkdf2 { salt, iterations } => {
                work.iterate(iterations, key_size, self.digestmod.digest_size())?;
                pbkdf2_hmac(password, salt, iterations, self.digestmod, &mut key)
                    .map_err(|_| InvalidKey::TooExpensive)?;
            }
            Kdf::Scrypt { salt, cost } => {
                work.scrypt(cost)?;
                scrypt(password, salt, cost, &mut key).map_err(|_| InvalidKey::TooExpensive)?;
            }
        }
        Ok(key)
    }

    /// The length of the key, if the file says it.
    pub(crate) const fn key_size(&self) -> Option<usize> {
        self.key_size
    }
}

/// Reads the `AlgorithmIdentifier` of an HMAC.
pub(crate) fn read_prf(outer: &mut Reader<'_>) -> Result<Algorithm, InvalidKey> {
    let mut identifier = outer.sequence()?;
    let prf = identifier.oid()?;
    // RFC 8018 appendix B.1.2: NULL; some write nothing.
    if identifier.peek().is_some() {
        identifier.null()?;
    }
    identifier.finish()?;
    oid::find(&oid::PRFS, prf).ok_or(InvalidKey::UnsupportedEncryption { scheme: "unknown PRF" })
}

/// Reads a number of iterations.
pub(crate) fn read_iterations(reader: &mut Reader<'_>) -> Result<NonZeroU32, InvalidKey> {
    let offset = reader.offset();
    let iterations = u32::try_from(reader.number()?).map_err(|_| InvalidKey::TooExpensive)?;
    NonZeroU32::new(iterations).ok_or(InvalidKey::Malformed { offset })
}

fn read_key_size(reader: &mut Reader<'_>) -> Result<Option<usize>, InvalidKey> {
    if reader.peek() != Some(tag::INTEGER) {
        return Ok(None);
    }
    usize::try_from(reader.number()?).map(Some).map_err(|_| InvalidKey::TooExpensive)
}
