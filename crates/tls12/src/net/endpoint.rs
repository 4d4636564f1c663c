// SPDX-License-Identifier: MIT
//! All connections of one UDP socket, without the socket and its clock.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use core::fmt;
use core::net::{IpAddr, SocketAddr};
use core::time::Duration;
use std::io;
use std::sync::{Mutex, PoisonError};

use self::peers::{Here, Peer, Peers};
use self::wakes::Wakes;
use super::{LONGEST_RECORD, rng, unix_time};
use crate::config::{Config, OwnConnectionId};
use crate::dtls::hello_random;
use crate::{Admit, DtlsConnection, DtlsListener, Error, Event, Now, connection_id_of};

mod peers;
mod wakes;

/// Room for the answer to a hello without a cookie.
const REPLY: usize = 100;

/// All connections of one UDP socket, without the socket and its clock: gives each datagram to whom it is for, lets clients
/// in, and looks after everyone in time. [`DtlsServer`](super::DtlsServer) is this with a socket, in one thread.
///
/// After every call, what it sent went into the [`Outlet`], and so did the news. [`timeout`](Self::timeout) is to be called
/// at the [`deadline`](Self::deadline).
///
/// Only what certificates are judged by, the time of day, is the system's, as is the randomness.
///
/// Connections of clients to others may be [inserted](Self::insert) beside those that are let in, as CoAP has it.
///
/// ```
/// use std::net::SocketAddr;
/// use std::sync::Arc;
///
/// use purembed_core::random;
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::net::{DtlsEndpoint, Outlet, PeerEvent};
/// use purembed_tls12::{CipherSuite, Config, DtlsConnection, Event, Now, PreSharedKey};
///
/// #[derive(Default)]
/// struct Out {
///     datagrams: Vec<Vec<u8>>,
///     data: Vec<Vec<u8>>,
/// }
///
/// impl Outlet for Out {
///     fn send(&mut self, datagram: &[u8], _to: SocketAddr) {
///         self.datagrams.push(datagram.to_vec());
///     }
///
///     fn event(&mut self, event: PeerEvent<'_>) {
///         if let PeerEvent::Data(_, data) = event {
///             self.data.push(data.to_vec());
///         }
///     }
/// }
///
/// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
/// let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
/// let server = Config::new(&suites).pre_shared_key_store(Arc::new(store));
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let client = Config::new(&suites).pre_shared_key(Arc::new(key));
///
/// let (now, from) = (Now::default(), SocketAddr::from(([192, 0, 2, 1], 5684)));
/// let mut endpoint = DtlsEndpoint::new(Arc::new(server), now)?;
/// let mut client = DtlsConnection::client(Arc::new(client), None, Box::new(random::generator()?), 0)?;
/// let (mut out, mut datagram) = (Out::default(), [0; 1500]);
/// while client.is_handshaking() {
///     while let Some(length) = client.transmit(&mut datagram, now) {
///         endpoint.receive(&mut datagram[..length], from, now, &mut out);
///     }
///     for mut datagram in out.datagrams.drain(..) {
///         client.receive(&mut datagram, now).for_each(drop);
///     }
/// }
/// let length = client.send(b"21 degrees", &mut datagram, now)?;
/// endpoint.receive(&mut datagram[..length], from, now, &mut out);
/// assert_eq!(out.data, [b"21 degrees"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DtlsEndpoint {
    config: Arc<Config>,
    rules: Rules,
    listener: Arc<Mutex<DtlsListener>>,
    peers: Peers,
    wakes: Wakes,
    outgoing: Box<[u8]>,
}

/// Where an endpoint's datagrams and news go.
pub trait Outlet {
    /// Sends a datagram. One that cannot be sent is lost, as any may be.
    fn send(&mut self, datagram: &[u8], to: SocketAddr);

    /// Something happened.
    fn event(&mut self, event: PeerEvent<'_>);

    /// A connection is over, and nobody's any more: before [`PeerEvent::Closed`] says so.
    fn removed(&mut self, _peer: PeerId, _connection: DtlsConnection) {}
}

/// Whom a server lets in, and for how long.
struct Rules {
    /// Whether anyone is let in at all.
    listens: bool,
    max_peers: usize,
    max_handshakes: usize,
    idle_timeout: Duration,
    handshake_timeout: Duration,
    cookies: bool,
    /// What cookies are for, if not addresses.
    client_id: Option<Box<[u8]>>,
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
    /// Someone at this address was sent a cookie, to come again with; nothing is kept of it. A
    /// [`DtlsServer`](super::DtlsServer) does not tell this.
    Challenged(SocketAddr),
}

impl DtlsEndpoint {
    /// An endpoint that lets clients in.
    ///
    /// # Errors
    ///
    /// Of the operating system's randomness.
    pub fn new(config: Arc<Config>, now: Now) -> io::Result<Self> {
        let id_length = match config.datagram.connection_id {
            Some(OwnConnectionId::Random(length)) if length > 0 => Some(usize::from(length)),
            // Nobody can be told by an ID that all have.
            _ => None,
        };
        Ok(Self {
            config,
            rules: Rules {
                listens: true,
                max_peers: 10_000,
                max_handshakes: 2_000,
                idle_timeout: Duration::from_secs(3600),
                handshake_timeout: Duration::from_secs(120),
                cookies: true,
                client_id: None,
                mtu: None,
                id_length,
                admit: None,
            },
            listener: Arc::new(Mutex::new(DtlsListener::new(rng()?, now))),
            peers: Peers::default(),
            wakes: Wakes::default(),
            outgoing: vec![0; LONGEST_RECORD].into(),
        })
    }

    /// Lets nobody in: there are only the connections that are [inserted](Self::insert).
    #[must_use]
    pub const fn without_clients(mut self) -> Self {
        self.stop_listening();
        self
    }

    /// Has cookies made and recognised by a listener that others use, too, with the same clock: so that a client may be sent
    /// a cookie by one and come to another.
    #[must_use]
    pub fn listener(mut self, listener: Arc<Mutex<DtlsListener>>) -> Self {
        self.listener = listener;
        self
    }

    /// Has cookies say that a client is who is called so, rather than that it is where it is: for sockets that are connected
    /// to one client.
    pub fn set_client_id(&mut self, id: &[u8]) {
        self.rules.client_id = Some(id.into());
    }

    /// The largest datagram to clients that come from now on, as [`mtu`](Self::mtu).
    pub const fn set_mtu(&mut self, mtu: u16) {
        self.rules.mtu = Some(mtu);
    }

    /// How many clients there may be at once, those in a handshake included: 10,000 if nobody says. Others have to wait
    /// until one is gone, except who is among them and begins anew from the same address.
    #[must_use]
    pub const fn max_peers(mut self, peers: usize) -> Self {
        self.rules.max_peers = peers;
        self
    }

    /// How many of them may be in a handshake at once, which takes more memory: 2,000 if nobody says.
    #[must_use]
    pub const fn max_handshakes(mut self, handshakes: usize) -> Self {
        self.rules.max_handshakes = handshakes;
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

    /// Lets clients in without a cookie: one flight less for each, and anyone can have the server keep connections for
    /// addresses that are not theirs. It sends there no more than three times as much as came from there, so that
    /// certificates take long or do not get through: [`DtlsConnection::limit_replies`].
    #[must_use]
    pub const fn without_cookies(mut self) -> Self {
        self.rules.cookies = false;
        self
    }

    /// The largest datagram that the network carries, for [`DtlsConnection::set_mtu`].
    #[must_use]
    pub const fn mtu(mut self, mtu: u16) -> Self {
        self.set_mtu(mtu);
        self
    }

    /// Asks `admit` whether to let clients in from an address, when one has shown that it is there, or moves to it.
    #[must_use]
    pub fn admit_if(mut self, admit: impl FnMut(SocketAddr) -> bool + Send + 'static) -> Self {
        self.rules.admit = Some(Box::new(admit));
        self
    }

    /// One more connection: a client's to a server at that address, or a server's with a client that was let in otherwise.
    /// Its first datagrams are sent.
    pub fn insert(
        &mut self,
        connection: DtlsConnection,
        address: SocketAddr,
        now: Now,
        outlet: &mut dyn Outlet,
    ) -> PeerId {
        if let Some(before) = self.peers.at(address).coming {
            self.forget(before, outlet);
            outlet.event(PeerEvent::Closed(before, None));
        }
        let is_connected = connection.suite().is_some();
        let peer = self.peers.insert(Peer::new(connection, address, None, now));
        if is_connected && let Some(before) = self.peers.settle(peer) {
            self.forget(before, outlet);
            outlet.event(PeerEvent::Closed(before, None));
        }
        self.attend(peer, now, outlet);
        peer
    }

    /// Lets nobody in from now on.
    pub const fn stop_listening(&mut self) {
        self.rules.listens = false;
    }

    /// When [`timeout`](Self::timeout) is to be called, if nothing comes before.
    #[must_use]
    pub fn deadline(&self) -> Option<Now> {
        self.wakes.next()
    }

    /// Does what is due. Before the [`deadline`](Self::deadline) that is nothing.
    pub fn timeout(&mut self, now: Now, outlet: &mut dyn Outlet) {
        while let Some(id) = self.wakes.pop(now) {
            let Some(peer) = self.peers.get_mut(id) else { continue };
            peer.wake = None;
            if now >= self.rules.end_of_silence(peer) {
                peer.connection.close();
                self.flush(id, now, outlet);
                self.forget(id, outlet);
                outlet.event(PeerEvent::Closed(id, Some(Error::TimedOut)));
                continue;
            }
            // What went wrong stays with the connection, and is seen there.
            drop(peer.connection.timeout(now));
            self.attend(id, now, outlet);
        }
    }

    /// Gives a datagram to whom it is for, who works on it in place.
    pub fn receive(&mut self, datagram: &mut [u8], from: SocketAddr, now: Now, outlet: &mut dyn Outlet) {
        let id = self.rules.id_length.and_then(|length| connection_id_of(datagram, length));
        if let Some(peer) = id.and_then(|id| self.peers.with_connection_id(id)) {
            return self.deliver(peer, datagram, from, now, outlet);
        }
        let here = self.peers.at(from);
        if let Some(random) = hello_random(datagram) {
            let is_same = |peer: &PeerId| self.peers.get(*peer).is_some_and(|peer| peer.takes(&random));
            return match [here.coming, here.settled].into_iter().flatten().find(is_same) {
                Some(peer) => self.deliver(peer, datagram, from, now, outlet),
                None => self.greet(datagram, random, from, now, outlet),
            };
        }
        match here {
            Here { settled: Some(settled), coming: Some(coming) } => {
                // Both may have protected records: only one of them can read it.
                if !is_plain(datagram) {
                    self.deliver(settled, &mut datagram.to_vec(), from, now, outlet);
                }
                self.deliver(coming, datagram, from, now, outlet);
            }
            Here { settled: Some(peer), .. } | Here { coming: Some(peer), .. } => {
                self.deliver(peer, datagram, from, now, outlet);
            }
            Here { settled: None, coming: None } => {}
        }
    }

    /// Protects data for a peer, as the datagram that is to be sent to the address. What has to go before it is sent.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] if the peer is not connected, or is gone; or as [`DtlsConnection::send`].
    pub fn protect(
        &mut self,
        peer: PeerId,
        data: &[u8],
        now: Now,
        outlet: &mut dyn Outlet,
    ) -> Result<(&[u8], SocketAddr), Error> {
        self.flush(peer, now, outlet);
        let client = self.peers.get_mut(peer).ok_or(Error::Misuse)?;
        let length = client.connection.send(data, &mut self.outgoing, now)?;
        Ok((self.outgoing.get(..length).unwrap_or_default(), client.address))
    }

    /// Says farewell to a peer and forgets it. There is no [`Closed`](PeerEvent::Closed) for it.
    pub fn close(&mut self, peer: PeerId, now: Now, outlet: &mut dyn Outlet) {
        if let Some(client) = self.peers.get_mut(peer) {
            client.connection.close();
            self.flush(peer, now, outlet);
            self.forget(peer, outlet);
        }
    }

    /// A peer's connection, to see who it is and what was agreed upon.
    #[must_use]
    pub fn connection(&self, peer: PeerId) -> Option<&DtlsConnection> {
        self.peers.get(peer).map(|peer| &peer.connection)
    }

    /// The same, to set its [MTU](DtlsConnection::set_mtu) and the like.
    pub fn connection_mut(&mut self, peer: PeerId) -> Option<&mut DtlsConnection> {
        self.peers.get_mut(peer).map(|peer| &mut peer.connection)
    }

    /// Takes a peer's connection out, without a farewell.
    pub fn remove(&mut self, peer: PeerId) -> Option<DtlsConnection> {
        let removed = self.peers.remove(peer)?;
        self.wakes.remove(peer, removed.wake);
        Some(removed.connection)
    }

    /// Where a peer is now.
    #[must_use]
    pub fn address(&self, peer: PeerId) -> Option<SocketAddr> {
        self.peers.get(peer).map(|peer| peer.address)
    }

    /// All peers, those in a handshake included, in no order.
    pub fn peers(&self) -> impl Iterator<Item = PeerId> {
        self.peers.ids()
    }

    /// Looks at a hello that belongs to no connection.
    fn greet(
        &mut self,
        datagram: &mut [u8],
        random: [u8; 32],
        from: SocketAddr,
        now: Now,
        outlet: &mut dyn Outlet,
    ) {
        if !self.rules.listens || self.peers.is_ours(from) {
            return;
        }
        if self.rules.cookies {
            let mut reply = [0; REPLY];
            let own = octets(from);
            let client = self.rules.client_id.as_deref().unwrap_or(&own);
            let mut listener = self.listener.lock().unwrap_or_else(PoisonError::into_inner);
            let admitted = listener.admit(client, datagram, &mut reply, now);
            drop(listener);
            match admitted {
                Admit::Reply(length) => {
                    outlet.send(reply.get(..length).unwrap_or_default(), from);
                    return outlet.event(PeerEvent::Challenged(from));
                }
                Admit::New => {}
                _ => return,
            }
        }
        // Whoever was about to come from there has begun anew.
        if let Some(before) = self.peers.at(from).coming {
            self.forget(before, outlet);
            outlet.event(PeerEvent::Closed(before, None));
        }
        // Who is known there, and is going to be replaced, does not count twice.
        let is_full = self.peers.len() >= self.rules.max_peers && self.peers.at(from).settled.is_none();
        if is_full || self.peers.coming() >= self.rules.max_handshakes || !self.rules.admits(from) {
            return;
        }
        let Ok(rng) = rng() else { return };
        let mut connection = DtlsConnection::server(Arc::clone(&self.config), rng, unix_time());
        if !self.rules.cookies {
            connection.limit_replies();
        }
        if let Some(mtu) = self.rules.mtu {
            connection.set_mtu(mtu);
        }
        let peer = self.peers.insert(Peer::new(connection, from, Some(random), now));
        // Before any callback of the user's, which may panic: it does not stay for ever, whatever becomes of it.
        if let Some(new) = self.peers.get_mut(peer) {
            let due = self.rules.end_of_silence(new);
            self.wakes.set(peer, &mut new.wake, due);
        }
        self.deliver(peer, datagram, from, now, outlet);
    }

    /// Has a client's connection work on a datagram.
    fn deliver(
        &mut self,
        id: PeerId,
        datagram: &mut [u8],
        from: SocketAddr,
        now: Now,
        outlet: &mut dyn Outlet,
    ) {
        let replaced = self.peers.replaced_by(id);
        let Some(peer) = self.peers.get_mut(id) else { return };
        peer.note_hello(datagram);
        let mut connected = false;
        for event in peer.connection.receive(datagram, now) {
            match event {
                Event::Connected => {
                    connected = true;
                    // Who gave way to it is gone before.
                    replaced.into_iter().for_each(|before| outlet.event(PeerEvent::Closed(before, None)));
                    outlet.event(PeerEvent::Connected(id));
                }
                Event::Data(data) => outlet.event(PeerEvent::Data(id, data)),
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
            self.forget(before, outlet);
        }
        if moves && self.rules.admits(from) {
            self.peers.move_to(id, from);
            outlet.event(PeerEvent::Moved(id, before));
        }
        if let Some(length) = self.rules.id_length {
            self.peers.note_connection_id(id, length);
        }
        self.attend(id, now, outlet);
    }

    /// Sends what a client is to get, and sees when it wants to be looked after, or that it is gone.
    fn attend(&mut self, id: PeerId, now: Now, outlet: &mut dyn Outlet) {
        self.flush(id, now, outlet);
        let Some(peer) = self.peers.get_mut(id) else { return };
        let failure = peer.connection.failure().cloned();
        if failure.is_some() || peer.connection.is_closed_by_peer() {
            peer.connection.close();
            self.flush(id, now, outlet);
            self.forget(id, outlet);
            outlet.event(PeerEvent::Closed(id, failure));
            return;
        }
        let silence = self.rules.end_of_silence(peer);
        let due = peer.connection.deadline().map_or(silence, |deadline| deadline.min(silence));
        self.wakes.set(id, &mut peer.wake, due);
    }

    /// Sends what a peer is to get.
    fn flush(&mut self, id: PeerId, now: Now, outlet: &mut dyn Outlet) {
        let Some(peer) = self.peers.get_mut(id) else { return };
        while let Some(length) = peer.connection.transmit(&mut self.outgoing, now) {
            outlet.send(self.outgoing.get(..length).unwrap_or_default(), peer.address);
        }
    }

    fn forget(&mut self, id: PeerId, outlet: &mut dyn Outlet) {
        if let Some(connection) = self.remove(id) {
            outlet.removed(id, connection);
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

impl fmt::Debug for DtlsEndpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsEndpoint").field("peers", &self.peers.len()).finish_non_exhaustive()
    }
}
