// SPDX-License-Identifier: MIT
//! The client's side of connections.

use alloc::sync::Arc;
use core::fmt;
use std::io::{self, Read, Write};

use purembed_tls12::Session;
use purembed_x509::Time;

use crate::buffer::TlsWrappedBuffer;
use crate::config::{ConfigError, Configuration, TlsConfiguration, Transport};
use crate::context::system_time;
use crate::engine::ClientEngines;
use crate::error::Error;
use crate::identity::ServerIdentity;
use crate::socket::Socket;
use crate::stream::TlsStream;

/// Makes the client's side of connections. Sessions that servers offer for resumption are remembered here, so keep
/// the context for as long as its servers are visited.
///
/// ```no_run
/// use std::io::{self, Read, Write};
/// use std::net::TcpStream;
///
/// use purembed_tls::{ClientContext, ServerIdentity, TlsConfiguration};
/// use purembed_x509::{ServerName, TrustStore};
///
/// let roots = TrustStore::from_pem(&std::fs::read_to_string("root.pem")?)?;
/// let context = ClientContext::new(TlsConfiguration::builder().trust_store(roots).build()?)?;
/// let identity = ServerIdentity::named(ServerName::try_from("example.org")?);
/// let mut tls = context.wrap_stream(TcpStream::connect("example.org:443")?, &identity)?;
/// tls.write_all(b"GET / HTTP/1.0\r\nHost: example.org\r\n\r\n")?;
/// let mut page = Vec::new();
/// tls.read_to_end(&mut page)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With a [`DtlsConfiguration`](crate::DtlsConfiguration) it is for datagrams. Clones are the same context.
pub struct ClientContext<C = TlsConfiguration> {
    engines: Arc<ClientEngines>,
    configuration: C,
}

impl<T: Transport> ClientContext<Configuration<T>> {
    /// Makes a context.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoTrustStore`] if servers are to be checked and there is nothing to check them against.
    pub fn new(configuration: Configuration<T>) -> Result<Self, ConfigError> {
        let engines = Arc::new(T::client_engines(&configuration)?);
        Ok(Self { engines, configuration })
    }

    /// The configuration.
    #[must_use]
    pub const fn configuration(&self) -> &Configuration<T> {
        &self.configuration
    }

    pub(crate) const fn engines(&self) -> &Arc<ClientEngines> {
        &self.engines
    }
}

impl ClientContext {
    /// Starts a connection without I/O. Certificates are judged as of `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] for a name that cannot be sent, [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, server: &ServerIdentity<'_>, now: Time) -> Result<TlsWrappedBuffer, Error> {
        Ok(TlsWrappedBuffer::new(self.engines.connect(server, None, now)?))
    }

    /// Like [`wrap_buffers`](Self::wrap_buffers), and offers to resume a [session](TlsWrappedBuffer::session), whose bytes
    /// may come from another process. If the server does not want it, the handshake is a full one.
    ///
    /// Sessions are those of the native [engine](TlsConfiguration::engine). With rustls, a context remembers by itself
    /// whom it has spoken to, and the session is ignored.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers).
    pub fn resume(
        &self,
        server: &ServerIdentity<'_>,
        session: &Session,
        now: Time,
    ) -> Result<TlsWrappedBuffer, Error> {
        Ok(TlsWrappedBuffer::new(self.engines.connect(server, Some(session), now)?))
    }

    /// Starts a connection over anything that reads and writes. Certificates are judged by the system's clock.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers). No byte is sent yet.
    pub fn wrap_stream<S: Read + Write>(
        &self,
        stream: S,
        server: &ServerIdentity<'_>,
    ) -> Result<TlsStream<S>, Error> {
        Ok(TlsStream::new(stream, self.wrap_buffers(server, system_time())?))
    }

    /// Like [`wrap_stream`](Self::wrap_stream), and offers to [resume](Self::resume) a session.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers). No byte is sent yet.
    pub fn resume_stream<S: Read + Write>(
        &self,
        stream: S,
        server: &ServerIdentity<'_>,
        session: &Session,
    ) -> Result<TlsStream<S>, Error> {
        Ok(TlsStream::new(stream, self.resume(server, session, system_time())?))
    }

    /// Starts a connection over a socket, and makes use of what sockets can do: reads wait no longer than the
    /// [`read_timeout`](crate::ConfigurationBuilder::read_timeout), with [`TimedOut`](io::ErrorKind::TimedOut) after it,
    /// and dropping the connection says farewell.
    ///
    /// # Errors
    ///
    /// As [`wrap_stream`](Self::wrap_stream), inside; and what the operating system says.
    pub fn wrap_socket<S: Socket>(&self, socket: S, server: &ServerIdentity<'_>) -> io::Result<TlsStream<S>> {
        TlsStream::over_socket(
            socket,
            self.wrap_buffers(server, system_time())?,
            self.configuration.read_timeout(),
        )
    }
}

impl<C: Clone> Clone for ClientContext<C> {
    fn clone(&self) -> Self {
        Self { engines: Arc::clone(&self.engines), configuration: self.configuration.clone() }
    }
}

impl<C: fmt::Debug> fmt::Debug for ClientContext<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientContext").field("configuration", &self.configuration).finish_non_exhaustive()
    }
}
