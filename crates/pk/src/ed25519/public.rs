// SPDX-License-Identifier: MIT
//! Ed25519 public keys.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use ed25519_dalek::Verifier as _;
use purembed_accel::Backend;
use purembed_core::pem;

use super::context::Prefix;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{InvalidKey, InvalidSignature, PublicKey};

/// An Ed25519 public key. Copies are cheap.
///
/// ```
/// use purembed_pk::{Ed25519, Ed25519PublicKey};
///
/// let key = Ed25519::generate()?;
/// let public = Ed25519PublicKey::from_bytes(key.public_key().as_bytes())?;
/// assert!(public.verify(b"message", &key.sign(b"message")).is_ok());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Ed25519PublicKey(Arc<Inner>);

struct Inner {
    portable: ed25519_dalek::VerifyingKey,
    #[cfg(graviola)]
    fast: Option<std::sync::OnceLock<Option<graviola::signing::eddsa::Ed25519VerifyingKey>>>,
}

impl Ed25519PublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo`, in DER or PEM.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is not Ed25519, or a private one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PublicKey::from_buffer(buffer)?.try_into()
    }

    /// Takes the 32 bytes of RFC 8032 section 5.1.5.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] if they are not the canonical encoding of a point, or one of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, InvalidKey> {
        Self::with_backend(bytes, purembed_accel::backend())
    }

    pub(crate) fn with_backend(bytes: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        let bytes: &[u8; 32] = bytes.try_into().map_err(|_| InvalidKey::PublicKeyInvalid)?;
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| InvalidKey::PublicKeyInvalid)?;
        if key.is_weak() || !is_canonical(bytes) {
            return Err(InvalidKey::PublicKeyInvalid);
        }
        Ok(Self::from_portable(key, backend))
    }

    pub(super) fn from_portable(portable: ed25519_dalek::VerifyingKey, backend: Backend) -> Self {
        #[cfg(not(graviola))]
        let _ = backend;
        Self(Arc::new(Inner {
            portable,
            #[cfg(graviola)]
            fast: (backend.has_graviola()).then(std::sync::OnceLock::new),
        }))
    }

    /// Verifies a signature of a message (RFC 8032 section 5.1.7).
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key.
    pub fn verify(&self, message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        #[cfg(graviola)]
        if let Some(fast) = self.fast() {
            return fast.verify(signature, message).map_err(|_| InvalidSignature);
        }
        let signature = ed25519_dalek::Signature::from_slice(signature).map_err(|_| InvalidSignature)?;
        self.0.portable.verify(message, &signature).map_err(|_| InvalidSignature)
    }

    /// Verifies a signature of a message for one use: Ed25519ctx.
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
        let prefix = Prefix::new(0, context).ok_or(InvalidSignature)?;
        prefix.verify(self.as_bytes(), message, signature).ok_or(InvalidSignature)
    }

    /// Verifies a signature of a digest by SHA-512: Ed25519ph.
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
        let prefix = Prefix::new(1, context).ok_or(InvalidSignature)?;
        prefix.verify(self.as_bytes(), digest, signature).ok_or(InvalidSignature)
    }

    #[cfg(graviola)]
    fn fast(&self) -> Option<&graviola::signing::eddsa::Ed25519VerifyingKey> {
        use graviola::signing::eddsa::Ed25519VerifyingKey;
        self.0.fast.as_ref()?.get_or_init(|| Ed25519VerifyingKey::from_bytes(self.as_bytes()).ok()).as_ref()
    }

    /// The point, as RFC 8032 section 5.1.2 encodes it.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.portable.as_bytes()
    }

    /// Writes `SubjectPublicKeyInfo` in DER (RFC 8410 section 4).
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        spki::write(KeyAlgorithm::Ed25519, self.as_bytes()).to_vec()
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.to_der())
    }
}

/// RFC 8032 section 5.1.3, step 1: y must be less than p = 2^255 - 19. (A sign bit for x = 0 is left to the check for
/// small order: both points with x = 0 have one.)
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [low, middle @ .., high] = bytes;
    high & 0x7f != 0x7f || middle.iter().any(|&byte| byte != 0xff) || *low < 0xed
}

impl PartialEq for Ed25519PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.as_bytes() == other.as_bytes()
    }
}

impl Eq for Ed25519PublicKey {}

impl core::hash::Hash for Ed25519PublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl fmt::Debug for Ed25519PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ed25519PublicKey({})", purembed_core::hex::encode(self.as_bytes()))
    }
}
