// SPDX-License-Identifier: MIT
//! TLS streams and DTLS sockets for tokio.
//!
//! | what | type |
//! |---|---|
//! | TLS over anything that tokio reads and writes | [`TlsStream`] |
//! | a DTLS connection | [`DtlsStream`] |
//! | a DTLS server for many clients on one UDP socket | [`DtlsListener`] |
//!
//! Contexts and configurations are those of [`purembed_tls`].
//!
//! # Cancellation
//!
//! Dropping a future loses nothing: what was received stays to be received, and what was to be sent was sent whole or not at
//! all. Each method says what that means for it. Only a connection that is being [made](TlsStream::connect) goes with its
//! future, and where that matters, [`TlsStream::new`] and [`TlsStream::handshake`] do it in steps.
//!
//! # Errors
//!
//! All are [`io::Error`](std::io::Error)s. Those with a [`purembed_tls::Error`] inside have that as their
//! [`get_ref`](std::io::Error::get_ref).
#![forbid(unsafe_code)]

extern crate alloc;

mod driver;
mod listener;
mod socket;
mod stream;

pub use listener::DtlsListener;
pub use socket::DtlsStream;
pub use stream::TlsStream;

/// The time that certificates are judged by.
fn system_time() -> purembed_x509::Time {
    #[expect(clippy::disallowed_methods, reason = "sockets are the face with a clock")]
    let now = std::time::SystemTime::now();
    now.into()
}
