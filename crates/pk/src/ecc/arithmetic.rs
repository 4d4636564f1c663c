// SPDX-License-Identifier: MIT
//! What ECDSA and ECDH need of a curve, on octets, so that one body of code serves all of them.
//!
//! Numbers are big-endian. Scalars are as long as the order, points are uncompressed (SEC 1 section 2.3.3).

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::marker::PhantomData;

use zeroize::Zeroizing;

use super::curve::Curve;
use super::field::{Field, Scalar};
use super::limbs::{self, Limbs};
use super::multiply::{combination_vartime, multiply, multiply_generator};
use super::parameters;
use super::point::Affine;

/// Constant time in all that is called a secret or a nonce.
pub(crate) trait Operations: Sync {
    /// Whether a number of the right length is from 1 to the order less 1.
    fn is_scalar(&self, number: &[u8]) -> bool;

    /// Reduces a number of no more bits than the order has, modulo the order.
    fn reduce(&self, number: &mut [u8]);

    /// Reads a point, compressed or not (SEC 1 section 2.3.4). `None` if there is no such point on the curve.
    fn decode(&self, point: &[u8]) -> Option<Box<[u8]>>;

    /// The point that belongs to a secret.
    fn public_point(&self, secret: &[u8]) -> Option<Box<[u8]>>;

    /// The x-coordinate of the product of a secret and another's point.
    fn agree(&self, secret: &[u8], point: &[u8]) -> Option<Zeroizing<Vec<u8>>>;

    /// FIPS 186-5 section 6.4.1, steps 4 to 10: r and s. `None` if the nonce has to be another one.
    fn sign(&self, secret: &[u8], nonce: &[u8], digest: &[u8]) -> Option<Vec<u8>>;

    /// FIPS 186-5 section 6.4.2, steps 5 to 9.
    fn verify(&self, point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> bool;
}

pub(crate) const P192: &dyn Operations = &Weierstrass::<parameters::P192>(PhantomData);
pub(crate) const P224: &dyn Operations = &Weierstrass::<parameters::P224>(PhantomData);
pub(crate) const P256: &dyn Operations = &Weierstrass::<parameters::P256>(PhantomData);
pub(crate) const P384: &dyn Operations = &Weierstrass::<parameters::P384>(PhantomData);
pub(crate) const P521: &dyn Operations = &Weierstrass::<parameters::P521>(PhantomData);
pub(crate) const FAST_P384: &dyn Operations = &Weierstrass::<parameters::FastP384>(PhantomData);
pub(crate) const FAST_P521: &dyn Operations = &Weierstrass::<parameters::FastP521>(PhantomData);
pub(crate) const BRAINPOOLP256: &dyn Operations = &Weierstrass::<parameters::BrainpoolP256>(PhantomData);
pub(crate) const BRAINPOOLP384: &dyn Operations = &Weierstrass::<parameters::BrainpoolP384>(PhantomData);
pub(crate) const BRAINPOOLP512: &dyn Operations = &Weierstrass::<parameters::BrainpoolP512>(PhantomData);
pub(crate) const K192: &dyn Operations = &Weierstrass::<parameters::K192>(PhantomData);
pub(crate) const K224: &dyn Operations = &Weierstrass::<parameters::K224>(PhantomData);
pub(crate) const K256: &dyn Operations = &Weierstrass::<parameters::K256>(PhantomData);

/// A curve, by its parameters.
struct Weierstrass<C>(PhantomData<fn() -> C>);

impl<C: Curve> Weierstrass<C> {
    /// A number from 1 to the order less 1.
    fn scalar(number: &[u8]) -> Option<Zeroizing<C::Scalar>> {
        if number.len() != C::ORDER_BITS.div_ceil(8) {
            return None;
        }
        let number = limbs::from_be_bytes(number);
        let (_, is_less) = limbs::sub(&number, &C::Scalar::PRIME);
        // Whether it is one is told. The branch stands here, and in nothing that is called, for who looks for branches.
        if !is_less || limbs::is_zero(&number) != 0 {
            return None;
        }
        Some(Zeroizing::new(C::Scalar::reduce(&number)))
    }

    fn read(point: &[u8]) -> Option<Affine<C>> {
        let (&form, coordinates) = point.split_first()?;
        let number = |octets: &[u8]| C::Field::from_limbs(&limbs::from_be_bytes(octets));
        let (x_octets, y_octets) = coordinates.split_at_checked(C::COORDINATE)?;
        let x = number(x_octets)?.mul(&C::SCALE.0);
        match form {
            2 | 3 if y_octets.is_empty() => Affine::decompress(x, form == 3),
            4 if y_octets.len() == C::COORDINATE => Affine::new(x, number(y_octets)?.mul(&C::SCALE.1)),
            _ => None,
        }
    }

    fn write(point: &Affine<C>) -> Box<[u8]> {
        let mut octets = vec![4; 1 + 2 * C::COORDINATE];
        let (x, y) = octets.split_at_mut(1).1.split_at_mut(C::COORDINATE);
        limbs::write_be_bytes(&Self::x(point), x);
        limbs::write_be_bytes(&point.y.mul(&C::UNSCALE.1).to_limbs(), y);
        octets.into()
    }

    /// The standard's x-coordinate.
    fn x(point: &Affine<C>) -> Limbs {
        point.x.mul(&C::UNSCALE.0).to_limbs()
    }
}

impl<C: Curve> Operations for Weierstrass<C> {
    fn is_scalar(&self, number: &[u8]) -> bool {
        Self::scalar(number).is_some()
    }

    fn reduce(&self, number: &mut [u8]) {
        let reduced = C::Scalar::reduce(&limbs::from_be_bytes(number));
        limbs::write_be_bytes(&reduced.to_limbs(), number);
    }

    fn decode(&self, point: &[u8]) -> Option<Box<[u8]>> {
        Some(Self::write(&Self::read(point)?))
    }

    fn public_point(&self, secret: &[u8]) -> Option<Box<[u8]>> {
        let secret = Zeroizing::new(Self::scalar(secret)?.to_limbs());
        Some(Self::write(&multiply_generator::<C>(&secret).to_affine()))
    }

    fn agree(&self, secret: &[u8], point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let secret = Zeroizing::new(Self::scalar(secret)?.to_limbs());
        let product = Zeroizing::new(multiply(&Self::read(point)?, &secret).to_affine());
        let x = Zeroizing::new(Self::x(&product));
        let mut octets = Zeroizing::new(vec![0; C::COORDINATE]);
        limbs::write_be_bytes(&x, &mut octets);
        Some(octets)
    }

    fn sign(&self, secret: &[u8], nonce: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
        let (secret, nonce) = (Self::scalar(secret)?, Self::scalar(nonce)?);
        let digest = C::Scalar::reduce(&limbs::from_be_bytes(digest));
        let product = multiply_generator::<C>(&Zeroizing::new(nonce.to_limbs()));
        // The prime is less than twice the order: they differ by less than twice the root (Hasse).
        let r = C::Scalar::reduce(&Self::x(&product.to_affine()));
        let sum = Zeroizing::new(r.mul(&secret).add(&digest));
        let s = Zeroizing::new(nonce.invert()).mul(&sum);
        if r.is_zero() | s.is_zero() != 0 {
            return None;
        }
        let mut octets = vec![0; 2 * C::ORDER_BITS.div_ceil(8)];
        for (number, octets) in [r, s].into_iter().zip(octets.chunks_exact_mut(C::ORDER_BITS.div_ceil(8))) {
            limbs::write_be_bytes(&number.to_limbs(), octets);
        }
        Some(octets)
    }

    fn verify(&self, point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        let verify = || {
            let (r, s) = (Self::scalar(r)?, Self::scalar(s)?);
            let digest = C::Scalar::reduce(&limbs::from_be_bytes(digest));
            let inverse = s.invert();
            let factors = (digest.mul(&inverse).to_limbs(), r.mul(&inverse).to_limbs());
            let sum = combination_vartime(&factors.0, &factors.1, &Self::read(point)?);
            // The neutral element has no coordinates.
            (!sum.z.is_zero_vartime()).then(|| {
                // Not x mod n = r, but x = r or x = r + n, with x = X/Z^2, so that nothing is inverted.
                let zz = sum.z.square().mul(&C::SCALE.0);
                let (above, _) = limbs::add(&r.to_limbs(), &C::Scalar::PRIME);
                [r.to_limbs(), above].iter().any(|candidate| {
                    C::Field::from_limbs(candidate).is_some_and(|x| x.mul(&zz).equals_vartime(&sum.x))
                })
            })
        };
        verify().unwrap_or(false)
    }
}
