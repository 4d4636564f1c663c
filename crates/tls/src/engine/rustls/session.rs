// SPDX-License-Identifier: MIT
//! One connection of the engine.

use alloc::vec::Vec;
use core::fmt;
use std::io::{self, ErrorKind, Read, Write};

use purembed_tls12::Step;
use purembed_x509::{Crt, Flags};
use rustls::{Connection, HandshakeKind, InvalidMessage, IoState, ProtocolVersion};

use super::error::from_rustls;
use super::verifier::{give_back_verdict, take_verdict};
use crate::engine::Plaintext;
use crate::error::{Alert, Error};
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// One connection: bytes of the network on one side, data on the other.
pub(crate) struct Session {
    connection: Connection,
    /// The first failure; everything after it gives the same answer.
    failure: Option<Error>,
    /// What the peer is told if the engine does not tell it anything itself.
    last_words: &'static [u8],
    /// The network will deliver no more.
    eof: bool,
    closing: bool,
    /// This side asks the other one for certificates.
    asks: bool,
    /// What the verifier found in this connection.
    found: Option<Flags>,
}

impl Session {
    pub(super) const fn new(connection: Connection, asks: bool) -> Self {
        Self { connection, failure: None, last_words: &[], eof: false, closing: false, asks, found: None }
    }

    /// Takes in bytes from the network and works on them. Returns how many were taken: fewer than were given only
    /// while data that was not yet read stands in the way.
    pub(crate) fn receive(&mut self, data: &[u8]) -> usize {
        let mut rest = data;
        while !rest.is_empty() {
            if self.failure.is_some() {
                return data.len();
            }
            match self.connection.read_tls(&mut rest) {
                // After the peer's farewell nothing counts any more (RFC 8446 section 6.1).
                Ok(0) => return data.len(),
                Ok(_) => self.process(),
                // Full: of data that was not yet read, or of a message that never ends.
                Err(_) => {
                    self.fail_if_stuck();
                    break;
                }
            }
        }
        if self.failure.is_some() { data.len() } else { data.len() - rest.len() }
    }

    /// rustls takes no more bytes. That is the caller's to change if there is data to be read; if there is none, then
    /// nobody can change it, and waiting for more bytes would take for ever.
    fn fail_if_stuck(&mut self) {
        match self.work() {
            Ok(state) if state.plaintext_bytes_to_read() > 0 => {}
            Ok(_) => self.fail(rustls::Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge)),
            Err(error) => self.fail(error),
        }
    }

    /// Learns that the network will deliver no more.
    pub(crate) fn receive_eof(&mut self) {
        self.eof = true;
        if self.failure.is_none() && self.connection.read_tls(&mut io::empty()).is_ok() {
            self.process();
        }
    }

    fn process(&mut self) {
        if let Err(error) = self.work() {
            self.fail(error);
        }
    }

    /// Works on what was taken in, and takes over what the verifier has found before another connection can.
    fn work(&mut self) -> Result<IoState, rustls::Error> {
        // A key may be behind a connection of its own, which is made within the call that asks it for a signature.
        let around = take_verdict();
        let outcome = self.connection.process_new_packets();
        self.found = take_verdict().or(self.found);
        give_back_verdict(around);
        outcome
    }

    fn fail(&mut self, error: rustls::Error) {
        // The one failure of which rustls does not tell the peer. While nothing is encrypted, that can be done without
        // its help (RFC 8446 6.2: fatal, decode_error).
        let untold = rustls::Error::InvalidMessage(InvalidMessage::HandshakePayloadTooLarge);
        if error == untold && self.connection.protocol_version().is_none() {
            self.last_words = &[21, 3, 3, 0, 2, 2, Alert::DECODE_ERROR.0];
        }
        let failure = from_rustls(error);
        if let Error::Key(_) = failure {
            self.tell_of_own_failure();
        }
        self.failure = Some(failure);
    }

    /// rustls tells the peer nothing when our key does not sign. TLS 1.2 is not encrypted up to there (RFC 5246 7.2.2:
    /// fatal, `internal_error`); TLS 1.3 is, and lets us encrypt only a farewell.
    fn tell_of_own_failure(&mut self) {
        if self.version() == Some(TlsVersion::Tls12) {
            self.last_words = &[21, 3, 3, 0, 2, 2, Alert::INTERNAL_ERROR.0];
        } else {
            self.connection.send_close_notify();
        }
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        self.failure.clone()
    }

    pub(crate) const fn is_eof(&self) -> bool {
        self.eof
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    pub(crate) fn wants_write(&self) -> bool {
        self.connection.wants_write() || !self.last_words.is_empty()
    }

    /// Hands out bytes for the network, as many as the sink takes at once.
    pub(crate) fn send(&mut self, sink: &mut dyn Write) -> io::Result<usize> {
        if self.connection.wants_write() || self.last_words.is_empty() {
            return self.connection.write_tls(sink);
        }
        let sent = sink.write(self.last_words)?;
        self.last_words = self.last_words.get(sent..).unwrap_or_default();
        Ok(sent)
    }

    /// Hands out what the peer wrote. Data that came before a failure is handed out before the failure.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<Plaintext, Error> {
        match self.connection.reader().read(buffer) {
            Ok(0) => Ok(Plaintext::Closed),
            Ok(length) => Ok(Plaintext::Data(length)),
            Err(_) if self.failure.is_some() => Err(self.failure.clone().unwrap_or(Error::RaggedEof)),
            Err(error) if error.kind() == ErrorKind::WouldBlock => Ok(Plaintext::Pending),
            Err(_) => Err(Error::RaggedEof),
        }
    }

    /// Takes data for the peer, as much as there is room for.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        // The only error is "full", and rustls reports that as a short count.
        Ok(self.connection.writer().write(data).unwrap_or(0))
    }

    pub(crate) fn close(&mut self) {
        if !self.closing {
            self.closing = true;
            self.connection.send_close_notify();
        }
    }

    pub(crate) const fn is_closing(&self) -> bool {
        self.closing
    }

    /// rustls does not say more than whether the handshake is over.
    pub(crate) fn step(&self) -> Step {
        match (&self.connection, self.is_handshaking()) {
            (_, false) => Step::HandshakeOver,
            (Connection::Client(_), true) => Step::ServerHello,
            (Connection::Server(_), true) => Step::ClientHello,
        }
    }

    pub(crate) fn inner_protocol(&self) -> Option<&[u8]> {
        self.connection.alpn_protocol()
    }

    pub(crate) fn version(&self) -> Option<TlsVersion> {
        match self.connection.protocol_version()? {
            ProtocolVersion::TLSv1_2 => Some(TlsVersion::Tls12),
            ProtocolVersion::TLSv1_3 => Some(TlsVersion::Tls13),
            _ => None,
        }
    }

    pub(crate) fn suite(&self) -> Option<CipherSuite> {
        CipherSuite::from_id(self.connection.negotiated_cipher_suite()?.suite().into())
    }

    pub(crate) fn is_resumed(&self) -> bool {
        self.connection.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    pub(crate) fn requested_name(&self) -> Option<&str> {
        match &self.connection {
            Connection::Server(connection) => connection.server_name(),
            Connection::Client(_) => None,
        }
    }

    pub(crate) fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        // rustls takes no material of no length for a mistake.
        if !out.is_empty() {
            self.connection.export_keying_material(out, label, context).map_err(from_rustls)?;
        }
        Ok(())
    }

    pub(crate) fn verification(&self) -> Option<Flags> {
        if self.is_handshaking() || !self.asks {
            return None;
        }
        // What is resumed was found to be good before: where it may be bad, nothing is resumed.
        let shown = if self.connection.peer_certificates().is_some() { Flags::NONE } else { Flags::MISSING };
        Some(self.found.unwrap_or(shown))
    }

    /// The peer's certificates, the leaf first. They were read once to be judged, so they can be read again.
    pub(crate) fn peer_certificates(&self) -> Vec<Crt> {
        let certificates = self.connection.peer_certificates().unwrap_or_default();
        certificates.iter().map_while(|der| Crt::from_der(der).ok()).collect()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("failure", &self.failure).finish_non_exhaustive()
    }
}
