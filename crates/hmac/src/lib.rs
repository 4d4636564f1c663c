// SPDX-License-Identifier: MIT
//! HMAC (RFC 2104) over every digest of purembed.
//!
//! # Examples
//!
//! ```
//! use purembed_hmac::{Algorithm, Hmac, Key};
//!
//! let tag = Hmac::new(b"key", Algorithm::SHA256).chain(b"message").finalize();
//!
//! let key = Key::new(Algorithm::SHA256, b"key");
//! key.verify(b"message", tag.as_ref())?;
//! # Ok::<(), purembed_hmac::InvalidTag>(())
//! ```
//!
//! # Security
//!
//! Keys and tags are wiped when dropped; tags compare in constant time and only in full length. Keys may have any
//! length, but one shorter than the digest weakens the code, and none is chosen for you: there is no default digest.
//!
//! # Standards
//!
//! RFC 2104, FIPS 198-1. Vectors: RFC 2202, RFC 4231, Wycheproof.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod hidden_length;
mod hmac;
mod key;
mod tag;

pub use hidden_length::HiddenLengthKey;
pub use hmac::Hmac;
pub use key::Key;
pub use purembed_hash::Algorithm;
pub use tag::{InvalidTag, Tag};
