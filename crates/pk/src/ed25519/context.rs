// SPDX-License-Identifier: MIT
//! Ed25519ctx and Ed25519ph (RFC 8032 section 5.1): signatures for one use, and of digests.
//!
//! In portable Rust for all back ends.

use curve25519_dalek::Scalar;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::clamp_integer;
use sha2::{Digest as _, Sha512};
use zeroize::Zeroizing;

/// What every digest begins with: dom2 of RFC 8032 section 2.
pub(super) struct Prefix<'a> {
    flag: u8,
    length: u8,
    context: &'a [u8],
}

impl<'a> Prefix<'a> {
    /// `None` if the context is too long.
    pub(super) fn new(flag: u8, context: &'a [u8]) -> Option<Self> {
        Some(Self { flag, length: context.len().try_into().ok()?, context })
    }

    /// The digest of dom2 and what follows, modulo the order.
    fn digest(&self, parts: &[&[u8]]) -> Scalar {
        let mut sha = Sha512::new();
        sha.update(b"SigEd25519 no Ed25519 collisions");
        sha.update([self.flag, self.length]);
        sha.update(self.context);
        for part in parts {
            sha.update(part);
        }
        Scalar::from_bytes_mod_order_wide(&Zeroizing::new(sha.finalize().into()))
    }

    /// RFC 8032 section 5.1.6.
    pub(super) fn sign(&self, seed: &[u8; 32], public: &[u8; 32], message: &[u8]) -> [u8; 64] {
        let expanded: Zeroizing<[u8; 64]> = Zeroizing::new(Sha512::digest(seed).into());
        let (scalar, prefix) = expanded.split_at(32);
        let mut clamped = Zeroizing::new([0; 32]);
        clamped.copy_from_slice(scalar);
        *clamped = clamp_integer(*clamped);
        let scalar = Zeroizing::new(Scalar::from_bytes_mod_order(*clamped));
        let nonce = Zeroizing::new(self.digest(&[prefix, message]));
        let r = EdwardsPoint::mul_base(&nonce).compress().to_bytes();
        let s = *nonce + self.digest(&[&r, public, message]) * *scalar;
        let mut signature = [0; 64];
        let (first, second) = signature.split_at_mut(32);
        first.copy_from_slice(&r);
        second.copy_from_slice(s.as_bytes());
        signature
    }

    /// RFC 8032 section 5.1.7, with the rules of [`super`].
    pub(super) fn verify(&self, public: &[u8; 32], message: &[u8], signature: &[u8]) -> Option<()> {
        let (r, s) = signature.split_first_chunk::<32>()?;
        let s = Option::from(Scalar::from_canonical_bytes(s.try_into().ok()?))?;
        let k = self.digest(&[r, public, message]);
        let minus_a = -CompressedEdwardsY(*public).decompress()?;
        let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &minus_a, &s);
        (expected.compress().as_bytes() == r).then_some(())
    }
}
