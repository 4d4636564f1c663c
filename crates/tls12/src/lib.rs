// SPDX-License-Identifier: MIT
//! TLS 1.2 and DTLS 1.2 without I/O: certificates and pre-shared keys, over streams and datagrams.
//!
//! One handshake, two record layers: what is the same in TLS and DTLS is written once. Nothing here reads a clock, opens
//! a socket, or takes random bytes from anywhere but the generator that it is given, so that whole connections can be
//! replayed.
//!
//! | what | type |
//! |---|---|
//! | what one side wants | [`Config`]: [suites](CipherSuite), a [`PreSharedKey`] or a [`PreSharedKeyStore`], certificates, a [`PeerVerifier`] |
//! | a connection over a stream | [`TlsConnection`] |
//! | a connection over datagrams | [`DtlsConnection`] |
//! | cookies before anything is kept of a client | [`DtlsListener`] |
//! | what connections are resumed by | [`Session`]; a server's [`SessionStore`], [`TicketCipher`] |
//! | all of that over sockets (feature `net`) | `net` |
//!
//! # Security
//!
//! Every suite of Mbed TLS 2.28 has a row here, whatever it is worth; a configuration names the ones that it wants. CBC is
//! done in constant time, and with the MAC over the ciphertext where the peer can. Key exchange without forward secrecy
//! needs the feature `legacy`. No renegotiation, no compression, no version but 1.2.
//!
//! # Standards
//!
//! RFC 5246 (TLS 1.2), RFC 6347 (DTLS 1.2), RFC 4279, 5487, 5489, 8442 (pre-shared keys), RFC 5288, 6655, 7251, 7905,
//! 6209, 6367 (authenticated encryption), RFC 7366 (encrypt-then-MAC), RFC 7627 (extended master secret), RFC 5746
//! (renegotiation indication), RFC 5077 (tickets), RFC 6066 (names, fragment length), RFC 7301 (ALPN), RFC 9146
//! (connection IDs).
#![no_std]
#![forbid(unsafe_code)]

extern crate alloc;
#[cfg(any(feature = "std", test))]
extern crate std;

mod alert;
#[cfg(test)]
mod attacks;
mod choice;
mod config;
mod connection;
mod dtls;
mod error;
#[cfg(fuzzing)]
#[doc(hidden)]
pub mod fuzzing;
mod handshake;
mod key_exchange;
mod key_log;
#[cfg(feature = "net")]
pub mod net;
mod peek;
mod psk;
mod record;
mod schedule;
mod scheme;
#[cfg(any(test, fuzzing))]
#[doc(hidden)]
pub mod seeded;
mod session;
mod stream;
mod suite;
#[cfg(test)]
mod testing;
mod transcript;
mod verify;
mod wire;

pub use alert::Alert;
pub use choice::{Choice, ConfigChooser, Wish};
pub use config::{ClientAuthentication, Config, PeerVerifier, Verdict};
pub use dtls::{Admit, DtlsConnection, DtlsListener, Event, Events, Now, connection_id_of};
pub use error::Error;
pub use handshake::Step;
pub use key_log::KeyLog;
#[doc(hidden)]
pub use peek::{Hello, Peeked, peek_client_hello};
pub use psk::{InvalidPreSharedKey, PreSharedKey, PreSharedKeyStore};
pub use session::{InvalidSession, Session, SessionStore, TicketCipher};
#[cfg(any(feature = "std", test))]
pub use session::{SessionCache, TicketKeys};
pub use stream::{Received, TlsConnection};
pub use suite::{CipherSuite, KeyExchange, UnknownCipherSuite, Unsupported};
pub use verify::TrustVerifier;
