// SPDX-License-Identifier: MIT
//! Key derivation: from one secret to the keys that a protocol needs.
//!
//! | module | what it has |
//! |---|---|
//! | [`hkdf`] | HKDF (RFC 5869) |
//! | [`pbkdf2_hmac`] | PBKDF2 (RFC 8018), for passwords |
//! | [`scrypt()`] | scrypt (RFC 7914), for passwords, at a price in memory |
//! | [`pkcs12`] | the derivation of PKCS#12 files (RFC 7292 appendix B) |
//! | [`tls12`] | the pseudorandom function of TLS 1.2 (RFC 5246 section 5) |
//! | [`tls13`] | HKDF-Expand-Label and Derive-Secret of TLS 1.3 and DTLS 1.3 (RFC 8446 section 7.1) |
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod error;
pub mod hkdf;
mod pbkdf2;
pub mod pkcs12;
mod scrypt;
pub mod tls12;
pub mod tls13;

pub use error::{OutputTooLong, ScryptError};
pub use pbkdf2::pbkdf2_hmac;
pub use purembed_hash::Algorithm;
pub use scrypt::{InvalidCost, ScryptCost, scrypt};
