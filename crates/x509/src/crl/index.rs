// SPDX-License-Identifier: MIT
//! Entries by serial number.
//!
//! A sorted table of places instead of a hash table: who writes a list cannot make looking things up in it slow by
//! choosing numbers, and no randomness is needed for that.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

use super::CrlEntry;
use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::extension::{Extension, ExtensionValue, id, slice};
use crate::general_name::GeneralNames;

/// Where entries are, by serial number.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// The contents of the list of entries, in the whole object.
    contents: Range<usize>,
    /// Where entries start, in ascending order of their serial numbers' octets; those of one number in the order of
    /// the list. Objects are smaller than 4 GiB.
    sorted: Box<[u32]>,
    /// From which place on certificates are of other issuers: the value of the extension that says so.
    issuers: Vec<(u32, Range<usize>)>,
    /// The first critical extension that is not known.
    unsupported: Option<Oid>,
}

impl Index {
    /// Reads all entries once, so that nothing can fail later.
    pub(super) fn read(list: &Tlv<'_>, version: u8) -> Result<Self, InvalidEncoding> {
        let mut index = Self { contents: list.value_range(), ..Self::default() };
        let mut keys = Vec::new();
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
            keys.push((key(entry.serial_octets()), start));
        }
        let contents = (list.value, list.offset);
        let serial = |start: u32| serial(contents, start);
        // Numbers that begin alike are rare, unless somebody wants to see how long this takes.
        keys.sort_unstable_by(|(one, first), (other, second)| {
            one.cmp(other).then_with(|| serial(*first).cmp(serial(*second))).then(first.cmp(second))
        });
        index.sorted = keys.into_iter().map(|(_, start)| start).collect();
        Ok(index)
    }

    /// Looks at the extensions of one entry.
    fn read_extensions(&mut self, entry: CrlEntry<'_>, start: u32) -> Result<(), InvalidEncoding> {
        let Some(mut extensions) = entry.raw_extensions() else { return Ok(()) };
        while !extensions.is_empty() {
            let extension = Extension::read(&mut extensions)?;
            // One reason that does not exist must not spoil the list: the certificate is revoked all the same.
            let tolerable = [id::REASON_CODE, id::INVALIDITY_DATE].contains(extension.oid());
            let value = match extension.parse() {
                Err(_) if tolerable && !extension.is_critical() => continue,
                value => value?,
            };
            match value {
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
        self.sorted.len()
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
        let wanted = (key(wanted), wanted);
        let list = (slice(der, &self.contents), self.contents.start);
        let order = move |start: u32| {
            let octets = serial(list, start);
            (key(octets), octets)
        };
        let first = self.sorted.partition_point(|&start| order(start) < wanted);
        let found = self.sorted.get(first..).unwrap_or_default();
        found
            .iter()
            .map_while(move |&start| entry(start))
            .take_while(move |entry| entry.serial_octets() == wanted.1)
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

/// The first eight octets of a serial number: what decides in which order most numbers are.
fn key(serial: &[u8]) -> u64 {
    let mut octets = [0; 8];
    octets.iter_mut().zip(serial).for_each(|(to, from)| *to = *from);
    u64::from_be_bytes(octets)
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
