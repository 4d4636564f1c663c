// SPDX-License-Identifier: MIT
//! What can be wrong with a configuration.

use core::fmt;

use purembed_pk::InvalidKey;
use purembed_x509::InvalidEncoding;

/// What can be wrong with a configuration; found before the first byte is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// A certificate cannot be read.
    Certificate(InvalidEncoding),
    /// A connection ID is longer than 255 bytes.
    ConnectionId,
    /// A certificate chain has no certificate.
    EmptyChain,
    /// The first wait of a handshake is zero, or longer than the longest.
    HandshakeTimeout,
    /// A private key cannot be read.
    Key(InvalidKey),
    /// TLS has no signature scheme for this kind of private key, or the key supports none of them.
    KeyKind,
    /// The key store has no key for the first certificate of the chain.
    KeyNotFound,
    /// The key store cannot be asked.
    KeyStore(purembed_pk::Error),
    /// The private key is not that of the first certificate of the chain.
    KeyMismatch,
    /// Datagrams are to be shorter than handshakes need.
    Mtu,
    /// A server needs a certificate chain, or keys that it shares with its clients.
    NoCertificateChain,
    /// No cipher suite belongs to an enabled version.
    NoCipherSuite,
    /// Peers are to be checked and there is nothing to check them against.
    NoTrustStore,
    /// An inner protocol is empty, longer than 255 bytes, or all together are longer than 65,535 (RFC 7301 3.1).
    Protocol,
    /// The lowest version is newer than the highest.
    VersionRange,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Certificate(error) => return write!(f, "certificate of the chain: {error}"),
            Self::ConnectionId => "a connection ID has at most 255 bytes: pass a shorter one",
            Self::EmptyChain => "certificate chain without a certificate",
            Self::HandshakeTimeout => {
                "handshake_timeout_min() must be more than zero and not above handshake_timeout_max()"
            }
            Self::Key(error) => return write!(f, "private key of the chain: {error}"),
            Self::KeyKind => "TLS has no signature scheme for this kind of private key",
            Self::KeyNotFound => "no key for the first certificate of the chain in the key store",
            Self::KeyStore(error) => return write!(f, "key store of the chain: {error}"),
            Self::KeyMismatch => "private key does not belong to the first certificate of the chain",
            Self::Mtu => "datagrams of less than 508 bytes are not worth while: raise mtu()",
            Self::NoCertificateChain => {
                "a server needs a certificate or pre-shared keys: call certificate_chain() or pre_shared_key_store()"
            }
            Self::NoCipherSuite => "no cipher suite belongs to an enabled version",
            Self::NoTrustStore => "nothing to check the peer's certificate against: call trust_store()",
            Self::Protocol => "inner protocol that is empty or too long",
            Self::VersionRange => "lowest supported version is newer than the highest",
        })
    }
}

impl core::error::Error for ConfigError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Certificate(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::KeyStore(error) => Some(error),
            _ => None,
        }
    }
}
