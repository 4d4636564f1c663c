// SPDX-License-Identifier: MIT
//! A server for many clients on one UDP socket.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use core::fmt;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};

use self::inbox::Inbox;
use super::endpoint::{DtlsEndpoint, Outlet, PeerEvent, PeerId};
use super::{Clock, LONGEST_DATAGRAM, failed, is_nothing};
use crate::DtlsConnection;
use crate::config::Config;

mod inbox;

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
    clock: Clock,
    endpoint: DtlsEndpoint,
    inbox: Inbox,
    incoming: Box<[u8]>,
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
        Ok(Self {
            socket,
            clock,
            endpoint: DtlsEndpoint::new(config, clock.now())?,
            inbox: Inbox::default(),
            incoming: vec![0; LONGEST_DATAGRAM].into(),
        })
    }

    /// How many clients there may be at once, those in a handshake included: 10,000 if nobody says. Others have to wait
    /// until one is gone, except who is among them and begins anew from the same address.
    #[must_use]
    pub fn max_peers(mut self, peers: usize) -> Self {
        self.endpoint = self.endpoint.max_peers(peers);
        self
    }

    /// After how much silence a client is forgotten: an hour if nobody says. Who is gone without a farewell, as all are
    /// whose network fails, stays so long.
    #[must_use]
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.endpoint = self.endpoint.idle_timeout(timeout);
        self
    }

    /// How long a handshake may take: two minutes if nobody says.
    #[must_use]
    pub fn handshake_timeout(mut self, timeout: Duration) -> Self {
        self.endpoint = self.endpoint.handshake_timeout(timeout);
        self
    }

    /// Lets clients in without a cookie: one flight less for each, and anyone can have the server keep connections for
    /// addresses that are not theirs. It sends there no more than three times as much as came from there, so that
    /// certificates take long or do not get through: [`DtlsConnection::limit_replies`].
    #[must_use]
    pub fn without_cookies(mut self) -> Self {
        self.endpoint = self.endpoint.without_cookies();
        self
    }

    /// The largest datagram that the network carries, for [`DtlsConnection::set_mtu`].
    #[must_use]
    pub fn mtu(mut self, mtu: u16) -> Self {
        self.endpoint = self.endpoint.mtu(mtu);
        self
    }

    /// Asks `admit` whether to let clients in from an address, when one has shown that it is there, or moves to it.
    #[must_use]
    pub fn admit_if(mut self, admit: impl FnMut(SocketAddr) -> bool + Send + 'static) -> Self {
        self.endpoint = self.endpoint.admit_if(admit);
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
            self.endpoint.timeout(now, &mut self.inbox.on(&self.socket));
            if !self.inbox.is_empty() {
                break;
            }
            let next = [until, self.endpoint.deadline()].into_iter().flatten().min();
            if let Some((length, from)) = self.receive(next.map(|next| next.0.saturating_sub(now.0)))? {
                let datagram = self.incoming.get_mut(..length).unwrap_or_default();
                let outlet = &mut self.inbox.on(&self.socket);
                self.endpoint.receive(datagram, from, self.clock.now(), outlet);
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
        let outlet = &mut self.inbox.on(&self.socket);
        let protected = self.endpoint.protect(peer, data, self.clock.now(), outlet);
        let (datagram, address) = protected.map_err(failed)?;
        self.socket.send_to(datagram, address).map(drop)
    }

    /// Says farewell to a client and forgets it. There is no [`Closed`](PeerEvent::Closed) for it.
    pub fn close(&mut self, peer: PeerId) {
        self.endpoint.close(peer, self.clock.now(), &mut self.inbox.on(&self.socket));
    }

    /// A client's connection, to see who it is and what was agreed upon.
    #[must_use]
    pub fn connection(&self, peer: PeerId) -> Option<&DtlsConnection> {
        self.endpoint.connection(peer)
    }

    /// Where a client is now.
    #[must_use]
    pub fn address(&self, peer: PeerId) -> Option<SocketAddr> {
        self.endpoint.address(peer)
    }

    /// All clients, those in a handshake included, in no order.
    pub fn peers(&self) -> impl Iterator<Item = PeerId> {
        self.endpoint.peers()
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
}

impl fmt::Debug for DtlsServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsServer")
            .field("socket", &self.socket)
            .field("endpoint", &self.endpoint)
            .finish_non_exhaustive()
    }
}
