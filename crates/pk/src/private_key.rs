// SPDX-License-Identifier: MIT
//! A private key of any kind.

#[cfg(feature = "os-rng")]
use alloc::string::String;
use alloc::vec::Vec;

use purembed_accel::Backend;
#[cfg(feature = "os-rng")]
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};

use crate::encoding::document::{Document, Format};
use crate::encoding::pbes::Work;
use crate::encoding::pkcs1::PrivateNumbers;
use crate::encoding::pkcs8::{self, OneAsymmetricKey};
use crate::encoding::reader::Reader;
use crate::encoding::sec1::EcPrivateKey;
use crate::encoding::spki::KeyAlgorithm;
use crate::{
    Ecc, Ed448, Ed25519, Encryption, Error, InvalidKey, KeyKind, Password, PublicKey, Rsa,
    SignatureAlgorithm, Xdh,
};

/// A private key of whatever kind a file holds.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey, SignatureAlgorithm};
///
/// let pem = Ecc::generate(Curve::SECP256R1)?.to_pkcs8_pem();
///
/// let key = PrivateKey::from_buffer(pem.expose().as_bytes())?;
/// let algorithm = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
/// let signature = key.sign(algorithm, b"message")?;
/// assert!(key.public_key().verify(algorithm, b"message", &signature).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum PrivateKey {
    /// RSA.
    Rsa(Rsa),
    /// A short Weierstrass curve.
    Ecc(Ecc),
    /// Ed25519.
    Ed25519(Ed25519),
    /// Ed448.
    Ed448(Ed448),
    /// X25519 or X448, which agree and do not sign.
    Xdh(Xdh),
}

/// Moving an `enum` copies what lay on the stack under the part of it that is unused, and no `Drop` wipes that: too little
/// room for a secret is left beside the smallest kind of key.
const _: () = assert!(size_of::<PrivateKey>() < size_of::<Ed448>() + size_of::<u64>() + 16);

impl PrivateKey {
    /// Reads a private key: PKCS#8, PKCS#1 or SEC 1, in DER or PEM.
    ///
    /// In PEM, text and blocks of other kinds before the key are passed over.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a public key, [`InvalidKey::PasswordNeeded`] for one
    /// that needs a password.
    #[doc(alias = "from_DER")]
    #[doc(alias = "from_PEM")]
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_backend(buffer, purembed_accel::backend())
    }

    /// Reads a private key as [`from_buffer`](Self::from_buffer) does, encrypted or not.
    ///
    /// PKCS#8 may be encrypted with PBES2 (PBKDF2 with any HMAC of this library, or scrypt; AES, Camellia, ARIA, DES and
    /// triple DES in CBC, AES-GCM), with PBES1 (MD5 or SHA-1 and DES) or with the schemes of PKCS#12 (SHA-1 and triple
    /// DES or ARC4); PEM of the older formats as its `DEK-Info` says (the same ciphers in CBC). RC2 is not read. What is
    /// not encrypted needs no password, and none is asked for.
    ///
    /// # Errors
    ///
    /// Those of [`from_buffer`](Self::from_buffer); [`InvalidKey::WrongPassword`];
    /// [`InvalidKey::UnsupportedEncryption`]; [`InvalidKey::TooExpensive`] beyond the limits of
    /// [`Encryption`].
    #[doc(alias = "password")]
    pub fn from_buffer_with_password<'p>(
        buffer: &[u8],
        password: impl Into<Password<'p>>,
    ) -> Result<Self, InvalidKey> {
        Self::read(buffer, password.into(), purembed_accel::backend())
    }

    pub(crate) fn with_backend(buffer: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        Self::read(buffer, Password::none(), backend)
    }

    fn read(buffer: &[u8], password: Password<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        let document = Document::private(buffer)?.decrypted(password)?;
        let der = document.der();
        match document.format {
            Format::Pkcs1Private => Self::from_pkcs1(Reader::new(der), backend),
            Format::Sec1 => {
                Ecc::from_sec1(&EcPrivateKey::read(Reader::new(der), None)?, backend).map(Self::Ecc)
            }
            Format::Pkcs8 => Self::from_pkcs8(der, backend),
            _ => Err(document.wrong_kind()),
        }
    }

    fn from_pkcs1(reader: Reader<'_>, backend: Backend) -> Result<Self, InvalidKey> {
        Rsa::from_numbers(&PrivateNumbers::read(reader)?, backend).map(Self::Rsa)
    }

    pub(crate) fn from_pkcs8(der: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        let OneAsymmetricKey { algorithm, private_key, public_key } = OneAsymmetricKey::read(der)?;
        let key = match algorithm {
            KeyAlgorithm::Rsa => Self::from_pkcs1(private_key, backend)?,
            KeyAlgorithm::Ecc(curve) => {
                Self::Ecc(Ecc::from_sec1(&EcPrivateKey::read(private_key, Some(curve))?, backend)?)
            }
            KeyAlgorithm::Ed25519 => Self::Ed25519(Ed25519::read_private(private_key, backend)?),
            KeyAlgorithm::Ed448 => Self::Ed448(Ed448::read_private(private_key)?),
            KeyAlgorithm::Xdh(curve) => Self::Xdh(Xdh::read_private(curve, private_key, backend)?),
        };
        // RFC 5958 section 2: the public key as in a SubjectPublicKeyInfo, which must be the one of this private key.
        match public_key {
            Some(written) if !key.has_public(algorithm, written) => Err(InvalidKey::Inconsistent),
            _ => Ok(key),
        }
    }

    fn has_public(&self, algorithm: KeyAlgorithm, written: &[u8]) -> bool {
        PublicKey::read(algorithm, Reader::new(written), Backend::Portable)
            .is_ok_and(|public| self.matches(&public))
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        match self {
            Self::Rsa(key) => PublicKey::Rsa(key.public_key().clone()),
            Self::Ecc(key) => PublicKey::Ecc(key.public_key().clone()),
            Self::Ed25519(key) => PublicKey::Ed25519(key.public_key().clone()),
            Self::Ed448(key) => PublicKey::Ed448(key.public_key().clone()),
            Self::Xdh(key) => PublicKey::Xdh(*key.public_key()),
        }
    }

    /// The name of the algorithm: `RSA`, `EC`, `Ed25519` and so on.
    #[must_use]
    pub fn name(&self) -> &'static str {
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
        self.public_key().key_size()
    }

    /// Tells whether a public key is the other half of this one.
    #[doc(alias = "check_pair")]
    #[must_use]
    pub fn matches(&self, public: &PublicKey) -> bool {
        match (self, public) {
            (Self::Rsa(key), PublicKey::Rsa(public)) => key.public_key() == public,
            (Self::Ecc(key), PublicKey::Ecc(public)) => key.public_key() == public,
            (Self::Ed25519(key), PublicKey::Ed25519(public)) => key.public_key() == public,
            (Self::Ed448(key), PublicKey::Ed448(public)) => key.public_key() == public,
            (Self::Xdh(key), PublicKey::Xdh(public)) => key.public_key() == public,
            _ => false,
        }
    }

    /// Signs a message. ECDSA takes its nonce from RFC 6979 and gives the same signature each time.
    ///
    /// # Errors
    ///
    /// [`Error::WrongAlgorithm`] if the key is for another algorithm; otherwise those of the key's own `sign`.
    pub fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match (self, algorithm) {
            (Self::Rsa(key), SignatureAlgorithm::RsaPkcs1(digestmod)) => key.sign(message, digestmod),
            (Self::Rsa(key), SignatureAlgorithm::RsaPss(digestmod)) => key.sign_pss(message, digestmod),
            (Self::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) => key.sign(message, digestmod),
            (Self::Ed25519(key), SignatureAlgorithm::Ed25519) => Ok(key.sign(message).to_vec()),
            (Self::Ed448(key), SignatureAlgorithm::Ed448) => Ok(key.sign(message).to_vec()),
            _ => Err(Error::WrongAlgorithm),
        }
    }

    /// Signs a message. ECDSA adds random bytes to its nonce; the others sign as [`sign`](Self::sign) does.
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign), and [`Error::Random`] if there are no random bytes.
    #[cfg(feature = "os-rng")]
    pub fn sign_hedged(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match (self, algorithm) {
            (Self::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) => key.sign_hedged(message, digestmod),
            _ => self.sign(algorithm, message),
        }
    }

    /// Writes PKCS#8 in DER.
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        match self {
            Self::Rsa(key) => key.to_pkcs8_der(),
            Self::Ecc(key) => key.to_pkcs8_der(),
            Self::Ed25519(key) => key.to_pkcs8_der(),
            Self::Ed448(key) => key.to_pkcs8_der(),
            Self::Xdh(key) => key.to_pkcs8_der(),
        }
    }

    /// Writes PKCS#8 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        match self {
            Self::Rsa(key) => key.to_pkcs8_pem(),
            Self::Ecc(key) => key.to_pkcs8_pem(),
            Self::Ed25519(key) => key.to_pkcs8_pem(),
            Self::Ed448(key) => key.to_pkcs8_pem(),
            Self::Xdh(key) => key.to_pkcs8_pem(),
        }
    }

    /// Writes encrypted PKCS#8 in DER.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are no random bytes for salt and IV; [`Error::TooExpensive`] beyond the limits of
    /// [`Encryption`].
    #[cfg(feature = "os-rng")]
    pub fn to_encrypted_pkcs8_der(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
    ) -> Result<Vec<u8>, Error> {
        self.to_encrypted_pkcs8_der_with_rng(password, encryption, &mut purembed_core::random::generator()?)
    }

    /// Writes encrypted PKCS#8 in DER, with salt and IV from a given generator.
    ///
    /// # Errors
    ///
    /// [`Error::TooExpensive`] beyond the limits of [`Encryption`].
    pub fn to_encrypted_pkcs8_der_with_rng(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        encrypted(&self.to_pkcs8_der(), password.as_ref(), encryption, rng)
    }

    /// Writes encrypted PKCS#8 in PEM, as `ENCRYPTED PRIVATE KEY`.
    ///
    /// # Errors
    ///
    /// Those of [`to_encrypted_pkcs8_der`](Self::to_encrypted_pkcs8_der).
    #[cfg(feature = "os-rng")]
    pub fn to_encrypted_pkcs8_pem(
        &self,
        password: impl AsRef<[u8]>,
        encryption: &Encryption,
    ) -> Result<String, Error> {
        let der = self.to_encrypted_pkcs8_der(password, encryption)?;
        Ok(pem::encode(ENCRYPTED_LABEL, &der))
    }

    /// Writes PEM in the form that the kind of key had before PKCS#8: `RSA PRIVATE KEY`, `EC PRIVATE KEY`; the
    /// others had none, and are written as PKCS#8.
    #[doc(alias = "export_key")]
    #[must_use]
    pub fn to_pem(&self) -> SecretString {
        match self {
            Self::Rsa(key) => key.to_pem(),
            Self::Ecc(key) => key.to_pem(),
            Self::Ed25519(key) => key.to_pkcs8_pem(),
            Self::Ed448(key) => key.to_pkcs8_pem(),
            Self::Xdh(key) => key.to_pkcs8_pem(),
        }
    }
}

/// RFC 7468 section 11.
#[cfg(feature = "os-rng")]
pub(crate) const ENCRYPTED_LABEL: &str = "ENCRYPTED PRIVATE KEY";

/// Writes encrypted PKCS#8.
pub(crate) fn encrypted(
    pkcs8: &SecretBytes,
    password: &[u8],
    encryption: &Encryption,
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    let mut der = pkcs8::encrypt(pkcs8, password, encryption, rng, &mut Work::new())?;
    Ok(core::mem::take(&mut *der))
}

impl PartialEq for PrivateKey {
    /// Two private keys are the same if their public halves are.
    fn eq(&self, other: &Self) -> bool {
        self.matches(&other.public_key())
    }
}

impl Eq for PrivateKey {}

/// What every kind of key can do, written once.
macro_rules! kinds {
    ($($kind:ident)*) => {
        $(
            impl From<$kind> for PrivateKey {
                fn from(key: $kind) -> Self {
                    Self::$kind(key)
                }
            }

            impl TryFrom<PrivateKey> for $kind {
                type Error = InvalidKey;

                fn try_from(key: PrivateKey) -> Result<Self, InvalidKey> {
                    match key {
                        PrivateKey::$kind(key) => Ok(key),
                        other => Err(InvalidKey::WrongKind { found: KeyKind::PrivateKey(Some(other.name())) }),
                    }
                }
            }

            impl $kind {
                /// Reads a private key as `from_buffer` does, encrypted or not: see
                /// [`PrivateKey::from_buffer_with_password`].
                ///
                /// # Errors
                ///
                /// Those of [`PrivateKey::from_buffer_with_password`]; [`InvalidKey::WrongKind`] for a good key of another
                /// kind.
                #[doc(alias = "password")]
                pub fn from_buffer_with_password<'p>(
                    buffer: &[u8],
                    password: impl Into<Password<'p>>,
                ) -> Result<Self, InvalidKey> {
                    PrivateKey::from_buffer_with_password(buffer, password)?.try_into()
                }

                /// Writes encrypted PKCS#8 in DER.
                ///
                /// # Errors
                ///
                /// [`Error::Random`] if there are no random bytes for salt and IV; [`Error::TooExpensive`] beyond the
                /// limits of [`Encryption`].
                #[cfg(feature = "os-rng")]
                pub fn to_encrypted_pkcs8_der(
                    &self,
                    password: impl AsRef<[u8]>,
                    encryption: &Encryption,
                ) -> Result<Vec<u8>, Error> {
                    let rng = &mut purembed_core::random::generator()?;
                    encrypted(&self.to_pkcs8_der(), password.as_ref(), encryption, rng)
                }

                /// Writes encrypted PKCS#8 in PEM, as `ENCRYPTED PRIVATE KEY`.
                ///
                /// # Errors
                ///
                /// Those of [`to_encrypted_pkcs8_der`](Self::to_encrypted_pkcs8_der).
                #[cfg(feature = "os-rng")]
                pub fn to_encrypted_pkcs8_pem(
                    &self,
                    password: impl AsRef<[u8]>,
                    encryption: &Encryption,
                ) -> Result<String, Error> {
                    let der = self.to_encrypted_pkcs8_der(password, encryption)?;
                    Ok(pem::encode(ENCRYPTED_LABEL, &der))
                }
            }
        )*
    };
}

kinds! { Rsa Ecc Ed25519 Ed448 Xdh }

#[cfg(test)]
mod encrypted_tests;
#[cfg(test)]
mod tests;
