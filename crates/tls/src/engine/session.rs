// SPDX-License-Identifier: MIT
//! One connection, of whichever engine.

use alloc::boxed::Box;
use alloc::vec::Vec;
use std::io::{self, Write};

use purembed_tls12::Step;
use purembed_x509::{Crt, Flags};

use super::undecided::Undecided;
use super::{native, rustls};
use crate::choice::Engine;
use crate::error::Error;
use crate::suite::CipherSuite;
use crate::version::TlsVersion;

/// One connection: bytes of the network on one side, data on the other.
#[derive(Debug)]
pub(crate) enum Session {
    Rustls(Box<rustls::Session>),
    Native(Box<native::Session>),
    /// A server whose client has not said yet what it wants.
    Undecided(Box<Undecided>),
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
            Session::Undecided($answer) => $expression,
        }
    };
    ($session:expr, $answer:ident => $expression:expr, else $otherwise:expr) => {
        match $session {
            Session::Rustls($answer) => $expression,
            Session::Native($answer) => $expression,
            Session::Undecided(_) => $otherwise,
        }
    };
}

impl Session {
    /// Takes in bytes from the network and works on them. Returns how many were taken: fewer than were given only
    /// while data that was not yet read stands in the way.
    pub(crate) fn receive(&mut self, data: &[u8]) -> usize {
        match self {
            Self::Rustls(session) => session.receive(data),
            Self::Native(session) => session.receive(data),
            Self::Undecided(waiting) => {
                if let Some((session, bytes)) = waiting.receive(data) {
                    *self = session;
                    // All of them are taken: nothing that could stand in the way comes before the end of the handshake.
                    self.receive(&bytes);
                }
                data.len()
            }
        }
    }

    /// Learns that the network will deliver no more.
    pub(crate) fn receive_eof(&mut self) {
        ask!(self, session => session.receive_eof());
    }

    /// The engine; `None` while a server does not know yet.
    pub(crate) const fn engine(&self) -> Option<Engine> {
        match self {
            Self::Rustls(_) => Some(Engine::Rustls),
            Self::Native(_) => Some(Engine::Native),
            Self::Undecided(_) => None,
        }
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        ask!(self, session => session.failure())
    }

    pub(crate) const fn is_eof(&self) -> bool {
        ask!(self, session => session.is_eof())
    }

    pub(crate) fn is_handshaking(&self) -> bool {
        ask!(self, session => session.is_handshaking(), else true)
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
        match self {
            Self::Rustls(session) => session.read(buffer),
            Self::Native(session) => session.read(buffer),
            Self::Undecided(waiting) => waiting.read(),
        }
    }

    /// Takes data for the peer, as much as there is room for; only after the handshake.
    pub(crate) fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        ask!(self, session => session.write(data), else Ok(0))
    }

    pub(crate) fn close(&mut self) {
        ask!(self, session => session.close());
    }

    pub(crate) const fn is_closing(&self) -> bool {
        ask!(self, session => session.is_closing())
    }

    /// Where the handshake is: exactly with our own engine, its beginning or its end with rustls.
    pub(crate) fn step(&self) -> Step {
        ask!(self, session => session.step(), else Step::ClientHello)
    }

    pub(crate) fn inner_protocol(&self) -> Option<&[u8]> {
        ask!(self, session => session.inner_protocol(), else None)
    }

    pub(crate) fn version(&self) -> Option<TlsVersion> {
        match self {
            Self::Rustls(session) => session.version(),
            Self::Native(session) => session.suite().map(CipherSuite::version),
            Self::Undecided(_) => None,
        }
    }

    pub(crate) fn suite(&self) -> Option<CipherSuite> {
        ask!(self, session => session.suite(), else None)
    }

    pub(crate) fn is_resumed(&self) -> bool {
        ask!(self, session => session.is_resumed(), else false)
    }

    pub(crate) fn requested_name(&self) -> Option<&str> {
        ask!(self, session => session.requested_name(), else None)
    }

    pub(crate) fn psk_identity(&self) -> Option<&[u8]> {
        match self {
            Self::Native(session) => session.psk_identity(),
            _ => None,
        }
    }

    /// What a client of the native engine may resume by.
    pub(crate) fn resumable(&self) -> Option<purembed_tls12::Session> {
        match self {
            Self::Native(session) => session.resumable(),
            _ => None,
        }
    }

    pub(crate) fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Result<(), Error> {
        ask!(self, session => session.export_keying_material(label, context, out), else Ok(()))
    }

    /// What is wrong with the peer's certificates.
    pub(crate) fn verification(&self) -> Option<Flags> {
        ask!(self, session => session.verification(), else None)
    }

    /// The peer's certificates, the leaf first.
    pub(crate) fn peer_certificates(&self) -> Vec<Crt> {
        match self {
            Self::Rustls(session) => session.peer_certificates(),
            Self::Native(session) => session.peer_certificates().to_vec(),
            Self::Undecided(_) => Vec::new(),
        }
    }
}
