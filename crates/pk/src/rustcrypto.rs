// SPDX-License-Identifier: MIT
//! Keys as code has them that is generic over the traits of the crate `signature` (RustCrypto).
//!
//! Those traits know keys that are for one algorithm. A key of this crate may be for several, so it is bound to one:
//! [`SigningKey`] and [`VerifyingKey`]. Ed25519 has but one, and [`Ed25519`] and [`Ed25519PublicKey`] have the traits
//! themselves.
//!
//! # Examples
//!
//! ```
//! use purembed_pk::rustcrypto::{Signature, SigningKey};
//! use purembed_pk::{Ed25519, PrivateKey, Rsa, SignatureAlgorithm};
//! use signature::{Error, Keypair, SignatureEncoding, Signer, Verifier};
//!
//! fn seal(key: &impl Signer<Signature>, message: &[u8]) -> Result<Vec<u8>, Error> {
//!     Ok([message, &key.try_sign(message)?.to_vec()].concat())
//! }
//!
//! let key = PrivateKey::from(Rsa::generate(2048)?);
//! let key = SigningKey::new(key, "rsa-pss-sha256".parse()?)?;
//! let sealed = seal(&key, b"message")?;
//! let (message, signature) = sealed.split_at(7);
//! key.verifying_key().verify(message, &signature.try_into()?)?;
//!
//! let key = Ed25519::generate()?;
//! let sealed = seal(&key, b"message")?;
//! # assert_eq!(sealed.len(), 7 + 64);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```

use alloc::boxed::Box;
use core::fmt;

use signature::{Keypair, SignatureEncoding, Signer, Verifier};

use crate::{Ed25519, Ed25519PublicKey, Error, PublicKey, SignatureAlgorithm};

/// The bytes of a signature of any kind: as long as an RSA modulus, DER for ECDSA, 64 for Ed25519. Whether they are well
/// formed is seen when they are verified.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct Signature(Box<[u8]>);

impl AsRef<[u8]> for Signature {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl TryFrom<&[u8]> for Signature {
    type Error = signature::Error;

    fn try_from(bytes: &[u8]) -> Result<Self, signature::Error> {
        // Nothing that signs here gives nothing.
        if bytes.is_empty() { Err(signature::Error::new()) } else { Ok(Self(bytes.into())) }
    }
}

impl From<Signature> for Box<[u8]> {
    fn from(signature: Signature) -> Self {
        signature.0
    }
}

impl SignatureEncoding for Signature {
    type Repr = Box<[u8]>;
}

/// A key, wherever it is kept, with the one algorithm that it shall sign with.
#[derive(Clone)]
pub struct SigningKey<K> {
    key: K,
    algorithm: SignatureAlgorithm,
}

impl<K: crate::SigningKey> SigningKey<K> {
    /// Binds a key, a reference to one, or an `Arc<dyn SigningKey>`.
    ///
    /// # Errors
    ///
    /// [`Error::WrongAlgorithm`] if the key does not support the algorithm.
    pub fn new(key: K, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        if key.supports(algorithm) { Ok(Self { key, algorithm }) } else { Err(Error::WrongAlgorithm) }
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }
}

impl<K: crate::SigningKey> fmt::Debug for SigningKey<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey")
            .field("public", &self.key.public_key())
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

impl<K: crate::SigningKey> Signer<Signature> for SigningKey<K> {
    fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        let signed = self.key.sign(self.algorithm, message).map_err(signature::Error::from_source)?;
        Ok(Signature(signed.into()))
    }
}

impl<K: crate::SigningKey> Keypair for SigningKey<K> {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey { key: self.key.public_key(), algorithm: self.algorithm }
    }
}

/// A public key with the one algorithm that signatures must be made with.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct VerifyingKey {
    key: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl VerifyingKey {
    /// Binds a key.
    ///
    /// # Errors
    ///
    /// [`Error::WrongAlgorithm`] if the algorithm is not one for this kind of key.
    pub fn new(key: PublicKey, algorithm: SignatureAlgorithm) -> Result<Self, Error> {
        if algorithm.fits(&key) { Ok(Self { key, algorithm }) } else { Err(Error::WrongAlgorithm) }
    }

    /// The key.
    #[must_use]
    pub const fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// The algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }
}

impl Verifier<Signature> for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        let verified = self.key.verify(self.algorithm, message, signature.as_ref());
        verified.map_err(|_| signature::Error::new())
    }
}

impl Signer<Signature> for Ed25519 {
    fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        Ok(Signature(Self::sign(self, message).into()))
    }
}

impl Keypair for Ed25519 {
    type VerifyingKey = Ed25519PublicKey;

    fn verifying_key(&self) -> Ed25519PublicKey {
        self.public_key().clone()
    }
}

impl Verifier<Signature> for Ed25519PublicKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        Self::verify(self, message, signature.as_ref()).map_err(|_| signature::Error::new())
    }
}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
