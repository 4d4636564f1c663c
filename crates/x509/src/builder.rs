// SPDX-License-Identifier: MIT
//! Making certificates and requests.

mod crt;
mod csr;
mod extensions;

use core::fmt;

use crate::der::Oid;
use crate::error::SignatureError;

pub use crt::CrtBuilder;
pub use csr::CsrBuilder;

/// Why a certificate or a request was not made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildError {
    /// The private key is not the one that belongs there: the issuer's, or when self-signed the subject's.
    KeyMismatch,
    /// The issuer is no authority: its certificate has no CA flag, or its key may not sign certificates.
    IssuerIsNotCa,
    /// The issuer's path length leaves no room for an authority below it.
    IssuerPathLength,
    /// The request is not signed by its own key.
    Request(SignatureError),
    /// The validity ends before it begins.
    InvalidValidity,
    /// A date is not within the years 0 to 9999.
    InvalidTime,
    /// An alternative name is empty or has other characters than ASCII.
    InvalidAlternativeName,
    /// Neither a subject nor an alternative name: nobody is certified.
    NoName,
    /// The same extension twice.
    DuplicateExtension(Oid),
    /// What was made is larger than [`MAX_SIZE`](crate::MAX_SIZE) and could not be read again.
    TooLarge,
    /// The key cannot sign, or not with this digest.
    Key(purembed_pk::Error),
    /// The public key or another part could not be read again.
    Encoding(crate::InvalidEncoding),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::KeyMismatch => "the private key does not belong to this certificate",
            Self::IssuerIsNotCa => "the issuer is no certification authority",
            Self::IssuerPathLength => "the path length of the issuer allows no authority below it",
            Self::Request(error) => return write!(f, "certification request: {error}"),
            Self::InvalidValidity => "the validity ends before it begins",
            Self::InvalidTime => "a date is not within the years 0 to 9999",
            Self::InvalidAlternativeName => "an alternative name is empty or not ASCII",
            Self::NoName => "neither a subject nor an alternative name",
            Self::DuplicateExtension(oid) => return write!(f, "the extension {oid} occurs twice"),
            Self::TooLarge => "larger than 64 KiB",
            Self::Key(error) => return error.fmt(f),
            Self::Encoding(error) => return error.fmt(f),
        })
    }
}

impl core::error::Error for BuildError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Request(error) => Some(error),
            Self::Key(error) => Some(error),
            Self::Encoding(error) => Some(error),
            _ => None,
        }
    }
}

impl From<purembed_pk::Error> for BuildError {
    fn from(error: purembed_pk::Error) -> Self {
        Self::Key(error)
    }
}

impl From<crate::InvalidEncoding> for BuildError {
    fn from(error: crate::InvalidEncoding) -> Self {
        Self::Encoding(error)
    }
}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests;
