// SPDX-License-Identifier: MIT
//! The name of a server, as its client knows it (RFC 9525).

use alloc::borrow::{Cow, ToOwned as _};
use core::fmt;
use core::net::IpAddr;

use crate::crt::Crt;
use crate::general_name::GeneralName;
use crate::verify::names::{HostPattern, is_host, is_numeric};

/// Whom a client wants to talk to: a host name or an address.
///
/// ```
/// use purembed_x509::ServerName;
///
/// assert!(matches!(ServerName::try_from("www.example.com")?, ServerName::Dns(_)));
/// assert!(matches!(ServerName::try_from("2001:db8::1")?, ServerName::Ip(_)));
/// assert!(ServerName::try_from("not a host").is_err());
/// # Ok::<(), purembed_x509::InvalidServerName>(())
/// ```
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum ServerName<'a> {
    /// A host name.
    Dns(DnsName<'a>),
    /// An address.
    Ip(IpAddr),
}

/// A host name: labels of letters, digits, hyphens and underscores; compared without regard to case.
///
/// Names in other scripts must come as A-labels (`xn--…`). One dot at the end is taken off.
#[derive(Clone, Debug)]
pub struct DnsName<'a>(Cow<'a, str>);

impl ServerName<'_> {
    /// The same name, borrowing nothing.
    #[must_use]
    pub fn to_owned(&self) -> ServerName<'static> {
        match self {
            Self::Dns(name) => ServerName::Dns(DnsName(Cow::Owned((*name.0).to_owned()))),
            Self::Ip(address) => ServerName::Ip(*address),
        }
    }

    /// Whether the certificate is for this name.
    ///
    /// Only alternative names count, never the common name (RFC 9525 2), and each type only for itself: a host name is
    /// found among host names, an address among addresses. `*` stands for one whole first label, with two or more
    /// labels after it (6.3).
    #[must_use]
    pub fn is_named_by(&self, crt: &Crt) -> bool {
        crt.subject_alternative_names().any(|name| match (self, name) {
            (Self::Dns(wanted), GeneralName::Dns(pattern)) => wanted.matches(pattern),
            (Self::Ip(wanted), GeneralName::Ip(address)) => *wanted == address,
            _ => false,
        })
    }
}

impl DnsName<'_> {
    /// The name, without a dot at the end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether a name out of a certificate stands for this one.
    fn matches(&self, pattern: &str) -> bool {
        HostPattern::read(pattern).is_some_and(|pattern| pattern.matches(&self.0))
    }
}

impl<'a> TryFrom<&'a str> for DnsName<'a> {
    type Error = InvalidServerName;

    fn try_from(text: &'a str) -> Result<Self, InvalidServerName> {
        let name = text.strip_suffix('.').unwrap_or(text);
        let valid = is_host(name) && !is_numeric(name);
        if valid { Ok(Self(Cow::Borrowed(name))) } else { Err(InvalidServerName) }
    }
}

impl<'a> TryFrom<&'a str> for ServerName<'a> {
    type Error = InvalidServerName;

    fn try_from(text: &'a str) -> Result<Self, InvalidServerName> {
        match text.parse::<IpAddr>() {
            Ok(address) => Ok(Self::Ip(address)),
            Err(_) => DnsName::try_from(text).map(Self::Dns),
        }
    }
}

impl From<IpAddr> for ServerName<'_> {
    fn from(address: IpAddr) -> Self {
        Self::Ip(address)
    }
}

impl<'a> From<DnsName<'a>> for ServerName<'a> {
    fn from(name: DnsName<'a>) -> Self {
        Self::Dns(name)
    }
}

impl PartialEq for DnsName<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0.eq_ignore_ascii_case(&other.0)
    }
}

impl Eq for DnsName<'_> {}

impl core::hash::Hash for DnsName<'_> {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.bytes().for_each(|byte| state.write_u8(byte.to_ascii_lowercase()));
        state.write_u8(0xff);
    }
}

impl fmt::Display for DnsName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ServerName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dns(name) => name.fmt(f),
            Self::Ip(address) => address.fmt(f),
        }
    }
}

/// Text that is neither a host name nor an address.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidServerName;

impl fmt::Display for InvalidServerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("neither a host name nor an address")
    }
}

impl core::error::Error for InvalidServerName {}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn names_and_addresses_are_told_apart() {
        for name in
            ["localhost", "a.b.c", "a.b.c.", "xn--bcher-kva.example", "_srv.example", "1.example", "a--b.c1"]
        {
            assert!(matches!(ServerName::try_from(name), Ok(ServerName::Dns(_))), "{name}");
        }
        for address in ["127.0.0.1", "::1", "2001:db8::7"] {
            assert!(matches!(ServerName::try_from(address), Ok(ServerName::Ip(_))), "{address}");
        }
        let long = format!("{}.example", "a".repeat(64));
        let longer = "a.".repeat(127) + "abc";
        for wrong in [
            "",
            ".",
            "a..b",
            ".a",
            "a..",
            "-a.b",
            "a-.b",
            "a b",
            "*.a.b",
            "bücher.example",
            "1.2.3",
            "256.1.1.1",
            "a\0.b",
            "[::1]",
            "a/b",
            &long,
            &longer,
        ] {
            assert_eq!(ServerName::try_from(wrong), Err(InvalidServerName), "{wrong}");
        }
    }

    #[test]
    fn wildcards_stand_for_one_whole_first_label() {
        let matches = |pattern: &str, name: &str| DnsName::try_from(name).unwrap().matches(pattern);
        for (pattern, name) in [
            ("example.com", "example.com"),
            ("EXAMPLE.com", "example.COM"),
            ("example.com", "example.com."),
            ("*.example.com", "www.example.com"),
            ("*.EXAMPLE.com", "www.example.COM"),
            ("*.example.com", "xn--bcher-kva.example.com"),
            ("localhost", "localhost"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("example.com", "www.example.com"),
            ("*.example.com", "example.com"),
            ("*.example.com", "a.b.example.com"),
            ("*.com", "example.com"),
            ("*", "localhost"),
            ("*.*.com", "a.b.com"),
            ("w*.example.com", "www.example.com"),
            ("*w.example.com", "www.example.com"),
            ("www.*.com", "www.example.com"),
            ("example.com.", "example.com"),
            ("*.example.com.", "www.example.com"),
            ("*..com", "a.com"),
            (".example.com", "example.com"),
            ("", "localhost"),
            ("example.com\0.evil", "example.com"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn owned_names_are_equal_and_shown_the_same() {
        let name = ServerName::try_from("Example.com.").unwrap();
        assert_eq!(name.to_owned(), name);
        assert_eq!(format!("{name}"), "Example.com");
        assert_eq!(name, ServerName::try_from("example.COM").unwrap());
    }
}
