// SPDX-License-Identifier: MIT
//! What can go wrong: a key, an input, a message that is not authentic.

use core::fmt;

/// The key cannot be used with the cipher.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidKey {
    /// The cipher has no keys of this length.
    Length {
        /// The length that was given, in bytes.
        bytes: usize,
    },
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { bytes } => write!(f, "the cipher has no keys of {bytes} bytes"),
        }
    }
}

impl core::error::Error for InvalidKey {}

/// The input cannot be processed; nothing was written.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidInput {
    /// The message or the associated data is longer than the mode allows for one nonce.
    TooLong,
    /// The mode needs a longer message.
    TooShort,
    /// The mode takes whole blocks only.
    PartialBlock,
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the input is too long for one nonce"),
            Self::TooShort => f.write_str("the mode needs a longer input"),
            Self::PartialBlock => f.write_str("the mode takes whole blocks only; pad the input"),
        }
    }
}

impl core::error::Error for InvalidInput {}

/// The message is not what somebody with the key encrypted.
///
/// Deliberately opaque: whether the key, the nonce, the associated data, the message or the tag was wrong
/// cannot be known, and a hint about the length of what did decrypt would help a forger.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct DecryptError;

impl fmt::Display for DecryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the message is not authentic")
    }
}

impl core::error::Error for DecryptError {}

/// The tag does not belong to the message under this key.
///
/// Says nothing more on purpose: how a forgery fails helps only its maker.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidTag;

impl fmt::Display for InvalidTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message authentication code does not match")
    }
}

impl core::error::Error for InvalidTag {}
