// SPDX-License-Identifier: MIT
//! What can be wrong with a configuration.

use core::fmt;

use purembed_pk::InvalidKey;
use purembed_x509::InvalidEncoding;

/// What can be wrong with a configuration; found before the first byte is sent.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ConfigError {
    /// Certificates are to be refused by a callback, and there is nothing that would accept any.
    CallbackWithoutTrustStore,
    /// A certificate cannot be read.
    Certificate(InvalidEncoding),
    /// A connection ID is longer than 255 bytes.
    ConnectionId,
    /// There are revocation lists, and nothing that says whose certificates count otherwise.
    CrlsWithoutTrustStore,
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
    /// Shorter records are to be asked for, which TLS 1.3 cannot do here.
    MaxFragmentLengthVersion,
    /// Datagrams are to be shorter than handshakes need.
    Mtu,
    /// A server needs a certificate chain, or keys that it shares with its clients.
    NoCertificateChain,
    /// No cipher suite belongs to an enabled version, or none has the key or certificate that it needs.
    NoCipherSuite,
    /// There is no group to agree in, or none that an enabled version has.
    NoGroup,
    /// There is no signature scheme for handshakes, or none that an enabled version has.
    NoSignatureScheme,
    /// Peers are to be checked and there is nothing to check them against.
    NoTrustStore,
    /// There are pre-shared keys, which TLS 1.3 cannot use here.
    PreSharedKeyVersion,
    /// An inner protocol is empty, longer than 255 bytes, or all together are longer than 65,535 (RFC 7301 3.1).
    Protocol,
    /// Reads are to wait for no time at all.
    ReadTimeout,
    /// The lowest version is newer than the highest.
    VersionRange,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CallbackWithoutTrustStore => {
                "verify_callback() can only refuse: call trust_store() to say whom to trust"
            }
            Self::Certificate(error) => return write!(f, "certificate of the chain: {error}"),
            Self::ConnectionId => "connection_id() takes at most 255 bytes: pass fewer",
            Self::CrlsWithoutTrustStore => {
                "crls() can only refuse: call trust_store() to say whom to trust"
            }
            Self::EmptyChain => "certificate chain without a certificate",
            Self::HandshakeTimeout => {
                "handshake_timeout_min() must be more than zero and not above handshake_timeout_max()"
            }
            Self::Key(error) => return write!(f, "private key of the chain: {error}"),
            Self::KeyKind => "TLS has no signature scheme for the private key of any certificate_chain(), or signature_schemes() has none",
            Self::KeyNotFound => "no key for the first certificate of the chain in the key store",
            Self::KeyStore(error) => return write!(f, "key store of the chain: {error}"),
            Self::KeyMismatch => "private key does not belong to the first certificate of the chain",
            Self::MaxFragmentLengthVersion => {
                "max_fragmentation_length() needs TLS 1.2: lower lowest_supported_version()"
            }
            Self::Mtu => "datagrams of less than 508 bytes are not worth while: raise mtu()",
            Self::NoCertificateChain => {
                "a server needs a certificate or pre-shared keys: call certificate_chain() or pre_shared_key_store()"
            }
            Self::NoCipherSuite => {
                "no cipher suite belongs to an enabled version and has what it needs: name others with ciphers(), \
                 or set the key or the certificate"
            }
            Self::NoGroup => "no group that an enabled version has: name others with groups()",
            Self::NoSignatureScheme => {
                "no signature scheme that an enabled version has: name others with signature_schemes()"
            }
            Self::NoTrustStore => "nothing to check the peer's certificate against: call trust_store()",
            Self::PreSharedKeyVersion => {
                "pre-shared keys need TLS 1.2: lower lowest_supported_version()"
            }
            Self::Protocol => {
                "each of inner_protocols() must have 1 to 255 bytes, and all together fewer than 65,536"
            }
            Self::ReadTimeout => "read_timeout() must be more than zero: leave it out to wait for ever",
            Self::VersionRange => {
                "lowest_supported_version() is newer than highest_supported_version(): swap them"
            }
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
