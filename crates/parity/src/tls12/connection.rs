// SPDX-License-Identifier: MIT
//! One side of a connection, as C does it.

use alloc::sync::Arc;
use core::fmt;

use mbedtls_sys as sys;

use super::{Context, Step};
use crate::c::{Ssl, c_text};
use crate::error::Error;

/// One side of a connection.
pub struct Connection(Ssl);

impl Connection {
    /// A new one, of which nothing was sent.
    ///
    /// # Errors
    ///
    /// Without memory.
    pub fn new(context: &Context) -> Result<Self, Error> {
        Ssl::new(Arc::clone(&context.0)).map(Self)
    }

    /// The name that a client asks for and expects in the certificate.
    ///
    /// # Errors
    ///
    /// If it is too long.
    pub fn set_server_name(&mut self, name: &str) -> Result<(), Error> {
        self.0.set_hostname(&c_text(name.as_bytes()))
    }

    /// What cookies are bound to: a server needs it, if it asks for cookies.
    ///
    /// # Errors
    ///
    /// For a client.
    pub fn set_client_id(&mut self, id: &[u8]) -> Result<(), Error> {
        self.0.set_client_id(id)
    }

    /// The longest datagram to send, in bytes.
    pub fn set_mtu(&mut self, mtu: u16) {
        self.0.set_mtu(mtu);
    }

    /// Begins anew, after [`Progress::HelloVerifyRequested`] for one. What was received and not read stays; so does what
    /// was not sent, and the time.
    ///
    /// # Errors
    ///
    /// Without memory.
    pub fn reset(&mut self, client_id: &[u8]) -> Result<(), Error> {
        self.0.reset()?;
        if client_id.is_empty() { Ok(()) } else { self.0.set_client_id(client_id) }
    }

    /// Takes bytes of a stream, or one datagram, that came from the network. Nothing happens before it is asked for.
    pub fn receive(&mut self, data: &[u8]) {
        if !data.is_empty() {
            self.0.io().incoming.push_back(data.to_vec());
        }
    }

    /// Learns that the network will deliver no more bytes.
    pub fn receive_eof(&mut self) {
        self.0.io().eof = true;
    }

    /// What to send now: datagrams, or pieces of a stream.
    #[must_use]
    pub fn take_outgoing(&mut self) -> Vec<Vec<u8>> {
        self.0.io().outgoing.drain(..).collect()
    }

    /// Turns the clock on by so many milliseconds.
    pub fn advance(&mut self, milliseconds: u64) {
        self.0.io().now += milliseconds;
    }

    /// In how many milliseconds C wants to be asked again, if the peer says nothing before.
    #[must_use]
    pub fn deadline(&mut self) -> Option<u64> {
        let io = self.0.io();
        io.deadline().map(|at| at.saturating_sub(io.now))
    }

    /// Where the handshake is.
    #[must_use]
    pub fn step(&self) -> Step {
        Step::of_state(self.0.state())
    }

    /// Whether the two sides have not come to an agreement yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.step() != Step::HandshakeOver
    }

    /// Does what is due in the current [`step`](Self::step).
    ///
    /// # Errors
    ///
    /// What C says. An alert may be among what is to be sent.
    pub fn handshake_step(&mut self) -> Result<Progress, Error> {
        match self.0.handshake_step() {
            Ok(()) => Ok(Progress::Done),
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(Progress::WantRead),
            Err(error) if error.is(sys::ERR_SSL_HELLO_VERIFY_REQUIRED) => Ok(Progress::HelloVerifyRequested),
            Err(error) => Err(error),
        }
    }

    /// Steps as far as possible.
    ///
    /// # Errors
    ///
    /// As for [`handshake_step`](Self::handshake_step).
    pub fn do_handshake(&mut self) -> Result<Progress, Error> {
        while self.is_handshaking() {
            match self.handshake_step()? {
                Progress::Done => {}
                other => return Ok(other),
            }
        }
        Ok(Progress::Done)
    }

    /// Reads data that the peer wrote.
    ///
    /// # Errors
    ///
    /// What C says; for a stream that was cut, that the connection was reset.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<Received, Error> {
        match self.0.read(buffer) {
            Ok(0) if !buffer.is_empty() => Err(Error::new(sys::ERR_SSL_CONN_EOF)),
            Ok(length) => Ok(Received::Data(length)),
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(Received::WantRead),
            Err(error) if error.is(sys::ERR_SSL_PEER_CLOSE_NOTIFY) => Ok(Received::Closed),
            Err(error) => Err(error),
        }
    }

    /// Writes one record of data for the peer, and returns how much it took.
    ///
    /// # Errors
    ///
    /// What C says: with datagrams, for more than fits into one.
    pub fn write(&mut self, data: &[u8]) -> Result<usize, Error> {
        self.0.write(data)
    }

    /// Says farewell.
    ///
    /// # Errors
    ///
    /// What C says.
    pub fn close(&mut self) -> Result<(), Error> {
        self.0.close_notify()
    }

    /// Asks for another handshake, or, as a client, begins one.
    ///
    /// # Errors
    ///
    /// What C says, as long as it is unanswered for one.
    pub fn renegotiate(&mut self) -> Result<(), Error> {
        match self.0.renegotiate() {
            Err(error) if error.is(sys::ERR_SSL_WANT_READ) => Ok(()),
            outcome => outcome,
        }
    }

    /// C's name of the suite that was agreed on.
    #[must_use]
    pub fn suite(&self) -> Option<&'static str> {
        self.0.suite()
    }

    /// The inner protocol that was agreed on (ALPN).
    #[must_use]
    pub fn protocol(&self) -> Option<&[u8]> {
        self.0.protocol()
    }

    /// The most bytes of data that fit into one record.
    ///
    /// # Errors
    ///
    /// If not even its header fits into a datagram.
    pub fn max_payload(&self) -> Result<usize, Error> {
        self.0.max_payload()
    }

    /// What was wrong with the peer's certificates, as C's flags.
    #[must_use]
    pub fn verify_result(&self) -> u32 {
        self.0.verify_result()
    }

    /// The peer's certificate, in DER.
    #[must_use]
    pub fn peer_certificate(&self) -> Option<&[u8]> {
        self.0.peer_certificate()
    }

    /// What a client can resume by, as bytes.
    ///
    /// # Errors
    ///
    /// Before the handshake is over.
    pub fn session(&self) -> Result<Vec<u8>, Error> {
        self.0.session()
    }

    /// Has a client resume what gave these bytes.
    ///
    /// # Errors
    ///
    /// If they are not what [`session`](Self::session) gave.
    pub fn set_session(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.0.set_session(bytes)
    }

    /// All of a connection over datagrams as bytes. It is as new then.
    ///
    /// # Errors
    ///
    /// What C says: during the handshake and while something waits to be sent or read, and of suites with CBC.
    pub fn save(&mut self) -> Result<Vec<u8>, Error> {
        self.0.save()
    }

    /// Has a new connection go on with what [`save`](Self::save) gave. It has nothing to export then.
    ///
    /// # Errors
    ///
    /// If the bytes are something else.
    pub fn load(&mut self, bytes: &[u8]) -> Result<(), Error> {
        self.0.load(bytes)
    }

    /// Fills `out` with keying material for another protocol (RFC 5705), by C's PRF from what C exports; `None` before
    /// the keys are known.
    pub fn export_keying_material(
        &self,
        label: &[u8],
        context: Option<&[u8]>,
        out: &mut [u8],
    ) -> Option<Result<(), Error>> {
        self.0.export(&c_text(label), context, out)
    }
}

/// How far a handshake got.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Progress {
    /// A step, or to the end.
    Done,
    /// Nowhere before more bytes come from the peer, or, with datagrams, before time has passed.
    WantRead,
    /// To the request for a cookie: the connection has to be [`reset`](Connection::reset).
    HelloVerifyRequested,
}

/// What there is to read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
#[expect(clippy::exhaustive_enums, reason = "there are no others")]
pub enum Received {
    /// So many bytes of data.
    Data(usize),
    /// Nothing before more bytes come from the peer.
    WantRead,
    /// Nothing more ever: the peer said farewell.
    Closed,
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("step", &self.step())
            .field("suite", &self.suite())
            .finish_non_exhaustive()
    }
}
