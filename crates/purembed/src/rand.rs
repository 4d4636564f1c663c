// SPDX-License-Identifier: MIT
//! Random generators: the operating system's, and those of NIST SP 800-90A over it or over a source of your own.
//!
//! Most programs want [`secrets`](crate::secrets) and nothing from here.
//!
//! # Examples
//!
#![cfg_attr(feature = "os-rng", doc = "```")]
#![cfg_attr(not(feature = "os-rng"), doc = "```ignore")]
//! use purembed::pk::{Curve, Ecc};
//! use purembed::rand::CtrDrbg;
//!
//! let mut drbg = CtrDrbg::new(b"my program")?;
//! let mut token = [0; 16];
//! drbg.generate(&mut token, b"")?;
//!
//! // For every function that takes a generator.
//! let key = Ecc::generate_with_rng(Curve::SECP256R1, &mut drbg.infallible()?)?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # From python-mbedtls and Mbed TLS
//!
//! | Python, C | Rust | difference |
//! |---|---|---|
//! | `_random.default_rng()` | [`OsRng`], or a generator of one's own | no global state |
//! | `Random().urandom(n)`, `mbedtls_ctr_drbg_random` | [`Drbg::generate`] | up to 65,536 bytes at once instead of 1,024; after a fork the child goes another way |
//! | `Random()._reseed(data)`, `mbedtls_ctr_drbg_reseed` | [`Drbg::reseed`] | |
//! | `mbedtls_ctr_drbg_seed` | [`Builder::ctr`], [`Builder::build`] | the nonce is always there; C leaves it out if its source gives 48 bytes |
//! | `mbedtls_hmac_drbg_seed` | [`Builder::hmac`], [`Builder::build`] | |
//! | `mbedtls_ctr_drbg_set_prediction_resistance`, `…_set_reseed_interval`, `…_set_nonce_len` | [`Builder`] | fixed once built |
//! | `mbedtls_ctr_drbg_write_seed_file` | (missing) | seeds belong to the operating system |

#[cfg(feature = "os-rng")]
pub use purembed_core::random::{Generator, generator};
#[cfg(feature = "os-rng")]
pub use purembed_rand::OsRng;
pub use purembed_rand::{
    Algorithm, Builder, CryptoRng, CtrDrbg, CtrMechanism, Drbg, EntropySource, Error, HmacDrbg,
    HmacMechanism, Infallible, Mechanism, RngError,
};
