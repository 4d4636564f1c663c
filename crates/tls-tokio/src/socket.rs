// SPDX-License-Identifier: MIT
//! A DTLS connection.

use alloc::sync::Arc;
use core::fmt;
use core::net::SocketAddr;
use std::io;

use purembed_tls::{ClientContext, DtlsConfiguration, PeerId, ServerIdentity};
use purembed_tls12::DtlsConnection;
use tokio::net::{ToSocketAddrs, UdpSocket, lookup_host};

use crate::driver::Driver;

/// A DTLS connection. Datagrams keep their boundaries: what one [`send`](Self::send) takes, one [`recv`](Self::recv) gives,
/// or none if the network lost it.
///
/// All methods can be called by several tasks at once. A task of its own reads from the socket and keeps time, so that the
/// connection goes on while nobody waits for it. Dropping it says farewell.
///
/// [`DtlsListener`](crate::DtlsListener) has an example.
pub struct DtlsStream {
    driver: Arc<Driver>,
    peer: PeerId,
}

impl DtlsStream {
    pub(crate) const fn new(driver: Arc<Driver>, peer: PeerId) -> Self {
        Self { driver, peer }
    }

    /// Connects to a server, over a UDP socket of its own.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the connection.
    ///
    /// # Errors
    ///
    /// Of the socket; or what ended the handshake, [`TimedOut`](io::ErrorKind::TimedOut) if nobody answered.
    pub async fn connect(
        context: &ClientContext<DtlsConfiguration>,
        server: &ServerIdentity<'_>,
        address: impl ToSocketAddrs,
    ) -> io::Result<Self> {
        let address = lookup_host(address).await?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
        let own = if address.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
        let socket = UdpSocket::bind(own).await?;
        socket.connect(address).await?;
        Self::over(context, server, socket).await
    }

    /// The same over a UDP socket that is connected to the server, and that nobody else reads from.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the connection, and the socket.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub async fn over(
        context: &ClientContext<DtlsConfiguration>,
        server: &ServerIdentity<'_>,
        socket: UdpSocket,
    ) -> io::Result<Self> {
        let address = socket.peer_addr()?;
        // The first hello is for the socket to take at once.
        socket.writable().await?;
        let (driver, peer) =
            Driver::start(socket, true, |now, send| context.wrap_hub(address, server, now, send))?;
        let stream = Self::new(driver, peer);
        stream.driver.wait(|hub, cx| hub.poll_handshake(peer, cx)).await?;
        Ok(stream)
    }

    /// Sends data, as one datagram. Like every datagram it may get lost, without an error.
    ///
    /// # Cancellation
    ///
    /// Dropping the future before it is ready means that nothing was sent.
    ///
    /// # Errors
    ///
    /// [`DatagramTooLong`](purembed_tls::ApiMisuse::DatagramTooLong) inside if the data does not fit into one,
    /// [`NotConnected`](io::ErrorKind::NotConnected) once the connection is over; or of the socket.
    pub async fn send(&self, data: &[u8]) -> io::Result<usize> {
        self.driver.send(self.peer, data).await
    }

    /// Waits for the next datagram with data, and copies that into `buffer`. 0 says that the peer said farewell; datagrams
    /// without data are passed over.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nothing: a datagram that came is for the next call.
    ///
    /// # Errors
    ///
    /// [`BufferTooShort`](purembed_tls::ApiMisuse::BufferTooShort) inside if the data is longer than `buffer`: it stays, and
    /// the error says how long it is; or what ended the connection.
    pub async fn recv(&self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(self.driver.wait(|hub, cx| hub.poll_read(self.peer, buffer, cx)).await?)
    }

    /// Asks the connection who it is with and what was agreed upon. `None` once it was [closed](Self::close).
    ///
    /// All connections of the UDP socket wait for the question, which must use none of them.
    ///
    /// ```
    /// # async fn ask(stream: purembed_tls_tokio::DtlsStream) {
    /// let identity = stream.ask(|connection| connection.psk_identity().map(<[u8]>::to_vec));
    /// # }
    /// ```
    pub fn ask<T>(&self, question: impl FnOnce(&DtlsConnection) -> T) -> Option<T> {
        self.driver.with(|hub, _, _| hub.connection(self.peer).map(question))
    }

    /// How many datagrams were lost because nobody fetched those before: 256 of them wait, or 256 KiB.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.driver.with(|hub, _, _| hub.lost(self.peer))
    }

    /// Says farewell, to be done by all tasks with it: those that wait are told that it is over.
    pub fn close(&self) {
        self.driver.with(|hub, now, send| hub.close(self.peer, now, send));
    }

    /// Where the peer is, as long as it is there.
    #[must_use]
    pub fn peer_addr(&self) -> Option<SocketAddr> {
        self.driver.with(|hub, _, _| hub.address(self.peer))
    }

    /// Where this side is.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.driver.local_addr()
    }
}

impl Drop for DtlsStream {
    fn drop(&mut self) {
        self.close();
    }
}

impl fmt::Debug for DtlsStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsStream")
            .field("driver", &self.driver)
            .field("peer", &self.peer)
            .finish_non_exhaustive()
    }
}
