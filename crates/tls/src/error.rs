// SPDX-License-Identifier: MIT
//! What ends a connection, and whose fault it was.

use alloc::sync::Arc;
use core::fmt;

use purembed_core::random::RngError;
use purembed_x509::{InvalidEncoding, VerifyError};

pub use purembed_tls12::Alert;

/// What ended a connection. Every one but [`Misuse`](Self::Misuse) is final; the alert that tells the peer is already
/// among the outgoing bytes.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The peer refused to go on; its alert says why.
    AlertReceived(Alert),
    /// A record did not decrypt: damaged, forged, or under another key.
    BadRecord,
    /// The peer's certificate cannot be read.
    CertificateEncoding(InvalidEncoding),
    /// The peer's certificate was refused.
    CertificateRefused(VerifyError),
    /// The peer's certificate says that its key is for something else (RFC 5280 section 4.2.1.3).
    CertificateUsage,
    /// The other side does not know the common secret: its `Finished` is wrong, and so is its pre-shared key perhaps.
    Finished,
    /// The peer's signature over the handshake is not by the key of its certificate.
    HandshakeSignature,
    /// Something that should not happen did, and not by the peer's doing.
    Internal(Reason),
    /// A message is malformed.
    InvalidMessage(Reason),
    /// The key of our own certificate did not sign: the device or service that holds it failed.
    Key(purembed_pk::Error),
    /// The caller did something out of order.
    Misuse(ApiMisuse),
    /// The client showed no certificate and the server requires one, or the server showed none.
    NoCertificate,
    /// A client was sent a cookie, to show that it receives at its address. The handshake goes on with its next hello.
    HelloVerifyRequest,
    /// The two sides have no inner protocol (ALPN) in common.
    NoInnerProtocol,
    /// The two sides have no version, suite, group or signature scheme in common.
    PeerIncompatible(Reason),
    /// The peer broke the rules of the protocol.
    PeerMisbehaved(Reason),
    /// The connection was cut without the peer's farewell: data may be missing at its end.
    #[doc(alias = "RaggedEOF")]
    RaggedEof,
    /// There is no randomness to be had.
    Random(RngError),
    /// A record is larger than the protocol allows.
    RecordOverflow,
    /// The peer did not answer in time.
    TimedOut,
    /// The server does not know the identity of the client's pre-shared key.
    UnknownIdentity,
    /// The client asked for a name that the server does not have.
    UnrecognizedName,
    /// The keys have protected as much data as is safe: more takes a new connection.
    WornOut,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AlertReceived(alert) => write!(f, "peer refused with alert {alert}"),
            Self::BadRecord => f.write_str("record does not decrypt: damaged, forged or under another key"),
            Self::CertificateEncoding(error) => write!(f, "peer's certificate cannot be read: {error}"),
            Self::CertificateRefused(error) => write!(f, "peer's certificate refused: {error}"),
            Self::CertificateUsage => f.write_str("peer's certificate is not for what its key is used for"),
            Self::Finished => {
                f.write_str("the two sides do not have the same keys: perhaps the pre-shared key is wrong")
            }
            Self::HandshakeSignature => {
                f.write_str("handshake is not signed by the key of the peer's certificate")
            }
            Self::Internal(reason) => write!(f, "internal error: {reason}"),
            Self::InvalidMessage(reason) => write!(f, "malformed message: {reason}"),
            Self::Key(error) => write!(f, "our own key did not sign: {error}"),
            Self::Misuse(misuse) => write!(f, "{misuse}"),
            Self::NoCertificate => f.write_str("peer showed no certificate"),
            Self::HelloVerifyRequest => {
                f.write_str("Hello Verify Required: client was sent a cookie to come again with")
            }
            Self::NoInnerProtocol => f.write_str("no inner protocol in common with the peer"),
            Self::PeerIncompatible(reason) => write!(f, "nothing in common with the peer: {reason}"),
            Self::PeerMisbehaved(reason) => write!(f, "peer broke the protocol: {reason}"),
            Self::RaggedEof => f.write_str("connection cut without the peer's farewell"),
            Self::Random(error) => write!(f, "{error}"),
            Self::RecordOverflow => f.write_str("record larger than the protocol allows"),
            Self::TimedOut => f.write_str("peer did not answer in time"),
            Self::UnknownIdentity => f.write_str("no pre-shared key of this identity"),
            Self::UnrecognizedName => f.write_str("no server of this name"),
            Self::WornOut => f.write_str("the keys have protected as much data as is safe"),
        }
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::CertificateEncoding(error) => Some(error),
            Self::CertificateRefused(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::Misuse(misuse) => Some(misuse),
            Self::Random(error) => Some(error),
            _ => None,
        }
    }
}

/// What the engine of our own says.
impl From<purembed_tls12::Error> for Error {
    fn from(error: purembed_tls12::Error) -> Self {
        use purembed_tls12::Error as Native;

        match error {
            Native::AlertReceived(alert) => Self::AlertReceived(alert),
            Native::BadRecord => Self::BadRecord,
            Native::CertificateEncoding(error) => Self::CertificateEncoding(error),
            Native::CertificateRefused(error) => Self::CertificateRefused(error),
            Native::CertificateUsage => Self::CertificateUsage,
            Native::Finished => Self::Finished,
            Native::HandshakeSignature => Self::HandshakeSignature,
            Native::InvalidMessage(reason) => Self::InvalidMessage(Reason::new(reason)),
            Native::Misuse => Self::Misuse(ApiMisuse::HandshakePending),
            Native::NoCertificate => Self::NoCertificate,
            Native::Key(error) => Self::Key(error),
            Native::NoInnerProtocol => Self::NoInnerProtocol,
            Native::PeerIncompatible(reason) => Self::PeerIncompatible(Reason::new(reason)),
            Native::PeerMisbehaved(reason) => Self::PeerMisbehaved(Reason::new(reason)),
            Native::ProtocolVersion => Self::PeerIncompatible(Reason::new("no version in common")),
            Native::Random(error) => Self::Random(error),
            Native::RaggedEof => Self::RaggedEof,
            Native::RecordOverflow => Self::RecordOverflow,
            Native::ServerName => Self::Misuse(ApiMisuse::ServerName),
            Native::TimedOut => Self::TimedOut,
            Native::WornOut => Self::WornOut,
            error @ (Native::UnexpectedMessage | Native::UnsupportedExtension) => {
                Self::PeerMisbehaved(Reason::new(error))
            }
            Native::UnknownIdentity => Self::UnknownIdentity,
            Native::UnrecognizedName => Self::UnrecognizedName,
            error => Self::Internal(Reason::new(error)),
        }
    }
}

/// For the faces that can only return [`std::io::Error`]; the [`Error`] is inside.
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        let kind = match error {
            Error::RaggedEof => std::io::ErrorKind::UnexpectedEof,
            Error::TimedOut => std::io::ErrorKind::TimedOut,
            Error::HelloVerifyRequest => std::io::ErrorKind::Other,
            Error::Misuse(ApiMisuse::Closed) => std::io::ErrorKind::NotConnected,
            Error::Misuse(_) => std::io::ErrorKind::InvalidInput,
            Error::AlertReceived(_) => std::io::ErrorKind::ConnectionAborted,
            _ => std::io::ErrorKind::InvalidData,
        };
        Self::new(kind, error)
    }
}

/// Something that a caller did out of order. The connection is none the worse for it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ApiMisuse {
    /// Data is longer than the buffer for it, in bytes: so long. It stays until there is a longer one.
    BufferTooShort(usize),
    /// Data was to be written after `shutdown`.
    Closed,
    /// A server for datagrams does not know what its client's cookie is for.
    CookieParameter,
    /// Data is longer than fits into a datagram.
    DatagramTooLong,
    /// Data was to be written before the handshake was over.
    HandshakePending,
    /// Bytes are no saved connection, or of one with another configuration.
    SavedConnection,
    /// The server's name cannot be sent: it is no DNS name and no IP address.
    ServerName,
}

impl fmt::Display for ApiMisuse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::BufferTooShort(needed) => {
                return write!(f, "buffer is too short for the next datagram, which needs {needed} bytes");
            }
            Self::CookieParameter => "client's address is not known: call set_cookie_param() first",
            Self::DatagramTooLong => "data is too long for a datagram",
            Self::SavedConnection => "bytes are no saved connection of this configuration",
            Self::Closed => "connection was shut down: nothing more can be written",
            Self::HandshakePending => "handshake is not over: call do_handshake() until it is done",
            Self::ServerName => "server name is neither a DNS name nor an IP address",
        })
    }
}

impl core::error::Error for ApiMisuse {}

/// Which rule was broken, for people to read.
#[derive(Clone)]
pub struct Reason(Arc<dyn fmt::Display + Send + Sync>);

impl Reason {
    pub(crate) fn new(reason: impl fmt::Display + Send + Sync + 'static) -> Self {
        Self(Arc::new(reason))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reason({})", self.0)
    }
}
