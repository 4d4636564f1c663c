// SPDX-License-Identifier: MIT
//! TLS over certificates (PEP 543).
pub use purembed_tls::*;
