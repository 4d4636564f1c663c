// SPDX-License-Identifier: MIT
//! Which key has signed (authority key identifier, RFC 5280 4.2.1.1).

use crate::der::{Reader, tag};
use crate::error::InvalidEncoding;
use crate::general_name::GeneralNames;
use crate::serial::SerialNumber;

/// The key that has signed: by its identifier, by the certificate that it is in, or both.
#[derive(Clone, Debug)]
pub struct AuthorityKeyIdentifier<'a> {
    key_identifier: Option<&'a [u8]>,
    issuer: Option<GeneralNames<'a>>,
    serial_number: Option<SerialNumber>,
}

impl<'a> AuthorityKeyIdentifier<'a> {
    /// The subject key identifier of the signer's certificate.
    #[must_use]
    pub const fn key_identifier(&self) -> Option<&'a [u8]> {
        self.key_identifier
    }

    /// The issuer of the signer's certificate.
    #[must_use]
    pub const fn issuer(&self) -> Option<GeneralNames<'a>> {
        self.issuer
    }

    /// The serial number of the signer's certificate.
    #[must_use]
    pub const fn serial_number(&self) -> Option<&SerialNumber> {
        self.serial_number.as_ref()
    }

    pub(crate) fn read(value: Reader<'a>) -> Result<Self, InvalidEncoding> {
        let mut fields = value.only(tag::SEQUENCE)?.reader();
        let key_identifier = fields.optional(tag::context(0))?.map(|tlv| tlv.value);
        let issuer = match fields.optional(tag::context_constructed(1))? {
            Some(names) => Some(GeneralNames::read(&names)?),
            None => None,
        };
        let serial_number = match fields.optional(tag::context(2))? {
            Some(number) => Some(SerialNumber::read(&number)?),
            None => None,
        };
        fields.finish()?;
        Ok(Self { key_identifier, issuer, serial_number })
    }
}
