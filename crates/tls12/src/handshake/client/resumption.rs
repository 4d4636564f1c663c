// SPDX-License-Identifier: MIT
//! A client's part in abbreviated handshakes (RFC 5246 section 7.3, figure 2; RFC 5077 section 3.1).

use alloc::vec::Vec;

use super::extensions::wanted_fragment_length;
use super::{Client, Finishing, Offer};
use crate::config::ExtendedMasterSecret;
use crate::handshake::{Cx, Message, Negotiated, Peer, Step};
use crate::record::Protection;
use crate::schedule::{MasterSecret, Side};
use crate::session::{State, context};
use crate::wire::codec::Writer;
use crate::wire::extension::{self, MaxFragmentLength};
use crate::wire::ids::ExtensionType;
use crate::wire::message::{NewSessionTicket, SESSION_ID_MAX, ServerHello};
use crate::{Error, Session};

/// What the server's hello makes of the session that was offered.
pub(super) enum Resuming {
    /// A full handshake.
    No(Negotiated),
    /// An abbreviated one.
    Yes(Negotiated, Session),
}

impl Client {
    /// Whether a session is for this server and this configuration, so that its connections are what a full handshake
    /// would make.
    pub(super) fn may_offer(&self, session: &Session, unix_time: i64) -> bool {
        let (config, state) = (&*self.config, session.state());
        let wanted_length = wanted_fragment_length(config).and_then(MaxFragmentLength::bytes);
        let (id, ticket) = session.offer(config);
        session.is_usable(unix_time)
            && !(id.is_empty() && ticket.is_empty())
            && state.context == context::of(config, Side::Client, self.datagram)
            && state.server_name == self.server_name
            && config.suites.contains(&state.suite)
            // RFC 7627 section 5.3: all sessions have it.
            && config.extended_master_secret != ExtendedMasterSecret::Off
            && (!state.encrypt_then_mac || config.encrypt_then_mac)
            && state.max_fragment_length.is_none_or(|length| wanted_length == Some(length))
            && state.protocol.as_ref().is_none_or(|protocol| config.protocols.contains(protocol))
    }

    /// What the hello says and the server repeats: with a ticket, something that no server would say by chance (RFC 5077
    /// section 3.4).
    pub(super) fn session_id(&self, cx: &mut Cx<'_>) -> Vec<u8> {
        match self.session.as_ref().map(|session| session.offer(&self.config)) {
            None => Vec::new(),
            Some((id, [])) => id.to_vec(),
            Some(_) => cx.random::<SESSION_ID_MAX>().to_vec(),
        }
    }

    /// RFC 5077 section 3.2: the ticket, or nothing to ask for one.
    pub(super) fn write_ticket(&self, writer: &mut Writer<'_>) {
        if self.config.tickets_wanted {
            let ticket = self.session.as_ref().map(|session| session.offer(&self.config).1);
            let body = |writer: &mut Writer<'_>| writer.bytes(ticket.unwrap_or_default());
            extension::write_one(ExtensionType::SESSION_TICKET, body, writer);
        }
    }

    /// Whether the server resumes what was offered, and if so, on the session's terms.
    pub(super) fn resuming(
        &self,
        offer: &Offer,
        hello: &ServerHello<'_>,
        mut negotiated: Negotiated,
    ) -> Result<Resuming, Error> {
        let accepted = !offer.session_id.is_empty() && hello.session_id == offer.session_id;
        let Some(session) = self.session.as_ref().filter(|_| accepted) else {
            return Ok(Resuming::No(negotiated));
        };
        let state = session.state();
        if negotiated.suite != state.suite {
            return Err(Error::PeerMisbehaved("another suite than the session's"));
        }
        // RFC 7627 section 5.3.
        if !negotiated.extended_master_secret {
            return Err(Error::PeerIncompatible("a session without the extended master secret it had"));
        }
        if negotiated.encrypt_then_mac != state.encrypt_then_mac {
            return Err(Error::PeerMisbehaved("another order of encryption and MAC than the session's"));
        }
        // RFC 6066 section 4: it is the session's, and need not be said again.
        if negotiated.max_fragment_length.is_some_and(|length| state.max_fragment_length != Some(length)) {
            return Err(Error::PeerMisbehaved("another max_fragment_length than the session's"));
        }
        negotiated.max_fragment_length = state.max_fragment_length;
        negotiated.resumed = true;
        Ok(Resuming::Yes(negotiated, session.clone()))
    }

    /// Everything is known: the server's `Finished` is next, perhaps after a ticket.
    pub(super) fn resume(
        &mut self,
        negotiated: Negotiated,
        session: &Session,
        cx: &mut Cx<'_>,
    ) -> Result<Finishing, Error> {
        self.transcript.forget_messages();
        let state = session.state();
        let master = state.master.copy();
        let (suite, etm) = (state.suite, negotiated.encrypt_then_mac);
        let keys = master.key_block(suite, &negotiated.randoms);
        *cx.read_keys = Some(Protection::new(suite, keys.keys(Side::Server), etm, cx.rng)?);
        let writing = Some(Protection::new(suite, keys.keys(Side::Client), etm, cx.rng)?);
        await_change(&negotiated, cx);
        let peer = state.peer.clone();
        self.config.log_secret(&negotiated.randoms, &master);
        Ok(Finishing { negotiated, peer, master, writing, ticket: None, cipher_changed: false })
    }

    /// RFC 5077 section 3.3: the ticket is used only after the server's `Finished`.
    pub(super) fn new_session_ticket(
        &mut self,
        message: Message<'_>,
        cx: &mut Cx<'_>,
    ) -> Result<(Vec<u8>, u32), Error> {
        let new = NewSessionTicket::read(message.body)?;
        self.transcript.add(message.kind, message.sequence, message.body);
        cx.steps(&[Step::ServerChangeCipherSpec]);
        Ok((new.ticket.to_vec(), new.lifetime))
    }

    /// What the next connection may be resumed by. Without the extended master secret there is nothing (RFC 7627 section
    /// 5.3), nor with a server that was let in in spite of something.
    pub(super) fn new_session(
        &self,
        negotiated: &Negotiated,
        master: &MasterSecret,
        peer: &Peer,
        ticket: Option<(Vec<u8>, u32)>,
        unix_time: i64,
    ) -> Option<Session> {
        let (ticket, lifetime) = ticket.unwrap_or_default();
        if negotiated.resumed {
            return self.session.as_ref().map(|session| session.with_ticket(&ticket, lifetime));
        }
        if !negotiated.extended_master_secret
            || (negotiated.session_id.is_empty() && ticket.is_empty())
            || !peer.may_come_again()
        {
            return None;
        }
        let context = context::of(&self.config, Side::Client, self.datagram);
        let state = State::new(context, unix_time, negotiated, master, None, peer);
        Session::new(state, negotiated.session_id.clone(), ticket, lifetime)
    }
}

/// What the server sends before its `Finished`.
pub(super) fn await_change(negotiated: &Negotiated, cx: &mut Cx<'_>) {
    cx.steps(&[Step::ServerChangeCipherSpec]);
    if negotiated.gives_ticket {
        cx.steps(&[Step::ServerNewSessionTicket]);
    }
}
