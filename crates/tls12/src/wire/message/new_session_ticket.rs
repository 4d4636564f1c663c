// SPDX-License-Identifier: MIT
//! `NewSessionTicket` (RFC 5077 section 3.3).

use crate::wire::codec::{Malformed, Reader, Writer};

/// A session that the server need not remember.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSessionTicket<'a> {
    /// In seconds; 0 says nothing.
    pub(crate) lifetime: u32,
    /// Empty if the server has changed its mind.
    pub(crate) ticket: &'a [u8],
}

impl<'a> NewSessionTicket<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| Ok(Self { lifetime: reader.u32()?, ticket: reader.vector16()? }))
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.bytes(&self.lifetime.to_be_bytes());
        writer.vector16(|writer| writer.bytes(self.ticket));
    }
}
