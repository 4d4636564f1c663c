// SPDX-License-Identifier: MIT
//! A server that waits for its client's hello, to see which context and which engine answers it.

use alloc::vec::Vec;
use core::fmt;
use std::io::{self, Write};

use purembed_tls12::{Hello, Peeked, peek_client_hello};
use purembed_x509::Time;

use super::{Plaintext, Session};
use crate::choice::Engine;
use crate::context::ServerContext;
use crate::error::{Alert, Error, Reason};
use crate::server_name::ServerNameChoice;

/// What came from a client so far, and what it is waited for with.
pub(crate) struct Undecided {
    context: ServerContext,
    now: Time,
    /// Bounded by what a hello may have.
    received: Vec<u8>,
    failure: Option<Error>,
    /// What the client is told, if it is told something before there is an engine.
    last_words: &'static [u8],
    eof: bool,
    closing: bool,
}

impl Undecided {
    pub(crate) const fn new(context: ServerContext, now: Time) -> Self {
        Self {
            context,
            now,
            received: Vec::new(),
            failure: None,
            last_words: &[],
            eof: false,
            closing: false,
        }
    }

    /// Takes in bytes from the network. Gives the connection that answers them, and all bytes that it has to take in,
    /// once that is known.
    pub(crate) fn receive(&mut self, data: &[u8]) -> Option<(Session, Vec<u8>)> {
        if self.failure.is_some() || self.closing {
            return None;
        }
        self.received.extend_from_slice(data);
        let session = match peek_client_hello(&self.received) {
            Peeked::Incomplete => return None,
            Peeked::Hello(hello) => self.answer(&hello),
            // An engine may put up with more than is understood here: warnings before the hello, longer ones. Nobody is
            // served without the callback having been asked.
            Peeked::Invalid if self.context.configuration().sni_callback().is_some() => {
                Err(Error::InvalidMessage(Reason::new("not the hello of a client")))
            }
            // Which engine refuses it makes no difference.
            Peeked::Invalid => self.context.engines().accept(Engine::Rustls, self.now),
        };
        match session {
            Ok(session) => Some((session, core::mem::take(&mut self.received))),
            Err(error) => {
                // RFC 5246 section 7.2.2: fatal.
                self.last_words = match &error {
                    Error::UnrecognizedName => &[21, 3, 3, 0, 2, 2, Alert::UNRECOGNIZED_NAME.0],
                    Error::InvalidMessage(_) => &[21, 3, 3, 0, 2, 2, Alert::DECODE_ERROR.0],
                    _ => &[21, 3, 3, 0, 2, 2, Alert::INTERNAL_ERROR.0],
                };
                self.failure = Some(error);
                None
            }
        }
    }

    fn answer(&self, hello: &Hello) -> Result<Session, Error> {
        let choice = self.context.configuration().sni_callback();
        let choice =
            choice.map_or(ServerNameChoice::Keep, |callback| callback.choose(hello.server_name.as_deref()));
        let context = match &choice {
            ServerNameChoice::Keep => &self.context,
            ServerNameChoice::Use(context) => context,
            ServerNameChoice::Refuse => return Err(Error::UnrecognizedName),
        };
        let engines = context.engines();
        let engine = if engines.are_two() {
            context.configuration().engine_for(hello).engine()
        } else {
            Engine::ByHello
        };
        engines.accept(engine, self.now)
    }

    pub(crate) const fn receive_eof(&mut self) {
        self.eof = true;
    }

    pub(crate) fn failure(&self) -> Option<Error> {
        self.failure.clone()
    }

    pub(crate) const fn is_eof(&self) -> bool {
        self.eof
    }

    pub(crate) const fn wants_write(&self) -> bool {
        !self.last_words.is_empty()
    }

    pub(crate) fn send(&mut self, sink: &mut dyn Write) -> io::Result<usize> {
        let sent = sink.write(self.last_words)?;
        self.last_words = self.last_words.get(sent..).unwrap_or_default();
        Ok(sent)
    }

    pub(crate) fn read(&self) -> Result<Plaintext, Error> {
        match &self.failure {
            Some(failure) => Err(failure.clone()),
            None if self.eof => Err(Error::RaggedEof),
            None => Ok(Plaintext::Pending),
        }
    }

    pub(crate) const fn close(&mut self) {
        if !self.closing && self.failure.is_none() {
            // RFC 5246 section 7.2.1: warning, close_notify.
            self.last_words = &[21, 3, 3, 0, 2, 1, Alert::CLOSE_NOTIFY.0];
        }
        self.closing = true;
    }

    pub(crate) const fn is_closing(&self) -> bool {
        self.closing
    }
}

impl fmt::Debug for Undecided {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Undecided").field("received", &self.received.len()).finish_non_exhaustive()
    }
}
