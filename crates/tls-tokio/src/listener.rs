// SPDX-License-Identifier: MIT
//! A DTLS server.

use alloc::sync::Arc;
use core::net::SocketAddr;
use std::io;

use purembed_tls::{DtlsConfiguration, DtlsHub, DtlsLimits, ServerContext};
use tokio::net::{ToSocketAddrs, UdpSocket};

use crate::driver::Driver;
use crate::socket::DtlsStream;

/// A DTLS server for many clients on one UDP socket, as [`DtlsServer`](purembed_tls::DtlsServer) is for threads.
///
/// A task of its own reads from the socket and keeps time, for all connections. Dropping the listener lets no one in any
/// more; the connections go on.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_tls::{
///     CipherSuite, ClientContext, DtlsConfiguration, PreSharedKey, ServerContext, ServerIdentity,
/// };
/// use purembed_tls_tokio::{DtlsListener, DtlsStream};
///
/// # use purembed_core::secret::SecretBytes;
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
/// let server = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
/// let listener = DtlsListener::bind(&ServerContext::new(server)?, "127.0.0.1:0").await?;
/// let address = listener.local_addr()?;
/// tokio::spawn(async move {
///     loop {
///         let (client, _) = listener.accept().await;
///         tokio::spawn(async move {
///             let mut buffer = [0; 1500];
///             while let Ok(length @ 1..) = client.recv(&mut buffer).await {
///                 client.send(&buffer[..length].to_ascii_uppercase()).await?;
///             }
///             std::io::Result::Ok(())
///         });
///     }
/// });
///
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let client = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key(key).build()?;
/// let client = ClientContext::new(client)?;
/// let stream = DtlsStream::connect(&client, &ServerIdentity::dangerous_any_name(), address).await?;
/// stream.send(b"21 degrees").await?;
/// let mut buffer = [0; 1500];
/// let length = stream.recv(&mut buffer).await?;
/// assert_eq!(&buffer[..length], b"21 DEGREES");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct DtlsListener {
    driver: Arc<Driver>,
}

impl DtlsListener {
    /// A server at an address.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops the socket.
    ///
    /// # Errors
    ///
    /// Of the socket, or without randomness.
    pub async fn bind(
        context: &ServerContext<DtlsConfiguration>,
        address: impl ToSocketAddrs,
    ) -> io::Result<Self> {
        Self::over(context, UdpSocket::bind(address).await?, DtlsLimits::default())
    }

    /// A server on a UDP socket that nobody else reads from.
    ///
    /// # Errors
    ///
    /// Of the socket, or without randomness.
    pub fn over(
        context: &ServerContext<DtlsConfiguration>,
        socket: UdpSocket,
        limits: DtlsLimits,
    ) -> io::Result<Self> {
        let (driver, ()) = Driver::start(socket, false, |now, _| Ok((context.wrap_hub(now, limits)?, ())))?;
        Ok(Self { driver })
    }

    /// Waits for a client that has come through its handshake, and tells where it is. What is wrong with a client is no
    /// error of the server's.
    ///
    /// # Cancellation
    ///
    /// Dropping the future loses nobody: a client that has come is for the next call.
    pub async fn accept(&self) -> (DtlsStream, SocketAddr) {
        let (peer, address) = self.driver.wait(DtlsHub::poll_accept).await;
        (DtlsStream::new(Arc::clone(&self.driver), peer), address)
    }

    /// How many connections there are, those in a handshake included.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.driver.with(|hub, _, _| hub.connections())
    }

    /// Where it listens.
    ///
    /// # Errors
    ///
    /// Of the socket.
    pub fn local_addr(&self) -> io::Result<SocketAddr> {
        self.driver.local_addr()
    }
}

impl Drop for DtlsListener {
    fn drop(&mut self) {
        self.driver.with(|hub, now, send| hub.stop_listening(now, send));
    }
}
