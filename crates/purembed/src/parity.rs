// SPDX-License-Identifier: MIT
//! Mbed TLS C 2.28 behind the paths and signatures of this crate, to compare with (feature `parity`).
//!
//! # Examples
//!
//! One body, two providers: what is written against [`crate::hashlib`] runs against C by another `use`.
//!
//! ```
//! macro_rules! protocol {
//!     ($name:ident, $provider:path) => {
//!         fn $name(password: &[u8], message: &[u8]) -> Vec<u8> {
//!             use $provider as provider;
//!             use provider::hkdf::{Algorithm, Hkdf};
//!
//!             let mut key = [0; 32];
//!             Hkdf::new(Algorithm::SHA256).info(b"device").derive(password, &mut key).expect("32 is not too long");
//!             provider::hmac::sha256(&key).chain(message).finalize().as_ref().to_vec()
//!         }
//!     };
//! }
//!
//! protocol!(ours, purembed);
//! protocol!(theirs, purembed::parity);
//!
//! for length in 0..300 {
//!     let message = vec![0x5a; length];
//!     assert_eq!(ours(b"secret", &message), theirs(b"secret", &message));
//! }
//! ```
//!
//! Where the two differ on purpose stands in [`divergence`].
//!
//! # What it needs
//!
//! A C compiler, cmake and libclang (`apt-get install cmake libclang-dev`): the feature compiles a copy of Mbed TLS
//! that it brings along, and fails with these words if it cannot. It belongs among the features of a test, not of
//! a program. No other feature of this crate compiles C.
//!
//! # From Mbed TLS
//!
//! Every error is the one type [`Error`], with C's number; [`describe`] tells what C says about a number.

pub use purembed_parity::{
    Error, cipher, describe, divergence, hashlib, hkdf, hmac, kdf, mpi, pk, rand, tls12, version_info, x509,
};
