// SPDX-License-Identifier: MIT
//! TLS over anything that reads and writes.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::ops::Range;
use std::io::{self, Read, Write};

use super::{failed, rng, unix_time};
use crate::config::Config;
use crate::{Received, TlsConnection};

/// How much is read from below at once.
const PIECE: usize = 4096;

/// A connection over a stream, which reads and writes as the stream does.
///
/// The first read or write does the handshake, if [`handshake`](Self::handshake) has not. Over a stream that does not
/// block, all of them fail with [`WouldBlock`](io::ErrorKind::WouldBlock) until they can go on.
///
/// ```
/// use std::io::{Read, Write};
/// use std::net::{TcpListener, TcpStream};
/// use std::sync::Arc;
/// use std::thread;
///
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::net::TlsStream;
/// use purembed_tls12::{CipherSuite, Config, PreSharedKey};
///
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// let listener = TcpListener::bind("127.0.0.1:0")?;
/// let address = listener.local_addr()?;
/// let server = thread::spawn(move || -> std::io::Result<String> {
///     let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
///     let config = Config::new(&suites).pre_shared_key_store(Arc::new(store));
///     let mut stream = TlsStream::server(Arc::new(config), listener.accept()?.0)?;
///     let mut text = String::new();
///     stream.read_to_string(&mut text)?;
///     Ok(text)
/// });
///
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let config = Config::new(&suites).pre_shared_key(Arc::new(key));
/// let mut stream = TlsStream::client(Arc::new(config), None, TcpStream::connect(address)?)?;
/// stream.write_all(b"21 degrees")?;
/// stream.close()?;
/// assert_eq!(server.join().expect("no panic")?, "21 degrees");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TlsStream<S> {
    connection: TlsConnection,
    stream: S,
    /// What was read from below and not taken in yet.
    piece: Box<[u8; PIECE]>,
    rest: Range<usize>,
}

impl<S: Read + Write> TlsStream<S> {
    /// The client's side, which has sent nothing yet. A server with a certificate is to be `server_name`.
    ///
    /// # Errors
    ///
    /// Of the operating system's randomness, or if what the configuration offers does not fit into a hello.
    pub fn client(config: Arc<Config>, server_name: Option<&str>, stream: S) -> io::Result<Self> {
        let connection = TlsConnection::client(config, server_name, rng()?, unix_time()).map_err(failed)?;
        Ok(Self::new(connection, stream))
    }

    /// The server's side.
    ///
    /// # Errors
    ///
    /// Of the operating system's randomness.
    pub fn server(config: Arc<Config>, stream: S) -> io::Result<Self> {
        Ok(Self::new(TlsConnection::server(config, rng()?, unix_time()), stream))
    }

    /// With a connection that was made otherwise.
    #[must_use]
    pub fn new(connection: TlsConnection, stream: S) -> Self {
        Self { connection, stream, piece: Box::new([0; PIECE]), rest: 0..0 }
    }

    /// Comes to an agreement with the other side, unless that is done.
    ///
    /// # Errors
    ///
    /// What ended the connection, or what the stream says.
    pub fn handshake(&mut self) -> io::Result<()> {
        while self.connection.is_handshaking() {
            self.send()?;
            if self.connection.is_handshaking() {
                self.receive()?;
            }
        }
        // The last flight, or an alert.
        let sent = self.send();
        match self.connection.failure() {
            Some(failure) => Err(failed(failure.clone())),
            None => sent,
        }
    }

    /// Says farewell: nothing more will be written. Reading goes on.
    ///
    /// # Errors
    ///
    /// What the stream says.
    pub fn close(&mut self) -> io::Result<()> {
        self.connection.close();
        self.send()?;
        self.stream.flush()
    }

    /// The connection.
    #[must_use]
    pub const fn connection(&self) -> &TlsConnection {
        &self.connection
    }

    /// The stream below.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream below. Whoever reads from it or writes to it breaks the connection.
    pub const fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Takes the two apart. What was read from below and not from here is lost.
    #[must_use]
    pub fn into_parts(self) -> (TlsConnection, S) {
        (self.connection, self.stream)
    }

    /// Sends what is to be sent.
    fn send(&mut self) -> io::Result<()> {
        while !self.connection.peek_outgoing().is_empty() {
            match self.stream.write(self.connection.peek_outgoing()) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(length) => self.connection.consume_outgoing(length),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Takes in what has come, at least a byte, or the end. All data that came before has to be read.
    fn receive(&mut self) -> io::Result<()> {
        if self.rest.is_empty() {
            let length = loop {
                match self.stream.read(&mut self.piece[..]) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    other => break other?,
                }
            };
            if length == 0 {
                self.connection.receive_eof();
                let is_handshaking = self.connection.is_handshaking();
                return if is_handshaking { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(()) };
            }
            self.rest = 0..length;
        }
        let rest = self.piece.get(self.rest.clone()).unwrap_or_default();
        self.rest.start += self.connection.receive(rest);
        Ok(())
    }
}

impl<S: Read + Write> Read for TlsStream<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.handshake()?;
        loop {
            match self.connection.read(buffer) {
                Ok(Received::Data(length)) => return Ok(length),
                Ok(Received::Closed) => return Ok(0),
                Ok(Received::WantRead) => {
                    self.receive()?;
                    // Refusals of another handshake, alerts.
                    drop(self.send());
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }
}

impl<S: Read + Write> Write for TlsStream<S> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        self.handshake()?;
        let mut taken = self.connection.write(data).map_err(failed)?;
        if taken == 0 && !data.is_empty() {
            self.send()?;
            taken = self.connection.write(data).map_err(failed)?;
        }
        match self.send() {
            // It is taken, and goes out with the next write or flush.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(taken),
            outcome => outcome.map(|()| taken),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        self.send()?;
        self.stream.flush()
    }
}

impl<S: fmt::Debug> fmt::Debug for TlsStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsStream")
            .field("connection", &self.connection)
            .field("stream", &self.stream)
            .finish()
    }
}
