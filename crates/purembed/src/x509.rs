// SPDX-License-Identifier: MIT
//! X.509 certificates: read, write, verify.
pub use purembed_x509::*;
