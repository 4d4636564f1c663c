// SPDX-License-Identifier: MIT
//! `ServerHello` (RFC 5246 section 7.4.1.3).

use super::SESSION_ID_MAX;
use crate::wire::codec::{Malformed, Reader, Writer};
use crate::wire::extension::Extensions;

/// What the server chose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ServerHello<'a> {
    pub(crate) version: u16,
    pub(crate) random: &'a [u8; 32],
    pub(crate) session_id: &'a [u8],
    pub(crate) suite: u16,
    pub(crate) compression: u8,
    pub(crate) extensions: Extensions<'a>,
}

impl<'a> ServerHello<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| {
            let hello = Self {
                version: reader.u16()?,
                random: reader.array()?,
                session_id: reader.vector8()?,
                suite: reader.u16()?,
                compression: reader.u8()?,
                extensions: Extensions::read_optional(reader)?,
            };
            if hello.session_id.len() > SESSION_ID_MAX { Err(Malformed) } else { Ok(hello) }
        })
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.u16(self.version);
        writer.bytes(self.random);
        writer.vector8(|writer| writer.bytes(self.session_id));
        writer.u16(self.suite);
        writer.u8(self.compression);
        self.extensions.write(writer);
    }
}
