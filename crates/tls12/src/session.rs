// SPDX-License-Identifier: MIT
//! Sessions: what two sides need to agree again without proving everything again (RFC 5246 section 7.3, figure 2; RFC
//! 5077).

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicBool, Ordering};

use purembed_core::secret::SecretBytes;
use purembed_x509::Crt;

pub(crate) use self::state::{Kind, State};
pub use self::store::{SessionStore, TicketCipher};
#[cfg(any(feature = "std", test))]
pub use self::{cache::SessionCache, ticket::TicketKeys};
use crate::CipherSuite;
use crate::config::Config;
use crate::wire::message::SESSION_ID_MAX;

#[cfg(any(feature = "std", test))]
mod cache;
pub(crate) mod context;
pub(crate) mod state;
mod store;
#[cfg(any(feature = "std", test))]
mod ticket;

/// How long a session may be resumed at most, in seconds: a day (RFC 5246 appendix F.1.4).
pub(crate) const LIFETIME: u64 = 24 * 60 * 60;

/// What a client resumes a connection by: the next one costs one round trip less, and no public-key operations.
///
/// [`TlsConnection::session`](crate::TlsConnection::session) and [`DtlsConnection::session`](crate::DtlsConnection::session)
/// give it, [`TlsConnection::resume`](crate::TlsConnection::resume) and
/// [`DtlsConnection::resume`](crate::DtlsConnection::resume) take it, any number of times. It is good for the same
/// server's name and the same configuration, for a day at most, until the server's certificate expires, and as long as no
/// connection of the session fails; with anything else, and whenever the server does not want it, the handshake is a full
/// one. Only sessions with the extended master secret are resumed (RFC 7627 section 5.3).
///
/// Clones are the same session.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_core::random;
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::{CipherSuite, Config, PreSharedKey, Session, SessionCache, TlsConnection};
///
/// # fn shake_hands(client: &mut TlsConnection, server: &mut TlsConnection) {
/// #     while client.is_handshaking() || server.is_handshaking() {
/// #         server.receive(&client.take_outgoing());
/// #         client.receive(&server.take_outgoing());
/// #     }
/// # }
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let client_config = Arc::new(Config::new(&suites).pre_shared_key(Arc::new(key)));
/// let keys = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
/// let server_config = Config::new(&suites).pre_shared_key_store(Arc::new(keys));
/// let server_config = Arc::new(server_config.session_store(Arc::new(SessionCache::new(100))));
///
/// let rng = || random::generator().map(Box::new);
/// let mut client = TlsConnection::client(Arc::clone(&client_config), None, rng()?, 1_800_000_000)?;
/// let mut server = TlsConnection::server(Arc::clone(&server_config), rng()?, 1_800_000_000);
/// shake_hands(&mut client, &mut server);
/// let kept = client.session().expect("the server remembers it").to_bytes();
///
/// let session = Session::from_bytes(kept.expose())?;
/// let mut client = TlsConnection::resume(client_config, None, &session, rng()?, 1_800_000_060)?;
/// let mut server = TlsConnection::server(server_config, rng()?, 1_800_000_060);
/// shake_hands(&mut client, &mut server);
/// assert!(client.is_resumed() && server.is_resumed());
/// assert_eq!(server.psk_identity(), Some(&b"thermometer"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
#[doc(alias = "TLSSession")]
#[doc(alias = "SSLSession")]
pub struct Session(Arc<Inner>);

struct Inner {
    agreed: Arc<Agreed>,
    /// The server's name for it, if it has one.
    id: Vec<u8>,
    ticket: Vec<u8>,
    /// What the server says of the ticket, in seconds; 0 for nothing.
    ticket_lifetime: u32,
}

/// What stays the same when the server gives another ticket.
struct Agreed {
    state: State,
    /// A connection of it has failed (RFC 5246 section 7.2.2).
    is_over: AtomicBool,
}

impl Session {
    /// `None` without anything that the server could recognise.
    pub(crate) fn new(state: State, id: Vec<u8>, ticket: Vec<u8>, ticket_lifetime: u32) -> Option<Self> {
        if id.is_empty() && ticket.is_empty() {
            return None;
        }
        let agreed = Arc::new(Agreed { state, is_over: AtomicBool::new(false) });
        Some(Self(Arc::new(Inner { agreed, id, ticket, ticket_lifetime })))
    }

    /// All of it as bytes, to be kept until later or for another process. They are as secret as a private key, and
    /// whoever can change them decides whom the client trusts.
    #[must_use]
    pub fn to_bytes(&self) -> SecretBytes {
        let Inner { agreed, id, ticket, ticket_lifetime } = &*self.0;
        let bytes = agreed.state.to_bytes(Kind::ClientSession, id.len() + ticket.len() + 8, |writer| {
            writer.vector8(|writer| writer.bytes(id));
            writer.vector16(|writer| writer.bytes(ticket));
            writer.bytes(&ticket_lifetime.to_be_bytes());
        });
        // All of it came in messages whose vectors are no longer.
        bytes.unwrap_or_else(|| SecretBytes::copy_from(&[]))
    }

    /// Reads what [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    ///
    /// [`InvalidSession`] for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, InvalidSession> {
        let (state, (id, ticket, lifetime)) = State::from_bytes(bytes, Kind::ClientSession, |reader| {
            Ok((
                reader.vector8()?.to_vec(),
                reader.vector16()?.to_vec(),
                u32::from_be_bytes(*reader.array()?),
            ))
        })
        .map_err(|_| InvalidSession)?;
        if id.len() > SESSION_ID_MAX {
            return Err(InvalidSession);
        }
        Self::new(state, id, ticket, lifetime).ok_or(InvalidSession)
    }

    /// The suite of all its connections.
    #[must_use]
    pub fn suite(&self) -> CipherSuite {
        self.state().suite
    }

    /// The name of the server that it is for.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        self.state().server_name.as_deref()
    }

    /// The certificates that the server showed, its own first.
    #[must_use]
    pub fn peer_certificates(&self) -> &[Crt] {
        &self.state().peer.chain
    }

    /// Whether the server gave a ticket, and need not remember anything.
    #[must_use]
    pub fn has_ticket(&self) -> bool {
        !self.0.ticket.is_empty()
    }

    /// Whether it may still be resumed at this time, in seconds since 1970. The server may think otherwise.
    #[must_use]
    pub fn is_usable(&self, unix_time: i64) -> bool {
        let lifetime = match self.0.ticket_lifetime {
            0 => LIFETIME,
            lifetime if self.has_ticket() => u64::from(lifetime).min(LIFETIME),
            _ => LIFETIME,
        };
        !self.0.agreed.is_over.load(Ordering::Relaxed) && self.state().is_fresh(unix_time, lifetime)
    }

    pub(crate) fn state(&self) -> &State {
        &self.0.agreed.state
    }

    /// What a hello says: the server's name for the session, and the ticket. One of them is empty: a server that is
    /// shown a ticket looks for nothing else (RFC 5077 section 3.4).
    pub(crate) fn offer(&self, config: &Config) -> (&[u8], &[u8]) {
        if self.has_ticket() && config.tickets_wanted { (&[], &self.0.ticket) } else { (&self.0.id, &[]) }
    }

    /// The same session with another ticket, if it is one.
    pub(crate) fn with_ticket(&self, ticket: &[u8], lifetime: u32) -> Self {
        if ticket.is_empty() {
            return self.clone();
        }
        let (agreed, id, ticket) = (Arc::clone(&self.0.agreed), self.0.id.clone(), ticket.to_vec());
        Self(Arc::new(Inner { agreed, id, ticket, ticket_lifetime: lifetime }))
    }

    /// No connection will be resumed by it any more.
    pub(crate) fn end(&self) {
        self.0.agreed.is_over.store(true, Ordering::Relaxed);
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("suite", &self.suite())
            .field("server_name", &self.server_name())
            .field("has_ticket", &self.has_ticket())
            .finish_non_exhaustive()
    }
}

/// Not the bytes of a session or a connection, or not of this one's: damaged, of another version, or of a connection with
/// another configuration.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidSession;

impl fmt::Display for InvalidSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a session or connection that was kept with this configuration")
    }
}

impl core::error::Error for InvalidSession {}

#[cfg(test)]
mod tests;
