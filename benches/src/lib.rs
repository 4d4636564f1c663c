// SPDX-License-Identifier: MIT
//! purembed beside its peers, in one run.
//!
//! | program | what it does |
//! |---|---|
//! | bench `symmetric`, bench `tls` | criterion's view of each function |
//! | bench `ratios` | passes in which the contestants take turns, for some operations or all; writes `results.json` |
//! | `gate` | the same with a verdict; see the script `gate`, which calls it for each way to build programs |
//! | `chart` | makes `RESULTS.md`, `chart.svg` and the README's table of the results |
//!
//! All take their contestants from here. With the feature `peers-c` OpenSSL and Mbed TLS join.

pub mod chart;
mod ciphers;
mod connections;
pub mod contest;
pub mod dtls12;
pub mod gate;
pub mod made;
pub mod measure;
pub mod peers;
pub mod public_keys;
pub mod reasons;
pub mod report;
pub mod results;
pub mod scaling;
pub mod symmetric;
pub mod tls;
pub mod tls12;
pub mod vectors;
pub mod x509;
