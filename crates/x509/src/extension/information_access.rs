// SPDX-License-Identifier: MIT
//! Where more is to be had about an authority or a subject (RFC 5280 4.2.2).

use crate::der::{Oid, Reader, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::general_name::GeneralName;

/// Where information and services are.
#[derive(Clone, Copy, Debug)]
pub struct InformationAccess<'a> {
    list: Reader<'a>,
}

impl<'a> InformationAccess<'a> {
    /// The places, in order.
    pub fn iter(self) -> impl Iterator<Item = AccessDescription<'a>> {
        let mut list = self.list;
        core::iter::from_fn(move || AccessDescription::read(&mut list).ok())
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let list = value.only(tag::SEQUENCE)?;
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            AccessDescription::read(&mut reader)?;
        }
        Ok(Self { list: list.reader() })
    }
}

/// One place: what is there, and where it is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AccessDescription<'a> {
    method: Oid,
    location: GeneralName<'a>,
}

impl<'a> AccessDescription<'a> {
    /// Answers about revocation, 1.3.6.1.5.5.7.48.1.
    pub const OCSP: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x01]);
    /// The certificates of the issuer, 1.3.6.1.5.5.7.48.2.
    pub const CA_ISSUERS: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x30, 0x02]);

    /// What is there.
    #[must_use]
    pub const fn method(&self) -> &Oid {
        &self.method
    }

    /// Where it is.
    #[must_use]
    pub const fn location(&self) -> GeneralName<'a> {
        self.location
    }

    fn read(list: &mut Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = list.sequence()?;
        let method = fields.expect(tag::OID)?.oid()?;
        let location = GeneralName::read(&fields.any()?)?;
        fields.finish()?;
        Ok(Self { method, location })
    }
}
