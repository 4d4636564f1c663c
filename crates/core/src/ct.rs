// SPDX-License-Identifier: MIT
//! Comparison in constant time.
//!
//! # Security
//!
//! The time taken depends on the lengths, which are public, and never on the contents.

use subtle::ConstantTimeEq;

/// Tells whether two byte strings are equal.
///
/// Strings of different lengths are unequal; finding that out takes no look at their contents.
///
/// ```
/// use purembed_core::ct;
///
/// assert!(ct::eq(b"same", b"same"));
/// assert!(!ct::eq(b"same", b"some"));
/// assert!(!ct::eq(b"same", b"same and more"));
/// ```
#[must_use]
pub fn eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}
