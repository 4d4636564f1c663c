// SPDX-License-Identifier: MIT
//! SEC 1: `ECPrivateKey` (RFC 5915 section 3).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::reader::{Reader, tag};
use super::writer::{self, Element};
use crate::{Curve, InvalidKey};

/// A private key of an elliptic curve.
pub(crate) struct EcPrivateKey<'a> {
    pub(crate) curve: Curve,
    pub(crate) scalar: &'a [u8],
    pub(crate) public_key: Option<&'a [u8]>,
}

impl<'a> EcPrivateKey<'a> {
    /// Reads an `ECPrivateKey`. Inside PKCS#8 the curve is known from outside, and may be repeated.
    pub(crate) fn read(mut outer: Reader<'a>, known: Option<Curve>) -> Result<Self, InvalidKey> {
        let mut key = outer.sequence()?;
        outer.finish()?;
        if key.version()? != 1 {
            return Err(InvalidKey::UnsupportedVersion);
        }
        let scalar = key.octet_string()?;
        let parameters = key.optional(tag::CONTEXT_0)?.map(read_parameters).transpose()?;
        let curve = match (parameters, known) {
            (Some(curve), Some(known)) if curve != known => return Err(InvalidKey::Inconsistent),
            (Some(curve), _) | (None, Some(curve)) => curve,
            (None, None) => return Err(InvalidKey::UnsupportedCurve),
        };
        // The length of the private key is that of the order of the curve; some write that of the prime.
        if ![curve.order_size(), curve.key_size()].contains(&scalar.bytes().len()) {
            return Err(InvalidKey::Malformed { offset: scalar.offset() });
        }
        let public_key = match key.optional(tag::CONTEXT_1)? {
            None => None,
            Some(mut tagged) => {
                let point = tagged.bit_string()?;
                tagged.finish()?;
                Some(point.bytes())
            }
        };
        key.finish()?;
        Ok(Self { curve, scalar: scalar.bytes(), public_key })
    }
}

fn read_parameters(mut tagged: Reader<'_>) -> Result<Curve, InvalidKey> {
    if tagged.peek().is_some_and(|tag| tag != tag::OID) {
        return Err(InvalidKey::UnsupportedCurve);
    }
    let curve = Curve::from_oid(tagged.oid()?).ok_or(InvalidKey::UnsupportedCurve)?;
    tagged.finish()?;
    Ok(curve)
}

/// Writes an `ECPrivateKey` with its public key; the parameters belong there except inside PKCS#8.
pub(crate) fn write(curve: Option<Curve>, scalar: &[u8], point: &[u8]) -> Element {
    let parameters = curve.map(|curve| writer::element(tag::CONTEXT_0, &[&writer::oid(curve.oid())]));
    writer::sequence(&[
        &writer::integer(&[1]),
        &writer::octet_string(scalar),
        parameters.as_ref().map_or([].as_slice(), |parameters| parameters.as_slice()),
        &writer::element(tag::CONTEXT_1, &[&writer::bit_string(point)]),
    ])
}
