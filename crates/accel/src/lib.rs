// SPDX-License-Identifier: MIT
//! Which back end purembed runs on this CPU.
//!
//! Every algorithm exists in portable Rust. Some exist a second time, several times faster, in code that needs certain
//! CPU features. This crate decides between the two once, on first use, for the whole process; both give the same
//! results, so the choice is one of speed alone.
//!
//! Here, and nowhere else, will stand the kernels that need `unsafe`; today there are none.
//!
//! ```
//! match purembed_accel::backend() {
//!     purembed_accel::Backend::Graviola => println!("verified assembly"),
//!     _ => println!("portable Rust"),
//! }
//! ```
//!
//! # Choosing by hand
//!
//! Set the environment variable `PUREMBED_BACKEND=portable`, or call [`force`] before anything else of purembed.
#![no_std]
#![forbid(unsafe_code)]

#[cfg(feature = "std")]
extern crate std;

mod backend;

#[cfg(feature = "std")]
pub use backend::force;
pub use backend::{AlreadyDecided, Backend, backend};
