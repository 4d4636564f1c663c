// SPDX-License-Identifier: MIT
//! A connection over a stream in two halves, for a thread that reads and one that writes.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use crate::buffer::{Received, TlsWrappedBuffer};
use crate::socket::{Socket, say_last};
use crate::stream::TlsStream;

/// What is read from the network at once.
const CHUNK: usize = 18 * 1024;

impl<S: Socket> TlsStream<S>
where
    for<'s> &'s S: Read + Write,
{
    /// One half to read and one to write, for two threads: neither waits for the other, whatever the network does. The
    /// handshake is gone through before.
    ///
    /// ```no_run
    /// # use purembed_tls::{ClientContext, ServerIdentity, TlsConfiguration};
    /// # use std::io::{Read, Write};
    /// # use std::net::TcpStream;
    /// # let context = ClientContext::new(TlsConfiguration::builder().build()?)?;
    /// # let server = ServerIdentity::dangerous_any_name();
    /// let stream = context.wrap_stream(TcpStream::connect("example.org:443")?, &server)?;
    /// let (mut reader, mut writer) = stream.split()?;
    /// std::thread::spawn(move || writer.write_all(&[0; 1_000_000]));
    /// let mut answer = Vec::new();
    /// reader.read_to_end(&mut answer)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`do_handshake`](Self::do_handshake).
    pub fn split(mut self) -> io::Result<(TlsReader<S>, TlsWriter<S>)> {
        self.do_handshake()?;
        let (stream, buffer, rest) = self.into_parts();
        let shared =
            Arc::new(Shared { stream, buffer: Mutex::new(buffer), sending: Mutex::new(Sending::default()) });
        let filled = rest.len();
        let mut incoming = rest;
        incoming.resize(CHUNK.max(filled), 0);
        let reader = TlsReader { shared: Arc::clone(&shared), incoming, taken: 0, filled };
        Ok((reader, TlsWriter { shared }))
    }
}

/// What both halves use.
///
/// Nobody keeps the buffer while the network makes it wait. Whoever sends holds `sending` for as long as that takes, so that
/// records go out in their order; the reader, whose answers are few and short, does not wait for it: whoever has it sends
/// them, too.
struct Shared<S> {
    stream: S,
    buffer: Mutex<TlsWrappedBuffer>,
    sending: Mutex<Sending>,
}

/// Bytes on their way from the buffer to the network.
#[derive(Default)]
struct Sending {
    bytes: Vec<u8>,
    sent: usize,
}

impl<S> Shared<S>
where
    for<'s> &'s S: Read + Write,
{
    fn buffer(&self) -> MutexGuard<'_, TlsWrappedBuffer> {
        lock(&self.buffer)
    }

    /// Sends what there is, unless someone else does, who then sends this as well.
    fn send_or_leave(&self) -> io::Result<()> {
        loop {
            match self.sending.try_lock() {
                Ok(mut sending) => self.drain(&mut sending)?,
                Err(TryLockError::Poisoned(poisoned)) => self.drain(&mut poisoned.into_inner())?,
                Err(TryLockError::WouldBlock) => return Ok(()),
            }
            // Something may have come up after the last look and before `sending` was free for others.
            if !self.buffer().wants_write() {
                return Ok(());
            }
        }
    }

    /// Sends until there is nothing to send.
    fn drain(&self, sending: &mut Sending) -> io::Result<()> {
        loop {
            while let Some(rest @ [_, ..]) = sending.bytes.get(sending.sent..) {
                match (&self.stream).write(rest) {
                    Ok(0) => return Err(ErrorKind::WriteZero.into()),
                    Ok(length) => sending.sent = sending.sent.saturating_add(length),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
            sending.bytes.clear();
            sending.sent = 0;
            let mut buffer = self.buffer();
            let outgoing = buffer.peek_outgoing();
            sending.bytes.extend_from_slice(outgoing);
            if sending.bytes.is_empty() {
                // A connection that is idle holds no memory for this.
                sending.bytes.shrink_to(0);
                return Ok(());
            }
            let taken = sending.bytes.len();
            buffer.consume_outgoing(taken);
        }
    }
}

/// The half of a [`TlsStream`] that reads.
pub struct TlsReader<S> {
    shared: Arc<Shared<S>>,
    /// What came from the network; what is before `taken` is dealt with.
    incoming: Vec<u8>,
    taken: usize,
    filled: usize,
}

impl<S> TlsReader<S> {
    /// The stream underneath. Reading from it or writing to it breaks the connection.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.shared.stream
    }

    /// Has a look at what was agreed upon, and with whom.
    pub fn with_buffer<T>(&self, look: impl FnOnce(&TlsWrappedBuffer) -> T) -> T {
        look(&lock(&self.shared.buffer))
    }
}

impl<S> TlsReader<S>
where
    for<'s> &'s S: Read + Write,
{
    /// Feeds what is left of the last chunk, or else gets a new one.
    fn receive(&mut self) -> io::Result<()> {
        if self.taken == self.filled {
            (self.taken, self.filled) = (0, 0);
            self.filled = loop {
                match (&self.shared.stream).read(&mut self.incoming) {
                    Ok(0) => {
                        self.shared.buffer().receive_eof();
                        return Ok(());
                    }
                    Ok(length) => break length.min(self.incoming.len()),
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            };
        }
        let rest = self.incoming.get(self.taken..self.filled).unwrap_or_default();
        self.taken = self.taken.saturating_add(self.shared.buffer().receive_from_network(rest));
        Ok(())
    }
}

impl<S> Read for TlsReader<S>
where
    for<'s> &'s S: Read + Write,
{
    /// As for a [`TlsStream`].
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let outcome = self.shared.buffer().read(buffer);
            // Answers and alerts. That they cannot be sent is for the half that writes to tell.
            drop(self.shared.send_or_leave());
            match outcome {
                Ok(Received::Data(length)) => return Ok(length),
                Ok(Received::Closed) => return Ok(0),
                Ok(Received::WantRead) => self.receive()?,
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// The half of a [`TlsStream`] that writes. Dropping it says farewell, as dropping the whole does.
pub struct TlsWriter<S: Socket>
where
    for<'s> &'s S: Read + Write,
{
    shared: Arc<Shared<S>>,
}

impl<S: Socket> TlsWriter<S>
where
    for<'s> &'s S: Read + Write,
{
    /// Says farewell: nothing more will be written. The other half reads on.
    ///
    /// # Errors
    ///
    /// What the stream returns.
    pub fn shutdown(&mut self) -> io::Result<()> {
        self.shared.buffer().shutdown();
        self.flush()
    }
}

impl<S: Socket> Write for TlsWriter<S>
where
    for<'s> &'s S: Read + Write,
{
    fn write(&mut self, data: &[u8]) -> io::Result<usize> {
        // Held from before the data is taken: the half that reads never has to send that.
        let mut sending = lock(&self.shared.sending);
        self.shared.drain(&mut sending)?;
        let taken = self.shared.buffer().write(data)?;
        // These bytes are taken, whatever happens to the stream now; a lasting error comes up in the next call.
        let sent = self.shared.drain(&mut sending);
        drop(sending);
        drop(sent.and_then(|()| self.shared.send_or_leave()));
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        let mut sending = lock(&self.shared.sending);
        self.shared.drain(&mut sending)?;
        drop(sending);
        self.shared.send_or_leave()?;
        (&self.shared.stream).flush()
    }
}

impl<S: Socket> Drop for TlsWriter<S>
where
    for<'s> &'s S: Read + Write,
{
    fn drop(&mut self) {
        // Whoever sends now sends this as well.
        let mut buffer = self.shared.buffer();
        if buffer.has_failed() || buffer.is_closing() {
            return;
        }
        buffer.shutdown();
        drop(buffer);
        let Ok(sending) = self.shared.sending.try_lock() else { return };
        let rest = sending.bytes.get(sending.sent..).unwrap_or_default();
        let words = [rest, self.shared.buffer().peek_outgoing()].concat();
        say_last(&mut &self.shared.stream, &words);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing between two lines of ours is left half done by a panic in a stream of the user's.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<S: fmt::Debug> fmt::Debug for TlsReader<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsReader").field("stream", &self.shared.stream).finish_non_exhaustive()
    }
}

impl<S: Socket + fmt::Debug> fmt::Debug for TlsWriter<S>
where
    for<'s> &'s S: Read + Write,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsWriter").field("stream", &self.shared.stream).finish_non_exhaustive()
    }
}
