// SPDX-License-Identifier: MIT
//! A public key of any kind.

use alloc::string::String;
use alloc::vec::Vec;

use purembed_accel::Backend;

use crate::encoding::document::{Document, Format};
use crate::encoding::reader::Reader;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{
    EccPublicKey, Ed25519PublicKey, InvalidKey, InvalidSignature, RsaPublicKey, SignatureAlgorithm, rsa,
};

/// A public key of whatever kind a file or a certificate holds. Copies are cheap.
///
/// ```
/// use purembed_pk::{Ed25519, PublicKey, SignatureAlgorithm};
///
/// let key = Ed25519::generate()?;
/// let public = PublicKey::from_buffer(key.public_key().to_pem().as_bytes())?;
/// assert_eq!(public.key_bits(), 256);
/// assert!(public.verify(SignatureAlgorithm::Ed25519, b"message", &key.sign(b"message")).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum PublicKey {
    /// RSA.
    Rsa(RsaPublicKey),
    /// A short Weierstrass curve.
    Ecc(EccPublicKey),
    /// Ed25519.
    Ed25519(Ed25519PublicKey),
}

impl PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo` or PKCS#1, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a private key.
    #[doc(alias = "from_DER")]
    #[doc(alias = "from_PEM")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_backend(buffer, purembed_accel::backend())
    }

    pub(crate) fn with_backend(buffer: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        let document = Document::public(buffer)?;
        match document.format {
            Format::Pkcs1Public => rsa::read_public(Reader::new(document.der())?, backend).map(Self::Rsa),
            Format::Spki => {
                let (algorithm, key) = spki::read(document.der())?;
                Self::read(algorithm, key, backend)
            }
            Format::Pkcs1Private | Format::Sec1 | Format::Pkcs8 => Err(InvalidKey::WrongKind),
        }
    }

    /// Reads a `SubjectPublicKeyInfo` in DER and nothing else, as it stands in a certificate.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong.
    pub fn from_spki_der(der: &[u8]) -> Result<Self, InvalidKey> {
        let (algorithm, key) = spki::read(der)?;
        Self::read(algorithm, key, purembed_accel::backend())
    }

    /// Reads the contents of the bit string of a `SubjectPublicKeyInfo`.
    pub(crate) fn read(
        algorithm: KeyAlgorithm,
        key: Reader<'_>,
        backend: Backend,
    ) -> Result<Self, InvalidKey> {
        match algorithm {
            KeyAlgorithm::Rsa => rsa::read_public(key, backend).map(Self::Rsa),
            KeyAlgorithm::Ecc(curve) => {
                EccPublicKey::with_backend(curve, key.bytes(), backend).map(Self::Ecc)
            }
            KeyAlgorithm::Ed25519 => Ed25519PublicKey::with_backend(key.bytes(), backend).map(Self::Ed25519),
        }
    }

    /// Verifies a signature of a message.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key, or the key is for another algorithm.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match (self, algorithm) {
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(digestmod)) => {
                key.verify(message, signature, digestmod)
            }
            (Self::Rsa(key), SignatureAlgorithm::RsaPss(digestmod)) => {
                key.verify_pss(message, signature, digestmod)
            }
            (Self::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) => {
                key.verify(message, signature, digestmod)
            }
            (Self::Ed25519(key), SignatureAlgorithm::Ed25519) => key.verify(message, signature),
            _ => Err(InvalidSignature),
        }
    }

    /// The strength as it is usually quoted: the bits of an RSA modulus, or of the prime of a curve.
    #[must_use]
    pub fn key_bits(&self) -> usize {
        match self {
            Self::Rsa(key) => key.key_bits(),
            Self::Ecc(key) => 8 * key.key_size(),
            Self::Ed25519(_) => 256,
        }
    }

    /// Writes `SubjectPublicKeyInfo` in DER.
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        match self {
            Self::Rsa(key) => key.to_der(),
            Self::Ecc(key) => key.to_der(),
            Self::Ed25519(key) => key.to_der(),
        }
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        match self {
            Self::Rsa(key) => key.to_pem(),
            Self::Ecc(key) => key.to_pem(),
            Self::Ed25519(key) => key.to_pem(),
        }
    }
}

impl From<RsaPublicKey> for PublicKey {
    fn from(key: RsaPublicKey) -> Self {
        Self::Rsa(key)
    }
}

impl From<EccPublicKey> for PublicKey {
    fn from(key: EccPublicKey) -> Self {
        Self::Ecc(key)
    }
}

impl From<Ed25519PublicKey> for PublicKey {
    fn from(key: Ed25519PublicKey) -> Self {
        Self::Ed25519(key)
    }
}
