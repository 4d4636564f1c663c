// SPDX-License-Identifier: MIT
//! Deterministic random bit generators over a source of entropy (NIST SP 800-90A).
//!
//! | type | what it is |
//! |---|---|
//! | [`CtrDrbg`] | AES-256 or AES-128 in counter mode, with the derivation function (10.2.1) |
//! | [`HmacDrbg`] | HMAC with any digest (10.1.2) |
//! | [`OsRng`] | the operating system, as a generator and as a source for the two above |
//!
//! Who just needs random bytes takes [`OsRng`]. A DRBG is for those who bring their own source of entropy, have to
//! follow the standard, or draw so much that the operating system is too slow.
//!
//! # Examples
//!
//! ```
//! use purembed_rand::{Algorithm, Builder, CtrDrbg, RngError};
//!
//! // Seeded by the operating system; the text sets apart what different programs draw.
//! let mut drbg = CtrDrbg::new(b"my program")?;
//! let mut key = [0; 32];
//! drbg.generate(&mut key, b"")?;
//!
//! // Seeded by hardware of one's own.
//! let my_hardware = |out: &mut [u8]| { out.fill(4); Ok::<_, RngError>(()) }; // chosen by a fair die
//! let mut drbg = Builder::hmac(Algorithm::SHA256).prediction_resistance(true).build(my_hardware)?;
//! drbg.generate(&mut key, b"and what else is known only now")?;
//! # Ok::<(), purembed_rand::Error>(())
//! ```
//!
//! # Security
//!
//! The source must deliver full entropy, as many unpredictable bits as it fills; one that does not has to be asked for
//! [more](Builder::entropy_len). When it fails, so does the generator, and nothing is written. The state stands in one heap block, wiped on drop.
//!
//! **Forks.** With the feature `std`, every request asks for the process's number and reseeds if it is another than
//! before, so that parent and child go different ways; that is one cheap system call per request. It does not
//! notice a snapshot of a virtual machine that is resumed twice, nor a process that inherits an unused generator over
//! two forks and is given the number of its late grandparent. Whoever lives with these draws from [`OsRng`] or uses
//! [`prediction_resistance`](Builder::prediction_resistance). Without `std` there is no process to speak of, and the
//! caller has to [`reseed`](Drbg::reseed).
//!
//! # Standards
//!
//! [NIST SP 800-90A Rev. 1](https://csrc.nist.gov/pubs/sp/800/90/a/r1/final). Vectors: NIST's CAVP sets.
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

mod ctr;
mod drbg;
mod entropy;
mod error;
mod hmac;
#[cfg(feature = "os-rng")]
mod os;

pub use ctr::{CtrDrbg, CtrMechanism};
pub use drbg::{Builder, Drbg, Infallible, Mechanism};
pub use entropy::EntropySource;
pub use error::Error;
pub use hmac::{HmacDrbg, HmacMechanism};
#[cfg(feature = "os-rng")]
pub use os::OsRng;
pub use purembed_core::random::{CryptoRng, RngError};
pub use purembed_hash::Algorithm;
