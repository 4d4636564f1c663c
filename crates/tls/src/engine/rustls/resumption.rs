// SPDX-License-Identifier: MIT
//! Sessions of rustls in our stores and under our ticket keys, the same that the native engine uses.
//!
//! What is kept begins with what the session is for: whom one configuration let in is let in again only where another
//! asks for the same. rustls itself compares the name, the suite and the protocol, but not who judged the client.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

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
        let (context, now) = (self.context, now.as_unix());
        config.session_storage = Arc::new(Sessions { store: Arc::clone(&self.store), context, now });
        if let Some(keys) = &self.tickets {
            config.ticketer = Arc::new(Tickets { keys: Arc::clone(keys), context, now });
        }
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

/// A session store at one time.
struct Sessions {
    store: Arc<dyn SessionStore>,
    context: Context,
    now: i64,
}

impl StoresServerSessions for Sessions {
    fn put(&self, key: Vec<u8>, value: Vec<u8>) -> bool {
        self.store.put(&key, mark(self.context, value), self.now);
        true
    }

    fn get(&self, key: &[u8]) -> Option<Vec<u8>> {
        unmark(self.context, &self.store.get(key, self.now)?)
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
    context: Context,
    now: i64,
}

impl ProducesTickets for Tickets {
    fn enabled(&self) -> bool {
        true
    }

    fn lifetime(&self) -> u32 {
        u32::try_from(self.keys.lifetime().as_secs()).unwrap_or(u32::MAX)
    }

    fn encrypt(&self, plain: &[u8]) -> Option<Vec<u8>> {
        let session = mark(self.context, plain.to_vec());
        self.keys.seal(session.expose(), &mut random::generator().ok()?, self.now)
    }

    fn decrypt(&self, cipher: &[u8]) -> Option<Vec<u8>> {
        unmark(self.context, &self.keys.open(cipher, self.now)?)
    }
}

fn mark(context: Context, value: Vec<u8>) -> SecretBytes {
    let value = SecretBytes::new(value);
    let mut marked = Vec::with_capacity(context.len() + value.len());
    marked.extend_from_slice(&context);
    marked.extend_from_slice(value.expose());
    SecretBytes::new(marked)
}

fn unmark(context: Context, marked: &SecretBytes) -> Option<Vec<u8>> {
    marked.expose().strip_prefix(&context).map(<[u8]>::to_vec)
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
