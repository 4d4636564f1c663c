// SPDX-License-Identifier: MIT
//! Cipher suites of both engines, in one registry.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;
use std::sync::LazyLock;

use purembed_tls12::CipherSuite as Tls12Suite;

use crate::version::TlsVersion;

mod names;

/// A cipher suite: those of TLS 1.3, all 165 of Mbed TLS 2.28, and those of RFC 8442.
///
/// [`FromStr`] reads the names of Mbed TLS, which have dashes, those of IANA, which have underscores, and OpenSSL's.
///
/// ```
/// use purembed_tls::CipherSuite;
///
/// let suite: CipherSuite = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256".parse()?;
/// assert_eq!(suite, "ECDHE-RSA-AES128-GCM-SHA256".parse()?);
/// assert_eq!(suite.name(), "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256");
/// assert_eq!(suite.id(), 0xc02f);
/// # Ok::<(), purembed_tls::UnknownCipherSuite>(())
/// ```
#[derive(Clone, Copy)]
pub struct CipherSuite(Row);

#[derive(Clone, Copy)]
enum Row {
    Tls13(&'static Tls13Suite),
    Tls12(Tls12Suite),
}

struct Tls13Suite {
    id: u16,
    name: &'static str,
}

macro_rules! suites {
    ($($constant:ident = $id:literal, $doc:literal;)*) => {
        impl CipherSuite {
            $(
                #[doc = $doc]
                pub const $constant: Self =
                    Self(Row::Tls12(Tls12Suite::from_id($id).expect("the engine's table has it")));
            )*
        }
    };
}

suites! {
    TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384 = 0xc02c, "RFC 5289";
    TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 = 0xc02b, "RFC 5289";
    TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca9, "RFC 7905";
    TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384 = 0xc030, "RFC 5289";
    TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 = 0xc02f, "RFC 5289";
    TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256 = 0xcca8, "RFC 7905";
    TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384 = 0xd002, "RFC 8442";
    TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256 = 0xd001, "RFC 8442";
    TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256 = 0xccac, "RFC 7905";
    TLS_DHE_PSK_WITH_AES_256_GCM_SHA384 = 0x00ab, "RFC 5487";
    TLS_DHE_PSK_WITH_AES_128_GCM_SHA256 = 0x00aa, "RFC 5487";
    TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256 = 0xccad, "RFC 7905";
    TLS_PSK_WITH_AES_256_GCM_SHA384 = 0x00a9, "RFC 5487";
    TLS_PSK_WITH_AES_128_GCM_SHA256 = 0x00a8, "RFC 5487";
    TLS_PSK_WITH_CHACHA20_POLY1305_SHA256 = 0xccab, "RFC 7905";
    TLS_PSK_WITH_AES_128_CCM = 0xc0a4, "RFC 6655";
    TLS_PSK_WITH_AES_128_CCM_8 = 0xc0a8, "RFC 6655; CoAP's (RFC 7252 section 9.1.3.1)";
    TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 = 0xc0ae, "RFC 7251; CoAP's (RFC 7252 section 9.1.3.2)";
}

impl CipherSuite {
    /// RFC 8446 B.4
    pub const TLS13_AES_256_GCM_SHA384: Self =
        Self(Row::Tls13(&Tls13Suite { id: 0x1302, name: "TLS1-3-AES-256-GCM-SHA384" }));
    /// RFC 8446 B.4
    pub const TLS13_AES_128_GCM_SHA256: Self =
        Self(Row::Tls13(&Tls13Suite { id: 0x1301, name: "TLS1-3-AES-128-GCM-SHA256" }));
    /// RFC 8446 B.4
    pub const TLS13_CHACHA20_POLY1305_SHA256: Self =
        Self(Row::Tls13(&Tls13Suite { id: 0x1303, name: "TLS1-3-CHACHA20-POLY1305-SHA256" }));

    /// What is offered if nobody says: TLS 1.3 first, then certificates with ECDSA before RSA, then pre-shared keys, with
    /// forward secrecy before those without.
    const RECOMMENDED: &'static [Self] = &[
        Self::TLS13_AES_256_GCM_SHA384,
        Self::TLS13_AES_128_GCM_SHA256,
        Self::TLS13_CHACHA20_POLY1305_SHA256,
        Self::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        Self::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
        Self::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
        Self::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        Self::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        Self::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
        Self::TLS_ECDHE_PSK_WITH_AES_256_GCM_SHA384,
        Self::TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
        Self::TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
        Self::TLS_DHE_PSK_WITH_AES_256_GCM_SHA384,
        Self::TLS_DHE_PSK_WITH_AES_128_GCM_SHA256,
        Self::TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256,
        Self::TLS_PSK_WITH_AES_256_GCM_SHA384,
        Self::TLS_PSK_WITH_AES_128_GCM_SHA256,
        Self::TLS_PSK_WITH_CHACHA20_POLY1305_SHA256,
        Self::TLS_PSK_WITH_AES_128_CCM,
    ];

    /// Every suite that can be negotiated, in Mbed TLS's order of preference, those of TLS 1.3 before and those of
    /// RFC 8442 after. Suites without forward secrecy but with certificates are among them with the feature `legacy`.
    #[must_use]
    pub fn available() -> &'static [Self] {
        static AVAILABLE: LazyLock<Vec<CipherSuite>> = LazyLock::new(|| {
            let usable = |suite: &CipherSuite| suite.tls12().is_none_or(|suite| suite.supported().is_ok());
            CipherSuite::all().iter().copied().filter(usable).collect()
        });
        &AVAILABLE
    }

    /// Every suite that has a name, in the same order; those that are not [available](Self::available) too.
    #[must_use]
    pub fn all() -> &'static [Self] {
        static ALL: LazyLock<Vec<CipherSuite>> = LazyLock::new(|| {
            let tls12 = Tls12Suite::all().iter().map(|&suite| CipherSuite(Row::Tls12(suite)));
            CipherSuite::tls13().chain(tls12).collect()
        });
        &ALL
    }

    /// What configurations that name none have, the most preferred first: authenticated encryption only, key exchange with
    /// forward secrecy before plain pre-shared keys.
    #[must_use]
    pub const fn recommended() -> &'static [Self] {
        Self::RECOMMENDED
    }

    /// Mbed TLS's name, with dashes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self.0 {
            Row::Tls13(row) => row.name,
            Row::Tls12(suite) => suite.name(),
        }
    }

    /// The name in IANA's registry, with underscores.
    #[must_use]
    pub fn iana_name(self) -> String {
        names::iana(self)
    }

    /// OpenSSL's name, or what it would be if OpenSSL had the suite.
    #[must_use]
    pub fn openssl_name(self) -> String {
        names::openssl(self)
    }

    /// The number on the wire.
    #[must_use]
    pub const fn id(self) -> u16 {
        match self.0 {
            Row::Tls13(row) => row.id,
            Row::Tls12(suite) => suite.id(),
        }
    }

    /// The suite of this number.
    #[must_use]
    pub fn from_id(id: u16) -> Option<Self> {
        Self::all().iter().copied().find(|suite| suite.id() == id)
    }

    /// The one version of TLS that it belongs to.
    #[must_use]
    pub const fn version(self) -> TlsVersion {
        match self.0 {
            Row::Tls13(_) => TlsVersion::Tls13,
            Row::Tls12(_) => TlsVersion::Tls12,
        }
    }

    /// Whether the two sides can agree by a pre-shared key alone or along with a certificate.
    #[must_use]
    pub const fn has_psk(self) -> bool {
        matches!(self.0, Row::Tls12(suite) if suite.key_exchange().has_psk())
    }

    /// Whether the server shows a certificate.
    #[must_use]
    pub const fn has_certificate(self) -> bool {
        match self.0 {
            Row::Tls13(_) => true,
            Row::Tls12(suite) => suite.key_exchange().has_certificate(),
        }
    }

    /// The row of the engine of our own, which has those of TLS 1.2.
    pub(crate) const fn tls12(self) -> Option<Tls12Suite> {
        match self.0 {
            Row::Tls13(_) => None,
            Row::Tls12(suite) => Some(suite),
        }
    }

    pub(crate) const fn of_tls12(suite: Tls12Suite) -> Self {
        Self(Row::Tls12(suite))
    }

    fn tls13() -> impl Iterator<Item = Self> {
        Self::RECOMMENDED.iter().copied().filter(|suite| suite.tls12().is_none())
    }
}

/// Every suite that can be negotiated, the most preferred first: Python's function of this name.
#[must_use]
pub fn ciphers_available() -> &'static [CipherSuite] {
    CipherSuite::available()
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
        names::find(name).ok_or(UnknownCipherSuite)
    }
}

/// No suite has that name.
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
        for &suite in CipherSuite::all() {
            assert_eq!(suite.name().parse(), Ok(suite));
            assert_eq!(suite.name().to_ascii_lowercase().replace('-', "_").parse(), Ok(suite));
            assert_eq!(suite.iana_name().parse(), Ok(suite));
            assert_eq!(suite.openssl_name().parse(), Ok(suite));
            assert_eq!(CipherSuite::from_id(suite.id()), Some(suite));
        }
        assert_eq!("TLS_AES_128_GCM_SHA256".parse(), Ok(CipherSuite::TLS13_AES_128_GCM_SHA256));
        for unknown in ["", "TLS-PSK-WITH-NULL-SHA", "AES128", "TLS-", "é"] {
            assert_eq!(unknown.parse::<CipherSuite>(), Err(UnknownCipherSuite), "{unknown}");
        }
    }

    #[test]
    fn no_number_and_no_name_stands_twice() {
        let all = CipherSuite::all();
        assert_eq!(all.len(), 3 + 165 + 4, "TLS 1.3, Mbed TLS 2.28, RFC 8442");
        let ids: HashSet<u16> = all.iter().map(|suite| suite.id()).collect();
        assert_eq!(ids.len(), all.len());
        for name in [CipherSuite::iana_name, CipherSuite::openssl_name] {
            let names: HashSet<String> = all.iter().map(|&suite| name(suite)).collect();
            assert_eq!(names.len(), all.len());
        }
    }

    /// What `mbedtls.tls.ciphers_available()` of python-mbedtls 2.10.1 gives.
    #[test]
    fn the_names_of_python_mbedtls_are_all_there_in_their_order() {
        let names: Vec<&str> = include_str!("suite/testdata/python_mbedtls.txt").lines().collect();
        assert_eq!(names.len(), 165);
        let ours: Vec<&str> = CipherSuite::all().iter().skip(3).take(165).map(|suite| suite.name()).collect();
        assert_eq!(ours, names);
        let available: Vec<&str> = ciphers_available().iter().map(|suite| suite.name()).collect();
        let needs_legacy = |name: &&&str| {
            ["TLS-RSA-", "TLS-ECDH-"].iter().any(|start| name.starts_with(start)) && !cfg!(feature = "legacy")
        };
        assert!(names.iter().filter(|name| !needs_legacy(name)).all(|name| available.contains(name)));
        assert!(names.iter().filter(needs_legacy).all(|name| !available.contains(name)));
    }

    #[test]
    fn what_is_recommended_is_there_once_and_encrypts_with_authentication() {
        let recommended = CipherSuite::recommended();
        let distinct: HashSet<_> = recommended.iter().collect();
        assert_eq!(distinct.len(), recommended.len());
        for suite in recommended {
            assert!(CipherSuite::available().contains(suite), "{suite}");
            assert!(suite.tls12().is_none_or(Tls12Suite::is_aead), "{suite}");
        }
    }
}
