// SPDX-License-Identifier: MIT
//! The extensions of one object.

use alloc::collections::BTreeSet;
use alloc::vec::Vec;
use core::ops::Range;

use super::{Extension, RawExtension, id, slice};
use crate::basic_constraints::BasicConstraints;
use crate::der::{Oid, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::general_name::GeneralName;
use crate::key_purpose::ExtendedKeyUsage;
use crate::key_usage::KeyUsage;

/// All extensions, and what those say that every certificate is asked for.
#[derive(Debug, Default)]
pub(crate) struct Extensions {
    entries: Vec<Entry>,
    pub(crate) key_usage: Option<KeyUsage>,
    pub(crate) extended_key_usage: Option<ExtendedKeyUsage>,
    pub(crate) basic_constraints: Option<BasicConstraints>,
    subject_alt_name: Range<usize>,
    subject_key_identifier: Option<Range<usize>>,
    authority_key_identifier: Option<Range<usize>>,
}

/// One extension: where its parts stand in the object.
#[derive(Debug)]
struct Entry {
    oid: Range<usize>,
    critical: bool,
    value: Range<usize>,
}

impl Entry {
    fn extension<'a>(&self, der: &'a [u8]) -> Option<Extension<'a>> {
        // An error cannot occur: the identifier was checked when the list was read.
        let oid = Oid::from_octets(slice(der, &self.oid)).ok()?;
        let (critical, value) = (self.critical, slice(der, &self.value));
        Some(Extension { oid, critical, value, offset: self.value.start })
    }
}

impl Extensions {
    /// Reads the SEQUENCE of extensions, which is not empty, and in which none occurs twice.
    pub(crate) fn read(list: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        // As many as most certificates have.
        let mut extensions = Self { entries: Vec::with_capacity(10), ..Self::default() };
        let mut seen = Seen::default();
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            let start = reader;
            let RawExtension { oid, critical, value } = RawExtension::read(&mut reader)?;
            oid.check_oid()?;
            if !seen.insert(oid.value) {
                return Err(start.error(EncodingKind::DuplicateExtension));
            }
            extensions.read_known(oid.value, &value)?;
            let (oid, value) = (oid.value_range(), value.value_range());
            extensions.entries.push(Entry { oid, critical, value });
        }
        Ok(extensions)
    }

    fn read_known(&mut self, oid: &[u8], value: &Tlv<'_>) -> Result<(), InvalidEncoding> {
        let &[0x55, 0x1d, number] = oid else { return Ok(()) };
        let contents = value.reader();
        match number {
            id::ce::KEY_USAGE => self.key_usage = Some(KeyUsage::read(contents)?),
            id::ce::EXTENDED_KEY_USAGE => self.extended_key_usage = Some(ExtendedKeyUsage::read(contents)?),
            id::ce::BASIC_CONSTRAINTS => self.basic_constraints = Some(BasicConstraints::read(contents)?),
            id::ce::SUBJECT_ALT_NAME => {
                GeneralName::check_all(contents)?;
                self.subject_alt_name = value.value_range();
            }
            id::ce::SUBJECT_KEY_IDENTIFIER => {
                self.subject_key_identifier = Some(contents.only(tag::OCTET_STRING)?.value_range());
            }
            id::ce::AUTHORITY_KEY_IDENTIFIER => {
                // keyIdentifier [0], authorityCertIssuer [1], authorityCertSerialNumber [2]: only the first is used.
                let mut fields = contents.only(tag::SEQUENCE)?.reader();
                self.authority_key_identifier =
                    fields.optional(tag::context(0))?.map(|tlv| tlv.value_range());
                fields.optional(tag::context_constructed(1))?;
                fields.optional(tag::context(2))?;
                fields.finish()?;
            }
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn iter<'a>(&'a self, der: &'a [u8]) -> impl Iterator<Item = Extension<'a>> {
        self.entries.iter().filter_map(|entry| entry.extension(der))
    }

    /// The extension of this kind.
    pub(crate) fn find<'a>(&self, der: &'a [u8], oid: &Oid) -> Option<Extension<'a>> {
        self.entries.iter().find(|entry| slice(der, &entry.oid) == oid.as_octets())?.extension(der)
    }

    pub(crate) fn subject_alternative_names<'a>(
        &self,
        der: &'a [u8],
    ) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        GeneralName::iterate(slice(der, &self.subject_alt_name))
    }

    /// The DER of the alternative names, or nothing.
    pub(crate) fn subject_alt_name<'a>(&self, der: &'a [u8]) -> &'a [u8] {
        slice(der, &self.subject_alt_name)
    }

    pub(crate) fn subject_key_identifier<'a>(&self, der: &'a [u8]) -> Option<&'a [u8]> {
        self.subject_key_identifier.as_ref().map(|range| slice(der, range))
    }

    pub(crate) fn authority_key_identifier<'a>(&self, der: &'a [u8]) -> Option<&'a [u8]> {
        self.authority_key_identifier.as_ref().map(|range| slice(der, range))
    }
}

/// The identifiers that a list had so far, however many somebody writes who wants to see how long this takes.
#[derive(Default)]
struct Seen<'a> {
    /// Those under id-ce, 2.5.29, which nearly all are: a bit for each.
    ce: u128,
    others: BTreeSet<&'a [u8]>,
}

impl<'a> Seen<'a> {
    /// Whether it is a new one.
    fn insert(&mut self, oid: &'a [u8]) -> bool {
        match *oid {
            [0x55, 0x1d, number @ 0..=0x7f] => {
                let before = self.ce;
                self.ce |= 1 << number;
                self.ce != before
            }
            _ => self.others.insert(oid),
        }
    }
}
