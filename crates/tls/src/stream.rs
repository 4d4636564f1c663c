// SPDX-License-Identifier: MIT
//! A connection over anything that reads and writes, such as a socket.

use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::io::{self, Read, Write};
use std::time::Instant;

use self::carrier::Carrier;
use crate::buffer::{Progress, Received, TlsWrappedBuffer};
use crate::socket::{Socket, say_last};

mod carrier;

/// What is read from the network at once: a whole record of the largest size (RFC 8446 5.2) and then some.
const CHUNK: usize = 18 * 1024;

/// A connection over anything that reads and writes.
///
/// [`Read`] and [`Write`] go through the handshake first if it is not over. With a stream that does not block, they
/// return [`WouldBlock`](io::ErrorKind::WouldBlock) and go on where they stopped when called again.
///
/// # The end
///
/// [`close`](Self::close) says farewell and tells of errors. Dropping it says farewell as well as it can be done without
/// waiting for more than a millisecond, if it is over a [`Socket`] that [`wrap_socket`](crate::ClientContext::wrap_socket)
/// was given, and the handshake is over; over other streams, dropping says nothing, as writing to them may block.
#[doc(alias = "TLSWrappedSocket")]
pub struct TlsStream<S> {
    carrier: Carrier<S>,
    /// How long the socket waits for bytes, if that was set.
    read_timeout: Option<Duration>,
    /// What came from the network; what is before `taken` is dealt with.
    incoming: Vec<u8>,
    taken: usize,
    filled: usize,
}

impl<S> TlsStream<S> {
    /// What was agreed upon, and with whom.
    #[must_use]
    pub const fn buffer(&self) -> &TlsWrappedBuffer {
        self.carrier.buffer()
    }

    /// The stream underneath.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        self.carrier.stream()
    }

    /// The stream underneath, to change its time-outs and the like. Reading from it or writing to it breaks the
    /// connection.
    #[must_use]
    pub const fn get_mut(&mut self) -> &mut S {
        self.carrier.both().0
    }

    /// Gives up the connection without a farewell and hands back the stream.
    #[doc(alias = "unwrap")]
    #[must_use]
    pub fn into_inner(self) -> S {
        self.carrier.into_parts().0
    }

    /// The stream, the connection, and what came from the network and is not dealt with.
    pub(crate) fn into_parts(self) -> (S, TlsWrappedBuffer, Vec<u8>) {
        let rest = self.incoming.get(self.taken..self.filled).unwrap_or_default().to_vec();
        let (stream, buffer) = self.carrier.into_parts();
        (stream, buffer, rest)
    }
}

impl<S: Read + Write> TlsStream<S> {
    pub(crate) fn new(stream: S, buffer: TlsWrappedBuffer) -> Self {
        Self::over(Carrier::new(stream, buffer, None), None)
    }

    fn over(carrier: Carrier<S>, read_timeout: Option<Duration>) -> Self {
        Self { carrier, read_timeout, incoming: vec![0; CHUNK], taken: 0, filled: 0 }
    }

    /// Over a socket, which waits for bytes no longer than this, and hears of the end.
    pub(crate) fn over_socket(
        socket: S,
        buffer: TlsWrappedBuffer,
        read_timeout: Option<Duration>,
    ) -> io::Result<Self>
    where
        S: Socket,
    {
        if read_timeout.is_some() {
            socket.set_read_timeout(read_timeout)?;
        }
        Ok(Self::over(Carrier::new(socket, buffer, Some(say_last)), read_timeout))
    }

    /// Goes through the handshake, if it is not over.
    ///
    /// # Errors
    ///
    /// What the stream returns; or an [`Error`](crate::Error) inside, after the alert was sent to the peer.
    pub fn do_handshake(&mut self) -> io::Result<()> {
        loop {
            match self.carrier.both().1.do_handshake() {
                Ok(Progress::Done) => return self.get_mut().flush(),
                Ok(Progress::WantWrite) => self.send().map_err(|gone| self.last_words(gone))?,
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
        self.carrier.both().1.shutdown();
        self.flush()
    }

    /// Says farewell, and gives up the stream.
    ///
    /// # Errors
    ///
    /// What the stream returns.
    pub fn close(mut self) -> io::Result<()> {
        self.shutdown()
    }

    fn send(&mut self) -> io::Result<()> {
        let (stream, buffer) = self.carrier.both();
        while buffer.wants_write() {
            match buffer.send(stream) {
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
        let (stream, buffer) = self.carrier.both();
        if self.taken == self.filled {
            (self.taken, self.filled) = (0, 0);
            let wait = self.read_timeout.map(Wait::start);
            self.filled = loop {
                match stream.read(&mut self.incoming) {
                    Ok(0) => {
                        buffer.receive_eof();
                        return Ok(());
                    }
                    Ok(length) => break length.min(self.incoming.len()),
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                    Err(error) => {
                        return Err(match wait {
                            Some(wait) => wait.judge(error),
                            None => error,
                        });
                    }
                }
            };
        }
        let rest = self.incoming.get(self.taken..self.filled).unwrap_or_default();
        self.taken += buffer.receive_from_network(rest);
        Ok(())
    }

    /// Why a peer that is gone left the handshake, if it said so.
    fn last_words(&mut self, gone: io::Error) -> io::Error {
        if !matches!(gone.kind(), io::ErrorKind::BrokenPipe | io::ErrorKind::ConnectionReset) {
            return gone;
        }
        // What is left of the last chunk, and the one after it, since all that came before the flight was read.
        for _ in 0..2 {
            if self.receive().is_err() {
                break;
            }
            if let Err(error) = self.carrier.both().1.do_handshake() {
                return error.into();
            }
        }
        gone
    }

    /// Lets the peer know, as far as it still listens, and passes the error on.
    fn fail(&mut self, error: crate::Error) -> io::Error {
        let told = self.send().and_then(|()| self.get_mut().flush());
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
        if self.carrier.both().1.is_handshaking() {
            self.do_handshake()?;
        }
        loop {
            match self.carrier.both().1.read(buffer) {
                Ok(Received::Data(length)) => return Ok(length),
                Ok(Received::Closed) => return Ok(0),
                Ok(Received::WantRead) => {
                    // Answers that reading brought about, such as to a key update. That they cannot be sent is for writing
                    // to tell: the peer may have said why it left.
                    drop(self.send());
                    self.receive()?;
                }
                Err(error) => return Err(self.fail(error)),
            }
        }
    }
}

impl<S: Read + Write> Write for TlsStream<S> {
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        if self.carrier.both().1.is_handshaking() {
            self.do_handshake()?;
        }
        // What an earlier call could not send.
        self.send()?;
        match self.carrier.both().1.write(data) {
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
        self.get_mut().flush()
    }
}

impl<S: fmt::Debug> fmt::Debug for TlsStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsStream")
            .field("stream", self.get_ref())
            .field("buffer", self.buffer())
            .finish_non_exhaustive()
    }
}

/// A wait for bytes, which the operating system limits.
struct Wait {
    since: Instant,
    limit: Duration,
}

impl Wait {
    #[expect(clippy::disallowed_methods, reason = "streams are the face with a clock")]
    fn start(limit: Duration) -> Self {
        Self { since: Instant::now(), limit }
    }

    /// Sockets that block say on some systems that they would block, once they have waited for long enough.
    fn judge(&self, error: io::Error) -> io::Error {
        // Half of it, as clocks have grains: a socket that does not block does not wait at all.
        let waited = self.since.elapsed() >= self.limit / 2;
        if error.kind() == io::ErrorKind::WouldBlock && waited {
            io::ErrorKind::TimedOut.into()
        } else {
            error
        }
    }
}
