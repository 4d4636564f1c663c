// SPDX-License-Identifier: MIT
//! Mozilla's root certificates, by purpose (feature `ca-bundle`).
//!
//! # Examples
//!
//! ```
//! use purembed::ca_bundle::{self, Purpose};
//!
//! let bundle = ca_bundle::get_ca_bundle(Purpose::ServerAuth);
//! assert!(bundle.contains("-----BEGIN CERTIFICATE-----"));
//! println!("servers of {}, mail of {}", ca_bundle::SERVER_LIST_DATE, ca_bundle::LIST_DATE);
//! ```
//!
//! As a trust store, which keeps to what Mozilla trusts each root for, and up to which date:
//!
#![cfg_attr(feature = "x509", doc = "```")]
#![cfg_attr(not(feature = "x509"), doc = "```ignore")]
//! use purembed::ca_bundle::{self, Purpose};
//! use purembed::x509::Verifier;
//!
//! let trust = ca_bundle::trust_store(Purpose::ServerAuth);
//! let verifier = Verifier::new(&trust);
//! # let _ = verifier;
//! ```
//!
//! The list ages, by about a third in a year. Rather trust what the system trusts, which is updated without the
//! program, where there is a system: `x509::TrustStore::system`.
//!
//! # Licence
//!
//! The data are Mozilla's, under the Mozilla Public License 2.0, which covers these files and not what contains them.
//!
//! # From `egenix-ca-bundle`
//!
//! | Python | Rust |
//! |---|---|
//! | `iter_ca_bundle(purpose)` | [`iter`] |
//! | `get_ca_bundle(purpose)` | [`get_ca_bundle`] |
//! | `get_ca_bundle_path(purpose)` | [`write_ca_bundle`], a file where the caller wants it |
//! | `CARootCertificate.certificate`, `description`, `name`, `sha1` | [`RootCertificate::to_pem`], [`description`](RootCertificate::description), [`name`](RootCertificate::name), [`sha1`](RootCertificate::sha1) |

pub use purembed_ca_bundle::{
    LIST_DATE, LIST_VERSION, Purpose, RootCertificate, SERVER_LIST_DATE, find_by_name, find_by_sha1,
    find_by_sha256, get_ca_bundle, iter,
};
#[cfg(feature = "x509")]
pub use purembed_ca_bundle::{iter_crts, trust_store};
#[cfg(feature = "std")]
pub use purembed_ca_bundle::{write_ca_bundle, write_pem};
