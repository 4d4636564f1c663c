// SPDX-License-Identifier: MIT
//! Ed448 keys and signatures (RFC 8032 section 5.2, RFC 8410).
//!
//! # Which signatures are valid
//!
//! RFC 8032 leaves room. Here, as with Ed25519: the public key must be a canonical encoding and not of small order, which
//! is checked when it is loaded; S must be less than the order of the base point, so that no signature can be changed
//! into another; and R must be byte for byte the encoding of \[S\]B - \[k\]A, without multiplying by the cofactor.
//! Signatures made by honest signers are valid under every rule in use.
//!
//! # Security
//!
//! Signing is constant time. The seed and what is derived from it are wiped on drop.

use alloc::boxed::Box;
use core::fmt;

use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use shake::{ExtendableOutput as _, Shake256, Update as _, XofReader as _};
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

pub use self::public::Ed448PublicKey;
use crate::encoding::reader::Reader;
use crate::encoding::spki::KeyAlgorithm;
use crate::encoding::{pkcs8, writer};
use crate::goldilocks::{Point, Scalar};
use crate::{Error, InvalidKey, PrivateKey};

mod public;

/// The length of a private or public key in bytes.
const KEY_SIZE: usize = 57;

/// The length of a signature in bytes.
const SIGNATURE_SIZE: usize = 114;

/// An Ed448 key pair.
///
/// ```
/// use purembed_pk::Ed448;
///
/// let key = Ed448::generate()?;
/// let signature = key.sign(b"message");
/// assert!(key.public_key().verify(b"message", &signature).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Ed448 {
    secret: Box<Secret>,
    public: Ed448PublicKey,
}

/// RFC 8032 section 5.2.5: the private key and both halves of its digest.
struct Secret {
    seed: [u8; KEY_SIZE],
    scalar: Scalar,
    prefix: [u8; KEY_SIZE],
}

impl Secret {
    fn new(seed: &[u8; KEY_SIZE]) -> Box<Self> {
        let mut secret = Box::new(Self { seed: [0; KEY_SIZE], scalar: Scalar::ZERO, prefix: [0; KEY_SIZE] });
        secret.seed.copy_from_slice(seed);
        let mut shake = Shake256::default();
        shake.update(seed);
        let mut digest = shake.finalize_xof();
        let mut scalar = Zeroizing::new([0; KEY_SIZE]);
        digest.read(scalar.as_mut());
        digest.read(&mut secret.prefix);
        // Step 2: a multiple of the cofactor, with the same highest bit for all.
        let [first, .., highest, last] = &mut *scalar;
        *first &= 0xfc;
        *highest |= 0x80;
        *last = 0;
        secret.scalar = Scalar::from_wide(scalar.as_ref());
        secret
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.seed.zeroize();
        self.scalar.zeroize();
        self.prefix.zeroize();
    }
}

impl ZeroizeOnDrop for Secret {}

impl Ed448 {
    /// Makes a new key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate() -> Result<Self, Error> {
        Ok(Self::generate_with_rng(&mut purembed_core::random::generator()?))
    }

    /// Makes a new key.
    pub fn generate_with_rng(rng: &mut dyn CryptoRng) -> Self {
        let mut seed = Zeroizing::new([0; KEY_SIZE]);
        rng.fill_bytes(seed.as_mut());
        Self::from_seed(&seed)
    }

    /// Reads a private key: PKCS#8 of version 1 or 2, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not Ed448, or a public one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PrivateKey::from_buffer(buffer)?.try_into()
    }

    /// Takes the 57 bytes that RFC 8032 section 5.2.5 calls the private key. Any are a key.
    #[must_use]
    pub fn from_seed(seed: &[u8; KEY_SIZE]) -> Self {
        let secret = Secret::new(seed);
        let point = Zeroizing::new(Point::mul_base(&secret.scalar));
        let public = Ed448PublicKey::from_point(&point);
        Self { secret, public }
    }

    /// Takes the private key as bytes, as [`from_seed`](Self::from_seed) does.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if they are not 57.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidKey> {
        bytes.try_into().map(Self::from_seed).map_err(|_| InvalidKey::Inconsistent)
    }

    /// The 57 bytes that RFC 8032 section 5.2.5 calls the private key.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::copy_from(&self.secret.seed)
    }

    /// Reads `CurvePrivateKey` (RFC 8410 section 7), an octet string in the octet string of PKCS#8.
    pub(crate) fn read_private(mut key: Reader<'_>) -> Result<Self, InvalidKey> {
        let seed = key.octet_string()?;
        key.finish()?;
        let malformed = InvalidKey::Malformed { offset: seed.offset() };
        seed.bytes().try_into().map(Self::from_seed).map_err(|_| malformed)
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &Ed448PublicKey {
        &self.public
    }

    /// Signs a message, the same each time (RFC 8032 section 5.2.6), with no context.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_SIZE] {
        self.sign_after(&Prefix::NONE, message)
    }

    /// Signs a message for one use: a signature with one context is none with another.
    ///
    /// With an empty context this is [`sign`](Self::sign).
    ///
    /// # Errors
    ///
    /// [`Error::ContextTooLong`] if the context has more than 255 bytes.
    pub fn sign_ctx(&self, message: &[u8], context: &[u8]) -> Result<[u8; SIGNATURE_SIZE], Error> {
        let prefix = Prefix::new(0, context).ok_or(Error::ContextTooLong)?;
        Ok(self.sign_after(&prefix, message))
    }

    /// Signs a digest of a message: Ed448ph. The digest is 64 bytes of SHAKE256, as from [`prehash`](Self::prehash).
    ///
    /// For messages that cannot be held in memory. [`sign`](Self::sign) is the better choice for the others: it stays
    /// safe even if collisions of the digest are found.
    ///
    /// # Errors
    ///
    /// [`Error::ContextTooLong`] if the context has more than 255 bytes.
    pub fn sign_prehashed(&self, digest: &[u8; 64], context: &[u8]) -> Result<[u8; SIGNATURE_SIZE], Error> {
        let prefix = Prefix::new(1, context).ok_or(Error::ContextTooLong)?;
        Ok(self.sign_after(&prefix, digest))
    }

    /// The digest of a message that Ed448ph signs: 64 bytes of SHAKE256.
    #[must_use]
    pub fn prehash(message: &[u8]) -> [u8; 64] {
        let mut shake = Shake256::default();
        shake.update(message);
        let mut digest = [0; 64];
        shake.finalize_xof().read(&mut digest);
        digest
    }

    fn sign_after(&self, prefix: &Prefix<'_>, message: &[u8]) -> [u8; SIGNATURE_SIZE] {
        let nonce = Zeroizing::new(prefix.digest(&[&self.secret.prefix, message]));
        let point = Zeroizing::new(Point::mul_base(&nonce));
        let r = point.encode();
        let k = prefix.digest(&[&r, self.public.as_bytes(), message]);
        let s = nonce.add_product(&k, &self.secret.scalar);
        let mut signature = [0; SIGNATURE_SIZE];
        let (first, second) = signature.split_at_mut(KEY_SIZE);
        first.copy_from_slice(&r);
        second.copy_from_slice(&s.to_bytes());
        signature
    }

    /// Writes PKCS#8 of version 1 in DER (RFC 8410 section 7).
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        let key = writer::octet_string(&self.secret.seed);
        SecretBytes::copy_from(&pkcs8::write(KeyAlgorithm::Ed448, &key))
    }

    /// Writes PKCS#8 of version 1 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", self.to_pkcs8_der().expose())
    }
}

impl fmt::Debug for Ed448 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ed448").field("public", &self.public).finish_non_exhaustive()
    }
}

/// What every digest begins with: dom4 of RFC 8032 section 2.
struct Prefix<'a> {
    flag: u8,
    length: u8,
    context: &'a [u8],
}

impl<'a> Prefix<'a> {
    const NONE: Self = Self { flag: 0, length: 0, context: &[] };

    /// `None` if the context is too long.
    fn new(flag: u8, context: &'a [u8]) -> Option<Self> {
        Some(Self { flag, length: context.len().try_into().ok()?, context })
    }

    /// The digest of dom4 and what follows, modulo the order.
    fn digest(&self, parts: &[&[u8]]) -> Scalar {
        let mut shake = Shake256::default();
        shake.update(b"SigEd448");
        shake.update(&[self.flag, self.length]);
        shake.update(self.context);
        for part in parts {
            shake.update(part);
        }
        let mut digest = Zeroizing::new([0; 114]);
        shake.finalize_xof().read(digest.as_mut());
        Scalar::from_wide(digest.as_ref())
    }
}

#[cfg(test)]
mod tests;
