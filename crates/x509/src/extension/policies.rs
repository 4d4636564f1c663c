// SPDX-License-Identifier: MIT
//! Under which policies a certificate was issued (RFC 5280 4.2.1.4).

use alloc::borrow::Cow;

use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::{EncodingKind, InvalidEncoding};

/// `anyPolicy`
pub(crate) const ANY_POLICY: Oid = Oid::known([0x55, 0x1d, 0x20, 0x00]);
/// `id-qt-cps`, 1.3.6.1.5.5.7.2.1
pub(crate) const CPS: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x01]);
/// `id-qt-unotice`, 1.3.6.1.5.5.7.2.2
pub(crate) const USER_NOTICE: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x02, 0x02]);

/// The policies under which a certificate was issued.
#[derive(Clone, Copy, Debug)]
pub struct CertificatePolicies<'a> {
    list: Reader<'a>,
}

impl<'a> CertificatePolicies<'a> {
    /// The policies, in order.
    pub fn iter(self) -> impl Iterator<Item = PolicyInformation<'a>> {
        let mut list = self.list;
        core::iter::from_fn(move || PolicyInformation::read(&mut list).ok())
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            PolicyInformation::read(&mut reader)?;
        }
        Ok(Self { list: list.reader() })
    }
}

/// One policy, with what its authority says about it.
#[derive(Clone, Copy, Debug)]
pub struct PolicyInformation<'a> {
    oid: Oid,
    qualifiers: Option<Reader<'a>>,
}

impl<'a> PolicyInformation<'a> {
    /// Which policy it is.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// Whether it is `anyPolicy`.
    #[must_use]
    pub fn is_any(&self) -> bool {
        self.oid == ANY_POLICY
    }

    /// The qualifiers, in order.
    pub fn qualifiers(self) -> impl Iterator<Item = PolicyQualifier<'a>> {
        let mut qualifiers = self.qualifiers;
        core::iter::from_fn(move || PolicyQualifier::read(qualifiers.as_mut()?).ok())
    }

    fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let qualifiers = match fields.optional(tag::SEQUENCE)? {
            None => None,
            // Empty ones are forbidden and occur.
            Some(list) => {
                let mut reader = list.reader();
                while !reader.is_empty() {
                    PolicyQualifier::read(&mut reader)?;
                }
                Some(list.reader())
            }
        };
        fields.finish()?;
        Ok(Self { oid, qualifiers })
    }
}

/// What an authority says about a policy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PolicyQualifier<'a> {
    /// Where its certification practice statement is.
    Cps(&'a str),
    /// What users of the certificate shall be shown.
    UserNotice(UserNotice<'a>),
    /// Something else.
    Other {
        /// What kind of qualifier.
        oid: Oid,
        /// The DER of its value.
        value: &'a [u8],
    },
}

impl<'a> PolicyQualifier<'a> {
    fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let value = if fields.is_empty() { None } else { Some(fields.any()?) };
        fields.finish()?;
        let raw = Self::Other { oid, value: value.map_or(&[], |value| value.raw) };
        Ok(match value {
            // Written as other strings than IA5String too.
            Some(value) if oid == CPS => value.ascii().map_or(raw, Self::Cps),
            Some(value) if oid == USER_NOTICE => UserNotice::read(&value).map_or(raw, Self::UserNotice),
            _ => raw,
        })
    }
}

/// What users of a certificate shall be shown.
#[derive(Clone, Debug)]
pub struct UserNotice<'a> {
    organization: Option<Cow<'a, str>>,
    numbers: Option<Reader<'a>>,
    explicit_text: Option<Cow<'a, str>>,
}

impl<'a> UserNotice<'a> {
    /// Whose notices the numbers refer to.
    #[must_use]
    pub fn organization(&self) -> Option<&str> {
        self.organization.as_deref()
    }

    /// The numbers of notices; those beyond 255 are left out.
    pub fn notice_numbers(&self) -> impl Iterator<Item = u8> + use<'a> {
        let mut numbers = self.numbers;
        core::iter::from_fn(move || numbers.as_mut()?.expect(tag::INTEGER).ok())
            .filter_map(|number| number.small_integer().ok())
    }

    /// The text itself.
    #[must_use]
    pub fn explicit_text(&self) -> Option<&str> {
        self.explicit_text.as_deref()
    }

    fn read(notice: &Tlv<'a>) -> Option<Self> {
        if notice.tag != tag::SEQUENCE {
            return None;
        }
        let mut fields = notice.reader();
        let (mut organization, mut numbers) = (None, None);
        if let Some(reference) = fields.optional(tag::SEQUENCE).ok()? {
            let mut reference = reference.reader();
            organization = Some(crate::name::text(&reference.any().ok()?)?);
            numbers = Some(reference.only(tag::SEQUENCE).ok()?.reader());
        }
        let explicit_text = match fields.is_empty() {
            true => None,
            false => Some(crate::name::text(&fields.any().ok()?)?),
        };
        fields.finish().ok()?;
        Some(Self { organization, numbers, explicit_text })
    }
}
