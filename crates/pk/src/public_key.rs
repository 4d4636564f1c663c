// SPDX-License-Identifier: MIT
//! A public key of any kind.

use alloc::string::String;
use alloc::vec::Vec;

use purembed_accel::Backend;
use purembed_hash::{Algorithm, Digest};

use crate::encoding::document::{Document, Format};
use crate::encoding::reader::Reader;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{
    EccPublicKey, Ed448PublicKey, Ed25519PublicKey, InvalidKey, InvalidSignature, KeyKind, RsaPublicKey,
    SignatureAlgorithm, XdhPublicKey, rsa,
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
    /// Ed448.
    Ed448(Ed448PublicKey),
    /// X25519 or X448, which agree and do not sign.
    Xdh(XdhPublicKey),
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
            Format::Pkcs1Public => rsa::read_public(Reader::new(document.der()), backend).map(Self::Rsa),
            Format::Spki => {
                let (algorithm, key) = spki::read(document.der())?;
                Self::read(algorithm, key, backend)
            }
            _ => Err(document.wrong_kind()),
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
            KeyAlgorithm::Ed448 => Ed448PublicKey::from_slice(key.bytes()).map(Self::Ed448),
            KeyAlgorithm::Xdh(curve) => XdhPublicKey::from_bytes(curve, key.bytes()).map(Self::Xdh),
        }
    }

    /// The name of the algorithm: `RSA`, `EC`, `Ed25519` and so on.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Rsa(_) => "RSA",
            Self::Ecc(_) => "EC",
            Self::Ed25519(_) => "Ed25519",
            Self::Ed448(_) => "Ed448",
            Self::Xdh(key) => key.curve().key_name(),
        }
    }

    /// The length in bytes of an RSA modulus, or of a coordinate on a curve.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.key_bits().div_ceil(8)
    }

    /// The digest of the key as `SubjectPublicKeyInfo` in DER, by which keys are pinned.
    ///
    /// ```
    /// use purembed_hash::Algorithm;
    /// use purembed_pk::{Ed25519, PublicKey};
    ///
    /// let public = PublicKey::from(Ed25519::generate()?.public_key().clone());
    /// assert_eq!(public.fingerprint(Algorithm::SHA256), Algorithm::SHA256.digest(public.to_der()));
    /// # Ok::<(), purembed_pk::Error>(())
    /// ```
    #[must_use]
    pub fn fingerprint(&self, digestmod: Algorithm) -> Digest {
        digestmod.digest(self.to_der())
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
            (Self::Ed448(key), SignatureAlgorithm::Ed448) => key.verify(message, signature),
            _ => Err(InvalidSignature),
        }
    }

    /// The strength as it is usually quoted: the bits of an RSA modulus, or of the prime of a curve.
    #[must_use]
    pub fn key_bits(&self) -> usize {
        match self {
            Self::Rsa(key) => key.key_bits(),
            Self::Ecc(key) => key.curve().key_bits(),
            Self::Ed25519(_) => 256,
            Self::Ed448(_) => 448,
            Self::Xdh(key) => key.curve().key_bits(),
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
            Self::Ed448(key) => key.to_der(),
            Self::Xdh(key) => key.to_der(),
        }
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        match self {
            Self::Rsa(key) => key.to_pem(),
            Self::Ecc(key) => key.to_pem(),
            Self::Ed25519(key) => key.to_pem(),
            Self::Ed448(key) => key.to_pem(),
            Self::Xdh(key) => key.to_pem(),
        }
    }
}

/// What every kind of key can do, written once.
macro_rules! kinds {
    ($($variant:ident($key:ident),)*) => {
        $(
            impl From<$key> for PublicKey {
                fn from(key: $key) -> Self {
                    Self::$variant(key)
                }
            }

            impl TryFrom<PublicKey> for $key {
                type Error = InvalidKey;

                fn try_from(key: PublicKey) -> Result<Self, InvalidKey> {
                    match key {
                        PublicKey::$variant(key) => Ok(key),
                        other => Err(InvalidKey::WrongKind { found: KeyKind::PublicKey(Some(other.name())) }),
                    }
                }
            }
        )*
    };
}

kinds! {
    Rsa(RsaPublicKey),
    Ecc(EccPublicKey),
    Ed25519(Ed25519PublicKey),
    Ed448(Ed448PublicKey),
    Xdh(XdhPublicKey),
}
