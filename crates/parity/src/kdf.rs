// SPDX-License-Identifier: MIT
//! C's other key derivation functions, with the facade's names.

pub use crate::hashlib::Algorithm;

pub mod pbkdf2;
pub mod pkcs12;
pub mod tls12;
