// SPDX-License-Identifier: MIT
//! A connection that never touches the network: bytes in, bytes out, data in between.

use alloc::vec::Vec;
use std::sync::OnceLock;

use purembed_tls12::Step as HandshakeStep;
use purembed_x509::{Crt, Flags};

use crate::choice::Engine;
use crate::engine::{Plaintext, Session};
use crate::error::{ApiMisuse, Error};
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// A connection without I/O (PEP 543): the caller carries the bytes.
///
/// The way to drive it, as often as anything changes:
///
/// 1. [`receive_from_network`](Self::receive_from_network) what came in; [`receive_eof`](Self::receive_eof) at its end.
/// 2. [`do_handshake`](Self::do_handshake) until it is [`Progress::Done`], then [`read`](Self::read) and
///    [`write`](Self::write).
/// 3. Send [`peek_outgoing`](Self::peek_outgoing) and say how much of it went with
///    [`consume_outgoing`](Self::consume_outgoing); also after an error, whose alert is among it.
///
/// # Memory
///
/// At most one record or one handshake message (64 KiB) is held while incomplete, one record's data (16 KiB) while it
/// is not read, and 160 KiB of outgoing bytes while they are not sent: then less is taken than was offered.
///
/// ```
/// use purembed_tls::{ClientContext, Progress, ServerIdentity, TlsConfiguration};
/// use purembed_x509::{ServerName, Time, TrustStore};
///
/// let context = ClientContext::new(TlsConfiguration::builder().trust_store(TrustStore::new()).build()?)?;
/// let server = ServerIdentity::named(ServerName::try_from("example.org")?);
/// let mut tls = context.wrap_buffers(&server, Time::from_unix(1_800_000_000))?;
///
/// assert_eq!(tls.do_handshake()?, Progress::WantWrite);
/// let hello = tls.peek_outgoing();
/// assert_eq!(hello[0], 22, "a handshake record");
/// let sent = hello.len();
/// tls.consume_outgoing(sent);
/// assert_eq!(tls.do_handshake()?, Progress::WantRead);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "MbedTLSBuffer")]
#[doc(alias = "TLSWrappedBuffer")]
#[derive(Debug)]
pub struct TlsWrappedBuffer {
    session: Session,
    outgoing: Outgoing,
    peer: OnceLock<Vec<Crt>>,
}

/// What a handshake waits for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[non_exhaustive]
pub enum Progress {
    /// The handshake is over and everything is sent.
    Done,
    /// Bytes from the peer.
    #[doc(alias = "WantReadError")]
    WantRead,
    /// Bytes to be sent to the peer.
    #[doc(alias = "WantWriteError")]
    WantWrite,
}

/// What there is to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[non_exhaustive]
pub enum Received {
    /// So many bytes of data.
    Data(usize),
    /// Nothing before more bytes come from the peer.
    WantRead,
    /// Nothing more ever: the peer said farewell, and nothing is missing.
    Closed,
}

impl TlsWrappedBuffer {
    pub(crate) fn new(session: Session) -> Self {
        Self { session, outgoing: Outgoing::default(), peer: OnceLock::new() }
    }

    /// Takes in bytes that came from the network, and returns how many it took.
    ///
    /// It takes all of them unless data that was not yet read stands in the way: then [`read`](Self::read) and offer
    /// the rest again. After a failure it takes and ignores everything; the next call of another method tells.
    pub fn receive_from_network(&mut self, data: &[u8]) -> usize {
        self.session.receive(data)
    }

    /// Learns that the network will deliver no more bytes.
    pub fn receive_eof(&mut self) {
        self.session.receive_eof();
    }

    /// The bytes to send now; empty if there are none.
    #[must_use]
    pub fn peek_outgoing(&mut self) -> &[u8] {
        self.outgoing.fill(&mut self.session);
        self.outgoing.bytes()
    }

    /// Learns that the first `amount` of the [outgoing bytes](Self::peek_outgoing) were sent.
    pub fn consume_outgoing(&mut self, amount: usize) {
        self.outgoing.consume(amount);
    }

    /// Goes on with the handshake as far as the bytes reach.
    ///
    /// # Errors
    ///
    /// What ended the connection: [`Error::CertificateRefused`], [`Error::AlertReceived`] and the rest; again on
    /// every further call. [`Error::RaggedEof`] if the network ended before the handshake did.
    pub fn do_handshake(&mut self) -> Result<Progress, Error> {
        if let Some(failure) = self.session.failure() {
            return Err(failure);
        }
        if self.wants_write() {
            return Ok(Progress::WantWrite);
        }
        if !self.session.is_handshaking() {
            return Ok(Progress::Done);
        }
        if self.session.is_eof() { Err(Error::RaggedEof) } else { Ok(Progress::WantRead) }
    }

    /// Reads data that the peer wrote.
    ///
    /// # Errors
    ///
    /// [`Error::RaggedEof`] if the network ended without the peer's farewell, or what else ended the connection.
    /// Data that came before is handed out before.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Received, Error> {
        if buffer.is_empty() {
            return Ok(Received::Data(0));
        }
        Ok(match self.session.read(buffer)? {
            Plaintext::Data(length) => Received::Data(length),
            Plaintext::Pending => Received::WantRead,
            Plaintext::Closed => Received::Closed,
        })
    }

    /// Writes data for the peer, and returns how much it took: less than all while too much waits to be sent.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over and after [`shutdown`](Self::shutdown), or what ended the
    /// connection.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        if let Some(failure) = self.session.failure() {
            return Err(failure);
        }
        if self.session.is_closing() {
            return Err(Error::Misuse(ApiMisuse::Closed));
        }
        if self.session.is_handshaking() {
            return Err(Error::Misuse(ApiMisuse::HandshakePending));
        }
        self.session.write(data)
    }

    /// Says farewell: nothing more will be written. Reading goes on.
    pub fn shutdown(&mut self) {
        self.session.close();
    }

    /// Tells whether there are [outgoing bytes](Self::peek_outgoing).
    #[must_use]
    pub fn wants_write(&self) -> bool {
        !self.outgoing.bytes().is_empty() || self.session.wants_write()
    }

    /// The inner protocol that was agreed upon (ALPN).
    #[must_use]
    pub fn negotiated_protocol(&self) -> Option<&[u8]> {
        self.session.inner_protocol()
    }

    /// The version that was agreed upon.
    #[must_use]
    pub fn negotiated_tls_version(&self) -> Option<TlsVersion> {
        self.session.version()
    }

    /// The cipher suite that was agreed upon.
    #[must_use]
    pub fn cipher(&self) -> Option<CipherSuite> {
        self.session.suite()
    }

    /// Whether an earlier session was resumed, which spares both sides the certificates.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.session.is_resumed()
    }

    /// On a server, the name that the client asked for.
    #[must_use]
    pub fn requested_server_name(&self) -> Option<&str> {
        self.session.requested_name()
    }

    /// On a server, what a client with a pre-shared key called itself, once the handshake is over.
    #[must_use]
    pub fn psk_identity(&self) -> Option<&[u8]> {
        self.session.psk_identity()
    }

    /// Where the handshake is: what is due next. With TLS 1.3, and wherever rustls is the
    /// [engine](crate::TlsConfiguration::engine), only whether it is over can be told.
    #[must_use]
    #[doc(alias = "_handshake_state")]
    pub fn step(&self) -> HandshakeStep {
        self.session.step()
    }

    /// What a client may resume another connection by, from the end of the handshake on: [`ClientContext::resume`] takes it,
    /// and its bytes can be kept.
    ///
    /// Only the native [engine](crate::TlsConfiguration::engine) gives it. With rustls, contexts remember sessions in
    /// memory, and resume them by themselves.
    ///
    /// [`ClientContext::resume`]: crate::ClientContext::resume
    #[must_use]
    #[doc(alias = "TLSSession")]
    pub fn session(&self) -> Option<purembed_tls12::Session> {
        self.session.resumable()
    }

    /// Fills `out` with keying material for another protocol (RFC 5705, RFC 8446 section 7.5): both sides get the same.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over.
    pub fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        if self.session.is_handshaking() {
            return Err(Error::Misuse(ApiMisuse::HandshakePending));
        }
        self.session.export_keying_material(label, context, out)
    }

    /// The engine that carries this connection; `None` while a server waits for the hello that decides.
    #[must_use]
    pub const fn engine(&self) -> Option<Engine> {
        self.session.engine()
    }

    /// What is wrong with the peer's certificates: nothing, unless the configuration
    /// [goes on](crate::DangerousConfigurationBuilder::disable_certificate_validation) in spite of it;
    /// [`MISSING`](Flags::MISSING) if a client was asked for certificates and has shown none. `None` before the handshake
    /// is over, and if there was no need for any.
    #[must_use]
    #[doc(alias = "_verified")]
    pub fn verification(&self) -> Option<Flags> {
        self.session.verification()
    }

    /// The peer's own certificate, once it was accepted.
    #[doc(alias = "getpeercert")]
    #[must_use]
    pub fn peer_certificate(&self) -> Option<&Crt> {
        self.peer_certificates().first()
    }

    /// The certificates that the peer sent, its own first, once they were accepted.
    #[must_use]
    pub fn peer_certificates(&self) -> &[Crt] {
        if self.session.is_handshaking() {
            return &[];
        }
        self.peer.get_or_init(|| self.session.peer_certificates())
    }

    pub(crate) const fn is_closing(&self) -> bool {
        self.session.is_closing()
    }

    pub(crate) fn has_failed(&self) -> bool {
        self.session.failure().is_some()
    }

    /// Whether the two sides have not come to an agreement yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.session.is_handshaking()
    }

    /// For the faces that write to the network themselves, without a copy in between.
    pub(crate) fn send(&mut self, sink: &mut dyn std::io::Write) -> std::io::Result<usize> {
        if self.outgoing.bytes().is_empty() {
            return self.session.send(sink);
        }
        let sent = sink.write(self.outgoing.bytes())?;
        self.outgoing.consume(sent);
        Ok(sent)
    }
}

/// How many outgoing bytes are offered at once, at the least, if there are as many: a record.
const ENOUGH: usize = 16 * 1024;

/// Bytes that the session gave out and the caller did not send yet.
#[derive(Debug, Default)]
struct Outgoing {
    bytes: Vec<u8>,
    sent: usize,
}

impl Outgoing {
    /// Takes over what the session has to send; not while much still waits here, so that the session's own limit holds.
    fn fill(&mut self, session: &mut Session) {
        if self.bytes().len() >= ENOUGH {
            return;
        }
        self.bytes.drain(..self.sent);
        self.sent = 0;
        // Writing to a vector cannot fail.
        while session.wants_write() && session.send(&mut self.bytes).is_ok_and(|sent| sent > 0) {}
    }

    fn bytes(&self) -> &[u8] {
        self.bytes.get(self.sent..).unwrap_or_default()
    }

    fn consume(&mut self, amount: usize) {
        self.sent = self.sent.saturating_add(amount).min(self.bytes.len());
        if self.sent == self.bytes.len() {
            self.bytes.clear();
            self.sent = 0;
        }
    }
}
