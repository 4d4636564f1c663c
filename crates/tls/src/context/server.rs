// SPDX-License-Identifier: MIT
//! The server's side of connections.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use std::io::{self, Read, Write};

use purembed_x509::Time;

use crate::buffer::TlsWrappedBuffer;
use crate::choice::Engine;
use crate::config::{ConfigError, Configuration, TlsConfiguration, Transport};
use crate::context::system_time;
use crate::engine::undecided::Undecided;
use crate::engine::{ServerEngines, Session};
use crate::error::Error;
use crate::socket::Socket;
use crate::stream::TlsStream;

/// Makes the server's side of connections. The sessions that clients may resume are kept here, the last 256 of them.
///
/// ```no_run
/// use std::io::Write;
/// use std::net::TcpListener;
///
/// use purembed_tls::{CertificateChain, ServerContext, TlsConfiguration};
///
/// let chain = CertificateChain::from_pem(&std::fs::read("chain.pem")?, &std::fs::read("key.pem")?)?;
/// let context = ServerContext::new(TlsConfiguration::builder().certificate_chain(chain).build()?)?;
/// for stream in TcpListener::bind("127.0.0.1:4433")?.incoming() {
///     let mut tls = context.wrap_stream(stream?)?;
///     tls.write_all(b"hello\n")?;
///     tls.shutdown()?;
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With a [`DtlsConfiguration`](crate::DtlsConfiguration) it is for datagrams. Clones are the same context.
pub struct ServerContext<C = TlsConfiguration> {
    engines: Arc<ServerEngines>,
    configuration: C,
}

impl<T: Transport> ServerContext<Configuration<T>> {
    /// Makes a context.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoCertificateChain`] without one.
    pub fn new(configuration: Configuration<T>) -> Result<Self, ConfigError> {
        let engines = Arc::new(T::server_engines(&configuration)?);
        Ok(Self { engines, configuration })
    }

    /// The configuration.
    #[must_use]
    pub const fn configuration(&self) -> &Configuration<T> {
        &self.configuration
    }

    pub(crate) const fn engines(&self) -> &Arc<ServerEngines> {
        &self.engines
    }
}

impl ServerContext {
    /// Starts a connection without I/O. Certificates are judged as of `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, now: Time) -> Result<TlsWrappedBuffer, Error> {
        if self.engines.are_two() || self.configuration.sni_callback().is_some() {
            let waiting = Undecided::new(self.clone(), now);
            return Ok(TlsWrappedBuffer::new(Session::Undecided(Box::new(waiting))));
        }
        Ok(TlsWrappedBuffer::new(self.engines.accept(Engine::ByHello, now)?))
    }

    /// Starts a connection over anything that reads and writes. Certificates are judged by the system's clock.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers). No byte is read yet.
    pub fn wrap_stream<S: Read + Write>(&self, stream: S) -> Result<TlsStream<S>, Error> {
        Ok(TlsStream::new(stream, self.wrap_buffers(system_time())?))
    }

    /// Starts a connection over a socket, and makes use of what sockets can do: reads wait no longer than the
    /// [`read_timeout`](crate::ConfigurationBuilder::read_timeout), with [`TimedOut`](io::ErrorKind::TimedOut) after it,
    /// and dropping the connection says farewell.
    ///
    /// # Errors
    ///
    /// As [`wrap_stream`](Self::wrap_stream), inside; and what the operating system says.
    pub fn wrap_socket<S: Socket>(&self, socket: S) -> io::Result<TlsStream<S>> {
        TlsStream::over_socket(socket, self.wrap_buffers(system_time())?, self.configuration.read_timeout())
    }
}

impl<C: Clone> Clone for ServerContext<C> {
    fn clone(&self) -> Self {
        Self { engines: Arc::clone(&self.engines), configuration: self.configuration.clone() }
    }
}

impl<C: fmt::Debug> fmt::Debug for ServerContext<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerContext").field("configuration", &self.configuration).finish_non_exhaustive()
    }
}
