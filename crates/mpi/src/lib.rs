// SPDX-License-Identifier: MIT
//! Unsigned integers of any length, for public numbers: moduli, serial numbers, coordinates, primes.
//!
//! ```
//! use purembed_mpi::Mpi;
//!
//! let p: Mpi = "0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff".parse()?;
//! assert_eq!(p.bit_length(), 256);
//! let inverse = Mpi::from(3_u8).inverse_mod(&p).ok_or("not coprime")?;
//! assert_eq!(&inverse * &Mpi::from(3_u8) % &p, Mpi::ONE);
//! # Ok::<(), Box<dyn core::error::Error>>(())
//! ```
//!
//! # Security
//!
//! **Nothing here runs in constant time, and nothing is wiped**: how long an operation takes depends on its numbers.
//! Private exponents, primes of private keys and shared secrets do not belong into an [`Mpi`]. Numbers have at most
//! [`Mpi::MAX_BITS`] bits, so that whoever sends a number cannot choose how much memory is taken.
//!
//! The arithmetic is that of the crate `num-bigint`, the tests for primes are those of the crate `crypto-primes`.
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub use crate::error::{InvalidNumber, Overflow, PrimeError};
pub use crate::mpi::Mpi;
pub use crate::mpi::primes::Rounds;

mod error;
mod mpi;
