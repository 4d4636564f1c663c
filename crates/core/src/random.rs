// SPDX-License-Identifier: MIT
//! The operating system's random source, and a generator seeded by it.
//!
//! Functions that need randomness come in two forms: one that takes a [`CryptoRng`], and one that takes none and
//! uses what is here (feature `os-rng`).
//!
//! # Security
//!
//! A failing source is an error, never a weaker source.

use core::fmt;

pub use rand_core::CryptoRng;

#[cfg(feature = "os-rng")]
pub use self::os::{Generator, fill, generator};

#[cfg(feature = "os-rng")]
mod os;

/// The operating system could not deliver random bytes.
///
/// Nothing that needs a key or a nonce can go on after this; retrying later may succeed, for example early in boot.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "adapters to other random sources make it too")]
pub struct RngError;

impl fmt::Display for RngError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the operating system could not deliver random bytes")
    }
}

impl core::error::Error for RngError {}
