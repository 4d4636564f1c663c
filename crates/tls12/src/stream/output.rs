// SPDX-License-Identifier: MIT
//! Bytes that wait to be sent.

use alloc::vec::Vec;

use crate::Error;
use crate::wire::ids::{ContentType, version};

/// With this much waiting, no more data is taken.
const FULL: usize = 128 * 1024;

#[derive(Default)]
pub(super) struct Output {
    bytes: Vec<u8>,
    sent: usize,
}

impl Output {
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }

    pub(super) fn consume(&mut self, amount: usize) {
        self.sent = self.sent.saturating_add(amount).min(self.bytes.len());
        if self.sent == self.bytes.len() {
            self.bytes.clear();
            self.sent = 0;
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.bytes().len() >= FULL
    }

    /// Adds a record whose body is `length` bytes long, with the plaintext after a prefix, and gives the body.
    pub(super) fn push_record(
        &mut self,
        kind: ContentType,
        prefix: usize,
        plaintext: &[u8],
        length: usize,
    ) -> Result<&mut [u8], Error> {
        let [high, low] = u16::try_from(length).map_err(|_| Error::TooLong)?.to_be_bytes();
        let [major, minor] = version::TLS12.to_be_bytes();
        self.bytes.extend_from_slice(&[kind.0, major, minor, high, low]);
        let start = self.bytes.len();
        self.bytes.resize(start + prefix, 0);
        self.bytes.extend_from_slice(plaintext);
        self.bytes.resize(start + length, 0);
        Ok(self.bytes.get_mut(start..).unwrap_or_default())
    }
}
