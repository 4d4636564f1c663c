// SPDX-License-Identifier: MIT
//! Mbed TLS C 2.28 behind purembed's own paths and signatures, to compare with.
//!
//! With the facade's feature `parity` this is `purembed::parity`. Whatever is written against `purembed::hashlib` runs
//! against C by another `use`:
//!
//! ```
//! macro_rules! fingerprint {
//!     ($provider:path, $message:expr) => {{
//!         use $provider as provider;
//!         provider::hashlib::sha256().chain($message).hexdigest()
//!     }};
//! }
//!
//! // `purembed_parity` is `purembed::parity`; in a differential test the other side is `purembed`.
//! assert!(fingerprint!(purembed_parity, b"abc").starts_with("ba7816bf"));
//! ```
//!
//! | module | what C has of it |
//! |---|---|
//! | [`hashlib`] | MD2, MD4, MD5, SHA-1, SHA-224 to SHA-512, RIPEMD-160 |
//! | [`hmac`] | all of these |
//! | [`hkdf`], [`kdf`] | HKDF, PBKDF2, PKCS#12, the TLS 1.2 PRF |
//! | [`cipher`] | all that it has by name, paddings, key wrapping, AES-CFB8; CMAC with AES and triple DES |
//! | [`mpi`] | signed integers of any length, primes |
//! | [`pk`] | RSA, the 13 curves, key files, the messages of DH and ECDH |
//! | [`rand`] | `CTR_DRBG` with AES-256, `HMAC_DRBG` |
//! | [`x509`] | what is in certificates, requests and revocation lists, their text; certificates and requests written |
//! | [`tls12`] | client and server of TLS 1.2 and DTLS 1.2 in memory, step by step |
//! | [`divergence`] | where C or python-mbedtls and purembed differ on purpose, as data |
//!
//! # What it needs
//!
//! Compiling it takes a C compiler, cmake and libclang (`apt-get install cmake libclang-dev`); without them the build
//! fails and says so. It is for tests: C is here as it is, bugs included. None of it is code of purembed's other crates,
//! so that nothing is compared with itself.
//!
//! # Differences from the facade
//!
//! * Every error is an [`Error`], a number, whatever the facade calls it in that place.
//! * What the facade cannot fail at and C can (memory) panics here.
//!
//! # Safety
//!
//! `unsafe` stands in the private module `c` and nowhere else: owned contexts, freed when dropped, with methods that
//! take slices. Each block calls one C function; what it needs is said there.

extern crate alloc;

mod c;
pub mod cipher;
pub mod divergence;
mod error;
pub mod hashlib;
pub mod hkdf;
pub mod hmac;
pub mod kdf;
pub mod mpi;
pub mod pk;
pub mod rand;
pub mod tls12;
pub mod x509;

pub use error::{Error, describe};

/// The version of the C library, as numbers: major, minor, micro.
///
/// ```
/// let (major, minor, _) = purembed_parity::version_info();
/// assert_eq!((major, minor), (2, 28));
/// ```
#[must_use]
pub fn version_info() -> (u32, u32, u32) {
    let number = c::version();
    (number >> 24, number >> 16 & 0xff, number >> 8 & 0xff)
}
