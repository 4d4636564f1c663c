// SPDX-License-Identifier: MIT
//! Message digests (FIPS 180-4, RFC 1321) behind one run-time handle.
//!
//! # Examples
//!
//! ```
//! use purembed_hash::{Algorithm, Hash};
//!
//! let mut hash = Hash::new(Algorithm::SHA256);
//! hash.update(b"Nobody inspects");
//! hash.update(b" the spammish repetition");
//! assert_eq!(hash.hexdigest(), "031edd7d41651593c5fe5c006fa5752b37fddff7bc4e843aa6af0c950f4b9406");
//! ```
//!
//! # Security
//!
//! The state of a hash is wiped when dropped: it may have taken in a key. MD5 and SHA-1 have known collisions; they are
//! here for the protocols and files that still use them.
//!
//! # Standards
//!
//! FIPS 180-4 (SHA-1, SHA-2), RFC 1321 (MD5). Vectors: those standards' own.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithm;
mod digest;
#[cfg(feature = "std")]
mod file;
mod hash;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use digest::Digest;
#[cfg(feature = "std")]
pub use file::file_digest;
pub use hash::Hash;
