// SPDX-License-Identifier: MIT
//! General names: what alternative names are made of (RFC 5280 4.2.1.6).

use alloc::borrow::Cow;
use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::der::{Oid, Reader, Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};
use crate::name::NameRef;

const OTHER: u8 = tag::context_constructed(0);
const DIRECTORY: u8 = tag::context_constructed(4);
const REGISTERED_ID: u8 = tag::context(8);
const EMAIL: u8 = tag::context(1);
const DNS: u8 = tag::context(2);
const URI: u8 = tag::context(6);
const IP: u8 = tag::context(7);
/// `id-on-SmtpUTF8Mailbox`, 1.3.6.1.5.5.7.8.9
const SMTP_UTF8_MAILBOX: Oid = Oid::known([0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x09]);

/// One alternative name, with its type.
///
/// ```
/// use purembed_x509::GeneralName;
///
/// assert_eq!(GeneralName::Dns("example.com").to_string(), "DNS:example.com");
/// assert_eq!(GeneralName::Ip([127, 0, 0, 1].into()).to_string(), "IP Address:127.0.0.1");
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum GeneralName<'a> {
    /// A host name, in ASCII (A-labels for other scripts); `*` may be the whole first label.
    Dns(&'a str),
    /// An address of a host.
    Ip(IpAddr),
    /// A mail address, in ASCII.
    Email(&'a str),
    /// A URI, in ASCII.
    Uri(&'a str),
    /// The name of an entry in a directory, as subjects and issuers have.
    Directory(NameRef<'a>),
    /// A name of a type that somebody has registered, such as a user principal name.
    Other(OtherName<'a>),
    /// An object identifier that names the subject.
    RegisteredId(Oid),
    /// Anything else, unread: addresses of X.400 and EDI, and types and lengths that do not exist.
    Raw(RawName<'a>),
}

/// A name of a type that is told by an object identifier (`otherName`).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct OtherName<'a> {
    kind: Oid,
    value: &'a [u8],
}

impl<'a> OtherName<'a> {
    /// Names of this type, with a value in DER.
    #[must_use]
    pub const fn new(kind: Oid, value: &'a [u8]) -> Self {
        Self { kind, value }
    }

    /// The type.
    #[must_use]
    pub const fn kind(&self) -> &Oid {
        &self.kind
    }

    /// The DER of the value, without the tag `[0]` around it.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }

    /// The value if it is text, as user principal names are (1.3.6.1.4.1.311.20.2.3).
    #[must_use]
    pub fn text(&self) -> Option<Cow<'a, str>> {
        crate::name::text(&Reader::new(self.value).any().ok()?)
    }

    /// Whether this is a mail address whose local part may have other scripts (RFC 9598).
    pub(crate) fn is_mailbox(&self) -> bool {
        self.kind == SMTP_UTF8_MAILBOX
    }

    /// The value if it is a `UTF8String`.
    pub(crate) fn utf8(&self) -> Option<&'a str> {
        let value = Reader::new(self.value).only(tag::UTF8_STRING).ok()?;
        core::str::from_utf8(value.value).ok()
    }

    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let mut fields = tlv.reader();
        let kind = fields.expect(tag::OID).ok()?.oid().ok()?;
        let value = fields.only(tag::context_constructed(0)).ok()?;
        let mut inner = value.reader();
        inner.any().ok()?;
        inner.finish().ok()?;
        Some(Self { kind, value: value.value })
    }
}

/// A general name that is kept as it came.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct RawName<'a> {
    der: &'a [u8],
}

impl<'a> RawName<'a> {
    /// The DER, with its context-specific tag.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }

    /// The number in the tag, which tells the type of a name; 31 for all from there on.
    pub(crate) fn number(&self) -> u8 {
        self.der.first().map_or(0x1f, |tag| tag & 0x1f)
    }
}

/// A list of general names, as alternative names are.
///
/// ```
/// use purembed_x509::{Crt, ExtensionValue};
///
/// let crt = Crt::from_pem(include_str!("crt/testdata/ecdsa.pem"))?;
/// for extension in crt.extensions() {
///     if let ExtensionValue::SubjectAltName(names) = extension.parse()? {
///         assert_eq!(names.to_string(), "DNS:ecdsa.example, DNS:*.ecdsa.example, IP Address:192.0.2.7");
///     }
/// }
/// # Ok::<(), purembed_x509::InvalidEncoding>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct GeneralNames<'a> {
    list: Reader<'a>,
}

impl<'a> GeneralNames<'a> {
    /// The names, in order.
    pub fn iter(self) -> impl Iterator<Item = GeneralName<'a>> + use<'a> {
        let mut list = self.list;
        core::iter::from_fn(move || GeneralName::read(&list.any().ok()?).ok())
    }

    /// Reads a list that was opened, whatever its tag: looks at everything once, so that nothing can fail later.
    pub(crate) fn read(list: &Tlv<'a>) -> Result<Self, InvalidEncoding> {
        let mut reader = list.reader();
        if reader.is_empty() {
            return Err(list.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            GeneralName::read(&reader.any()?)?;
        }
        Ok(Self { list: list.reader() })
    }
}

/// As OpenSSL shows them: with commas between them.
impl fmt::Display for GeneralNames<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, name) in self.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            write!(f, "{comma}{name}")?;
        }
        Ok(())
    }
}

impl<'a> GeneralName<'a> {
    /// Reads one name. Only a known type with contents that its type cannot have is refused.
    pub(crate) fn read(tlv: &Tlv<'a>) -> Result<Self, InvalidEncoding> {
        let raw = Self::Raw(RawName { der: tlv.raw });
        Ok(match tlv.tag {
            EMAIL => Self::Email(tlv.ascii()?),
            DNS => Self::Dns(tlv.ascii()?),
            URI => Self::Uri(tlv.ascii()?),
            IP => {
                let v4 = <[u8; 4]>::try_from(tlv.value).map(|octets| Ipv4Addr::from(octets).into());
                let v6 = <[u8; 16]>::try_from(tlv.value).map(|octets| Ipv6Addr::from(octets).into());
                v4.or(v6).map_or(raw, Self::Ip)
            }
            // Name is a CHOICE, so that its own tag stands inside.
            DIRECTORY => match tlv.reader().only(tag::SEQUENCE).and_then(|name| NameRef::read(&name)) {
                Ok(name) => Self::Directory(name),
                Err(_) => raw,
            },
            OTHER => OtherName::read(tlv).map_or(raw, Self::Other),
            REGISTERED_ID => tlv.oid().map_or(raw, Self::RegisteredId),
            _ => raw,
        })
    }

    /// Reads the value of an extension of alternative names.
    pub(crate) fn check_all(value: Reader<'a>) -> Result<(), InvalidEncoding> {
        GeneralNames::read(&value.only(tag::SEQUENCE)?).map(|_| ())
    }

    /// The names in a value that [`check_all`](Self::check_all) accepted.
    pub(crate) fn iterate(value: &'a [u8]) -> impl Iterator<Item = Self> + use<'a> {
        let list = Reader::new(value).sequence().ok();
        list.into_iter().flat_map(|list| GeneralNames { list }.iter())
    }

    /// Writes the name. `None` if it has other characters than ASCII, or is empty.
    pub(crate) fn write(&self, writer: &mut Writer) -> Option<()> {
        let mut text = |tag, text: &str| {
            (text.is_ascii() && !text.is_empty()).then(|| writer.value(tag, text.as_bytes()))
        };
        match self {
            Self::Dns(name) => text(DNS, name),
            Self::Email(address) => text(EMAIL, address),
            Self::Uri(uri) => text(URI, uri),
            Self::Ip(IpAddr::V4(address)) => {
                writer.value(IP, &address.octets());
                Some(())
            }
            Self::Ip(IpAddr::V6(address)) => {
                writer.value(IP, &address.octets());
                Some(())
            }
            Self::Directory(name) => {
                writer.value(DIRECTORY, name.as_der());
                Some(())
            }
            Self::Other(other) => {
                writer.nested(OTHER, |writer| {
                    writer.oid(&other.kind);
                    writer.value(tag::context_constructed(0), other.value);
                });
                Some(())
            }
            Self::RegisteredId(oid) => {
                writer.value(REGISTERED_ID, oid.as_octets());
                Some(())
            }
            Self::Raw(raw) => {
                writer.raw(raw.der);
                Some(())
            }
        }
    }
}

/// As OpenSSL shows it: `DNS:example.com`, `IP Address:127.0.0.1`.
impl fmt::Display for GeneralName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            // Escaped, because an authority that one has not decided to trust may have written it.
            Self::Dns(name) => write!(f, "DNS:{}", name.escape_debug()),
            Self::Ip(address) => write!(f, "IP Address:{address}"),
            Self::Email(address) => write!(f, "email:{}", address.escape_debug()),
            Self::Uri(uri) => write!(f, "URI:{}", uri.escape_debug()),
            Self::Directory(name) => write!(f, "DirName:{name}"),
            Self::Other(other) => match other.text() {
                Some(text) => write!(f, "othername:{}:{}", other.kind, text.escape_debug()),
                None => write!(f, "othername:{}:<unsupported>", other.kind),
            },
            Self::RegisteredId(oid) => write!(f, "Registered ID:{oid}"),
            Self::Raw(_) => f.write_str("<unsupported>"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::string::ToString as _;
    use alloc::vec;
    use alloc::vec::Vec;

    fn round_trip(names: &[GeneralName<'_>]) -> Vec<u8> {
        let mut writer = Writer::new();
        writer.sequence(|writer| names.iter().for_each(|name| name.write(writer).unwrap()));
        writer.finish()
    }

    #[test]
    fn every_type_survives() {
        let name: crate::Name = "C=NL, CN=a".parse().unwrap();
        let names = [
            GeneralName::Dns("*.example.com"),
            GeneralName::Ip("192.0.2.1".parse().unwrap()),
            GeneralName::Ip("2001:db8::1".parse().unwrap()),
            GeneralName::Email("a@example.com"),
            GeneralName::Uri("https://example.com/"),
            GeneralName::Directory(name.as_name_ref()),
            GeneralName::Other(OtherName::new("1.3.6.1.4.1.311.20.2.3".parse().unwrap(), b"\x0c\x01a")),
            GeneralName::Other(OtherName::new("1.2".parse().unwrap(), b"\x05\x00")),
            GeneralName::RegisteredId("1.2.3".parse().unwrap()),
        ];
        let der = round_trip(&names);
        GeneralName::check_all(Reader::new(&der)).unwrap();
        assert_eq!(GeneralName::iterate(&der).collect::<Vec<_>>(), names);
        assert_eq!(
            names.map(|name| name.to_string()).join(", "),
            "DNS:*.example.com, IP Address:192.0.2.1, IP Address:2001:db8::1, email:a@example.com, \
             URI:https://example.com/, DirName:C=NL, CN=a, othername:1.3.6.1.4.1.311.20.2.3:a, \
             othername:1.2:<unsupported>, Registered ID:1.2.3"
        );
    }

    #[test]
    fn an_odd_name_does_not_spoil_the_others() {
        // x400Address, damaged otherName, directoryName and registeredID, an address of 5 octets, tag numbers 9 and 200.
        for odd in [
            &[0xa3, 0x02, 0x30, 0x00][..],
            &[0xa0, 0x02, 0x30, 0x00],
            &[0xa4, 0x02, 0x31, 0x00],
            &[0x88, 0x01, 0x80],
            &[0x87, 0x05, 1, 2, 3, 4, 5],
            &[0x89, 0x01, 0x00],
            &[0x9f, 0x81, 0x48, 0x00],
        ] {
            let mut der = vec![0x30, u8::try_from(odd.len() + 3).unwrap()];
            der.extend_from_slice(odd);
            der.extend_from_slice(&[DNS, 1, b'a']);
            GeneralName::check_all(Reader::new(&der)).unwrap();
            let names: Vec<_> = GeneralName::iterate(&der).collect();
            assert!(
                matches!(names[..], [GeneralName::Raw(other), GeneralName::Dns("a")] if other.as_der() == odd)
            );
            assert_eq!(round_trip(&names), der);
        }
    }

    #[test]
    fn known_types_keep_their_alphabet() {
        for (der, kind) in [
            (&[0x30, 0x00][..], EncodingKind::EmptyList),
            (&[0x30, 0x03, DNS, 0x01, 0xe9], EncodingKind::InvalidString),
            (&[0x30, 0x02, DNS, 0x01], EncodingKind::Truncated),
            (&[0x31, 0x00], EncodingKind::UnexpectedTag),
            (&[0x30, 0x02, DNS, 0x00, 0x00], EncodingKind::TrailingData),
        ] {
            assert_eq!(GeneralName::check_all(Reader::new(der)).unwrap_err().kind(), kind);
        }
        assert_eq!(GeneralName::Dns("zoë").write(&mut Writer::new()), None);
        assert_eq!(GeneralName::Uri("").write(&mut Writer::new()), None);
    }
}
