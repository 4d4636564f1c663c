// SPDX-License-Identifier: MIT
//! What cannot be made, and why.

use core::fmt;

use crate::der::Oid;
use crate::error::SignatureError;

/// Why a certificate, a request or a revocation list was not made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum BuildError {
    /// The private key is not the one that belongs there: the issuer's, or when self-signed the subject's.
    KeyMismatch,
    /// The issuer is no authority: its certificate has no CA flag, or its key may not sign certificates.
    IssuerIsNotCa,
    /// The issuer's path length leaves no room for an authority below it.
    IssuerPathLength,
    /// The issuer's key may not sign revocation lists (RFC 5280 4.2.1.3).
    IssuerMayNotSignLists,
    /// The request is not signed by its own key.
    Request(SignatureError),
    /// The validity ends before it begins, or the next list is due before this one.
    InvalidValidity,
    /// A date is not within the years 0 to 9999.
    InvalidTime,
    /// The serial number is zero, negative or longer than 20 octets (RFC 5280 4.1.2.2).
    InvalidSerialNumber,
    /// No serial number was given, and there is no source of random ones.
    NoSerialNumber,
    /// An alternative name is empty, has other characters than ASCII, or is none of its kind: a host name with blanks, a
    /// mail address without `@`, a URI without scheme (RFC 5280 4.2.1.6).
    InvalidAlternativeName,
    /// Neither a subject nor an alternative name: nobody is certified, or nobody issues.
    NoName,
    /// The [profile](crate::CrtProfile) asks for an alternative name: a server's host or address, a mail address.
    NoAlternativeName,
    /// The [profile](crate::CrtProfile) is for another kind of key.
    WrongKind,
    /// The same extension twice.
    DuplicateExtension(Oid),
    /// An extension that says nothing, such as an empty list of purposes.
    EmptyExtension(Oid),
    /// An extension that says something that RFC 5280 forbids, or that cannot be written.
    InvalidExtension(Oid),
    /// An extension that only authorities may have.
    NotForEndEntity(Oid),
    /// The key may sign certificates, and its subject is no authority (RFC 5280 4.2.1.9).
    KeyUsageWithoutCa,
    /// There is a limit to the path below, and the key may not sign certificates (RFC 5280 4.2.1.9).
    PathLengthWithoutKeyUsage,
    /// Version 1 has no extensions.
    ExtensionsInVersion1,
    /// The same attribute of a request twice.
    DuplicateAttribute(Oid),
    /// An attribute of a request that has no value, or one that cannot be written.
    InvalidAttribute(Oid),
    /// The number of the list is negative or longer than 20 octets, or not after that of the list it is a change to.
    InvalidCrlNumber,
    /// An entry that this list cannot have: for another issuer in a list that is not indirect (RFC 5280 5.3.3), or
    /// `RemoveFromCrl` in one that is no change to another (5.3.1).
    InvalidEntry,
    /// What was made is larger than [`MAX_SIZE`](crate::MAX_SIZE), or [`Crl::MAX_SIZE`](crate::Crl::MAX_SIZE), and could
    /// not be read again.
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
            Self::IssuerMayNotSignLists => "the key of the issuer may not sign revocation lists",
            Self::Request(error) => return write!(f, "certification request: {error}"),
            Self::InvalidValidity => "the validity ends before it begins",
            Self::InvalidTime => "a date is not within the years 0 to 9999",
            Self::InvalidSerialNumber => "serial number that is not positive or longer than 20 octets",
            Self::NoSerialNumber => "no serial number, and no random ones",
            Self::InvalidAlternativeName => "an alternative name is empty, not ASCII, or none of its kind",
            Self::NoName => "neither a subject nor an alternative name",
            Self::NoAlternativeName => "no alternative name of the kind that the profile asks for",
            Self::WrongKind => "the profile is for another kind of key",
            Self::DuplicateExtension(oid) => return write!(f, "the extension {oid} occurs twice"),
            Self::EmptyExtension(oid) => return write!(f, "the extension {oid} says nothing"),
            Self::InvalidExtension(oid) => {
                return write!(f, "the extension {oid} says what it must not say");
            }
            Self::NotForEndEntity(oid) => return write!(f, "the extension {oid} is for authorities only"),
            Self::KeyUsageWithoutCa => "the key may sign certificates and the subject is no authority",
            Self::PathLengthWithoutKeyUsage => "a path length, and the key may not sign certificates",
            Self::ExtensionsInVersion1 => "version 1 has no extensions",
            Self::DuplicateAttribute(oid) => return write!(f, "the attribute {oid} occurs twice"),
            Self::InvalidAttribute(oid) => {
                return write!(f, "the attribute {oid} has no value or a wrong one");
            }
            Self::InvalidCrlNumber => {
                "number of a revocation list that is too long or not after that of its base"
            }
            Self::InvalidEntry => "an entry that this revocation list cannot have",
            Self::TooLarge => "larger than what is read",
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
