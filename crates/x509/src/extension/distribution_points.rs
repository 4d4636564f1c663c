// SPDX-License-Identifier: MIT
//! Where revocation lists are (RFC 5280 4.2.1.13, 5.2.5).

use core::fmt;
use core::ops::BitOr;

use crate::der::{Reader, Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::general_name::GeneralNames;
use crate::name::Rdn;

/// The places where one learns whether a certificate was revoked.
#[derive(Clone, Copy, Debug)]
pub struct CrlDistributionPoints<'a> {
    list: Reader<'a>,
}

impl<'a> CrlDistributionPoints<'a> {
    /// The places, in order.
    pub fn iter(self) -> impl Iterator<Item = DistributionPoint<'a>> {
        let mut list = self.list;
        core::iter::from_fn(move || DistributionPoint::read(&mut list).ok())
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            DistributionPoint::read(&mut reader)?;
        }
        Ok(Self { list: list.reader() })
    }
}

/// One place where a revocation list is, and what it is about.
#[derive(Clone, Copy, Debug)]
pub struct DistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    reasons: Option<ReasonFlags>,
    crl_issuer: Option<GeneralNames<'a>>,
}

impl<'a> DistributionPoint<'a> {
    /// What it is called, which usually is where it is.
    #[must_use]
    pub const fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// The reasons that the list has revocations for; all if there is nothing.
    #[must_use]
    pub const fn reasons(&self) -> Option<ReasonFlags> {
        self.reasons
    }

    /// Who issues the list, if it is not the issuer of the certificate.
    #[must_use]
    pub const fn crl_issuer(&self) -> Option<GeneralNames<'a>> {
        self.crl_issuer
    }

    fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let name = DistributionPointName::read_optional(&mut fields, 0)?;
        let reasons = fields.optional(tag::context(1))?.map(|tlv| ReasonFlags::read(&tlv)).transpose()?;
        let crl_issuer =
            fields.optional(tag::context_constructed(2))?.map(|tlv| GeneralNames::read(&tlv)).transpose()?;
        fields.finish()?;
        Ok(Self { name, reasons, crl_issuer })
    }
}

/// What a revocation list is called.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DistributionPointName<'a> {
    /// Any of these names.
    Full(GeneralNames<'a>),
    /// The name of its issuer, with this added at the end.
    RelativeToIssuer(Rdn<'a>),
}

impl<'a> DistributionPointName<'a> {
    /// Reads a choice under an explicit tag, if it is there.
    pub(crate) fn read_optional(
        fields: &mut Reader<'a>,
        number: u8,
    ) -> Result<Option<Self>, InvalidEncoding> {
        let Some(outer) = fields.optional(tag::context_constructed(number))? else { return Ok(None) };
        let mut choice = outer.reader();
        let name = match choice.optional(tag::context_constructed(0))? {
            Some(full) => Self::Full(GeneralNames::read(&full)?),
            None => Self::RelativeToIssuer(Rdn::read(&choice.expect(tag::context_constructed(1))?)?),
        };
        choice.finish()?;
        Ok(Some(name))
    }
}

/// A set of reasons for which certificates are revoked.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct ReasonFlags(u16);

impl ReasonFlags {
    /// The private key is known to others.
    pub const KEY_COMPROMISE: Self = Self(0x40);
    /// The private key of an authority is known to others.
    pub const CA_COMPROMISE: Self = Self(0x20);
    /// Something in the certificate has changed.
    pub const AFFILIATION_CHANGED: Self = Self(0x10);
    /// There is another certificate in its place.
    pub const SUPERSEDED: Self = Self(0x08);
    /// It is no longer needed.
    pub const CESSATION_OF_OPERATION: Self = Self(0x04);
    /// Not revoked for good.
    pub const CERTIFICATE_HOLD: Self = Self(0x02);
    /// A privilege was withdrawn.
    pub const PRIVILEGE_WITHDRAWN: Self = Self(0x01);
    /// The attribute authority is compromised.
    pub const AA_COMPROMISE: Self = Self(0x8000);

    /// Bits by their number, and what OpenSSL calls them; bit 0 is unused.
    const NAMES: [(u16, &'static str); 9] = [
        (0x80, "Unused"),
        (0x40, "Key Compromise"),
        (0x20, "CA Compromise"),
        (0x10, "Affiliation Changed"),
        (0x08, "Superseded"),
        (0x04, "Cessation Of Operation"),
        (0x02, "Certificate Hold"),
        (0x01, "Privilege Withdrawn"),
        (0x8000, "AA Compromise"),
    ];

    /// The bits: the first octet of the BIT STRING is the low one, as in [`KeyUsage`](crate::KeyUsage).
    #[must_use]
    pub const fn bits(self) -> u16 {
        self.0
    }

    pub(crate) fn read(tlv: &Tlv<'_>) -> Result<Self, InvalidEncoding> {
        let octets = tlv.named_bits()?;
        let octet = |at: usize| octets.get(at).copied().map_or(0, u16::from);
        Ok(Self(octet(0) | (octet(1) & 0x80) << 8))
    }

    /// Writes the bits under an implicit tag.
    pub(crate) fn write(self, writer: &mut Writer, tag: u8) {
        let [high, low] = self.0.to_be_bytes();
        writer.named_bits(tag, &[low, high]);
    }
}

impl BitOr for ReasonFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// The names that OpenSSL shows, with commas between them.
impl fmt::Display for ReasonFlags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut separator = "";
        for (bit, name) in Self::NAMES {
            if self.0 & bit != 0 {
                write!(f, "{separator}{name}")?;
                separator = ", ";
            }
        }
        Ok(())
    }
}

/// What a revocation list is about, of all that its issuer has issued (RFC 5280 5.2.5).
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "these are the fields of the RFC")]
pub struct IssuingDistributionPoint<'a> {
    name: Option<DistributionPointName<'a>>,
    only_end_entities: bool,
    only_authorities: bool,
    only_some_reasons: Option<ReasonFlags>,
    is_indirect: bool,
    only_attributes: bool,
}

impl<'a> IssuingDistributionPoint<'a> {
    /// What the list is called: one of the names in the certificates that it is about.
    #[must_use]
    pub const fn name(&self) -> Option<DistributionPointName<'a>> {
        self.name
    }

    /// Whether it is about certificates of end entities only.
    #[must_use]
    pub const fn only_end_entities(&self) -> bool {
        self.only_end_entities
    }

    /// Whether it is about certificates of authorities only.
    #[must_use]
    pub const fn only_authorities(&self) -> bool {
        self.only_authorities
    }

    /// The reasons it has revocations for; all if there is nothing.
    #[must_use]
    pub const fn only_some_reasons(&self) -> Option<ReasonFlags> {
        self.only_some_reasons
    }

    /// Whether it has certificates of other issuers too.
    #[must_use]
    pub const fn is_indirect(&self) -> bool {
        self.is_indirect
    }

    /// Whether it is about attribute certificates only.
    #[must_use]
    pub const fn only_attributes(&self) -> bool {
        self.only_attributes
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = value.only(tag::SEQUENCE)?.reader();
        let name = DistributionPointName::read_optional(&mut fields, 0)?;
        let only_end_entities = read_flag(&mut fields, 1)?;
        let only_authorities = read_flag(&mut fields, 2)?;
        let only_some_reasons =
            fields.optional(tag::context(3))?.map(|tlv| ReasonFlags::read(&tlv)).transpose()?;
        let is_indirect = read_flag(&mut fields, 4)?;
        let only_attributes = read_flag(&mut fields, 5)?;
        fields.finish()?;
        Ok(Self {
            name,
            only_end_entities,
            only_authorities,
            only_some_reasons,
            is_indirect,
            only_attributes,
        })
    }
}

/// A BOOLEAN under an implicit tag, false if it is not there.
fn read_flag(fields: &mut Reader<'_>, number: u8) -> Result<bool, InvalidEncoding> {
    fields.optional(tag::context(number))?.map_or(Ok(false), |tlv| tlv.boolean())
}
