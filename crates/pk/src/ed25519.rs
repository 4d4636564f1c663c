// SPDX-License-Identifier: MIT
//! Ed25519 keys and signatures (RFC 8032 section 5.1, RFC 8410).
//!
//! # Which signatures are valid
//!
//! RFC 8032 leaves room. Here, with both back ends: the public key must be a canonical encoding and not of small order,
//! which is checked when it is loaded; S must be less than the order of the base point, so that no signature can be
//! changed into another; and R must be byte for byte the encoding of \[S\]B - \[k\]A, without multiplying by the cofactor.
//! Signatures made by honest signers are valid under every rule in use.
//!
//! # Security
//!
//! Signing is constant time. The seed and what is derived from it are wiped on drop, by `ed25519-dalek` or graviola.

use alloc::boxed::Box;
use core::fmt;

use ed25519_dalek::Signer as _;
use purembed_accel::Backend;
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use zeroize::Zeroizing;

use self::context::Prefix;
pub use self::public::Ed25519PublicKey;
use crate::encoding::reader::Reader;
use crate::encoding::spki::KeyAlgorithm;
use crate::encoding::{pkcs8, writer};
use crate::{Error, InvalidKey, PrivateKey};

mod context;
mod public;

/// An Ed25519 key pair.
///
/// ```
/// use purembed_pk::Ed25519;
///
/// let key = Ed25519::generate()?;
/// let signature = key.sign(b"message");
/// assert!(key.public_key().verify(b"message", &signature).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Ed25519 {
    signer: Signer,
    public: Ed25519PublicKey,
}

enum Signer {
    Portable(Box<ed25519_dalek::SigningKey>),
    #[cfg(graviola)]
    Graviola(Box<graviola::signing::eddsa::Ed25519SigningKey>),
}

impl Ed25519 {
    /// Makes a new key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate() -> Result<Self, Error> {
        Self::generate_with_rng(&mut purembed_core::random::generator()?)
    }

    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the back end fails.
    pub fn generate_with_rng(rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let mut seed = Zeroizing::new([0; 32]);
        rng.fill_bytes(seed.as_mut());
        Self::with_backend(&seed, purembed_accel::backend()).map_err(|_| Error::Fault)
    }

    /// Reads a private key: PKCS#8 of version 1 or 2, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not Ed25519, or a public one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PrivateKey::from_buffer(buffer)?.try_into()
    }

    /// Takes the 32 bytes that RFC 8032 section 5.1.5 calls the private key.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the back end fails: every seed is a key.
    pub fn from_seed(seed: &[u8; 32]) -> Result<Self, InvalidKey> {
        Self::with_backend(seed, purembed_accel::backend())
    }

    /// Reads `CurvePrivateKey` (RFC 8410 section 7), an octet string in the octet string of PKCS#8.
    pub(crate) fn read_private(mut key: Reader<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        let seed = key.octet_string()?;
        key.finish()?;
        let malformed = InvalidKey::Malformed { offset: seed.offset() };
        Self::with_backend(seed.bytes().try_into().map_err(|_| malformed)?, backend)
    }

    pub(crate) fn with_backend(seed: &[u8; 32], backend: Backend) -> Result<Self, InvalidKey> {
        #[cfg(graviola)]
        if backend.has_graviola() {
            let signer = graviola::signing::eddsa::Ed25519SigningKey::from_bytes(seed)
                .map_err(|_| InvalidKey::Inconsistent)?;
            let public = Ed25519PublicKey::with_backend(&signer.public_key().as_bytes(), backend)?;
            return Ok(Self { signer: Signer::Graviola(Box::new(signer)), public });
        }
        let signer = ed25519_dalek::SigningKey::from_bytes(seed);
        let public = Ed25519PublicKey::from_portable(signer.verifying_key(), backend);
        Ok(Self { signer: Signer::Portable(Box::new(signer)), public })
    }

    /// The public half.
    #[must_use]
    pub const fn public_key(&self) -> &Ed25519PublicKey {
        &self.public
    }

    /// Signs a message, the same each time (RFC 8032 section 5.1.6).
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> [u8; 64] {
        match &self.signer {
            Signer::Portable(signer) => signer.sign(message).to_bytes(),
            #[cfg(graviola)]
            Signer::Graviola(signer) => signer.sign(message),
        }
    }

    /// Signs a message for one use: Ed25519ctx. A signature with one context is none with another, nor without.
    ///
    /// # Errors
    ///
    /// [`Error::ContextTooLong`] if the context has more than 255 bytes.
    pub fn sign_ctx(&self, message: &[u8], context: &[u8]) -> Result<[u8; 64], Error> {
        self.sign_after(0, message, context)
    }

    /// Signs a digest of a message by SHA-512: Ed25519ph.
    ///
    /// # Errors
    ///
    /// [`Error::ContextTooLong`] if the context has more than 255 bytes.
    pub fn sign_prehashed(&self, digest: &[u8; 64], context: &[u8]) -> Result<[u8; 64], Error> {
        self.sign_after(1, digest, context)
    }

    fn sign_after(&self, flag: u8, message: &[u8], context: &[u8]) -> Result<[u8; 64], Error> {
        let prefix = Prefix::new(flag, context).ok_or(Error::ContextTooLong)?;
        Ok(prefix.sign(&self.seed(), self.public.as_bytes(), message))
    }

    /// The 32 bytes that RFC 8032 section 5.1.5 calls the private key.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::copy_from(self.seed().as_ref())
    }

    fn seed(&self) -> Zeroizing<[u8; 32]> {
        match &self.signer {
            Signer::Portable(signer) => Zeroizing::new(signer.to_bytes()),
            #[cfg(graviola)]
            Signer::Graviola(signer) => Zeroizing::new(signer.as_seed()),
        }
    }

    /// Writes PKCS#8 of version 1 in DER (RFC 8410 section 7).
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        let key = writer::octet_string(self.seed().as_ref());
        SecretBytes::copy_from(&pkcs8::write(KeyAlgorithm::Ed25519, &key))
    }

    /// Writes PKCS#8 of version 1 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", self.to_pkcs8_der().expose())
    }
}

impl fmt::Debug for Ed25519 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ed25519").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
