// SPDX-License-Identifier: MIT
//! TLS 1.2 and DTLS 1.2 without I/O, with pre-shared keys and certificates: purembed's own engine.
//!
//! [`tls`](crate::tls) is for certificates over streams, and speaks TLS 1.3 too. This is for the rest: datagrams,
//! pre-shared keys, every suite of Mbed TLS 2.28, connection IDs, maximum fragment lengths.
//!
//! # Examples
//!
//! A thermometer and its server, over UDP, as CoAP wants it:
//!
//! ```
//! use std::sync::Arc;
//! use std::thread;
//! use std::time::Duration;
//!
//! use purembed::secrets::SecretBytes;
//! use purembed::tls12::net::{DtlsClient, DtlsServer, PeerEvent};
//! use purembed::tls12::{CipherSuite, Config, PreSharedKey};
//!
//! let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
//! let keys = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
//! let config = Config::new(&suites).pre_shared_key_store(Arc::new(keys));
//! let mut server = DtlsServer::bind("127.0.0.1:0", Arc::new(config))?;
//! let address = server.local_addr()?;
//! thread::spawn(move || -> std::io::Result<()> {
//!     loop {
//!         // Any number of clients, one thread.
//!         if let Some(PeerEvent::Data(peer, data)) = server.step(None)? {
//!             let answer = data.to_ascii_uppercase();
//!             server.send(peer, &answer)?;
//!         }
//!     }
//! });
//!
//! let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
//! let config = Config::new(&suites).pre_shared_key(Arc::new(key));
//! let mut client = DtlsClient::connect(address, Arc::new(config), None)?;
//! client.send(b"21 degrees")?;
//! assert_eq!(client.receive(Some(Duration::from_secs(10)))?, Some(&b"21 DEGREES"[..]));
//! client.close()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`DtlsConnection`], [`DtlsListener`] and [`TlsConnection`] do the same without sockets and clocks, for event loops of
//! any kind.
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `DTLSConfiguration(…)`, `TLSConfiguration(…)` | [`Config`] | for both |
//! | `pre_shared_key=("client", b"key")` | [`Config::pre_shared_key`] | identities are bytes |
//! | `pre_shared_key_store={…}` | [`Config::pre_shared_key_store`] | a map, a function, a database |
//! | `ciphers=[…]`, `ciphers_available()` | [`Config::new`], [`CipherSuite::all`] | all 165, and RFC 8442's |
//! | `anti_replay`, `handshake_timeout_min`, `_max` | [`Config::anti_replay`], [`Config::handshake_timeout`] | |
//! | `max_fragment_length` | [`Config::max_fragment_length`] | |
//! | `trust_store`, `validate_certificates=False` | [`TrustVerifier`], [`dangerous_go_on`](TrustVerifier::dangerous_go_on) | connections keep what is wrong: `verification_flags()` |
//! | `MbedTLSBuffer` | [`TlsConnection`], [`DtlsConnection`] | data stays in the caller's datagram |
//! | `TLSWrappedSocket` | [`net::TlsStream`], [`net::DtlsClient`] | any stream |
//! | `accept` of datagrams, a socket per client | [`net::DtlsServer`] | one socket |
//! | `HelloVerifyRequest`, `setcookieparam` | [`DtlsListener`] | keeps nothing of a client before its cookie came back |
//! | `pickle.dumps(buffer)` | [`DtlsConnection::into_bytes`] | every suite, CBC too; no keys or names of the configuration |
//! | `TLSSession`, which nothing takes or gives | [`Session`] | bytes and back; servers: `SessionCache`, `TicketKeys` |
//! | `_handshake_state` | `step()`, `on_step()` | every step is told |

pub use purembed_tls12::{
    Admit, Alert, CipherSuite, ClientAuthentication, Config, DtlsConnection, DtlsListener, Error, Event,
    Events, InvalidPreSharedKey, InvalidSession, KeyExchange, KeyLog, Now, PeerVerifier, PreSharedKey,
    PreSharedKeyStore, Received, Session, SessionStore, Step, TicketCipher, TlsConnection, TrustVerifier,
    UnknownCipherSuite, Unsupported, Verdict, connection_id_of, net,
};
#[cfg(feature = "std")]
pub use purembed_tls12::{SessionCache, TicketKeys};
