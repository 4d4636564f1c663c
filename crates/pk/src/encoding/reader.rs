// SPDX-License-Identifier: MIT
//! Reads DER, strictly.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use purembed_core::der::read_length;

use crate::InvalidKey;

/// Identifier octets (X.690 section 8.1.2).
pub(crate) mod tag {
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;
    /// `[0]`, primitive: an implicitly tagged string.
    pub(crate) const CONTEXT_0_PRIMITIVE: u8 = 0x80;
    /// `[0]`, constructed: explicit tagging, or a set.
    pub(crate) const CONTEXT_0: u8 = 0xa0;
    /// `[1]`, constructed: explicit tagging.
    pub(crate) const CONTEXT_1: u8 = 0xa1;
    /// `[1]`, primitive: an implicitly tagged string.
    pub(crate) const CONTEXT_1_PRIMITIVE: u8 = 0x81;
}

/// The contents of one element, read from front to back.
#[derive(Clone)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    /// What was not read yet: the end of `bytes`.
    rest: &'a [u8],
    /// Where `bytes` begin in the outermost element.
    base: usize,
}

impl<'a> Reader<'a> {
    /// Starts at the outermost element.
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self::at(bytes, 0)
    }

    const fn at(bytes: &'a [u8], base: usize) -> Self {
        Self { bytes, rest: bytes, base }
    }

    /// Where the next element begins, in bytes from the start of the outermost one.
    pub(crate) const fn offset(&self) -> usize {
        self.base.saturating_add(self.bytes.len().saturating_sub(self.rest.len()))
    }

    const fn malformed(&self) -> InvalidKey {
        InvalidKey::Malformed { offset: self.offset() }
    }

    /// The identifier octet of the next element, if there is one.
    pub(crate) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    /// Everything that this reader was made of.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Reads an element that must have this identifier, and gives its contents.
    pub(crate) fn element(&mut self, tag: u8) -> Result<Self, InvalidKey> {
        let split = || {
            let (_, after) = self.rest.split_first().filter(|(found, _)| **found == tag)?;
            let (length, octets) = read_length(after).ok()?;
            after.get(octets..)?.split_at_checked(length)
        };
        let (contents, rest) = split().ok_or_else(|| self.malformed())?;
        self.rest = rest;
        Ok(Self::at(contents, self.offset().saturating_sub(contents.len())))
    }

    /// Reads the next element if it has this identifier.
    pub(crate) fn optional(&mut self, tag: u8) -> Result<Option<Self>, InvalidKey> {
        if self.peek() == Some(tag) { self.element(tag).map(Some) } else { Ok(None) }
    }

    pub(crate) fn sequence(&mut self) -> Result<Self, InvalidKey> {
        self.element(tag::SEQUENCE)
    }

    pub(crate) fn octet_string(&mut self) -> Result<Self, InvalidKey> {
        self.element(tag::OCTET_STRING)
    }

    /// Reads an integer that is not negative, and gives it big-endian without leading zeros; zero is no byte at all.
    pub(crate) fn unsigned(&mut self) -> Result<&'a [u8], InvalidKey> {
        let malformed = self.malformed();
        match self.element(tag::INTEGER)?.bytes {
            [0] => Ok(&[]),
            // X.690 section 8.3.2: the first nine bits are neither all ones nor all zeros.
            [0, magnitude @ ..] if magnitude.first().is_some_and(|&first| first >= 0x80) => Ok(magnitude),
            magnitude @ [1..=0x7f, ..] => Ok(magnitude),
            _ => Err(malformed),
        }
    }

    /// Reads a version number.
    pub(crate) fn version(&mut self) -> Result<u8, InvalidKey> {
        match self.unsigned()? {
            [] => Ok(0),
            [version] => Ok(*version),
            _ => Err(InvalidKey::UnsupportedVersion),
        }
    }

    /// Reads a number that is not negative and decides about work; one of more than 64 bits asks for too much.
    pub(crate) fn number(&mut self) -> Result<u64, InvalidKey> {
        let magnitude = self.unsigned()?;
        let mut bytes = [0; 8];
        let start = bytes.len().checked_sub(magnitude.len()).ok_or(InvalidKey::TooExpensive)?;
        bytes.iter_mut().skip(start).zip(magnitude).for_each(|(to, from)| *to = *from);
        Ok(u64::from_be_bytes(bytes))
    }

    /// Reads the one element that there is, which must have this identifier.
    pub(crate) fn only(mut self, tag: u8) -> Result<Self, InvalidKey> {
        let contents = self.element(tag)?;
        self.finish()?;
        Ok(contents)
    }

    /// Reads the next element, whatever it is.
    pub(crate) fn any(&mut self) -> Result<Self, InvalidKey> {
        let tag = self.peek().ok_or_else(|| self.malformed())?;
        self.element(tag)
    }

    /// Reads a bit string of whole octets.
    pub(crate) fn bit_string(&mut self) -> Result<Self, InvalidKey> {
        self.element(tag::BIT_STRING)?.whole_octets()
    }

    /// Takes the contents of a bit string, which must not have unused bits.
    pub(crate) fn whole_octets(self) -> Result<Self, InvalidKey> {
        match self.bytes {
            [0, octets @ ..] => Ok(Self::at(octets, self.base.saturating_add(1))),
            _ => Err(self.malformed()),
        }
    }

    pub(crate) fn oid(&mut self) -> Result<&'a [u8], InvalidKey> {
        let malformed = self.malformed();
        let oid = self.element(tag::OID)?.bytes;
        // X.690 section 8.19.2: the last octet of each arc has bit 8 clear, and no arc begins with a padding octet.
        let ends = oid.last().is_some_and(|&last| last < 0x80);
        let padded = oid.first() == Some(&0x80) || oid.windows(2).any(|two| matches!(two, [..0x80, 0x80]));
        if ends && !padded { Ok(oid) } else { Err(malformed) }
    }

    pub(crate) fn null(&mut self) -> Result<(), InvalidKey> {
        self.element(tag::NULL)?.finish()
    }

    /// Makes sure that nothing is left.
    pub(crate) fn finish(&self) -> Result<(), InvalidKey> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.malformed()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsigned(bytes: &[u8]) -> Result<&[u8], InvalidKey> {
        Reader::new(bytes).unsigned()
    }

    #[test]
    fn integers_are_minimal_and_not_negative() {
        assert_eq!(unsigned(&[2, 1, 0]), Ok([].as_slice()));
        assert_eq!(unsigned(&[2, 1, 127]), Ok([127].as_slice()));
        assert_eq!(unsigned(&[2, 2, 0, 128]), Ok([128].as_slice()));
        for bad in
            [[2, 0].as_slice(), &[2, 1, 128], &[2, 2, 0, 127], &[2, 2, 255, 128], &[2, 2, 0, 0], &[2, 2, 0]]
        {
            assert_eq!(unsigned(bad), Err(InvalidKey::Malformed { offset: 0 }), "{bad:?}");
        }
    }

    #[test]
    fn lengths_are_minimal_and_definite() {
        for bad in [
            [0x30, 0x80, 0, 0].as_slice(),
            &[0x30, 0x81, 0],
            &[0x30, 0x82, 0, 1, 5],
            &[0x30, 0x84, 255, 255, 255, 255],
        ] {
            assert!(Reader::new(bad).sequence().is_err(), "{bad:?}");
        }
    }

    #[test]
    fn object_identifiers_have_no_padding() {
        let oid = |bytes: &'static [u8]| Reader::new(bytes).oid();
        assert_eq!(oid(&[6, 3, 0x2b, 0x65, 0x70]), Ok([0x2b, 0x65, 0x70].as_slice()));
        for bad in [[6, 0].as_slice(), &[6, 2, 0x2b, 0x86], &[6, 3, 0x2b, 0x80, 1], &[6, 2, 0x80, 1]] {
            assert!(oid(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn offsets_count_from_the_outermost_element() -> Result<(), InvalidKey> {
        let mut outer = Reader::new(&[0x30, 5, 4, 3, 2, 1, 0x80]);
        let mut octets = outer.sequence()?.octet_string()?;
        assert_eq!(octets.offset(), 4);
        assert_eq!(octets.unsigned(), Err(InvalidKey::Malformed { offset: 4 }));
        Ok(())
    }
}
