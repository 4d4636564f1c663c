// SPDX-License-Identifier: MIT
//! `ClientHello` (RFC 5246 section 7.4.1.2, RFC 6347 section 4.2.1).

use super::SESSION_ID_MAX;
use crate::wire::codec::{Malformed, Numbers, Reader, Writer};
use crate::wire::extension::Extensions;

/// The client's first words.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientHello<'a> {
    pub(crate) version: u16,
    pub(crate) random: &'a [u8; 32],
    pub(crate) session_id: &'a [u8],
    /// `None` in streams, which have none.
    pub(crate) cookie: Option<&'a [u8]>,
    pub(crate) suites: Numbers<'a>,
    pub(crate) compressions: &'a [u8],
    pub(crate) extensions: Extensions<'a>,
}

impl<'a> ClientHello<'a> {
    pub(crate) fn read(body: &'a [u8], datagram: bool) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| {
            let hello = Self::read_up_to_extensions(reader, datagram)?;
            Ok(Self { extensions: Extensions::read_optional(reader)?, ..hello })
        })
    }

    /// Reads what stands before the extensions: all that a cookie depends on (RFC 6347 section 4.2.1), and all that the
    /// first fragment of a large hello need have.
    pub(crate) fn read_up_to_extensions(reader: &mut Reader<'a>, datagram: bool) -> Result<Self, Malformed> {
        let hello = Self {
            version: reader.u16()?,
            random: reader.array()?,
            session_id: reader.vector8()?,
            cookie: if datagram { Some(reader.vector8()?) } else { None },
            suites: Numbers::read(reader.vector16()?)?,
            compressions: reader.vector8()?,
            extensions: Extensions::default(),
        };
        if hello.session_id.len() > SESSION_ID_MAX || hello.suites.is_empty() || hello.compressions.is_empty()
        {
            return Err(Malformed);
        }
        Ok(hello)
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.u16(self.version);
        writer.bytes(self.random);
        writer.vector8(|writer| writer.bytes(self.session_id));
        if let Some(cookie) = self.cookie {
            writer.vector8(|writer| writer.bytes(cookie));
        }
        writer.vector16(|writer| writer.bytes(self.suites.as_bytes()));
        writer.vector8(|writer| writer.bytes(self.compressions));
        self.extensions.write(writer);
    }
}
