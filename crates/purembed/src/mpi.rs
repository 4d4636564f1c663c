// SPDX-License-Identifier: MIT
//! Unsigned integers of any length, for public numbers, and primes.
//!
//! # Examples
//!
#![cfg_attr(feature = "os-rng", doc = "```")]
#![cfg_attr(not(feature = "os-rng"), doc = "```ignore")]
//! use purembed::mpi::Mpi;
//!
//! let modulus: Mpi = "0xfffffffffffffffffffffffffffffffeffffffffffffffff".parse()?;
//! let power = Mpi::from(3_u8).pow_mod(&Mpi::from(1_000_u16), &modulus).ok_or("modulo zero")?;
//! assert!(power < modulus);
//! assert!(modulus.is_prime()?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A prime, with a sign of life:
//!
#![cfg_attr(feature = "os-rng", doc = "```")]
#![cfg_attr(not(feature = "os-rng"), doc = "```ignore")]
//! use purembed::mpi::Mpi;
//! use purembed::rand::CtrDrbg;
//!
//! let mut drbg = CtrDrbg::new(b"primes")?;
//! let mut progress = |seen| print!("\r{seen} candidates");
//! let prime = Mpi::prime_with_rng(256, &mut drbg.infallible()?, &mut progress)?;
//! assert_eq!(prime.bit_length(), 256);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `MPI(value)`, `MPI.from_int` | [`Mpi::from`], `"12".parse()`, [`Mpi::from_hex`] | a negative value cannot be written |
//! | `MPI.from_bytes(data, byteorder)` | [`Mpi::from_be_bytes`], [`Mpi::from_le_bytes`] | little endian is right |
//! | `to_bytes(length, byteorder)`, `bytes()` | [`Mpi::write_be_bytes`], [`Mpi::to_be_bytes`] and their like | |
//! | `MPI.prime(size)` | [`Mpi::prime`], [`Mpi::safe_prime`] | |
//! | (removed) `is_prime()` | [`Mpi::is_prime`] | |
//! | `bit_length()`, `str`, `repr`, `int`, `hash` | [`Mpi::bit_length`], `Display`, `Debug`, [`Mpi::to_u64`], `Hash` | numbers of any length hash |
//! | `+ - * // %`, `divmod` | `+ - * / %`, [`Mpi::checked_div_rem`] | no result has a hidden sign: `-` below zero panics, [`Mpi::checked_sub`] says `None` |
//! | `pow(b, e, m)` | [`Mpi::pow_mod`] | any modulus but zero |
//! | `<< >>` | `<< >>`, `<<= >>=` | `<<` leaves its operand alone |
//! | `& \| ^` | `& \| ^` | zero as well |
//! | `==`, `<` … | the same, with numbers of Rust as well | |
//! | `numerator`, `real`, `float` … | not mapped | what a number of Python has to have |
//!
//! Beyond: [`Mpi::gcd`], [`Mpi::lcm`], [`Mpi::inverse_mod`], [`Mpi::sqrt`], single bits.

pub use purembed_mpi::{InvalidNumber, Mpi, Overflow, PrimeError, Rounds};
