// SPDX-License-Identifier: MIT
//! DER (X.690) as X.509 needs it: a cursor that knows its place, and a writer.
//!
//! Lengths are written by the `der` crate. Tags are plain octets here, because certificates of the wild hold
//! types that crate does not know (`UniversalString` in names, odd tags among the alternative names), and one of those
//! must not spoil the rest. Nothing recurses: each level of nesting is a line of code that opens it.

mod oid;
mod read;
mod write;

pub use oid::{InvalidOid, Oid};
pub(crate) use read::{Reader, Tlv};
pub(crate) use write::Writer;

/// Identifier octets (X.690 8.1.2).
pub(crate) mod tag {
    pub(crate) const BOOLEAN: u8 = 0x01;
    pub(crate) const INTEGER: u8 = 0x02;
    pub(crate) const BIT_STRING: u8 = 0x03;
    pub(crate) const OCTET_STRING: u8 = 0x04;
    pub(crate) const NULL: u8 = 0x05;
    pub(crate) const OID: u8 = 0x06;
    pub(crate) const ENUMERATED: u8 = 0x0a;
    pub(crate) const UTF8_STRING: u8 = 0x0c;
    pub(crate) const NUMERIC_STRING: u8 = 0x12;
    pub(crate) const PRINTABLE_STRING: u8 = 0x13;
    pub(crate) const TELETEX_STRING: u8 = 0x14;
    pub(crate) const IA5_STRING: u8 = 0x16;
    pub(crate) const UTC_TIME: u8 = 0x17;
    pub(crate) const GENERALIZED_TIME: u8 = 0x18;
    pub(crate) const VISIBLE_STRING: u8 = 0x1a;
    pub(crate) const UNIVERSAL_STRING: u8 = 0x1c;
    pub(crate) const BMP_STRING: u8 = 0x1e;
    pub(crate) const SEQUENCE: u8 = 0x30;
    pub(crate) const SET: u8 = 0x31;

    /// A primitive type under a context-specific tag: `[number]`.
    pub(crate) const fn context(number: u8) -> u8 {
        0x80 | number
    }

    /// A constructed type under a context-specific tag: `[number]`.
    pub(crate) const fn context_constructed(number: u8) -> u8 {
        0xa0 | number
    }
}
