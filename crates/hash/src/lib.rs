// SPDX-License-Identifier: MIT
//! Message digests (FIPS 180-4, FIPS 202, RFC 1321 and older) behind one run-time handle, and as types of their own.
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
//! With the algorithm fixed at compile time, the digest is an array:
//!
//! ```
//! use purembed_hash::Sha3_256;
//!
//! let digest: [u8; Sha3_256::DIGEST_SIZE] = Sha3_256::digest(b"abc");
//! assert_eq!(digest[..4], [0x3a, 0x98, 0x5d, 0xa7]);
//! ```
//!
//! # Security
//!
//! The state of a hash is wiped when dropped: it may have taken in a key. MD5 and SHA-1 have known collisions; they are
//! here for the protocols and files that still use them. MD2 and MD4 are worse, and there only with the features of
//! those names.
//!
//! # Standards
//!
//! FIPS 180-4 (SHA-1, SHA-2), FIPS 202 (SHA-3), RFC 1321 (MD5), RFC 1319 (MD2), RFC 1320 (MD4), "RIPEMD-160: A
//! Strengthened Version of RIPEMD" (1996). Vectors: those standards' own.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod algorithm;
mod block;
mod digest;
mod engine;
#[cfg(feature = "std")]
mod file;
mod hash;
mod hidden_length;
mod sponge;
mod typed;

pub use algorithm::{Algorithm, UnknownAlgorithm};
pub use digest::Digest;
#[cfg(feature = "std")]
pub use file::file_digest;
pub use hash::Hash;
pub use hidden_length::HiddenLengthHash;
#[cfg(feature = "md2")]
pub use typed::Md2;
#[cfg(feature = "md4")]
pub use typed::Md4;
pub use typed::{
    Md5, Ripemd160, Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512, Sha512_256,
};
