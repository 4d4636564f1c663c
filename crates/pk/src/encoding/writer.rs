// SPDX-License-Identifier: MIT
//! Writes DER.
//!
//! # Security
//!
//! Most of what is written is private: every buffer has its final size from the start, so that none is moved and left
//! behind, and is wiped when dropped.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::reader::tag;

/// An encoded element.
pub(crate) type Element = Zeroizing<Vec<u8>>;

/// Writes an element whose contents are the given parts.
pub(crate) fn element(tag: u8, parts: &[&[u8]]) -> Element {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let be = length.to_be_bytes();
    let significant = be.get(be.iter().take_while(|&&byte| byte == 0).count()..).unwrap_or_default();
    let mut out = Vec::with_capacity(2 + significant.len() + length);
    out.push(tag);
    // X.690 sections 8.1.3.4 and 8.1.3.5: the short form below 128, else the number of octets and the octets.
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            out.push(0x80 | significant.len().to_le_bytes()[0]);
            out.extend_from_slice(significant);
        }
    }
    for part in parts {
        out.extend_from_slice(part);
    }
    Zeroizing::new(out)
}

pub(crate) fn sequence(parts: &[&[u8]]) -> Element {
    element(tag::SEQUENCE, parts)
}

/// Writes a non-negative integer, given big-endian with or without leading zeros.
pub(crate) fn integer(magnitude: &[u8]) -> Element {
    let zeros = magnitude.iter().take_while(|&&byte| byte == 0).count();
    let magnitude = magnitude.get(zeros..).unwrap_or_default();
    // X.690 section 8.3: two's complement, so a leading bit that is set needs an octet before it; zero is one octet.
    match magnitude.first() {
        Some(&first) if first < 0x80 => element(tag::INTEGER, &[magnitude]),
        _ => element(tag::INTEGER, &[&[0], magnitude]),
    }
}

pub(crate) fn octet_string(contents: &[u8]) -> Element {
    element(tag::OCTET_STRING, &[contents])
}

pub(crate) fn bit_string(contents: &[u8]) -> Element {
    element(tag::BIT_STRING, &[&[0], contents])
}

pub(crate) fn oid(contents: &[u8]) -> Element {
    element(tag::OID, &[contents])
}

pub(crate) fn null() -> Element {
    element(tag::NULL, &[])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_integers_are_minimal() {
        assert_eq!(element(4, &[&[7; 127]])[..3], [4, 127, 7]);
        assert_eq!(element(4, &[&[7; 128]])[..4], [4, 0x81, 128, 7]);
        assert_eq!(element(4, &[&[7; 255], &[8]])[..5], [4, 0x82, 1, 0, 7]);
        assert_eq!(*integer(&[]), [2, 1, 0]);
        assert_eq!(*integer(&[0, 0]), [2, 1, 0]);
        assert_eq!(*integer(&[0, 0x7f]), [2, 1, 0x7f]);
        assert_eq!(*integer(&[0x80]), [2, 2, 0, 0x80]);
        assert_eq!(*null(), [5, 0]);
    }

    #[test]
    fn buffers_never_grow() {
        for length in [0, 1, 127, 128, 255, 256, 65535, 65536] {
            let contents = alloc::vec![1; length];
            let element = octet_string(&contents);
            assert!(element.capacity() <= element.len() + 8, "{length}");
        }
    }
}
