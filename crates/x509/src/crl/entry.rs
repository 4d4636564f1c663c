// SPDX-License-Identifier: MIT
//! One revoked certificate.

use super::CrlReason;
use crate::der::{Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::extension::{Extension, ExtensionValue};
use crate::general_name::GeneralNames;
use crate::serial::{self, SerialNumber};
use crate::time::Time;

/// One entry of a revocation list: a certificate that was revoked.
#[derive(Clone, Copy, Debug)]
pub struct CrlEntry<'a> {
    serial: &'a [u8],
    revocation_date: Time,
    extensions: Option<Reader<'a>>,
    /// Where it stands in the list.
    pub(super) start: usize,
}

impl<'a> CrlEntry<'a> {
    /// The number of the certificate.
    #[must_use]
    pub fn serial_number(&self) -> SerialNumber {
        SerialNumber::from_octets(self.serial)
    }

    /// The number as it stands in the list: big-endian two's complement, at least one octet.
    #[must_use]
    pub const fn serial_octets(&self) -> &'a [u8] {
        self.serial
    }

    /// When it was revoked.
    #[must_use]
    pub const fn revocation_date(&self) -> Time {
        self.revocation_date
    }

    /// Why it was revoked; `None` if the list does not say.
    #[must_use]
    pub fn reason(&self) -> Option<CrlReason> {
        self.values().find_map(|value| match value {
            ExtensionValue::ReasonCode(reason) => Some(reason),
            _ => None,
        })
    }

    /// Since when its key is not to be trusted; `None` if the list does not say.
    #[must_use]
    pub fn invalidity_date(&self) -> Option<Time> {
        self.values().find_map(|value| match value {
            ExtensionValue::InvalidityDate(time) => Some(time),
            _ => None,
        })
    }

    /// Who has issued the certificate, if this very entry says so; if not, it is as in the entry before, and at the
    /// beginning of the list its issuer (RFC 5280 5.3.3). [`Crl::get_of`](super::Crl::get_of) knows.
    #[must_use]
    pub fn certificate_issuer(&self) -> Option<GeneralNames<'a>> {
        self.values().find_map(|value| match value {
            ExtensionValue::CertificateIssuer(names) => Some(names),
            _ => None,
        })
    }

    /// All extensions of the entry, as they came.
    pub fn extensions(&self) -> impl Iterator<Item = Extension<'a>> + use<'a> {
        let mut extensions = self.extensions;
        core::iter::from_fn(move || Extension::read(extensions.as_mut()?).ok())
    }

    fn values(&self) -> impl Iterator<Item = ExtensionValue<'a>> + use<'a> {
        self.extensions().filter_map(|extension| extension.parse().ok())
    }

    /// Reads the next entry of a list. Extensions are not looked at.
    pub(super) fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let entry = list.expect(tag::SEQUENCE)?;
        let mut fields = entry.reader();
        let serial = read_serial(&fields.expect(tag::INTEGER)?)?;
        let revocation_date = Time::read(&fields.any()?)?;
        let extensions = fields.optional(tag::SEQUENCE)?.map(|list| list.reader());
        fields.finish()?;
        Ok(Self { serial, revocation_date, extensions, start: entry.start })
    }

    /// The extensions unread.
    pub(super) const fn raw_extensions(&self) -> Option<Reader<'a>> {
        self.extensions
    }

    /// Whether there are extensions, which must not be in a list of version 1.
    pub(super) const fn has_extensions(&self) -> bool {
        self.extensions.is_some()
    }
}

fn read_serial<'a>(number: &Tlv<'a>) -> Result<&'a [u8], InvalidEncoding> {
    let octets = number.integer()?;
    if octets.len() > serial::MAX_OCTETS {
        return Err(number.error(EncodingKind::InvalidInteger));
    }
    Ok(octets)
}
