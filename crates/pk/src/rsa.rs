// SPDX-License-Identifier: MIT
//! RSA keys and signatures (RFC 8017).
//!
//! # Security
//!
//! Private operations work in constant time, with the Chinese remainder theorem. Ours blinds what it works on; graviola's,
//! which signs with the usual digests on aarch64, does not, on numbers that are public anyway. Both check the result with
//! the public key, and release none that fails: a faulty one would betray the primes.
//!
//! The numbers of a private key are checked against each other when it is loaded. Whether the primes are prime is not:
//! that would take longer than many signatures, and a key of composite "primes" fails the check of its first signature.
//! [`Rsa::check`] tests it.
//!
//! The arithmetic is our own (`limbs`, `montgomery`, `raw`), because everything that depends on private numbers is wiped
//! here, and in few crates for big integers.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

pub use self::padding::oaep::Oaep;
use self::padding::pkcs1;
pub use self::padding::pss::{Pss, SaltLength};
pub use self::public::RsaPublicKey;
use self::public::trim;
use crate::encoding::pkcs1::{PrivateNumbers, PublicNumbers};
use crate::encoding::pkcs8;
use crate::encoding::reader::Reader;
use crate::encoding::spki::KeyAlgorithm;
use crate::{Error, InvalidKey, PrivateKey};

mod components;
mod drbg;
#[cfg(graviola_rsa)]
mod graviola;
mod limbs;
mod montgomery;
mod padding;
pub(crate) mod power;
mod primes;
mod public;
mod raw;

/// How a digest becomes a number to be signed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Scheme {
    /// RSASSA-PKCS1-v1_5
    Pkcs1(Algorithm),
    /// RSASSA-PSS
    Pss(Pss),
}

impl Scheme {
    const fn digestmod(self) -> Algorithm {
        match self {
            Self::Pkcs1(digestmod) => digestmod,
            Self::Pss(pss) => pss.digestmod,
        }
    }
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
    raw: Box<raw::PrivateKey>,
    /// Made when it is first needed.
    #[cfg(graviola_rsa)]
    fast: Option<Box<std::sync::OnceLock<Option<graviola::SigningKey>>>>,
}

impl Rsa {
    /// The public exponent that nearly everybody has.
    pub const DEFAULT_EXPONENT: u64 = 65537;

    /// Makes a new key of so many bits, with public exponent 65537 and random bytes from the operating system.
    ///
    /// Takes tens of milliseconds for 2048 bits, about half a second for 4096, and varies by a factor of several.
    ///
    /// # Errors
    ///
    /// [`Error::KeySize`] unless `bits` is even and from 1024 to 8192; [`Error::Random`] if there are no random bytes.
    #[cfg(feature = "os-rng")]
    pub fn generate(bits: usize) -> Result<Self, Error> {
        check_bits(bits)?;
        Self::generate_with_rng(bits, Self::DEFAULT_EXPONENT, &mut purembed_core::random::generator()?)
    }

    /// Makes a new key of so many bits, with a public exponent of one's own, as FIPS 186-5 appendix A.1.3 wants it.
    ///
    /// FIPS also wants an exponent of more than 16 bits. 3 and others are taken, for those who have to.
    ///
    /// # Errors
    ///
    /// [`Error::KeySize`] unless `bits` is even and from 1024 to 8192; [`Error::Exponent`] unless the exponent is odd, at
    /// least 3, and of at most 33 bits; [`Error::Fault`] if the random source gives nothing that becomes a key.
    pub fn generate_with_rng(bits: usize, exponent: u64, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        Self::generate_with_progress(bits, exponent, rng, &mut |_| {})
    }

    /// Makes a new key. `progress` is told, before each number that is tested, how many were tested before.
    ///
    /// ```
    /// # use purembed_pk::Rsa;
    /// let mut rng = purembed_core::random::generator()?;
    /// let mut tested = 0;
    /// let mut progress = |number| tested = number + 1;
    /// let key = Rsa::generate_with_progress(1024, Rsa::DEFAULT_EXPONENT, &mut rng, &mut progress)?;
    /// assert!(tested >= 2);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Self::generate_with_rng`].
    pub fn generate_with_progress(
        bits: usize,
        exponent: u64,
        rng: &mut dyn CryptoRng,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, Error> {
        check_bits(bits)?;
        if exponent < 3 || exponent.is_multiple_of(2) || exponent >> public::MAX_EXPONENT_BITS != 0 {
            return Err(Error::Exponent);
        }
        let mut search = primes::Search::new(rng, progress);
        let made = primes::generate(bits, exponent, &mut search).ok_or(Error::Fault)?;
        let (length, half) = (bits.div_ceil(8), bits.div_ceil(16));
        let key = Self::from_trimmed(
            PublicNumbers {
                modulus: trim(&made.modulus.to_be_bytes(length)),
                exponent: trim(&exponent.to_be_bytes()),
            },
            &made.exponent.to_be_bytes(length),
            (&made.p.to_be_bytes(half), &made.q.to_be_bytes(half)),
        );
        key.map_err(|_| Error::Fault)
    }

    /// Takes the numbers themselves, big-endian: n, e, d, and the two primes, which are found if they are not given.
    ///
    /// ```
    /// # use purembed_pk::Rsa;
    /// # let (n, e, d) = (&[0xff; 128][..], &[1, 0, 1][..], &[3; 128][..]);
    /// let key = Rsa::from_components(n, e, d, None);
    /// # assert!(key.is_err());
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Self::from_buffer`] for the numbers in a file: [`InvalidKey::Inconsistent`], [`InvalidKey::TooSmall`],
    /// [`InvalidKey::TooLarge`].
    pub fn from_components(
        modulus: &[u8],
        exponent: &[u8],
        private_exponent: &[u8],
        primes: Option<(&[u8], &[u8])>,
    ) -> Result<Self, InvalidKey> {
        let public = PublicNumbers { modulus: trim(modulus), exponent: trim(exponent) };
        // Bounds the work for what follows.
        RsaPublicKey::from_numbers(public, Backend::Portable)?;
        if let Some(primes) = primes {
            return Self::from_trimmed(public, private_exponent, primes);
        }
        let found = components::primes(public, private_exponent).ok_or(InvalidKey::Inconsistent)?;
        let [p, q] = found.map(|prime| prime.to_be_bytes(prime.len() * 8));
        Self::from_trimmed(public, private_exponent, (&p, &q))
    }

    fn from_trimmed(
        public: PublicNumbers<'_>,
        private_exponent: &[u8],
        (prime1, prime2): (&[u8], &[u8]),
    ) -> Result<Self, InvalidKey> {
        let key = RsaPublicKey::from_numbers(public, purembed_accel::backend())?;
        let raw = raw::PrivateKey::new(public, private_exponent, trim(prime1), trim(prime2), None)?;
        Ok(Self::new(key, raw, purembed_accel::backend()))
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
        Ok(Self::new(public, raw::PrivateKey::read(numbers)?, backend))
    }

    fn new(public: RsaPublicKey, raw: raw::PrivateKey, backend: Backend) -> Self {
        #[cfg(graviola_rsa)]
        let fast = backend.has_graviola()
            && graviola::has_public(public.key_bits(), public.exponent())
            && graviola::has_private(public.key_bits(), raw.primes().map(|(_, bits)| bits));
        #[cfg(not(graviola_rsa))]
        let _ = backend;
        Self {
            public,
            raw: Box::new(raw),
            #[cfg(graviola_rsa)]
            fast: fast.then(Box::default),
        }
    }

    /// Tests whether the primes are prime, which loading a key does not.
    ///
    /// 64 rounds of Miller and Rabin for each, so that one in 2¹²⁸ composite numbers passes, even of those that were made
    /// to pass. That takes as long as 60 signatures or so. Everything else about the numbers is known to be right.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if one of them is not.
    pub fn check(&self) -> Result<(), InvalidKey> {
        // Without random bytes the bases still depend on the key, and cannot be known before it.
        let mut rng = self.rng(b"check").unwrap_or_else(|_| self.rng_without_source(b"check"));
        let mut primes = self.raw.primes().into_iter();
        let prime = primes.all(|(prime, _)| primes::is_probable_prime(prime.limbs(), 64, &mut rng));
        if prime { Ok(()) } else { Err(InvalidKey::Inconsistent) }
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
        self.sign_scheme(Scheme::Pkcs1(digestmod), message)
    }

    /// Signs a message by its digest: RSASSA-PKCS1-v1_5. The digest has to be made by `digestmod`; any bytes of its length
    /// are signed.
    ///
    /// # Errors
    ///
    /// As [`Self::sign`], and [`Error::DigestSize`] if the digest has another length.
    pub fn sign_prehashed(&self, digest: &[u8], digestmod: Algorithm) -> Result<Vec<u8>, Error> {
        self.sign_digest(Scheme::Pkcs1(digestmod), digest)
    }

    /// Signs a message: RSASSA-PSS (RFC 8017 section 8.1.1), with MGF1 of the same digest and a salt as long as the digest
    /// unless [`Pss`] says otherwise.
    ///
    /// Without the feature `os-rng` the salt is derived from the private key and the message.
    ///
    /// # Errors
    ///
    /// [`Error::KeyTooSmall`] if there is no room for digest and salt, as for SHA-512 with 1024 bits; [`Error::Fault`] if
    /// the signature fails its check; [`Error::Random`] if there are no random bytes for the salt.
    pub fn sign_pss(&self, message: &[u8], pss: impl Into<Pss>) -> Result<Vec<u8>, Error> {
        self.sign_scheme(Scheme::Pss(pss.into()), message)
    }

    /// Signs a message by its digest: RSASSA-PSS.
    ///
    /// # Errors
    ///
    /// As [`Self::sign_pss`], and [`Error::DigestSize`] if the digest has another length than its algorithm's.
    pub fn sign_pss_prehashed(&self, digest: &[u8], pss: impl Into<Pss>) -> Result<Vec<u8>, Error> {
        self.sign_digest(Scheme::Pss(pss.into()), digest)
    }

    fn sign_scheme(&self, scheme: Scheme, message: &[u8]) -> Result<Vec<u8>, Error> {
        // A result that fails graviola's check is computed again by ours, which checks it too.
        #[cfg(graviola_rsa)]
        if let Some(signature) = self.fast().and_then(|fast| fast.sign(scheme, message, self.key_size())) {
            return Ok(signature);
        }
        self.sign_digest(scheme, scheme.digestmod().digest(message).as_ref())
    }

    fn sign_digest(&self, scheme: Scheme, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let mut rng = self.rng(digest)?;
        let encoded = match scheme {
            Scheme::Pkcs1(digestmod) => pkcs1::encode(digest, digestmod, self.key_size())?,
            Scheme::Pss(pss) => pss.encode(digest, self.public.key_bits() - 1, &mut rng)?,
        };
        Ok(self.raw.apply(&encoded, &mut rng)?.to_vec())
    }

    /// Decrypts a message: RSAES-OAEP (RFC 8017 section 7.1.2), with the label that it was encrypted with.
    ///
    /// # Errors
    ///
    /// [`Error::Decryption`] if this is no message for this key, digest and label, which says no more on purpose;
    /// [`Error::Fault`] if the result fails its check; [`Error::Random`] if there is nothing to blind with.
    pub fn decrypt_oaep(
        &self,
        encrypted: &[u8],
        oaep: impl Into<Oaep>,
        label: &[u8],
    ) -> Result<SecretBytes, Error> {
        oaep.into().unpad(&mut self.decrypt_padded(encrypted)?, label)
    }

    /// Decrypts a message: RSAES-PKCS1-v1_5 (RFC 8017 section 7.2.2), with implicit rejection.
    ///
    /// Whoever learns whether the padding was right can decrypt everything (Bleichenbacher 1998). So nobody does: what
    /// was not encrypted with the public key decrypts to some other message, of random length and contents, the same each
    /// time, as in OpenSSL from 3.2 on. Only what follows in the protocol shows whether it was the right one, and must not
    /// show it in another way than for a wrong message of the right form.
    ///
    /// # Errors
    ///
    /// [`Error::Decryption`] if it is not as long as the key, or not less than the modulus; [`Error::Fault`] if the result
    /// fails its check; [`Error::Random`] if there is nothing to blind with.
    #[doc(alias = "decrypt")]
    pub fn decrypt_pkcs1v15(&self, encrypted: &[u8]) -> Result<SecretBytes, Error> {
        let padded = self.decrypt_padded(encrypted)?;
        Ok(pkcs1::unpad(&padded, encrypted, self.raw.seed()))
    }

    /// Decrypts a message of a known length, `message.len()`, encrypted as for
    /// [`decrypt_pkcs1v15`](Self::decrypt_pkcs1v15). If there is none in it, `message` stays as it is, and nobody learns
    /// that: it holds random bytes before, as TLS with RSA key transport wants it (RFC 5246 section 7.4.7.1).
    ///
    /// ```
    /// # use purembed_pk::Rsa;
    /// let key = Rsa::generate(1024)?;
    /// let mut secret = *b"random bytes";
    /// key.decrypt_pkcs1v15_or_keep(&key.public_key().encrypt_pkcs1v15(b"another length")?, &mut secret)?;
    /// assert_eq!(&secret, b"random bytes");
    /// key.decrypt_pkcs1v15_or_keep(&key.public_key().encrypt_pkcs1v15(b"the very one")?, &mut secret)?;
    /// assert_eq!(&secret, b"the very one");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`decrypt_pkcs1v15`](Self::decrypt_pkcs1v15); anybody can see when there is one.
    pub fn decrypt_pkcs1v15_or_keep(&self, encrypted: &[u8], message: &mut [u8]) -> Result<(), Error> {
        let padded = self.decrypt_padded(encrypted)?;
        pkcs1::unpad_or_keep(&padded, message);
        Ok(())
    }

    fn decrypt_padded(&self, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        // RFC 8017 sections 7.1.2 and 7.2.2, step 1: exactly k octets.
        if encrypted.len() != self.key_size() {
            return Err(Error::Decryption);
        }
        self.raw.apply(encrypted, &mut self.rng(encrypted)?)
    }

    /// What blinds and salts come from.
    #[cfg(feature = "os-rng")]
    fn rng(&self, input: &[u8]) -> Result<drbg::Drbg, Error> {
        let mut random = Zeroizing::new([0; 32]);
        purembed_core::random::fill(random.as_mut())?;
        Ok(drbg::Drbg::new(self.raw.seed(), input, random.as_ref()))
    }

    #[cfg(not(feature = "os-rng"))]
    fn rng(&self, input: &[u8]) -> Result<drbg::Drbg, Error> {
        Ok(self.rng_without_source(input))
    }

    fn rng_without_source(&self, input: &[u8]) -> drbg::Drbg {
        drbg::Drbg::new(self.raw.seed(), input, &[])
    }

    #[cfg(graviola_rsa)]
    fn fast(&self) -> Option<&graviola::SigningKey> {
        let make = || graviola::SigningKey::from_pkcs1(&self.raw.to_der_larger_prime_first());
        self.fast.as_ref()?.get_or_init(make).as_ref()
    }

    /// Writes PKCS#1 in DER.
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_der(&self) -> SecretBytes {
        SecretBytes::copy_from(&self.raw.to_der())
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
