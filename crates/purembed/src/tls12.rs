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
//! use std::net::UdpSocket;
//! use std::sync::Arc;
//! use std::time::Instant;
//!
//! use purembed::rand;
//! use purembed::secrets::SecretBytes;
//! use purembed::tls12::{CipherSuite, Config, DtlsConnection, Event, Now, PreSharedKey};
//!
//! /// Carries datagrams until `done` says so.
//! fn drive(
//!     dtls: &mut DtlsConnection,
//!     socket: &UdpSocket,
//!     mut done: impl FnMut(&mut DtlsConnection, Option<&[u8]>) -> bool,
//! ) -> Result<(), Box<dyn std::error::Error>> {
//!     let start = Instant::now();
//!     let mut datagram = [0; 1500];
//!     loop {
//!         let now = Now(start.elapsed());
//!         while let Some(length) = dtls.transmit(&mut datagram, now) {
//!             socket.send(&datagram[..length])?;
//!         }
//!         if done(dtls, None) {
//!             return Ok(());
//!         }
//!         // Wait for a datagram, but not longer than the connection wants to.
//!         let wait = dtls.deadline().map(|deadline| deadline.0.saturating_sub(now.0));
//!         socket.set_read_timeout(wait.filter(|wait| !wait.is_zero()))?;
//!         let Ok(length) = socket.recv(&mut datagram) else {
//!             dtls.timeout(Now(start.elapsed()))?;
//!             continue;
//!         };
//!         let mut data = None;
//!         for event in dtls.receive(&mut datagram[..length], Now(start.elapsed())) {
//!             if let Event::Data(bytes) = event {
//!                 data = Some(bytes.to_vec());
//!             }
//!         }
//!         if done(dtls, data.as_deref()) {
//!             return Ok(());
//!         }
//!     }
//! }
//!
//! let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
//! let (here, there) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
//! here.connect(there.local_addr()?)?;
//! there.connect(here.local_addr()?)?;
//!
//! let server = std::thread::spawn(move || {
//!     let keys = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
//!     let config = Config::new(&suites).pre_shared_key_store(Arc::new(keys));
//!     let mut dtls = DtlsConnection::server(Arc::new(config), Box::new(rand::generator().ok()?), 0);
//!     let mut received = None;
//!     let done = |_: &mut DtlsConnection, data: Option<&[u8]>| {
//!         received = data.map(<[u8]>::to_vec);
//!         received.is_some()
//!     };
//!     drive(&mut dtls, &there, done).ok()?;
//!     received
//! });
//!
//! let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
//! let config = Config::new(&suites).pre_shared_key(Arc::new(key));
//! let mut dtls = DtlsConnection::client(Arc::new(config), None, Box::new(rand::generator()?), 0)?;
//! drive(&mut dtls, &here, |dtls, _| !dtls.is_handshaking())?;
//! let mut datagram = [0; 1500];
//! let length = dtls.send(b"21 degrees", &mut datagram, Now::default())?;
//! here.send(&datagram[..length])?;
//! assert_eq!(server.join().expect("no panic").as_deref(), Some(&b"21 degrees"[..]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
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
//! | `MbedTLSBuffer` | [`TlsConnection`], [`DtlsConnection`] | data stays in the caller's datagram |
//! | `HelloVerifyRequest`, `setcookieparam` | [`DtlsListener`] | keeps nothing of a client before its cookie came back |
//! | `pickle.dumps(buffer)` | [`DtlsConnection::into_bytes`] | every suite, CBC too; no keys or names of the configuration |
//! | `TLSSession`, which nothing takes or gives | [`Session`] | bytes and back; servers: `SessionCache`, `TicketKeys` |
//! | `_handshake_state` | `step()`, `on_step()` | every step is told |

pub use purembed_tls12::{
    Admit, Alert, CipherSuite, ClientAuthentication, Config, DtlsConnection, DtlsListener, Error, Event,
    Events, InvalidPreSharedKey, InvalidSession, KeyExchange, Now, PeerVerifier, PreSharedKey,
    PreSharedKeyStore, Received, Session, SessionStore, Step, TicketCipher, TlsConnection, TrustVerifier,
    UnknownCipherSuite, Unsupported, connection_id_of,
};
#[cfg(feature = "std")]
pub use purembed_tls12::{SessionCache, TicketKeys};
