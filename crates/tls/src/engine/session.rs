// SPDX-License-Identifier: MIT
//! One connection, of whichever engine.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::io::{self, Write};

use purembed_tls12::Step;
use purembed_x509::Crt;

use super::{native, rustls};
use crate::error::Error;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// One connection: bytes of the network on one side, data on the other.
#[derive(Debug)]
pub(crate) enum Session {
    Rustls(Box<rustls::Session>),
    Native(Box<native::Session>),
}

/// What there is to read.
pub(crate) enum Plaintext {
    Data(usize),
    Pending,
    Closed,
}

/// Asks whichever engine it is.
macro_rules! ask {
    ($session:expr, $answer:ident => $expression:expr) => {
        match $session {
            Session::Rustls($answer) => $expression,
            Session::Native($answer) => $expression,
        }
    };
}

impl Session {
    /// Takes in bytes from the network and works on them. Returns how many were taken: fewer than were given only
    /// while data that was not yet read stands in the way.
    pub(crate) fn receive(&mut self, data: &[u8]) -> usize {
        ask!(self, session => session.receive(data))
    }

    /// Learns that the network will deliver no more.
    pub(crate) fn receive_eof(&mut self) {
        ask!(self, session => session.receive_eof());
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        ask!(self, session => session.failure())
    }

    pub(crate) const fn is_eof(&self) -> bool {
        ask!(self, session => session.is_eof())
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        ask!(self, session => session.is_handshaking())
    }

    pub(crate) fn wants_write(&self) -> bool {
        ask!(self, session => session.wants_write())
    }

    /// Hands out bytes for the network, as many as the sink takes at once.
    pub(crate) fn send(&mut self, sink: &mut dyn Write) -> io::Result<usize> {
        ask!(self, session => session.send(sink))
    }

    /// Hands out what the peer wrote. Data that came before a failure is handed out before the failure.
    pub(crate) fn read(&mut self, buffer: &mut [u8]) -> Result<Plaintext, Error> {
        ask!(self, session => session.read(buffer))
    }

    /// Takes data for the peer, as much as there is room for.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        ask!(self, session => session.write(data))
    }

    pub(crate) fn close(&mut self) {
        ask!(self, session => session.close());
    }

    pub(crate) const fn is_closing(&self) -> bool {
        ask!(self, session => session.is_closing())
    }

    /// Where the handshake is: exactly with our own engine, its beginning or its end with rustls.
    pub(crate) fn step(&self) -> Step {
        ask!(self, session => session.step())
    }

    pub(crate) fn inner_protocol(&self) -> Option<&[u8]> {
        ask!(self, session => session.inner_protocol())
    }

    pub(crate) fn version(&self) -> Option<TlsVersion> {
        match self {
            Self::Rustls(session) => session.version(),
            Self::Native(session) => session.suite().map(CipherSuite::version),
        }
    }

    pub(crate) fn suite(&self) -> Option<CipherSuite> {
        ask!(self, session => session.suite())
    }

    pub(crate) fn is_resumed(&self) -> bool {
        ask!(self, session => session.is_resumed())
    }

    pub(crate) fn requested_name(&self) -> Option<&str> {
        ask!(self, session => session.requested_name())
    }

    pub(crate) fn psk_identity(&self) -> Option<&[u8]> {
        match self {
            Self::Rustls(_) => None,
            Self::Native(session) => session.psk_identity(),
        }
    }

    /// The peer's certificates, the leaf first.
    pub(crate) fn peer_certificates(&self) -> Vec<Crt> {
        match self {
            Self::Rustls(session) => session.peer_certificates(),
            Self::Native(session) => session.peer_certificates().to_vec(),
        }
    }
}
