// SPDX-License-Identifier: MIT
//! `AlgorithmIdentifier` and `SubjectPublicKeyInfo` (RFC 5280 section 4.1).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::oid;
use super::reader::{self, Reader};
use super::writer::{self, Element};
use crate::{Curve, InvalidKey, XdhCurve};

/// The algorithms of keys, with what they need to know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum KeyAlgorithm {
    Rsa,
    Ecc(Curve),
    Ed25519,
    Ed448,
    Xdh(XdhCurve),
}

impl KeyAlgorithm {
    /// Reads an `AlgorithmIdentifier`.
    pub(crate) fn read(reader: &mut Reader<'_>) -> Result<Self, InvalidKey> {
        let mut identifier = reader.sequence()?;
        let algorithm = match identifier.oid()? {
            // RFC 3279 section 2.3.1: the parameters MUST be NULL.
            oid::RSA_ENCRYPTION => {
                identifier.null()?;
                Self::Rsa
            }
            // RFC 5480 section 2.1.1: namedCurve, and neither implicitCurve (NULL) nor specifiedCurve (a sequence).
            oid::EC_PUBLIC_KEY => {
                if identifier.peek().is_some_and(|tag| tag != reader::tag::OID) {
                    return Err(InvalidKey::UnsupportedCurve);
                }
                Self::Ecc(Curve::from_oid(identifier.oid()?).ok_or(InvalidKey::UnsupportedCurve)?)
            }
            // RFC 8410 section 3: the parameters MUST be absent.
            oid::ED25519 => Self::Ed25519,
            oid::ED448 => Self::Ed448,
            oid::X25519 => Self::Xdh(XdhCurve::X25519),
            oid::X448 => Self::Xdh(XdhCurve::X448),
            _ => return Err(InvalidKey::UnsupportedAlgorithm),
        };
        identifier.finish()?;
        Ok(algorithm)
    }

    /// What it is called to users; in python-mbedtls, `name`.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Rsa => "RSA",
            Self::Ecc(_) => "EC",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
            Self::Xdh(curve) => curve.key_name(),
        }
    }

    /// Writes an `AlgorithmIdentifier`.
    pub(crate) fn write(self) -> Element {
        match self {
            Self::Rsa => writer::sequence(&[&writer::oid(oid::RSA_ENCRYPTION), &writer::null()]),
            Self::Ecc(curve) => {
                writer::sequence(&[&writer::oid(oid::EC_PUBLIC_KEY), &writer::oid(curve.oid())])
            }
            Self::Ed25519 => writer::sequence(&[&writer::oid(oid::ED25519)]),
            Self::Ed448 => writer::sequence(&[&writer::oid(oid::ED448)]),
            Self::Xdh(curve) => writer::sequence(&[&writer::oid(curve.oid())]),
        }
    }
}

/// Reads a `SubjectPublicKeyInfo`, giving the contents of its bit string.
pub(crate) fn read(der: &[u8]) -> Result<(KeyAlgorithm, Reader<'_>), InvalidKey> {
    let mut outer = Reader::new(der);
    let mut info = outer.sequence()?;
    outer.finish()?;
    let algorithm = KeyAlgorithm::read(&mut info)?;
    let key = info.bit_string()?;
    info.finish()?;
    Ok((algorithm, key))
}

/// Writes a `SubjectPublicKeyInfo`.
pub(crate) fn write(algorithm: KeyAlgorithm, key: &[u8]) -> Element {
    writer::sequence(&[&algorithm.write(), &writer::bit_string(key)])
}
