// SPDX-License-Identifier: MIT
//! DTLS 1.2 over datagrams (RFC 6347).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use purembed_core::random::CryptoRng;
use purembed_x509::Crt;

use self::allowance::Allowance;
pub use self::cid::connection_id_of;
use self::flight::Outgoing;
#[cfg(feature = "net")]
pub(crate) use self::listener::hello_random;
pub use self::listener::{Admit, DtlsListener};
use self::reassembly::Reassembly;
use self::receiving::Receiving;
use self::record::{Epoch, MAX_PLAINTEXT, Record, Sending};
pub use self::timer::Now;
use self::timer::Timer;
use crate::config::Config;
use crate::connection::Handshaking;
use crate::handshake::Step;
use crate::schedule::Side;
use crate::wire::ids::{ContentType, version};
use crate::{Alert, CipherSuite, Error, Session};

mod allowance;
mod cid;
mod cookie;
mod flight;
mod intake;
mod listener;
mod reassembly;
mod receiving;
mod record;
mod replay;
mod saved;
mod timer;

/// The largest datagram of a handshake if nobody says: what every network that carries IPv6 carries.
const DEFAULT_MTU: usize = 1232;
/// The largest datagram once larger ones seem to get lost: what every host takes (RFC 791, less the headers).
const SAFE_MTU: usize = 508;
/// How long the last flight is kept: twice the longest life of a segment (RFC 6347 section 4.2.4, RFC 793).
const LINGER: Duration = Duration::from_secs(240);

/// A connection over datagrams, without I/O: the caller carries the datagrams, and has the clock.
///
/// After every call, what [`transmit`](Self::transmit) gives is to be sent, until it gives nothing; and
/// [`timeout`](Self::timeout) is to be called at the [`deadline`](Self::deadline).
///
/// ```
/// use std::sync::Arc;
///
/// use purembed_core::random;
/// use purembed_core::secret::SecretBytes;
/// use purembed_tls12::{CipherSuite, Config, DtlsConnection, Event, Now, PreSharedKey};
///
/// let suites: [CipherSuite; 1] = ["TLS-PSK-WITH-AES-128-CCM-8".parse()?];
/// let key = PreSharedKey::new(b"thermometer", b"0123456789abcdef")?;
/// let store = |identity: &[u8]| (identity == b"thermometer").then(|| SecretBytes::copy_from(b"0123456789abcdef"));
/// let client = Config::new(&suites).pre_shared_key(Arc::new(key));
/// let server = Config::new(&suites).pre_shared_key_store(Arc::new(store));
///
/// let now = Now::default();
/// let mut client = DtlsConnection::client(Arc::new(client), None, Box::new(random::generator()?), 0)?;
/// let mut server = DtlsConnection::server(Arc::new(server), Box::new(random::generator()?), 0);
/// let mut datagram = [0; 1500];
/// while client.is_handshaking() || server.is_handshaking() {
///     while let Some(length) = client.transmit(&mut datagram, now) {
///         server.receive(&mut datagram[..length], now).for_each(drop);
///     }
///     while let Some(length) = server.transmit(&mut datagram, now) {
///         client.receive(&mut datagram[..length], now).for_each(drop);
///     }
/// }
/// let length = client.send(b"21 degrees", &mut datagram, now)?;
/// let mut events = server.receive(&mut datagram[..length], now);
/// assert_eq!(events.next(), Some(Event::Data(b"21 degrees")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct DtlsConnection {
    config: Arc<Config>,
    handshaking: Handshaking,
    sending: Sending,
    receiving: Receiving,
    reassembly: Reassembly,
    outgoing: Outgoing,
    timer: Timer,
    /// Whether the hellos are through.
    agreed: bool,
    /// The number of the record that a client's last hello went out in at first.
    hello: u64,
    /// Until when the peer may still ask for the last flight.
    linger: Option<Now>,
    mtu: Option<usize>,
    allowance: Allowance,
    alert: Option<QueuedAlert>,
    failure: Option<Error>,
    farewell: Farewell,
}

/// An alert to be sent. Alerts are not sent again; a fatal one is made anew if the peer goes on as if nothing had
/// happened.
#[derive(Clone, Copy)]
struct QueuedAlert {
    level: u8,
    alert: Alert,
}

/// Who has said farewell.
#[derive(Clone, Copy, Default)]
struct Farewell {
    ours: bool,
    theirs: bool,
}

/// What a datagram brought.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Event<'d> {
    /// The handshake is over; data may be sent, after what is to be [transmitted](DtlsConnection::transmit).
    Connected,
    /// What the peer sent, which lies in the datagram.
    Data(&'d [u8]),
    /// Nothing more will come: the peer said farewell, or something [failed](DtlsConnection::failure).
    Closed,
}

/// What a datagram brings, record by record. What is not asked for is worked on nevertheless, but data in it is lost.
#[must_use = "data is in the events"]
pub struct Events<'c, 'd> {
    connection: &'c mut DtlsConnection,
    rest: &'d mut [u8],
    now: Now,
}

impl<'d> Iterator for Events<'_, 'd> {
    type Item = Event<'d>;

    fn next(&mut self) -> Option<Event<'d>> {
        loop {
            let record = Record::next(&mut self.rest, self.connection.handshaking.own_connection_id())?;
            if let Some(event) = self.connection.record(record, self.now) {
                return Some(event);
            }
        }
    }
}

impl Drop for Events<'_, '_> {
    fn drop(&mut self) {
        self.for_each(drop);
    }
}

impl fmt::Debug for Events<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("bytes_left", &self.rest.len()).finish_non_exhaustive()
    }
}

impl DtlsConnection {
    crate::connection::constructors!();

    fn start(
        config: Arc<Config>,
        server_name: Option<&str>,
        session: Option<Session>,
        rng: Box<dyn CryptoRng + Send>,
        unix_time: i64,
    ) -> Result<Self, Error> {
        let name = server_name.map(Into::into);
        let handshaking = Handshaking::client(Arc::clone(&config), name, session, true, rng, unix_time);
        let mut connection = Self::new(config, handshaking, 0);
        connection.handshaking.start()?;
        connection.send_flight(Now::default());
        Ok(connection)
    }

    /// The server's side, for one client. Before it, a [listener](DtlsListener) makes clients prove their addresses; without
    /// one, [replies are to be limited](Self::limit_replies).
    #[must_use]
    pub fn server(config: Arc<Config>, rng: Box<dyn CryptoRng + Send>, unix_time: i64) -> Self {
        Self::new(Arc::clone(&config), Handshaking::server(config, true, rng, unix_time), 0)
    }

    fn new(config: Arc<Config>, handshaking: Handshaking, first_record: u64) -> Self {
        let timer = Timer::new(config.datagram.timeout.0, config.datagram.timeout.1);
        Self {
            receiving: Receiving::new(config.datagram.anti_replay),
            config,
            handshaking,
            sending: Sending::new(version::DTLS10, first_record),
            reassembly: Reassembly::default(),
            outgoing: Outgoing::default(),
            timer,
            agreed: false,
            hello: 0,
            linger: None,
            mtu: None,
            allowance: Allowance::Unlimited,
            alert: None,
            failure: None,
            farewell: Farewell::default(),
        }
    }

    /// Has every step of the handshake told to `f`.
    pub fn on_step(&mut self, f: impl FnMut(Step) + Send + 'static) {
        self.handshaking.on_step(Box::new(f));
    }

    /// Works on a datagram from the network, in place. Whatever is wrong with it and not authentic is passed over in
    /// silence.
    pub const fn receive<'c, 'd>(&'c mut self, datagram: &'d mut [u8], now: Now) -> Events<'c, 'd> {
        self.allowance.received(datagram.len());
        self.receiving.begin_datagram();
        Events { connection: self, rest: datagram, now }
    }

    /// Writes the next datagram of those that are to be sent now, and tells how long it is; `None` if there are no more.
    ///
    /// `out` should have room for a datagram of the largest size, as [`set_mtu`](Self::set_mtu) said; less makes smaller
    /// datagrams. 600 bytes are always enough; if not even one byte of a message fits, the connection fails.
    pub fn transmit(&mut self, out: &mut [u8], now: Now) -> Option<usize> {
        self.forget_last_flight(now);
        let limit = out.len().min(self.datagram_limit());
        let allowed = self.allowance.limit(limit);
        let out = out.get_mut(..allowed)?;
        let mut used = 0;
        if !self.outgoing.is_sent() {
            match self.outgoing.write(self.max_plaintext(), &mut self.sending, out) {
                Ok(length) => used = length,
                Err(error) => self.fail(error),
            }
            if self.outgoing.is_sent() || (used == 0 && allowed < limit) {
                self.timer.sent(now);
            } else if used == 0 && self.failure.is_none() {
                self.fail(Error::TooLong);
            }
        }
        if self.outgoing.is_sent() {
            used += self.write_alert(out.get_mut(used..)?, now);
        }
        if used > 0 {
            self.allowance.sent(used);
            return Some(used);
        }
        if !self.outgoing.is_sent() || self.alert.is_some() {
            self.allowance.wait();
        }
        None
    }

    /// Whether there is something to [transmit](Self::transmit).
    #[must_use]
    pub const fn wants_transmit(&self) -> bool {
        (!self.outgoing.is_sent() || self.alert.is_some()) && !self.allowance.is_over()
    }

    /// When [`timeout`](Self::timeout) is to be called, if nothing comes from the peer.
    #[must_use]
    pub const fn deadline(&self) -> Option<Now> {
        self.timer.deadline()
    }

    /// Learns that time has passed. Before the [`deadline`](Self::deadline) this does nothing.
    ///
    /// # Errors
    ///
    /// [`Error::TimedOut`] if the peer was silent for too long; the connection is over.
    pub fn timeout(&mut self, now: Now) -> Result<(), Error> {
        match self.timer.expire(now) {
            Ok(is_over) => {
                // What is held back goes on where it stopped, when more may be sent.
                if is_over && self.outgoing.is_sent() {
                    self.outgoing.rewind();
                }
                Ok(())
            }
            Err(error) => {
                self.fail(error.clone());
                Err(error)
            }
        }
    }

    /// Writes a datagram with data into `out`, and tells how long it is: [`overhead`](Self::overhead) more than the data.
    /// What is to be [transmitted](Self::transmit) goes before it.
    ///
    /// # Errors
    ///
    /// [`Error::Misuse`] before the handshake is over and after [`close`](Self::close); [`Error::TooLong`] if the data
    /// does not fit into `out` or one record; [`Error::WornOut`] once the keys must not protect more; or what ended the
    /// connection.
    pub fn send(&mut self, data: &[u8], out: &mut [u8], now: Now) -> Result<usize, Error> {
        self.forget_last_flight(now);
        if let Some(failure) = &self.failure {
            return Err(failure.clone());
        }
        if self.farewell.ours || self.handshaking.established().is_none() {
            return Err(Error::Misuse);
        }
        if data.len() > self.max_plaintext() || self.mtu.is_some_and(|mtu| data.len() + self.overhead() > mtu)
        {
            return Err(Error::TooLong);
        }
        let written = self.sending.write(Epoch::Protected, ContentType::APPLICATION_DATA, [data, &[]], out);
        if let Err(error @ (Error::Internal(_) | Error::Random(_))) = &written {
            self.fail(error.clone());
        }
        written
    }

    /// How much longer than data its datagram is; at most, where that depends on the data.
    #[must_use]
    pub fn overhead(&self) -> usize {
        // Padding is longest before a multiple of the block.
        (0..16).map(|length| self.sending.overhead(Epoch::Protected, length)).max().unwrap_or_default()
    }

    /// Sets the largest datagram that the network carries, its own headers not counted: 1,232 bytes for handshakes if
    /// nobody says, or 508 when larger ones seem to get lost. Less than 256 means 256.
    pub fn set_mtu(&mut self, mtu: u16) {
        self.mtu = Some(usize::from(mtu).max(256));
    }

    /// Sends no more than three times as much as has come, until the client has shown that it gets what is sent to it: for
    /// servers that let clients in without a cookie, who may have given another's address for theirs. To be called before
    /// anything is received.
    ///
    /// A flight that is longer goes out in parts, the next each time when the client repeats its hello. A client that is
    /// patient for a minute or two does so seven times, which is enough for two or three kilobytes: more, as long chains of
    /// RSA are, take a listener with cookies.
    pub const fn limit_replies(&mut self) {
        self.allowance = Allowance::NOTHING;
    }

    /// What the peer's datagrams carry as their [connection ID](Config::connection_id), once that is agreed upon; empty if
    /// they carry none.
    #[must_use]
    pub fn connection_id(&self) -> Option<&[u8]> {
        self.handshaking.own_connection_id()
    }

    /// What this side's datagrams carry as their connection ID, once that is agreed upon; empty if they carry none.
    #[must_use]
    pub fn peer_connection_id(&self) -> Option<&[u8]> {
        self.handshaking.peer_connection_id()
    }

    /// Whether the datagram that was received last is the peer's, and was sent after all that came before. Only then, and
    /// only with a [connection ID](Self::connection_id), may the address that it came from be taken for the peer's new one
    /// (RFC 9146 section 6); who takes it should still see to it that the peer can be reached there before sending much.
    #[must_use]
    pub const fn last_datagram_is_newest(&self) -> bool {
        self.receiving.is_newest()
    }

    /// Says farewell: nothing more will be sent. Receiving goes on.
    pub fn close(&mut self) {
        if !self.farewell.ours && self.failure.is_none() {
            self.farewell.ours = true;
            if self.handshaking.is_active() {
                self.handshaking.stop();
                self.outgoing = Outgoing::default();
                self.timer.start(false);
            }
            self.queue_alert(WARNING, Alert::CLOSE_NOTIFY);
        }
    }

    /// What ended the connection, if something did.
    #[must_use]
    pub const fn failure(&self) -> Option<&Error> {
        self.failure.as_ref()
    }

    /// Whether the two sides have not come to an agreement yet.
    #[must_use]
    pub fn is_handshaking(&self) -> bool {
        self.failure.is_none() && self.handshaking.established().is_none() && !self.farewell.ours
    }

    /// Whether this is the client's side.
    #[must_use]
    pub fn is_client(&self) -> bool {
        self.handshaking.side() == Side::Client
    }

    /// Whether the peer said farewell.
    #[must_use]
    pub const fn is_closed_by_peer(&self) -> bool {
        self.farewell.theirs
    }

    crate::connection::accessors!();

    fn datagram_limit(&self) -> usize {
        let usual = if self.timer.suspects_size() { SAFE_MTU } else { DEFAULT_MTU };
        self.mtu.unwrap_or(usual)
    }

    /// What a record may carry.
    fn max_plaintext(&self) -> usize {
        self.handshaking.flight.max_fragment_length.unwrap_or(MAX_PLAINTEXT)
    }
}

const WARNING: u8 = 1;
const FATAL: u8 = 2;

impl fmt::Debug for DtlsConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DtlsConnection")
            .field("step", &self.step())
            .field("suite", &self.suite())
            .field("failure", &self.failure)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
