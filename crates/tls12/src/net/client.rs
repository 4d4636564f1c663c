// SPDX-License-Identifier: MIT
//! A client over UDP.

use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::ops::Range;
use core::time::Duration;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};

use super::{Clock, LONGEST_DATAGRAM, LONGEST_RECORD, failed, is_nothing, rng, unix_time};
use crate::config::Config;
use crate::{DtlsConnection, Event, Now, Session};

/// A client's connection over a UDP socket of its own. [The module](super) has an example.
///
/// Dropping it tells the server nothing: [`close`](Self::close) does.
#[derive(Debug)]
pub struct DtlsClient {
    socket: UdpSocket,
    connection: DtlsConnection,
    clock: Clock,
    incoming: Vec<u8>,
    outgoing: Vec<u8>,
    /// Data that came, one after the other, and where each piece of it is. What was handed out stays until the next call.
    data: Vec<u8>,
    pieces: Vec<Range<usize>>,
    handed_out: usize,
}

impl DtlsClient {
    /// Connects to a server, and comes to an agreement with it. A server with a certificate is to be `server_name`.
    ///
    /// # Errors
    ///
    /// Of the socket; or what ended the handshake, [`TimedOut`](io::ErrorKind::TimedOut) if nobody answered.
    pub fn connect(
        server: impl ToSocketAddrs,
        config: Arc<Config>,
        server_name: Option<&str>,
    ) -> io::Result<Self> {
        let connection = DtlsConnection::client(config, server_name, rng()?, unix_time()).map_err(failed)?;
        Self::over(socket_to(server)?, connection)
    }

    /// The same with a server that may remember a [session](DtlsConnection::session).
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub fn resume(
        server: impl ToSocketAddrs,
        config: Arc<Config>,
        server_name: Option<&str>,
        session: &Session,
    ) -> io::Result<Self> {
        let connection = DtlsConnection::resume(config, server_name, session, rng()?, unix_time());
        Self::over(socket_to(server)?, connection.map_err(failed)?)
    }

    /// The same with a socket that is connected to the server, and a connection that was made otherwise.
    ///
    /// # Errors
    ///
    /// As [`connect`](Self::connect).
    pub fn over(socket: UdpSocket, connection: DtlsConnection) -> io::Result<Self> {
        let mut client = Self {
            socket,
            connection,
            clock: Clock::start(),
            incoming: vec![0; LONGEST_DATAGRAM],
            outgoing: vec![0; LONGEST_RECORD],
            data: Vec::new(),
            pieces: Vec::new(),
            handed_out: 0,
        };
        while client.connection.is_handshaking() {
            client.flush()?;
            client.wait(None)?;
        }
        client.flush()?;
        client.check()?;
        Ok(client)
    }

    /// Sends data, as one datagram.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](io::ErrorKind::InvalidInput) if that is longer than a record or the
    /// [fragments](Config::max_fragment_length) that were agreed upon; of the socket; or what ended the connection.
    pub fn send(&mut self, data: &[u8]) -> io::Result<()> {
        let now = self.clock.now();
        let length = self.connection.send(data, &mut self.outgoing, now).map_err(failed)?;
        self.socket.send(self.outgoing.get(..length).unwrap_or_default()).map(drop)
    }

    /// Waits for the next data, no longer than `timeout` if there is one. `None` says that the server said farewell.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](io::ErrorKind::TimedOut) if nothing came; of the socket; or what ended the connection.
    pub fn receive(&mut self, timeout: Option<Duration>) -> io::Result<Option<&[u8]>> {
        let until = timeout.map(|timeout| self.clock.now().after(timeout));
        while self.handed_out == self.pieces.len() {
            self.pieces.clear();
            self.data.clear();
            self.handed_out = 0;
            if self.connection.is_closed_by_peer() {
                return Ok(None);
            }
            self.check()?;
            if !self.wait(until)? && until.is_some_and(|until| self.clock.now() >= until) {
                return Err(io::ErrorKind::TimedOut.into());
            }
            self.flush()?;
        }
        let piece = self.pieces.get(self.handed_out).cloned().unwrap_or_default();
        self.handed_out = self.handed_out.saturating_add(1);
        Ok(self.data.get(piece))
    }

    /// Says farewell.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn close(&mut self) -> io::Result<()> {
        self.connection.close();
        self.flush()
    }

    /// Goes on over another socket, which is connected to the server, and gives back the one before: after the network has
    /// changed. The server takes that for the same client only if [connection IDs](Config::random_connection_id) were
    /// agreed upon, and after something was sent.
    pub const fn move_to(&mut self, socket: UdpSocket) -> UdpSocket {
        core::mem::replace(&mut self.socket, socket)
    }

    /// The connection.
    #[must_use]
    pub const fn connection(&self) -> &DtlsConnection {
        &self.connection
    }

    /// Where it receives.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }

    fn check(&self) -> io::Result<()> {
        self.connection.failure().map_or(Ok(()), |failure| Err(failed(failure.clone())))
    }

    fn flush(&mut self) -> io::Result<()> {
        while let Some(length) = self.connection.transmit(&mut self.outgoing, self.clock.now()) {
            match self.socket.send(self.outgoing.get(..length).unwrap_or_default()) {
                Err(error) if !is_nothing(&error) => return Err(error),
                // Or lost, which may happen to every datagram.
                _ => {}
            }
        }
        Ok(())
    }

    /// Waits for a datagram until then, or until the connection has something to do, and tells whether one came.
    fn wait(&mut self, until: Option<Now>) -> io::Result<bool> {
        let now = self.clock.now();
        let next = [until, self.connection.deadline()].into_iter().flatten().min();
        // The system takes no time at all for no limit.
        let wait = next.map(|next| next.0.saturating_sub(now.0).max(Duration::from_millis(1)));
        self.socket.set_read_timeout(wait)?;
        match self.socket.recv(&mut self.incoming) {
            Ok(length) => {
                let now = self.clock.now();
                let datagram = self.incoming.get_mut(..length).unwrap_or_default();
                for event in self.connection.receive(datagram, now) {
                    if let Event::Data(data) = event {
                        let start = self.data.len();
                        self.data.extend_from_slice(data);
                        self.pieces.push(start..self.data.len());
                    }
                }
                Ok(true)
            }
            Err(error) if is_nothing(&error) => {
                if error.kind() == io::ErrorKind::ConnectionRefused {
                    // A server that is just starting, perhaps: the flight's time decides.
                    std::thread::sleep(wait.unwrap_or_default().min(Duration::from_millis(20)));
                }
                self.connection.timeout(self.clock.now()).map_err(failed)?;
                Ok(false)
            }
            Err(error) => Err(error),
        }
    }
}

fn socket_to(server: impl ToSocketAddrs) -> io::Result<UdpSocket> {
    let server = server.to_socket_addrs()?.next().ok_or(io::ErrorKind::AddrNotAvailable)?;
    let own = if server.is_ipv4() { "0.0.0.0:0" } else { "[::]:0" };
    let socket = UdpSocket::bind(own)?;
    socket.connect(server)?;
    Ok(socket)
}
