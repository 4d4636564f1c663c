// SPDX-License-Identifier: MIT
//! Public keys: RSA, elliptic curves, key agreement, key files.
pub use purembed_pk::*;
