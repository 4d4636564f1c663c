// SPDX-License-Identifier: MIT
//! What can go wrong: lengths, and nothing else.

use core::fmt;

/// More output was asked for than the function defines: 255 digests for HKDF (RFC 5869 section 2.3), 2³² − 1 for PBKDF2
/// (RFC 8018 section 5.2). The output is unchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct OutputTooLong;

impl fmt::Display for OutputTooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more key material was asked for than the function can derive")
    }
}

impl core::error::Error for OutputTooLong {}

/// Why scrypt has derived nothing. The output is unchanged.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ScryptError {
    /// There is not as much memory as the costs ask for.
    OutOfMemory,
    /// More output was asked for than the function defines: (2³² − 1)·32 bytes (RFC 7914 section 2).
    OutputTooLong,
}

impl fmt::Display for ScryptError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfMemory => f.write_str("there is not as much memory as scrypt was to take"),
            Self::OutputTooLong => OutputTooLong.fmt(f),
        }
    }
}

impl core::error::Error for ScryptError {}
