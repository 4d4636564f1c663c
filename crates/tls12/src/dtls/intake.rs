// SPDX-License-Identifier: MIT
//! What becomes of each record that comes in: which messages count, which keys change, what is sent again.

use super::allowance::Allowance;
use super::flight::Outgoing;
use super::reassembly::{Fragment, Taken};
use super::receiving::{self, Opened};
use super::record::{Epoch, MAX_PLAINTEXT, Record, Sending};
use super::timer::Now;
use super::{DtlsConnection, Event, FATAL, LINGER, QueuedAlert, WARNING};
use crate::handshake::Message;
use crate::schedule::Side;
use crate::wire::codec::Reader;
use crate::wire::ids::{ContentType, HandshakeType, version};
use crate::{Alert, Error};

impl DtlsConnection {
    /// Works on one record, and on those that waited for it.
    pub(super) fn record<'d>(&mut self, record: Record<'d>, now: Now) -> Option<Event<'d>> {
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
        // Its keys come from what was sent there.
        self.allowance = Allowance::Unlimited;
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
    pub(super) fn send_flight(&mut self, now: Now) {
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

    pub(super) fn forget_last_flight(&mut self, now: Now) {
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

    pub(super) fn fail(&mut self, error: Error) {
        if let Some(alert) = error.alert() {
            self.queue_alert(FATAL, alert);
        }
        self.handshaking.fail(&error);
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

    pub(super) fn queue_alert(&mut self, level: u8, alert: Alert) {
        if self.alert.is_none_or(|queued| queued.level <= level) {
            self.alert = Some(QueuedAlert { level, alert });
        }
    }

    /// Writes the alert that is to be sent, if there is one and room for it.
    pub(super) fn write_alert(&mut self, out: &mut [u8], now: Now) -> usize {
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
}
