// SPDX-License-Identifier: MIT
//! One body, two providers: each file in `both/` runs against purembed and against Mbed TLS C.
//!
//! A file takes everything from `super::provider`, or from `super::keys`, which has the same names for keys on both sides.
//! What only one side can do belongs into `divergences.rs`.
#![allow(clippy::duplicate_mod, reason = "that is the point")]

/// What a server makes of a client's message: the secret.
type Answer = Box<dyn FnOnce(&[u8]) -> Option<Vec<u8>>>;

#[path = "both"]
mod ours {
    use purembed as provider;

    use super::Answer;

    mod cipher;
    mod hashlib;
    mod hkdf;
    mod hmac;
    mod kdf;
    #[path = "keys/ours.rs"]
    mod keys;
    mod mpi;
    mod pk;
    mod rand;
}

#[path = "both"]
mod c {
    use purembed::parity as provider;

    use super::Answer;

    mod cipher;
    mod hashlib;
    mod hkdf;
    mod hmac;
    mod kdf;
    #[path = "keys/c.rs"]
    mod keys;
    mod mpi;
    mod pk;
    mod rand;
}
