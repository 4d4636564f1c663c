// SPDX-License-Identifier: MIT
//! `Certificate` (RFC 5246 section 7.4.2).

use crate::wire::codec::{Malformed, Reader, Writer};

/// A chain of certificates in DER, its owner's first. May be empty.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Certificates<'a>(&'a [u8]);

impl<'a> Certificates<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        let list = Reader::read_all(body, Reader::vector24)?;
        let mut reader = Reader::new(list);
        while !reader.is_empty() {
            // ASN.1Cert is opaque<1..2^24-1>.
            if reader.vector24()?.is_empty() {
                return Err(Malformed);
            }
        }
        Ok(Self(list))
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let mut reader = Reader::new(self.0);
        core::iter::from_fn(move || reader.vector24().ok())
    }
}

pub(crate) fn write_certificates<'a>(chain: impl Iterator<Item = &'a [u8]>, writer: &mut Writer<'_>) {
    writer.vector24(|writer| {
        chain.for_each(|certificate| writer.vector24(|writer| writer.bytes(certificate)));
    });
}
