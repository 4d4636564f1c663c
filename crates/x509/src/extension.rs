// SPDX-License-Identifier: MIT
//! Extensions (RFC 5280 4.2): all are kept as they came, the known ones are read once.

mod distribution_points;
mod identifiers;
mod information_access;
mod key_identifier;
mod list;
mod name_constraints;
mod netscape;
mod policies;
mod policy_rules;
mod value;

use core::ops::Range;

use crate::der::{Oid, Reader, Tlv, Writer, tag};
use crate::error::InvalidEncoding;

pub use distribution_points::{
    CrlDistributionPoints, DistributionPoint, DistributionPointName, IssuingDistributionPoint, ReasonFlags,
};
pub use information_access::{AccessDescription, InformationAccess};
pub use key_identifier::AuthorityKeyIdentifier;
pub(crate) use list::Extensions;
pub use name_constraints::{NameConstraints, Subtree, SubtreeBase};
pub use netscape::NetscapeCertType;
pub(crate) use policies::{ANY_POLICY, CPS, USER_NOTICE};
pub use policies::{CertificatePolicies, PolicyInformation, PolicyQualifier, UserNotice};
pub use policy_rules::{PolicyConstraints, PolicyMappings};
pub use value::ExtensionValue;

/// The identifiers of the extensions that are known here.
pub(crate) mod id {
    use super::Oid;

    /// The last arcs of some under id-ce, 2.5.29.
    pub(super) mod ce {
        pub(in crate::extension) const SUBJECT_KEY_IDENTIFIER: u8 = 14;
        pub(in crate::extension) const KEY_USAGE: u8 = 15;
        pub(in crate::extension) const SUBJECT_ALT_NAME: u8 = 17;
        pub(in crate::extension) const BASIC_CONSTRAINTS: u8 = 19;
        pub(in crate::extension) const AUTHORITY_KEY_IDENTIFIER: u8 = 35;
        pub(in crate::extension) const EXTENDED_KEY_USAGE: u8 = 37;
    }

    /// An extension under id-ce, 2.5.29.
    const fn ce(number: u8) -> Oid {
        Oid::known([0x55, 0x1d, number])
    }

    /// An extension under id-pe, 1.3.6.1.5.5.7.1.
    const fn pe(number: u8) -> Oid {
        Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x01, number])
    }

    pub(crate) const AUTHORITY_INFO_ACCESS: Oid = pe(1);
    pub(crate) const SUBJECT_INFO_ACCESS: Oid = pe(11);
    pub(crate) const SUBJECT_KEY_IDENTIFIER: Oid = ce(ce::SUBJECT_KEY_IDENTIFIER);
    pub(crate) const KEY_USAGE: Oid = ce(ce::KEY_USAGE);
    pub(crate) const SUBJECT_ALT_NAME: Oid = ce(ce::SUBJECT_ALT_NAME);
    pub(crate) const ISSUER_ALT_NAME: Oid = ce(18);
    pub(crate) const BASIC_CONSTRAINTS: Oid = ce(ce::BASIC_CONSTRAINTS);
    pub(crate) const CRL_NUMBER: Oid = ce(20);
    pub(crate) const REASON_CODE: Oid = ce(21);
    pub(crate) const INVALIDITY_DATE: Oid = ce(24);
    pub(crate) const DELTA_CRL_INDICATOR: Oid = ce(27);
    pub(crate) const ISSUING_DISTRIBUTION_POINT: Oid = ce(28);
    pub(crate) const CERTIFICATE_ISSUER: Oid = ce(29);
    pub(crate) const NAME_CONSTRAINTS: Oid = ce(30);
    pub(crate) const CRL_DISTRIBUTION_POINTS: Oid = ce(31);
    pub(crate) const CERTIFICATE_POLICIES: Oid = ce(32);
    pub(crate) const POLICY_MAPPINGS: Oid = ce(33);
    pub(crate) const AUTHORITY_KEY_IDENTIFIER: Oid = ce(ce::AUTHORITY_KEY_IDENTIFIER);
    pub(crate) const POLICY_CONSTRAINTS: Oid = ce(36);
    pub(crate) const EXTENDED_KEY_USAGE: Oid = ce(ce::EXTENDED_KEY_USAGE);
    pub(crate) const FRESHEST_CRL: Oid = ce(46);
    pub(crate) const INHIBIT_ANY_POLICY: Oid = ce(54);
    /// `id-pe-tlsfeature`, RFC 7633
    pub(crate) const TLS_FEATURE: Oid = pe(24);
    /// `id-pkix-ocsp-nocheck`, 1.3.6.1.5.5.7.48.1.5, RFC 6960 4.2.2.2.1
    pub(crate) const OCSP_NO_CHECK: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01, 0x05]);
    /// 2.16.840.1.113730.1.13
    pub(crate) const NETSCAPE_COMMENT: Oid =
        Oid::known([0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x0d]);
    /// 2.16.840.1.113730.1.1
    pub(crate) const NETSCAPE_CERT_TYPE: Oid =
        Oid::known([0x60, 0x86, 0x48, 0x01, 0x86, 0xf8, 0x42, 0x01, 0x01]);
}

/// One extension as it came.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Extension<'a> {
    oid: Oid,
    critical: bool,
    value: &'a [u8],
    /// Where the value stands in the whole object.
    offset: usize,
}

impl<'a> Extension<'a> {
    /// What it is.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// Whether a verifier that does not know it must refuse the certificate.
    #[must_use]
    pub const fn is_critical(&self) -> bool {
        self.critical
    }

    /// The DER inside the OCTET STRING.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// Reads the next extension of a list.
    ///
    /// An explicit `critical FALSE`, which DER forbids and some devices write, is read: signatures are checked over
    /// the bytes that came, so nothing depends on it.
    pub(crate) fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        RawExtension::read(list)?.identify()
    }

    /// Where the value stands in the whole object.
    pub(crate) const fn range(&self) -> Range<usize> {
        self.offset..self.offset.saturating_add(self.value.len())
    }

    /// A cursor over the value.
    const fn reader(&self) -> Reader<'a> {
        Reader::at(self.value, self.offset)
    }
}

/// One extension whose identifier was not read.
pub(crate) struct RawExtension<'a> {
    oid: Tlv<'a>,
    critical: bool,
    value: Tlv<'a>,
}

impl<'a> RawExtension<'a> {
    #[inline]
    pub(crate) fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut extension = list.sequence()?;
        let oid = extension.expect(tag::OID)?;
        let critical = extension.optional(tag::BOOLEAN)?.map_or(Ok(false), |tlv| tlv.boolean())?;
        let value = extension.expect(tag::OCTET_STRING)?;
        extension.finish()?;
        Ok(Self { oid, critical, value })
    }

    pub(crate) fn identify(&self) -> Result<Extension<'a>, InvalidEncoding> {
        let Self { oid, critical, value } = self;
        Ok(Extension { oid: oid.oid()?, critical: *critical, value: value.value, offset: value.offset })
    }

    /// Whether it only explains why and since when a certificate is revoked (RFC 5280 5.3.1, 5.3.2: `reasonCode` and
    /// `invalidityDate`, 2.5.29.21 and 24), so that whatever it says changes nothing.
    pub(crate) const fn is_remark(&self) -> bool {
        !self.critical && matches!(self.oid.value, [0x55, 0x1d, 21 | 24])
    }
}

/// A part of an object by the place it was read from.
pub(crate) fn slice<'a>(der: &'a [u8], range: &Range<usize>) -> &'a [u8] {
    der.get(range.clone()).unwrap_or_default()
}

/// Writes one extension.
pub(crate) fn write(writer: &mut Writer, oid: &Oid, critical: bool, value: &[u8]) {
    writer.sequence(|writer| {
        writer.oid(oid);
        // X.690 11.5: a default is not written.
        if critical {
            writer.boolean(true);
        }
        writer.value(tag::OCTET_STRING, value);
    });
}
