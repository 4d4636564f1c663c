// SPDX-License-Identifier: MIT
//! ECDSA signatures: two numbers, as DER (`Ecdsa-Sig-Value`, RFC 3279 section 2.2.3) or one after the other (IEEE 1363).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;
use core::fmt;

use purembed_accel::Backend;

use crate::curve::MAX_KEY_SIZE;
use crate::encoding::reader::Reader;
use crate::encoding::writer;
use crate::{Curve, InvalidKey, InvalidSignature};

/// An ECDSA signature: r and s, each from 1 to the order of the curve less 1.
///
/// Keys sign and verify DER. This is for protocols that send the numbers one after the other, each as long as the
/// order: IEEE 1363, JSON Web Signatures, `WebCrypto`, `DNSSEC`.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, EcdsaSignature};
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let sent = EcdsaSignature::from_der(Curve::SECP256R1, &key.sign(b"message", Algorithm::SHA256)?)?.to_fixed();
/// assert_eq!(sent.len(), 64);
///
/// let received = EcdsaSignature::from_fixed(Curve::SECP256R1, &sent)?;
/// key.public_key().verify(b"message", &received.to_der(), Algorithm::SHA256)?;
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct EcdsaSignature {
    curve: Curve,
    r: [u8; MAX_KEY_SIZE],
    s: [u8; MAX_KEY_SIZE],
}

impl EcdsaSignature {
    /// Takes r and s one after the other, each [`Curve::order_size`] bytes long and big-endian.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if the length is another, or a number is out of range.
    pub fn from_fixed(curve: Curve, fixed: &[u8]) -> Result<Self, InvalidSignature> {
        let (r, s) = fixed.split_at_checked(curve.order_size()).ok_or(InvalidSignature)?;
        if s.len() == curve.order_size() { Self::new(curve, r, s) } else { Err(InvalidSignature) }
    }

    /// Reads a signature, which must be DER to the last bit.
    ///
    /// # Errors
    ///
    /// [`InvalidSignature`] if it is not, or a number is out of range.
    pub fn from_der(curve: Curve, der: &[u8]) -> Result<Self, InvalidSignature> {
        let (r, s) = read(der).map_err(|_| InvalidSignature)?;
        Self::new(curve, r, s)
    }

    fn new(curve: Curve, r: &[u8], s: &[u8]) -> Result<Self, InvalidSignature> {
        let number = |from: &[u8]| {
            let mut number = [0; MAX_KEY_SIZE];
            let to = number.get_mut(..curve.order_size())?;
            let start = to.len().checked_sub(from.len())?;
            to.get_mut(start..)?.copy_from_slice(from);
            curve.operations(Backend::Portable).is_scalar(to).then_some(number)
        };
        let (r, s) = number(r).zip(number(s)).ok_or(InvalidSignature)?;
        Ok(Self { curve, r, s })
    }

    /// The curve.
    #[must_use]
    pub const fn curve(&self) -> Curve {
        self.curve
    }

    /// Writes DER.
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        let (r, s) = self.numbers();
        writer::sequence(&[&writer::integer(r), &writer::integer(s)]).to_vec()
    }

    /// Writes r and s one after the other, each [`Curve::order_size`] bytes long and big-endian.
    #[must_use]
    pub fn to_fixed(&self) -> Vec<u8> {
        let (r, s) = self.numbers();
        [r, s].concat()
    }

    /// r and s, each as long as the order.
    pub(super) fn numbers(&self) -> (&[u8], &[u8]) {
        let size = self.curve.order_size();
        (self.r.get(..size).unwrap_or_default(), self.s.get(..size).unwrap_or_default())
    }
}

impl fmt::Debug for EcdsaSignature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EcdsaSignature({}, {})", self.curve, purembed_core::hex::encode(&self.to_fixed()))
    }
}

fn read(der: &[u8]) -> Result<(&[u8], &[u8]), InvalidKey> {
    let mut outer = Reader::new(der);
    let mut value = outer.sequence()?;
    outer.finish()?;
    let numbers = (value.unsigned()?, value.unsigned()?);
    value.finish()?;
    Ok(numbers)
}
