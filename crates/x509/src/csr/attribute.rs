// SPDX-License-Identifier: MIT
//! Attributes of requests (RFC 2986 4.1, RFC 2985 5.4).

use alloc::borrow::Cow;

use super::EXTENSION_REQUEST;
use crate::der::{Oid, Reader, Tlv, tag};
use crate::error::InvalidEncoding;

/// `challengePassword`, 1.2.840.113549.1.9.7
pub(crate) const CHALLENGE_PASSWORD: Oid = Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x07]);
/// `unstructuredName`, 1.2.840.113549.1.9.2
pub(crate) const UNSTRUCTURED_NAME: Oid = Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x02]);

/// Something that a request says beside the name and the key.
#[derive(Clone, Copy, Debug)]
pub struct CsrAttribute<'a> {
    oid: Oid,
    values: Reader<'a>,
}

impl<'a> CsrAttribute<'a> {
    /// What it is.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.oid
    }

    /// Its values, in order; nearly always one.
    pub fn values(&self) -> impl Iterator<Item = CsrAttributeValue<'a>> + use<'a> {
        let mut values = self.values;
        core::iter::from_fn(move || values.any().ok().map(CsrAttributeValue))
    }

    /// Whether these are the requested extensions, which [`Csr::extensions`](super::Csr::extensions) has.
    #[must_use]
    pub fn is_extension_request(&self) -> bool {
        self.oid == EXTENSION_REQUEST
    }

    /// What OpenSSL calls it.
    pub(crate) fn name(&self) -> Cow<'static, str> {
        match self.oid {
            CHALLENGE_PASSWORD => "challengePassword".into(),
            UNSTRUCTURED_NAME => "unstructuredName".into(),
            oid => alloc::format!("{oid}").into(),
        }
    }

    /// Reads the next attribute of a list.
    pub(super) fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let oid = fields.expect(tag::OID)?.oid()?;
        let values = fields.expect(tag::SET)?.reader();
        fields.finish()?;
        let mut all = values;
        while !all.is_empty() {
            all.any()?;
        }
        Ok(Self { oid, values })
    }

    /// A cursor over the values.
    pub(super) const fn reader(&self) -> Reader<'a> {
        self.values
    }
}

/// One value of an attribute.
#[derive(Clone, Copy, Debug)]
pub struct CsrAttributeValue<'a>(Tlv<'a>);

impl<'a> CsrAttributeValue<'a> {
    /// The DER, with its type.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.0.raw
    }

    /// The value if it is text.
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        crate::name::text(&self.0)
    }
}
