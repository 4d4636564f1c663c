// SPDX-License-Identifier: MIT
//! Sockets with a connection over them.

use alloc::string::ToString;
use core::fmt;
use std::io::{self, Read, Write};
use std::net::{TcpStream, UdpSocket};
#[cfg(unix)]
use std::os::unix::net::UnixStream;

use purembed_x509::Crt;

use super::error::Error;
use super::protocol::Protocol;
use crate::{
    CipherSuite, ClientContext, DtlsConfiguration, DtlsSocket, DtlsVersion, ServerContext, ServerIdentity,
    TlsStream, TlsVersion,
};

/// What a context makes its connections with.
#[derive(Debug)]
pub(super) enum Made {
    TlsClient(ClientContext),
    TlsServer(ServerContext),
    DtlsClient(ClientContext<DtlsConfiguration>),
    DtlsServer(ServerContext<DtlsConfiguration>),
}

impl Made {
    const fn protocol(&self) -> Protocol {
        match self {
            Self::TlsClient(_) => Protocol::TlsClient,
            Self::TlsServer(_) => Protocol::TlsServer,
            Self::DtlsClient(_) => Protocol::DtlsClient,
            Self::DtlsServer(_) => Protocol::DtlsServer,
        }
    }
}

/// A socket that can be wrapped: [`TcpStream`], [`UdpSocket`], and on Unix [`UnixStream`].
///
/// Whatever else reads and writes goes to [`ClientContext::wrap_stream`] and [`ServerContext::wrap_stream`].
#[expect(private_bounds, reason = "what others bring goes to the contexts")]
pub trait Socket: sealed::Socket {}

impl<S: sealed::Socket> Socket for S {}

mod sealed {
    use super::{Connection, Error, Made, ServerIdentity};

    pub(super) trait Socket: Sized {
        type Connection: Connection;

        /// Whether it is UDP's.
        const IS_DATAGRAM: bool;

        /// Puts a connection over it.
        fn connect(
            self,
            made: &Made,
            server: &ServerIdentity<'_>,
            client_id: Option<&[u8]>,
        ) -> Result<Self::Connection, Error>;
    }
}

/// What connections over streams and over datagrams can do.
trait Connection: fmt::Debug {
    fn do_handshake(&mut self) -> io::Result<()>;
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize>;
    fn write(&mut self, data: &[u8]) -> io::Result<usize>;
    fn flush(&mut self) -> io::Result<()>;
    fn close(self) -> io::Result<()>;
    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()>;
    fn cipher(&self) -> Option<CipherSuite>;
    fn version(&self) -> Option<&'static str>;
    fn peer_certificate(&self) -> Option<Crt>;
}

/// A socket with a connection over it.
///
/// [`Read`] and [`Write`] go through the handshake first, if it is not over. Over UDP each `write` is a datagram, and each
/// `read` gives one; 0 is the peer's farewell.
#[doc(alias = "SSLSocket")]
pub struct SslSocket<S: Socket> {
    connection: S::Connection,
}

impl<S: Socket> SslSocket<S> {
    pub(super) const IS_DATAGRAM: bool = S::IS_DATAGRAM;

    pub(super) fn wrap(
        made: &Made,
        socket: S,
        server: &ServerIdentity<'_>,
        client_id: Option<&[u8]>,
    ) -> Result<Self, Error> {
        Ok(Self { connection: socket.connect(made, server, client_id)? })
    }

    /// Goes through the handshake, if it is not over.
    ///
    /// # Errors
    ///
    /// What ended the handshake, of which the peer was told; [`Error::HelloVerifyRequired`] on a DTLS server that has sent
    /// its client a cookie: it goes on when it is called again.
    pub fn do_handshake(&mut self) -> Result<(), Error> {
        Ok(self.connection.do_handshake()?)
    }

    /// Whether reads and writes fail with [`WouldBlock`](io::ErrorKind::WouldBlock) rather than wait. Over UDP what gets lost
    /// in a handshake is sent again by whoever reads: do so from time to time.
    ///
    /// # Errors
    ///
    /// Of the socket.
    #[doc(alias = "setblocking")]
    pub fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.connection.set_nonblocking(nonblocking)
    }

    /// The suite that was agreed upon.
    #[must_use]
    pub fn cipher(&self) -> Option<CipherSuite> {
        self.connection.cipher()
    }

    /// The version that was agreed upon: `TLSv1.3`, `TLSv1.2` or `DTLSv1.2`.
    #[must_use]
    pub fn version(&self) -> Option<&'static str> {
        self.connection.version()
    }

    /// The peer's certificate, if it showed one.
    #[must_use]
    #[doc(alias = "getpeercert")]
    pub fn peer_certificate(&self) -> Option<Crt> {
        self.connection.peer_certificate()
    }

    /// Says farewell and closes the socket.
    ///
    /// # Errors
    ///
    /// Of the socket, if it does not take the farewell.
    pub fn close(self) -> io::Result<()> {
        self.connection.close()
    }
}

impl<S: Socket> Read for SslSocket<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.connection.read(buffer)
    }
}

impl<S: Socket> Write for SslSocket<S> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.connection.write(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.connection.flush()
    }
}

impl<S: Socket> fmt::Debug for SslSocket<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SslSocket").field("connection", &self.connection).finish()
    }
}

/// A stream that can be told not to block.
trait Stream: crate::Socket + fmt::Debug {
    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()>;
}

impl Stream for TcpStream {
    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.set_nonblocking(nonblocking)
    }
}

#[cfg(unix)]
impl Stream for UnixStream {
    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.set_nonblocking(nonblocking)
    }
}

impl<S: Stream> sealed::Socket for S {
    type Connection = TlsStream<S>;

    const IS_DATAGRAM: bool = false;

    fn connect(
        self,
        made: &Made,
        server: &ServerIdentity<'_>,
        _client_id: Option<&[u8]>,
    ) -> Result<TlsStream<S>, Error> {
        match made {
            Made::TlsClient(context) => Ok(context.wrap_socket(self, server)?),
            Made::TlsServer(context) => Ok(context.wrap_socket(self)?),
            _ => Err(Error::Transport(made.protocol())),
        }
    }
}

impl sealed::Socket for UdpSocket {
    type Connection = DtlsSocket;

    const IS_DATAGRAM: bool = true;

    fn connect(
        self,
        made: &Made,
        server: &ServerIdentity<'_>,
        client_id: Option<&[u8]>,
    ) -> Result<DtlsSocket, Error> {
        match made {
            Made::DtlsClient(context) => Ok(context.wrap_socket(self, server)?),
            Made::DtlsServer(context) => {
                let address = self.peer_addr()?.to_string();
                let connection = context.wrap_socket(self)?;
                connection.set_cookie_param(client_id.unwrap_or(address.as_bytes()));
                Ok(connection)
            }
            _ => Err(Error::Transport(made.protocol())),
        }
    }
}

impl<S: Stream> Connection for TlsStream<S> {
    fn do_handshake(&mut self) -> io::Result<()> {
        self.do_handshake()
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Read::read(self, buffer)
    }

    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        Write::write(self, data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Write::flush(self)
    }

    fn close(mut self) -> io::Result<()> {
        self.shutdown()
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.get_ref().set_nonblocking(nonblocking)
    }

    fn cipher(&self) -> Option<CipherSuite> {
        self.buffer().cipher()
    }

    fn version(&self) -> Option<&'static str> {
        self.buffer().negotiated_tls_version().map(TlsVersion::name)
    }

    fn peer_certificate(&self) -> Option<Crt> {
        self.buffer().peer_certificate().cloned()
    }
}

impl Connection for DtlsSocket {
    fn do_handshake(&mut self) -> io::Result<()> {
        Self::do_handshake(self)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.recv(buffer)
    }

    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.send(data)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn close(self) -> io::Result<()> {
        Self::close(self);
        Ok(())
    }

    fn set_nonblocking(&self, nonblocking: bool) -> io::Result<()> {
        self.set_nonblocking(nonblocking)
    }

    fn cipher(&self) -> Option<CipherSuite> {
        self.cipher()
    }

    fn version(&self) -> Option<&'static str> {
        self.negotiated_dtls_version().map(DtlsVersion::name)
    }

    fn peer_certificate(&self) -> Option<Crt> {
        self.peer_certificate()
    }
}
