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
    /// Both halves of a key for XTS are the same, which would give away what the tweak is for.
    EqualHalves,
}

impl fmt::Display for InvalidKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length { bytes } => write!(f, "the cipher has no keys of {bytes} bytes"),
            Self::EqualHalves => f.write_str("the two halves of a key for XTS must differ"),
        }
    }
}

impl core::error::Error for InvalidKey {}

/// The input cannot be processed; nothing was written.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum InvalidInput {
    /// The message or the associated data is longer than the mode allows for one nonce, IV or tweak.
    TooLong,
    /// The mode cannot process so short a message, or a longer one was announced.
    TooShort {
        /// The least length, in bytes.
        least: usize,
    },
    /// The mode takes whole blocks, and the message ends within one.
    PartialBlock {
        /// The length of a block, in bytes.
        block_size: usize,
    },
    /// The output does not fit into the buffer that was given for it.
    ShortBuffer {
        /// The length that it needs, in bytes.
        needed: usize,
    },
    /// The mode must know how long the message is before it can start.
    LengthUnknown,
    /// The mode takes messages of any length, so that there is nothing to pad.
    NotPadded,
    /// The algorithm has no nonces of this length.
    NonceLength {
        /// The length that was given, in bytes.
        bytes: usize,
    },
}

impl fmt::Display for InvalidInput {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong => f.write_str("the input is too long for one nonce, IV or tweak"),
            Self::TooShort { least } => write!(f, "the input must have at least {least} bytes"),
            Self::PartialBlock { block_size } => {
                write!(f, "the input must be padded to whole blocks of {block_size} bytes")
            }
            Self::ShortBuffer { needed } => write!(f, "the output needs a buffer of {needed} bytes"),
            Self::LengthUnknown => f.write_str("the mode needs the length of the input at the start"),
            Self::NotPadded => f.write_str("the mode takes input of any length: encrypt it without padding"),
            Self::NonceLength { bytes } => write!(f, "the algorithm has no nonces of {bytes} bytes"),
        }
    }
}

impl core::error::Error for InvalidInput {}

/// The message does not end as the padding says.
///
/// Deliberately opaque: what is wrong with the padding tells whoever forged the message something about it.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct InvalidPadding;

impl fmt::Display for InvalidPadding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the message was not padded like this and encrypted with this key and IV")
    }
}

impl core::error::Error for InvalidPadding {}

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
