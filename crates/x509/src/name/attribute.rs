// SPDX-License-Identifier: MIT
//! The attributes that names are made of: kinds, string types, text.

use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use super::InvalidName;
use crate::der::{Oid, Tlv, Writer, tag};

/// What an attribute of a name is about.
///
/// `FromStr` reads short names (`CN`), long names (`commonName`) and dotted numbers; `Display` writes the short name
/// as Mbed TLS does, or the number.
#[derive(Clone, Copy, Eq, Hash, PartialEq)]
pub struct AttributeType(Oid);

/// One row per attribute that has a name.
struct Row {
    kind: AttributeType,
    short: &'static str,
    also: &'static [&'static str],
    /// The string type it is written in.
    tag: u8,
}

/// An attribute under 2.5.4, X.520.
const fn x520(number: u8) -> AttributeType {
    AttributeType(Oid::known([0x55, 0x04, number]))
}

impl AttributeType {
    /// `CN`
    pub const COMMON_NAME: Self = x520(3);
    /// `SN`, a family name
    pub const SURNAME: Self = x520(4);
    /// `serialNumber`, of a device or a person, not of the certificate
    pub const SERIAL_NUMBER: Self = x520(5);
    /// `C`, two letters
    pub const COUNTRY: Self = x520(6);
    /// `L`
    pub const LOCALITY: Self = x520(7);
    /// `ST`
    pub const STATE_OR_PROVINCE: Self = x520(8);
    /// `STREET`
    pub const STREET_ADDRESS: Self = x520(9);
    /// `O`
    pub const ORGANIZATION: Self = x520(10);
    /// `OU`
    pub const ORGANIZATIONAL_UNIT: Self = x520(11);
    /// `title`
    pub const TITLE: Self = x520(12);
    /// `postalAddress`
    pub const POSTAL_ADDRESS: Self = x520(16);
    /// `postalCode`
    pub const POSTAL_CODE: Self = x520(17);
    /// `GN`
    pub const GIVEN_NAME: Self = x520(42);
    /// `initials`
    pub const INITIALS: Self = x520(43);
    /// `generationQualifier`
    pub const GENERATION_QUALIFIER: Self = x520(44);
    /// `dnQualifier`
    pub const DN_QUALIFIER: Self = x520(46);
    /// `pseudonym`
    pub const PSEUDONYM: Self = x520(65);
    /// `emailAddress`
    pub const EMAIL_ADDRESS: Self = Self(Oid::known([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01]));
    /// `DC`
    pub const DOMAIN_COMPONENT: Self =
        Self(Oid::known([0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19]));
    /// `UID`
    pub const USER_ID: Self = Self(Oid::known([0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01]));

    pub(super) const fn new(oid: Oid) -> Self {
        Self(oid)
    }

    /// The object identifier.
    #[must_use]
    pub const fn oid(&self) -> &Oid {
        &self.0
    }

    /// `CN` and the like; `None` for an attribute that is only known by its number.
    #[must_use]
    pub fn short_name(self) -> Option<&'static str> {
        self.row().map(|row| row.short)
    }

    fn row(self) -> Option<&'static Row> {
        ROWS.iter().find(|row| row.kind == self)
    }
}

static ROWS: [Row; 20] = {
    use self::AttributeType as A;
    const fn row(kind: A, short: &'static str, also: &'static [&'static str], tag: u8) -> Row {
        Row { kind, short, also, tag }
    }
    // RFC 5280 appendix A.1: DirectoryString is written as UTF8String; the rest have one type each.
    [
        row(A::COMMON_NAME, "CN", &["commonName"], tag::UTF8_STRING),
        row(A::SURNAME, "SN", &["surName", "surname"], tag::UTF8_STRING),
        row(A::SERIAL_NUMBER, "serialNumber", &[], tag::PRINTABLE_STRING),
        row(A::COUNTRY, "C", &["countryName"], tag::PRINTABLE_STRING),
        row(A::LOCALITY, "L", &["locality", "localityName"], tag::UTF8_STRING),
        row(A::STATE_OR_PROVINCE, "ST", &["stateOrProvinceName"], tag::UTF8_STRING),
        row(A::STREET_ADDRESS, "STREET", &["streetAddress"], tag::UTF8_STRING),
        row(A::ORGANIZATION, "O", &["organizationName"], tag::UTF8_STRING),
        row(A::ORGANIZATIONAL_UNIT, "OU", &["organizationalUnitName"], tag::UTF8_STRING),
        row(A::TITLE, "title", &["T"], tag::UTF8_STRING),
        row(A::POSTAL_ADDRESS, "postalAddress", &[], tag::UTF8_STRING),
        row(A::POSTAL_CODE, "postalCode", &[], tag::UTF8_STRING),
        row(A::GIVEN_NAME, "GN", &["givenName"], tag::UTF8_STRING),
        row(A::INITIALS, "initials", &[], tag::UTF8_STRING),
        row(A::GENERATION_QUALIFIER, "generationQualifier", &[], tag::UTF8_STRING),
        row(A::DN_QUALIFIER, "dnQualifier", &[], tag::PRINTABLE_STRING),
        row(A::PSEUDONYM, "pseudonym", &[], tag::UTF8_STRING),
        row(A::EMAIL_ADDRESS, "emailAddress", &["R"], tag::IA5_STRING),
        row(A::DOMAIN_COMPONENT, "DC", &["domainComponent"], tag::IA5_STRING),
        row(A::USER_ID, "UID", &["uid", "userId"], tag::UTF8_STRING),
    ]
};

impl FromStr for AttributeType {
    type Err = InvalidName;

    fn from_str(text: &str) -> Result<Self, InvalidName> {
        match ROWS.iter().find(|row| row.short == text || row.also.contains(&text)) {
            Some(row) => Ok(row.kind),
            None => text.parse().map(Self).map_err(|_| InvalidName::UnknownAttribute(text.into())),
        }
    }
}

impl fmt::Display for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.row() {
            Some(row) => f.write_str(row.short),
            None => self.0.fmt(f),
        }
    }
}

impl fmt::Debug for AttributeType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AttributeType({self})")
    }
}

/// Writes an attribute with a value that is text.
pub(super) fn write(writer: &mut Writer, kind: AttributeType, value: &str) -> Result<(), InvalidName> {
    let tag = kind.row().map_or(tag::UTF8_STRING, |row| row.tag);
    let allowed = match tag {
        tag::PRINTABLE_STRING => value.bytes().all(is_printable),
        tag::IA5_STRING => value.is_ascii(),
        _ => true,
    };
    if !allowed || value.is_empty() {
        return Err(InvalidName::Value(kind));
    }
    write_value(writer, kind, |writer| writer.value(tag, value.as_bytes()));
    Ok(())
}

/// Writes an attribute whose value the closure writes.
pub(super) fn write_value(writer: &mut Writer, kind: AttributeType, value: impl FnOnce(&mut Writer)) {
    writer.sequence(|writer| {
        writer.oid(kind.oid());
        value(writer);
    });
}

/// The text in a string of any of the types that names have.
pub(crate) fn text<'a>(tlv: &Tlv<'a>) -> Option<Cow<'a, str>> {
    match tlv.tag {
        tag::UTF8_STRING => core::str::from_utf8(tlv.value).ok().map(Cow::Borrowed),
        // Characters outside of PrintableString's set, such as @ and *, are common in it and harmless.
        tag::PRINTABLE_STRING | tag::IA5_STRING | tag::NUMERIC_STRING | tag::VISIBLE_STRING => {
            tlv.ascii().ok().map(Cow::Borrowed)
        }
        // T.61 on paper, Latin-1 in all that wrote it.
        tag::TELETEX_STRING => match tlv.ascii() {
            Ok(text) => Some(Cow::Borrowed(text)),
            Err(_) => Some(tlv.value.iter().map(|&byte| char::from(byte)).collect::<String>().into()),
        },
        tag::BMP_STRING => {
            let (units, rest) = tlv.value.as_chunks::<2>();
            let text: Option<String> = char::decode_utf16(units.iter().map(|unit| u16::from_be_bytes(*unit)))
                .map(Result::ok)
                .collect();
            text.filter(|_| rest.is_empty()).map(Cow::Owned)
        }
        tag::UNIVERSAL_STRING => {
            let (units, rest) = tlv.value.as_chunks::<4>();
            let text: Option<String> =
                units.iter().map(|unit| char::from_u32(u32::from_be_bytes(*unit))).collect();
            text.filter(|_| rest.is_empty()).map(Cow::Owned)
        }
        _ => None,
    }
}

/// The characters of `PrintableString` (X.680 41.4).
pub(crate) const fn is_printable(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'\'' | b'(' | b')' | b'+' | b',' | b'-' | b'.' | b'/' | b':' | b'=' | b'?')
}
