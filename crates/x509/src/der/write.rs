// SPDX-License-Identifier: MIT
//! The writer of DER.

use alloc::vec::Vec;

use der::{Encode as _, Length};

use super::{Oid, tag};

/// DER that grows at its end.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    pub(crate) const fn new() -> Self {
        Self { bytes: Vec::new() }
    }

    /// What was written.
    pub(crate) fn finish(self) -> Vec<u8> {
        self.bytes
    }

    /// Bytes that are DER already.
    pub(crate) fn raw(&mut self, der: &[u8]) {
        self.bytes.extend_from_slice(der);
    }

    /// One value from its contents octets.
    pub(crate) fn value(&mut self, tag: u8, contents: &[u8]) {
        self.bytes.push(tag);
        // Nothing that is written here comes near the 4 GiB at which this would saturate: requests and certificates
        // are refused at 64 KiB.
        let length = Length::new(u32::try_from(contents.len()).unwrap_or(u32::MAX));
        let mut octets = [0; 5];
        if let Ok(octets) = length.encode_to_slice(&mut octets) {
            self.bytes.extend_from_slice(octets);
        }
        self.bytes.extend_from_slice(contents);
    }

    /// One value whose contents the closure writes.
    pub(crate) fn nested(&mut self, tag: u8, write: impl FnOnce(&mut Self)) {
        let mut inner = Self::new();
        write(&mut inner);
        self.value(tag, &inner.bytes);
    }

    pub(crate) fn sequence(&mut self, write: impl FnOnce(&mut Self)) {
        self.nested(tag::SEQUENCE, write);
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.value(tag::BOOLEAN, &[if value { 0xff } else { 0x00 }]);
    }

    /// INTEGER from 0 to 255.
    pub(crate) fn small_integer(&mut self, value: u8) {
        if value < 0x80 {
            self.value(tag::INTEGER, &[value]);
        } else {
            self.value(tag::INTEGER, &[0, value]);
        }
    }

    /// INTEGER of any size that is not negative; leading zeros do not matter.
    pub(crate) fn unsigned_integer(&mut self, octets: &[u8]) {
        let zeros = octets.iter().take_while(|&&octet| octet == 0).count();
        let octets = octets.get(zeros..).unwrap_or_default();
        let mut contents = Vec::with_capacity(octets.len().saturating_add(1));
        if octets.first().is_none_or(|octet| octet & 0x80 != 0) {
            contents.push(0);
        }
        contents.extend_from_slice(octets);
        self.value(tag::INTEGER, &contents);
    }

    /// BIT STRING of named bits in octets, under a tag: without zeros at the end (X.690 11.2.2).
    pub(crate) fn named_bits(&mut self, tag: u8, octets: &[u8]) {
        let used = octets.iter().rposition(|&octet| octet != 0).map_or(0, |last| last.saturating_add(1));
        let octets = octets.get(..used).unwrap_or_default();
        let unused = octets.last().map_or(0, |octet| u8::try_from(octet.trailing_zeros()).unwrap_or(0));
        let mut contents = Vec::with_capacity(octets.len().saturating_add(1));
        contents.push(unused);
        contents.extend_from_slice(octets);
        self.value(tag, &contents);
    }

    pub(crate) fn oid(&mut self, oid: &Oid) {
        self.value(tag::OID, oid.as_octets());
    }

    /// BIT STRING of whole octets.
    pub(crate) fn octets_of_bits(&mut self, octets: &[u8]) {
        let mut contents = Vec::with_capacity(octets.len().saturating_add(1));
        contents.push(0);
        contents.extend_from_slice(octets);
        self.value(tag::BIT_STRING, &contents);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec;

    #[test]
    fn lengths_of_every_size() {
        for (length, header) in [
            (0, &[0x04, 0x00][..]),
            (127, &[0x04, 0x7f]),
            (128, &[0x04, 0x81, 0x80]),
            (256, &[0x04, 0x82, 0x01, 0x00]),
            (65_536, &[0x04, 0x83, 0x01, 0x00, 0x00]),
        ] {
            let mut writer = Writer::new();
            writer.value(tag::OCTET_STRING, &vec![7; length]);
            let bytes = writer.finish();
            assert!(bytes.starts_with(header));
            assert_eq!(bytes.len(), header.len() + length);
        }
    }
}
