// SPDX-License-Identifier: MIT
//! TLS over anything that tokio reads and writes.

use alloc::vec::Vec;
use core::fmt;
use core::future::poll_fn;
use core::mem::MaybeUninit;
use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use purembed_tls::{
    ClientContext, Error, Progress, Received, ServerContext, ServerIdentity, TlsWrappedBuffer,
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use crate::system_time;

/// What is read from below at once.
const CHUNK: usize = 16 * 1024;

/// TLS over anything that tokio reads and writes.
///
/// Reading and writing go through the handshake first if it is not over. [`shutdown`] says farewell, which dropping does
/// not: it cannot wait.
///
/// `tokio::io::split` makes two halves of it for two tasks.
///
/// ```
/// # use purembed_core::secret::SecretBytes;
/// # use purembed_tls::PreSharedKey;
/// use std::sync::Arc;
///
/// use purembed_tls::{CipherSuite, ClientContext, ServerContext, ServerIdentity, TlsConfiguration};
/// use purembed_tls_tokio::TlsStream;
/// use tokio::io::{AsyncReadExt, AsyncWriteExt};
/// use tokio::net::{TcpListener, TcpStream};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// # let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
/// # let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// # let server = TlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
/// # let client = TlsConfiguration::builder().ciphers(&suites).pre_shared_key(key).build()?;
/// # let name = ServerIdentity::dangerous_any_name();
/// # let (server, client) = (ServerContext::new(server)?, ClientContext::new(client)?);
/// let listener = TcpListener::bind("127.0.0.1:0").await?;
/// let address = listener.local_addr()?;
/// tokio::spawn(async move {
///     let (socket, _) = listener.accept().await?;
///     let mut stream = TlsStream::accept(&server, socket).await?;
///     let mut question = [0; 5];
///     stream.read_exact(&mut question).await?;
///     stream.write_all(&question.to_ascii_uppercase()).await?;
///     stream.shutdown().await
/// });
///
/// let mut stream = TlsStream::connect(&client, &name, TcpStream::connect(address).await?).await?;
/// stream.write_all(b"hello").await?;
/// let mut answer = String::new();
/// stream.read_to_string(&mut answer).await?;
/// assert_eq!(answer, "HELLO");
/// # Ok(())
/// # }
/// ```
///
/// [`shutdown`]: tokio::io::AsyncWriteExt::shutdown
pub struct TlsStream<S> {
    stream: S,
    buffer: TlsWrappedBuffer,
    /// What came from below and was not taken yet, for data that has to be read before; from `taken` on.
    rest: Vec<u8>,
    taken: usize,
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream<S> {
    /// The client's side, after the handshake.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops `stream`, and the connection.
    ///
    /// # Errors
    ///
    /// As [`ClientContext::wrap_buffers`] and [`handshake`](Self::handshake).
    #[doc(alias = "wrap_socket")]
    pub async fn connect(
        context: &ClientContext,
        server: &ServerIdentity<'_>,
        stream: S,
    ) -> io::Result<Self> {
        let mut stream = Self::new(context.wrap_buffers(server, system_time())?, stream);
        stream.handshake().await?;
        Ok(stream)
    }

    /// The server's side, after the handshake.
    ///
    /// # Cancellation
    ///
    /// Dropping the future drops `stream`, and the connection.
    ///
    /// # Errors
    ///
    /// As [`ServerContext::wrap_buffers`] and [`handshake`](Self::handshake).
    #[doc(alias = "wrap_socket")]
    pub async fn accept(context: &ServerContext, stream: S) -> io::Result<Self> {
        let mut stream = Self::new(context.wrap_buffers(system_time())?, stream);
        stream.handshake().await?;
        Ok(stream)
    }

    /// With a connection that was begun without I/O.
    #[must_use]
    pub const fn new(buffer: TlsWrappedBuffer, stream: S) -> Self {
        Self { stream, buffer, rest: Vec::new(), taken: 0 }
    }

    /// Goes through the handshake, if it is not over.
    ///
    /// # Cancellation
    ///
    /// Nothing is lost: the next call goes on.
    ///
    /// # Errors
    ///
    /// What ended the connection, after the peer was told as far as it listens; or of the stream below.
    #[doc(alias = "do_handshake")]
    pub async fn handshake(&mut self) -> io::Result<()> {
        poll_fn(|cx| self.poll_handshake(cx)).await
    }

    /// What was agreed upon, and with whom.
    #[must_use]
    pub const fn buffer(&self) -> &TlsWrappedBuffer {
        &self.buffer
    }

    /// The stream below.
    #[must_use]
    pub const fn get_ref(&self) -> &S {
        &self.stream
    }

    /// The stream below. Reading from it or writing to it breaks the connection.
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

    fn poll_handshake(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            match self.buffer.do_handshake() {
                Ok(Progress::Done) => return Pin::new(&mut self.stream).poll_flush(cx),
                Ok(Progress::WantWrite) => ready!(self.poll_send(cx))?,
                Ok(_) => {
                    // What tokio's buffered writers hold back would be waited for by both sides.
                    ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
                    ready!(self.poll_receive(cx))?;
                }
                Err(error) => return Poll::Ready(Err(self.fail(error, cx))),
            }
        }
    }

    /// Sends what there is to send.
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let outgoing = self.buffer.peek_outgoing();
            if outgoing.is_empty() {
                return Poll::Ready(Ok(()));
            }
            let sent = ready!(Pin::new(&mut self.stream).poll_write(cx, outgoing))?;
            if sent == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.buffer.consume_outgoing(sent);
        }
    }

    /// Takes in what was left over, or else what comes, or the end.
    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(rest @ [_, ..]) = self.rest.get(self.taken..) {
            self.taken = self.taken.saturating_add(self.buffer.receive_from_network(rest));
            return Poll::Ready(Ok(()));
        }
        // A connection that is idle holds no memory for this.
        (self.rest, self.taken) = (Vec::new(), 0);
        let mut chunk = [MaybeUninit::uninit(); CHUNK];
        let mut chunk = ReadBuf::uninit(&mut chunk);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut chunk))?;
        let came = chunk.filled();
        if came.is_empty() {
            self.buffer.receive_eof();
        }
        let taken = self.buffer.receive_from_network(came);
        self.rest.extend_from_slice(came.get(taken..).unwrap_or_default());
        Poll::Ready(Ok(()))
    }

    /// Lets the peer know, as far as it still listens, and passes the error on.
    fn fail(&mut self, error: Error, cx: &mut Context<'_>) -> io::Error {
        // The connection failed before this did, and that is what the caller has to know.
        if let Poll::Ready(Ok(())) = self.poll_send(cx) {
            drop(Pin::new(&mut self.stream).poll_flush(cx));
        }
        error.into()
    }
}

/// Reads data that the peer wrote; nothing after its farewell. Dropping a future of
/// [`AsyncReadExt::read`](tokio::io::AsyncReadExt::read) loses nothing.
impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_established(cx))?;
        loop {
            match this.buffer.read(buffer.initialize_unfilled()) {
                Ok(Received::Data(length)) => {
                    buffer.advance(length);
                    return Poll::Ready(Ok(()));
                }
                Ok(Received::Closed) => return Poll::Ready(Ok(())),
                Ok(_) => {
                    // Answers that reading brought about. If they cannot be sent now, they are with the next write or read;
                    // if never, that is for writing to tell.
                    drop(this.poll_send(cx));
                    ready!(this.poll_receive(cx))?;
                }
                Err(error) => return Poll::Ready(Err(this.fail(error, cx))),
            }
        }
    }
}

/// Writes data for the peer. Dropping a future of [`AsyncWriteExt::write`](tokio::io::AsyncWriteExt::write) means that
/// nothing was written.
impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        ready!(this.poll_established(cx))?;
        // What an earlier call could not send.
        ready!(this.poll_send(cx))?;
        match this.buffer.write(data) {
            Ok(taken) => {
                // These bytes are taken, whatever happens to the stream now; a lasting error comes up in the next call.
                drop(this.poll_send(cx));
                Poll::Ready(Ok(taken))
            }
            Err(error) => Poll::Ready(Err(this.fail(error, cx))),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        ready!(this.poll_send(cx))?;
        Pin::new(&mut this.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.buffer.shutdown();
        ready!(this.poll_send(cx))?;
        Pin::new(&mut this.stream).poll_shutdown(cx)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream<S> {
    fn poll_established(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.buffer.is_handshaking() { self.poll_handshake(cx) } else { Poll::Ready(Ok(())) }
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
