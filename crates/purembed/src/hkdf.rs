// SPDX-License-Identifier: MIT
//! Key derivation from a secret that is hard to guess (RFC 5869).
//!
//! # Examples
//!
//! ```
//! use purembed::hkdf::{self, Algorithm, Hkdf};
//!
//! let mut okm = [0; 64];
//! Hkdf::new(Algorithm::SHA256).salt(b"and pepper").info(b"my cool app").derive(b"my secret key", &mut okm)?;
//!
//! // The same in two steps.
//! let mut again = [0; 64];
//! hkdf::extract(b"my secret key", b"and pepper", Algorithm::SHA256).expand(b"my cool app", &mut again)?;
//! assert_eq!(okm, again);
//! # Ok::<(), hkdf::OutputTooLong>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `hkdf.hkdf(key, length, info, salt, digestmod)` | [`Hkdf`] | fills a buffer; an empty key is right (RFC 5869) |
//! | `hkdf.extract(key, salt, digestmod)` | [`extract()`] | a [`Prk`] knows its digest |
//! | `hkdf.expand(prk, length, info, digestmod)` | [`Prk::expand`] | |

pub use purembed_kdf::Algorithm;
pub use purembed_kdf::hkdf::{Hkdf, OutputTooLong, Prk, extract};
