// SPDX-License-Identifier: MIT
//! The cursor over DER.

use core::ops::Range;

use purembed_core::der::{InvalidLength, read_length};

use super::{Oid, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// One value: identifier octet, contents, and where it stands in the whole object.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tlv<'a> {
    /// The identifier octet; the first one if the tag number has several.
    pub(crate) tag: u8,
    /// The contents octets.
    pub(crate) value: &'a [u8],
    /// Identifier, length and contents octets.
    pub(crate) raw: &'a [u8],
    /// Where the identifier octet stands, in bytes from the start of the object.
    pub(crate) start: usize,
    /// Where the contents start.
    pub(crate) offset: usize,
}

impl<'a> Tlv<'a> {
    /// A cursor over the contents.
    pub(crate) const fn reader(&self) -> Reader<'a> {
        Reader { rest: self.value, offset: self.offset }
    }

    /// An error about the contents.
    pub(crate) const fn error(&self, kind: EncodingKind) -> InvalidEncoding {
        InvalidEncoding::new(kind, self.offset)
    }

    /// Where identifier, length and contents stand.
    pub(crate) fn range(&self) -> Range<usize> {
        self.start..self.start.saturating_add(self.raw.len())
    }

    /// Where the contents stand.
    pub(crate) fn value_range(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.value.len())
    }

    /// BOOLEAN: DER has one form of true (X.690 11.1).
    pub(crate) fn boolean(&self) -> Result<bool, InvalidEncoding> {
        match self.value {
            [0x00] => Ok(false),
            [0xff] => Ok(true),
            _ => Err(self.error(EncodingKind::InvalidBoolean)),
        }
    }

    /// Whether this is NULL.
    pub(crate) const fn is_null(&self) -> bool {
        self.tag == tag::NULL && self.value.is_empty()
    }

    /// INTEGER in two's complement: at least one octet, none to spare (X.690 8.3.2).
    pub(crate) fn integer(&self) -> Result<&'a [u8], InvalidEncoding> {
        match self.value {
            [] | [0x00, 0x00..=0x7f, ..] | [0xff, 0x80..=0xff, ..] => {
                Err(self.error(EncodingKind::InvalidInteger))
            }
            value => Ok(value),
        }
    }

    /// INTEGER from 0 to 255.
    pub(crate) fn small_integer(&self) -> Result<u8, InvalidEncoding> {
        match self.integer()? {
            [value @ 0x00..=0x7f] | [0x00, value] => Ok(*value),
            _ => Err(self.error(EncodingKind::InvalidInteger)),
        }
    }

    /// BIT STRING of whole octets, as keys and signatures are.
    pub(crate) fn octets_of_bits(&self) -> Result<&'a [u8], InvalidEncoding> {
        match self.value {
            [0, octets @ ..] => Ok(octets),
            _ => Err(self.error(EncodingKind::InvalidBitString)),
        }
    }

    /// BIT STRING of named bits: the octets, whose unused bits are zero (X.690 11.2.1).
    pub(crate) fn named_bits(&self) -> Result<&'a [u8], InvalidEncoding> {
        let invalid = self.error(EncodingKind::InvalidBitString);
        let (&unused, octets) = self.value.split_first().ok_or(invalid)?;
        let mask = match unused {
            0..=7 => (1_u8 << unused).wrapping_sub(1),
            _ => return Err(invalid),
        };
        match octets.last() {
            Some(last) if last & mask == 0 => Ok(octets),
            None if unused == 0 => Ok(octets),
            _ => Err(invalid),
        }
    }

    /// OBJECT IDENTIFIER.
    pub(crate) fn oid(&self) -> Result<Oid, InvalidEncoding> {
        Oid::from_octets(self.value).map_err(|_| self.error(EncodingKind::InvalidOid))
    }

    /// Checks an OBJECT IDENTIFIER that is read later, or never.
    pub(crate) fn check_oid(&self) -> Result<(), InvalidEncoding> {
        Oid::check(self.value).map_err(|_| self.error(EncodingKind::InvalidOid))
    }

    /// Text of ASCII characters.
    pub(crate) fn ascii(&self) -> Result<&'a str, InvalidEncoding> {
        match core::str::from_utf8(self.value) {
            Ok(text) if text.is_ascii() => Ok(text),
            _ => Err(self.error(EncodingKind::InvalidString)),
        }
    }
}

/// A cursor over the contents of one value.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    offset: usize,
}

impl<'a> Reader<'a> {
    /// A cursor over a whole object.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes, offset: 0 }
    }

    /// A cursor over a part of an object that starts at this place.
    pub(crate) const fn at(bytes: &'a [u8], offset: usize) -> Self {
        Self { rest: bytes, offset }
    }

    /// An error at the place of the cursor.
    pub(crate) const fn error(&self, kind: EncodingKind) -> InvalidEncoding {
        InvalidEncoding::new(kind, self.offset)
    }

    /// Whether nothing is left.
    pub(crate) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The octets that are left.
    pub(crate) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// The identifier octet of the next value.
    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Ends the reading of a value that must have ended.
    #[inline]
    pub(crate) const fn finish(self) -> Result<(), InvalidEncoding> {
        if self.is_empty() { Ok(()) } else { Err(self.error(EncodingKind::TrailingData)) }
    }

    /// The next value, whatever it is.
    #[inline]
    pub(crate) fn any(&mut self) -> Result<Tlv<'a>, InvalidEncoding> {
        // One octet of tag and one of length, as nearly all values have.
        if let [tag, length @ 0..=0x7f, ..] = *self.rest
            && tag & 0x1f != 0x1f
            && let Some((raw, rest)) = self.rest.split_at_checked(usize::from(length).saturating_add(2))
            && let Some(value) = raw.get(2..)
        {
            let start = self.offset;
            *self = Self { rest, offset: start.saturating_add(raw.len()) };
            return Ok(Tlv { tag, value, raw, start, offset: start.saturating_add(2) });
        }
        self.any_in_full()
    }

    /// The next value, with tag and length of any form.
    #[inline(never)]
    fn any_in_full(&mut self) -> Result<Tlv<'a>, InvalidEncoding> {
        let start = self.offset;
        let truncated = |at: usize| InvalidEncoding::new(EncodingKind::Truncated, at);
        let (&tag, mut after) = self.rest.split_first().ok_or_else(|| truncated(start))?;
        if tag & 0x1f == 0x1f {
            // A tag number beyond 30 (X.690 8.1.2.4): nothing here has one, so it is only stepped over.
            let last = after.iter().position(|octet| octet & 0x80 == 0).ok_or_else(|| truncated(start))?;
            after = after.get(last.saturating_add(1)..).ok_or_else(|| truncated(start))?;
        }
        let identifier = self.rest.len().saturating_sub(after.len());
        let (length, octets) = length(after, start.saturating_add(identifier))?;
        let header = identifier.saturating_add(octets);
        let offset = start.saturating_add(header);
        let (raw, rest) = self
            .rest
            .split_at_checked(header.saturating_add(length))
            .ok_or_else(|| truncated(offset.saturating_sub(octets)))?;
        let value = raw.get(header..).unwrap_or_default();
        self.rest = rest;
        self.offset = start.saturating_add(raw.len());
        Ok(Tlv { tag, value, raw, start, offset })
    }

    /// The next value, which must have this tag.
    #[inline]
    pub(crate) fn expect(&mut self, tag: u8) -> Result<Tlv<'a>, InvalidEncoding> {
        match self.peek() {
            Some(found) if found != tag => Err(self.error(EncodingKind::UnexpectedTag)),
            _ => self.any(),
        }
    }

    /// The next value if it has this tag.
    #[inline]
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Tlv<'a>>, InvalidEncoding> {
        if self.peek() == Some(tag) { self.any().map(Some) } else { Ok(None) }
    }

    /// The contents of the next value, a SEQUENCE.
    #[inline]
    pub(crate) fn sequence(&mut self) -> Result<Self, InvalidEncoding> {
        Ok(self.expect(tag::SEQUENCE)?.reader())
    }

    /// The only value of this cursor, which must have this tag.
    #[inline]
    pub(crate) fn only(mut self, tag: u8) -> Result<Tlv<'a>, InvalidEncoding> {
        let tlv = self.expect(tag)?;
        self.finish()?;
        Ok(tlv)
    }
}

/// Reads length octets: the length, and how many octets it took.
fn length(bytes: &[u8], offset: usize) -> Result<(usize, usize), InvalidEncoding> {
    let kind = |invalid| match invalid {
        InvalidLength::Truncated => EncodingKind::Truncated,
        _ => EncodingKind::InvalidLength,
    };
    read_length(bytes).map_err(|invalid| InvalidEncoding::new(kind(invalid), offset))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_minimal_and_definite() {
        for (bytes, kind) in [
            (&[0x04, 0x80, 0x00, 0x00][..], EncodingKind::InvalidLength),
            (&[0x04, 0x81, 0x01, 0x00], EncodingKind::InvalidLength),
            (&[0x04, 0x82, 0x00, 0x01, 0x00], EncodingKind::InvalidLength),
            (&[0x04, 0x85, 1, 1, 1, 1, 1], EncodingKind::InvalidLength),
            (&[0x04, 0x84, 0xff, 0xff, 0xff, 0xff], EncodingKind::Truncated),
            (&[0x04, 0x82, 0x01], EncodingKind::Truncated),
            (&[0x04, 0x02, 0x01], EncodingKind::Truncated),
            (&[0x04], EncodingKind::Truncated),
            (&[0x1f, 0x81], EncodingKind::Truncated),
            (&[], EncodingKind::Truncated),
        ] {
            assert_eq!(Reader::new(bytes).any().unwrap_err().kind(), kind, "{bytes:02x?}");
        }
        let tlv = Reader::new(&[0x04, 0x01, 0x07]).any().unwrap();
        assert_eq!((tlv.tag, tlv.value, tlv.start, tlv.offset), (0x04, &[7][..], 0, 2));
        // A tag number with several octets is stepped over, and is none of the known ones.
        let tlv = Reader::new(&[0xbf, 0x81, 0x01, 0x01, 0x07]).any().unwrap();
        assert_eq!((tlv.tag, tlv.value), (0xbf, &[7][..]));
    }

    #[test]
    fn integers_are_minimal() {
        let read = |bytes: &'static [u8]| Reader::new(bytes).any().unwrap().integer();
        for refused in [&[0x02, 0x00][..], &[0x02, 0x02, 0x00, 0x7f], &[0x02, 0x02, 0xff, 0x80]] {
            assert_eq!(read(refused).unwrap_err().kind(), EncodingKind::InvalidInteger);
        }
        for accepted in [&[0x02, 0x01, 0x00][..], &[0x02, 0x02, 0x00, 0x80], &[0x02, 0x02, 0xff, 0x7f]] {
            read(accepted).unwrap();
        }
    }

    #[test]
    fn booleans_have_two_forms() {
        let read = |value: u8| Reader::new(&[0x01, 0x01, value]).any().unwrap().boolean();
        assert_eq!(read(0), Ok(false));
        assert_eq!(read(0xff), Ok(true));
        assert_eq!(read(1).unwrap_err().kind(), EncodingKind::InvalidBoolean);
    }

    #[test]
    fn unused_bits_are_zero() {
        let read = |bytes: &'static [u8]| Reader::new(bytes).any().unwrap().named_bits();
        for refused in
            [&[0x03, 0x00][..], &[0x03, 0x01, 0x01], &[0x03, 0x02, 0x08, 0x00], &[0x03, 0x02, 0x03, 0x04]]
        {
            assert_eq!(read(refused).unwrap_err().kind(), EncodingKind::InvalidBitString, "{refused:?}");
        }
        assert_eq!(read(&[0x03, 0x01, 0x00]), Ok(&[][..]));
        assert_eq!(read(&[0x03, 0x02, 0x02, 0x04]), Ok(&[4][..]));
    }
}
