// SPDX-License-Identifier: MIT
#![doc = include_str!("../README.md")]
#![no_std]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::arithmetic_side_effects))]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod pem;
mod purpose;
mod root;
#[cfg(feature = "x509")]
mod x509;

pub use pem::get_ca_bundle;
#[cfg(feature = "std")]
pub use pem::{write_ca_bundle, write_pem};
pub use purpose::Purpose;
pub use root::{RootCertificate, find_by_name, find_by_sha1, find_by_sha256, iter};
#[cfg(feature = "x509")]
pub use x509::{iter_crts, trust_store};

/// The day of Mozilla's list of all purposes. What it says of servers is newer: [`SERVER_LIST_DATE`].
pub const LIST_DATE: &str = root::list::DATE;
/// The version that Mozilla gave to that list (of its module for PKCS#11, `NSS_BUILTINS_LIBRARY_VERSION`).
pub const LIST_VERSION: &str = root::list::VERSION;
/// The day of the list of those that are trusted for servers.
pub const SERVER_LIST_DATE: &str = root::list::SERVER_DATE;
