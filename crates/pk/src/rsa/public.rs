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
use purembed_core::random::CryptoRng;
use purembed_hash::Algorithm;

#[cfg(graviola_rsa)]
use super::graviola;
use super::padding::oaep::Oaep;
use super::padding::pkcs1;
use super::padding::pss::Pss;
use super::{Scheme, raw};
use crate::encoding::pkcs1::PublicNumbers;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{Error, InvalidKey, InvalidSignature, PublicKey};

/// The shortest modulus in bits: below, factoring is a hobby.
const MIN_BITS: usize = 1024;
/// The longest modulus in bits, so that no key makes a verifier work for long.
const MAX_BITS: usize = 8192;
/// The longest public exponent in bits, for the same reason; the largest that is in use.
pub(super) const MAX_EXPONENT_BITS: usize = 33;

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
    raw: std::sync::OnceLock<Option<raw::PublicKey>>,
    #[cfg(graviola_rsa)]
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

    /// Takes the numbers themselves: the modulus n and the public exponent e, big-endian.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::TooSmall`], [`InvalidKey::TooLarge`], or [`InvalidKey::Inconsistent`] for even numbers and for 1.
    pub fn from_components(modulus: &[u8], exponent: &[u8]) -> Result<Self, InvalidKey> {
        let numbers = PublicNumbers { modulus: trim(modulus), exponent: trim(exponent) };
        Self::from_numbers(numbers, purembed_accel::backend())
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
        #[cfg(not(graviola_rsa))]
        let _ = backend;
        Ok(Self(Arc::new(Inner {
            modulus: numbers.modulus.into(),
            exponent: numbers.exponent.into(),
            bits,
            #[cfg(feature = "std")]
            raw: std::sync::OnceLock::new(),
            #[cfg(graviola_rsa)]
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
        self.verify_scheme(Scheme::Pkcs1(digestmod), message, signature)
    }

    /// Verifies a signature of a message by its digest: RSASSA-PKCS1-v1_5.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature by this key, or `digest` has another length than those of `digestmod`.
    pub fn verify_prehashed(
        &self,
        digest: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        self.verify_digest(Scheme::Pkcs1(digestmod), digest, signature)
    }

    /// Verifies a signature of a message: RSASSA-PSS (RFC 8017 section 8.1.2), with MGF1 of the same digest and a salt
    /// as long as the digest unless [`Pss`] says otherwise.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key, or the salt has another length.
    pub fn verify_pss(
        &self,
        message: &[u8],
        signature: &[u8],
        pss: impl Into<Pss>,
    ) -> Result<(), InvalidSignature> {
        self.verify_scheme(Scheme::Pss(pss.into()), message, signature)
    }

    /// Verifies a signature of a message by its digest: RSASSA-PSS.
    ///
    /// # Errors
    ///
    /// As [`Self::verify_pss`], and [`InvalidSignature`] if `digest` has another length than its algorithm's.
    pub fn verify_pss_prehashed(
        &self,
        digest: &[u8],
        signature: &[u8],
        pss: impl Into<Pss>,
    ) -> Result<(), InvalidSignature> {
        self.verify_digest(Scheme::Pss(pss.into()), digest, signature)
    }

    fn verify_scheme(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        // RFC 8017 sections 8.1.2 and 8.2.2, step 1: exactly k octets.
        if signature.len() != self.key_size() {
            return Err(InvalidSignature);
        }
        #[cfg(graviola_rsa)]
        if let Some(verdict) = self.fast().and_then(|fast| fast.verify(scheme, message, signature)) {
            return verdict;
        }
        self.verify_digest(scheme, scheme.digestmod().digest(message).as_ref(), signature)
    }

    fn verify_digest(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        if signature.len() != self.key_size() {
            return Err(InvalidSignature);
        }
        let encoded = self.with_raw(|key| key.apply(signature, self.key_size())).ok_or(InvalidSignature)?;
        match scheme {
            Scheme::Pkcs1(digestmod) => pkcs1::verify(&encoded, digest, digestmod),
            Scheme::Pss(pss) => {
                // Section 8.1.2, step 2.c: one octet less if the modulus has a bit more than whole octets.
                let bits = self.key_bits().saturating_sub(1);
                let (above, encoded) = encoded.split_at(self.key_size().saturating_sub(bits.div_ceil(8)));
                if above.iter().any(|&byte| byte != 0) {
                    return Err(InvalidSignature);
                }
                pss.verify(encoded, digest, bits)
            }
        }
    }

    /// Encrypts a message: RSAES-OAEP (RFC 8017 section 7.1.1), with a label that both sides know, or an empty one.
    ///
    /// ```
    /// # use purembed_hash::Algorithm;
    /// # use purembed_pk::Rsa;
    /// let key = Rsa::generate(1024)?;
    /// let encrypted = key.public_key().encrypt_oaep(b"message", Algorithm::SHA256, b"")?;
    /// assert_eq!(key.decrypt_oaep(&encrypted, Algorithm::SHA256, b"")?.expose(), b"message");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::MessageTooLong`] for more than `key_size() - 2 * digest_size - 2` bytes; [`Error::Random`].
    #[cfg(feature = "os-rng")]
    pub fn encrypt_oaep(
        &self,
        message: &[u8],
        oaep: impl Into<Oaep>,
        label: &[u8],
    ) -> Result<Vec<u8>, Error> {
        self.encrypt_oaep_with_rng(message, oaep, label, &mut purembed_core::random::generator()?)
    }

    /// Encrypts a message: RSAES-OAEP, with a seed from `rng`.
    ///
    /// # Errors
    ///
    /// As [`Self::encrypt_oaep`].
    pub fn encrypt_oaep_with_rng(
        &self,
        message: &[u8],
        oaep: impl Into<Oaep>,
        label: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        self.encrypt_padded(&oaep.into().pad(message, label, self.key_size(), rng)?)
    }

    /// Encrypts a message: RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.1), as python-mbedtls does. New protocols use OAEP.
    ///
    /// ```
    /// # use purembed_pk::Rsa;
    /// let key = Rsa::generate(1024)?;
    /// let encrypted = key.public_key().encrypt_pkcs1v15(b"message")?;
    /// assert_eq!(key.decrypt_pkcs1v15(&encrypted)?.expose(), b"message");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::MessageTooLong`] for more than `key_size() - 11` bytes; [`Error::Random`].
    #[cfg(feature = "os-rng")]
    #[doc(alias = "encrypt")]
    pub fn encrypt_pkcs1v15(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.encrypt_pkcs1v15_with_rng(message, &mut purembed_core::random::generator()?)
    }

    /// Encrypts a message: RSAES-PKCS1-v1_5, with padding from `rng`.
    ///
    /// # Errors
    ///
    /// As [`Self::encrypt_pkcs1v15`]; [`Error::Fault`] if `rng` gives nothing but zeros.
    pub fn encrypt_pkcs1v15_with_rng(
        &self,
        message: &[u8],
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        self.encrypt_padded(&pkcs1::pad(message, self.key_size(), rng)?)
    }

    fn encrypt_padded(&self, padded: &[u8]) -> Result<Vec<u8>, Error> {
        let encrypted = self.with_raw(|key| key.apply(padded, self.key_size())).ok_or(Error::Fault)?;
        Ok(encrypted.to_vec())
    }

    /// Precomputes when it is first needed: most keys in a trust store never verify anything.
    #[cfg(feature = "std")]
    fn with_raw<T>(&self, f: impl FnOnce(&raw::PublicKey) -> Option<T>) -> Option<T> {
        self.0.raw.get_or_init(|| raw::PublicKey::new(self.numbers())).as_ref().and_then(f)
    }

    #[cfg(not(feature = "std"))]
    fn with_raw<T>(&self, f: impl FnOnce(&raw::PublicKey) -> Option<T>) -> Option<T> {
        raw::PublicKey::new(self.numbers()).as_ref().and_then(f)
    }

    /// The modulus n, big-endian, without leading zeros.
    #[must_use]
    pub fn modulus(&self) -> &[u8] {
        &self.0.modulus
    }

    /// The public exponent e, big-endian, without leading zeros.
    #[must_use]
    pub fn exponent(&self) -> &[u8] {
        &self.0.exponent
    }

    #[cfg(graviola_rsa)]
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

    /// Writes the key in PEM as `RSA PUBLIC KEY`, the form of PKCS#1.
    #[must_use]
    pub fn to_pkcs1_pem(&self) -> String {
        pem::encode("RSA PUBLIC KEY", &self.numbers().write())
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

/// Without leading zeros.
pub(super) fn trim(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}

fn is_odd(number: &[u8]) -> bool {
    number.last().is_some_and(|last| last % 2 == 1)
}
