// SPDX-License-Identifier: MIT
//! P-256 in formally verified assembly, by graviola. Its P-384 signs and verifies more slowly than ours.

use alloc::boxed::Box;

use graviola::hashing::{Hash, Sha256, Sha384, Sha512};
use graviola::key_agreement::p256;
use graviola::signing::ecdsa;
use purembed_accel::clean_after;
use purembed_hash::Algorithm;

use super::signature::EcdsaSignature;
use crate::curve::CurveId;
use crate::{Curve, InvalidKey, InvalidSignature};

/// A private key; wiped when dropped. In a box, because moving an `Option` copies what lies under its unused parts.
pub(super) struct SigningKey(Box<ecdsa::SigningKey<ecdsa::P256>>);

impl SigningKey {
    /// `None` for other curves.
    pub(super) fn from_bytes(curve: Curve, scalar: &[u8]) -> Option<Self> {
        if curve.id() != CurveId::P256 {
            return None;
        }
        let private_key = p256::StaticPrivateKey::from_bytes(scalar).ok()?;
        Some(Self(Box::new(ecdsa::SigningKey { private_key })))
    }

    /// The public key as an uncompressed point.
    pub(super) fn with_public_point<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        f(&self.0.private_key.public_key_uncompressed())
    }

    /// The x-coordinate of the product with a point of the same curve, uncompressed.
    pub(super) fn agree<T>(&self, peer: &[u8], f: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, InvalidKey> {
        let shared = clean_after(|| {
            p256::PublicKey::from_x962_uncompressed(peer)
                .and_then(|peer| self.0.private_key.diffie_hellman(&peer))
                .map(|shared| f(&shared.0))
        });
        shared.ok().flatten().ok_or(InvalidKey::PublicKeyInvalid)
    }

    /// Signs with 16 bytes from the operating system added to what RFC 6979 makes the nonce of.
    ///
    /// `None` for the digests that graviola does not have, and if the operating system has no random bytes.
    pub(super) fn sign(&self, message: &[u8], digestmod: Algorithm) -> Option<EcdsaSignature> {
        match digestmod {
            _ if digestmod == Algorithm::SHA256 => self.sign_with::<Sha256>(message),
            _ if digestmod == Algorithm::SHA384 => self.sign_with::<Sha384>(message),
            _ if digestmod == Algorithm::SHA512 => self.sign_with::<Sha512>(message),
            _ => None,
        }
    }

    fn sign_with<H: Hash>(&self, message: &[u8]) -> Option<EcdsaSignature> {
        let mut fixed = [0; 64];
        let fixed = self.0.sign::<H>(&[message], &mut fixed).ok()?;
        EcdsaSignature::from_fixed(Curve::SECP256R1, fixed).ok()
    }
}

/// A public key with its table of multiples.
pub(super) struct VerifyingKey(Box<ecdsa::VerifyingKey<ecdsa::P256>>);

impl VerifyingKey {
    /// `None` for other curves.
    pub(super) fn from_uncompressed(curve: Curve, point: &[u8]) -> Option<Self> {
        if curve.id() != CurveId::P256 {
            return None;
        }
        ecdsa::VerifyingKey::from_x962_uncompressed(point).ok().map(Box::new).map(Self)
    }

    /// Verifies a signature of a message. `None` for the digests that graviola does not have.
    pub(super) fn verify(
        &self,
        message: &[u8],
        digestmod: Algorithm,
        signature: &EcdsaSignature,
    ) -> Option<Result<(), InvalidSignature>> {
        match digestmod {
            _ if digestmod == Algorithm::SHA256 => Some(self.verify_with::<Sha256>(message, signature)),
            _ if digestmod == Algorithm::SHA384 => Some(self.verify_with::<Sha384>(message, signature)),
            _ if digestmod == Algorithm::SHA512 => Some(self.verify_with::<Sha512>(message, signature)),
            _ => None,
        }
    }

    fn verify_with<H: Hash>(
        &self,
        message: &[u8],
        signature: &EcdsaSignature,
    ) -> Result<(), InvalidSignature> {
        let fixed = signature.to_fixed();
        clean_after(|| self.0.verify::<H>(&[message], &fixed)).map_err(|_| InvalidSignature)
    }
}
