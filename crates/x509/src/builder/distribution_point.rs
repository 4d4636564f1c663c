// SPDX-License-Identifier: MIT
//! Places of revocation lists to be written (RFC 5280 4.2.1.13, 5.2.5).

use alloc::vec::Vec;

use super::extensions::value;
use super::value;
use crate::der::{Reader, Writer, tag};
use crate::extension::ReasonFlags;
use crate::general_name::GeneralName;
use crate::name::Name;

/// What a revocation list is called: DER, or `None` if it cannot be written.
type PointName = Option<Vec<u8>>;

/// A choice of full names.
fn full<'n>(names: impl IntoIterator<Item = GeneralName<'n>>) -> PointName {
    let names = value::names(names).ok().filter(|names| !names.is_empty())?;
    Some(value(|writer| writer.value(tag::context_constructed(0), &names)))
}

/// The one set of attributes of a name.
fn relative(name: &Name) -> PointName {
    let mut sets = Reader::new(name.as_der()).sequence().ok()?;
    let set = sets.expect(tag::SET).ok()?;
    sets.finish().ok()?;
    Some(value(|writer| writer.value(tag::context_constructed(1), set.value)))
}

/// One place where a revocation list is, and what it is about.
///
/// ```
/// use purembed_x509::{NewDistributionPoint, ReasonFlags};
///
/// let point = NewDistributionPoint::uri("http://ca.example/ca.crl");
/// let some = NewDistributionPoint::uri("http://ca.example/lost.crl").reasons(ReasonFlags::KEY_COMPROMISE);
/// # let _ = (point, some);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct NewDistributionPoint {
    name: Option<PointName>,
    reasons: Option<ReasonFlags>,
    crl_issuer: Option<PointName>,
}

impl NewDistributionPoint {
    /// The list is at this URI.
    pub fn uri(uri: &str) -> Self {
        Self::names([GeneralName::Uri(uri)])
    }

    /// The list is called, and to be had, by any of these names.
    pub fn names<'n>(names: impl IntoIterator<Item = GeneralName<'n>>) -> Self {
        Self { name: Some(full(names)), reasons: None, crl_issuer: None }
    }

    /// The list is called as its issuer, with this one set of attributes added at the end. RFC 5280 advises against it.
    pub fn relative_to_issuer(name: &Name) -> Self {
        Self { name: Some(relative(name)), reasons: None, crl_issuer: None }
    }

    /// The list is whatever this issuer has.
    pub fn of_issuer(issuer: &Name) -> Self {
        Self { name: None, reasons: None, crl_issuer: None }.crl_issuer(issuer)
    }

    /// The list has revocations for these reasons only.
    pub const fn reasons(mut self, reasons: ReasonFlags) -> Self {
        self.reasons = Some(reasons);
        self
    }

    /// The list is issued by somebody else than the certificate.
    pub fn crl_issuer(mut self, issuer: &Name) -> Self {
        let name = value::names([GeneralName::Directory(issuer.as_name_ref())]).ok();
        self.crl_issuer = Some(name.filter(|_| !issuer.is_empty()));
        self
    }

    /// `None` if a name in it cannot be written, or no reason is left.
    pub(super) fn write(&self, writer: &mut Writer) -> Option<()> {
        let mut fields = Writer::new();
        if let Some(name) = &self.name {
            fields.value(tag::context_constructed(0), name.as_deref()?);
        }
        if let Some(reasons) = self.reasons {
            if reasons.bits() == 0 {
                return None;
            }
            reasons.write(&mut fields, tag::context(1));
        }
        if let Some(issuer) = &self.crl_issuer {
            fields.value(tag::context_constructed(2), issuer.as_deref()?);
        }
        writer.value(tag::SEQUENCE, &fields.finish());
        Some(())
    }
}

/// What a revocation list is about, of all that its issuer has issued.
///
/// ```
/// use purembed_x509::NewIssuingDistributionPoint;
///
/// let point = NewIssuingDistributionPoint::new().uri("http://ca.example/users.crl").only_end_entities();
/// # let _ = point;
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct NewIssuingDistributionPoint {
    name: Option<PointName>,
    /// `onlyContainsUserCerts` [1], `onlyContainsCACerts` [2], `onlyContainsAttributeCerts` [5]
    only: Vec<u8>,
    reasons: Option<ReasonFlags>,
    pub(super) is_indirect: bool,
}

impl NewIssuingDistributionPoint {
    /// About everything, which is not to be written: say more.
    pub fn new() -> Self {
        Self::default()
    }

    /// The list is at this URI, which stands in the certificates that it is about.
    pub fn uri(self, uri: &str) -> Self {
        self.names([GeneralName::Uri(uri)])
    }

    /// The list is called by these names.
    pub fn names<'n>(mut self, names: impl IntoIterator<Item = GeneralName<'n>>) -> Self {
        self.name = Some(full(names));
        self
    }

    /// The list is called as its issuer, with this one set of attributes added at the end.
    pub fn relative_to_issuer(mut self, name: &Name) -> Self {
        self.name = Some(relative(name));
        self
    }

    /// The list is about certificates of end entities.
    pub fn only_end_entities(mut self) -> Self {
        self.only.push(1);
        self
    }

    /// The list is about certificates of authorities.
    pub fn only_authorities(mut self) -> Self {
        self.only.push(2);
        self
    }

    /// The list is about attribute certificates.
    pub fn only_attributes(mut self) -> Self {
        self.only.push(5);
        self
    }

    /// The list has revocations for these reasons.
    pub fn only_some_reasons(mut self, reasons: ReasonFlags) -> Self {
        self.reasons = Some(reasons);
        self
    }

    /// The list may have certificates of other issuers.
    pub fn indirect(mut self) -> Self {
        self.is_indirect = true;
        self
    }

    /// `None` if it says nothing, or what it must not say (5.2.5): only one of end entities, authorities, attributes.
    pub(super) fn write(&self) -> Option<Vec<u8>> {
        let mut only = self.only.clone();
        only.dedup();
        if only.len() > 1 {
            return None;
        }
        let mut fields = Writer::new();
        if let Some(name) = &self.name {
            fields.value(tag::context_constructed(0), name.as_deref()?);
        }
        let flag = |fields: &mut Writer, number: u8, set: bool| {
            if set {
                fields.value(tag::context(number), &[0xff]);
            }
        };
        flag(&mut fields, 1, only.contains(&1));
        flag(&mut fields, 2, only.contains(&2));
        if let Some(reasons) = self.reasons {
            if reasons.bits() == 0 {
                return None;
            }
            reasons.write(&mut fields, tag::context(3));
        }
        flag(&mut fields, 4, self.is_indirect);
        flag(&mut fields, 5, only.contains(&5));
        let fields = fields.finish();
        (!fields.is_empty()).then(|| value(|writer| writer.value(tag::SEQUENCE, &fields)))
    }
}
