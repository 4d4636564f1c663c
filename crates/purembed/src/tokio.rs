// SPDX-License-Identifier: MIT
//! TLS streams and DTLS sockets for tokio (feature `tokio`).
//!
//! Contexts and configurations are those of [`tls`](crate::tls). Dropping a future loses nothing; each method says what that
//! means for it.

pub use purembed_tls_tokio::{DtlsListener, DtlsStream, TlsStream};
