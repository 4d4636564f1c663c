// SPDX-License-Identifier: MIT
//! What a handshake wants sent.

use alloc::vec::Vec;
use core::ops::Range;

use crate::Error;
use crate::record::Protection;
use crate::transcript::Transcript;
use crate::wire::codec::Writer;
use crate::wire::ids::HandshakeType;

/// Messages and key changes in the order in which they go out. Bodies lie one after the other in one vector, so that a
/// flight costs no allocation per message, and can be cut into fragments of any size when it is sent, and again when it
/// is sent again.
#[derive(Default)]
pub(crate) struct Flight {
    bodies: Vec<u8>,
    items: Vec<Item>,
    /// `message_seq` of the next message (RFC 6347 section 4.2.2).
    next_sequence: u16,
    /// How much plaintext a record may carry, once that is agreed upon (RFC 6066 section 4). It counts from then on,
    /// before the handshake is over.
    pub(crate) max_fragment_length: Option<usize>,
    /// In force once keys are (RFC 9146).
    pub(crate) connection_ids: Option<ConnectionIds>,
}

/// What the two sides want to see in each other's protected records; empty for nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct ConnectionIds {
    pub(crate) own: Vec<u8>,
    pub(crate) peer: Vec<u8>,
}

/// One thing to send.
pub(crate) enum Item {
    Message {
        kind: HandshakeType,
        sequence: u16,
        /// Where its body lies: see [`Flight::body`].
        body: Range<usize>,
    },
    /// `ChangeCipherSpec`; what follows is protected by these keys.
    ChangeCipherSpec(Protection),
}

impl Flight {
    /// Writes a message, and takes it into the transcript.
    pub(crate) fn message(
        &mut self,
        kind: HandshakeType,
        transcript: &mut Transcript,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(), Error> {
        let (sequence, body) = self.write(kind, write)?;
        transcript.add(kind, sequence, self.bodies.get(body).unwrap_or_default());
        Ok(())
    }

    fn write(
        &mut self,
        kind: HandshakeType,
        write: impl FnOnce(&mut Writer<'_>),
    ) -> Result<(u16, Range<usize>), Error> {
        let start = self.bodies.len();
        let mut writer = Writer::new(&mut self.bodies);
        write(&mut writer);
        writer.finish()?;
        let body = start..self.bodies.len();
        // A length has three bytes (RFC 5246 section 7.4).
        if body.len() >= 1 << 24 {
            return Err(Error::TooLong);
        }
        let sequence = self.next_sequence;
        self.next_sequence = sequence.checked_add(1).ok_or(Error::Internal("too many messages"))?;
        self.items.push(Item::Message { kind, sequence, body: body.clone() });
        Ok((sequence, body))
    }

    /// Numbers messages from here on.
    pub(crate) const fn start_at(&mut self, sequence: u16) {
        self.next_sequence = sequence;
    }

    /// Changes the keys for what follows.
    pub(crate) fn change_cipher_spec(&mut self, protection: Protection) {
        self.items.push(Item::ChangeCipherSpec(protection));
    }

    /// What is to be sent, in order.
    #[cfg(test)]
    pub(crate) fn items(&self) -> &[Item] {
        &self.items
    }

    /// The body of a message.
    #[cfg(test)]
    pub(crate) fn body(&self, body: &Range<usize>) -> &[u8] {
        self.bodies.get(body.clone()).unwrap_or_default()
    }

    /// Takes what is to be sent out of here, and leaves the room and the numbers for the next flight.
    pub(crate) fn drain(&mut self) -> (Vec<u8>, Vec<Item>) {
        (core::mem::take(&mut self.bodies), core::mem::take(&mut self.items))
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_numbered_and_hashed_in_order() {
        let (mut flight, mut transcript) = (Flight::default(), Transcript::new(false));
        flight.start_at(1);
        flight
            .message(HandshakeType::CLIENT_HELLO, &mut transcript, |writer| writer.bytes(b"abc"))
            .expect("short");
        assert_eq!(transcript.messages(), Some(&b"\x01\0\0\x03abc"[..]));
        let [Item::Message { sequence: 1, body, .. }] = flight.items() else { panic!("a message") };
        assert_eq!(flight.body(body), b"abc");
    }
}
