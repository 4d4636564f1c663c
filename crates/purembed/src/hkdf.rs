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
//! | `hkdf.hkdf(key, length, info, salt, digestmod)` | [`hkdf()`]; [`Hkdf`] fills a buffer | no default digest; an empty key is right (RFC 5869) |
//! | `hkdf.extract(key, salt, digestmod)` | [`extract()`] | a [`Prk`] knows its digest and is wiped |
//! | `hkdf.expand(prk, length, info, digestmod)` | [`expand()`]; [`Prk::expand`] fills a buffer | |
//!
//! Results of [`hkdf()`] and [`expand()`] are wiped when dropped. More than 255 digests, or a pseudorandom key shorter
//! than the digest, is an `Err`.

pub use purembed_kdf::Algorithm;
pub use purembed_kdf::hkdf::{ExpandError, Hkdf, OutputTooLong, Prk, expand, extract, hkdf};
