// SPDX-License-Identifier: MIT
//! What came in: one record at most, the messages in it, the data that was not yet read.

use alloc::vec::Vec;
use core::hint::black_box;
use core::ops::Range;

use super::{MAX_EXPANSION, MAX_MESSAGE, MAX_PLAINTEXT};
use crate::Error;
use crate::wire::codec::Reader;
use crate::wire::ids::ContentType;

/// Kind, version and length.
const HEADER: usize = 5;
const CAPACITY: usize = HEADER + MAX_PLAINTEXT + MAX_EXPANSION;

#[derive(Default)]
pub(super) struct Input {
    /// At most [`CAPACITY`] bytes, of which the first `done` were worked on.
    bytes: Vec<u8>,
    done: usize,
    /// Data in `bytes` before `done` that was not yet read.
    unread: Range<usize>,
    /// Messages that are not whole yet, or not worked on yet, after the first `messages_done` bytes.
    messages: Vec<u8>,
    messages_done: usize,
}

impl Input {
    /// Takes in as much as there is room for.
    pub(super) fn take_in(&mut self, data: &[u8]) -> usize {
        if self.is_read() && self.done > 0 {
            self.bytes.drain(..self.done);
            self.done = 0;
        }
        let taken = data.len().min(CAPACITY.saturating_sub(self.bytes.len()));
        self.bytes.extend_from_slice(data.get(..taken).unwrap_or_default());
        taken
    }

    /// Finds the next record, if all of it is there: its kind, its version, where its body lies.
    pub(super) fn next_record(
        &mut self,
        limit: usize,
    ) -> Result<Option<(ContentType, u16, Range<usize>)>, Error> {
        let mut reader = Reader::new(self.bytes.get(self.done..).unwrap_or_default());
        if reader.len() < HEADER {
            return Ok(None);
        }
        let (kind, version, length) = (ContentType(reader.u8()?), reader.u16()?, usize::from(reader.u16()?));
        // A first hello may come as any version (RFC 5246 appendix E.1); the rest is as good a sign of no TLS at all.
        if version >> 8 != 3 {
            return Err(Error::ProtocolVersion);
        }
        if length > limit {
            return Err(Error::RecordOverflow);
        }
        if reader.len() < length {
            return Ok(None);
        }
        let start = self.done + HEADER;
        self.done = start + length;
        Ok(Some((kind, version, start..self.done)))
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }

    pub(super) fn bytes_mut(&mut self, range: &Range<usize>) -> &mut [u8] {
        self.bytes.get_mut(range.clone()).unwrap_or_default()
    }

    /// Has data read before anything else is done.
    pub(super) fn show(&mut self, data: Range<usize>) {
        self.unread = data;
    }

    /// Hands out data.
    pub(super) fn read(&mut self, buffer: &mut [u8]) -> usize {
        let unread = self.bytes.get_mut(self.unread.clone()).unwrap_or_default();
        let length = unread.len().min(buffer.len());
        let (from, to) = (unread.get_mut(..length), buffer.get_mut(..length));
        if let (Some(from), Some(to)) = (from, to) {
            to.copy_from_slice(from);
            // These bytes stay ours and are written again, so a plain fill is not dropped as dead, and it goes by
            // vectors, not byte by byte.
            from.fill(0);
            black_box(from);
        }
        self.unread.start += length;
        length
    }

    pub(super) fn is_read(&self) -> bool {
        self.unread.is_empty()
    }

    pub(super) fn keep_handshake(&mut self, plaintext: &Range<usize>) {
        let bytes = self.bytes.get(plaintext.clone()).unwrap_or_default();
        // Once for a record, not for each of its messages: there may be thousands.
        self.messages.drain(..self.messages_done);
        self.messages_done = 0;
        self.messages.extend_from_slice(bytes);
    }

    /// Takes out the next message with its header, if all of it is there.
    pub(super) fn next_message(&mut self, message: &mut Vec<u8>) -> Result<bool, Error> {
        let rest = self.messages.get(self.messages_done..).unwrap_or_default();
        let mut reader = Reader::new(rest);
        if reader.len() < 4 {
            return Ok(false);
        }
        reader.u8()?;
        let length = reader.u24()? as usize;
        if length > MAX_MESSAGE {
            return Err(Error::InvalidMessage("a handshake message that is too long"));
        }
        if reader.len() < length {
            return Ok(false);
        }
        *message = rest.get(..4 + length).unwrap_or_default().to_vec();
        self.messages_done += 4 + length;
        Ok(true)
    }

    pub(super) const fn is_between_messages(&self) -> bool {
        self.messages_done == self.messages.len()
    }
}
