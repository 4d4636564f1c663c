// SPDX-License-Identifier: MIT
//! A server for many clients on one UDP socket.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};

use self::inbox::Inbox;
use self::peers::{Here, Peer, Peers};
use self::wakes::Wakes;
use super::{Clock, LONGEST_DATAGRAM, LONGEST_RECORD, failed, is_nothing, rng, unix_time};
use crate::config::{Config, OwnConnectionId};
use crate::dtls::hello_random;
use crate::{Admit, DtlsConnection, DtlsListener, Error, Event, Now, connection_id_of};

mod inbox;
mod peers;
mod wakes;

/// Room for the answer to a hello without a cookie.
const REPLY: usize = 100;

/// A server for many clients on one UDP socket, in one thread. [The module](super) has an example.
///
/// Nothing is kept of a client before it has shown that it receives at its address, and no more than
/// [`max_peers`](Self::max_peers) clients are kept. Who is silent for [`idle_timeout`](Self::idle_timeout) is forgotten.
///
/// With [`Config::random_connection_id`], a client is known by its ID wherever its datagrams come from, if it agrees, and
/// the answers follow it. Without, by its address, from where it may also begin anew: its connection before lives on until
/// the new one has come through its handshake (RFC 6347 section 4.2.8).
pub struct DtlsServer {
    socket: UdpSocket,
    config: Arc<Config>,
    clock: Clock,
    rules: Rules,
    listener: DtlsListener,
    peers: Peers,
    wakes: Wakes,
    inbox: Inbox,
    incoming: Box<[u8]>,
    outgoing: Box<[u8]>,
}

/// Whom a server lets in, and for how long.
struct Rules {
    max_peers: usize,
    idle_timeout: Duration,
    handshake_timeout: Duration,
    cookies: bool,
    mtu: Option<u16>,
    /// The length of the connection IDs by which clients are found.
    id_length: Option<usize>,
    admit: Option<Box<dyn FnMut(SocketAddr) -> bool + Send>>,
}

/// A client's name within its server. None is given twice.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PeerId(u64);

/// What happened.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum PeerEvent<'s> {
    /// A client has come through its handshake.
    Connected(PeerId),
    /// What a client sent, in one piece.
    Data(PeerId, &'s [u8]),
    /// A client was at this address and is at another now, and shows that it is the same.
    Moved(PeerId, SocketAddr),
    /// A client is gone, and its name with it: by its farewell or for a new connection from its address, or else by an
    /// error, [`TimedOut`](Error::TimedOut) if it was silent. It may never have been connected.
    Closed(PeerId, Option<Error>),
}

impl DtlsServer {
    /// A server at an address.
    ///
    /// # Errors
    ///
    /// Of the socket or of the operating system's randomness.
    pub fn bind(address: impl ToSocketAddrs, config: Arc<Config>) -> io::Result<Self> {
        Self::over(UdpSocket::bind(address)?, config)
    }

    /// A server on a socket, which nobody else reads from.
    ///
    /// # Errors
    ///
    /// Of the operating system's randomness.
    pub fn over(socket: UdpSocket, config: Arc<Config>) -> io::Result<Self> {
        let clock = Clock::start();
        let id_length = match config.datagram.connection_id {
            Some(OwnConnectionId::Random(length)) if length > 0 => Some(usize::from(length)),
            // Nobody can be told by an ID that all have.
            _ => None,
        };
        Ok(Self {
            socket,
            config,
            clock,
            rules: Rules {
                max_peers: 10_000,
                idle_timeout: Duration::from_secs(3600),
                handshake_timeout: Duration::from_secs(120),
                cookies: true,
                mtu: None,
                id_length,
                admit: None,
            },
            listener: DtlsListener::new(rng()?, clock.now()),
            peers: Peers::default(),
            wakes: Wakes::default(),
            inbox: Inbox::default(),
            incoming: vec![0; LONGEST_DATAGRAM].into(),
            outgoing: vec![0; LONGEST_RECORD].into(),
        })
    }

    /// How many clients there may be at once, those in a handshake included: 10,000 if nobody says. Others have to wait
    /// until one is gone, except who is among them and begins anew from the same address.
    #[must_use]
    pub const fn max_peers(mut self, peers: usize) -> Self {
        self.rules.max_peers = peers;
        self
    }

    /// After how much silence a client is forgotten: an hour if nobody says. Who is gone without a farewell, as all are
    /// whose network fails, stays so long.
    #[must_use]
    pub const fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.rules.idle_timeout = timeout;
        self
    }

    /// How long a handshake may take: two minutes if nobody says.
    #[must_use]
    pub const fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.rules.handshake_timeout = timeout;
        self
    }

    /// Lets clients in without a cookie: one flight less for each, and anyone can have the server keep connections for,
    /// and send certificates to, addresses that are not theirs.
    #[must_use]
    pub const fn without_cookies(mut self) -> Self {
        self.rules.cookies = false;
        self
    }

    /// The largest datagram that the network carries, for [`DtlsConnection::set_mtu`].
    #[must_use]
    pub const fn mtu(mut self, mtu: u16) -> Self {
        self.rules.mtu = Some(mtu);
        self
    }

    /// Asks `admit` whether to let clients in from an address, when one has shown that it is there, or moves to it.
    #[must_use]
    pub fn admit_if(mut self, admit: impl FnMut(SocketAddr) -> bool + Send + 'static) -> Self {
        self.rules.admit = Some(Box::new(admit));
        self
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    /// Waits until something happens, no longer than `timeout` if there is one. `None` says that nothing did.
    ///
    /// Handshakes go on only in here.
    ///
    /// # Errors
    ///
    /// Of the socket. What is wrong with a client ends its connection alone.
    pub fn step(&mut self, timeout: Option<Duration>) -> io::Result<Option<PeerEvent<'_>>> {
        self.inbox.clear();
        let until = timeout.map(|timeout| self.clock.now().after(timeout));
        while self.inbox.is_empty() {
            let now = self.clock.now();
            self.look_after(now);
            if !self.inbox.is_empty() {
                break;
            }
            let next = [until, self.wakes.next()].into_iter().flatten().min();
            if let Some((length, from)) = self.receive(next.map(|next| next.0.saturating_sub(now.0)))? {
                // For as long as it is worked on, it is not the server's.
                let mut datagram = core::mem::take(&mut self.incoming);
                self.route(datagram.get_mut(..length).unwrap_or_default(), from, self.clock.now());
                self.incoming = datagram;
            }
            if until.is_some_and(|until| self.clock.now() >= until) {
                break;
            }
        }
        Ok(self.inbox.pop())
    }

    /// Sends data to a client, as one datagram.
    ///
    /// # Errors
    ///
    /// [`NotConnected`](io::ErrorKind::NotConnected) if it is not, or is gone;
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if the data is longer than a record; or of the socket.
    pub fn send(&mut self, peer: PeerId, data: &[u8]) -> io::Result<()> {
        let now = self.clock.now();
        self.flush(peer, now);
        let client = self.peers.get_mut(peer).ok_or(io::ErrorKind::NotConnected)?;
        let length = client.connection.send(data, &mut self.outgoing, now).map_err(failed)?;
        let datagram = self.outgoing.get(..length).unwrap_or_default();
        self.socket.send_to(datagram, client.address).map(drop)
    }

    /// Says farewell to a client and forgets it. There is no [`Closed`](PeerEvent::Closed) for it.
    pub fn close(&mut self, peer: PeerId) {
        if let Some(client) = self.peers.get_mut(peer) {
            client.connection.close();
            self.flush(peer, self.clock.now());
            self.forget(peer);
        }
    }

    /// A client's connection, to see who it is and what was agreed upon.
    #[must_use]
    pub fn connection(&self, peer: PeerId) -> Option<&DtlsConnection> {
        self.peers.get(peer).map(|peer| &peer.connection)
    }

    /// Where a client is now.
    #[must_use]
    pub fn address(&self, peer: PeerId) -> Option<SocketAddr> {
        self.peers.get(peer).map(|peer| peer.address)
    }

    /// All clients, those in a handshake included, in no order.
    pub fn peers(&self) -> impl Iterator<Item = PeerId> {
        self.peers.ids()
    }

    /// Waits for a datagram.
    fn receive(&mut self, wait: Option<Duration>) -> io::Result<Option<(usize, SocketAddr)>> {
        // The system takes a wait of no time at all for one without end.
        let is_poll = wait == Some(Duration::ZERO);
        if is_poll {
            self.socket.set_nonblocking(true)?;
        } else {
            self.socket.set_read_timeout(wait)?;
        }
        let received = self.socket.recv_from(&mut self.incoming);
        if is_poll {
            self.socket.set_nonblocking(false)?;
        }
        match received {
            Err(error) if is_nothing(&error) => Ok(None),
            other => other.map(Some),
        }
    }

    /// Gives a datagram to whom it is for.
    fn route(&mut self, datagram: &mut [u8], from: SocketAddr, now: Now) {
        let id = self.rules.id_length.and_then(|length| connection_id_of(datagram, length));
        if let Some(peer) = id.and_then(|id| self.peers.with_connection_id(id)) {
            return self.deliver(peer, datagram, from, now);
        }
        let here = self.peers.at(from);
        if let Some(random) = hello_random(datagram) {
            let is_same = |peer: &PeerId| self.peers.get(*peer).is_some_and(|peer| peer.hello == random);
            return match [here.coming, here.settled].into_iter().flatten().find(is_same) {
                Some(peer) => self.deliver(peer, datagram, from, now),
                None => self.greet(datagram, random, from, now),
            };
        }
        match here {
            Here { settled: Some(settled), coming: Some(coming) } => {
                // Both may have protected records: only one of them can read it.
                if !is_plain(datagram) {
                    self.deliver(settled, &mut datagram.to_vec(), from, now);
                }
                self.deliver(coming, datagram, from, now);
            }
            Here { settled: Some(peer), .. } | Here { coming: Some(peer), .. } => {
                self.deliver(peer, datagram, from, now);
            }
            Here { settled: None, coming: None } => {}
        }
    }

    /// Looks at a hello that belongs to no connection.
    fn greet(&mut self, datagram: &mut [u8], random: [u8; 32], from: SocketAddr, now: Now) {
        if self.rules.cookies {
            let mut reply = [0; REPLY];
            match self.listener.admit(&octets(from), datagram, &mut reply, now) {
                Admit::Reply(length) => {
                    // Or lost.
                    drop(self.socket.send_to(reply.get(..length).unwrap_or_default(), from));
                    return;
                }
                Admit::New => {}
                _ => return,
            }
        }
        // Whoever was about to come from there has begun anew.
        if let Some(before) = self.peers.at(from).coming {
            self.forget(before);
            self.inbox.closed(before, None);
        }
        // Who is known there, and is going to be replaced, does not count twice.
        let is_full = self.peers.len() >= self.rules.max_peers && self.peers.at(from).settled.is_none();
        if is_full || !self.rules.admits(from) {
            return;
        }
        let Ok(rng) = rng() else { return };
        let mut connection = DtlsConnection::server(Arc::clone(&self.config), rng, unix_time());
        if let Some(mtu) = self.rules.mtu {
            connection.set_mtu(mtu);
        }
        let peer = self.peers.insert(Peer::new(connection, from, random, now));
        self.deliver(peer, datagram, from, now);
    }

    /// Has a client's connection work on a datagram.
    fn deliver(&mut self, id: PeerId, datagram: &mut [u8], from: SocketAddr, now: Now) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        let mut connected = false;
        for event in peer.connection.receive(datagram, now) {
            match event {
                Event::Connected => {
                    connected = true;
                    self.inbox.connected(id);
                }
                Event::Data(data) => self.inbox.data(id, data),
                Event::Closed => {}
            }
        }
        let is_newest = peer.connection.last_datagram_is_newest();
        if is_newest {
            peer.seen = now;
        }
        // RFC 9146 section 6: not before something authentic and new came from there.
        let moves = is_newest && from != peer.address && !peer.connection.is_handshaking();
        let before = peer.address;
        if connected && let Some(before) = self.peers.settle(id) {
            self.forget(before);
            self.inbox.replaced(before);
        }
        if moves && self.rules.admits(from) {
            self.peers.move_to(id, from);
            self.inbox.moved(id, before);
        }
        if let Some(length) = self.rules.id_length {
            self.peers.note_connection_id(id, length);
        }
        self.attend(id, now);
    }

    /// Sends what a client is to get, and sees when it wants to be looked after, or that it is gone.
    fn attend(&mut self, id: PeerId, now: Now) {
        self.flush(id, now);
        let Some(peer) = self.peers.get_mut(id) else { return };
        let failure = peer.connection.failure().cloned();
        if failure.is_some() || peer.connection.is_closed_by_peer() {
            peer.connection.close();
            self.flush(id, now);
            self.forget(id);
            self.inbox.closed(id, failure);
            return;
        }
        let silence = self.rules.end_of_silence(peer);
        let due = peer.connection.deadline().map_or(silence, |deadline| deadline.min(silence));
        self.wakes.set(id, &mut peer.wake, due);
    }

    /// Does what is due, until there is something to tell.
    fn look_after(&mut self, now: Now) {
        while self.inbox.is_empty()
            && let Some(id) = self.wakes.pop(now)
        {
            let Some(peer) = self.peers.get_mut(id) else { continue };
            peer.wake = None;
            if now >= self.rules.end_of_silence(peer) {
                peer.connection.close();
                self.flush(id, now);
                self.forget(id);
                self.inbox.closed(id, Some(Error::TimedOut));
                continue;
            }
            // What went wrong stays with the connection, and is seen there.
            drop(peer.connection.timeout(now));
            self.attend(id, now);
        }
    }

    /// Sends what a client is to get. What the socket does not take is lost, like any datagram.
    fn flush(&mut self, id: PeerId, now: Now) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        while let Some(length) = peer.connection.transmit(&mut self.outgoing, now) {
            drop(self.socket.send_to(self.outgoing.get(..length).unwrap_or_default(), peer.address));
        }
    }

    fn forget(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.remove(id) {
            self.wakes.remove(id, peer.wake);
        }
    }
}

impl Rules {
    fn admits(&mut self, address: SocketAddr) -> bool {
        self.admit.as_mut().is_none_or(|admit| admit(address))
    }

    /// Until when a client may be silent.
    fn end_of_silence(&self, peer: &Peer) -> Now {
        let timeout =
            if peer.connection.is_handshaking() { self.handshake_timeout } else { self.idle_timeout };
        peer.seen.after(timeout)
    }
}

/// Whether the first record is one that nothing protects: of the first epoch.
fn is_plain(datagram: &[u8]) -> bool {
    datagram.get(3..5) == Some(&[0, 0])
}

/// An address in bytes, for its cookie.
fn octets(address: SocketAddr) -> [u8; 18] {
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    let mut octets = [0; 18];
    let bytes = ip.octets().into_iter().chain(address.port().to_be_bytes());
    octets.iter_mut().zip(bytes).for_each(|(to, from)| *to = from);
    octets
}

impl fmt::Debug for DtlsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsServer")
            .field("socket", &self.socket)
            .field("peers", &self.peers.len())
            .finish_non_exhaustive()
    }
}
