// SPDX-License-Identifier: MIT
//! TLS 1.2 and DTLS 1.2 in memory: C's client and server, whose bytes and datagrams the caller carries, and whose clock the
//! caller turns.
//!
//! ```
//! use purembed_parity::tls12::{Config, Connection, Context, Progress, Transport, cipher_suites};
//!
//! let suite = cipher_suites().into_iter().find(|suite| suite.name == "TLS-PSK-WITH-AES-128-CCM-8").expect("C has it");
//! let client = Config::new(&[suite.id]).pre_shared_key(b"us", b"a secret");
//! let server = Config::new(&[suite.id]).pre_shared_key_store(|_| Some(b"a secret".to_vec()));
//! let client = Context::client(Transport::Stream, &client)?;
//! let server = Context::server(Transport::Stream, &server)?;
//!
//! let (mut client, mut server) = (Connection::new(&client)?, Connection::new(&server)?);
//! while client.is_handshaking() || server.is_handshaking() {
//!     client.do_handshake()?;
//!     client.take_outgoing().iter().for_each(|piece| server.receive(piece));
//!     server.do_handshake()?;
//!     server.take_outgoing().iter().for_each(|piece| client.receive(piece));
//! }
//! assert_eq!(client.suite(), Some("TLS-PSK-WITH-AES-128-CCM-8"));
//! # Ok::<(), purembed_parity::Error>(())
//! ```

pub use self::config::{Config, Context, Verify};
pub use self::connection::{Connection, Progress, Received};
pub use self::step::Step;
use crate::c::suites;

mod config;
mod connection;
mod step;

/// A cipher suite that C has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct CipherSuite {
    /// The number on the wire.
    pub id: u16,
    /// C's name, IANA's with dashes.
    pub name: &'static str,
}

/// Every suite that C has, in its order.
#[must_use]
pub fn cipher_suites() -> Vec<CipherSuite> {
    suites().into_iter().map(|(id, name)| CipherSuite { id, name }).collect()
}

/// What carries the bytes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Transport {
    /// TLS.
    Stream,
    /// DTLS.
    Datagram,
}
