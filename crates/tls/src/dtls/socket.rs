// SPDX-License-Identifier: MIT
//! A connection over UDP, for threads that block.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::sync::atomic::{AtomicBool, Ordering};
use core::task::Poll;
use core::time::Duration;
use std::io;
use std::net::UdpSocket;
use std::sync::OnceLock;

use purembed_tls12::DtlsConnection;
use purembed_tls12::net::PeerId;
use purembed_x509::Crt;

use super::buffer::DtlsWrappedBuffer;
use super::pump::Pump;
use crate::error::{ApiMisuse, Error};
use crate::{CipherSuite, DtlsVersion, HandshakeStep, Session};

/// A connection over UDP. Datagrams keep their boundaries: what one [`send`](Self::send) takes, one [`recv`](Self::recv)
/// gives, or none if the network lost it.
///
/// It has a UDP socket of its own, which is connected to the peer, or is one of many that a [`DtlsServer`] hands out. All
/// methods can be called by several threads at once; [`split`](Self::split) tells reading from writing. Dropping it says
/// farewell.
///
/// The handshake is gone through by whoever first sends or receives, if [`do_handshake`](Self::do_handshake) was not called;
/// what gets lost in it is sent again, by whoever waits.
///
/// [`DtlsServer`] has an example.
///
/// [`DtlsServer`]: super::DtlsServer
#[doc(alias = "TLSWrappedSocket")]
#[derive(Debug)]
pub struct DtlsSocket {
    connection: Arc<Connection>,
    read_timeout: Option<Duration>,
}

/// A connection, and those that it shares its socket with.
#[derive(Debug)]
pub(super) struct Connection {
    pump: Arc<Pump>,
    /// Nobody before the client of a socket that awaits one has come.
    peer: OnceLock<PeerId>,
    /// Whether its user wants to know that a client was sent a cookie.
    tells_challenges: AtomicBool,
    /// Nobody comes any more.
    closed: AtomicBool,
}

impl Connection {
    pub(super) fn new(pump: Arc<Pump>, peer: PeerId) -> Self {
        let (tells_challenges, closed) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { pump, peer: OnceLock::from(peer), tells_challenges, closed }
    }

    /// One for the client that the socket is connected to, who has yet to come.
    pub(super) fn awaiting(pump: Arc<Pump>) -> Self {
        let (tells_challenges, closed) = (AtomicBool::new(false), AtomicBool::new(false));
        Self { pump, peer: OnceLock::new(), tells_challenges, closed }
    }

    fn handshake(&self, timeout: Option<Duration>) -> io::Result<PeerId> {
        if let Some(peer) = self.peer.get() {
            self.pump.wait(None, |hub, cx| hub.poll_handshake(*peer, cx))??;
            return Ok(*peer);
        }
        let until = timeout.map(|timeout| self.pump.now().after(timeout));
        let accepted = self.pump.wait(until, |hub, cx| {
            // Another thread may have accepted it.
            if let Some(peer) = self.peer.get() {
                return Poll::Ready(Ok(*peer));
            }
            if self.closed.load(Ordering::Relaxed) {
                return Poll::Ready(Err(Error::Misuse(ApiMisuse::Closed)));
            }
            if hub.take_challenge() && self.tells_challenges.load(Ordering::Relaxed) {
                return Poll::Ready(Err(Error::HelloVerifyRequest));
            }
            if let Some(refusal) = hub.take_refusal() {
                return Poll::Ready(Err(refusal));
            }
            hub.poll_accept(cx).map(|(peer, _)| Ok(*self.peer.get_or_init(|| peer)))
        })?;
        Ok(accepted?)
    }

    fn send(&self, data: &[u8], timeout: Option<Duration>) -> io::Result<usize> {
        let peer = self.handshake(timeout)?;
        self.pump.with(|hub, now, send| {
            let (datagram, to) = hub.protect(peer, data, now, send)?;
            self.pump.send(datagram, to)?;
            Ok(data.len())
        })
    }

    fn recv(&self, buffer: &mut [u8], timeout: Option<Duration>) -> io::Result<usize> {
        let peer = self.handshake(timeout)?;
        let until = timeout.map(|timeout| self.pump.now().after(timeout));
        Ok(self.pump.wait(until, |hub, cx| hub.poll_read(peer, buffer, cx))??)
    }

    fn close(&self) {
        self.pump.with(|hub, now, send| match self.peer.get() {
            Some(peer) => hub.close(*peer, now, send),
            None => {
                self.closed.store(true, Ordering::Relaxed);
                hub.stop_listening(now, send);
            }
        });
    }

    fn ask<T>(&self, question: impl FnOnce(&DtlsConnection) -> T) -> Option<T> {
        let peer = *self.peer.get()?;
        self.pump.with(|hub, _, _| hub.connection(peer).map(question))
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.close();
    }
}

impl DtlsSocket {
    pub(super) fn over(connection: Connection, read_timeout: Option<Duration>) -> Self {
        Self { connection: Arc::new(connection), read_timeout }
    }

    /// Goes through the handshake, if it is not over.
    ///
    /// # Errors
    ///
    /// What ended the connection is an [`Error`] inside; the peer was told. [`TimedOut`](io::ErrorKind::TimedOut) if the peer
    /// was silent for too long, [`WouldBlock`](io::ErrorKind::WouldBlock) if the socket is not to block. A server whose
    /// [cookie parameter](Self::set_cookie_param) was set fails with [`Error::HelloVerifyRequest`] once it has sent its
    /// client a cookie, and goes on when it is called again.
    pub fn do_handshake(&self) -> io::Result<()> {
        self.connection.handshake(self.read_timeout).map(drop)
    }

    /// Sends data, as one datagram. Like every datagram it may get lost, without an error.
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::DatagramTooLong`] inside if the data does not fit into one; [`ApiMisuse::Closed`] once the connection is
    /// over; of the socket; or as [`do_handshake`](Self::do_handshake).
    #[doc(alias = "write")]
    pub fn send(&self, data: &[u8]) -> io::Result<usize> {
        self.connection.send(data, self.read_timeout)
    }

    /// Waits for the next datagram with data, and copies that into `buffer`. 0 says that the peer said farewell; datagrams
    /// without data are passed over.
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::BufferTooShort`] inside if the data is longer than `buffer`: it stays, and the error says how long it is.
    /// [`TimedOut`](io::ErrorKind::TimedOut) after the [time-out](Self::set_read_timeout);
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if the socket is not to block; what ended the connection; or as
    /// [`do_handshake`](Self::do_handshake).
    #[doc(alias = "read")]
    pub fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        self.connection.recv(buffer, self.read_timeout)
    }

    /// How long [`recv`](Self::recv) waits, by this handle: as long as the configuration says, which is without end if it
    /// says nothing.
    #[doc(alias = "settimeout")]
    pub const fn set_read_timeout(&mut self, timeout: Option<Duration>) {
        self.read_timeout = timeout;
    }

    /// Whether to fail with [`WouldBlock`](io::ErrorKind::WouldBlock) rather than wait: this connection and those that it
    /// shares a socket with. When the socket is readable or the [deadline](Self::deadline) has come, call again what failed.
    ///
    /// # Errors
    ///
    /// Of the socket.
    #[doc(alias = "setblocking")]
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.connection.pump.set_nonblocking(nonblocking)
    }

    /// After how much time something has to be done, if nothing comes before: for those who do not block.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        let pump = &self.connection.pump;
        pump.with(|hub, now, _| hub.deadline().map(|deadline| deadline.0.saturating_sub(now.0)))
    }

    /// Sets the largest datagram that the network carries, its own headers not counted. Less than 256 means 256.
    #[doc(alias = "setmtu")]
    pub fn set_mtu(&self, mtu: u16) {
        let Connection { pump, peer, .. } = &*self.connection;
        pump.with(|hub, _, _| hub.set_mtu(peer.get().copied(), mtu));
    }

    /// On a server whose client has yet to come: what the client's cookie is for, in place of its address, and that
    /// [`do_handshake`](Self::do_handshake) tells when the client was sent one, as in Python.
    #[doc(alias = "setcookieparam")]
    pub fn set_cookie_param(&self, client_id: &[u8]) {
        self.connection.pump.with(|hub, _, _| hub.set_client_id(client_id));
        self.connection.tells_challenges.store(true, Ordering::Relaxed);
    }

    /// Says farewell, to be done by all threads with it: those that wait are told that it is over.
    pub fn close(self) {
        self.connection.close();
    }

    /// One half to read and one to write, for two threads. The farewell is said when both are dropped.
    #[must_use]
    pub fn split(self) -> (DtlsReader, DtlsWriter) {
        let Self { connection, read_timeout } = self;
        (DtlsReader { connection: Arc::clone(&connection), read_timeout }, DtlsWriter { connection })
    }

    /// Another handle of the same connection.
    #[must_use]
    pub fn another(&self) -> Self {
        Self { connection: Arc::clone(&self.connection), read_timeout: self.read_timeout }
    }

    /// Says farewell and hands back the UDP socket, unless others use it: a server, or other handles.
    #[doc(alias = "unwrap")]
    #[must_use]
    pub fn into_inner(self) -> Option<UdpSocket> {
        let pump = Arc::clone(&self.connection.pump);
        drop(self);
        Arc::into_inner(pump).map(Pump::into_socket)
    }

    /// Takes the UDP socket and the connection apart without a farewell, to [save](DtlsWrappedBuffer::into_bytes) the
    /// connection or to have it go on [elsewhere](crate::ClientContext::wrap_socket_with). Data that was not fetched is lost.
    /// Nothing if others use the connection, or if it is over or has not begun; nor, after a farewell, if others use the
    /// socket, as all connections of a server do.
    #[must_use]
    pub fn into_parts(self) -> Option<(UdpSocket, DtlsWrappedBuffer)> {
        let peer = *self.connection.peer.get()?;
        let pump = Arc::clone(&self.connection.pump);
        let connection = Arc::into_inner(self.connection)?;
        // The connection's handle of it, and this one.
        if Arc::strong_count(&pump) > 2 {
            return None;
        }
        let buffer = pump.with(|hub, _, _| hub.remove(peer)).map(DtlsWrappedBuffer::live);
        // It has nothing to close any more.
        drop(connection);
        Some((Arc::into_inner(pump)?.into_socket(), buffer?))
    }

    /// Where the peer is, as far as that is known.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        let peer = *self.connection.peer.get()?;
        self.connection.pump.with(|hub, _, _| hub.address(peer))
    }

    /// Where this side is.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.connection.pump.socket().local_addr()
    }

    /// How many datagrams were lost because nobody fetched those before: 256 of them wait, or 256 KiB.
    #[must_use]
    pub fn lost(&self) -> u64 {
        let pump = &self.connection.pump;
        self.connection.peer.get().map_or(0, |peer| pump.with(|hub, _, _| hub.lost(*peer)))
    }
}

/// Who it is with, and what was agreed upon.
impl DtlsSocket {
    /// Where the handshake is.
    #[must_use]
    pub fn step(&self) -> HandshakeStep {
        self.connection.ask(DtlsConnection::step).unwrap_or(HandshakeStep::HelloRequest)
    }

    /// The suite that was agreed upon.
    #[must_use]
    pub fn cipher(&self) -> Option<CipherSuite> {
        self.connection.ask(DtlsConnection::suite)?.and_then(|suite| CipherSuite::from_id(suite.id()))
    }

    /// The version that was agreed upon.
    #[must_use]
    pub fn negotiated_dtls_version(&self) -> Option<DtlsVersion> {
        self.cipher().map(|_| DtlsVersion::Dtls12)
    }

    /// The inner protocol that was agreed upon (ALPN).
    #[must_use]
    pub fn negotiated_protocol(&self) -> Option<Vec<u8>> {
        self.connection.ask(|connection| connection.protocol().map(<[u8]>::to_vec))?
    }

    /// The peer's own certificate, once it was accepted.
    #[doc(alias = "getpeercert")]
    #[must_use]
    pub fn peer_certificate(&self) -> Option<Crt> {
        self.connection.ask(|connection| connection.peer_certificates().first().cloned())?
    }

    /// The certificates that the peer sent, its own first, once they were accepted.
    #[must_use]
    pub fn peer_certificates(&self) -> Vec<Crt> {
        self.connection.ask(|connection| connection.peer_certificates().to_vec()).unwrap_or_default()
    }

    /// What a client with a pre-shared key called itself.
    #[must_use]
    pub fn psk_identity(&self) -> Option<Vec<u8>> {
        self.connection.ask(|connection| connection.psk_identity().map(<[u8]>::to_vec))?
    }

    /// On a server, the name that the client asked for.
    #[must_use]
    pub fn requested_server_name(&self) -> Option<String> {
        self.connection.ask(|connection| connection.server_name().map(Into::into))?
    }

    /// Whether an earlier session was resumed.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.connection.ask(DtlsConnection::is_resumed).unwrap_or_default()
    }

    /// What a client may resume another connection by, if the server can.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        self.connection.ask(DtlsConnection::session)?
    }

    /// Fills `out` with keying material for another protocol (RFC 5705).
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::HandshakePending`] before the handshake is over.
    pub fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        let exported =
            self.connection.ask(|connection| connection.export_keying_material(label, context, out));
        Ok(exported.ok_or(Error::Misuse(ApiMisuse::HandshakePending))??)
    }
}

/// The half of a [`DtlsSocket`] that reads.
#[derive(Debug)]
pub struct DtlsReader {
    connection: Arc<Connection>,
    read_timeout: Option<Duration>,
}

impl DtlsReader {
    /// As [`DtlsSocket::recv`].
    ///
    /// # Errors
    ///
    /// As [`DtlsSocket::recv`].
    pub fn recv(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.connection.recv(buffer, self.read_timeout)
    }

    /// As [`DtlsSocket::set_read_timeout`].
    pub const fn set_read_timeout(&mut self, timeout: Option<Duration>) {
        self.read_timeout = timeout;
    }
}

/// The half of a [`DtlsSocket`] that writes.
#[derive(Debug)]
pub struct DtlsWriter {
    connection: Arc<Connection>,
}

impl DtlsWriter {
    /// As [`DtlsSocket::send`].
    ///
    /// # Errors
    ///
    /// As [`DtlsSocket::send`].
    pub fn send(&mut self, data: &[u8]) -> io::Result<usize> {
        self.connection.send(data, None)
    }

    /// Says farewell: the half that reads is told that it is over.
    pub fn close(self) {
        self.connection.close();
    }
}
