// SPDX-License-Identifier: MIT
//! One certificate to be revoked.

use alloc::sync::Arc;
use alloc::vec::Vec;

use crate::builder::BuildError;
use crate::builder::extensions::value;
use crate::crl::{CrlEntry, CrlReason};
use crate::crt::Crt;
use crate::der::{Oid, Writer, tag};
use crate::extension::{self, ExtensionValue, id};
use crate::general_name::GeneralName;
use crate::name::Name;
use crate::serial::SerialNumber;
use crate::time::Time;

/// A certificate that a revocation list shall say is revoked.
///
/// ```
/// use purembed_x509::{CrlReason, RevokedCertificate, SerialNumber};
///
/// let entry = RevokedCertificate::new(SerialNumber::from(0x1001), "2026-11-01 12:00:00".parse()?)
///     .reason(CrlReason::KeyCompromise)
///     .invalidity_date("2026-10-30 00:00:00".parse()?);
/// # let _ = entry;
/// # Ok::<(), purembed_x509::InvalidTime>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RevokedCertificate {
    pub(super) serial_number: SerialNumber,
    revocation_date: Time,
    pub(super) reason: Option<CrlReason>,
    invalidity_date: Option<Time>,
    /// The value of the extension that names the issuer; `None` for the issuer of the list.
    pub(super) issuer: Option<Arc<[u8]>>,
    /// Other extensions, one after the other.
    others: Vec<u8>,
    /// What the others are.
    other_oids: Vec<Oid>,
}

impl RevokedCertificate {
    /// A certificate by its number, revoked at that time.
    pub const fn new(serial_number: SerialNumber, revocation_date: Time) -> Self {
        Self {
            serial_number,
            revocation_date,
            reason: None,
            invalidity_date: None,
            issuer: None,
            others: Vec::new(),
            other_oids: Vec::new(),
        }
    }

    /// A certificate of the issuer of the list, revoked at that time.
    pub fn of(crt: &Crt, revocation_date: Time) -> Self {
        Self::new(crt.serial_number().clone(), revocation_date)
    }

    /// Says why. [`CrlReason::Unspecified`] is said by saying nothing (RFC 5280 5.3.1).
    pub fn reason(mut self, reason: CrlReason) -> Self {
        self.reason = Some(reason).filter(|reason| *reason != CrlReason::Unspecified);
        self
    }

    /// Says since when the key is not to be trusted, which may be long before it was revoked.
    pub const fn invalidity_date(mut self, date: Time) -> Self {
        self.invalidity_date = Some(date);
        self
    }

    /// Says who has issued the certificate, if it is not the issuer of the list: for lists that are indirect.
    pub fn certificate_issuer(mut self, issuer: &Name) -> Self {
        let name = GeneralName::Directory(issuer.as_name_ref());
        let names = value(|writer| {
            writer.sequence(|writer| {
                // Names of directories can always be written.
                let _ = name.write(writer);
            });
        });
        self.issuer = Some(names.into());
        self
    }

    /// Adds any other extension; `value` is the DER that goes into its OCTET STRING.
    pub fn extension(mut self, oid: Oid, critical: bool, value: impl AsRef<[u8]>) -> Self {
        let mut writer = Writer::new();
        extension::write(&mut writer, &oid, critical, value.as_ref());
        self.others.extend(writer.finish());
        self.other_oids.push(oid);
        self
    }

    /// An entry of an existing list, whose issuer is the one given.
    pub(super) fn from_entry(entry: &CrlEntry<'_>, issuer: Option<Arc<[u8]>>) -> Self {
        let mut revoked = Self::new(entry.serial_number(), entry.revocation_date());
        revoked.issuer = issuer;
        for extension in entry.extensions() {
            match extension.parse() {
                Ok(ExtensionValue::ReasonCode(reason)) => revoked = revoked.reason(reason),
                Ok(ExtensionValue::InvalidityDate(date)) => revoked.invalidity_date = Some(date),
                Ok(ExtensionValue::CertificateIssuer(_)) => {}
                _ => {
                    revoked = revoked.extension(*extension.oid(), extension.is_critical(), extension.value());
                }
            }
        }
        revoked
    }

    /// Whether there is anything that version 1 cannot say.
    pub(super) const fn has_extensions(&self) -> bool {
        self.reason.is_some()
            || self.invalidity_date.is_some()
            || self.issuer.is_some()
            || !self.other_oids.is_empty()
    }

    /// Writes the entry, with its issuer if that is not the one of the entry before (RFC 5280 5.3.3).
    pub(super) fn write(&self, writer: &mut Writer, names_issuer: bool) -> Result<(), BuildError> {
        let mut extensions = Writer::new();
        if let Some(reason) = self.reason {
            let code = value(|writer| writer.value(tag::ENUMERATED, &[reason.code()]));
            extension::write(&mut extensions, &id::REASON_CODE, false, &code);
        }
        if let Some(date) = self.invalidity_date {
            let mut time = Writer::new();
            date.write_generalized(&mut time).map_err(|_| BuildError::InvalidTime)?;
            extension::write(&mut extensions, &id::INVALIDITY_DATE, false, &time.finish());
        }
        if let Some(issuer) = self.issuer.as_ref().filter(|_| names_issuer) {
            extension::write(&mut extensions, &id::CERTIFICATE_ISSUER, true, issuer);
        }
        self.check_others()?;
        extensions.raw(&self.others);
        let extensions = extensions.finish();

        let mut date = Writer::new();
        self.revocation_date.write(&mut date).map_err(|_| BuildError::InvalidTime)?;
        writer.sequence(|writer| {
            self.serial_number.write(writer);
            writer.raw(&date.finish());
            if !extensions.is_empty() {
                writer.value(tag::SEQUENCE, &extensions);
            }
        });
        Ok(())
    }

    /// No extension twice, and none that has a method here.
    fn check_others(&self) -> Result<(), BuildError> {
        for (at, oid) in self.other_oids.iter().enumerate() {
            let twice = self.other_oids.iter().take(at).any(|other| other == oid);
            let known = [id::REASON_CODE, id::INVALIDITY_DATE, id::CERTIFICATE_ISSUER].contains(oid);
            if twice || known {
                return Err(BuildError::DuplicateExtension(*oid));
            }
        }
        Ok(())
    }
}
