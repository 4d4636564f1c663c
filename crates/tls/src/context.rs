// SPDX-License-Identifier: MIT
//! A configuration with a side chosen: makes connections.

use core::fmt;
use std::io::{Read, Write};
use std::time::SystemTime;

use purembed_x509::Time;

use crate::buffer::TlsWrappedBuffer;
use crate::config::{ConfigError, TlsConfiguration};
use crate::engine::{ClientEngine, ServerEngine};
use crate::error::Error;
use crate::identity::ServerIdentity;
use crate::stream::TlsStream;

/// Makes the client's side of connections. Sessions that servers offer for resumption are remembered here, so keep
/// the context for as long as its servers are visited.
///
/// ```no_run
/// use std::io::{Read, Write};
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
pub struct ClientContext {
    engine: ClientEngine,
    configuration: TlsConfiguration,
}

impl ClientContext {
    /// Makes a context.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoTrustStore`] if servers are to be checked and there is nothing to check them against.
    pub fn new(configuration: TlsConfiguration) -> Result<Self, ConfigError> {
        Ok(Self { engine: ClientEngine::new(configuration.settings())?, configuration })
    }

    /// The configuration.
    #[must_use]
    pub const fn configuration(&self) -> &TlsConfiguration {
        &self.configuration
    }

    /// Starts a connection without I/O. Certificates are judged as of `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] for a name that cannot be sent, [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, server: &ServerIdentity<'_>, now: Time) -> Result<TlsWrappedBuffer, Error> {
        Ok(TlsWrappedBuffer::new(self.engine.connect(server, now)?))
    }

    /// Starts a connection over anything that reads and writes. Certificates are judged by the system's clock.
    ///
    /// # Errors
    ///
    /// As [`wrap_buffers`](Self::wrap_buffers). No byte is sent yet.
    #[doc(alias = "wrap_socket")]
    pub fn wrap_stream<S: Read + Write>(
        &self,
        stream: S,
        server: &ServerIdentity<'_>,
    ) -> Result<TlsStream<S>, Error> {
        Ok(TlsStream::new(stream, self.wrap_buffers(server, system_time())?))
    }
}

impl fmt::Debug for ClientContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientContext").field("configuration", &self.configuration).finish_non_exhaustive()
    }
}

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
pub struct ServerContext {
    engine: ServerEngine,
    configuration: TlsConfiguration,
}

impl ServerContext {
    /// Makes a context.
    ///
    /// # Errors
    ///
    /// [`ConfigError::NoCertificateChain`] without one.
    pub fn new(configuration: TlsConfiguration) -> Result<Self, ConfigError> {
        Ok(Self { engine: ServerEngine::new(configuration.settings())?, configuration })
    }

    /// The configuration.
    #[must_use]
    pub const fn configuration(&self) -> &TlsConfiguration {
        &self.configuration
    }

    /// Starts a connection without I/O. Certificates are judged as of `now`.
    ///
    /// # Errors
    ///
    /// [`Error::Random`] without randomness.
    pub fn wrap_buffers(&self, now: Time) -> Result<TlsWrappedBuffer, Error> {
        Ok(TlsWrappedBuffer::new(self.engine.accept(now)?))
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

impl fmt::Debug for ServerContext {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerContext").field("configuration", &self.configuration).finish_non_exhaustive()
    }
}

fn system_time() -> Time {
    #[expect(clippy::disallowed_methods, reason = "streams are the face with a clock")]
    let now = SystemTime::now();
    now.into()
}
