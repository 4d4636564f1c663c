// SPDX-License-Identifier: MIT
//! Numbers and vectors with a length before them (RFC 5246 section 4).

use alloc::vec::Vec;

/// The bytes are not what the message has to be: `decode_error`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Malformed;

/// What is left to read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Reads all of it by `f`: bytes that are left over are malformed.
    pub(crate) fn read_all<T>(
        bytes: &'a [u8],
        f: impl FnOnce(&mut Self) -> Result<T, Malformed>,
    ) -> Result<T, Malformed> {
        let mut reader = Self(bytes);
        let value = f(&mut reader)?;
        if reader.is_empty() { Ok(value) } else { Err(Malformed) }
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many bytes are left.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self) -> &'a [u8] {
        core::mem::take(&mut self.0)
    }

    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Malformed> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Result<&'a [u8; N], Malformed> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(Malformed)?;
        self.0 = rest;
        Ok(taken)
    }

    pub(crate) fn u8(&mut self) -> Result<u8, Malformed> {
        self.array().map(|[byte]| *byte)
    }

    pub(crate) fn u16(&mut self) -> Result<u16, Malformed> {
        self.array().map(|bytes| u16::from_be_bytes(*bytes))
    }

    pub(crate) fn u24(&mut self) -> Result<u32, Malformed> {
        self.array().map(|&[a, b, c]| u32::from_be_bytes([0, a, b, c]))
    }

    pub(crate) fn u32(&mut self) -> Result<u32, Malformed> {
        self.array().map(|bytes| u32::from_be_bytes(*bytes))
    }

    /// A vector of at most 2^8 - 1 bytes.
    pub(crate) fn vector8(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u8()?;
        self.take(length.into())
    }

    /// A vector of at most 2^16 - 1 bytes.
    pub(crate) fn vector16(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u16()?;
        self.take(length.into())
    }

    /// A vector of at most 2^24 - 1 bytes.
    pub(crate) fn vector24(&mut self) -> Result<&'a [u8], Malformed> {
        let length = self.u24()?;
        self.take(usize::try_from(length).map_err(|_| Malformed)?)
    }
}

/// A list of numbers of two bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Numbers<'a>(&'a [[u8; 2]]);

impl<'a> Numbers<'a> {
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Self, Malformed> {
        match bytes.as_chunks() {
            (numbers, []) => Ok(Self(numbers)),
            _ => Err(Malformed),
        }
    }

    pub(crate) fn iter(self) -> impl Iterator<Item = u16> + use<'a> {
        self.0.iter().map(|number| u16::from_be_bytes(*number))
    }

    pub(crate) fn contains(self, number: u16) -> bool {
        self.iter().any(|one| one == number)
    }

    pub(crate) const fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// As it stands on the wire.
    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0.as_flattened()
    }
}

/// Something does not fit into the vector that it belongs into: what a configuration wants to send is too long.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct TooLong;

/// Writes to the end of a vector. What does not fit is remembered, and comes out of [`finish`](Self::finish).
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    out: &'a mut Vec<u8>,
    too_long: bool,
}

impl<'a> Writer<'a> {
    pub(crate) const fn new(out: &'a mut Vec<u8>) -> Self {
        Self { out, too_long: false }
    }

    /// Tells whether everything fitted.
    pub(crate) const fn finish(self) -> Result<(), TooLong> {
        if self.too_long { Err(TooLong) } else { Ok(()) }
    }

    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    pub(crate) fn u8(&mut self, number: u8) {
        self.out.push(number);
    }

    pub(crate) fn u16(&mut self, number: u16) {
        self.bytes(&number.to_be_bytes());
    }

    /// Writes a vector of what `f` writes, with its length before it in one byte.
    pub(crate) fn vector8(&mut self, f: impl FnOnce(&mut Self)) {
        self.vector::<1>(f);
    }

    /// Writes a vector of what `f` writes, with its length before it in two bytes.
    pub(crate) fn vector16(&mut self, f: impl FnOnce(&mut Self)) {
        self.vector::<2>(f);
    }

    /// Writes a vector of what `f` writes, with its length before it in three bytes.
    pub(crate) fn vector24(&mut self, f: impl FnOnce(&mut Self)) {
        self.vector::<3>(f);
    }

    fn vector<const N: usize>(&mut self, f: impl FnOnce(&mut Self)) {
        let start = self.out.len();
        self.bytes(&[0; N]);
        let body = self.out.len();
        f(self);
        let length = self.out.len().saturating_sub(body).to_be_bytes();
        let Some((zeros, length)) = length.split_last_chunk::<N>() else { return };
        self.too_long |= zeros.iter().any(|&byte| byte != 0);
        if let Some(place) = self.out.get_mut(start..).and_then(<[u8]>::first_chunk_mut) {
            *place = *length;
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn vectors_come_back() {
        let mut out = vec![];
        let mut writer = Writer::new(&mut out);
        writer.vector8(|writer| writer.u16(0x0102));
        writer.vector16(|writer| writer.vector24(|writer| writer.bytes(b"abc")));
        assert_eq!(writer.finish(), Ok(()));
        assert_eq!(out, b"\x02\x01\x02\x00\x06\x00\x00\x03abc");
        let read = Reader::read_all(&out, |reader| {
            assert_eq!(reader.vector8()?, [1, 2]);
            Reader::read_all(reader.vector16()?, Reader::vector24)
        });
        assert_eq!(read, Ok(&b"abc"[..]));
    }

    #[test]
    fn what_does_not_fit_is_told() {
        let mut out = vec![];
        let mut writer = Writer::new(&mut out);
        writer.vector8(|writer| writer.bytes(&[0; 256]));
        assert_eq!(writer.finish(), Err(TooLong));
    }

    #[test]
    fn every_byte_counts() {
        assert_eq!(Reader::read_all(b"\x01ab", Reader::vector8), Err(Malformed));
        assert_eq!(Reader::read_all(b"\x03ab", Reader::vector8), Err(Malformed));
        assert!(Numbers::read(b"\x01\x02\x03").is_err());
    }
}
