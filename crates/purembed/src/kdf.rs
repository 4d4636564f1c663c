// SPDX-License-Identifier: MIT
//! Key derivation beyond [`hkdf`](crate::hkdf): from passwords, and as protocols and files do it.
//!
//! # Examples
//!
//! ```
//! use core::num::NonZeroU32;
//! use purembed::kdf::{self, Algorithm};
//!
//! let iterations = NonZeroU32::new(10_000).unwrap(); // today, for SHA-256, rather 600,000
//! let mut key = [0; 32];
//! kdf::pbkdf2_hmac(b"correct horse", b"a random salt", iterations, Algorithm::SHA256, &mut key)?;
//! # Ok::<(), kdf::OutputTooLong>(())
//! ```
//!
//! | what for | here |
//! |---|---|
//! | passwords (RFC 8018) | [`pbkdf2_hmac`] |
//! | passwords, at a price in memory (RFC 7914) | [`scrypt`] |
//! | PKCS#12 files (RFC 7292) | [`pkcs12::derive`] |
//! | TLS 1.2 (RFC 5246) | [`tls12::prf`] |
//! | TLS 1.3 and DTLS 1.3 (RFC 8446) | [`tls13::expand_label`], [`tls13::derive_secret`] |

pub use purembed_kdf::{
    Algorithm, InvalidCost, OutputTooLong, ScryptCost, ScryptError, pbkdf2_hmac, pkcs12, scrypt, tls12, tls13,
};
