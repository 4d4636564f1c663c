// SPDX-License-Identifier: MIT
//! The ciphers as code has them that is generic over the traits of the crates `aead` and `cipher` (RustCrypto).
//!
//! The feature `aead` brings the authenticated ciphers, `cipher` the block and stream ciphers. Each type is for one length
//! of keys, since these traits tell them apart by type. What the traits cannot say is not checked here: a nonce can be
//! used twice, and a decrypted block is not authentic.
//!
//! # Examples
//!
#![cfg_attr(feature = "aead", doc = "```")]
#![cfg_attr(not(feature = "aead"), doc = "```ignore")]
//! use aead::{Aead, KeyInit, Payload};
//! use purembed_cipher::rustcrypto::Aes256Gcm;
//!
//! fn seal<A: Aead + KeyInit>(key: &[u8], nonce: &[u8], msg: &[u8]) -> Option<Vec<u8>> {
//!     let cipher = A::new_from_slice(key).ok()?;
//!     cipher.encrypt(nonce.try_into().ok()?, Payload { msg, aad: b"header" }).ok()
//! }
//!
//! let sealed = seal::<Aes256Gcm>(&[1; 32], &[2; 12], b"message").ok_or("wrong length")?;
//! assert_eq!(sealed.len(), 7 + 16);
//! # Ok::<(), &str>(())
//! ```

#[cfg(feature = "aead")]
pub use authenticated::*;
#[cfg(feature = "cipher")]
pub use block::*;
#[cfg(feature = "cipher")]
pub use stream::*;

#[cfg(feature = "aead")]
mod authenticated;
#[cfg(feature = "cipher")]
mod block;
#[cfg(feature = "cipher")]
mod stream;
#[cfg(test)]
#[cfg(all(feature = "aead", feature = "cipher"))]
mod tests;
