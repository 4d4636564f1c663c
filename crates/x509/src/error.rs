// SPDX-License-Identifier: MIT
//! What is wrong with bytes or text that should have been a certificate, a request or a name, and where.

use core::fmt;

use purembed_core::pem::InvalidPem;
use purembed_pk::InvalidKey;

/// Bytes that are not the certificate or request they should be: what is wrong, and where.
///
/// ```
/// use purembed_x509::{Crt, EncodingKind};
///
/// let error = Crt::from_der(&[0x30, 0x03, 0x02, 0x01]).unwrap_err();
/// assert_eq!(error.kind(), EncodingKind::Truncated);
/// assert_eq!(error.to_string(), "more bytes are announced than there are, at byte 1");
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidEncoding {
    kind: EncodingKind,
    offset: usize,
    block: Option<usize>,
}

impl InvalidEncoding {
    pub(crate) const fn new(kind: EncodingKind, offset: usize) -> Self {
        Self { kind, offset, block: None }
    }

    /// The same error, found in a block of a PEM file, counted from 1.
    pub(crate) const fn in_block(self, block: usize) -> Self {
        Self { block: Some(block), ..self }
    }

    /// The same error, of an object that stands at this place in a larger one.
    pub(crate) const fn within(self, start: usize) -> Self {
        Self { offset: self.offset.saturating_add(start), ..self }
    }

    /// What is wrong.
    #[must_use]
    pub const fn kind(&self) -> EncodingKind {
        self.kind
    }

    /// The offset in bytes, from the start of the DER of the object, at which it was found.
    #[must_use]
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// Which certificate of a PEM file it is about, counted from 1; `None` if the input was not PEM.
    #[must_use]
    pub const fn block(&self) -> Option<usize> {
        self.block
    }
}

impl From<InvalidPem> for InvalidEncoding {
    fn from(error: InvalidPem) -> Self {
        Self::new(EncodingKind::Pem(error), 0)
    }
}

impl fmt::Display for InvalidEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.kind, self.block) {
            // These say where by themselves, or are about the whole.
            (EncodingKind::Pem(_) | EncodingKind::NoPemBlock, _) => self.kind.fmt(f),
            (_, None) => write!(f, "{}, at byte {}", self.kind, self.offset),
            (_, Some(block)) => write!(f, "{}, at byte {} of PEM block {block}", self.kind, self.offset),
        }
    }
}

impl core::error::Error for InvalidEncoding {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match &self.kind {
            EncodingKind::Pem(error) => Some(error),
            EncodingKind::PublicKey(error) => Some(error),
            _ => None,
        }
    }
}

/// What is wrong with an encoding.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EncodingKind {
    /// The bytes end before the value does.
    Truncated,
    /// Something follows where nothing may follow.
    TrailingData,
    /// A length is indefinite, longer than needed or beyond 32 bits (X.690 10.1).
    InvalidLength,
    /// Another type stands where a certain type must stand.
    UnexpectedTag,
    /// The object is larger than [`MAX_SIZE`](crate::MAX_SIZE), or [`Crl::MAX_SIZE`](crate::Crl::MAX_SIZE).
    TooLarge,
    /// A BOOLEAN is neither 00 nor FF (X.690 11.1).
    InvalidBoolean,
    /// An INTEGER is empty, longer than needed, or beyond the limit of its field.
    InvalidInteger,
    /// A BIT STRING has no or impossible unused bits.
    InvalidBitString,
    /// An OBJECT IDENTIFIER is empty, cut off, not minimal or too long.
    InvalidOid,
    /// A string has characters that its type does not have.
    InvalidString,
    /// A network is neither of 8 nor of 32 octets (RFC 5280 4.2.1.10).
    InvalidAddress,
    /// A date does not exist or is not written as RFC 5280 4.1.2.5 asks.
    InvalidTime,
    /// The version is not one that exists.
    UnsupportedVersion,
    /// A list that must not be empty is empty.
    EmptyList,
    /// The same extension occurs twice (RFC 5280 4.2).
    DuplicateExtension,
    /// The public key cannot be used.
    PublicKey(InvalidKey),
    /// The armour around the bytes is not well formed.
    Pem(InvalidPem),
    /// The text has no PEM block of the right kind.
    NoPemBlock,
}

impl fmt::Display for EncodingKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Truncated => "more bytes are announced than there are",
            Self::TrailingData => "bytes left over after the end",
            Self::InvalidLength => "length that is not in its shortest definite form",
            Self::UnexpectedTag => "unexpected type",
            Self::TooLarge => "object that is too large",
            Self::InvalidBoolean => "boolean that is neither 00 nor FF",
            Self::InvalidInteger => "integer that is empty, not minimal or too large",
            Self::InvalidBitString => "invalid bit string",
            Self::InvalidOid => "invalid object identifier",
            Self::InvalidString => "characters that the string type does not have",
            Self::InvalidAddress => "address and mask that are of no length known",
            Self::InvalidTime => "date that does not exist or is not in the form of RFC 5280",
            Self::UnsupportedVersion => "unknown version",
            Self::EmptyList => "empty list",
            Self::DuplicateExtension => "extension that occurs twice",
            Self::PublicKey(error) => return write!(f, "public key: {error}"),
            Self::Pem(error) => return error.fmt(f),
            Self::NoPemBlock => "no PEM block of the right kind",
        })
    }
}

/// Why a signature does not stand for what it is on.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum SignatureError {
    /// The signature was not made by this key over these bytes.
    Invalid,
    /// The algorithm inside the signed part is not the one beside the signature (RFC 5280 4.1.1.2).
    AlgorithmMismatch,
    /// The signature algorithm is not one that this library has, or not one for this kind of key.
    UnsupportedAlgorithm,
    /// The key of the signer is of a kind or of a size that this library does not have.
    UnsupportedKey(InvalidKey),
}

impl fmt::Display for SignatureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Invalid => "the signature is not by this key over these bytes",
            Self::AlgorithmMismatch => {
                "two different signature algorithms inside and outside the signed part"
            }
            Self::UnsupportedAlgorithm => "unsupported signature algorithm",
            Self::UnsupportedKey(error) => return write!(f, "key of the signer: {error}"),
        })
    }
}

impl core::error::Error for SignatureError {}
