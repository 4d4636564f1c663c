// SPDX-License-Identifier: MIT
//! One side of a connection over datagrams that never touches the network, and has no clock.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_tls12::{Admit, Config, DtlsConnection, DtlsListener, Event, Events, Now};
use purembed_x509::Crt;

use super::cookies::Cookies;
use crate::buffer::Progress;
use crate::error::{ApiMisuse, Error};
use crate::{CipherSuite, DtlsVersion, HandshakeStep, Session};

/// Room for the answer to a hello without a cookie.
const REPLY: usize = 100;

/// One side of a connection over datagrams without I/O, as [`TlsWrappedBuffer`](crate::TlsWrappedBuffer) is of one over a
/// stream: the caller carries the datagrams, and has the clock.
///
/// After every call, what [`transmit`](Self::transmit) gives is to be sent, until it gives nothing; and
/// [`handle_timeout`](Self::handle_timeout) is to be called at the [`deadline`](Self::deadline). Then nothing that is lost on
/// the way stops a handshake.
///
/// # Cookies
///
/// A server's first answer to a client is a cookie, to come again with: what receives it is where the client says it is (RFC
/// 6347 section 4.2.1). It is for what [`set_cookie_param`](Self::set_cookie_param) says, and until it comes back, the
/// buffer is as it was in the beginning. [`DtlsServer`](crate::DtlsServer) does all of that by itself.
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls::{
///     CipherSuite, ClientContext, DtlsConfiguration, DtlsEvent, Now, PreSharedKey, Progress, ServerContext,
///     ServerIdentity,
/// };
/// use purembed_x509::Time;
///
/// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let store = |_: &[u8]| Some(SecretBytes::copy_from(b"0123456789abcdef"));
/// let client = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key(key).build()?;
/// let server = DtlsConfiguration::builder().ciphers(&suites).pre_shared_key_store(Arc::new(store)).build()?;
/// let time = Time::from_unix(1_800_000_000);
/// let mut client =
///     ClientContext::new(client)?.wrap_buffers(&ServerIdentity::dangerous_any_name(), time)?;
/// let mut server = ServerContext::new(server)?.wrap_buffers(time)?;
/// server.set_cookie_param(b"192.0.2.1:5684");
///
/// let (now, mut datagram) = (Now::default(), [0; 1500]);
/// let mut challenges = 0;
/// while client.do_handshake()? != Progress::Done || server.do_handshake()? != Progress::Done {
///     while let Some(length) = client.transmit(&mut datagram, now) {
///         for event in server.receive_datagram(&mut datagram[..length], now)? {
///             challenges += usize::from(event == DtlsEvent::HelloVerifyRequest);
///         }
///     }
///     while let Some(length) = server.transmit(&mut datagram, now) {
///         client.receive_datagram(&mut datagram[..length], now)?.for_each(drop);
///     }
/// }
/// assert_eq!(challenges, 1);
/// let length = client.write(b"21 degrees", &mut datagram, now)?;
/// let mut events = server.receive_datagram(&mut datagram[..length], now)?;
/// assert_eq!(events.next(), Some(DtlsEvent::Data(b"21 degrees")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "MbedTLSBuffer")]
#[doc(alias = "TLSWrappedBuffer")]
pub struct DtlsWrappedBuffer {
    state: State,
}

enum State {
    /// A server's, before its client has come.
    Door(Box<Door>),
    Live(Box<DtlsConnection>),
}

/// What a server needs before its client has come.
struct Door {
    config: Arc<Config>,
    unix_time: i64,
    mtu: Option<u16>,
    /// `None` if clients need no cookies.
    cookies: Option<Cookies>,
    client_id: Option<Box<[u8]>>,
    reply: [u8; REPLY],
    reply_length: usize,
    challenged: bool,
}

/// What a datagram brought.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum DtlsEvent<'d> {
    /// A client without a cookie is to be sent one, by [`transmit`](DtlsWrappedBuffer::transmit). Nothing of it is kept.
    HelloVerifyRequest,
    /// The handshake is over; data may be written, after what is to be [transmitted](DtlsWrappedBuffer::transmit).
    Connected,
    /// What the peer sent, which lies in the datagram.
    Data(&'d [u8]),
    /// Nothing more will come: the peer said farewell, or something failed, which
    /// [`do_handshake`](DtlsWrappedBuffer::do_handshake) tells.
    Closed,
}

/// What a datagram brings, record by record. What is not asked for is worked on nevertheless, but data in it is lost.
#[derive(Debug)]
#[must_use = "data is in the events"]
pub struct DtlsEvents<'c, 'd>(Source<'c, 'd>);

#[derive(Debug)]
enum Source<'c, 'd> {
    Challenge(bool),
    Connection(Events<'c, 'd>),
}

impl<'d> Iterator for DtlsEvents<'_, 'd> {
    type Item = DtlsEvent<'d>;

    fn next(&mut self) -> Option<DtlsEvent<'d>> {
        match &mut self.0 {
            Source::Challenge(challenged) => {
                core::mem::replace(challenged, false).then_some(DtlsEvent::HelloVerifyRequest)
            }
            Source::Connection(events) => loop {
                return Some(match events.next()? {
                    Event::Connected => DtlsEvent::Connected,
                    Event::Data(data) => DtlsEvent::Data(data),
                    Event::Closed => DtlsEvent::Closed,
                    _ => continue,
                });
            },
        }
    }
}

impl DtlsWrappedBuffer {
    pub(super) fn live(connection: DtlsConnection) -> Self {
        Self { state: State::Live(Box::new(connection)) }
    }

    pub(super) fn server(
        config: Arc<Config>,
        cookies: Option<Cookies>,
        mtu: Option<u16>,
        unix_time: i64,
    ) -> Self {
        let door = Door {
            config,
            unix_time,
            mtu,
            cookies,
            client_id: None,
            reply: [0; REPLY],
            reply_length: 0,
            challenged: false,
        };
        Self { state: State::Door(Box::new(door)) }
    }

    /// Works on a datagram from the network, in place. Whatever is wrong with it and not authentic is passed over in
    /// silence.
    ///
    /// # Errors
    ///
    /// [`ApiMisuse::CookieParameter`] if a server does not know what the client's cookie is for, [`Error::Random`] without
    /// randomness. What a datagram does to the connection is no error of this call: [`DtlsEvent::Closed`] tells.
    pub fn receive_datagram<'c, 'd>(
        &'c mut self,
        datagram: &'d mut [u8],
        now: Now,
    ) -> Result<DtlsEvents<'c, 'd>, Error> {
        if let State::Door(door) = &mut self.state {
            match door.admit(datagram)? {
                Entry::Ignored => return Ok(DtlsEvents(Source::Challenge(false))),
                Entry::Challenged => return Ok(DtlsEvents(Source::Challenge(true))),
                Entry::Admitted(connection) => self.state = State::Live(connection),
            }
        }
        match &mut self.state {
            State::Live(connection) => Ok(DtlsEvents(Source::Connection(connection.receive(datagram, now)))),
            State::Door(_) => Ok(DtlsEvents(Source::Challenge(false))),
        }
    }

    /// Writes the next datagram of those that are to be sent now, and tells how long it is; `None` if there are no more.
    ///
    /// `out` should have room for a datagram of the largest size, as [`set_mtu`](Self::set_mtu) said; less makes smaller
    /// datagrams. 600 bytes are always enough; if not even one byte of a message fits, the connection fails.
    pub fn transmit(&mut self, out: &mut [u8], now: Now) -> Option<usize> {
        match &mut self.state {
            State::Live(connection) => connection.transmit(out, now),
            State::Door(door) => {
                let reply = door.reply.get(..door.reply_length).filter(|reply| !reply.is_empty())?;
                out.get_mut(..reply.len())?.copy_from_slice(reply);
                Some(core::mem::take(&mut door.reply_length))
            }
        }
    }

    /// When [`handle_timeout`](Self::handle_timeout) is to be called, if nothing comes from the peer.
    #[must_use]
    pub fn deadline(&self) -> Option<Now> {
        self.connection()?.deadline()
    }

    /// Learns that time has passed. Before the [`deadline`](Self::deadline) this does nothing.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] if the peer was silent for too long; the connection is over.
    pub fn handle_timeout(&mut self, now: Now) -> Result<(), Error> {
        match &mut self.state {
            State::Live(connection) => Ok(connection.timeout(now)?),
            State::Door(_) => Ok(()),
        }
    }

    /// What the handshake waits for.
    ///
    /// # Errors
    ///
    /// [`Error::HelloVerifyRequest`], once, after a client was sent a cookie, as in Python; the handshake goes on with the
    /// client's next hello. Otherwise what ended the connection, again on every further call.
    pub fn do_handshake(&mut self) -> Result<Progress, Error> {
        match &mut self.state {
            State::Door(door) if door.reply_length > 0 => Ok(Progress::WantWrite),
            State::Door(door) if door.challenged => {
                door.challenged = false;
                Err(Error::HelloVerifyRequest)
            }
            State::Door(_) => Ok(Progress::WantRead),
            State::Live(connection) => {
                if connection.wants_transmit() {
                    return Ok(Progress::WantWrite);
                }
                if let Some(failure) = connection.failure() {
                    return Err(failure.clone().into());
                }
                Ok(if connection.is_handshaking() { Progress::WantRead } else { Progress::Done })
            }
        }
    }

    /// Writes a datagram with data into `out`, and tells how long it is. What is to be [transmitted](Self::transmit) goes
    /// before it.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over and after [`shutdown`](Self::shutdown), or if the data does not fit
    /// into `out`, a record or the MTU; or what ended the connection.
    pub fn write(&mut self, data: &[u8], out: &mut [u8], now: Now) -> Result<usize, Error> {
        let State::Live(connection) = &mut self.state else {
            return Err(Error::Misuse(ApiMisuse::HandshakePending));
        };
        let is_pending = connection.is_handshaking();
        connection.send(data, out, now).map_err(|error| match error {
            purembed_tls12::Error::TooLong => Error::Misuse(ApiMisuse::DatagramTooLong),
            purembed_tls12::Error::Misuse if !is_pending => Error::Misuse(ApiMisuse::Closed),
            error => error.into(),
        })
    }

    /// Says farewell: nothing more will be written. Reading goes on.
    pub fn shutdown(&mut self) {
        if let State::Live(connection) = &mut self.state {
            connection.close();
        }
    }

    /// Sets the largest datagram that the network carries, its own headers not counted. Less than 256 means 256.
    #[doc(alias = "setmtu")]
    pub fn set_mtu(&mut self, mtu: u16) {
        match &mut self.state {
            State::Live(connection) => connection.set_mtu(mtu),
            State::Door(door) => door.mtu = Some(mtu),
        }
    }

    /// Says what a client's cookie is for, before its first hello: its address, in any form. Nothing on a client.
    #[doc(alias = "setcookieparam")]
    pub fn set_cookie_param(&mut self, client_id: &[u8]) {
        if let State::Door(door) = &mut self.state {
            door.client_id = Some(client_id.into());
        }
    }

    /// The whole connection as bytes, from which a context makes it again, here or elsewhere. They are as secret as its
    /// keys, and good for once: two connections from the same bytes give all of their data away.
    ///
    /// # Errors
    ///
    /// The buffer, as it was: before and during the handshake, once either side said farewell, and as long as the peer may
    /// ask for the last flight, which is over when data has come from it.
    #[doc(alias = "pickle")]
    pub fn into_bytes(self) -> Result<SecretBytes, Self> {
        match self.state {
            State::Live(connection) => {
                connection.into_bytes().map_err(|state| Self { state: State::Live(state) })
            }
            state @ State::Door(_) => Err(Self { state }),
        }
    }

    /// What there is to be put under a socket.
    pub(super) fn into_connection(self) -> Option<DtlsConnection> {
        match self.state {
            State::Live(connection) => Some(*connection),
            State::Door(_) => None,
        }
    }

    fn connection(&self) -> Option<&DtlsConnection> {
        match &self.state {
            State::Live(connection) => Some(connection),
            State::Door(_) => None,
        }
    }
}

/// Who it is with, and what was agreed upon.
impl DtlsWrappedBuffer {
    /// Where the handshake is: what is due next.
    #[must_use]
    pub fn step(&self) -> HandshakeStep {
        match &self.state {
            State::Live(connection) => connection.step(),
            State::Door(door) if door.challenged => HandshakeStep::ServerHelloVerifyRequestSent,
            State::Door(_) => HandshakeStep::HelloRequest,
        }
    }

    /// The suite that was agreed upon.
    #[must_use]
    pub fn cipher(&self) -> Option<CipherSuite> {
        CipherSuite::from_id(self.connection()?.suite()?.id())
    }

    /// The version that was agreed upon.
    #[must_use]
    pub fn negotiated_dtls_version(&self) -> Option<DtlsVersion> {
        self.cipher().map(|_| DtlsVersion::Dtls12)
    }

    /// The inner protocol that was agreed upon (ALPN).
    #[must_use]
    pub fn negotiated_protocol(&self) -> Option<&[u8]> {
        self.connection()?.protocol()
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
        self.connection().map_or(&[], DtlsConnection::peer_certificates)
    }

    /// What a client with a pre-shared key called itself.
    #[must_use]
    pub fn psk_identity(&self) -> Option<&[u8]> {
        self.connection()?.psk_identity()
    }

    /// On a server, the name that the client asked for.
    #[must_use]
    pub fn requested_server_name(&self) -> Option<&str> {
        self.connection()?.server_name()
    }

    /// Whether an earlier session was resumed.
    #[must_use]
    pub fn is_resumed(&self) -> bool {
        self.connection().is_some_and(DtlsConnection::is_resumed)
    }

    /// What a client may resume another connection by, if the server can.
    #[must_use]
    pub fn session(&self) -> Option<Session> {
        self.connection()?.session()
    }

    /// Whether the peer said farewell.
    #[must_use]
    pub fn is_closed_by_peer(&self) -> bool {
        self.connection().is_some_and(DtlsConnection::is_closed_by_peer)
    }
}

/// What becomes of a datagram from someone unknown.
enum Entry {
    Ignored,
    Challenged,
    Admitted(Box<DtlsConnection>),
}

impl Door {
    fn admit(&mut self, datagram: &[u8]) -> Result<Entry, Error> {
        if !DtlsListener::is_hello(datagram) {
            return Ok(Entry::Ignored);
        }
        if let Some(cookies) = &self.cookies {
            let client = self.client_id.as_deref().ok_or(Error::Misuse(ApiMisuse::CookieParameter))?;
            match cookies.lock().admit(client, datagram, &mut self.reply, cookies.clock.now()) {
                Admit::New => {}
                Admit::Reply(length) => {
                    self.reply_length = length;
                    self.challenged = true;
                    return Ok(Entry::Challenged);
                }
                _ => return Ok(Entry::Ignored),
            }
        }
        let rng = Box::new(random::generator().map_err(Error::Random)?);
        let mut connection = DtlsConnection::server(Arc::clone(&self.config), rng, self.unix_time);
        if let Some(mtu) = self.mtu {
            connection.set_mtu(mtu);
        }
        Ok(Entry::Admitted(Box::new(connection)))
    }
}

impl fmt::Debug for DtlsWrappedBuffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsWrappedBuffer").field("step", &self.step()).finish_non_exhaustive()
    }
}
