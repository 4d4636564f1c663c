// SPDX-License-Identifier: MIT
//! Static keys of X25519 and X448 (RFC 7748, RFC 8410).
//!
//! # Security
//!
//! Agreement is constant time, and a secret that is all zero is refused (RFC 7748 section 6): it is the same for all
//! keys. Private keys are wiped on drop. Two static keys always agree on the same secret: what it protects is lost when
//! either is. [`EphemeralKey`](crate::EphemeralKey) is for keys that are used once.

use alloc::boxed::Box;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_core::random::CryptoRng;
use purembed_core::secret::{SecretBytes, SecretString};
use zeroize::Zeroizing;

pub use self::curve::XdhCurve;
pub use self::public::XdhPublicKey;
use crate::agreement::Secret;
use crate::encoding::reader::Reader;
use crate::encoding::spki::KeyAlgorithm;
use crate::encoding::{pkcs8, writer};
use crate::{Error, InvalidKey, KeyKind, PrivateKey, SharedSecret};

mod curve;
mod public;

/// A key pair of X25519 or X448, to be used as often as one likes.
///
/// ```
/// use purembed_pk::{Xdh, XdhCurve};
///
/// let alice = Xdh::generate(XdhCurve::X448)?;
/// let bob = Xdh::generate(XdhCurve::X448)?;
///
/// let one = alice.agree(bob.public_key())?;
/// let other = bob.agree(alice.public_key())?;
/// assert_eq!(one.expose(), other.expose());
///
/// let stored = alice.to_pkcs8_pem();
/// let again = Xdh::from_buffer(stored.expose().as_bytes())?;
/// assert_eq!(again.public_key(), alice.public_key());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Xdh {
    private: SecretBytes,
    public: Box<XdhPublicKey>,
    backend: Backend,
}

impl Xdh {
    /// Makes a new key with random bytes from the operating system.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] if there are none.
    #[cfg(feature = "os-rng")]
    pub fn generate(curve: XdhCurve) -> Result<Self, Error> {
        Self::generate_with_rng(curve, &mut purembed_core::random::generator()?)
    }

    /// Makes a new key.
    ///
    /// # Errors
    ///
    /// [`Error::Fault`] if the back end fails.
    pub fn generate_with_rng(curve: XdhCurve, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let mut private = Zeroizing::new([0; XdhCurve::MAX_KEY_SIZE]);
        let (private, _) = private.split_at_mut(curve.key_size());
        rng.fill_bytes(private);
        clamp(curve, private);
        Self::from_bytes(curve, private).map_err(|_| Error::Fault)
    }

    /// Reads a private key: PKCS#8 of version 1 or 2, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key of another algorithm, or a public one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PrivateKey::from_buffer(buffer)?.try_into()
    }

    /// Takes a private key as RFC 7748 section 5 writes it, little-endian: 32 bytes for X25519, 56 for X448.
    ///
    /// Any are a key. The bits that RFC 7748 sets and clears are set and cleared when the key is used, and kept here as
    /// they are.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the length is wrong.
    pub fn from_bytes(curve: XdhCurve, private: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_backend(curve, private, purembed_accel::backend())
    }

    /// Takes a private key as a number, big-endian, with or without leading zeros: what
    /// [`to_number`](Self::to_number) gives.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Inconsistent`] if the number is too large.
    pub fn from_number(curve: XdhCurve, number: &[u8]) -> Result<Self, InvalidKey> {
        let mut private = Zeroizing::new([0; XdhCurve::MAX_KEY_SIZE]);
        let (private, _) = private.split_at_mut(curve.key_size());
        let (zeros, number) = number.split_at(number.len().saturating_sub(private.len()));
        if zeros.iter().any(|&byte| byte != 0) {
            return Err(InvalidKey::Inconsistent);
        }
        for (to, from) in private.iter_mut().zip(number.iter().rev()) {
            *to = *from;
        }
        Self::from_bytes(curve, private)
    }

    pub(crate) fn with_backend(
        curve: XdhCurve,
        private: &[u8],
        backend: Backend,
    ) -> Result<Self, InvalidKey> {
        let secret = Secret::from_bytes(curve.into(), private, backend).ok_or(InvalidKey::Inconsistent)?;
        let public = secret.with_public_key(|public| XdhPublicKey::from_bytes(curve, public))?;
        Ok(Self { private: SecretBytes::copy_from(private), public: Box::new(public), backend })
    }

    /// Reads `CurvePrivateKey` (RFC 8410 section 7), an octet string in the octet string of PKCS#8.
    pub(crate) fn read_private(
        curve: XdhCurve,
        mut key: Reader<'_>,
        backend: Backend,
    ) -> Result<Self, InvalidKey> {
        let private = key.octet_string()?;
        key.finish()?;
        if private.bytes().len() != curve.key_size() {
            return Err(InvalidKey::Malformed { offset: private.offset() });
        }
        Self::with_backend(curve, private.bytes(), backend)
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> XdhCurve {
        self.public.curve()
    }

    /// The public half.
    #[must_use]
    pub fn public_key(&self) -> &XdhPublicKey {
        &self.public
    }

    /// Agrees on a secret with the owner of a public key.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::WrongKind`] for a key of the other curve; [`InvalidKey::PublicKeyInvalid`] for one that leads to a
    /// secret known to all.
    #[doc(alias = "generate_secret")]
    pub fn agree(&self, peer: &XdhPublicKey) -> Result<SharedSecret, InvalidKey> {
        if peer.curve() != self.curve() {
            let found = KeyKind::PublicKey(Some(peer.curve().key_name()));
            return Err(InvalidKey::WrongKind { found });
        }
        let group = self.curve().into();
        let secret =
            Secret::from_bytes(group, self.private.expose(), self.backend).ok_or(InvalidKey::Inconsistent)?;
        secret.agree(group, peer.as_bytes())
    }

    /// The private key as RFC 7748 section 5 writes it, little-endian.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        SecretBytes::copy_from(self.private.expose())
    }

    /// The private key as a number, big-endian, with the bits set and cleared as RFC 7748 section 5 asks.
    #[doc(alias = "export_key")]
    #[doc(alias = "NUM")]
    #[must_use]
    pub fn to_number(&self) -> SecretBytes {
        let mut number = Zeroizing::new([0; XdhCurve::MAX_KEY_SIZE]);
        let (number, _) = number.split_at_mut(self.curve().key_size());
        number.copy_from_slice(self.private.expose());
        clamp(self.curve(), number);
        number.reverse();
        SecretBytes::copy_from(number)
    }

    /// Writes PKCS#8 of version 1 in DER (RFC 8410 section 7).
    #[must_use]
    pub fn to_pkcs8_der(&self) -> SecretBytes {
        let key = writer::octet_string(self.private.expose());
        SecretBytes::copy_from(&pkcs8::write(KeyAlgorithm::Xdh(self.curve()), &key))
    }

    /// Writes PKCS#8 of version 1 in PEM, as `PRIVATE KEY`.
    #[must_use]
    pub fn to_pkcs8_pem(&self) -> SecretString {
        pem::encode_secret("PRIVATE KEY", self.to_pkcs8_der().expose())
    }
}

/// Sets and clears the bits of a private key (RFC 7748 section 5).
fn clamp(curve: XdhCurve, private: &mut [u8]) {
    let [first, .., last] = private else { return };
    match curve {
        XdhCurve::X25519 => {
            *first &= 0xf8;
            *last = *last & 0x7f | 0x40;
        }
        XdhCurve::X448 => {
            *first &= 0xfc;
            *last |= 0x80;
        }
    }
}

impl fmt::Debug for Xdh {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Xdh").field("public", &self.public).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
