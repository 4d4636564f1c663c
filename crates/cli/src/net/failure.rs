// SPDX-License-Identifier: MIT
//! What a connection that failed comes to: a refusal is an answer, everything else is a failure.

use std::io;

use purembed::tls::{Alert, Error as TlsError};

use super::pipe;
use crate::error::Error;
use crate::outcome::Outcome;
use crate::output::message;

/// What went wrong with a connection.
#[derive(Debug)]
pub(crate) enum Failure {
    /// With the peer, or on the way to it.
    There(io::Error),
    /// On this side.
    Here(Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::There(error)
    }
}

impl From<TlsError> for Failure {
    fn from(error: TlsError) -> Self {
        Self::There(error.into())
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Here(error)
    }
}

/// The answer is no if one side does not believe what the other says it is; else it failed.
pub(crate) fn judge(who: &str, failure: Failure) -> Result<Outcome, Error> {
    let error = match failure {
        Failure::There(error) => error,
        Failure::Here(error) => return Err(error),
    };
    match of_tls(&error) {
        Some(refusal) if is_refusal(refusal) => {
            message(format_args!("purembed: {who}: {refusal}"));
            Ok(Outcome::No)
        }
        None if is_timeout(&error) => Err(Error::Failed(format!("{who}: no answer in time"))),
        _ => Err(Error::Because(who.to_owned(), error.into())),
    }
}

/// Why writing failed, if the peer said so before it left: with TLS 1.3 a server refuses a client when the client believes
/// that all is well.
pub(crate) fn last_words(stream: &mut impl io::Read, failure: Failure) -> Failure {
    let Failure::There(error) = &failure else { return failure };
    if !matches!(error.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) {
        return failure;
    }
    match pipe::copy(stream, |_| Ok(())) {
        Err(Failure::There(error)) if of_tls(&error).is_some() => error.into(),
        _ => failure,
    }
}

fn of_tls(error: &io::Error) -> Option<&TlsError> {
    error.get_ref().and_then(|error| error.downcast_ref())
}

/// Whether somebody waited for too long.
pub(crate) fn is_timeout(error: &io::Error) -> bool {
    // Sockets that block say one or the other, depending on the system.
    matches!(error.kind(), io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock)
}

const fn is_refusal(error: &TlsError) -> bool {
    match error {
        TlsError::CertificateRefused(_)
        | TlsError::CertificateEncoding(_)
        | TlsError::CertificateUsage
        | TlsError::Finished
        | TlsError::HandshakeSignature
        | TlsError::NoCertificate
        | TlsError::UnknownIdentity
        | TlsError::UnrecognizedName
        | TlsError::BadRecord => true,
        TlsError::AlertReceived(alert) => is_refusing(*alert),
        _ => false,
    }
}

/// Alerts about who we are or what we know (RFC 8446 section 6.2).
const fn is_refusing(alert: Alert) -> bool {
    matches!(
        alert,
        Alert::BAD_RECORD_MAC
            | Alert::BAD_CERTIFICATE
            | Alert::UNSUPPORTED_CERTIFICATE
            | Alert::CERTIFICATE_REVOKED
            | Alert::CERTIFICATE_EXPIRED
            | Alert::CERTIFICATE_UNKNOWN
            | Alert::UNKNOWN_CA
            | Alert::ACCESS_DENIED
            | Alert::DECRYPT_ERROR
            | Alert::UNRECOGNIZED_NAME
            | Alert::UNKNOWN_PSK_IDENTITY
            | Alert::CERTIFICATE_REQUIRED
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refusals_are_answers_and_the_rest_is_not() {
        let of = |error: TlsError| judge("peer", error.into());
        assert!(matches!(of(TlsError::NoCertificate), Ok(Outcome::No)));
        assert!(matches!(of(TlsError::AlertReceived(Alert::UNKNOWN_CA)), Ok(Outcome::No)));
        assert!(of(TlsError::AlertReceived(Alert::HANDSHAKE_FAILURE)).is_err());
        assert!(of(TlsError::RaggedEof).is_err());
        let waited = judge("peer", io::Error::from(io::ErrorKind::WouldBlock).into()).expect_err("it failed");
        assert_eq!(waited.to_string(), "peer: no answer in time");
    }
}
