// SPDX-License-Identifier: MIT
//! Protocol versions.

use core::fmt;
use core::str::FromStr;

/// A version of TLS, in order of age.
///
/// ```
/// use purembed_tls::TlsVersion;
///
/// assert!(TlsVersion::Tls12 < TlsVersion::Tls13);
/// assert_eq!("TLSv1.3".parse(), Ok(TlsVersion::Tls13));
/// assert_eq!(TlsVersion::Tls13.to_string(), "TLSv1.3");
/// ```
#[doc(alias = "TLSVersion")]
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum TlsVersion {
    /// TLS 1.2 (RFC 5246).
    #[doc(alias = "TLSv1_2")]
    Tls12,
    /// TLS 1.3 (RFC 8446).
    #[doc(alias = "TLSv1_3")]
    Tls13,
}

impl TlsVersion {
    /// The oldest version that can be spoken; what is older is broken (RFC 8996).
    pub const MINIMUM_SUPPORTED: Self = Self::Tls12;
    /// The newest version that can be spoken.
    pub const MAXIMUM_SUPPORTED: Self = Self::Tls13;

    /// The name as OpenSSL and curl print it: `TLSv1.3`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Tls12 => "TLSv1.2",
            Self::Tls13 => "TLSv1.3",
        }
    }
}

impl fmt::Display for TlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TlsVersion {
    type Err = UnknownTlsVersion;

    /// Reads `TLSv1.2`, `TLSv1_2`, `TLS 1.2` or `1.2`, in any case.
    fn from_str(text: &str) -> Result<Self, UnknownTlsVersion> {
        let text = text.to_ascii_lowercase();
        let text = text.strip_prefix("tls").unwrap_or(&text);
        match text.trim_start_matches([' ', 'v']) {
            "1.2" | "1_2" => Ok(Self::Tls12),
            "1.3" | "1_3" => Ok(Self::Tls13),
            _ => Err(UnknownTlsVersion),
        }
    }
}

/// No version that can be spoken has that name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownTlsVersion;

impl fmt::Display for UnknownTlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown TLS version; available are TLSv1.2 and TLSv1.3")
    }
}

impl core::error::Error for UnknownTlsVersion {}

/// A version of DTLS, in order of age.
///
/// ```
/// use purembed_tls::DtlsVersion;
///
/// assert_eq!("DTLSv1.2".parse(), Ok(DtlsVersion::Dtls12));
/// assert_eq!(DtlsVersion::Dtls12.to_string(), "DTLSv1.2");
/// ```
#[doc(alias = "DTLSVersion")]
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum DtlsVersion {
    /// DTLS 1.2 (RFC 6347).
    #[doc(alias = "DTLSv1_2")]
    Dtls12,
}

impl DtlsVersion {
    /// The oldest version that can be spoken; what is older is broken (RFC 8996).
    pub const MINIMUM_SUPPORTED: Self = Self::Dtls12;
    /// The newest version that can be spoken.
    pub const MAXIMUM_SUPPORTED: Self = Self::Dtls12;

    /// The name as OpenSSL prints it: `DTLSv1.2`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dtls12 => "DTLSv1.2",
        }
    }
}

impl fmt::Display for DtlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for DtlsVersion {
    type Err = UnknownDtlsVersion;

    /// Reads `DTLSv1.2`, `DTLSv1_2`, `DTLS 1.2` or `1.2`, in any case.
    fn from_str(text: &str) -> Result<Self, UnknownDtlsVersion> {
        let text = text.to_ascii_lowercase();
        let text = text.strip_prefix("dtls").unwrap_or(&text);
        match text.trim_start_matches([' ', 'v']) {
            "1.2" | "1_2" => Ok(Self::Dtls12),
            _ => Err(UnknownDtlsVersion),
        }
    }
}

/// No version that can be spoken has that name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownDtlsVersion;

impl fmt::Display for UnknownDtlsVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown DTLS version; available is DTLSv1.2")
    }
}

impl core::error::Error for UnknownDtlsVersion {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_in_every_usual_spelling() {
        for text in ["TLSv1.2", "tlsv1_2", "TLS 1.2", "1.2"] {
            assert_eq!(text.parse(), Ok(TlsVersion::Tls12), "{text}");
        }
        for text in ["DTLSv1.2", "dtlsv1_2", "DTLS 1.2", "1.2"] {
            assert_eq!(text.parse(), Ok(DtlsVersion::Dtls12), "{text}");
        }
        for text in ["", "DTLS", "1.0", "TLSv1.2", "DTLSv1.3"] {
            assert_eq!(text.parse::<DtlsVersion>(), Err(UnknownDtlsVersion), "{text}");
        }
        for text in ["", "TLS", "1.1", "TLSv1", "SSLv3", "TLSv1.4"] {
            assert_eq!(text.parse::<TlsVersion>(), Err(UnknownTlsVersion), "{text}");
        }
    }
}
