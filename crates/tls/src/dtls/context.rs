// SPDX-License-Identifier: MIT
//! What contexts for datagrams make.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::net::SocketAddr;
use std::io;
use std::net::{ToSocketAddrs, UdpSocket};

use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_tls12::net::{Clock, DtlsEndpoint, PeerId};
use purembed_tls12::{Config, DtlsConnection, Now, Session};
use purembed_x509::Time;

use super::buffer::DtlsWrappedBuffer;
use super::hub::{DtlsHub, SendTo};
use super::limits::DtlsLimits;
use super::pump::Pump;
use super::server::DtlsServer;
use super::socket::{Connection, DtlsSocket};
use crate::config::DtlsConfiguration;
use crate::context::{ClientContext, ServerContext, system_time};
use crate::error::{ApiMisuse, Error, Reason};
use crate::identity::ServerIdentity;

impl ClientContext<DtlsConfiguration> {
    /// Starts a connection without I/O. Certificates are judged as of `now`. [`DtlsWrappedBuffer`] has an example.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] for a name that cannot be sent, [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, server: &ServerIdentity<'_>, now: Time) -> Result<DtlsWrappedBuffer, Error> {
        self.connect(server, None, now).map(DtlsWrappedBuffer::live)
    }

    /// The same with a [session](DtlsWrappedBuffer::session) to resume. If the server does not know it any more, the
    /// handshake is a full one.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers).
    pub fn resume_buffers(
        &self,
        server: &ServerIdentity<'_>,
        session: &Session,
        now: Time,
    ) -> Result<DtlsWrappedBuffer, Error> {
        self.connect(server, Some(session), now).map(DtlsWrappedBuffer::live)
    }

    /// Makes a connection again of [its bytes](DtlsWrappedBuffer::into_bytes).
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::SavedConnection`] if they are none, or of another configuration.
    pub fn restore_buffers(
        &self,
        server: &ServerIdentity<'_>,
        bytes: SecretBytes,
    ) -> Result<DtlsWrappedBuffer, Error> {
        let config = self.engines().native(server).ok_or_else(no_engine)?;
        restore(config, bytes)
    }

    /// Starts a connection over a UDP socket that is connected to the server. Nobody else may read from it.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers), or of the socket: [`NotConnected`](io::ErrorKind::NotConnected) if it is not.
    pub fn wrap_socket(&self, socket: UdpSocket, server: &ServerIdentity<'_>) -> io::Result<DtlsSocket> {
        self.put_under(self.connect(server, None, system_time())?, socket)
    }

    /// The same with a [session](DtlsSocket::session) to resume.
    ///
    /// # Errors
    ///
    /// As [`wrap_socket`](Self::wrap_socket).
    pub fn resume_socket(
        &self,
        socket: UdpSocket,
        server: &ServerIdentity<'_>,
        session: &Session,
    ) -> io::Result<DtlsSocket> {
        self.put_under(self.connect(server, Some(session), system_time())?, socket)
    }

    /// Has a connection that was begun without I/O go on over a UDP socket that is connected to the server.
    ///
    /// # Errors
    ///
    /// Of the socket; [`InvalidInput`](io::ErrorKind::InvalidInput) for a server's buffer whose client has not come.
    pub fn wrap_socket_with(&self, socket: UdpSocket, buffer: DtlsWrappedBuffer) -> io::Result<DtlsSocket> {
        let connection = buffer.into_connection().ok_or(io::ErrorKind::InvalidInput)?;
        self.put_under(connection, socket)
    }

    /// Starts a connection to a server at `address`, for other runtimes. Its first datagrams are sent.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers).
    pub fn wrap_hub(
        &self,
        address: SocketAddr,
        server: &ServerIdentity<'_>,
        now: Now,
        send: SendTo<'_>,
    ) -> io::Result<(DtlsHub, PeerId)> {
        let connection = self.connect(server, None, system_time())?;
        let config = Arc::clone(self.engines().native(server).ok_or(io::ErrorKind::Unsupported)?);
        hub_of_one(config, connection, address, now, send)
    }

    fn connect(
        &self,
        server: &ServerIdentity<'_>,
        session: Option<&Session>,
        now: Time,
    ) -> Result<DtlsConnection, Error> {
        let config = self.engines().native(server).ok_or_else(no_engine)?;
        let name = server.name.as_ref().map(|name| alloc::format!("{name}"));
        let rng = Box::new(random::generator().map_err(Error::Random)?);
        let (config, now) = (Arc::clone(config), now.as_unix());
        let mut connection = match session {
            Some(session) => DtlsConnection::resume(config, name.as_deref(), session, rng, now)?,
            None => DtlsConnection::client(config, name.as_deref(), rng, now)?,
        };
        if let Some(mtu) = self.configuration().mtu() {
            connection.set_mtu(mtu);
        }
        Ok(connection)
    }

    fn put_under(&self, connection: DtlsConnection, socket: UdpSocket) -> io::Result<DtlsSocket> {
        let address = socket.peer_addr()?;
        let config = self.engines().native(&ServerIdentity::dangerous_any_name());
        let config = Arc::clone(config.ok_or(io::ErrorKind::Unsupported)?);
        let clock = Clock::start();
        // As `Pump::send` does, which is not there yet.
        let send = &mut |datagram: &[u8], _| drop(socket.send(datagram));
        let (hub, peer) = hub_of_one(config, connection, address, clock.now(), send)?;
        let pump = Pump::new(socket, hub, clock, true)?;
        let connection = Connection::new(Arc::new(pump), peer);
        Ok(DtlsSocket::over(connection, self.configuration().read_timeout()))
    }
}

impl ServerContext<DtlsConfiguration> {
    /// Starts a connection without I/O. Certificates are judged as of `now`. [`DtlsWrappedBuffer`] has an example.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, now: Time) -> Result<DtlsWrappedBuffer, Error> {
        let config = self.engines().native().ok_or_else(no_engine)?;
        let configuration = self.configuration();
        let cookies = if configuration.cookies() { Some(self.engines().cookies()?) } else { None };
        Ok(DtlsWrappedBuffer::server(Arc::clone(config), cookies, configuration.mtu(), now.as_unix()))
    }

    /// Makes a connection again of [its bytes](DtlsWrappedBuffer::into_bytes).
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::SavedConnection`] if they are none, or of another configuration.
    pub fn restore_buffers(&self, bytes: SecretBytes) -> Result<DtlsWrappedBuffer, Error> {
        restore(self.engines().native().ok_or_else(no_engine)?, bytes)
    }

    /// A server for many clients, at an address. [`DtlsServer`] has an example.
    ///
    /// # Errors
    ///
    /// Of the socket, or [`Error::Random`] inside.
    pub fn bind(&self, address: impl ToSocketAddrs) -> io::Result<DtlsServer> {
        self.server(UdpSocket::bind(address)?, DtlsLimits::default())
    }

    /// A server for many clients, on a UDP socket that nobody else reads from.
    ///
    /// # Errors
    ///
    /// Of the socket, or [`Error::Random`] inside.
    pub fn server(&self, socket: UdpSocket, limits: DtlsLimits) -> io::Result<DtlsServer> {
        let clock = Clock::start();
        let hub = self.wrap_hub(clock.now(), limits)?;
        Ok(DtlsServer::new(Pump::new(socket, hub, clock, false)?, self.configuration().read_timeout()))
    }

    /// Awaits one client over a UDP socket that is connected to it, as in Python. Cookies are the context's: a client may be
    /// sent one over one socket and come to another, however many there are.
    ///
    /// ```
    /// use std::net::UdpSocket;
    /// use std::sync::Arc;
    /// use std::thread;
    ///
    /// use purembed_tls::{
    ///     CipherSuite, ClientContext, DtlsConfiguration, Error, PreSharedKey, ServerContext, ServerIdentity,
    /// };
    ///
    /// # use purembed_core::secret::SecretBytes;
    /// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
    /// let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
    /// let server = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
    /// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
    /// let client = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key(key).build()?;
    ///
    /// let (here, there) = (UdpSocket::bind("127.0.0.1:0")?, UdpSocket::bind("127.0.0.1:0")?);
    /// here.connect(there.local_addr()?)?;
    /// there.connect(here.local_addr()?)?;
    /// let client = ClientContext::new(client)?.wrap_socket(there, &ServerIdentity::dangerous_any_name())?;
    /// let client = thread::spawn(move || client.send(b"21 degrees").map(|_| client));
    ///
    /// let server = ServerContext::new(server)?.wrap_socket(here)?;
    /// server.set_cookie_param(b"192.0.2.1:5684");
    /// let challenge = server.do_handshake().expect_err("the first hello has no cookie");
    /// let challenge = challenge.get_ref().and_then(|error| error.downcast_ref::<Error>());
    /// assert!(matches!(challenge, Some(Error::HelloVerifyRequest)));
    /// server.do_handshake()?;
    /// let mut buffer = [0; 100];
    /// let length = server.recv(&mut buffer)?;
    /// assert_eq!(&buffer[..length], b"21 degrees");
    /// # drop(client.join());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of the socket: [`NotConnected`](io::ErrorKind::NotConnected) if it is not; or [`Error::Random`] inside.
    pub fn wrap_socket(&self, socket: UdpSocket) -> io::Result<DtlsSocket> {
        socket.peer_addr()?;
        let cookies = self.engines().cookies()?;
        let endpoint = self.endpoint(cookies.clock.now(), DtlsLimits::NONE)?.listener(cookies.listener);
        let pump = Pump::new(socket, DtlsHub::new(endpoint), cookies.clock, true)?;
        Ok(DtlsSocket::over(Connection::awaiting(Arc::new(pump)), self.configuration().read_timeout()))
    }

    /// A server for many clients, for other runtimes.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use std::task::{Context, Waker};
    ///
    /// use purembed_tls::{CipherSuite, DtlsConfiguration, DtlsLimits, Now, ServerContext};
    ///
    /// # use purembed_core::secret::SecretBytes;
    /// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
    /// let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
    /// let server = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
    /// let mut hub = ServerContext::new(server)?.wrap_hub(Now::default(), DtlsLimits::default())?;
    ///
    /// let (mut datagram, from) = (*b"not a hello", ([192, 0, 2, 1], 5684).into());
    /// hub.receive_datagram(&mut datagram, from, Now::default(), &mut |_, _| unreachable!("an answer"));
    /// assert!(hub.poll_accept(&Context::from_waker(Waker::noop())).is_pending());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::Random`] inside.
    pub fn wrap_hub(&self, now: Now, limits: DtlsLimits) -> io::Result<DtlsHub> {
        Ok(DtlsHub::new(self.endpoint(now, limits)?))
    }

    fn endpoint(&self, now: Now, limits: DtlsLimits) -> io::Result<DtlsEndpoint> {
        let config = Arc::clone(self.engines().native().ok_or(io::ErrorKind::Unsupported)?);
        let mut endpoint = limits.apply(DtlsEndpoint::new(config, now)?);
        if !self.configuration().cookies() {
            endpoint = endpoint.without_cookies();
        }
        if let Some(mtu) = self.configuration().mtu() {
            endpoint.set_mtu(mtu);
        }
        Ok(endpoint)
    }
}

/// A hub for one connection of our own.
fn hub_of_one(
    config: Arc<Config>,
    connection: DtlsConnection,
    address: SocketAddr,
    now: Now,
    send: SendTo<'_>,
) -> io::Result<(DtlsHub, PeerId)> {
    let endpoint = DtlsLimits::NONE.apply(DtlsEndpoint::new(config, now)?.without_clients());
    let mut hub = DtlsHub::new(endpoint);
    let peer = hub.insert(connection, address, now, send);
    Ok((hub, peer))
}

fn restore(config: &Arc<Config>, bytes: SecretBytes) -> Result<DtlsWrappedBuffer, Error> {
    let rng = Box::new(random::generator().map_err(Error::Random)?);
    DtlsConnection::from_bytes(Arc::clone(config), bytes, rng)
        .map(DtlsWrappedBuffer::live)
        .map_err(|_| Error::Misuse(ApiMisuse::SavedConnection))
}

/// Only the native engine speaks DTLS, and every context for datagrams has it.
fn no_engine() -> Error {
    Error::Internal(Reason::new("no engine for datagrams"))
}
