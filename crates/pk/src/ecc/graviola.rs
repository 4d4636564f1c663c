// SPDX-License-Identifier: MIT
//! The curves in formally verified assembly, by graviola.

use alloc::boxed::Box;

use graviola::hashing::{Hash, Sha256, Sha384, Sha512};
use graviola::key_agreement::{p256, p384};
use graviola::signing::ecdsa;
use purembed_accel::clean_after;
use purembed_hash::Algorithm;

use super::signature::EcdsaSignature;
use crate::curve::CurveId;
use crate::{Curve, InvalidKey, InvalidSignature};

/// A private key; wiped when dropped. In boxes, because moving an `enum` copies what lies under its unused parts.
pub(super) enum SigningKey {
    P256(Box<ecdsa::SigningKey<ecdsa::P256>>),
    P384(Box<ecdsa::SigningKey<ecdsa::P384>>),
}

impl SigningKey {
    /// `None` for the curves that graviola does not have.
    pub(super) fn from_bytes(curve: Curve, scalar: &[u8]) -> Option<Self> {
        Some(match curve.id() {
            CurveId::P256 => Self::P256(Box::new(ecdsa::SigningKey {
                private_key: p256::StaticPrivateKey::from_bytes(scalar).ok()?,
            })),
            CurveId::P384 => Self::P384(Box::new(ecdsa::SigningKey {
                private_key: p384::StaticPrivateKey::from_bytes(scalar).ok()?,
            })),
            _ => return None,
        })
    }

    /// The public key as an uncompressed point.
    pub(super) fn with_public_point<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::P256(key) => f(&key.private_key.public_key_uncompressed()),
            Self::P384(key) => f(&key.private_key.public_key_uncompressed()),
        }
    }

    /// The x-coordinate of the product with a point of the same curve, uncompressed.
    pub(super) fn agree<T>(&self, peer: &[u8], f: impl FnOnce(&[u8]) -> Option<T>) -> Result<T, InvalidKey> {
        let shared = clean_after(|| match self {
            Self::P256(key) => p256::PublicKey::from_x962_uncompressed(peer)
                .and_then(|peer| key.private_key.diffie_hellman(&peer))
                .map(|shared| f(&shared.0)),
            Self::P384(key) => p384::PublicKey::from_x962_uncompressed(peer)
                .and_then(|peer| key.private_key.diffie_hellman(&peer))
                .map(|shared| f(&shared.0)),
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
        let mut fixed = [0; 96];
        match self {
            Self::P256(key) => {
                EcdsaSignature::from_fixed(Curve::SECP256R1, key.sign::<H>(&[message], &mut fixed).ok()?).ok()
            }
            Self::P384(key) => {
                EcdsaSignature::from_fixed(Curve::SECP384R1, key.sign::<H>(&[message], &mut fixed).ok()?).ok()
            }
        }
    }
}

/// A public key with its table of multiples.
pub(super) enum VerifyingKey {
    P256(Box<ecdsa::VerifyingKey<ecdsa::P256>>),
    P384(Box<ecdsa::VerifyingKey<ecdsa::P384>>),
}

impl VerifyingKey {
    /// `None` for the curves that graviola does not have.
    pub(super) fn from_uncompressed(curve: Curve, point: &[u8]) -> Option<Self> {
        match curve.id() {
            CurveId::P256 => {
                ecdsa::VerifyingKey::from_x962_uncompressed(point).ok().map(Box::new).map(Self::P256)
            }
            CurveId::P384 => {
                ecdsa::VerifyingKey::from_x962_uncompressed(point).ok().map(Box::new).map(Self::P384)
            }
            _ => None,
        }
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
        clean_after(|| match self {
            Self::P256(key) => key.verify::<H>(&[message], &fixed),
            Self::P384(key) => key.verify::<H>(&[message], &fixed),
        })
        .map_err(|_| InvalidSignature)
    }
}
