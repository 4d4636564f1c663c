// SPDX-License-Identifier: MIT
//! The builder of revocation lists.

mod revoked;

use alloc::collections::BTreeSet;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use purembed_pk::SigningKey;

use self::revoked::RevokedCertificate as Revoked;
use super::distribution_point::NewIssuingDistributionPoint;
use super::extensions::{Contents, Wishes, value};
use super::key_identifier::Authority;
use super::signer::{SignatureScheme, Signer};
use super::{AuthorityKeyId, BuildError, check};
use crate::crl::{Crl, CrlEntry, CrlReason};
use crate::crt::Crt;
use crate::der::{Writer, tag};
use crate::extension::{ExtensionValue, id};
use crate::key_usage::KeyUsage;
use crate::name::Name;
use crate::serial::SerialNumber;
use crate::time::Time;

pub use revoked::RevokedCertificate;

/// Makes revocation lists (RFC 5280 section 5, version 2).
///
/// ```
/// use core::time::Duration;
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Curve, Ecc, PrivateKey};
/// use purembed_x509::{CrlBuilder, CrlReason, CrtBuilder, CrtProfile, RevokedCertificate, SerialNumber, Time};
///
/// let now: Time = "2026-11-21 01:06:17".parse()?;
/// let week = Duration::from_secs(7 * 86_400);
/// let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1)?);
/// let ca = CrtBuilder::from_profile(CrtProfile::RootCa, "CN=Root".parse()?, key.public_key(), now, now + 100 * week)
///     .self_sign(&key, Algorithm::SHA256)?;
///
/// let first = CrlBuilder::new(SerialNumber::from(1), now, now + week)
///     .revoke(RevokedCertificate::new(SerialNumber::from(0x1001), now).reason(CrlReason::KeyCompromise))
///     .sign_with(&ca, &key, Algorithm::SHA256)?;
/// first.verify_signature_by(&ca)?;
///
/// // A week later: what was revoked stays so.
/// let second = CrlBuilder::following(&first, now + week, now + 2 * week)
///     .revoke(RevokedCertificate::new(SerialNumber::from(0x1002), now + week))
///     .sign_with(&ca, &key, Algorithm::SHA256)?;
/// assert_eq!(second.len(), 2);
/// assert_eq!(second.crl_number(), Some(&SerialNumber::from(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The time that this takes, and the memory, grow with the number of entries.
#[derive(Clone, Debug)]
#[must_use]
pub struct CrlBuilder {
    /// `None` in version 1.
    number: Option<SerialNumber>,
    this_update: Time,
    next_update: Time,
    base_number: Option<SerialNumber>,
    is_indirect: bool,
    wishes: Wishes,
    entries: Vec<Revoked>,
}

impl CrlBuilder {
    /// Starts a list of a number that is greater than that of every list before, made at one time, to be replaced at
    /// another time at the latest.
    pub const fn new(number: SerialNumber, this_update: Time, next_update: Time) -> Self {
        Self::start(Some(number), this_update, next_update)
    }

    /// Starts a list of version 1, which has no numbers, reasons and extensions. For what nobody can change.
    pub const fn version_1(this_update: Time, next_update: Time) -> Self {
        Self::start(None, this_update, next_update)
    }

    /// Starts the list after this one: with the next number, its entries, its base if it is a change to another one,
    /// and what it is about. If it is of version 1, so is this one.
    ///
    /// Who signed it is not looked at: that is for [`Crl::verify_signature_by`].
    pub fn following(earlier: &Crl, this_update: Time, next_update: Time) -> Self {
        let number = earlier.crl_number().map_or_else(|| SerialNumber::from(1), SerialNumber::successor);
        let number = (earlier.version() == 2).then_some(number);
        let mut builder = Self::start(number, this_update, next_update).keep_entries(earlier);
        builder.base_number = earlier.base_crl_number().cloned();
        builder.is_indirect = earlier.is_indirect();
        for extension in earlier.extensions() {
            if *extension.oid() == id::ISSUING_DISTRIBUTION_POINT {
                let contents = Contents::Der(extension.value().into());
                builder.wishes.set_critical(*extension.oid(), extension.is_critical(), contents);
            }
        }
        builder
    }

    const fn start(number: Option<SerialNumber>, this_update: Time, next_update: Time) -> Self {
        Self {
            number,
            this_update,
            next_update,
            base_number: None,
            is_indirect: false,
            wishes: Wishes::new(),
            entries: Vec::new(),
        }
    }

    /// Revokes a certificate. If it was revoked before, what is said here counts.
    pub fn revoke(mut self, certificate: RevokedCertificate) -> Self {
        self.entries.push(certificate);
        self
    }

    /// Revokes certificates.
    pub fn revoke_all(mut self, certificates: impl IntoIterator<Item = RevokedCertificate>) -> Self {
        self.entries.extend(certificates);
        self
    }

    /// Adds the entries of another list, as they are.
    pub fn keep_entries(self, earlier: &Crl) -> Self {
        self.keep_entries_if(earlier, |_| true)
    }

    /// Adds those entries of another list for which the closure says so. Certificates that have expired since may be
    /// left out, once they were in a list that was made after that (RFC 5280 3.3).
    pub fn keep_entries_if(mut self, earlier: &Crl, mut keep: impl FnMut(&CrlEntry<'_>) -> bool) -> Self {
        // 5.3.3: an issuer is that of all entries after it, too.
        let mut issuer: Option<Arc<[u8]>> = None;
        for entry in earlier.entries() {
            let mut extensions = entry.extensions();
            if let Some(named) = extensions.find(|extension| *extension.oid() == id::CERTIFICATE_ISSUER) {
                issuer = Some(named.value().into());
            }
            if keep(&entry) {
                self.entries.push(Revoked::from_entry(&entry, issuer.clone()));
            }
        }
        self
    }

    /// Makes a list of changes to the complete list of this number.
    pub fn delta(mut self, base_number: SerialNumber) -> Self {
        self.base_number = Some(base_number);
        self
    }

    /// Says what the list is about, of all that its issuer has issued. Critical.
    pub fn issuing_distribution_point(mut self, point: NewIssuingDistributionPoint) -> Self {
        let oid = id::ISSUING_DISTRIBUTION_POINT;
        self.is_indirect = point.is_indirect;
        let contents = point.write().map_or(Contents::Bad(BuildError::InvalidExtension(oid)), Contents::Der);
        self.wishes.set(oid, contents);
        self
    }

    super::methods::common_extensions!();

    /// Says how the key of the issuer is identified: by the identifier in its certificate, if nothing else is said.
    pub fn authority_key_identifier(mut self, form: AuthorityKeyId) -> Self {
        self.wishes.set(id::AUTHORITY_KEY_IDENTIFIER, Contents::AuthorityKey(form));
        self
    }

    /// Signs with the key of the issuer: one in memory or, as a [`SigningKey`], in a device.
    ///
    /// # Errors
    ///
    /// [`BuildError::KeyMismatch`] if the key is not the issuer's, [`BuildError::IssuerMayNotSignLists`] if it may not
    /// sign lists; and what else is in [`BuildError`] if the list cannot be made.
    pub fn sign_with(
        mut self,
        issuer: &Crt,
        key: &dyn SigningKey,
        scheme: impl Into<SignatureScheme>,
    ) -> Result<Crl, BuildError> {
        let signer = Signer::new(key, scheme.into())?;
        if issuer.subject_public_key() != Ok(signer.public_key()) {
            return Err(BuildError::KeyMismatch);
        }
        // RFC 5280 4.2.1.3
        if issuer.key_usage().is_some_and(|usage| !usage.contains(KeyUsage::CRL_SIGN)) {
            return Err(BuildError::IssuerMayNotSignLists);
        }
        // 5.1.2.3
        if issuer.subject().is_empty() {
            return Err(BuildError::NoName);
        }
        if self.next_update < self.this_update {
            return Err(BuildError::InvalidValidity);
        }
        let extensions = self.write_extensions(&Authority::of(issuer, signer.public_key())?)?;
        let entries = self.write_entries()?;
        let body = self.body(issuer.subject(), &entries, &extensions, &signer)?;
        drop(entries);
        Ok(Crl::from_der(&signer.sign(&body, Crl::MAX_SIZE)?)?)
    }

    /// The SEQUENCE of extensions; nothing in version 1.
    fn write_extensions(&mut self, authority: &Authority) -> Result<Vec<u8>, BuildError> {
        let Some(number) = &self.number else {
            let none = self.wishes.is_empty() && self.base_number.is_none();
            return if none { Ok(Vec::new()) } else { Err(BuildError::ExtensionsInVersion1) };
        };
        let is_number = |number: &SerialNumber| {
            !matches!(number.as_bytes(), [0x80..=0xff, ..]) && number.as_bytes().len() <= 20
        };
        let number_der = |number: &SerialNumber| Contents::Der(value(|writer| number.write(writer)));
        if !is_number(number) {
            return Err(BuildError::InvalidCrlNumber);
        }
        let mut first = vec![
            (id::AUTHORITY_KEY_IDENTIFIER, false, Contents::AuthorityKey(AuthorityKeyId::default())),
            // 5.2.3: in every list.
            (id::CRL_NUMBER, false, number_der(number)),
        ];
        if let Some(base) = &self.base_number {
            // 5.2.4: the base is an earlier list. Numbers without sign are in the order of their lengths and octets.
            let order = |number: &SerialNumber| (number.as_bytes().len(), number.as_bytes().to_vec());
            if !is_number(base) || order(base) >= order(number) {
                return Err(BuildError::InvalidCrlNumber);
            }
            // 5.2.6: for complete lists.
            if self.wishes.has(&id::FRESHEST_CRL) {
                return Err(BuildError::InvalidExtension(id::FRESHEST_CRL));
            }
            first.push((id::DELTA_CRL_INDICATOR, true, number_der(base)));
        }
        self.wishes.complete(first);
        let list = self.wishes.write(true, &|contents| match contents {
            Contents::AuthorityKey(form) => Ok(authority.write(*form)),
            _ => Ok(None),
        })?;
        let read = check::values(&list)?;
        // An extension in DER may say so, too.
        self.is_indirect = read.iter(&list).any(|extension| {
            matches!(extension.parse(), Ok(ExtensionValue::IssuingDistributionPoint(point)) if point.is_indirect())
        });
        Ok(list)
    }

    /// The contents of the SEQUENCE of entries: of each certificate what was said last, in the order in which it was said.
    fn write_entries(&self) -> Result<Vec<u8>, BuildError> {
        let mut seen = BTreeSet::new();
        let mut last: Vec<_> = self
            .entries
            .iter()
            .rev()
            .filter(|entry| seen.insert((entry.issuer.as_deref(), entry.serial_number.as_bytes())))
            .collect();
        drop(seen);
        // Entries for the issuer of the list have no way to say so after others: they come first.
        last.reverse();
        last.sort_by_key(|entry| entry.issuer.is_some());
        let mut writer = Writer::new();
        let mut issuer = None;
        for entry in last {
            if self.number.is_none() && entry.has_extensions() {
                return Err(BuildError::ExtensionsInVersion1);
            }
            // 5.3.1, 5.3.3
            let removed = entry.reason == Some(CrlReason::RemoveFromCrl) && self.base_number.is_none();
            if removed || (entry.issuer.is_some() && !self.is_indirect) {
                return Err(BuildError::InvalidEntry);
            }
            entry.write(&mut writer, entry.issuer.as_deref() != issuer)?;
            issuer = entry.issuer.as_deref();
        }
        Ok(writer.finish())
    }

    /// The `TBSCertList` (5.1.2).
    fn body(
        &self,
        issuer: &Name,
        entries: &[u8],
        extensions: &[u8],
        signer: &Signer<'_>,
    ) -> Result<Vec<u8>, BuildError> {
        let mut times = Writer::new();
        self.this_update.write(&mut times).map_err(|_| BuildError::InvalidTime)?;
        self.next_update.write(&mut times).map_err(|_| BuildError::InvalidTime)?;
        Ok(value(|writer| {
            writer.sequence(|writer| {
                if self.number.is_some() {
                    // Version 2 is written as 1.
                    writer.small_integer(1);
                }
                writer.raw(signer.identifier());
                writer.raw(issuer.as_der());
                writer.raw(&times.finish());
                // 5.1.2.6: absent if there are none.
                if !entries.is_empty() {
                    writer.value(tag::SEQUENCE, entries);
                }
                if !extensions.is_empty() {
                    writer.value(tag::context_constructed(0), extensions);
                }
            });
        }))
    }
}
