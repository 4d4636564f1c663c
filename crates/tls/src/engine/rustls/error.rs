// SPDX-License-Identifier: MIT
//! From the engine's errors to ours.

use purembed_core::random::RngError;
use rustls::{CertificateError, Error as Rustls};

use super::verifier::{Refusal, take_refusal};
use crate::error::{Alert, Error, Reason};

/// Translates what the call that just failed returned.
pub(super) fn from_rustls(error: Rustls) -> Error {
    let refusal = take_refusal();
    match error {
        Rustls::AlertReceived(alert) => Error::AlertReceived(Alert(alert.into())),
        Rustls::DecryptError => Error::BadRecord,
        Rustls::InvalidCertificate(word) => match (refusal, word) {
            (Some(Refusal::Verification(error)), _) => Error::CertificateRefused(error),
            (Some(Refusal::Encoding(error)), _) => Error::CertificateEncoding(error),
            // Our verifier leaves a refusal behind in every case but this one.
            (None, CertificateError::BadSignature) => Error::HandshakeSignature,
            (None, word) => Error::PeerMisbehaved(Reason::new(Rustls::InvalidCertificate(word))),
        },
        // Nobody else but the key puts one of these inside.
        Rustls::Other(other) => match other.0.downcast_ref().copied() {
            Some(error) => Error::Key(error),
            None => Error::Internal(Reason::new(Rustls::Other(other))),
        },
        Rustls::NoCertificatesPresented => Error::NoCertificate,
        Rustls::NoApplicationProtocol => Error::NoInnerProtocol,
        Rustls::PeerSentOversizedRecord => Error::RecordOverflow,
        Rustls::FailedToGetRandomBytes => Error::Random(RngError),
        Rustls::InvalidMessage(rustls::InvalidMessage::MessageTooLarge) => Error::RecordOverflow,
        Rustls::InvalidMessage(reason) => Error::InvalidMessage(Reason::new(Words(reason))),
        Rustls::PeerIncompatible(reason) => Error::PeerIncompatible(Reason::new(Words(reason))),
        Rustls::PeerMisbehaved(reason) => Error::PeerMisbehaved(Reason::new(Words(reason))),
        error @ (Rustls::InappropriateMessage { .. } | Rustls::InappropriateHandshakeMessage { .. }) => {
            Error::PeerMisbehaved(Reason::new(error))
        }
        error => Error::Internal(Reason::new(error)),
    }
}

/// Shows the name of an enum's variant as words: `UnsolicitedExtension` as `unsolicited extension`.
struct Words<T>(T);

impl<T: core::fmt::Debug> core::fmt::Display for Words<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        use core::fmt::Write;

        for (i, letter) in alloc::format!("{:?}", self.0).chars().enumerate() {
            if letter.is_uppercase() && i > 0 {
                f.write_char(' ')?;
            }
            f.write_char(letter.to_ascii_lowercase())?;
        }
        Ok(())
    }
}
