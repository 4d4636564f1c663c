// SPDX-License-Identifier: MIT
//! Public keys of X25519 and X448.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::pem;

use super::XdhCurve;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{InvalidKey, PublicKey};

/// A public key of X25519 or X448.
///
/// ```
/// use purembed_pk::{XdhCurve, XdhPublicKey};
///
/// let key = XdhPublicKey::from_bytes(XdhCurve::X25519, &[9; 32])?;
/// assert_eq!(XdhPublicKey::from_buffer(key.to_pem().as_bytes()), Ok(key));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct XdhPublicKey {
    curve: XdhCurve,
    /// Zeros after the end.
    bytes: [u8; XdhCurve::MAX_KEY_SIZE],
}

impl XdhPublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo`, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key of another algorithm, or a private
    /// one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PublicKey::from_buffer(buffer)?.try_into()
    }

    /// Takes a u-coordinate as RFC 7748 section 5 writes it, little-endian: 32 bytes for X25519, 56 for X448.
    ///
    /// Any are a public key (RFC 7748 section 5 takes them all); those that lead to a secret known to all are found out
    /// by [`agree`](crate::Xdh::agree). Keys that differ only in what X25519 ignores are not equal.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] if the length is wrong.
    pub fn from_bytes(curve: XdhCurve, bytes: &[u8]) -> Result<Self, InvalidKey> {
        let mut key = Self { curve, bytes: [0; XdhCurve::MAX_KEY_SIZE] };
        let (to, _) = key.bytes.split_at_mut(curve.key_size());
        if to.len() != bytes.len() {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        to.copy_from_slice(bytes);
        Ok(key)
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> XdhCurve {
        self.curve
    }

    /// The u-coordinate as RFC 7748 section 5 writes it, little-endian.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.split_at(self.curve.key_size()).0
    }

    /// Writes `SubjectPublicKeyInfo` in DER (RFC 8410 section 4).
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        spki::write(KeyAlgorithm::Xdh(self.curve), self.as_bytes()).to_vec()
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.to_der())
    }
}

impl fmt::Debug for XdhPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "XdhPublicKey({}, {})", self.curve, purembed_core::hex::encode(self.as_bytes()))
    }
}
