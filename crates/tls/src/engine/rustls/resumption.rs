// SPDX-License-Identifier: MIT
//! Sessions of rustls in our stores and under our ticket keys, the same that the native engine uses.
//!
//! What is kept begins with what the session is for: whom one configuration let in is let in again only where another
//! asks for the same. rustls itself compares the name, the suite and the protocol, but not who judged the client. Then
//! comes when the two sides proved who they are, because rustls gives a new ticket to whoever comes by an old one.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::sync::atomic::{AtomicI64, Ordering};

use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_hash::{Algorithm, Hash};
use purembed_tls12::{SessionStore, TicketCipher};
use purembed_x509::Time;
use rustls::ServerConfig;
use rustls::server::{ProducesTickets, StoresServerSessions};

use crate::config::Settings;

/// What a server's sessions are kept by.
pub(super) struct Resumption {
    store: Arc<dyn SessionStore>,
    tickets: Option<Arc<dyn TicketCipher>>,
    context: Context,
}

/// A digest of what decides who may come in.
type Context = [u8; 32];

impl Resumption {
    /// `judged_by` is what the verifier of clients judges by, if there is one.
    pub(super) fn new(settings: &Settings, store: &Arc<dyn SessionStore>, judged_by: &[u8]) -> Self {
        let tickets = settings.ticket_keys.clone();
        Self { store: Arc::clone(store), tickets, context: context(settings, judged_by) }
    }

    /// Has a connection of this time use it.
    pub(super) fn apply(&self, config: &mut ServerConfig, now: Time) {
        let now = now.as_unix();
        let mark = Arc::new(Mark { context: self.context, now, began: AtomicI64::new(now) });
        if let Some(keys) = &self.tickets {
            config.ticketer = Arc::new(Tickets { keys: Arc::clone(keys), mark: Arc::clone(&mark) });
        }
        config.session_storage = Arc::new(Sessions { store: Arc::clone(&self.store), mark });
    }
}

/// What decides who may come in: whether clients are asked, and what they are judged by.
fn context(settings: &Settings, judged_by: &[u8]) -> Context {
    let mut hash = Hash::new(Algorithm::SHA256);
    hash.update(b"purembed tls session context");
    hash.update([settings.client_authentication as u8]);
    hash.update(judged_by);
    hash.digest().as_ref().first_chunk().copied().unwrap_or_default()
}

/// How long a session may be resumed at most, in seconds: a day (RFC 5246 appendix F.1.4).
const LIFETIME: u64 = 24 * 60 * 60;

/// What the sessions of one connection begin with.
struct Mark {
    context: Context,
    now: i64,
    /// When the two sides proved who they are: now, or before the sessions that were asked for.
    began: AtomicI64,
}

impl Mark {
    fn put(&self, session: Vec<u8>) -> SecretBytes {
        let session = SecretBytes::new(session);
        let began = self.began.load(Ordering::Relaxed).to_be_bytes();
        let mut marked = Vec::with_capacity(self.context.len() + began.len() + session.len());
        marked.extend_from_slice(&self.context);
        marked.extend_from_slice(&began);
        marked.extend_from_slice(session.expose());
        SecretBytes::new(marked)
    }

    /// What is marked so, if it is not older than it may be.
    fn take_off(&self, marked: &SecretBytes, lifetime: u64) -> Option<Vec<u8>> {
        let rest = marked.expose().strip_prefix(&self.context)?;
        let (began, session) = rest.split_first_chunk::<8>()?;
        let began = i64::from_be_bytes(*began);
        let age = u64::try_from(self.now.checked_sub(began)?).ok()?;
        if age >= lifetime {
            return None;
        }
        self.began.fetch_min(began, Ordering::Relaxed);
        Some(session.to_vec())
    }
}

/// A session store at one time.
struct Sessions {
    store: Arc<dyn SessionStore>,
    mark: Arc<Mark>,
}

impl StoresServerSessions for Sessions {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        self.store.put(&key, self.mark.put(value), self.mark.now);
        true
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        self.mark.take_off(&self.store.get(key, self.mark.now)?, LIFETIME)
    }

    fn take(&self, key: &[u8]) -> Option<Vec<u8>> {
        let value = self.get(key)?;
        self.store.remove(key);
        Some(value)
    }

    fn can_cache(&self) -> bool {
        true
    }
}

/// Ticket keys at one time.
struct Tickets {
    keys: Arc<dyn TicketCipher>,
    mark: Arc<Mark>,
}

impl ProducesTickets for Tickets {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        u32::try_from(self.keys.lifetime().as_secs()).unwrap_or(u32::MAX)
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let session = self.mark.put(plain.to_vec());
        self.keys.seal(session.expose(), &mut random::generator().ok()?, self.mark.now)
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        let lifetime = self.keys.lifetime().as_secs().min(LIFETIME);
        self.mark.take_off(&self.keys.open(cipher, self.mark.now)?, lifetime)
    }
}

impl fmt::Debug for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions").finish_non_exhaustive()
    }
}

impl fmt::Debug for Tickets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tickets").finish_non_exhaustive()
    }
}
