// SPDX-License-Identifier: MIT
//! Cipher suites: a table of every one that Mbed TLS 2.28 knows, and of those of RFC 8442.

use core::fmt;
use core::str::FromStr;

use purembed_hash::Algorithm;

mod table;

/// A cipher suite of TLS 1.2 and DTLS 1.2: one row of a table.
///
/// Names have dashes, as in Mbed TLS; [`FromStr`] reads those and IANA's, which have underscores.
///
/// ```
/// use purembed_tls12::CipherSuite;
///
/// let suite: CipherSuite = "TLS_PSK_WITH_AES_128_CCM_8".parse()?;
/// assert_eq!(suite.name(), "TLS-PSK-WITH-AES-128-CCM-8");
/// assert_eq!(suite.id(), 0xc0a8);
/// assert!(suite.supported().is_ok());
/// # Ok::<(), purembed_tls12::UnknownCipherSuite>(())
/// ```
#[derive(Clone, Copy)]
pub struct CipherSuite(&'static Row);

struct Row {
    id: u16,
    name: &'static str,
    key_exchange: KeyExchange,
    bulk: Bulk,
    prf: Prf,
}

/// How the two sides come to a common secret, and who proves what to whom.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[expect(missing_docs, reason = "the names are those of the suites")]
#[non_exhaustive]
pub enum KeyExchange {
    EcdheEcdsa,
    EcdheRsa,
    DheRsa,
    EcdhePsk,
    DhePsk,
    Psk,
    RsaPsk,
    Rsa,
    EcdhEcdsa,
    EcdhRsa,
}

impl KeyExchange {
    /// Whether a pre-shared key is part of it.
    #[must_use]
    pub const fn has_psk(self) -> bool {
        matches!(self, Self::Psk | Self::DhePsk | Self::EcdhePsk | Self::RsaPsk)
    }

    /// Whether the server shows a certificate.
    #[must_use]
    pub const fn has_certificate(self) -> bool {
        !matches!(self, Self::Psk | Self::DhePsk | Self::EcdhePsk)
    }

    /// Whether what is recorded today stays secret when long-lived keys become known tomorrow.
    #[must_use]
    pub const fn has_forward_secrecy(self) -> bool {
        matches!(self, Self::EcdheEcdsa | Self::EcdheRsa | Self::DheRsa | Self::EcdhePsk | Self::DhePsk)
    }

    /// Whether the server signs its part of the key exchange.
    pub(crate) const fn is_signed(self) -> bool {
        matches!(self, Self::EcdheEcdsa | Self::EcdheRsa | Self::DheRsa)
    }

    /// Whether the two sides agree by new keys of elliptic curves.
    pub(crate) const fn is_ecdhe(self) -> bool {
        matches!(self, Self::EcdheEcdsa | Self::EcdheRsa | Self::EcdhePsk)
    }

    /// Whether elliptic curves are part of it, other than for signatures.
    pub(crate) const fn has_curves(self) -> bool {
        self.is_ecdhe() || matches!(self, Self::EcdhEcdsa | Self::EcdhRsa)
    }

    /// Whether the key of the server's certificate does more than to sign.
    pub(crate) const fn has_long_lived_key(self) -> bool {
        self.has_certificate() && !self.is_signed()
    }

    /// Whether they agree by new keys in a finite field.
    pub(crate) const fn is_dhe(self) -> bool {
        matches!(self, Self::DheRsa | Self::DhePsk)
    }
}

/// What protects records.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Bulk {
    Gcm(BlockCipher),
    /// With tags of 16 bytes.
    Ccm(BlockCipher),
    /// With tags of 8 bytes.
    Ccm8(BlockCipher),
    ChaCha20Poly1305,
    /// With HMAC, before or after encryption: what the two sides agree on.
    Cbc(BlockCipher, Mac),
}

/// A block cipher of blocks of 16 bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum BlockCipher {
    Aes128,
    Aes256,
    Aria128,
    Aria256,
    Camellia128,
    Camellia256,
}

impl BlockCipher {
    /// In bytes.
    pub(crate) const fn key_size(self) -> usize {
        match self {
            Self::Aes128 | Self::Aria128 | Self::Camellia128 => 16,
            Self::Aes256 | Self::Aria256 | Self::Camellia256 => 32,
        }
    }

    /// Mbed TLS's name without the mode.
    #[cfg(test)]
    const fn name(self) -> &'static str {
        match self {
            Self::Aes128 => "AES-128",
            Self::Aes256 => "AES-256",
            Self::Aria128 => "ARIA-128",
            Self::Aria256 => "ARIA-256",
            Self::Camellia128 => "CAMELLIA-128",
            Self::Camellia256 => "CAMELLIA-256",
        }
    }
}

/// The digest of the HMAC of a suite with CBC.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mac {
    Sha1,
    Sha256,
    Sha384,
}

impl Mac {
    pub(crate) const fn algorithm(self) -> Algorithm {
        match self {
            Self::Sha1 => Algorithm::SHA1,
            Self::Sha256 => Algorithm::SHA256,
            Self::Sha384 => Algorithm::SHA384,
        }
    }
}

/// The digest of the pseudorandom function and of the handshake (RFC 5246 section 5: SHA-256 or better).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Prf {
    Sha256,
    Sha384,
}

impl CipherSuite {
    /// Every suite of the table, Mbed TLS's preference first; not all of them are [`supported`](Self::supported).
    #[must_use]
    pub const fn all() -> &'static [Self] {
        &table::SUITES
    }

    /// The suite of this number.
    #[must_use]
    pub const fn from_id(id: u16) -> Option<Self> {
        let mut rest = Self::all();
        while let Some((suite, others)) = rest.split_first() {
            if suite.id() == id {
                return Some(*suite);
            }
            rest = others;
        }
        None
    }

    /// The number on the wire.
    #[must_use]
    pub const fn id(self) -> u16 {
        self.0.id
    }

    /// Mbed TLS's name, which is IANA's with dashes.
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.0.name
    }

    /// The way to a common secret.
    #[must_use]
    pub const fn key_exchange(self) -> KeyExchange {
        self.0.key_exchange
    }

    /// Whether records are protected by one operation that encrypts and authenticates.
    #[must_use]
    pub const fn is_aead(self) -> bool {
        !matches!(self.0.bulk, Bulk::Cbc(..))
    }

    /// Whether a connection can use this suite.
    ///
    /// # Errors
    ///
    /// [`Unsupported`] says why not.
    pub const fn supported(self) -> Result<(), Unsupported> {
        match self.0.key_exchange {
            KeyExchange::Rsa | KeyExchange::RsaPsk | KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa
                if !cfg!(feature = "legacy") =>
            {
                Err(Unsupported::NeedsLegacy)
            }
            _ => Ok(()),
        }
    }

    pub(crate) const fn bulk(self) -> Bulk {
        self.0.bulk
    }

    /// The digest of the PRF, of the handshake's hash and of `Finished`.
    pub(crate) const fn prf(self) -> Algorithm {
        match self.0.prf {
            Prf::Sha256 => Algorithm::SHA256,
            Prf::Sha384 => Algorithm::SHA384,
        }
    }
}

impl PartialEq for CipherSuite {
    fn eq(&self, other: &Self) -> bool {
        self.0.id == other.0.id
    }
}

impl Eq for CipherSuite {}

impl core::hash::Hash for CipherSuite {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.0.id.hash(state);
    }
}

impl fmt::Debug for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CipherSuite({})", self.0.name)
    }
}

impl fmt::Display for CipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name)
    }
}

impl FromStr for CipherSuite {
    type Err = UnknownCipherSuite;

    fn from_str(name: &str) -> Result<Self, UnknownCipherSuite> {
        let same = |suite: &&Self| {
            let letters = name.bytes().map(|byte| if byte == b'_' { b'-' } else { byte });
            suite.name().bytes().eq(letters)
        };
        Self::all().iter().find(same).copied().ok_or(UnknownCipherSuite)
    }
}

/// Why a known suite cannot be used.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Unsupported {
    /// Its key exchange has no forward secrecy, and the feature `legacy` is off.
    NeedsLegacy,
}

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NeedsLegacy => {
                f.write_str("key exchange without forward secrecy needs the feature `legacy`")
            }
        }
    }
}

impl core::error::Error for Unsupported {}

/// No cipher suite of this name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownCipherSuite;

impl fmt::Display for UnknownCipherSuite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no cipher suite of this name")
    }
}

impl core::error::Error for UnknownCipherSuite {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_lead_back_to_the_suite() {
        for &suite in CipherSuite::all() {
            assert_eq!(suite.name().parse(), Ok(suite));
            assert_eq!(suite.name().replace('-', "_").parse(), Ok(suite));
            assert_eq!(CipherSuite::from_id(suite.id()), Some(suite));
        }
        assert_eq!("TLS-NULL-WITH-NULL-NULL".parse::<CipherSuite>(), Err(UnknownCipherSuite));
    }

    /// python-mbedtls lists 165; RFC 8442 adds 4.
    #[test]
    fn counts() {
        let of = |kind| CipherSuite::all().iter().filter(|suite| suite.key_exchange() == kind).count();
        let counts = [
            (KeyExchange::DheRsa, 21),
            (KeyExchange::Rsa, 20),
            (KeyExchange::EcdheEcdsa, 19),
            (KeyExchange::DhePsk, 19),
            (KeyExchange::Psk, 19),
            (KeyExchange::EcdheRsa, 15),
            (KeyExchange::RsaPsk, 15),
            (KeyExchange::EcdhRsa, 14),
            (KeyExchange::EcdhEcdsa, 14),
            (KeyExchange::EcdhePsk, 9 + 4),
        ];
        for (kind, count) in counts {
            assert_eq!(of(kind), count, "{kind:?}");
        }
        assert_eq!(CipherSuite::all().len(), 165 + 4);
    }

    #[test]
    fn nothing_without_encryption_and_no_rc4() {
        let weak = ["NULL", "RC4", "DES", "anon", "EXPORT", "MD5"];
        for suite in CipherSuite::all() {
            assert!(weak.iter().all(|part| !suite.name().contains(part)), "{suite}");
        }
    }

    /// What a name says is what the row does.
    #[test]
    fn names_say_what_rows_do() {
        for suite in CipherSuite::all() {
            let (_, cipher) = suite.name().split_once("-WITH-").expect("a name in two parts");
            let of_sha384 = cipher.ends_with("-SHA384");
            assert_eq!(suite.prf(), if of_sha384 { Algorithm::SHA384 } else { Algorithm::SHA256 });
            match suite.bulk() {
                Bulk::Gcm(block) => assert!(cipher.starts_with(block.name()) && cipher.contains("-GCM-")),
                Bulk::Ccm8(block) => assert!(cipher.starts_with(block.name()) && cipher.contains("-CCM-8")),
                Bulk::Ccm(block) => {
                    assert!(cipher.starts_with(block.name()) && cipher.contains("-CCM"));
                    assert!(!cipher.contains("-CCM-8"));
                }
                Bulk::ChaCha20Poly1305 => assert_eq!(cipher, "CHACHA20-POLY1305-SHA256"),
                Bulk::Cbc(block, mac) => {
                    assert!(cipher.starts_with(block.name()) && cipher.contains("-CBC-"));
                    let ending = match mac {
                        Mac::Sha1 => "-SHA",
                        Mac::Sha256 => "-SHA256",
                        Mac::Sha384 => "-SHA384",
                    };
                    assert!(cipher.ends_with(ending));
                }
            }
        }
    }
}
