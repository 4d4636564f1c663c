// SPDX-License-Identifier: MIT
//! `DigitallySigned` (RFC 5246 section 4.7): the end of `ServerKeyExchange`, and all of `CertificateVerify`.

use crate::wire::codec::{Malformed, Reader, Writer};

/// A signature and the number of its scheme.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) scheme: u16,
    pub(crate) signature: &'a [u8],
}

impl<'a> Signed<'a> {
    pub(crate) fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        Ok(Self { scheme: reader.u16()?, signature: reader.vector16()? })
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.u16(self.scheme);
        writer.vector16(|writer| writer.bytes(self.signature));
    }
}
