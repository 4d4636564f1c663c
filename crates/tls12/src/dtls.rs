// SPDX-License-Identifier: MIT
//! DTLS 1.2 over datagrams (RFC 6347).

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use purembed_core::random::CryptoRng;
use purembed_x509::Crt;

pub use self::cid::connection_id_of;
use self::flight::Outgoing;
pub use self::listener::{Admit, DtlsListener};
use self::reassembly::{Fragment, Reassembly, Taken};
use self::receiving::{Opened, Receiving};
use self::record::{Epoch, MAX_PLAINTEXT, Record, Sending};
pub use self::timer::Now;
use self::timer::Timer;
use crate::config::Config;
use crate::connection::Handshaking;
use crate::handshake::{Message, Step};
use crate::schedule::Side;
use crate::wire::codec::Reader;
use crate::wire::ids::{ContentType, HandshakeType, version};
use crate::{Alert, CipherSuite, Error};

mod cid;
mod cookie;
mod flight;
mod listener;
mod reassembly;
mod receiving;
mod record;
mod replay;
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
    /// The client's side. `unix_time` is what certificates are judged by, in seconds since 1970.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] if what the configuration offers does not fit into a hello.
    pub fn client(
        config: Arc<Config>,
        server_name: Option<&str>,
        rng: Box<dyn CryptoRng + Send>,
        unix_time: i64,
    ) -> Result<Self, Error> {
        let name = server_name.map(Into::into);
        let handshaking = Handshaking::client(Arc::clone(&config), name, true, rng, unix_time);
        let mut connection = Self::new(config, handshaking, 0);
        connection.handshaking.start()?;
        connection.send_flight(Now::default());
        Ok(connection)
    }

    /// The server's side, for one client. Before it, a listener makes clients prove their addresses.
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
        let out = out.get_mut(..limit)?;
        let mut used = 0;
        if !self.outgoing.is_sent() {
            match self.outgoing.write(self.max_plaintext(), &mut self.sending, out) {
                Ok(length) => used = length,
                Err(error) => self.fail(error),
            }
            if self.outgoing.is_sent() {
                self.timer.sent(now);
            } else if used == 0 && self.failure.is_none() {
                self.fail(Error::TooLong);
            }
        }
        if self.outgoing.is_sent() {
            used += self.write_alert(out.get_mut(used..)?, now);
        }
        (used > 0).then_some(used)
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
            Ok(true) => {
                self.outgoing.rewind();
                Ok(())
            }
            Ok(false) => Ok(()),
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
    /// does not fit into `out` or one record; or what ended the connection.
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

    /// Whether the peer said farewell.
    #[must_use]
    pub const fn is_closed_by_peer(&self) -> bool {
        self.farewell.theirs
    }

    /// Where the handshake is.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.handshaking.step()
    }

    /// The suite that was agreed upon.
    #[must_use]
    pub fn suite(&self) -> Option<CipherSuite> {
        self.handshaking.established().map(|established| established.negotiated.suite)
    }

    /// The inner protocol that was agreed upon (ALPN).
    #[must_use]
    pub fn protocol(&self) -> Option<&[u8]> {
        self.handshaking.established()?.negotiated.protocol.as_deref()
    }

    /// The name of the server that the client asked for.
    #[must_use]
    pub fn server_name(&self) -> Option<&str> {
        self.handshaking.established()?.negotiated.server_name.as_deref()
    }

    /// What a client with a pre-shared key called itself.
    #[must_use]
    pub fn psk_identity(&self) -> Option<&[u8]> {
        self.handshaking.established()?.psk_identity.as_deref()
    }

    /// The certificates that the peer sent, its own first.
    #[must_use]
    pub fn peer_certificates(&self) -> &[Crt] {
        self.handshaking.established().map_or(&[], |established| &established.peer_chain)
    }

    /// Fills `out` with keying material for another protocol (RFC 5705).
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
        let established = self.handshaking.established().ok_or(Error::Misuse)?;
        let negotiated = &established.negotiated;
        established.master.export(label, context, &negotiated.randoms, negotiated.suite.prf(), out);
        Ok(())
    }

    /// Works on one record, and on those that waited for it.
    fn record<'d>(&mut self, record: Record<'d>, now: Now) -> Option<Event<'d>> {
        if self.farewell.theirs {
            return None;
        }
        if self.failure.is_some() {
            self.complain_again(&record, now);
            return None;
        }
        let was_connected = self.handshaking.established().is_some();
        let outcome = self.work_on(record, now).and_then(|event| {
            self.work_on_early(now)?;
            Ok(event)
        });
        match outcome {
            Ok(None) if !was_connected && self.handshaking.established().is_some() => Some(Event::Connected),
            Ok(event) => event,
            Err(error) => {
                self.fail(error);
                Some(Event::Closed)
            }
        }
    }

    fn work_on<'d>(&mut self, record: Record<'d>, now: Now) -> Result<Option<Event<'d>>, Error> {
        match record.epoch {
            0 => self.plain(&record, now).map(|()| None),
            1 => self.protected(record, now),
            _ => Ok(None),
        }
    }

    /// A `Finished` that came before the `ChangeCipherSpec` has waited for it.
    fn work_on_early(&mut self, now: Now) -> Result<(), Error> {
        while self.receiving.has_keys() {
            let Some((header, mut body)) = self.receiving.pop_early() else { break };
            let record = Record { body: &mut body, ..header };
            // Data is not among them.
            self.protected(record, now)?;
        }
        Ok(())
    }

    /// What is not protected, and may be forged.
    fn plain(&mut self, record: &Record<'_>, now: Now) -> Result<(), Error> {
        // Any minor version will do before one is agreed upon.
        let known = record.version == version::DTLS12 || (record.version >> 8 == 0xfe && !self.agreed);
        if !known
            || record.body.is_empty()
            || record.body.len() > MAX_PLAINTEXT
            || !self.handshaking.is_active()
        {
            return Ok(());
        }
        match record.kind {
            ContentType::HANDSHAKE => self.fragments(record, now),
            // Once there are keys, nobody ends the connection without them.
            ContentType::ALERT if !self.receiving.has_keys() => match *record.body {
                [level, alert] => self.alert(level, Alert(alert)).map(drop),
                _ => Ok(()),
            },
            ContentType::CHANGE_CIPHER_SPEC if *record.body == [1] => {
                self.receiving.cipher_change_came = true;
                self.change_cipher();
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn protected<'d>(&mut self, record: Record<'d>, now: Now) -> Result<Option<Event<'d>>, Error> {
        let own_id = self.handshaking.own_connection_id().unwrap_or_default();
        let (kind, plaintext) = match self.receiving.open(record, own_id) {
            Opened::Early | Opened::Dropped => return Ok(None),
            Opened::Bad { handshake } => return self.bad_record(handshake).map(|()| None),
            Opened::Plaintext(kind, plaintext) => (kind, plaintext),
        };
        if plaintext.len() > self.max_plaintext() {
            return Err(Error::RecordOverflow);
        }
        match kind {
            ContentType::APPLICATION_DATA if self.handshaking.established().is_some() => {
                self.confirm();
                Ok(Some(Event::Data(plaintext)))
            }
            ContentType::HANDSHAKE => {
                let record = Record { kind, version: version::DTLS12, epoch: 1, number: 0, body: plaintext };
                self.fragments(&record, now).map(|()| None)
            }
            ContentType::ALERT => match *plaintext {
                [level, alert] => {
                    self.confirm();
                    Ok(self.alert(level, Alert(alert))?.then_some(Event::Closed))
                }
                _ => Err(Error::InvalidMessage("an alert of a wrong length")),
            },
            _ => Ok(None),
        }
    }

    /// Counts a record that does not decrypt (RFC 6347 section 4.1.2.7).
    fn bad_record(&mut self, handshake: bool) -> Result<(), Error> {
        let limit = self.config.datagram.bad_record_limit.unwrap_or_else(|| {
            let suite = self.suite();
            suite.map_or(u64::MAX, receiving::forgery_limit)
        });
        let during_handshake = handshake && self.handshaking.is_active();
        if self.receiving.count_bad(during_handshake, limit) { Err(Error::BadRecord) } else { Ok(()) }
    }

    /// Works on the messages, and parts of messages, in a record.
    fn fragments(&mut self, record: &Record<'_>, now: Now) -> Result<(), Error> {
        let protected = record.epoch > 0;
        let mut reader = Reader::new(record.body);
        while !reader.is_empty() {
            let Ok(fragment) = Fragment::read(&mut reader) else { break };
            if !self.handshaking.is_active() {
                // Only in authentic records.
                self.after_handshake(fragment, now);
            } else if protected == self.receiving.has_keys() {
                self.fragment(fragment, record, now)?;
            } else {
                // A repeated flight begins under the old keys.
                self.repeat(now);
            }
        }
        Ok(())
    }

    fn fragment(&mut self, fragment: Fragment<'_>, record: &Record<'_>, now: Now) -> Result<(), Error> {
        if !self.agreed && self.handshaking.side() == Side::Server && self.reassembly.is_empty() {
            // The first hello a server sees may be the client's second, after another server's or listener's
            // HelloVerifyRequest; the answer goes on counting from there (RFC 6347 section 4.2.1).
            if fragment.kind != HandshakeType::CLIENT_HELLO {
                return Ok(());
            }
            self.begin_at(fragment.sequence, record.number);
        }
        match self.reassembly.take(fragment)? {
            // Some servers do not count their requests. What one answers stands in the record's number.
            Taken::Stale
                if fragment.kind == HandshakeType::HELLO_VERIFY_REQUEST
                    && fragment.is_whole()
                    && !self.agreed
                    && record.number >= self.hello =>
            {
                let Fragment { kind, sequence, bytes, .. } = fragment;
                self.message(Message { kind, sequence, body: bytes }, now)?;
            }
            Taken::Whole => {
                let Fragment { kind, sequence, bytes, .. } = fragment;
                self.message(Message { kind, sequence, body: bytes }, now)?;
            }
            Taken::Kept => {}
            Taken::Stale => self.repeat(now),
        }
        while let Some((kind, sequence, body)) = self.reassembly.pop() {
            self.message(Message { kind, sequence, body: &body }, now)?;
        }
        Ok(())
    }

    /// Numbers the server's messages and records as the client's hello says.
    fn begin_at(&mut self, sequence: u16, record: u64) {
        self.reassembly.start_at(sequence);
        self.handshaking.flight.start_at(sequence);
        self.sending = Sending::new(version::DTLS12, record);
    }

    /// Works on a whole message, in its turn.
    fn message(&mut self, message: Message<'_>, now: Now) -> Result<(), Error> {
        if !self.handshaking.is_active() {
            return Ok(());
        }
        self.handshaking.message(message)?;
        if !matches!(message.kind, HandshakeType::HELLO_VERIFY_REQUEST | HandshakeType::HELLO_REQUEST) {
            self.agreed = true;
            self.sending.version = version::DTLS12;
        }
        if !self.handshaking.flight.is_empty() {
            self.send_flight(now);
        } else if self.handshaking.established().is_some() {
            // The peer's was the last flight: ours has arrived.
            self.outgoing = Outgoing::default();
            self.timer.start(false);
        }
        self.change_cipher();
        Ok(())
    }

    /// Changes the keys that the peer's records are under, once it said so and the handshake has come that far.
    fn change_cipher(&mut self) {
        if self.receiving.cipher_change_came && self.handshaking.has_read_keys() {
            // Otherwise its turn is later.
            if let Ok(protection) = self.handshaking.change_cipher_spec() {
                self.receiving.protect(protection);
                self.reassembly.forget();
            }
        }
    }

    /// Takes over what the handshake wants sent.
    fn send_flight(&mut self, now: Now) {
        let peer_id = self.handshaking.peer_connection_id().unwrap_or_default().to_vec();
        let (bodies, items) = self.handshaking.flight.drain();
        self.hello = self.sending.next_plain();
        self.outgoing = Outgoing::new(bodies, items, &peer_id, &mut self.sending);
        let is_last = self.handshaking.established().is_some();
        self.timer.start(!is_last);
        self.linger = is_last.then(|| now.after(LINGER));
    }

    /// A message that has nothing to do with the handshake, which is over.
    fn after_handshake(&mut self, fragment: Fragment<'_>, now: Now) {
        match (fragment.kind, self.handshaking.side()) {
            // The peer did not get our last flight.
            (HandshakeType::FINISHED, _) => {
                self.forget_last_flight(now);
                self.repeat(now);
            }
            // RFC 5246 section 7.2.2: a wish for another handshake is declined, and the connection goes on.
            (HandshakeType::HELLO_REQUEST, Side::Client) | (HandshakeType::CLIENT_HELLO, Side::Server) => {
                self.queue_alert(WARNING, Alert::NO_RENEGOTIATION);
            }
            _ => {}
        }
    }

    /// The peer sent something again: it did not get our flight, which is sent again unless that was done just now.
    fn repeat(&mut self, now: Now) {
        if !self.outgoing.is_empty() && self.outgoing.is_sent() && self.timer.may_repeat(now) {
            self.outgoing.rewind();
        }
    }

    /// The peer has come to the end of the handshake: it will not ask for the last flight again.
    fn confirm(&mut self) {
        if self.linger.take().is_some() && self.outgoing.is_sent() {
            self.outgoing = Outgoing::default();
        }
    }

    fn forget_last_flight(&mut self, now: Now) {
        if self.linger.is_some_and(|until| now >= until) {
            self.confirm();
        }
    }

    /// Takes in an alert, and tells whether it was a farewell.
    fn alert(&mut self, level: u8, alert: Alert) -> Result<bool, Error> {
        match (level, alert) {
            (_, Alert::CLOSE_NOTIFY) => {
                self.farewell.theirs = true;
                self.timer.start(false);
                if self.handshaking.established().is_none() {
                    return Err(Error::AlertReceived(Alert::CLOSE_NOTIFY));
                }
                Ok(true)
            }
            (WARNING, Alert::NO_RENEGOTIATION | Alert::USER_CANCELED | Alert::UNRECOGNIZED_NAME) => Ok(false),
            (WARNING | FATAL, alert) => Err(Error::AlertReceived(alert)),
            _ => Ok(false),
        }
    }

    fn fail(&mut self, error: Error) {
        if let Some(alert) = error.alert() {
            self.queue_alert(FATAL, alert);
        }
        self.handshaking.stop();
        self.outgoing = Outgoing::default();
        self.reassembly.forget();
        self.timer.start(false);
        self.failure = Some(error);
    }

    /// RFC 6347 section 4.2.7: an alert is made again if what it was for comes again.
    fn complain_again(&mut self, record: &Record<'_>, now: Now) {
        let alert = self.failure.as_ref().and_then(Error::alert);
        if let Some(alert) = alert
            && record.kind == ContentType::HANDSHAKE
            && self.timer.may_repeat(now)
        {
            self.queue_alert(FATAL, alert);
        }
    }

    fn queue_alert(&mut self, level: u8, alert: Alert) {
        if self.alert.is_none_or(|queued| queued.level <= level) {
            self.alert = Some(QueuedAlert { level, alert });
        }
    }

    /// Writes the alert that is to be sent, if there is one and room for it.
    fn write_alert(&mut self, out: &mut [u8], now: Now) -> usize {
        let Some(QueuedAlert { level, alert }) = self.alert else { return 0 };
        // A peer that has not got our `ChangeCipherSpec` cannot read what comes after it.
        let epoch = if self.sending.has_protected() { Epoch::Protected } else { Epoch::Plain };
        let written = self.sending.write(epoch, ContentType::ALERT, [&[level, alert.0], &[]], out);
        if matches!(written, Err(Error::TooLong)) {
            return 0;
        }
        self.alert = None;
        if self.failure.is_some() {
            self.timer.sent(now);
        }
        written.unwrap_or_default()
    }

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
