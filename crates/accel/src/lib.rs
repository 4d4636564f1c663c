// SPDX-License-Identifier: MIT
//! Which back end purembed runs on this CPU, and the kernels that are purembed's own.
//!
//! Every algorithm exists in portable Rust. Some exist a second time, faster, in code that needs certain CPU features.
//! This crate decides between the two once, on first use, for the whole process; both give the same results, so the
//! choice is one of speed alone.
//!
//! Here, and nowhere else, stands code that needs `unsafe`: [`safety`] says why it is sound.
//!
//! ```
//! match purembed_accel::backend() {
//!     purembed_accel::Backend::Portable => println!("portable Rust"),
//!     fast => println!("kernels of our own for {fast}"),
//! }
//! ```
//!
//! # Choosing by hand
//!
//! Set the environment variable `PUREMBED_BACKEND=portable`, or call [`force`] before anything else of purembed.
#![no_std]

#[cfg(test)]
extern crate alloc;
#[cfg(feature = "std")]
extern crate std;

pub mod aes;
pub mod aes_gcm;
mod affine;
pub mod aria;
mod backend;
pub mod camellia;
pub mod chacha20;
pub mod chacha20_poly1305;
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
mod cpu;
pub mod des;
pub mod field;
pub mod ghash;
mod groups;
pub mod keccak;
pub mod montgomery;
mod opaque;
pub mod poly1305;
mod registers;
pub mod safety;
pub mod sha1;
pub mod sha256;
pub mod sha512;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod sha_registers;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod stack;
#[cfg(test)]
mod testing;
mod transpose;
mod wipe;

#[cfg(feature = "std")]
pub use backend::force;
pub use backend::{AlreadyDecided, Backend, backend};
pub use opaque::{opaque32, opaque64};
pub use registers::clean_after;
pub use wipe::wipe;

/// A block of AES, ARIA or Camellia: 16 bytes.
pub type Block = [u8; 16];
