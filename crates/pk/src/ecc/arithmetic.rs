// SPDX-License-Identifier: MIT
//! What ECDSA and ECDH need of a curve, on octets, so that one body of code serves all of them.
//!
//! Numbers are big-endian. Scalars are as long as the order, points are uncompressed (SEC 1 section 2.3.3).

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::marker::PhantomData;

use elliptic_curve::ff::{Field, PrimeField as _};
use elliptic_curve::group::Group as _;
use elliptic_curve::ops::{Invert as _, MulByGeneratorVartime as _, Reduce as _};
use elliptic_curve::point::{AffineCoordinates as _, DecompressPoint};
use elliptic_curve::subtle::Choice;
use elliptic_curve::{CurveArithmetic, CurveGroup as _, FieldBytes};
use zeroize::Zeroizing;

use super::own::{BrainpoolP512r1, Secp192k1, Secp224k1};

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

pub(crate) static P192: Weierstrass<p192::NistP192> = Weierstrass::new(24);
pub(crate) static P224: Weierstrass<p224::NistP224> = Weierstrass::new(28);
pub(crate) static P256: Weierstrass<p256::NistP256> = Weierstrass::new(32);
pub(crate) static P384: Weierstrass<p384::NistP384> = Weierstrass::new(48);
pub(crate) static P521: Weierstrass<p521::NistP521> = Weierstrass::new(66);
pub(crate) static BRAINPOOLP256: Weierstrass<bp256::BrainpoolP256r1> = Weierstrass::new(32);
pub(crate) static BRAINPOOLP384: Weierstrass<bp384::BrainpoolP384r1> = Weierstrass::new(48);
pub(crate) static BRAINPOOLP512: Weierstrass<BrainpoolP512r1> = Weierstrass::new(64);
pub(crate) static K192: Weierstrass<Secp192k1> = Weierstrass::new(24);
pub(crate) static K224: Weierstrass<Secp224k1> = Weierstrass::new(28);
pub(crate) static K256: Weierstrass<k256::Secp256k1> = Weierstrass::new(32);

/// A curve whose arithmetic has the shape of RustCrypto's.
pub(crate) struct Weierstrass<C> {
    /// The length of a coordinate. Scalars have that of `FieldBytes<C>`, which is one more for secp224k1.
    coordinate: usize,
    curve: PhantomData<fn() -> C>,
}

impl<C> Weierstrass<C>
where
    C: CurveArithmetic,
    C::AffinePoint: DecompressPoint<C>,
{
    const fn new(coordinate: usize) -> Self {
        Self { coordinate, curve: PhantomData }
    }

    /// The number with zeros before it.
    fn widen(number: &[u8]) -> Option<FieldBytes<C>> {
        let mut wide = FieldBytes::<C>::default();
        let start = wide.len().checked_sub(number.len())?;
        wide.get_mut(start..)?.copy_from_slice(number);
        Some(wide)
    }

    fn coordinate<'a>(&self, wide: &'a FieldBytes<C>) -> &'a [u8] {
        &wide[wide.len() - self.coordinate..]
    }

    /// A number from 1 to the order less 1.
    fn scalar(number: &[u8]) -> Option<Zeroizing<C::Scalar>> {
        let wide = Zeroizing::new(Self::widen(number)?);
        let scalar = Zeroizing::new(Option::<C::Scalar>::from(C::Scalar::from_repr(*wide))?);
        (!bool::from(scalar.is_zero())).then_some(scalar)
    }

    fn read(&self, point: &[u8]) -> Option<C::AffinePoint> {
        let (&form, coordinates) = point.split_first()?;
        let point = match form {
            2 | 3 if coordinates.len() == self.coordinate => {
                C::AffinePoint::decompress(&Self::widen(coordinates)?, Choice::from(form & 1))
            }
            4 if coordinates.len() == 2 * self.coordinate => {
                let (x, y) = coordinates.split_at(self.coordinate);
                C::AffinePoint::from_coordinates(&Self::widen(x)?, &Self::widen(y)?)
            }
            _ => return None,
        };
        point.into()
    }

    fn write(&self, point: &C::AffinePoint) -> Box<[u8]> {
        [&[4], self.coordinate(&point.x()), self.coordinate(&point.y())].concat().into()
    }
}

impl<C> Operations for Weierstrass<C>
where
    C: CurveArithmetic,
    C::AffinePoint: DecompressPoint<C>,
{
    fn is_scalar(&self, number: &[u8]) -> bool {
        Self::scalar(number).is_some()
    }

    fn reduce(&self, number: &mut [u8]) {
        if let Some(wide) = Self::widen(number) {
            number.copy_from_slice(&C::Scalar::reduce(&wide).to_repr());
        }
    }

    fn decode(&self, point: &[u8]) -> Option<Box<[u8]>> {
        let affine = self.read(point)?;
        // A point in full has one form, in which it came.
        Some(if point.len() == 1 + 2 * self.coordinate { point.into() } else { self.write(&affine) })
    }

    fn public_point(&self, secret: &[u8]) -> Option<Box<[u8]>> {
        let secret = Self::scalar(secret)?;
        Some(self.write(&C::ProjectivePoint::mul_by_generator(&secret).to_affine()))
    }

    fn agree(&self, secret: &[u8], point: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let secret = Self::scalar(secret)?;
        let product = Zeroizing::new(C::ProjectivePoint::from(self.read(point)?) * *secret);
        let product = Zeroizing::new(product.to_affine());
        let x = Zeroizing::new(product.x());
        Some(Zeroizing::new(self.coordinate(&x).to_vec()))
    }

    fn sign(&self, secret: &[u8], nonce: &[u8], digest: &[u8]) -> Option<Vec<u8>> {
        let (secret, nonce) = (Self::scalar(secret)?, Self::scalar(nonce)?);
        let digest = C::Scalar::reduce(&Self::widen(digest)?);
        let product = Zeroizing::new(C::ProjectivePoint::mul_by_generator(&nonce));
        let r = C::Scalar::reduce(&product.to_affine().x());
        let inverse = Zeroizing::new(Option::<C::Scalar>::from(Field::invert(&*nonce))?);
        let sum = Zeroizing::new(digest + *Zeroizing::new(r * *secret));
        let s = *inverse * *sum;
        let usable = !bool::from(r.is_zero() | s.is_zero());
        usable.then(|| [r.to_repr(), s.to_repr()].concat())
    }

    fn verify(&self, point: &[u8], digest: &[u8], r: &[u8], s: &[u8]) -> bool {
        let verify = || {
            let (r, s) = (Self::scalar(r)?, Self::scalar(s)?);
            let digest = C::Scalar::reduce(&Self::widen(digest)?);
            let inverse = Option::<C::Scalar>::from(s.invert_vartime())?;
            let point = C::ProjectivePoint::from(self.read(point)?);
            let sum = C::ProjectivePoint::mul_by_generator_and_mul_add_vartime(
                &(digest * inverse),
                &(*r * inverse),
                &point,
            );
            // The neutral element has no coordinates to speak of.
            let sum = (!bool::from(sum.is_identity())).then(|| sum.to_affine())?;
            Some(C::Scalar::reduce(&sum.x()) == *r)
        };
        verify().unwrap_or(false)
    }
}
