// SPDX-License-Identifier: MIT
//! A connection over anything that reads and writes, such as a socket.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use std::io::{self, Read, Write};

use crate::buffer::{Progress, Received, TlsWrappedBuffer};

/// What is read from the network at once: a whole record of the largest size (RFC 8446 5.2) and then some.
const CHUNK: usize = 18 * 1024;

/// A connection over anything that reads and writes.
///
/// [`Read`] and [`Write`] go through the handshake first if it is not over. With a stream that does not block, they
/// return [`WouldBlock`](io::ErrorKind::WouldBlock) and go on where they stopped when called again.
///
/// Dropping it does not say farewell, since a destructor cannot report errors: call [`shutdown`](Self::shutdown).
#[doc(alias = "TLSWrappedSocket")]
pub struct TlsStream<S> {
    stream: S,
    buffer: TlsWrappedBuffer,
    /// What came from the network; what is before `taken` is dealt with.
    incoming: Vec<u8>,
    taken: usize,
    filled: usize,
}

impl<S: Read + Write> TlsStream<S> {
    pub(crate) fn new(stream: S, buffer: TlsWrappedBuffer) -> Self {
        Self { stream, buffer, incoming: vec![0; CHUNK], taken: 0, filled: 0 }
    }

    /// Goes through the handshake, if it is not over.
    ///
    /// # Errors
    ///
    /// What the stream returns; or an [`Error`](crate::Error) inside, after the alert was sent to the peer.
    pub fn do_handshake(&mut self) -> io::Result<()> {
        loop {
            match self.buffer.do_handshake() {
                Ok(Progress::Done) => return self.stream.flush(),
                Ok(Progress::WantWrite) => self.send()?,
                Ok(Progress::WantRead) => self.receive()?,
                Err(error) => return Err(self.fail(error)),
            }
        }
    }

    /// Says farewell: nothing more will be written. Reading goes on until the peer's farewell.
    ///
    /// # Errors
    ///
    /// What the stream returns.
    pub fn shutdown(&mut self) -> io::Result<()> {
        self.buffer.shutdown();
        self.flush()
    }

    /// What was agreed upon, and with whom.
    #[must_use]
    pub const fn buffer(&self) -> &TlsWrappedBuffer {
        &self.buffer
    }

    /// The stream underneath.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream underneath, to change its time-outs and the like. Reading from it or writing to it breaks the
    /// connection.
    #[must_use]
    pub const fn get_mut(&mut self) -> &mut S {
        &mut self.stream
    }

    /// Gives up the connection without a farewell and hands back the stream.
    #[doc(alias = "unwrap")]
    #[must_use]
    pub fn into_inner(self) -> S {
        self.stream
    }

    /// Takes it apart, with what came from the network and was not taken in yet.
    pub(crate) fn into_parts(self) -> (S, TlsWrappedBuffer, Vec<u8>) {
        let Self { stream, buffer, incoming, taken, filled } = self;
        let rest = incoming.get(taken..filled).unwrap_or_default().to_vec();
        (stream, buffer, rest)
    }

    fn send(&mut self) -> io::Result<()> {
        while self.buffer.wants_write() {
            match self.buffer.send(&mut self.stream) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Feeds what is left of the last chunk, or else gets a new one.
    fn receive(&mut self) -> io::Result<()> {
        if self.taken == self.filled {
            (self.taken, self.filled) = (0, 0);
            self.filled = loop {
                match self.stream.read(&mut self.incoming) {
                    Ok(0) => {
                        self.buffer.receive_eof();
                        return Ok(());
                    }
                    Ok(length) => break length.min(self.incoming.len()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            };
        }
        let rest = self.incoming.get(self.taken..self.filled).unwrap_or_default();
        self.taken += self.buffer.receive_from_network(rest);
        Ok(())
    }

    /// Lets the peer know, as far as it still listens, and passes the error on.
    fn fail(&mut self, error: crate::Error) -> io::Error {
        let told = self.send().and_then(|()| self.stream.flush());
        // The connection failed before this did, and that is what the caller has to know.
        drop(told);
        error.into()
    }
}

impl<S: Read + Write> Read for TlsStream<S> {
    /// Reads data that the peer wrote; 0 after its farewell.
    ///
    /// A connection cut without a farewell is [`UnexpectedEof`](io::ErrorKind::UnexpectedEof).
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.buffer.is_handshaking() {
            self.do_handshake()?;
        }
        loop {
            match self.buffer.read(buffer) {
                Ok(Received::Data(length)) => return Ok(length),
                Ok(Received::Closed) => return Ok(0),
                Ok(Received::WantRead) => {
                    // Answers that reading brought about, such as to a key update.
                    self.send()?;
                    self.receive()?;
                }
                Err(error) => return Err(self.fail(error)),
            }
        }
    }
}

impl<S: Read + Write> Write for TlsStream<S> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if self.buffer.is_handshaking() {
            self.do_handshake()?;
        }
        // What an earlier call could not send.
        self.send()?;
        match self.buffer.write(data) {
            Ok(taken) => {
                // These bytes are taken, whatever happens to the stream now; a lasting error comes up in the next call.
                let sent = self.send();
                drop(sent);
                Ok(taken)
            }
            Err(error) => Err(self.fail(error)),
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
            .field("stream", &self.stream)
            .field("buffer", &self.buffer)
            .finish_non_exhaustive()
    }
}
