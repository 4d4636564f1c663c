// SPDX-License-Identifier: MIT
//! Cipher suites.

use core::fmt;
use core::str::FromStr;

use crate::version::TlsVersion;

/// A cipher suite: one row of a table.
///
/// Names have dashes, as in Mbed TLS; [`FromStr`] reads those and IANA's, which have underscores.
///
/// ```
/// use purembed_tls::CipherSuite;
///
/// let suite: CipherSuite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".parse()?;
/// assert_eq!(suite.name(), "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256");
/// assert_eq!(suite.id(), 0xc02f);
/// # Ok::<(), purembed_tls::UnknownCipherSuite>(())
/// ```
#[derive(Clone, Copy)]
pub struct CipherSuite(&'static Row);

struct Row {
    id: u16,
    name: &'static str,
    version: TlsVersion,
}

macro_rules! suites {
    ($($constant:ident = $id:literal, $name:literal, $version:ident, $doc:literal;)*) => {
        impl CipherSuite {
            $(
                #[doc = $doc]
                pub const $constant: Self = Self(&Row { id: $id, name: $name, version: TlsVersion::$version });
            )*
        }

        /// In the order in which they are offered: TLS 1.3 first, then ECDSA before RSA.
        static ROWS: &[CipherSuite] = &[$(CipherSuite::$constant,)*];
    };
}

suites! {
    TLS13_AES_256_GCM_SHA384 = 0x1302, "TLS1-3-AES-256-GCM-SHA384", Tls13, "RFC 8446 B.4";
    TLS13_AES_128_GCM_SHA256 = 0x1301, "TLS1-3-AES-128-GCM-SHA256", Tls13, "RFC 8446 B.4";
    TLS13_CHACHA20_POLY1305_SHA256 = 0x1303, "TLS1-3-CHACHA20-POLY1305-SHA256", Tls13, "RFC 8446 B.4";
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c, "TLS-ECDHE-ECDSA-WITH-AES-256-GCM-SHA384", Tls12, "RFC 5289";
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b, "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256", Tls12, "RFC 5289";
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9, "TLS-ECDHE-ECDSA-WITH-CHACHA20-POLY1305-SHA256", Tls12, "RFC 7905";
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030, "TLS-ECDHE-RSA-WITH-AES-256-GCM-SHA384", Tls12, "RFC 5289";
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f, "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256", Tls12, "RFC 5289";
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8, "TLS-ECDHE-RSA-WITH-CHACHA20-POLY1305-SHA256", Tls12, "RFC 7905";
}

impl CipherSuite {
    /// Every suite that can be negotiated, the most preferred first.
    #[doc(alias = "ciphers_available")]
    #[must_use]
    pub fn available() -> &'static [Self] {
        ROWS
    }

    /// The name with dashes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The number on the wire.
    #[must_use]
    pub const fn id(self) -> u16 {
        self.0.id
    }

    /// The one version of TLS that it belongs to.
    #[must_use]
    pub const fn version(self) -> TlsVersion {
        self.0.version
    }

    pub(crate) fn from_id(id: u16) -> Option<Self> {
        ROWS.iter().copied().find(|suite| suite.id() == id)
    }
}

impl PartialEq for CipherSuite {
    fn eq(&self, other: &Self) -> bool {
        self.id() == other.id()
    }
}

impl Eq for CipherSuite {}

impl core::hash::Hash for CipherSuite {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.id().hash(state);
    }
}

impl fmt::Debug for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CipherSuite({})", self.name())
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for CipherSuite {
    type Err = UnknownCipherSuite;

    fn from_str(name: &str) -> Result<Self, UnknownCipherSuite> {
        let dashed = name.to_ascii_uppercase().replace('_', "-");
        // IANA's names of the TLS 1.3 suites do not say the version.
        let tls13 = dashed.strip_prefix("TLS-").map(|rest| alloc::format!("TLS1-3-{rest}"));
        ROWS.iter()
            .copied()
            .find(|suite| suite.name() == dashed || tls13.as_deref() == Some(suite.name()))
            .ok_or(UnknownCipherSuite)
    }
}

/// No suite that can be negotiated has that name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownCipherSuite;

impl fmt::Display for UnknownCipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unknown cipher suite; CipherSuite::available() lists the known ones")
    }
}

impl core::error::Error for UnknownCipherSuite {}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_name_leads_back_to_its_row() {
        for &suite in CipherSuite::available() {
            assert_eq!(suite.name().parse(), Ok(suite));
            assert_eq!(suite.name().replace('-', "_").parse(), Ok(suite), "IANA's spelling");
            assert_eq!(CipherSuite::from_id(suite.id()), Some(suite));
        }
        let ids: HashSet<u16> = CipherSuite::available().iter().map(|suite| suite.id()).collect();
        assert_eq!(ids.len(), CipherSuite::available().len(), "no number stands twice");
        assert_eq!("TLS_AES_128_GCM_SHA256".parse(), Ok(CipherSuite::TLS13_AES_128_GCM_SHA256));
        assert_eq!("TLS-PSK-WITH-NULL-SHA".parse::<CipherSuite>(), Err(UnknownCipherSuite));
    }
}
