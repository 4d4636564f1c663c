// SPDX-License-Identifier: MIT
//! Keys that are used without being seen: in this process, in a device, behind a service.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::{Ecc, Ed448, Ed25519, Error, PrivateKey, Pss, PublicKey, Rsa, SignatureAlgorithm};

pub use self::store::{KeyEntry, KeyStore, MemoryKeyStore};

mod store;

/// A private key that signs, wherever it is kept: [`PrivateKey`] and the kinds in it, or what a program puts in front of
/// an HSM, a TPM, an agent or a service. Certificates and TLS sign with any of them.
///
/// It says what it is and signs, and that is all: it cannot be exported, and it does not decrypt. Only TLS's key transport
/// with RSA needs that, for which a key in memory has to do: whoever can have messages decrypted can have them signed.
///
/// # For implementors
///
/// `sign` is given the message and not its digest: a device that takes digests gets
/// [`algorithm.digest()`](SignatureAlgorithm::digest) of it. ECDSA signatures are DER, as everywhere in this crate;
/// PKCS#11 and TPMs give the two numbers side by side. Several threads may sign at the same time, and a call may block:
/// it blocks the handshake or the certificate that waits for it.
///
/// What signs is believed: a signature is not verified before it goes out.
///
/// # Examples
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, Error, PublicKey, SignatureAlgorithm, SigningKey};
///
/// # struct Session(Ecc);
/// # impl Session {
/// #     fn sign(&self, object: u32, message: &[u8]) -> Result<Vec<u8>, u64> {
/// #         if object == 7 { self.0.sign(message, Algorithm::SHA256).map_err(|_| 6) } else { Err(0x60) }
/// #     }
/// # }
/// /// A key in a device that has ECDSA with SHA-256 and nothing else.
/// struct DeviceKey {
///     session: Session,
///     object: u32,
///     public: PublicKey,
/// }
///
/// impl SigningKey for DeviceKey {
///     fn public_key(&self) -> PublicKey {
///         self.public.clone()
///     }
///
///     fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
///         algorithm == SignatureAlgorithm::Ecdsa(Algorithm::SHA256)
///     }
///
///     fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
///         if !self.supports(algorithm) {
///             return Err(Error::WrongAlgorithm);
///         }
///         self.session.sign(self.object, message).map_err(|code| Error::External { code })
///     }
/// }
///
/// fn approve(key: &dyn SigningKey, message: &[u8]) -> Result<Vec<u8>, Error> {
///     key.sign(SignatureAlgorithm::Ecdsa(Algorithm::SHA256), message)
/// }
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let signature = approve(&key, b"message")?; // a key in memory
/// # assert!(key.public_key().verify(b"message", &signature, Algorithm::SHA256).is_ok());
/// # let (public, session) = (PublicKey::from(key.public_key().clone()), Session(key));
/// let key = DeviceKey { session, object: 7, public };
/// let signature = approve(&key, b"message")?; // a key in a device
/// assert!(key.public_key().verify(SignatureAlgorithm::Ecdsa(Algorithm::SHA256), b"message", &signature).is_ok());
/// # let lost = DeviceKey { object: 8, ..key };
/// # assert_eq!(approve(&lost, b"message"), Err(Error::External { code: 0x60 }));
/// # Ok::<(), Error>(())
/// ```
pub trait SigningKey: Send + Sync {
    /// The public half. Always the same one.
    fn public_key(&self) -> PublicKey;

    /// Tells whether [`sign`](Self::sign) can be asked for an algorithm: by default, whether it
    /// [fits](SignatureAlgorithm::fits) the public key. TLS offers the peer no other.
    fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm.fits(&self.public_key())
    }

    /// Signs a message. Keys of this crate give the same signature each time, except for RSA-PSS; others may do as they
    /// like.
    ///
    /// # Errors
    ///
    /// [`Error::WrongAlgorithm`] for an algorithm that is not supported, [`Error::External`] if whoever holds the key
    /// fails; otherwise those of the kind of key.
    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error>;

    /// Signs a message where nobody asks for the same signature each time, as in a handshake. Keys of this crate then
    /// add random bytes to the nonce of ECDSA, if there are any; by default it is [`sign`](Self::sign).
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign), and [`Error::Random`] if there are no random bytes.
    fn sign_hedged(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.sign(algorithm, message)
    }

    /// Signs a message with RSASSA-PSS and any salt or mask, as certificates may be signed (RFC 4055 3.1). By default
    /// only with the usual ones, which [`sign`](Self::sign) is asked for.
    ///
    /// # Errors
    ///
    /// Those of [`sign`](Self::sign), and [`Error::WrongAlgorithm`] for a salt or a mask that is not supported.
    fn sign_pss(&self, pss: Pss, message: &[u8]) -> Result<Vec<u8>, Error> {
        if pss.is_usual() {
            self.sign(SignatureAlgorithm::RsaPss(pss.digestmod()), message)
        } else {
            Err(Error::WrongAlgorithm)
        }
    }
}

impl SigningKey for PrivateKey {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        Self::sign(self, algorithm, message)
    }

    #[cfg(feature = "os-rng")]
    fn sign_hedged(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        Self::sign_hedged(self, algorithm, message)
    }

    fn sign_pss(&self, pss: Pss, message: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::Rsa(key) => Rsa::sign_pss(key, message, pss),
            _ => Err(Error::WrongAlgorithm),
        }
    }
}

impl SigningKey for Rsa {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self).clone().into()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match algorithm {
            SignatureAlgorithm::RsaPkcs1(digestmod) => Self::sign(self, message, digestmod),
            SignatureAlgorithm::RsaPss(digestmod) => Self::sign_pss(self, message, digestmod),
            _ => Err(Error::WrongAlgorithm),
        }
    }

    fn sign_pss(&self, pss: Pss, message: &[u8]) -> Result<Vec<u8>, Error> {
        Self::sign_pss(self, message, pss)
    }
}

impl SigningKey for Ecc {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self).clone().into()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match algorithm {
            SignatureAlgorithm::Ecdsa(digestmod) => Self::sign(self, message, digestmod),
            _ => Err(Error::WrongAlgorithm),
        }
    }

    #[cfg(feature = "os-rng")]
    fn sign_hedged(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match algorithm {
            SignatureAlgorithm::Ecdsa(digestmod) => Self::sign_hedged(self, message, digestmod),
            _ => Err(Error::WrongAlgorithm),
        }
    }
}

impl SigningKey for Ed25519 {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self).clone().into()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match algorithm {
            SignatureAlgorithm::Ed25519 => Ok(Self::sign(self, message).to_vec()),
            _ => Err(Error::WrongAlgorithm),
        }
    }
}

impl SigningKey for Ed448 {
    fn public_key(&self) -> PublicKey {
        Self::public_key(self).clone().into()
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        match algorithm {
            SignatureAlgorithm::Ed448 => Ok(Self::sign(self, message).to_vec()),
            _ => Err(Error::WrongAlgorithm),
        }
    }
}

macro_rules! pointer {
    ($($pointer:ty),*) => {
        $(
            impl<K: SigningKey + ?Sized> SigningKey for $pointer {
                fn public_key(&self) -> PublicKey {
                    (**self).public_key()
                }

                fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
                    (**self).supports(algorithm)
                }

                fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
                    (**self).sign(algorithm, message)
                }

                fn sign_hedged(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
                    (**self).sign_hedged(algorithm, message)
                }

                fn sign_pss(&self, pss: Pss, message: &[u8]) -> Result<Vec<u8>, Error> {
                    (**self).sign_pss(pss, message)
                }
            }
        )*
    };
}

pointer!(&K, Box<K>, Arc<K>);

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
