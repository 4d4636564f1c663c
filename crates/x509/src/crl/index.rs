// SPDX-License-Identifier: MIT
//! Entries by serial number.
//!
//! Beside the DER there are 6 to 8 bytes for each entry; numbers are compared where they stand.

use alloc::vec::Vec;
use core::ops::Range;

use super::CrlEntry;
use super::buckets::{Buckets, spread};
use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::extension::{ExtensionValue, RawExtension, slice};
use crate::general_name::GeneralNames;

/// Where entries are, by serial number.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The contents of the list of entries, in the whole object.
    contents: Range<usize>,
    /// Where entries start.
    places: Buckets,
    /// From which place on certificates are of other issuers: the value of the extension that says so.
    issuers: Vec<(u32, Range<usize>)>,
    /// The first critical extension that is not known.
    unsupported: Option<Oid>,
}

impl Index {
    /// Reads all entries once, so that nothing can fail later.
    pub(super) fn read(list: &Tlv<'_>, version: u8) -> Result<Self, InvalidEncoding> {
        let mut index = Self { contents: list.value_range(), ..Self::default() };
        let mut marks = Vec::new();
        let mut reader = list.reader();
        while !reader.is_empty() {
            let entry = CrlEntry::read(&mut reader)?;
            let start = u32::try_from(entry.start).map_err(|_| list.error(EncodingKind::TooLarge))?;
            if entry.has_extensions() {
                // 5.1.2.6: only in version 2.
                if version != 2 {
                    return Err(InvalidEncoding::new(EncodingKind::UnsupportedVersion, entry.start));
                }
                index.read_extensions(entry, start)?;
            }
            marks.push((spread(entry.serial_octets()), start));
        }
        let contents = (list.value, list.offset);
        index.places = Buckets::new(&marks, |start| serial(contents, start));
        Ok(index)
    }

    /// Looks at the extensions of one entry.
    fn read_extensions(&mut self, entry: CrlEntry<'_>, start: u32) -> Result<(), InvalidEncoding> {
        let Some(mut extensions) = entry.raw_extensions() else { return Ok(()) };
        while !extensions.is_empty() {
            let extension = RawExtension::read(&mut extensions)?;
            // One reason that does not exist must not spoil the list: the certificate is revoked all the same.
            if extension.is_remark() {
                continue;
            }
            let extension = extension.identify()?;
            match extension.parse()? {
                ExtensionValue::CertificateIssuer(_) => self.issuers.push((start, extension.range())),
                ExtensionValue::ReasonCode(_) | ExtensionValue::InvalidityDate(_) => {}
                _ if extension.is_critical() => {
                    self.unsupported = self.unsupported.or_else(|| Some(*extension.oid()));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) const fn len(&self) -> usize {
        self.places.len()
    }

    pub(super) const fn unsupported(&self) -> Option<Oid> {
        self.unsupported
    }

    /// All entries, in the order of the list.
    pub(super) fn entries<'a>(&self, der: &'a [u8]) -> impl Iterator<Item = CrlEntry<'a>> + use<'a> {
        let mut list = Reader::at(slice(der, &self.contents), self.contents.start);
        core::iter::from_fn(move || CrlEntry::read(&mut list).ok())
    }

    /// The entries with a serial number, in the order of the list.
    pub(super) fn find<'a, 'w>(
        &'a self,
        der: &'a [u8],
        wanted: &'w [u8],
    ) -> impl Iterator<Item = CrlEntry<'a>> + use<'a, 'w> {
        let entry = move |start: u32| {
            let start = usize::try_from(start).ok()?;
            CrlEntry::read(&mut Reader::at(der.get(start..)?, start)).ok()
        };
        let list = (slice(der, &self.contents), self.contents.start);
        let candidates = self.places.candidates(wanted, |start| serial(list, start));
        let found = candidates.iter().filter(move |&&start| serial(list, start) == wanted);
        found.filter_map(move |&start| entry(start))
    }

    /// Who has issued the certificate of an entry, if it is not the issuer of the list (5.3.3: whoever was named last).
    pub(super) fn certificate_issuer<'a>(
        &self,
        der: &'a [u8],
        entry: &CrlEntry<'_>,
    ) -> Option<GeneralNames<'a>> {
        let after = self
            .issuers
            .partition_point(|(start, _)| usize::try_from(*start).is_ok_and(|start| start <= entry.start));
        let (_, range) = self.issuers.get(after.checked_sub(1)?)?;
        GeneralNames::read(&Reader::at(slice(der, range), range.start).only(tag::SEQUENCE).ok()?).ok()
    }
}

/// The serial number of an entry that was read before.
/// `contents` are those of the list, and where they start.
fn serial((contents, offset): (&[u8], usize), start: u32) -> &[u8] {
    let read = || {
        let at = usize::try_from(start).ok()?.checked_sub(offset)?;
        let mut entry = Reader::new(contents.get(at..)?).sequence().ok()?;
        Some(entry.any().ok()?.value)
    };
    read().unwrap_or_default()
}
