// SPDX-License-Identifier: MIT
//! A server for many clients on one UDP socket, in as many threads as its user has.

use alloc::sync::Arc;
use core::net::SocketAddr;
use core::time::Duration;
use std::io;

use super::hub::DtlsHub;
use super::pump::Pump;
use super::socket::{Connection, DtlsSocket};

/// A server for many clients on one UDP socket. It hands out connections, each of which may go to a thread of its own.
///
/// Nothing is kept of a client before it has shown that it receives at its address; what is kept is bounded, and for how
/// long. A client that lost its connection may begin anew from the same port; one whose address changes is known by its
/// [connection ID](crate::DtlsConfigurationBuilder::random_connection_id), if there is one.
///
/// No thread is started: whoever waits, for a client or for data, reads from the socket for all. While nobody does, nothing
/// goes on. Clones are the same server; when the last is dropped, no one is let in any more, and the connections go on.
///
/// ```
/// use std::net::UdpSocket;
/// use std::sync::Arc;
/// use std::thread;
///
/// use purembed_tls::{
///     CipherSuite, ClientContext, DtlsConfiguration, PreSharedKey, ServerContext, ServerIdentity,
/// };
///
/// # use purembed_core::secret::SecretBytes;
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
/// let server = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
/// let server = ServerContext::new(server)?.bind("127.0.0.1:0")?;
/// let address = server.local_addr()?;
/// thread::spawn(move || {
///     while let Ok((client, _)) = server.accept() {
///         thread::spawn(move || -> std::io::Result<()> {
///             let mut buffer = [0; 1500];
///             loop {
///                 let length = client.recv(&mut buffer)?;
///                 if length == 0 {
///                     return Ok(());
///                 }
///                 client.send(&buffer[..length].to_ascii_uppercase())?;
///             }
///         });
///     }
/// });
///
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let client = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key(key).build()?;
/// let socket = UdpSocket::bind("127.0.0.1:0")?;
/// socket.connect(address)?;
/// let client = ClientContext::new(client)?.wrap_socket(socket, &ServerIdentity::dangerous_any_name())?;
/// client.send(b"21 degrees")?;
/// let mut buffer = [0; 1500];
/// let length = client.recv(&mut buffer)?;
/// assert_eq!(&buffer[..length], b"21 DEGREES");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct DtlsServer {
    door: Arc<Door>,
    read_timeout: Option<Duration>,
    accept_timeout: Option<Duration>,
}

/// Open as long as there is a handle of the server.
#[derive(Debug)]
struct Door(Arc<Pump>);

impl DtlsServer {
    pub(super) fn new(pump: Pump, read_timeout: Option<Duration>) -> Self {
        Self { door: Arc::new(Door(Arc::new(pump))), read_timeout, accept_timeout: None }
    }

    /// Waits for a client that has come through its handshake, and tells where it is.
    ///
    /// # Errors
    ///
    /// [`TimedOut`](io::ErrorKind::TimedOut) after the [time-out](Self::set_accept_timeout), if there is one;
    /// [`WouldBlock`](io::ErrorKind::WouldBlock) if the server is not to block; or of the socket. What is wrong with a client
    /// is no error of the server's.
    pub fn accept(&self) -> io::Result<(DtlsSocket, SocketAddr)> {
        let pump = &self.door.0;
        let until = self.accept_timeout.map(|timeout| pump.now().after(timeout));
        let (peer, address) = pump.wait(until, DtlsHub::poll_accept)?;
        let connection = Connection::new(Arc::clone(pump), peer);
        Ok((DtlsSocket::over(connection, self.read_timeout), address))
    }

    /// How long [`accept`](Self::accept) waits, by this handle: without end if nobody says.
    pub const fn set_accept_timeout(&mut self, timeout: Option<Duration>) {
        self.accept_timeout = timeout;
    }

    /// Whether to fail with [`WouldBlock`](io::ErrorKind::WouldBlock) rather than wait, here and in all connections. When
    /// the socket is readable or the [deadline](Self::deadline) has come, any of their methods goes on with all of them.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.door.0.set_nonblocking(nonblocking)
    }

    /// After how much time something has to be done, if nothing comes before: for those who do not block.
    #[must_use]
    pub fn deadline(&self) -> Option<Duration> {
        self.door.0.with(|hub, now, _| hub.deadline().map(|deadline| deadline.0.saturating_sub(now.0)))
    }

    /// How many connections there are, those in a handshake included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.door.0.with(|hub, _, _| hub.connections())
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.door.0.socket().local_addr()
    }
}

impl Drop for Door {
    fn drop(&mut self) {
        self.0.with(|hub, now, send| hub.stop_listening(now, send));
    }
}
