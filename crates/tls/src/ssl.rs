// SPDX-License-Identifier: MIT
//! TLS and DTLS as MicroPython's module `ssl` has them: few settings, sockets that are wrapped.
//!
//! It is a face of [`ClientContext`](crate::ClientContext) and [`ServerContext`](crate::ServerContext), and speaks what they
//! speak. [`SslContext`] and [`wrap_socket`] have examples; the module of this name in the package `purembed` lists what is
//! different from MicroPython.

mod context;
mod error;
mod function;
mod options;
mod protocol;
mod socket;
mod source;

pub use context::SslContext;
pub use error::Error;
pub use function::{Arguments, wrap_socket};
pub use options::WrapOptions;
pub use protocol::{CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED, Protocol, VerifyMode};
pub use socket::{Socket, SslSocket};
pub use source::Source;
