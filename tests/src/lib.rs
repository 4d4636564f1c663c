// SPDX-License-Identifier: MIT
//! What the integration tests share.
#![forbid(unsafe_code)]

pub mod built;
pub mod ciphers;
pub mod examples;
pub mod issuing;
pub mod ledger;
pub mod peers;
pub mod pki;
pub mod program;
pub mod suite;
pub mod tls12;
pub mod vectors;
pub mod wire;
pub mod x509_paths;
