// SPDX-License-Identifier: MIT
//! The extensions that both builders write.

use alloc::vec::Vec;

use purembed_hash::{Algorithm, Digest};

use super::BuildError;
use crate::basic_constraints::BasicConstraints;
use crate::der::{Oid, Reader, Writer, tag};
use crate::error::InvalidEncoding;
use crate::extension::{self, id};
use crate::general_name::GeneralName;
use crate::key_purpose::ExtendedKeyUsage;
use crate::key_usage::KeyUsage;

/// What was asked for so far.
#[derive(Clone, Debug, Default)]
pub(super) struct Wishes {
    pub(super) basic_constraints: Option<BasicConstraints>,
    pub(super) key_usage: Option<KeyUsage>,
    pub(super) extended_key_usage: Option<ExtendedKeyUsage>,
    /// The contents of the SEQUENCE of names.
    alternative_names: Vec<u8>,
    invalid_alternative_name: bool,
    others: Vec<(Oid, bool, Vec<u8>)>,
}

impl Wishes {
    /// Adds names; one that cannot be written is remembered until signing.
    pub(super) fn add_names<'n>(&mut self, names: impl IntoIterator<Item = GeneralName<'n>>) {
        let mut writer = Writer::new();
        for name in names {
            self.invalid_alternative_name |= name.write(&mut writer).is_none();
        }
        self.alternative_names.extend(writer.finish());
    }

    /// Adds the names of an extension's value that was read before.
    pub(super) fn add_names_der(&mut self, value: &[u8]) {
        if let Ok(names) = Reader::new(value).any() {
            self.alternative_names.extend_from_slice(names.value);
        }
    }

    pub(super) fn add_other(&mut self, oid: Oid, critical: bool, value: Vec<u8>) {
        self.others.push((oid, critical, value));
    }

    pub(super) const fn has_names(&self) -> bool {
        !self.alternative_names.is_empty()
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.basic_constraints.is_none()
            && self.key_usage.is_none()
            && self.extended_key_usage.is_none()
            && self.alternative_names.is_empty()
            && self.others.is_empty()
    }

    /// Writes the SEQUENCE of extensions: first the given ones, then those asked for. Names are critical when they are
    /// all that identifies the subject (RFC 5280 4.2.1.6).
    pub(super) fn write(
        &self,
        first: &[(Oid, Vec<u8>)],
        names_critical: bool,
    ) -> Result<Vec<u8>, BuildError> {
        if self.invalid_alternative_name {
            return Err(BuildError::InvalidAlternativeName);
        }
        let mut list = Vec::new();
        for (oid, value) in first {
            list.push((*oid, false, value.clone()));
        }
        if let Some(constraints) = self.basic_constraints {
            // 4.2.1.9: critical in certificates of authorities.
            let value = value(|writer| constraints.write(writer));
            list.push((id::BASIC_CONSTRAINTS, constraints.is_ca(), value));
        }
        if let Some(usage) = self.key_usage.filter(|usage| !usage.is_empty()) {
            // 4.2.1.3: should be critical.
            list.push((id::KEY_USAGE, true, value(|writer| usage.write(writer))));
        }
        if let Some(usage) = self.extended_key_usage.as_ref().filter(|usage| !usage.is_empty()) {
            list.push((id::EXTENDED_KEY_USAGE, false, value(|writer| usage.write(writer))));
        }
        if self.has_names() {
            let names = value(|writer| writer.value(tag::SEQUENCE, &self.alternative_names));
            list.push((id::SUBJECT_ALT_NAME, names_critical, names));
        }
        list.extend(self.others.iter().cloned());

        let mut seen = alloc::collections::BTreeSet::new();
        if let Some((oid, ..)) = list.iter().find(|(oid, ..)| !seen.insert(*oid)) {
            return Err(BuildError::DuplicateExtension(*oid));
        }
        Ok(value(|writer| {
            writer.sequence(|writer| {
                for (oid, critical, value) in &list {
                    extension::write(writer, oid, *critical, value);
                }
            });
        }))
    }
}

/// The DER that the closure writes.
pub(super) fn value(write: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut writer = Writer::new();
    write(&mut writer);
    writer.finish()
}

/// The identifier of a key: SHA-1 of the bits of the key (RFC 5280 4.2.1.2, method 1). It tells keys apart and
/// protects nothing.
pub(super) fn key_identifier(public_key_der: &[u8]) -> Result<Digest, InvalidEncoding> {
    let mut fields = Reader::new(public_key_der).sequence()?;
    fields.expect(tag::SEQUENCE)?;
    let bits = fields.expect(tag::BIT_STRING)?.octets_of_bits()?;
    Ok(Algorithm::SHA1.digest(bits))
}
