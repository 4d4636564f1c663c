// SPDX-License-Identifier: MIT
//! A server's part in abbreviated handshakes (RFC 5246 section 7.3, figure 2; RFC 5077 section 3.1).

use alloc::sync::Arc;
use alloc::vec::Vec;

use purembed_core::secret::SecretBytes;

use super::{Finishing, Offer, Server};
use crate::Error;
use crate::config::ExtendedMasterSecret;
use crate::handshake::finished::write_finished;
use crate::handshake::{Cx, Kept, Negotiated, Step};
use crate::record::Protection;
use crate::schedule::Side;
use crate::session::{Kind, LIFETIME, State, context};
use crate::wire::ids::HandshakeType;
use crate::wire::message::{ClientHello, NewSessionTicket, SESSION_ID_MAX};

/// The longest session that is kept or given away: a client that shows more certificates shows them again each time.
const LONGEST: usize = 16 << 10;

/// What a client wants to resume.
pub(super) struct Found {
    pub(super) negotiated: Negotiated,
    state: State,
}

impl Server {
    /// The session that the client wants to resume, if this server would agree on the same with the same client now. What
    /// it does not like makes a full handshake, and no error.
    pub(super) fn find_session(
        &mut self,
        hello: &ClientHello<'_>,
        offer: &Offer<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Option<Found>, Error> {
        let Some((state, kept)) = self.look_up(hello.session_id, offer, cx.unix_time) else {
            return Ok(None);
        };
        let config = &*self.config;
        let is_usable = state.context == context::of(config, Side::Server, self.datagram)
            && config.extended_master_secret != ExtendedMasterSecret::Off
            && config.suites.contains(&state.suite)
            && offer.suites.contains(state.suite.id())
            && self.still_knows(&state);
        if !is_usable {
            return Ok(None);
        }
        let mut negotiated = self.negotiate(state.suite, offer, hello, cx)?;
        let is_same = state.server_name == negotiated.server_name
            && state.protocol == negotiated.protocol
            && state.max_fragment_length == negotiated.max_fragment_length
            && state.encrypt_then_mac == negotiated.encrypt_then_mac;
        if !is_same {
            return Ok(None);
        }
        // RFC 7627 section 5.3: the session has it.
        if !negotiated.extended_master_secret {
            return Err(Error::PeerIncompatible("a session without the extended master secret it had"));
        }
        negotiated.session_id = hello.session_id.to_vec();
        negotiated.resumed = true;
        self.kept = kept;
        Ok(Some(Found { negotiated, state }))
    }

    /// RFC 5077 section 3.4: who shows a ticket is not looked for by ID.
    fn look_up(&self, id: &[u8], offer: &Offer<'_>, unix_time: i64) -> Option<(State, Option<Kept>)> {
        let config = &self.config;
        let (bytes, lifetime, kept) = match (&config.tickets, offer.ticket) {
            (Some(cipher), Some(ticket)) if !ticket.is_empty() => {
                (cipher.open(ticket, unix_time)?, cipher.lifetime().as_secs().min(LIFETIME), None)
            }
            _ if !id.is_empty() => {
                let store = config.session_store.as_ref()?;
                let kept = Kept { store: Arc::clone(store), id: id.to_vec() };
                (store.get(id, unix_time)?, LIFETIME, Some(kept))
            }
            _ => return None,
        };
        let (state, ()) = State::from_bytes(bytes.expose(), Kind::ServerSession, |_| Ok(())).ok()?;
        state.is_fresh(unix_time, lifetime).then_some((state, kept))
    }

    /// Whether the client's pre-shared key has not been taken away from it, nor changed.
    fn still_knows(&self, state: &State) -> bool {
        match (&state.client, &self.config.psk_store) {
            (None, _) => !state.suite.key_exchange().has_psk(),
            (Some(client), Some(store)) => client.is_in(&**store, &state.master),
            (Some(_), None) => false,
        }
    }

    /// How the client will be able to resume a session that begins now: by a ticket if it can, or by an ID.
    pub(super) fn prepare_session(&self, negotiated: &mut Negotiated, offer: &Offer<'_>, cx: &mut Cx<'_>) {
        // RFC 7627 section 5.3.
        if !negotiated.extended_master_secret {
            return;
        }
        if self.config.tickets.is_some() && offer.ticket.is_some() {
            negotiated.gives_ticket = true;
        } else if self.config.session_store.is_some() {
            negotiated.session_id = cx.random::<SESSION_ID_MAX>().to_vec();
        }
    }

    /// From `ServerHello` to `Finished`.
    pub(super) fn resume(
        &mut self,
        found: Found,
        offer: &Offer<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<Finishing, Error> {
        let Found { negotiated, state } = found;
        let (suite, master) = (state.suite, state.master);
        self.transcript.start_hash(suite.prf(), false);
        self.config.log_secret(&negotiated.randoms, &master);
        self.server_hello(&negotiated, offer, cx)?;
        cx.steps(&[Step::ServerChangeCipherSpec]);
        let (keys, etm) = (master.key_block(suite, &negotiated.randoms), negotiated.encrypt_then_mac);
        cx.flight.change_cipher_spec(Protection::new(suite, keys.keys(Side::Server), etm, cx.rng)?);
        *cx.read_keys = Some(Protection::new(suite, keys.keys(Side::Client), etm, cx.rng)?);
        cx.steps(&[Step::ServerFinished]);
        write_finished(&master, Side::Server, suite, &mut self.transcript, cx)?;
        cx.steps(&[Step::ClientChangeCipherSpec]);
        let (peer, client) = (state.peer, state.client);
        let (verify_due, cipher_changed) = (false, false);
        Ok(Finishing { negotiated, peer, client, master, writing: None, verify_due, cipher_changed })
    }

    /// The session as it is kept: `None` for one that is too long for that, or with a client that was let in in spite of
    /// something.
    fn session_bytes(&self, finishing: &Finishing, unix_time: i64) -> Option<SecretBytes> {
        let Finishing { negotiated, peer, client, master, .. } = finishing;
        if !peer.may_come_again() {
            return None;
        }
        let context = context::of(&self.config, Side::Server, self.datagram);
        let state = State::new(context, unix_time, negotiated, master, client.as_ref(), peer);
        let bytes = state.to_bytes(Kind::ServerSession, 0, |_| ())?;
        (bytes.len() <= LONGEST).then_some(bytes)
    }

    /// RFC 5077 section 3.3: after the client's `Finished` was found to be right. An empty ticket says that there is none
    /// after all.
    pub(super) fn give_ticket(&mut self, finishing: &Finishing, cx: &mut Cx<'_>) -> Result<(), Error> {
        let Some(cipher) = self.config.tickets.as_ref().filter(|_| finishing.negotiated.gives_ticket) else {
            return Ok(());
        };
        let bytes = self.session_bytes(finishing, cx.unix_time);
        let sealed = bytes.and_then(|bytes| cipher.seal(bytes.expose(), cx.rng, cx.unix_time));
        let ticket = sealed.filter(|ticket| ticket.len() <= 2 * LONGEST).unwrap_or_default();
        let lifetime = cipher.lifetime().as_secs().min(LIFETIME);
        let lifetime = u32::try_from(lifetime).unwrap_or(u32::MAX);
        cx.flight.message(HandshakeType::NEW_SESSION_TICKET, &mut self.transcript, |writer| {
            NewSessionTicket { lifetime, ticket: &ticket }.write(writer);
        })
    }

    /// Keeps a session that has an ID.
    pub(super) fn keep_session(&mut self, finishing: &Finishing, unix_time: i64) {
        let negotiated = &finishing.negotiated;
        let store = self.config.session_store.as_ref();
        let Some(store) = store.filter(|_| !negotiated.resumed && !negotiated.session_id.is_empty()) else {
            return;
        };
        if let Some(bytes) = self.session_bytes(finishing, unix_time) {
            let id: Vec<u8> = negotiated.session_id.clone();
            store.put(&id, bytes, unix_time);
            self.kept = Some(Kept { store: Arc::clone(store), id });
        }
    }
}
