// SPDX-License-Identifier: MIT
//! RSA public keys.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_hash::Algorithm;

#[cfg(graviola)]
use super::graviola;
use super::{Scheme, portable};
use crate::encoding::pkcs1::PublicNumbers;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{InvalidKey, InvalidSignature, PublicKey};

/// The shortest modulus in bits: below, factoring is a hobby.
const MIN_BITS: usize = 1024;
/// The longest modulus in bits, so that no key makes a verifier work for long.
const MAX_BITS: usize = 8192;
/// The longest public exponent in bits, for the same reason; the largest that is in use.
const MAX_EXPONENT_BITS: usize = 33;

/// An RSA public key of 1024 to 8192 bits.
///
/// Copies share the key and what was computed to verify with it.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::RsaPublicKey;
/// # use purembed_pk::Rsa;
/// # let key = Rsa::generate(1024)?;
/// # let pem = key.public_key().to_pem();
/// # let signature = key.sign(b"message", Algorithm::SHA256)?;
///
/// let public = RsaPublicKey::from_buffer(pem.as_bytes())?;
/// assert!(public.verify(b"message", &signature, Algorithm::SHA256).is_ok());
/// assert!(public.verify(b"massage", &signature, Algorithm::SHA256).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct RsaPublicKey(Arc<Inner>);

struct Inner {
    modulus: Box<[u8]>,
    exponent: Box<[u8]>,
    bits: usize,
    #[cfg(feature = "std")]
    portable: std::sync::OnceLock<Option<portable::PublicKey>>,
    #[cfg(graviola)]
    fast: Option<std::sync::OnceLock<Option<graviola::VerifyingKey>>>,
}

impl RsaPublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` or PKCS#1, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not RSA, or a private one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PublicKey::from_buffer(buffer)?.try_into()
    }

    pub(crate) fn from_numbers(numbers: PublicNumbers<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        let bits = bit_length(numbers.modulus);
        if bits > MAX_BITS || bit_length(numbers.exponent) > MAX_EXPONENT_BITS {
            return Err(InvalidKey::TooLarge);
        }
        if bits < MIN_BITS {
            return Err(InvalidKey::TooSmall);
        }
        // RFC 8017 section 3.1: n is a product of odd primes, e is at least 3 and prime to the even lambda(n).
        if !is_odd(numbers.modulus) || !is_odd(numbers.exponent) || numbers.exponent == [1] {
            return Err(InvalidKey::Inconsistent);
        }
        #[cfg(not(graviola))]
        let _ = backend;
        Ok(Self(Arc::new(Inner {
            modulus: numbers.modulus.into(),
            exponent: numbers.exponent.into(),
            bits,
            #[cfg(feature = "std")]
            portable: std::sync::OnceLock::new(),
            #[cfg(graviola)]
            fast: (backend.has_graviola() && graviola::has_public(bits, numbers.exponent))
                .then(std::sync::OnceLock::new),
        })))
    }

    /// The length of the modulus, and of a signature, in bytes.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.0.modulus.len()
    }

    /// The length of the modulus in bits.
    #[must_use]
    pub fn key_bits(&self) -> usize {
        self.0.bits
    }

    /// Verifies a signature of a message: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.2).
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key.
    pub fn verify(
        &self,
        message: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        self.verify_scheme(Scheme::Pkcs1, message, signature, digestmod)
    }

    /// Verifies a signature of a message: RSASSA-PSS (RFC 8017 section 8.1.2) with MGF1 of the same digest and a salt
    /// as long as the digest.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key, or the salt has another length.
    pub fn verify_pss(
        &self,
        message: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        self.verify_scheme(Scheme::Pss, message, signature, digestmod)
    }

    fn verify_scheme(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        // RFC 8017 sections 8.1.2 and 8.2.2, step 1: exactly k octets.
        if signature.len() != self.key_size() {
            return Err(InvalidSignature);
        }
        #[cfg(graviola)]
        if let Some(verdict) = self.fast().and_then(|fast| fast.verify(scheme, message, signature, digestmod))
        {
            return verdict;
        }
        let digest = digestmod.digest(message);
        self.with_portable(|key| key.verify(scheme, digest.as_ref(), signature, digestmod))
    }

    /// Precomputes for one back end when it is first needed: most keys in a trust store never verify anything.
    #[cfg(feature = "std")]
    fn with_portable(
        &self,
        f: impl FnOnce(&portable::PublicKey) -> Result<(), InvalidSignature>,
    ) -> Result<(), InvalidSignature> {
        let key = self.0.portable.get_or_init(|| portable::PublicKey::new(self.numbers()));
        key.as_ref().ok_or(InvalidSignature).and_then(f)
    }

    #[cfg(not(feature = "std"))]
    fn with_portable(
        &self,
        f: impl FnOnce(&portable::PublicKey) -> Result<(), InvalidSignature>,
    ) -> Result<(), InvalidSignature> {
        portable::PublicKey::new(self.numbers()).as_ref().ok_or(InvalidSignature).and_then(f)
    }

    #[cfg(graviola)]
    fn fast(&self) -> Option<&graviola::VerifyingKey> {
        let make = || graviola::VerifyingKey::from_pkcs1(&self.numbers().write());
        self.0.fast.as_ref()?.get_or_init(make).as_ref()
    }

    pub(super) fn numbers(&self) -> PublicNumbers<'_> {
        PublicNumbers { modulus: &self.0.modulus, exponent: &self.0.exponent }
    }

    /// Writes `SubjectPublicKeyInfo` in DER.
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        spki::write(KeyAlgorithm::Rsa, &self.numbers().write()).to_vec()
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.to_der())
    }

    /// Writes PKCS#1 in DER, for the few that want it.
    #[must_use]
    pub fn to_pkcs1_der(&self) -> Vec<u8> {
        self.numbers().write().to_vec()
    }
}

impl PartialEq for RsaPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.modulus == other.0.modulus && self.0.exponent == other.0.exponent
    }
}

impl Eq for RsaPublicKey {}

impl core::hash::Hash for RsaPublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.modulus.hash(state);
        self.0.exponent.hash(state);
    }
}

impl fmt::Debug for RsaPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let start = self.0.modulus.get(..8).unwrap_or_default();
        write!(f, "RsaPublicKey({} bits, {}…)", self.0.bits, purembed_core::hex::encode(start))
    }
}

/// The length in bits of a number without leading zero bytes.
pub(super) fn bit_length(number: &[u8]) -> usize {
    let Some(first) = number.first() else { return 0 };
    let unused = usize::try_from(first.leading_zeros()).unwrap_or(0);
    number.len().saturating_mul(8).saturating_sub(unused)
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}
