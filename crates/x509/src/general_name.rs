// SPDX-License-Identifier: MIT
//! General names: what alternative names are made of (RFC 5280 4.2.1.6).

use core::fmt;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::der::{Reader, Tlv, Writer, tag};
use crate::error::{EncodingKind, InvalidEncoding};

const EMAIL: u8 = tag::context(1);
const DNS: u8 = tag::context(2);
const URI: u8 = tag::context(6);
const IP: u8 = tag::context(7);

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
    /// Anything else, unread.
    Other(OtherName<'a>),
}

/// A general name of a type that is not read here, such as a directory name, or an address of an odd length.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct OtherName<'a> {
    der: &'a [u8],
}

impl<'a> OtherName<'a> {
    /// The DER, with its context-specific tag.
    #[must_use]
    pub const fn as_der(&self) -> &'a [u8] {
        self.der
    }
}

impl<'a> GeneralName<'a> {
    /// Reads one name. Only a known type with contents that its type cannot have is refused.
    pub(crate) fn read(tlv: &Tlv<'a>) -> Result<Self, InvalidEncoding> {
        Ok(match tlv.tag {
            EMAIL => Self::Email(tlv.ascii()?),
            DNS => Self::Dns(tlv.ascii()?),
            URI => Self::Uri(tlv.ascii()?),
            IP => {
                let v4 = <[u8; 4]>::try_from(tlv.value).map(|octets| Ipv4Addr::from(octets).into());
                let v6 = <[u8; 16]>::try_from(tlv.value).map(|octets| Ipv6Addr::from(octets).into());
                v4.or(v6).map_or(Self::Other(OtherName { der: tlv.raw }), Self::Ip)
            }
            _ => Self::Other(OtherName { der: tlv.raw }),
        })
    }

    /// Reads the value of a subjectAltName extension; after this, [`iterate`](Self::iterate) cannot fail.
    pub(crate) fn check_all(value: Reader<'a>) -> Result<(), InvalidEncoding> {
        let names = value.only(tag::SEQUENCE)?;
        let mut reader = names.reader();
        if reader.is_empty() {
            return Err(names.error(EncodingKind::EmptyList));
        }
        while !reader.is_empty() {
            Self::read(&reader.any()?)?;
        }
        Ok(())
    }

    /// The names in a value that [`check_all`](Self::check_all) accepted.
    pub(crate) fn iterate(value: &'a [u8]) -> impl Iterator<Item = Self> + use<'a> {
        let mut names = Reader::new(value).sequence().ok();
        core::iter::from_fn(move || Self::read(&names.as_mut()?.any().ok()?).ok())
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
            Self::Other(other) => {
                writer.raw(other.der);
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
            Self::Other(_) => f.write_str("<unsupported>"),
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
        let names = [
            GeneralName::Dns("*.example.com"),
            GeneralName::Ip("192.0.2.1".parse().unwrap()),
            GeneralName::Ip("2001:db8::1".parse().unwrap()),
            GeneralName::Email("a@example.com"),
            GeneralName::Uri("https://example.com/"),
        ];
        let der = round_trip(&names);
        GeneralName::check_all(Reader::new(&der)).unwrap();
        assert_eq!(GeneralName::iterate(&der).collect::<Vec<_>>(), names);
        assert_eq!(
            names.map(|name| name.to_string()).join(", "),
            "DNS:*.example.com, IP Address:192.0.2.1, IP Address:2001:db8::1, email:a@example.com, URI:https://example.com/"
        );
    }

    #[test]
    fn an_odd_name_does_not_spoil_the_others() {
        // x400Address, directoryName, an address of 5 octets, tag number 9, tag number 200.
        for odd in [
            &[0xa3, 0x02, 0x30, 0x00][..],
            &[0xa4, 0x02, 0x30, 0x00],
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
                matches!(names[..], [GeneralName::Other(other), GeneralName::Dns("a")] if other.as_der() == odd)
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
