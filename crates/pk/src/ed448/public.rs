// SPDX-License-Identifier: MIT
//! Ed448 public keys.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::pem;

use super::{KEY_SIZE, Prefix};
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::goldilocks::{Point, Scalar};
use crate::{InvalidKey, InvalidSignature, PublicKey};

/// An Ed448 public key. Copies are cheap.
///
/// ```
/// use purembed_pk::{Ed448, Ed448PublicKey};
///
/// let key = Ed448::generate()?;
/// let public = Ed448PublicKey::from_bytes(key.public_key().as_bytes())?;
/// assert!(public.verify(b"message", &key.sign(b"message")).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Ed448PublicKey(Arc<Inner>);

struct Inner {
    bytes: [u8; KEY_SIZE],
    /// The point times -1, as verification needs it.
    negated: Point,
}

impl Ed448PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo`, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not Ed448, or a private one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PublicKey::from_buffer(buffer)?.try_into()
    }

    /// Takes the 57 bytes of RFC 8032 section 5.2.5.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] if they are not the canonical encoding of a point, or one of small order.
    pub fn from_bytes(bytes: &[u8; KEY_SIZE]) -> Result<Self, InvalidKey> {
        let point = Point::decode_vartime(bytes).ok_or(InvalidKey::PublicKeyInvalid)?;
        if point.is_small_order_vartime() {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        Ok(Self(Arc::new(Inner { bytes: *bytes, negated: point.neg() })))
    }

    pub(crate) fn from_slice(bytes: &[u8]) -> Result<Self, InvalidKey> {
        Self::from_bytes(bytes.try_into().map_err(|_| InvalidKey::PublicKeyInvalid)?)
    }

    pub(super) fn from_point(point: &Point) -> Self {
        let point = point.normalized();
        Self(Arc::new(Inner { bytes: point.encode(), negated: point.neg() }))
    }

    /// Verifies a signature of a message (RFC 8032 section 5.2.7) with no context.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        self.verify_after(&Prefix::NONE, message, signature)
    }

    /// Verifies a signature of a message for one use.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key with this context.
    pub fn verify_ctx(
        &self,
        message: &[u8],
        signature: &[u8],
        context: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.verify_after(&Prefix::new(0, context).ok_or(InvalidSignature)?, message, signature)
    }

    /// Verifies a signature of a digest: Ed448ph. The digest is 64 bytes of SHAKE256.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this digest by this key with this context.
    pub fn verify_prehashed(
        &self,
        digest: &[u8; 64],
        signature: &[u8],
        context: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.verify_after(&Prefix::new(1, context).ok_or(InvalidSignature)?, digest, signature)
    }

    fn verify_after(
        &self,
        prefix: &Prefix<'_>,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        let (r, s) = signature.split_first_chunk::<KEY_SIZE>().ok_or(InvalidSignature)?;
        let s = s.try_into().map_err(|_| InvalidSignature)?;
        // RFC 8032 section 5.2.7, step 1: S must be less than the order.
        let s = Scalar::from_canonical_vartime(s).ok_or(InvalidSignature)?;
        let k = prefix.digest(&[r, self.as_bytes(), message]);
        let expected = Point::mul_base_and_vartime(&s, &self.0.negated, &k);
        if expected.encode() == *r { Ok(()) } else { Err(InvalidSignature) }
    }

    /// The point, as RFC 8032 section 5.2.2 encodes it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; KEY_SIZE] {
        &self.0.bytes
    }

    /// Writes `SubjectPublicKeyInfo` in DER (RFC 8410 section 4).
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        spki::write(KeyAlgorithm::Ed448, self.as_bytes()).to_vec()
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.to_der())
    }
}

impl PartialEq for Ed448PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Ed448PublicKey {}

impl core::hash::Hash for Ed448PublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Ed448PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ed448PublicKey({})", purembed_core::hex::encode(self.as_bytes()))
    }
}
