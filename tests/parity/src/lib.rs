// SPDX-License-Identifier: MIT
//! What the parity tests share: random inputs that can be had again, and pairs of what both sides have.
#![forbid(unsafe_code)]

pub mod algorithms;
pub mod curves;
pub mod random;
pub mod tls12;
pub mod x509;
