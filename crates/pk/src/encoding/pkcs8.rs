// SPDX-License-Identifier: MIT
//! PKCS#8: `OneAsymmetricKey` (RFC 5958 section 2).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use super::reader::{Reader, tag};
use super::spki::KeyAlgorithm;
use super::writer::{self, Element};
use crate::InvalidKey;

/// A private key of some algorithm.
pub(crate) struct OneAsymmetricKey<'a> {
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) private_key: Reader<'a>,
    /// Only in version 2.
    pub(crate) public_key: Option<&'a [u8]>,
}

impl<'a> OneAsymmetricKey<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, InvalidKey> {
        let mut outer = Reader::new(der)?;
        let mut info = outer.sequence()?;
        outer.finish()?;
        let version = info.version()?;
        // v1 (RFC 5208) and v2 (RFC 5958).
        if version > 1 {
            return Err(InvalidKey::UnsupportedVersion);
        }
        let algorithm = KeyAlgorithm::read(&mut info)?;
        let private_key = info.octet_string()?;
        // Attributes, IMPLICIT SET: they say nothing about the key itself.
        info.optional(tag::CONTEXT_0)?;
        let public_key = match version {
            0 => None,
            _ => info.optional(tag::CONTEXT_1_PRIMITIVE)?.map(Reader::whole_octets).transpose()?,
        };
        info.finish()?;
        Ok(Self { algorithm, private_key, public_key: public_key.map(|key| key.bytes()) })
    }
}

/// Writes version 1, which every reader knows.
pub(crate) fn write(algorithm: KeyAlgorithm, private_key: &[u8]) -> Element {
    writer::sequence(&[&writer::integer(&[0]), &algorithm.write(), &writer::octet_string(private_key)])
}
