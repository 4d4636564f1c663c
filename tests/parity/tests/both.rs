// SPDX-License-Identifier: MIT
//! One body, two providers: each file in `both/` runs against purembed and against Mbed TLS C.
//!
//! A file takes everything from `super::provider`. What only one side can do belongs into `divergences.rs`.
#![allow(clippy::duplicate_mod, reason = "that is the point")]

#[path = "both"]
mod ours {
    use purembed as provider;

    mod cipher;
    mod hashlib;
    mod hkdf;
    mod hmac;
    mod kdf;
    mod mpi;
    mod rand;
}

#[path = "both"]
mod c {
    use purembed::parity as provider;

    mod cipher;
    mod hashlib;
    mod hkdf;
    mod hmac;
    mod kdf;
    mod mpi;
    mod rand;
}
