// SPDX-License-Identifier: MIT
//! `NewSessionTicket` (RFC 5077 section 3.3).

use crate::wire::codec::{Malformed, Reader, Writer};

/// A ticket for the next time.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NewSessionTicket<'a> {
    /// In seconds; 0 says nothing.
    pub(crate) lifetime_hint: u32,
    /// Empty if the server changed its mind.
    pub(crate) ticket: &'a [u8],
}

impl<'a> NewSessionTicket<'a> {
    pub(crate) fn read(body: &'a [u8]) -> Result<Self, Malformed> {
        Reader::read_all(body, |reader| Ok(Self { lifetime_hint: reader.u32()?, ticket: reader.vector16()? }))
    }

    pub(crate) fn write(&self, writer: &mut Writer<'_>) {
        writer.u32(self.lifetime_hint);
        writer.vector16(|writer| writer.bytes(self.ticket));
    }
}
