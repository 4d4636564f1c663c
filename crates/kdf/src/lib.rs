// SPDX-License-Identifier: MIT
//! Key derivation: from one secret to the keys that a protocol needs.
//!
//! | module | what it has |
//! |---|---|
//! | [`hkdf`] | HKDF (RFC 5869) |
//! | [`tls12`] | the pseudorandom function of TLS 1.2 (RFC 5246 section 5) |
#![no_std]
#![forbid(unsafe_code)]

#[cfg(test)]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod hkdf;
pub mod tls12;

pub use purembed_hash::Algorithm;
