// SPDX-License-Identifier: MIT
//! RSA keys and signatures (RFC 8017).
//!
//! # Security
//!
//! The portable back end blinds every private operation; graviola's works in constant time without blinding, on inputs
//! that are public anyway. Both compute with the Chinese remainder theorem, check the result with the public key, and
//! release no signature that fails: a faulty one would betray the primes.
//!
//! The numbers of a private key are checked against each other when it is loaded. Whether the primes are prime is not:
//! that would take longer than many signatures, and a key of composite "primes" fails the check of its first signature.
//!
//! The private numbers are wiped on drop by `rsa` and by graviola. Version 0.10.0-rc.20 of `rsa` leaves some values
//! that depend on them to the allocator: q^-1 mod p in Montgomery form, and what it computes on the way to a key or a
//! signature.

use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

pub use self::public::RsaPublicKey;
use crate::encoding::pkcs1::{PrivateNumbers, PublicNumbers};
use crate::encoding::pkcs8;
use crate::encoding::reader::Reader;
use crate::encoding::spki::KeyAlgorithm;
use crate::{Error, InvalidKey, PrivateKey};

mod drbg;
#[cfg(graviola)]
mod graviola;
mod portable;
mod public;

/// How a digest becomes a number to be signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scheme {
    /// RSASSA-PKCS1-v1_5
    Pkcs1,
    /// RSASSA-PSS
    Pss,
}

/// An RSA key pair of 1024 to 8192 bits.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::Rsa;
///
/// let key = Rsa::generate(2048)?;
/// let signature = key.sign_pss(b"message", Algorithm::SHA256)?;
/// assert!(key.public_key().verify_pss(b"message", &signature, Algorithm::SHA256).is_ok());
///
/// let stored = key.to_pem();
/// let again = Rsa::from_buffer(stored.expose().as_bytes())?;
/// assert_eq!(again.public_key(), key.public_key());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "RSA")]
pub struct Rsa {
    public: RsaPublicKey,
    portable: portable::PrivateKey,
    /// Made when it is first needed.
    #[cfg(graviola)]
    fast: Option<std::sync::OnceLock<Option<graviola::SigningKey>>>,
}

impl Rsa {
    /// Makes a new key of so many bits, with public exponent 65537 and random bytes from the operating system.
    ///
    /// Takes tens of milliseconds for 2048 bits, about a second for 4096, and varies by a factor of several.
    ///
    /// # Errors
    ///
    /// [`Error::KeySize`] unless `bits` is even and from 1024 to 8192; [`Error::Random`] if there are no random bytes.
    #[cfg(feature = "os-rng")]
    pub fn generate(bits: usize) -> Result<Self, Error> {
        check_bits(bits)?;
        #[cfg(graviola)]
        if purembed_accel::backend().has_graviola()
            && let Some(der) = graviola::SigningKey::generate(bits)
        {
            let numbers = Reader::new(&der).and_then(PrivateNumbers::read);
            let key = numbers.and_then(|numbers| Self::from_numbers(&numbers, purembed_accel::backend()));
            return key.map_err(|_| Error::Fault);
        }
        Self::generate_with_rng(bits, &mut purembed_core::random::generator()?)
    }

    /// Makes a new key of so many bits, with public exponent 65537.
    ///
    /// # Errors
    ///
    /// [`Error::KeySize`] unless `bits` is even and from 1024 to 8192.
    pub fn generate_with_rng(bits: usize, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        check_bits(bits)?;
        let portable = portable::PrivateKey::generate(bits, rng)?;
        Self::from_portable(portable, purembed_accel::backend()).map_err(|_| Error::Fault)
    }

    /// Reads a private key: PKCS#1 or PKCS#8, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not RSA, or a public one.
    #[doc(alias = "from_DER")]
    #[doc(alias = "from_PEM")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PrivateKey::from_buffer(buffer)?.try_into()
    }

    pub(crate) fn from_numbers(numbers: &PrivateNumbers<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        let public = RsaPublicKey::from_numbers(numbers.public, backend)?;
        let portable = portable::PrivateKey::new(numbers)?;
        #[cfg(graviola)]
        let fast = backend.has_graviola() && graviola::has_private(numbers);
        Ok(Self {
            public,
            portable,
            #[cfg(graviola)]
            fast: fast.then(std::sync::OnceLock::new),
        })
    }

    fn from_portable(portable: portable::PrivateKey, backend: Backend) -> Result<Self, InvalidKey> {
        let der = portable.to_der().ok_or(InvalidKey::Inconsistent)?;
        let numbers = PrivateNumbers::read(Reader::new(&der)?)?;
        #[cfg(graviola)]
        let fast = backend.has_graviola() && graviola::has_private(&numbers);
        Ok(Self {
            public: RsaPublicKey::from_numbers(numbers.public, backend)?,
            portable,
            #[cfg(graviola)]
            fast: fast.then(std::sync::OnceLock::new),
        })
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &RsaPublicKey {
        &self.public
    }

    /// The length of the modulus, and of a signature, in bytes.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.public.key_size()
    }

    /// Signs a message: RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2.1), the same each time.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the signature fails its check; [`Error::Random`] if there is nothing to blind with.
    pub fn sign(&self, message: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        self.sign_scheme(Scheme::Pkcs1, message, digestmod)
    }

    /// Signs a message: RSASSA-PSS (RFC 8017 section 8.1.1) with MGF1 of the same digest and a salt as long as the digest.
    ///
    /// Without the feature `os-rng` the salt is derived from the private key and the message.
    ///
    /// # Errors
    ///
    /// [`Error::UnsupportedDigest`] for MD5; [`Error::KeyTooSmall`] for SHA-512 with 1024 bits; [`Error::Fault`] if the
    /// signature fails its check; [`Error::Random`] if there are no random bytes for the salt.
    pub fn sign_pss(&self, message: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        // RFC 8017 section 9.1.1, step 3, with emBits = modBits - 1 and sLen = hLen.
        let encoded = (self.public.key_bits() - 1).div_ceil(8);
        if encoded < 2 * digestmod.digest_size() + 2 {
            return Err(Error::KeyTooSmall);
        }
        self.sign_scheme(Scheme::Pss, message, digestmod)
    }

    fn sign_scheme(&self, scheme: Scheme, message: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        // A result that fails graviola's check is computed again by the portable back end, which checks it too.
        #[cfg(graviola)]
        if let Some(signature) =
            self.fast().and_then(|fast| fast.sign(scheme, message, digestmod, self.key_size()))
        {
            return Ok(signature);
        }
        let digest = digestmod.digest(message);
        let mut random = Zeroizing::new([0; 32]);
        #[cfg(feature = "os-rng")]
        purembed_core::random::fill(random.as_mut())?;
        let der = self.to_der();
        let mut rng = drbg::Drbg::new(der.expose(), digest.as_ref(), random.as_mut());
        self.portable.sign(scheme, digest.as_ref(), digestmod, &mut rng)
    }

    #[cfg(graviola)]
    fn fast(&self) -> Option<&graviola::SigningKey> {
        let make = || {
            let der = self.portable.with_larger_prime_first()?.to_der()?;
            graviola::SigningKey::from_pkcs1(&der)
        };
        self.fast.as_ref()?.get_or_init(make).as_ref()
    }

    /// Writes PKCS#1 in DER.
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_der(&self) -> SecretBytes {
        let der = self.portable.to_der().unwrap_or_default();
        SecretBytes::copy_from(&der)
    }

    /// Writes PKCS#1 in PEM, as `RSA PRIVATE KEY`.
    #[must_use]
    pub fn to_pem(&self) -> SecretString {
        pem::encode_secret("RSA PRIVATE KEY", self.to_der().expose())
    }

    /// Writes PKCS#8 in DER.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        SecretBytes::copy_from(&pkcs8::write(KeyAlgorithm::Rsa, self.to_der().expose()))
    }

    /// Writes PKCS#8 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", self.to_pkcs8_der().expose())
    }
}

impl fmt::Debug for Rsa {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Rsa").field("public", &self.public).finish_non_exhaustive()
    }
}

fn check_bits(bits: usize) -> Result<(), Error> {
    if (1024..=8192).contains(&bits) && bits.is_multiple_of(2) { Ok(()) } else { Err(Error::KeySize) }
}

/// Reads the contents of the bit string of a `SubjectPublicKeyInfo`, or a file of its own.
pub(crate) fn read_public(key: Reader<'_>, backend: Backend) -> Result<RsaPublicKey, InvalidKey> {
    RsaPublicKey::from_numbers(PublicNumbers::read(key)?, backend)
}

#[cfg(test)]
mod tests;
