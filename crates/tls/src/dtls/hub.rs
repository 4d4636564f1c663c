// SPDX-License-Identifier: MIT
//! All connections of one UDP socket, and what came for each, without the socket and its clock.

use alloc::collections::VecDeque;
use core::fmt;
use core::net::SocketAddr;
use core::task::{Context, Poll};
use std::collections::HashMap;

use purembed_tls12::net::{DtlsEndpoint, Outlet, PeerEvent, PeerId};
use purembed_tls12::{DtlsConnection, Now};

use super::mailbox::{Mailbox, Waiting};
use crate::error::{ApiMisuse, Error};

/// How many clients wait to be accepted at most; others have to come again.
const BACKLOG: usize = 4096;

/// All connections of one UDP socket, and what came for each, without the socket and its clock: what [`DtlsServer`] and
/// [`DtlsSocket`] stand on, and what another runtime can put under its own sockets.
///
/// Whoever has the socket passes on each datagram with [`receive_datagram`](Self::receive_datagram), and calls
/// [`handle_timeout`](Self::handle_timeout) at the [`deadline`](Self::deadline). Everybody else polls: those whose turn has
/// not come are woken.
///
/// `send` takes what is to be sent, and where to, and is called before each method returns. What it cannot send is lost.
///
/// Contexts make hubs; [`ServerContext::wrap_hub`](crate::ServerContext::wrap_hub) has an example.
///
/// [`DtlsServer`]: super::DtlsServer
/// [`DtlsSocket`]: super::DtlsSocket
pub struct DtlsHub {
    endpoint: DtlsEndpoint,
    news: News,
    /// How many may wait to be accepted.
    backlog: usize,
}

/// What takes the datagrams that are to be sent, and where to.
pub type SendTo<'s> = &'s mut dyn FnMut(&[u8], SocketAddr);

/// What happened.
#[derive(Debug, Default)]
struct News {
    boxes: HashMap<PeerId, Mailbox>,
    /// Who is connected and not accepted.
    arrivals: VecDeque<(PeerId, SocketAddr)>,
    acceptors: Waiting,
    /// Someone was sent a cookie.
    challenged: bool,
    /// Where the datagram came from that is worked on.
    from: Option<SocketAddr>,
    /// Why someone was not connected, the last of all.
    refusal: Option<Error>,
}

impl DtlsHub {
    pub(super) fn new(endpoint: DtlsEndpoint) -> Self {
        Self { endpoint, news: News::default(), backlog: BACKLOG }
    }

    /// One more connection, which is not to be accepted.
    pub(super) fn insert(
        &mut self,
        connection: DtlsConnection,
        address: SocketAddr,
        now: Now,
        send: SendTo<'_>,
    ) -> PeerId {
        let is_connected = connection.suite().is_some();
        let peer = self.endpoint.insert(connection, address, now, &mut Wire { news: &mut self.news, send });
        let mut mailbox = Mailbox::default();
        if is_connected {
            mailbox.connect();
        }
        if self.endpoint.connection(peer).is_none() {
            mailbox.end(self.news.refusal.take());
        }
        self.news.boxes.insert(peer, mailbox);
        peer
    }

    /// Works on a datagram that came, in place.
    pub fn receive_datagram(&mut self, datagram: &mut [u8], from: SocketAddr, now: Now, send: SendTo<'_>) {
        self.news.from = Some(from);
        self.endpoint.receive(datagram, from, now, &mut Wire { news: &mut self.news, send });
        self.refuse_the_rest(now, send);
    }

    /// Does what is due. Before the [`deadline`](Self::deadline) that is nothing.
    pub fn handle_timeout(&mut self, now: Now, send: SendTo<'_>) {
        self.endpoint.timeout(now, &mut Wire { news: &mut self.news, send });
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called, if nothing comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<Now> {
        self.endpoint.deadline()
    }

    /// Waits for a client that has come through its handshake, and tells where from. It is the caller's now, who has to
    /// [close](Self::close) it.
    pub fn poll_accept(&mut self, cx: &Context<'_>) -> Poll<(PeerId, SocketAddr)> {
        match self.news.arrivals.pop_front() {
            Some(arrival) => Poll::Ready(arrival),
            None => {
                self.news.acceptors.add(cx);
                Poll::Pending
            }
        }
    }

    /// Waits for the end of a connection's handshake.
    ///
    /// # Errors
    ///
    /// What ended the connection.
    pub fn poll_handshake(&mut self, peer: PeerId, cx: &Context<'_>) -> Poll<Result<(), Error>> {
        match self.news.boxes.get_mut(&peer) {
            Some(mailbox) => mailbox.poll_connected(cx),
            None => Poll::Ready(Err(Error::Misuse(ApiMisuse::Closed))),
        }
    }

    /// Waits for the next datagram of a connection, and copies its data into `buffer`: 0 bytes after the peer's farewell.
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::BufferTooShort`] if it does not fit, which loses nothing; or what ended the connection.
    pub fn poll_read(
        &mut self,
        peer: PeerId,
        buffer: &mut [u8],
        cx: &Context<'_>,
    ) -> Poll<Result<usize, Error>> {
        match self.news.boxes.get_mut(&peer) {
            Some(mailbox) => mailbox.poll_read(buffer, cx),
            None => Poll::Ready(Err(Error::Misuse(ApiMisuse::Closed))),
        }
    }

    /// Protects data for a connection's peer: the datagram to be sent, and where to.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over, once the connection is over, and for data that does not fit into a
    /// datagram; or what ended the connection.
    pub fn protect(
        &mut self,
        peer: PeerId,
        data: &[u8],
        now: Now,
        send: SendTo<'_>,
    ) -> Result<(&[u8], SocketAddr), Error> {
        match self.news.boxes.get(&peer) {
            Some(mailbox) if !mailbox.is_connected() => {
                return Err(Error::Misuse(ApiMisuse::HandshakePending));
            }
            Some(mailbox) if !mailbox.is_over() => {}
            _ => return Err(Error::Misuse(ApiMisuse::Closed)),
        }
        let wire = &mut Wire { news: &mut self.news, send };
        self.endpoint.protect(peer, data, now, wire).map_err(|error| match error {
            purembed_tls12::Error::TooLong => Error::Misuse(ApiMisuse::DatagramTooLong),
            error => error.into(),
        })
    }

    /// Says farewell and forgets a connection. Who waits for it learns that.
    pub fn close(&mut self, peer: PeerId, now: Now, send: SendTo<'_>) {
        let wire = &mut Wire { news: &mut self.news, send };
        self.endpoint.close(peer, now, wire);
        if let Some(mut mailbox) = self.news.boxes.remove(&peer) {
            mailbox.end(None);
        }
    }

    /// Takes a connection out, without a farewell. Who waits for it learns that it is over.
    pub(super) fn remove(&mut self, peer: PeerId) -> Option<DtlsConnection> {
        if let Some(mut mailbox) = self.news.boxes.remove(&peer) {
            mailbox.end(None);
        }
        self.endpoint.remove(peer)
    }

    /// The largest datagram to one who is connected, or to those who will be.
    pub(super) fn set_mtu(&mut self, peer: Option<PeerId>, mtu: u16) {
        match peer.and_then(|peer| self.endpoint.connection_mut(peer)) {
            Some(connection) => connection.set_mtu(mtu),
            None => self.endpoint.set_mtu(mtu),
        }
    }

    /// What cookies are for, rather than for addresses.
    pub(super) fn set_client_id(&mut self, id: &[u8]) {
        self.endpoint.set_client_id(id);
    }

    /// Accepts nobody any more, and says farewell to those who wait to be.
    pub fn stop_listening(&mut self, now: Now, send: SendTo<'_>) {
        self.endpoint.stop_listening();
        self.backlog = 0;
        for (peer, _) in core::mem::take(&mut self.news.arrivals) {
            self.close(peer, now, send);
        }
        self.news.acceptors.wake();
    }

    /// A connection, to see who it is with and what was agreed upon, until it is [closed](Self::close) here.
    #[must_use]
    pub fn connection(&self, peer: PeerId) -> Option<&DtlsConnection> {
        let over = || self.news.boxes.get(&peer).and_then(Mailbox::remains);
        self.endpoint.connection(peer).or_else(over)
    }

    /// Where a connection's peer is now.
    #[must_use]
    pub fn address(&self, peer: PeerId) -> Option<SocketAddr> {
        self.endpoint.address(peer)
    }

    /// How many datagrams of a connection were lost because nobody fetched those before.
    #[must_use]
    pub fn lost(&self, peer: PeerId) -> u64 {
        self.news.boxes.get(&peer).map_or(0, Mailbox::lost)
    }

    /// How many connections there are, those in a handshake included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.endpoint.peers().count()
    }

    /// Whether someone was sent a cookie since this was asked last.
    pub(super) const fn take_challenge(&mut self) -> bool {
        core::mem::replace(&mut self.news.challenged, false)
    }

    /// Why the last client that was not connected was not.
    pub(super) const fn take_refusal(&mut self) -> Option<Error> {
        self.news.refusal.take()
    }

    /// Closes those that are too many to wait.
    fn refuse_the_rest(&mut self, now: Now, send: SendTo<'_>) {
        while self.news.arrivals.len() > self.backlog
            && let Some((peer, _)) = self.news.arrivals.pop_back()
        {
            self.close(peer, now, send);
        }
    }
}

/// Where an endpoint's datagrams and news go.
struct Wire<'a, 's> {
    news: &'a mut News,
    send: SendTo<'s>,
}

impl Outlet for Wire<'_, '_> {
    fn send(&mut self, datagram: &[u8], to: SocketAddr) {
        (self.send)(datagram, to);
    }

    fn event(&mut self, event: PeerEvent<'_>) {
        let News { boxes, arrivals, acceptors, challenged, from, refusal } = &mut *self.news;
        match event {
            PeerEvent::Connected(peer) => {
                // Those that were inserted have a box before.
                let mailbox = boxes.entry(peer).or_insert_with(|| {
                    // Nobody is connected but by a datagram.
                    arrivals.extend(from.map(|from| (peer, from)));
                    acceptors.wake();
                    Mailbox::default()
                });
                mailbox.connect();
            }
            PeerEvent::Data(peer, data) => {
                if let Some(mailbox) = boxes.get_mut(&peer) {
                    mailbox.put(data);
                }
            }
            PeerEvent::Closed(peer, error) => match boxes.get_mut(&peer) {
                Some(mailbox) => mailbox.end(error.map(Into::into)),
                None => {
                    *refusal = error.map(Into::into);
                    acceptors.wake();
                }
            },
            PeerEvent::Challenged(_) => {
                *challenged = true;
                acceptors.wake();
            }
            _ => {}
        }
    }

    fn removed(&mut self, peer: PeerId, connection: DtlsConnection) {
        if let Some(mailbox) = self.news.boxes.get_mut(&peer) {
            mailbox.keep(connection);
        }
    }
}

impl fmt::Debug for DtlsHub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsHub")
            .field("endpoint", &self.endpoint)
            .field("waiting_to_be_accepted", &self.news.arrivals.len())
            .finish_non_exhaustive()
    }
}
