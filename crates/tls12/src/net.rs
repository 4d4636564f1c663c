// SPDX-License-Identifier: MIT
//! Connections over the sockets of the standard library, with its clock and the operating system's randomness.
//!
//! Everything blocks, and nothing here starts a thread. Where that does not fit, [`DtlsConnection`](crate::DtlsConnection),
//! [`DtlsListener`](crate::DtlsListener) and [`TlsConnection`](crate::TlsConnection) leave sockets and clocks to others;
//! these are not more than they need.
//!
//! | what | type |
//! |---|---|
//! | a server for many clients on one UDP socket | [`DtlsServer`] |
//! | a client over UDP | [`DtlsClient`] |
//! | either side over a stream | [`TlsStream`] |
//! | what the server is without its socket and its clock | [`DtlsEndpoint`] |
//!
//! # Errors
//!
//! All are [`io::Error`]s. Those with an [`Error`] inside have that as their
//! [`get_ref`](io::Error::get_ref).
//!
//! # Examples
//!
//! A server that answers in capitals, and one of its clients:
//!
//! ```
//! use std::sync::Arc;
//! use std::thread;
//! use std::time::Duration;
//!
//! use purembed_core::secret::SecretBytes;
//! use purembed_tls12::net::{DtlsClient, DtlsServer, PeerEvent};
//! use purembed_tls12::{CipherSuite, Config, PreSharedKey};
//!
//! let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
//! let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
//! let config = Config::new(&suites).pre_shared_key_store(Arc::new(store));
//! let mut server = DtlsServer::bind("127.0.0.1:0", Arc::new(config))?;
//! let address = server.local_addr()?;
//! thread::spawn(move || -> std::io::Result<()> {
//!     loop {
//!         let Some(event) = server.step(None)? else { continue };
//!         if let PeerEvent::Data(peer, data) = event {
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
//! let answer = client.receive(Some(Duration::from_secs(10)))?;
//! assert_eq!(answer, Some(&b"21 DEGREES"[..]));
//! client.close()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use alloc::boxed::Box;
use core::time::Duration;
use std::io;
use std::time::{Instant, SystemTime};

use purembed_core::random::{self, CryptoRng};

pub use self::client::DtlsClient;
pub use self::endpoint::{DtlsEndpoint, Outlet, PeerEvent, PeerId};
pub use self::server::DtlsServer;
pub use self::stream::TlsStream;
use crate::{Error, Now};

mod client;
mod endpoint;
mod server;
mod stream;

/// The longest datagram that UDP carries.
const LONGEST_DATAGRAM: usize = 65_535;
/// Room for the longest record and what protects it.
const LONGEST_RECORD: usize = 17_000;

/// The system's clock that never goes backwards, from when it was started on.
///
/// ```
/// use purembed_tls12::net::Clock;
///
/// let clock = Clock::start();
/// let before = clock.now();
/// assert!(clock.now() >= before);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Clock(Instant);

impl Clock {
    /// Starts.
    #[expect(clippy::disallowed_methods, reason = "here is where the system's clock comes in")]
    #[must_use]
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The moment.
    #[must_use]
    pub fn now(self) -> Now {
        Now(self.0.elapsed())
    }
}

/// Seconds since 1970, to judge certificates by.
#[expect(clippy::disallowed_methods, reason = "here is where the system's clock comes in")]
fn unix_time() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

fn rng() -> io::Result<Box<dyn CryptoRng + Send>> {
    let generator = random::generator().map_err(io::Error::other)?;
    Ok(Box::new(generator))
}

/// What went wrong with a connection, as an error of its socket.
fn failed(error: Error) -> io::Error {
    let kind = match error {
        Error::TimedOut => io::ErrorKind::TimedOut,
        Error::Misuse => io::ErrorKind::NotConnected,
        Error::TooLong => io::ErrorKind::InvalidInput,
        Error::RaggedEof => io::ErrorKind::UnexpectedEof,
        _ => io::ErrorKind::InvalidData,
    };
    io::Error::new(kind, error)
}

/// Whether an error of a UDP socket that was read from says that nothing came, rather than that something went wrong. What
/// the other side's system says of a datagram of ours may be forged, and is no more than that nothing will come of it.
///
/// ```
/// use std::io::ErrorKind;
///
/// use purembed_tls12::net::is_nothing;
///
/// assert!(is_nothing(&ErrorKind::ConnectionRefused.into()));
/// assert!(is_nothing(&ErrorKind::HostUnreachable.into()));
/// assert!(!is_nothing(&ErrorKind::PermissionDenied.into()));
/// ```
#[must_use]
pub fn is_nothing(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionReset, Interrupted, TimedOut, WouldBlock};
    is_of_the_network(error) || matches!(error.kind(), ConnectionReset | Interrupted | TimedOut | WouldBlock)
}

/// Whether an error of a UDP socket may be what someone on the way, or someone who claims to be, said of an earlier datagram
/// (RFC 792): once that is told, the socket goes on.
///
/// ```
/// use std::io::ErrorKind;
///
/// use purembed_tls12::net::is_of_the_network;
///
/// assert!(is_of_the_network(&ErrorKind::ConnectionRefused.into()));
/// assert!(!is_of_the_network(&ErrorKind::WouldBlock.into()));
/// ```
#[must_use]
pub fn is_of_the_network(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionRefused, HostUnreachable, NetworkUnreachable};
    matches!(error.kind(), ConnectionRefused | HostUnreachable | NetworkUnreachable)
}

#[cfg(test)]
mod tests;
