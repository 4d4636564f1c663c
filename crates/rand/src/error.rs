// SPDX-License-Identifier: MIT
//! What can go wrong.

use core::fmt;

use purembed_core::random::RngError;

/// Why a generator gave nothing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The source of entropy failed. Nothing was generated, and the next request asks it again.
    Entropy(RngError),
    /// One request was for more than 2¹⁶ bytes.
    RequestTooLong,
    /// A nonce, personalization string or additional input has more than 2³⁰ bytes.
    InputTooLong,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Entropy(_) => "the source of entropy failed",
            Self::RequestTooLong => "one request is for at most 65536 bytes",
            Self::InputTooLong => "input to a random generator is longer than 2^30 bytes",
        })
    }
}

impl core::error::Error for Error {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Entropy(error) => Some(error),
            Self::RequestTooLong | Self::InputTooLong => None,
        }
    }
}

impl From<RngError> for Error {
    fn from(error: RngError) -> Self {
        Self::Entropy(error)
    }
}
