// SPDX-License-Identifier: MIT
//! The key of a subject (`SubjectPublicKeyInfo`, RFC 5280 4.1.2.7).

use core::ops::Range;

use purembed_pk::{InvalidKey, PublicKey};

use crate::der::{Oid, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// Where the key stands, and the key itself if this library has its kind.
#[derive(Debug)]
pub(crate) struct SubjectKey {
    der: Range<usize>,
    algorithm: Oid,
    bits: Range<usize>,
    key: Result<PublicKey, InvalidKey>,
}

impl SubjectKey {
    /// Reads the SEQUENCE. A key of a kind or a size that is not supported is kept as bytes, so that what it stands in
    /// can be shown and passed on; a damaged one is an error.
    pub(crate) fn read(info: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        let mut reader = info.reader();
        // The parameters are the kind's own affair.
        let algorithm = reader.sequence()?.expect(tag::OID)?.oid()?;
        let bits = reader.expect(tag::BIT_STRING)?;
        let octets = bits.value.get(1..).ok_or_else(|| bits.error(EncodingKind::InvalidBitString))?;
        reader.finish()?;
        let key = match PublicKey::from_spki_der(info.raw) {
            Err(error) if !is_unsupported(error) => {
                return Err(InvalidEncoding::new(EncodingKind::PublicKey(error), info.start));
            }
            key => key,
        };
        let contents = bits.value_range();
        let bits = contents.end.saturating_sub(octets.len())..contents.end;
        Ok(Self { der: info.range(), algorithm, bits, key })
    }

    pub(crate) const fn der(&self) -> &Range<usize> {
        &self.der
    }

    /// The contents of the BIT STRING, without the octet that counts unused bits.
    pub(crate) const fn bits(&self) -> &Range<usize> {
        &self.bits
    }

    pub(crate) const fn algorithm(&self) -> &Oid {
        &self.algorithm
    }

    pub(crate) const fn key(&self) -> Result<&PublicKey, InvalidKey> {
        match &self.key {
            Ok(key) => Ok(key),
            Err(error) => Err(*error),
        }
    }
}

/// Whether nothing is wrong with the key, except that it cannot be used here.
const fn is_unsupported(error: InvalidKey) -> bool {
    matches!(
        error,
        InvalidKey::UnsupportedAlgorithm
            | InvalidKey::UnsupportedCurve
            | InvalidKey::UnsupportedVersion
            | InvalidKey::TooSmall
            | InvalidKey::TooLarge
    )
}
