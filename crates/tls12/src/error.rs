// SPDX-License-Identifier: MIT
//! What ends a connection.

use core::fmt;

use purembed_core::random::RngError;
use purembed_x509::{InvalidEncoding, VerifyError, VerifyErrorKind};

use crate::Alert;
use crate::wire::codec::{Malformed, TooLong};

/// What ended a connection, and whose fault it was. The alert that tells the peer is already among what is to be sent.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Error {
    /// The peer refused to go on; its alert says why.
    AlertReceived(Alert),
    /// Records did not decrypt: damaged, forged, or under another key.
    BadRecord,
    /// The peer's certificate cannot be read.
    CertificateEncoding(InvalidEncoding),
    /// The peer's certificate was refused.
    CertificateRefused(VerifyError),
    /// The peer's certificate says that its key is for something else (RFC 5280 section 4.2.1.3).
    CertificateUsage,
    /// The other side does not know the common secret: its `Finished` is wrong, and so is its key perhaps.
    Finished,
    /// The peer's signature over the handshake is not by the key of its certificate.
    HandshakeSignature,
    /// Something that should not happen did, and not by the peer's doing.
    Internal(&'static str),
    /// A message is malformed.
    InvalidMessage(&'static str),
    /// The caller did something out of order: wrote before the handshake was over, or after saying farewell.
    Misuse,
    /// The peer showed no certificate, and one is required.
    NoCertificate,
    /// The private key did not sign.
    Key(purembed_pk::Error),
    /// The two sides have no inner protocol (ALPN) in common.
    NoInnerProtocol,
    /// The two sides have no version, suite, group or signature scheme in common.
    PeerIncompatible(&'static str),
    /// The peer broke the rules of the protocol.
    PeerMisbehaved(&'static str),
    /// The two sides have no version in common.
    ProtocolVersion,
    /// There is no randomness to be had.
    Random(RngError),
    /// The connection was cut without the peer's farewell: data may be missing at its end.
    RaggedEof,
    /// A record is larger than the protocol allows.
    RecordOverflow,
    /// There is no name to check the server's certificate against, or it is none.
    ServerName,
    /// The peer was silent for too long.
    TimedOut,
    /// What is to be sent does not fit into a message: too many names, too long a chain.
    TooLong,
    /// The keys have protected as much data as is safe, 256 GiB: more takes a new connection.
    WornOut,
    /// A message came that does not belong where the handshake is.
    UnexpectedMessage,
    /// The server does not know the identity of the client's pre-shared key.
    UnknownIdentity,
    /// The server answered an extension that was not offered.
    UnsupportedExtension,
    /// The client asked for a name that the server does not have.
    UnrecognizedName,
}

impl Error {
    /// What the peer is told, if it is told anything.
    #[must_use]
    pub fn alert(&self) -> Option<Alert> {
        Some(match self {
            Self::AlertReceived(_) | Self::Misuse | Self::RaggedEof | Self::TimedOut | Self::WornOut => {
                return None;
            }
            Self::BadRecord => Alert::BAD_RECORD_MAC,
            Self::CertificateEncoding(_) => Alert::BAD_CERTIFICATE,
            Self::CertificateRefused(error) => match error.kind() {
                VerifyErrorKind::Expired { .. } | VerifyErrorKind::NotYetValid { .. } => {
                    Alert::CERTIFICATE_EXPIRED
                }
                VerifyErrorKind::UnknownIssuer => Alert::UNKNOWN_CA,
                VerifyErrorKind::Revoked { .. } => Alert::CERTIFICATE_REVOKED,
                VerifyErrorKind::KeyUsage(_) | VerifyErrorKind::Purpose(_) => Alert::UNSUPPORTED_CERTIFICATE,
                _ => Alert::BAD_CERTIFICATE,
            },
            Self::CertificateUsage => Alert::UNSUPPORTED_CERTIFICATE,
            Self::Finished | Self::HandshakeSignature => Alert::DECRYPT_ERROR,
            Self::Internal(_) | Self::Key(_) | Self::Random(_) | Self::ServerName | Self::TooLong => {
                Alert::INTERNAL_ERROR
            }
            Self::InvalidMessage(_) => Alert::DECODE_ERROR,
            // RFC 5246 section 7.4.6.
            Self::NoCertificate | Self::PeerIncompatible(_) => Alert::HANDSHAKE_FAILURE,
            Self::NoInnerProtocol => Alert::NO_APPLICATION_PROTOCOL,
            Self::PeerMisbehaved(_) => Alert::ILLEGAL_PARAMETER,
            Self::ProtocolVersion => Alert::PROTOCOL_VERSION,
            Self::RecordOverflow => Alert::RECORD_OVERFLOW,
            Self::UnsupportedExtension => Alert::UNSUPPORTED_EXTENSION,
            Self::UnexpectedMessage => Alert::UNEXPECTED_MESSAGE,
            Self::UnknownIdentity => Alert::UNKNOWN_PSK_IDENTITY,
            Self::UnrecognizedName => Alert::UNRECOGNIZED_NAME,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::AlertReceived(alert) => return write!(f, "peer refused with alert {alert}"),
            Self::CertificateEncoding(error) => {
                return write!(f, "peer's certificate cannot be read: {error}");
            }
            Self::CertificateRefused(error) => return write!(f, "peer's certificate refused: {error}"),
            Self::Internal(reason) => return write!(f, "internal error: {reason}"),
            Self::InvalidMessage(reason) => return write!(f, "malformed message: {reason}"),
            Self::Key(error) => return error.fmt(f),
            Self::PeerIncompatible(reason) => return write!(f, "nothing in common with the peer: {reason}"),
            Self::PeerMisbehaved(reason) => return write!(f, "peer broke the protocol: {reason}"),
            Self::Random(error) => return error.fmt(f),
            Self::CertificateUsage => "peer's certificate is not for what its key is used for",
            Self::BadRecord => "record does not decrypt: damaged, forged or under another key",
            Self::Finished => "the two sides do not have the same keys: the peer's `Finished` is wrong",
            Self::HandshakeSignature => "handshake is not signed by the key of the peer's certificate",
            Self::Misuse => "not before the handshake is over, nor after saying farewell",
            Self::RaggedEof => "connection cut without the peer's farewell",
            Self::NoCertificate => "peer showed no certificate",
            Self::NoInnerProtocol => "no inner protocol in common with the peer",
            Self::ProtocolVersion => "no version in common with the peer",
            Self::UnsupportedExtension => "the server answered an extension that was not offered",
            Self::RecordOverflow => "record larger than the protocol allows",
            Self::ServerName => "no name to check the server's certificate against",
            Self::TimedOut => "peer did not answer in time",
            Self::TooLong => "what is to be sent does not fit into a message",
            Self::WornOut => "the keys have protected as much data as is safe",
            Self::UnexpectedMessage => "a message that does not belong here",
            Self::UnknownIdentity => "no pre-shared key of this identity",
            Self::UnrecognizedName => "no server of this name",
        };
        f.write_str(text)
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::CertificateEncoding(error) => Some(error),
            Self::CertificateRefused(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::Random(error) => Some(error),
            _ => None,
        }
    }
}

impl From<RngError> for Error {
    fn from(error: RngError) -> Self {
        Self::Random(error)
    }
}

impl From<Malformed> for Error {
    fn from(_: Malformed) -> Self {
        Self::InvalidMessage("lengths do not add up")
    }
}

impl From<TooLong> for Error {
    fn from(_: TooLong) -> Self {
        Self::TooLong
    }
}
