// SPDX-License-Identifier: MIT
#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

#[cfg(feature = "ca-bundle")]
pub mod ca_bundle;
pub mod cipher;
pub mod error;
pub mod hashlib;
pub mod hkdf;
pub mod hmac;
pub mod kdf;
pub mod mpi;
#[cfg(feature = "parity")]
pub mod parity;
pub mod pk;
pub mod rand;
pub mod secrets;
#[cfg(feature = "tls")]
pub mod ssl;
#[cfg(feature = "tls")]
pub mod tls;
#[cfg(feature = "tls")]
pub mod tls12;
#[cfg(feature = "tokio")]
pub mod tokio;
pub mod version;
#[cfg(feature = "x509")]
pub mod x509;

pub use error::Error;
