// SPDX-License-Identifier: MIT
//! The server's side of connections.

use alloc::sync::Arc;
use core::fmt;
use std::io::{Read, Write};

use purembed_x509::Time;

use crate::buffer::TlsWrappedBuffer;
use crate::config::{ConfigError, Configuration, TlsConfiguration, Transport};
use crate::context::system_time;
use crate::engine::ServerEngines;
use crate::error::Error;
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
        Ok(TlsWrappedBuffer::new(self.engines.accept(now)?))
    }

    /// Starts a connection over anything that reads and writes. Certificates are judged by the system's clock.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers). No byte is read yet.
    #[doc(alias = "wrap_socket")]
    pub fn wrap_stream<S: Read + Write>(&self, stream: S) -> Result<TlsStream<S>, Error> {
        Ok(TlsStream::new(stream, self.wrap_buffers(system_time())?))
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
