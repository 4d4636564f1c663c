// SPDX-License-Identifier: MIT
//! TLS 1.2 over a stream of bytes.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use purembed_core::random::CryptoRng;
use purembed_x509::Crt;

use self::input::Input;
use self::output::Output;
use crate::config::Config;
use crate::connection::Handshaking;
use crate::handshake::{Item, Message, Step};
use crate::record::{Context, Protection, Wear};
use crate::schedule::Side;
use crate::wire::codec::Reader;
use crate::wire::ids::{ContentType, HandshakeType, version};
use crate::{Alert, CipherSuite, Error, Session};

mod input;
mod output;

/// The longest plaintext of a record (RFC 5246 section 6.2.1).
const MAX_PLAINTEXT: usize = 1 << 14;
/// How much longer a protected record may be than its plaintext (RFC 5246 section 6.2.3).
const MAX_EXPANSION: usize = 2048;
/// The longest handshake message that is taken in.
const MAX_MESSAGE: usize = 1 << 16;

/// A connection over a stream, without I/O: the caller carries the bytes.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_core::random;
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::{CipherSuite, Config, PreSharedKey, Received, TlsConnection};
///
/// let suites: [CipherSuite; 1] = ["TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse()?];
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
/// let client = Config::new(&suites).pre_shared_key(Arc::new(key));
/// let server = Config::new(&suites).pre_shared_key_store(Arc::new(store));
///
/// let mut client = TlsConnection::client(Arc::new(client), None, Box::new(random::generator()?), 0)?;
/// let mut server = TlsConnection::server(Arc::new(server), Box::new(random::generator()?), 0);
/// while client.is_handshaking() || server.is_handshaking() {
///     server.receive(&client.take_outgoing());
///     client.receive(&server.take_outgoing());
/// }
/// client.write(b"21 degrees")?;
/// server.receive(&client.take_outgoing());
/// let mut buffer = [0; 100];
/// assert_eq!(server.read(&mut buffer)?, Received::Data(10));
/// assert_eq!(server.psk_identity(), Some(&b"thermometer"[..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct TlsConnection {
    handshaking: Handshaking,
    input: Input,
    output: Output,
    reading: Direction,
    writing: Direction,
    failure: Option<Error>,
    farewell: Farewell,
    eof: bool,
}

/// The keys of one direction, and how many records they protected.
struct Direction {
    protection: Option<Protection>,
    sequence: u64,
    wear: Wear,
}

impl Direction {
    const fn new(protection: Option<Protection>) -> Self {
        Self { protection, sequence: 0, wear: Wear::NEW }
    }

    fn next(&mut self) -> Result<u64, Error> {
        let sequence = self.sequence;
        // RFC 5246 section 6.1: sequence numbers do not wrap.
        self.sequence = sequence.checked_add(1).ok_or(Error::Internal("too many records"))?;
        Ok(sequence)
    }
}

/// Who has said farewell.
#[derive(Clone, Copy, Default)]
struct Farewell {
    ours: bool,
    theirs: bool,
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

impl TlsConnection {
    crate::connection::constructors!();

    fn start(
        config: Arc<Config>,
        server_name: Option<&str>,
        session: Option<Session>,
        rng: Box<dyn CryptoRng + Send>,
        unix_time: i64,
    ) -> Result<Self, Error> {
        let name = server_name.map(Into::into);
        let mut connection = Self::new(Handshaking::client(config, name, session, false, rng, unix_time));
        connection.handshaking.start()?;
        connection.send_flight()?;
        Ok(connection)
    }

    /// The server's side.
    #[must_use]
    pub fn server(config: Arc<Config>, rng: Box<dyn CryptoRng + Send>, unix_time: i64) -> Self {
        Self::new(Handshaking::server(config, false, rng, unix_time))
    }

    fn new(handshaking: Handshaking) -> Self {
        Self {
            handshaking,
            input: Input::default(),
            output: Output::default(),
            reading: Direction::new(None),
            writing: Direction::new(None),
            failure: None,
            farewell: Farewell::default(),
            eof: false,
        }
    }

    /// Has every step of the handshake told to `f` when it becomes due; a client's first two come at once.
    pub fn on_step(&mut self, f: impl FnMut(Step) + Send + 'static) {
        self.handshaking.on_step(Box::new(f));
    }

    /// Takes in bytes that came from the network, and returns how many it took.
    ///
    /// It takes all of them unless data that was not yet read stands in the way: then [`read`](Self::read) and offer the
    /// rest again. After a failure it takes and ignores everything.
    pub fn receive(&mut self, data: &[u8]) -> usize {
        let mut rest = data;
        while !rest.is_empty() && self.failure.is_none() && !self.farewell.theirs {
            let taken = self.input.take_in(rest);
            rest = rest.get(taken..).unwrap_or_default();
            self.process();
            if taken == 0 {
                return data.len() - rest.len();
            }
        }
        data.len()
    }

    /// Learns that the network will deliver no more bytes.
    pub const fn receive_eof(&mut self) {
        self.eof = true;
    }

    /// The bytes to send now; empty if there are none.
    #[must_use]
    pub fn peek_outgoing(&self) -> &[u8] {
        self.output.bytes()
    }

    /// Learns that the first `amount` of the [outgoing bytes](Self::peek_outgoing) were sent.
    pub fn consume_outgoing(&mut self, amount: usize) {
        self.output.consume(amount);
    }

    /// All the bytes to send now, as their own.
    #[must_use]
    pub fn take_outgoing(&mut self) -> Vec<u8> {
        let bytes = self.output.bytes().to_vec();
        self.output.consume(bytes.len());
        bytes
    }

    /// What ended the connection, if something did.
    #[must_use]
    pub const fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Whether the two sides have not come to an agreement yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.failure.is_none() && self.handshaking.established().is_none()
    }

    /// Reads data that the peer wrote.
    ///
    /// # Errors
    ///
    /// What ended the connection; data that came before is handed out before.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Received, Error> {
        if buffer.is_empty() {
            return Ok(Received::Data(0));
        }
        let length = self.input.read(buffer);
        if length > 0 {
            if self.input.is_read() {
                self.process();
            }
            return Ok(Received::Data(length));
        }
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None if self.farewell.theirs => Ok(Received::Closed),
            None if self.eof => Err(Error::RaggedEof),
            None => Ok(Received::WantRead),
        }
    }

    /// Writes data for the peer, and returns how much it took: less than all while too much waits to be sent.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over and after [`close`](Self::close); [`Error::WornOut`] once the keys
    /// must not protect more; or what ended the connection.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        if self.farewell.ours || self.handshaking.established().is_none() {
            return Err(Error::Misuse);
        }
        let mut taken = 0;
        for piece in data.chunks(self.max_plaintext()) {
            if self.output.is_full() {
                break;
            }
            match self.writing.wear.add(piece.len()) {
                // What was taken before is not lost.
                Err(Error::WornOut) if taken > 0 => break,
                worn => worn?,
            }
            self.send_record(ContentType::APPLICATION_DATA, piece)?;
            taken += piece.len();
        }
        Ok(taken)
    }

    /// Says farewell: nothing more will be written. Reading goes on.
    pub fn close(&mut self) {
        if !self.farewell.ours && self.failure.is_none() {
            self.farewell.ours = true;
            self.send_alert(WARNING, Alert::CLOSE_NOTIFY);
        }
    }

    crate::connection::accessors!();

    /// Works on all whole records that came in, up to data that has to be read first.
    fn process(&mut self) {
        while self.failure.is_none() && !self.farewell.theirs && self.input.is_read() {
            match self.process_record() {
                Ok(true) => {}
                Ok(false) => break,
                Err(error) => self.fail(error),
            }
        }
    }

    fn fail(&mut self, error: Error) {
        if let Some(alert) = error.alert() {
            self.send_alert(FATAL, alert);
        }
        self.handshaking.fail(&error);
        self.failure = Some(error);
    }

    /// Works on one record, if there is a whole one.
    fn process_record(&mut self) -> Result<bool, Error> {
        let limit = MAX_PLAINTEXT + if self.reading.protection.is_some() { MAX_EXPANSION } else { 0 };
        let Some((kind, version, range)) = self.input.next_record(limit)? else { return Ok(false) };
        let mut plaintext = range.clone();
        if let Some(protection) = &mut self.reading.protection {
            let context = Context { sequence: self.reading.sequence, kind, version, connection_id: None };
            let found = protection.open(context, self.input.bytes_mut(&range))?;
            plaintext = range.start + found.start..range.start + found.end;
            self.reading.next()?;
        }
        if plaintext.len() > self.max_plaintext() {
            return Err(Error::RecordOverflow);
        }
        match kind {
            ContentType::APPLICATION_DATA if self.handshaking.established().is_some() => {
                self.input.show(plaintext);
            }
            ContentType::HANDSHAKE => {
                // RFC 5246 section 6.2.1: no fragments of zero length of anything but data.
                if plaintext.is_empty() {
                    return Err(Error::UnexpectedMessage);
                }
                self.input.keep_handshake(&plaintext);
                while let Some(done) = self.handshake_message()? {
                    if done {
                        break;
                    }
                }
            }
            ContentType::ALERT => self.alert(plaintext)?,
            ContentType::CHANGE_CIPHER_SPEC => {
                // RFC 5246 section 7.1; and no message goes on beyond a change of keys.
                if self.input.bytes(&plaintext) != [1] || !self.input.is_between_messages() {
                    return Err(Error::UnexpectedMessage);
                }
                self.reading = Direction::new(Some(self.handshaking.change_cipher_spec()?));
            }
            _ => return Err(Error::UnexpectedMessage),
        }
        Ok(true)
    }

    /// Works on one whole message; `None` if there is none.
    fn handshake_message(&mut self) -> Result<Option<bool>, Error> {
        let mut message = Vec::new();
        if !self.input.next_message(&mut message)? {
            return Ok(None);
        }
        let mut reader = Reader::new(&message);
        let kind = HandshakeType(reader.u8()?);
        reader.u24()?;
        let message = Message { kind, sequence: 0, body: reader.rest() };
        if self.handshaking.is_active() {
            self.handshaking.message(message)?;
            self.send_flight()?;
        } else {
            self.decline(message)?;
        }
        Ok(Some(false))
    }

    /// A wish for another handshake (RFC 5246 section 7.2.2): it is declined, and the connection goes on.
    fn decline(&mut self, message: Message<'_>) -> Result<(), Error> {
        let wish = match self.handshaking.side() {
            Side::Client => HandshakeType::HELLO_REQUEST,
            Side::Server => HandshakeType::CLIENT_HELLO,
        };
        if message.kind != wish || self.output.is_full() {
            return Err(Error::UnexpectedMessage);
        }
        self.send_alert(WARNING, Alert::NO_RENEGOTIATION);
        Ok(())
    }

    fn alert(&mut self, plaintext: core::ops::Range<usize>) -> Result<(), Error> {
        let &[level, alert] = self.input.bytes(&plaintext) else {
            return Err(Error::InvalidMessage("an alert of a wrong length"));
        };
        match (level, Alert(alert)) {
            (_, Alert::CLOSE_NOTIFY) => {
                self.farewell.theirs = true;
                if self.handshaking.established().is_none() {
                    return Err(Error::AlertReceived(Alert::CLOSE_NOTIFY));
                }
                Ok(())
            }
            (WARNING, Alert::NO_RENEGOTIATION | Alert::USER_CANCELED | Alert::UNRECOGNIZED_NAME) => Ok(()),
            (WARNING | FATAL, alert) => Err(Error::AlertReceived(alert)),
            _ => Err(Error::PeerMisbehaved("an alert of an unknown level")),
        }
    }

    fn max_plaintext(&self) -> usize {
        let negotiated = self.handshaking.established();
        let negotiated = negotiated.and_then(|established| established.negotiated.max_fragment_length);
        negotiated.unwrap_or(MAX_PLAINTEXT)
    }

    /// Puts what the handshake wants sent into records, as many messages as fit into each. A message is cut only if it
    /// is longer than a record may be: there are peers that do not put messages together again.
    fn send_flight(&mut self) -> Result<(), Error> {
        let (bodies, items) = self.handshaking.flight.drain();
        let mut messages = Vec::with_capacity(bodies.len() + 4 * items.len());
        for item in items {
            match item {
                Item::Message { kind, body, .. } => {
                    let body = bodies.get(body).unwrap_or_default();
                    if messages.len() + 4 + body.len() > self.max_handshake_fragment() {
                        self.send_messages(&mut messages)?;
                    }
                    let [_, a, b, c] = u32::try_from(body.len()).unwrap_or(u32::MAX).to_be_bytes();
                    messages.extend_from_slice(&[kind.0, a, b, c]);
                    messages.extend_from_slice(body);
                }
                Item::ChangeCipherSpec(protection) => {
                    self.send_messages(&mut messages)?;
                    self.send_record(ContentType::CHANGE_CIPHER_SPEC, &[1])?;
                    self.writing = Direction::new(Some(protection));
                }
            }
        }
        self.send_messages(&mut messages)
    }

    /// RFC 6066 section 4: handshake messages are held to it as well, as soon as it is negotiated.
    fn max_handshake_fragment(&self) -> usize {
        self.handshaking.flight.max_fragment_length.unwrap_or(MAX_PLAINTEXT)
    }

    fn send_messages(&mut self, messages: &mut Vec<u8>) -> Result<(), Error> {
        for piece in messages.chunks(self.max_handshake_fragment()) {
            self.send_record(ContentType::HANDSHAKE, piece)?;
        }
        messages.clear();
        Ok(())
    }

    fn send_alert(&mut self, level: u8, alert: Alert) {
        // If even that fails, there is nothing left to say it with.
        drop(self.send_record(ContentType::ALERT, &[level, alert.0]));
    }

    fn send_record(&mut self, kind: ContentType, plaintext: &[u8]) -> Result<(), Error> {
        let protection = self.writing.protection.as_mut();
        let (prefix, length) = protection.as_ref().map_or((0, plaintext.len()), |protection| {
            (protection.prefix(), protection.body_length(plaintext.len()))
        });
        let body = self.output.push_record(kind, prefix, plaintext, length)?;
        if let Some(protection) = protection {
            let context = Context {
                sequence: self.writing.sequence,
                kind,
                version: version::TLS12,
                connection_id: None,
            };
            protection.seal(context, body, plaintext.len())?;
        }
        self.writing.next().map(drop)
    }
}

const WARNING: u8 = 1;
const FATAL: u8 = 2;

impl fmt::Debug for TlsConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TlsConnection")
            .field("step", &self.step())
            .field("suite", &self.suite())
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
