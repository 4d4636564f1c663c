// SPDX-License-Identifier: MIT
//! The curves in portable Rust, by RustCrypto.

use alloc::boxed::Box;

use ecdsa::hazmat::{sign_prehashed_rfc6979, verify_prehashed};
use ecdsa::{EcdsaCurve, RecoveryId};
use p256::elliptic_curve::{CurveArithmetic, NonZeroScalar};
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

use super::signature::Signature;
use crate::curve::CurveId;
use crate::{Curve, Error, InvalidSignature};

/// A private key; wiped when dropped.
pub(crate) enum SecretKey {
    P256(p256::SecretKey),
    P384(p384::SecretKey),
}

impl SecretKey {
    /// Takes a scalar of the curve's length, which must be in the range from 1 to the order less 1.
    pub(crate) fn from_bytes(curve: Curve, scalar: &[u8]) -> Option<Self> {
        if scalar.len() != curve.key_size() {
            return None;
        }
        match curve.id() {
            CurveId::P256 => p256::SecretKey::from_slice(scalar).ok().map(Self::P256),
            CurveId::P384 => p384::SecretKey::from_slice(scalar).ok().map(Self::P384),
        }
    }

    pub(crate) fn with_bytes<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        match self {
            Self::P256(key) => f(&Zeroizing::new(key.to_bytes())[..]),
            Self::P384(key) => f(&Zeroizing::new(key.to_bytes())[..]),
        }
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        match self {
            Self::P256(key) => PublicKey::P256(key.public_key()),
            Self::P384(key) => PublicKey::P384(key.public_key()),
        }
    }

    /// The x-coordinate of the product with another's point.
    pub(crate) fn agree<T>(&self, peer: &PublicKey, f: impl FnOnce(&[u8]) -> T) -> Option<T> {
        match (self, peer) {
            (Self::P256(key), PublicKey::P256(peer)) => {
                let scalar = Zeroizing::new(key.to_nonzero_scalar());
                Some(f(p256::ecdh::diffie_hellman(&*scalar, peer.as_affine()).raw_secret_bytes()))
            }
            (Self::P384(key), PublicKey::P384(peer)) => {
                let scalar = Zeroizing::new(key.to_nonzero_scalar());
                Some(f(p384::ecdh::diffie_hellman(&*scalar, peer.as_affine()).raw_secret_bytes()))
            }
            _ => None,
        }
    }

    /// Signs a digest as RFC 6979 section 3.2 says, with added data as section 3.6 allows.
    pub(super) fn sign(&self, digest: &[u8], digestmod: Algorithm, added: &[u8]) -> Result<Signature, Error> {
        let mut number = [0; 48];
        let signature = match self {
            Self::P256(key) => {
                let number = digest_to_number(Curve::SECP256R1, digest, &mut number);
                let scalar = Zeroizing::new(key.to_nonzero_scalar());
                let (signature, _) = signer::<p256::NistP256>(digestmod)?(&scalar, number, added);
                Signature::from_fixed(Curve::SECP256R1, &signature.to_bytes())
            }
            Self::P384(key) => {
                let number = digest_to_number(Curve::SECP384R1, digest, &mut number);
                let scalar = Zeroizing::new(key.to_nonzero_scalar());
                let (signature, _) = signer::<p384::NistP384>(digestmod)?(&scalar, number, added);
                Signature::from_fixed(Curve::SECP384R1, &signature.to_bytes())
            }
        };
        signature.ok_or(Error::Fault)
    }
}

/// A point of a curve that is not the neutral element.
pub(crate) enum PublicKey {
    P256(p256::PublicKey),
    P384(p384::PublicKey),
}

impl PublicKey {
    /// Reads a point, compressed or not (SEC 1 section 2.3.4).
    pub(crate) fn from_sec1(curve: Curve, point: &[u8]) -> Option<Self> {
        match (curve.id(), point.first()?) {
            (CurveId::P256, 2..=4) => p256::PublicKey::from_sec1_bytes(point).ok().map(Self::P256),
            (CurveId::P384, 2..=4) => p384::PublicKey::from_sec1_bytes(point).ok().map(Self::P384),
            _ => None,
        }
    }

    /// Writes the point uncompressed.
    pub(crate) fn to_uncompressed(&self) -> Box<[u8]> {
        use p256::elliptic_curve::sec1::ToSec1Point as _;
        match self {
            Self::P256(key) => key.to_sec1_point(false).as_bytes().into(),
            Self::P384(key) => key.to_sec1_point(false).as_bytes().into(),
        }
    }

    /// Verifies a signature of a digest.
    pub(super) fn verify(&self, digest: &[u8], signature: &Signature) -> Result<(), InvalidSignature> {
        let mut number = [0; 48];
        match self {
            Self::P256(key) => {
                let number = digest_to_number(Curve::SECP256R1, digest, &mut number);
                let signature = p256::ecdsa::Signature::from_slice(signature.as_fixed());
                signature.and_then(|signature| verify_prehashed(&key.to_projective(), number, &signature))
            }
            Self::P384(key) => {
                let number = digest_to_number(Curve::SECP384R1, digest, &mut number);
                let signature = p384::ecdsa::Signature::from_slice(signature.as_fixed());
                signature.and_then(|signature| verify_prehashed(&key.to_projective(), number, &signature))
            }
        }
        .map_err(|_| InvalidSignature)
    }
}

/// RFC 6979 section 2.3.2, for orders of whole octets: the leftmost octets of a long digest, zeros before a short one.
fn digest_to_number<'a>(curve: Curve, digest: &[u8], number: &'a mut [u8; 48]) -> &'a [u8] {
    let size = curve.key_size();
    let digest = digest.get(..size).unwrap_or(digest);
    let start = size - digest.len();
    number[start..size].copy_from_slice(digest);
    &number[..size]
}

type Signer<C> = fn(&NonZeroScalar<C>, &[u8], &[u8]) -> (ecdsa::Signature<C>, RecoveryId);

/// Chooses the hash for the generation of the nonce, which is that of the message.
fn signer<C: EcdsaCurve + CurveArithmetic>(digestmod: Algorithm) -> Result<Signer<C>, Error> {
    Ok(match digestmod {
        _ if digestmod == Algorithm::SHA256 => sign_prehashed_rfc6979::<C, sha2::Sha256>,
        _ if digestmod == Algorithm::SHA384 => sign_prehashed_rfc6979::<C, sha2::Sha384>,
        _ if digestmod == Algorithm::SHA512 => sign_prehashed_rfc6979::<C, sha2::Sha512>,
        _ if digestmod == Algorithm::SHA224 => sign_prehashed_rfc6979::<C, sha2::Sha224>,
        _ if digestmod == Algorithm::SHA1 => sign_prehashed_rfc6979::<C, sha1::Sha1>,
        _ if digestmod == Algorithm::MD5 => sign_prehashed_rfc6979::<C, md5::Md5>,
        _ => return Err(Error::UnsupportedDigest),
    })
}
