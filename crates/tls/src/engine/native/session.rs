// SPDX-License-Identifier: MIT
//! One connection of the engine of our own.

use core::fmt;
use std::io::{self, Write};

use purembed_tls12::{Received, Step, TlsConnection};
use purembed_x509::{Crt, Flags};

use crate::engine::Plaintext;
use crate::error::Error;
use crate::suite::CipherSuite;

/// One connection: bytes of the network on one side, data on the other.
pub(crate) struct Session {
    connection: TlsConnection,
    eof: bool,
    closing: bool,
}

impl Session {
    pub(super) const fn new(connection: TlsConnection) -> Self {
        Self { connection, eof: false, closing: false }
    }

    pub(crate) fn receive(&mut self, data: &[u8]) -> usize {
        self.connection.receive(data)
    }

    pub(crate) const fn receive_eof(&mut self) {
        self.eof = true;
        self.connection.receive_eof();
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        self.connection.failure().cloned().map(Error::from)
    }

    pub(crate) const fn is_eof(&self) -> bool {
        self.eof
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        self.connection.is_handshaking()
    }

    pub(crate) fn wants_write(&self) -> bool {
        !self.connection.peek_outgoing().is_empty()
    }

    pub(crate) fn send(&mut self, sink: &mut dyn Write) -> io::Result<usize> {
        let sent = sink.write(self.connection.peek_outgoing())?;
        self.connection.consume_outgoing(sent);
        Ok(sent)
    }

    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<Plaintext, Error> {
        Ok(match self.connection.read(buffer)? {
            Received::Data(length) => Plaintext::Data(length),
            Received::Closed => Plaintext::Closed,
            _ => Plaintext::Pending,
        })
    }

    pub(crate) fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        Ok(self.connection.write(data)?)
    }

    pub(crate) fn close(&mut self) {
        self.closing = true;
        self.connection.close();
    }

    pub(crate) const fn is_closing(&self) -> bool {
        self.closing
    }

    pub(crate) const fn step(&self) -> Step {
        self.connection.step()
    }

    pub(crate) fn inner_protocol(&self) -> Option<&[u8]> {
        self.connection.protocol()
    }

    pub(crate) fn suite(&self) -> Option<CipherSuite> {
        self.connection.suite().map(CipherSuite::of_tls12)
    }

    pub(crate) fn is_resumed(&self) -> bool {
        self.connection.is_resumed()
    }

    pub(crate) fn requested_name(&self) -> Option<&str> {
        self.connection.server_name()
    }

    pub(crate) fn psk_identity(&self) -> Option<&[u8]> {
        self.connection.psk_identity()
    }

    pub(crate) fn resumable(&self) -> Option<purembed_tls12::Session> {
        self.connection.session()
    }

    pub(crate) fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        Ok(self.connection.export_keying_material(label, context, out)?)
    }

    pub(crate) fn verification(&self) -> Option<Flags> {
        self.connection.verification_flags()
    }

    pub(crate) fn peer_certificates(&self) -> &[Crt] {
        self.connection.peer_certificates()
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("step", &self.step()).finish_non_exhaustive()
    }
}
