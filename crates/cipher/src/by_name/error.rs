// SPDX-License-Identifier: MIT
//! Why a cipher could not be started by its name.

use core::fmt;

use crate::error::InvalidKey;

/// What was given with the name of a cipher does not fit it, or there is no such name.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum NewError {
    /// No cipher has that name.
    UnknownCipher,
    /// The cipher has no keys of that length.
    KeyLength {
        /// The length that was given, in bytes.
        given: usize,
        /// The least that the cipher has.
        least: usize,
        /// The most that it has.
        most: usize,
    },
    /// The cipher has no IVs of that length: too long ones are not cut.
    IvLength {
        /// The length that was given, in bytes.
        given: usize,
        /// The least that the cipher has.
        least: usize,
        /// The most that it has.
        most: usize,
    },
    /// The cipher has no tags of that length.
    TagLength {
        /// The length that was given, in bytes.
        given: usize,
    },
    /// The key has the right length and is none.
    Key(InvalidKey),
    /// The cipher authenticates; it is started without an IV.
    Authenticates,
    /// The cipher does not authenticate.
    DoesNotAuthenticate,
}

impl fmt::Display for NewError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::UnknownCipher => {
                f.write_str("there is no cipher of that name; names look like \"AES-256-CTR\" or \"CHACHA20\"")
            }
            Self::KeyLength { given, least, most } => {
                f.write_str("the key must have ")?;
                range(f, least, most)?;
                write!(f, ", not {given}")
            }
            Self::IvLength { given, most: 0, .. } => {
                write!(f, "the cipher takes no IV: give an empty one, not {given} bytes")
            }
            Self::IvLength { given, least, most } => {
                f.write_str("the IV must have ")?;
                range(f, least, most)?;
                write!(f, ", not {given}")
            }
            Self::TagLength { given } => write!(f, "the cipher has no tags of {given} bytes"),
            Self::Key(error) => error.fmt(f),
            Self::Authenticates => {
                f.write_str("the cipher authenticates: start it with `new_aead`, and give every message a nonce")
            }
            Self::DoesNotAuthenticate => {
                f.write_str("the cipher does not authenticate: start it with `new`, or take GCM, CCM or ChaCha20-Poly1305")
            }
        }
    }
}

fn range(f: &mut fmt::Formatter<'_>, least: usize, most: usize) -> fmt::Result {
    match most {
        _ if least == most => write!(f, "{least} bytes"),
        usize::MAX => write!(f, "at least {least} bytes"),
        _ => write!(f, "{least} to {most} bytes"),
    }
}

impl core::error::Error for NewError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Key(error) => Some(error),
            _ => None,
        }
    }
}

impl From<InvalidKey> for NewError {
    fn from(error: InvalidKey) -> Self {
        Self::Key(error)
    }
}
