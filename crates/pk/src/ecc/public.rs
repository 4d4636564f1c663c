// SPDX-License-Identifier: MIT
//! Public keys of the curves.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_hash::Algorithm;
use purembed_mpi::Mpi;

#[cfg(graviola)]
use super::graviola;
use super::portable;
use super::signature::EcdsaSignature;
use crate::encoding::spki::{self, KeyAlgorithm};
use crate::{Curve, InvalidKey, InvalidSignature, PublicKey};

/// A public key of an elliptic curve: a point that is on the curve and not its neutral element.
///
/// Copies share the key and what was computed to verify with it.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, EccPublicKey};
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let signature = key.sign(b"message", Algorithm::SHA256)?;
///
/// let public = EccPublicKey::from_buffer(key.public_key().to_pem().as_bytes())?;
/// assert!(public.verify(b"message", &signature, Algorithm::SHA256).is_ok());
/// assert!(public.verify(b"massage", &signature, Algorithm::SHA256).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct EccPublicKey(Arc<Inner>);

struct Inner {
    portable: portable::PublicKey,
    #[cfg(graviola)]
    fast: Option<std::sync::OnceLock<Option<graviola::VerifyingKey>>>,
}

impl EccPublicKey {
    /// Reads a public key: `SubjectPublicKeyInfo`, in DER or PEM. A compressed point is accepted and not kept as such.
    ///
    /// # Errors
    ///
    /// [`InvalidKey`] says what is wrong; [`InvalidKey::WrongKind`] for a good key that is none of an elliptic curve,
    /// or a private one.
    pub fn from_buffer(buffer: &[u8]) -> Result<Self, InvalidKey> {
        PublicKey::from_buffer(buffer)?.try_into()
    }

    /// Takes a point as SEC 1 section 2.3.3 writes it, compressed or not.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] if it is no point of the curve, or the neutral element.
    pub fn from_point(curve: Curve, point: &[u8]) -> Result<Self, InvalidKey> {
        Self::with_backend(curve, point, purembed_accel::backend())
    }

    pub(crate) fn with_backend(curve: Curve, point: &[u8], backend: Backend) -> Result<Self, InvalidKey> {
        let portable =
            portable::PublicKey::from_sec1(curve, point, backend).ok_or(InvalidKey::PublicKeyInvalid)?;
        Ok(Self::from_portable(portable, backend))
    }

    pub(super) fn from_portable(portable: portable::PublicKey, backend: Backend) -> Self {
        #[cfg(not(graviola))]
        let _ = backend;
        Self(Arc::new(Inner {
            portable,
            #[cfg(graviola)]
            fast: (backend.has_graviola()).then(std::sync::OnceLock::new),
        }))
    }

    /// The curve.
    #[must_use]
    pub fn curve(&self) -> Curve {
        self.0.portable.curve()
    }

    /// The length of a private key of this curve in bytes.
    #[must_use]
    pub fn key_size(&self) -> usize {
        self.curve().key_size()
    }

    /// Verifies a signature of a message, given as DER (`Ecdsa-Sig-Value`).
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this message by this key, or is not DER.
    pub fn verify(
        &self,
        message: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        let signature = EcdsaSignature::from_der(self.curve(), signature)?;
        self.verify_message(message, &signature, digestmod)
    }

    /// Verifies a signature, given the digest of the message, and the signature as DER.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not a signature of this digest by this key, or is not DER, or if the digest has not
    /// the length of its algorithm's.
    pub fn verify_prehashed(
        &self,
        digest: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        let signature = EcdsaSignature::from_der(self.curve(), signature)?;
        if digest.len() != digestmod.digest_size() {
            return Err(InvalidSignature);
        }
        self.0.portable.verify(digest, &signature)
    }

    fn verify_message(
        &self,
        message: &[u8],
        signature: &EcdsaSignature,
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        #[cfg(graviola)]
        if let Some(verdict) = self.fast().and_then(|fast| fast.verify(message, digestmod, signature)) {
            return verdict;
        }
        self.0.portable.verify(digestmod.digest(message).as_ref(), signature)
    }

    /// The table of multiples is made when it is first needed: most keys in a trust store never verify anything.
    #[cfg(graviola)]
    fn fast(&self) -> Option<&graviola::VerifyingKey> {
        let make = || graviola::VerifyingKey::from_uncompressed(self.curve(), self.to_point());
        self.0.fast.as_ref()?.get_or_init(make).as_ref()
    }

    /// Takes a point as its two coordinates.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::PublicKeyInvalid`] if there is no such point on the curve.
    #[doc(alias = "ECPoint")]
    pub fn from_coordinates(curve: Curve, x: &Mpi, y: &Mpi) -> Result<Self, InvalidKey> {
        let mut point = vec![0; curve.point_size()];
        let (form, coordinates) = point.split_at_mut(1);
        form.fill(4);
        for (coordinate, number) in coordinates.chunks_mut(curve.key_size()).zip([x, y]) {
            number.write_be_bytes(coordinate).map_err(|_| InvalidKey::PublicKeyInvalid)?;
        }
        Self::from_point(curve, &point)
    }

    /// The x-coordinate.
    #[doc(alias = "ECPoint")]
    #[doc(alias = "POINT")]
    #[must_use]
    pub fn x(&self) -> Mpi {
        self.coordinate(0)
    }

    /// The y-coordinate.
    #[doc(alias = "ECPoint")]
    #[doc(alias = "POINT")]
    #[must_use]
    pub fn y(&self) -> Mpi {
        self.coordinate(1)
    }

    fn coordinate(&self, index: usize) -> Mpi {
        let octets = self.to_point().get(1..).and_then(|both| both.chunks(self.key_size()).nth(index));
        Mpi::from_be_bytes(octets.unwrap_or_default()).unwrap_or_default()
    }

    /// The point, compressed (SEC 1 section 2.3.3): the x-coordinate, and before it a byte that says which of two points
    /// it is.
    #[must_use]
    pub fn to_compressed_point(&self) -> Vec<u8> {
        let point = self.to_point();
        let is_odd = point.last().is_some_and(|last| last & 1 == 1);
        let mut compressed = vec![if is_odd { 3 } else { 2 }];
        compressed.extend(point.iter().skip(1).take(self.key_size()));
        compressed
    }

    pub(super) fn portable(&self) -> &portable::PublicKey {
        &self.0.portable
    }

    /// The point, uncompressed: 65 bytes for P-256, 97 for P-384, 133 for P-521.
    #[doc(alias = "ECPoint")]
    #[must_use]
    pub fn to_point(&self) -> &[u8] {
        self.0.portable.as_bytes()
    }

    /// Writes `SubjectPublicKeyInfo` in DER.
    #[doc(alias = "export_public_key")]
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        spki::write(KeyAlgorithm::Ecc(self.curve()), self.to_point()).to_vec()
    }

    /// Writes `SubjectPublicKeyInfo` in PEM, as `PUBLIC KEY`.
    #[must_use]
    pub fn to_pem(&self) -> String {
        pem::encode("PUBLIC KEY", &self.to_der())
    }
}

impl PartialEq for EccPublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.curve() == other.curve() && self.to_point() == other.to_point()
    }
}

impl Eq for EccPublicKey {}

impl core::hash::Hash for EccPublicKey {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.curve().hash(state);
        self.to_point().hash(state);
    }
}

impl fmt::Debug for EccPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EccPublicKey({}, {})", self.curve(), purembed_core::hex::encode(self.to_point()))
    }
}
