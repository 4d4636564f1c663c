// SPDX-License-Identifier: MIT
//! Keys of every curve, in arithmetic of our own.

use alloc::boxed::Box;

use purembed_accel::Backend;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use zeroize::Zeroizing;

use super::nonce::{Nonces, Number};
use super::signature::EcdsaSignature;
use crate::curve::MAX_KEY_SIZE;
use crate::{Curve, Error, InvalidSignature};

/// How many numbers in a row may be out of range. Fewer than one in two is; so many come from a broken generator.
const ATTEMPTS: usize = 128;

/// A private key: a number from 1 to the order less 1. Wiped when dropped.
pub(crate) struct SecretKey {
    curve: Curve,
    backend: Backend,
    scalar: SecretBytes,
}

impl SecretKey {
    /// Takes a scalar as long as the order, which must be in range; or as long as the prime, if that is shorter.
    pub(crate) fn from_bytes(curve: Curve, scalar: &[u8], backend: Backend) -> Option<Self> {
        if scalar.len() != curve.order_size() && scalar.len() != curve.key_size() {
            return None;
        }
        let mut wide = Zeroizing::new([0; MAX_KEY_SIZE]);
        let wide = wide.get_mut(..curve.order_size())?;
        let start = wide.len().checked_sub(scalar.len())?;
        wide.get_mut(start..)?.copy_from_slice(scalar);
        let is_scalar = curve.operations(backend).is_scalar(wide);
        is_scalar.then(|| Self { curve, backend, scalar: SecretBytes::copy_from(wide) })
    }

    /// Draws by rejection (FIPS 186-5 appendix A.2.2).
    pub(crate) fn generate<E: From<Error>>(
        curve: Curve,
        backend: Backend,
        mut fill: impl FnMut(&mut [u8]) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut bits = Zeroizing::new([0; MAX_KEY_SIZE]);
        let bits = bits.get_mut(..curve.order_size()).unwrap_or_default();
        for _ in 0..ATTEMPTS {
            fill(bits)?;
            if let Some(secret) = Self::from_bytes(curve, Number::from_bits(curve, bits).as_ref(), backend) {
                return Ok(secret);
            }
        }
        Err(Error::Fault.into())
    }

    pub(crate) const fn backend(&self) -> Backend {
        self.backend
    }

    /// The number, as long as the order.
    pub(crate) fn with_bytes<T>(&self, f: impl FnOnce(&[u8]) -> T) -> T {
        f(self.scalar.expose())
    }

    pub(crate) fn public_key(&self) -> PublicKey {
        let point = self.curve.operations(self.backend).public_point(self.scalar.expose());
        PublicKey { curve: self.curve, backend: self.backend, point: point.unwrap_or_default() }
    }

    /// The x-coordinate of the product with another's point. `None` if that is of another curve.
    pub(crate) fn agree<T>(&self, peer: &PublicKey, f: impl FnOnce(&[u8]) -> T) -> Option<T> {
        if peer.curve != self.curve {
            return None;
        }
        let shared = self.curve.operations(self.backend).agree(self.scalar.expose(), &peer.point)?;
        Some(f(&shared))
    }

    /// Signs a digest as RFC 6979 section 3.2 says, with added data as section 3.6 allows.
    pub(super) fn sign(
        &self,
        digest: &[u8],
        digestmod: Algorithm,
        added: &[u8],
    ) -> Result<EcdsaSignature, Error> {
        let (curve, secret) = (self.curve, self.scalar.expose());
        let number = Number::from_bits(curve, digest);
        Nonces::new(curve, secret, digest, digestmod, added)
            .take(ATTEMPTS)
            .find_map(|nonce| curve.operations(self.backend).sign(secret, nonce.as_ref(), number.as_ref()))
            .and_then(|fixed| EcdsaSignature::from_fixed(curve, &fixed).ok())
            .ok_or(Error::Fault)
    }
}

/// A point of a curve that is not the neutral element.
pub(crate) struct PublicKey {
    curve: Curve,
    backend: Backend,
    /// Uncompressed.
    point: Box<[u8]>,
}

impl PublicKey {
    /// Reads a point, compressed or not (SEC 1 section 2.3.4).
    pub(crate) fn from_sec1(curve: Curve, point: &[u8], backend: Backend) -> Option<Self> {
        Some(Self { curve, backend, point: curve.operations(backend).decode(point)? })
    }

    pub(crate) const fn curve(&self) -> Curve {
        self.curve
    }

    /// The point, uncompressed.
    pub(crate) fn as_bytes(&self) -> &[u8] {
        &self.point
    }

    /// A copy of the point, uncompressed.
    #[cfg(test)]
    pub(crate) fn to_uncompressed(&self) -> Box<[u8]> {
        self.point.clone()
    }

    /// Verifies a signature of a digest.
    pub(super) fn verify(&self, digest: &[u8], signature: &EcdsaSignature) -> Result<(), InvalidSignature> {
        let (r, s) = signature.numbers();
        let number = Number::from_bits(self.curve, digest);
        let is_valid = self.curve.operations(self.backend).verify(&self.point, number.as_ref(), r, s);
        if is_valid { Ok(()) } else { Err(InvalidSignature) }
    }
}
