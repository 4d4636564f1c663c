// SPDX-License-Identifier: MIT
//! Why a revocation list does not count.

use core::fmt;

use purembed_hash::Algorithm;

use crate::der::Oid;
use crate::error::SignatureError;
use crate::time::Time;
use crate::verify::Flags;

/// Why a revocation list says nothing about a certificate that it may be about.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum CrlProblem {
    /// The signature is not by any known key of the name of its issuer.
    Signature(SignatureError),
    /// Nobody of the name of its issuer may sign revocation lists.
    KeyUsage,
    /// It is signed with a digest for which forgeries exist.
    WeakSignature(Algorithm),
    /// The key that signed it is too short, or not of a kind that this library has.
    WeakKey,
    /// There should be a newer one by now.
    Expired {
        /// Until when; `None` if the list does not say, which RFC 5280 5.1.2.5 forbids.
        next_update: Option<Time>,
        /// The time that was asked about.
        now: Time,
    },
    /// It is not valid yet.
    NotYetValid {
        /// From when on.
        this_update: Time,
        /// The time that was asked about.
        now: Time,
    },
    /// It has a critical extension that is not known, or one of its entries has.
    UnsupportedCriticalExtension(Oid),
    /// There are lists for some of the reasons only.
    SomeReasonsOnly,
}

impl CrlProblem {
    /// What Mbed TLS calls it.
    pub(crate) const fn flags(self) -> Flags {
        match self {
            Self::Signature(_) | Self::KeyUsage => Flags::CRL_NOT_TRUSTED,
            Self::WeakSignature(_) => Flags::CRL_BAD_MD,
            Self::WeakKey => Flags::CRL_BAD_KEY,
            Self::Expired { .. } => Flags::CRL_EXPIRED,
            Self::NotYetValid { .. } => Flags::CRL_FUTURE,
            Self::UnsupportedCriticalExtension(_) | Self::SomeReasonsOnly => Flags::OTHER,
        }
    }
}

impl fmt::Display for CrlProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(error) => write!(f, "signature of the revocation list does not hold: {error}"),
            Self::KeyUsage => f.write_str("issuer of the revocation list has no key that is for that"),
            Self::WeakSignature(digest) => {
                write!(f, "signature of the revocation list with {digest} is too weak")
            }
            Self::WeakKey => f.write_str("key of the issuer of the revocation list is too weak"),
            Self::Expired { next_update: Some(next_update), now } => {
                write!(f, "revocation list was due to be replaced on {next_update}, now {now}")
            }
            Self::Expired { next_update: None, .. } => {
                f.write_str("revocation list does not say until when it is good")
            }
            Self::NotYetValid { this_update, now } => {
                write!(f, "revocation list is not valid before {this_update}, now {now}")
            }
            Self::UnsupportedCriticalExtension(oid) => {
                write!(f, "revocation list has critical extension {oid}, which is not supported")
            }
            Self::SomeReasonsOnly => f.write_str("revocation lists are about some reasons only"),
        }
    }
}
