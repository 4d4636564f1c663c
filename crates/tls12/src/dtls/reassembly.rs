// SPDX-License-Identifier: MIT
//! Handshake messages from fragments in any order (RFC 6347 section 4.2.3), in bounded memory.

use alloc::vec;
use alloc::vec::Vec;

use crate::Error;
use crate::wire::codec::{Malformed, Reader};
use crate::wire::ids::HandshakeType;

/// How many messages are kept that come before their turn, the one whose turn it is among them.
const SLOTS: usize = 8;
/// How many bytes of memory all of them may have.
const BUDGET: usize = 48 << 10;
/// The longest hello, certificate list, request for certificates, or ticket.
const MAX_LONG: usize = 32 << 10;
/// The longest other message.
const MAX_SHORT: usize = 4 << 10;

/// The header of a message, or of a part of one (RFC 6347 section 4.2.2).
pub(super) const HEADER: usize = 12;

/// A part of a message, or all of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment<'a> {
    pub(super) kind: HandshakeType,
    /// Of the whole message.
    pub(super) length: usize,
    pub(super) sequence: u16,
    pub(super) offset: usize,
    pub(super) bytes: &'a [u8],
}

impl<'a> Fragment<'a> {
    pub(super) fn read(reader: &mut Reader<'a>) -> Result<Self, Malformed> {
        let size = |number: u32| usize::try_from(number).map_err(|_| Malformed);
        let kind = HandshakeType(reader.u8()?);
        let length = size(reader.u24()?)?;
        let sequence = reader.u16()?;
        let offset = size(reader.u24()?)?;
        let bytes = reader.vector24()?;
        let fragment = Self { kind, length, sequence, offset, bytes };
        // A part of nothing leads nowhere, unless nothing is all there is.
        if fragment.end() > length || (bytes.is_empty() && length > 0) {
            Err(Malformed)
        } else {
            Ok(fragment)
        }
    }

    pub(super) const fn end(&self) -> usize {
        self.offset.saturating_add(self.bytes.len())
    }

    pub(super) const fn is_whole(&self) -> bool {
        self.offset == 0 && self.bytes.len() == self.length
    }

    /// Its header as it stands on the wire.
    pub(super) fn header(&self) -> [u8; HEADER] {
        let [_, l0, l1, l2] = u32::try_from(self.length).unwrap_or(u32::MAX).to_be_bytes();
        let [s0, s1] = self.sequence.to_be_bytes();
        let [_, o0, o1, o2] = u32::try_from(self.offset).unwrap_or(u32::MAX).to_be_bytes();
        let [_, b0, b1, b2] = u32::try_from(self.bytes.len()).unwrap_or(u32::MAX).to_be_bytes();
        [self.kind.0, l0, l1, l2, s0, s1, o0, o1, o2, b0, b1, b2]
    }
}

/// Messages that are not whole yet, or whose turn it is not.
#[derive(Default)]
pub(super) struct Reassembly {
    /// `message_seq` of the message whose turn it is.
    next: u16,
    /// The first is for the message whose turn it is.
    slots: [Option<Slot>; SLOTS],
}

/// One message.
struct Slot {
    kind: HandshakeType,
    body: Vec<u8>,
    /// A bit for each byte of the body that is there.
    present: Vec<u8>,
    missing: usize,
}

/// What a fragment turned out to be.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Taken {
    /// A whole message whose turn it is: nothing was kept of it, and the next one's turn has come.
    Whole,
    /// Kept, if there was room.
    Kept,
    /// Of a message that came before.
    Stale,
}

impl Reassembly {
    /// Begins with a message of this number.
    pub(super) fn start_at(&mut self, sequence: u16) {
        *self = Self { next: sequence, ..Self::default() };
    }

    /// Whether nothing has come yet of this message or any after it.
    pub(super) fn is_empty(&self) -> bool {
        self.slots.iter().all(Option::is_none)
    }

    /// Takes in a fragment.
    ///
    /// # Errors
    ///
    /// Two fragments contradict each other, or the message is longer than any should be.
    pub(super) fn take(&mut self, fragment: Fragment<'_>) -> Result<Taken, Error> {
        let Some(place) = fragment.sequence.checked_sub(self.next).map(usize::from) else {
            return Ok(Taken::Stale);
        };
        if place >= SLOTS {
            return Ok(Taken::Kept);
        }
        if fragment.length > longest(fragment.kind) {
            return if place == 0 {
                Err(Error::InvalidMessage("longer than any should be"))
            } else {
                Ok(Taken::Kept)
            };
        }
        if place == 0 && fragment.is_whole() && self.slots.first().is_some_and(Option::is_none) {
            self.advance();
            return Ok(Taken::Whole);
        }
        if !self.make_room(place, fragment.length) {
            return Ok(Taken::Kept);
        }
        let Some(slot) = self.slots.get_mut(place) else { return Ok(Taken::Kept) };
        let slot = slot.get_or_insert_with(|| Slot::new(fragment.kind, fragment.length));
        slot.take(fragment)?;
        Ok(Taken::Kept)
    }

    /// The message whose turn it is, if it is whole: its kind, number and body.
    pub(super) fn pop(&mut self) -> Option<(HandshakeType, u16, Vec<u8>)> {
        let slot = self.slots.first_mut()?.take_if(|slot| slot.missing == 0)?;
        let sequence = self.next;
        self.advance();
        Some((slot.kind, sequence, slot.body))
    }

    /// Forgets what is kept: it came under keys that are no longer in force.
    pub(super) fn forget(&mut self) {
        self.slots = Default::default();
    }

    /// How much memory is taken, in bytes.
    pub(super) fn memory(&self) -> usize {
        self.slots.iter().flatten().map(|slot| Slot::memory(slot.body.len())).sum()
    }

    fn advance(&mut self) {
        // A handshake has far fewer messages; were there more, nothing would come after the last.
        self.next = self.next.saturating_add(1);
        if let Some(first) = self.slots.first_mut() {
            *first = None;
        }
        self.slots.rotate_left(1);
    }

    /// Whether there is room for a message of this length. The message whose turn it is drives out later ones.
    fn make_room(&mut self, place: usize, length: usize) -> bool {
        if self.slots.get(place).is_some_and(Option::is_some) {
            return true;
        }
        let wanted = Slot::memory(length);
        loop {
            if self.memory().saturating_add(wanted) <= BUDGET {
                return true;
            }
            let last = self.slots.iter_mut().skip(1).rev().find(|slot| slot.is_some());
            match last {
                Some(slot) if place == 0 => *slot = None,
                _ => return false,
            }
        }
    }
}

const fn longest(kind: HandshakeType) -> usize {
    match kind {
        HandshakeType::CLIENT_HELLO
        | HandshakeType::SERVER_HELLO
        | HandshakeType::CERTIFICATE
        | HandshakeType::CERTIFICATE_REQUEST
        | HandshakeType::NEW_SESSION_TICKET => MAX_LONG,
        _ => MAX_SHORT,
    }
}

impl Slot {
    fn new(kind: HandshakeType, length: usize) -> Self {
        Self { kind, body: vec![0; length], present: vec![0; length.div_ceil(8)], missing: length }
    }

    const fn memory(length: usize) -> usize {
        length.saturating_add(length.div_ceil(8))
    }

    /// Takes in a part. Parts may overlap, but not contradict each other: what is signed and hashed would depend on the
    /// order in which they come.
    fn take(&mut self, fragment: Fragment<'_>) -> Result<(), Error> {
        if fragment.kind != self.kind || fragment.length != self.body.len() {
            return Err(Error::PeerMisbehaved("fragments of different messages under one number"));
        }
        let place = fragment.offset..fragment.end();
        let Some(body) = self.body.get_mut(place.clone()) else { return Ok(()) };
        for ((index, byte), new) in place.zip(body).zip(fragment.bytes) {
            let Some(bits) = self.present.get_mut(index / 8) else { continue };
            let bit = 1_u8 << (index % 8);
            if *bits & bit == 0 {
                *bits |= bit;
                *byte = *new;
                self.missing = self.missing.saturating_sub(1);
            } else if *byte != *new {
                return Err(Error::PeerMisbehaved("fragments that contradict each other"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KIND: HandshakeType = HandshakeType::CERTIFICATE;

    fn part(sequence: u16, length: usize, offset: usize, bytes: &[u8]) -> Fragment<'_> {
        Fragment { kind: KIND, length, sequence, offset, bytes }
    }

    #[test]
    fn every_order_and_overlap() {
        let message = b"0123456789";
        let mut cases = 0;
        for first in 0..10 {
            for second in 0..10 {
                for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
                    let (a, b) = (first.min(second), first.max(second));
                    // They overlap by up to two bytes.
                    let ranges = [0..a + 1, a..(b + 2).min(10), b..10];
                    let mut reassembly = Reassembly::default();
                    for index in order {
                        let range = ranges[index].clone();
                        let taken = reassembly.take(part(0, 10, range.start, &message[range])).expect("fits");
                        if taken == Taken::Whole {
                            assert!(reassembly.pop().is_none());
                            reassembly.start_at(0);
                            reassembly.take(part(0, 10, 0, &message[..5])).expect("fits");
                            reassembly.take(part(0, 10, 5, &message[5..])).expect("fits");
                            break;
                        }
                    }
                    assert_eq!(reassembly.pop(), Some((KIND, 0, message.to_vec())));
                    assert_eq!(reassembly.pop(), None);
                    cases += 1;
                }
            }
        }
        assert_eq!(cases, 600);
    }

    #[test]
    fn messages_wait_for_their_turn() {
        let mut reassembly = Reassembly::default();
        for sequence in (1..8).rev() {
            assert_eq!(reassembly.take(part(sequence, 1, 0, &[7])).expect("fits"), Taken::Kept);
            assert!(reassembly.pop().is_none());
        }
        // Too far ahead.
        assert_eq!(reassembly.take(part(8, 1, 0, &[7])).expect("ignored"), Taken::Kept);
        assert_eq!(reassembly.take(part(0, 1, 0, &[7])).expect("fits"), Taken::Whole);
        for sequence in 1..8 {
            assert_eq!(reassembly.pop(), Some((KIND, sequence, vec![7])));
        }
        assert!(reassembly.pop().is_none());
        assert_eq!(reassembly.take(part(7, 1, 0, &[7])).expect("old"), Taken::Stale);
        assert_eq!(reassembly.take(part(8, 0, 0, &[])).expect("fits"), Taken::Whole);
    }

    #[test]
    fn contradictions_are_told() {
        let contradict = |second: Fragment<'_>| {
            let mut reassembly = Reassembly::default();
            reassembly.take(part(0, 4, 0, b"ab")).expect("fits");
            reassembly.take(second).err().and_then(|error| error.alert())
        };
        let told = Some(crate::Alert::ILLEGAL_PARAMETER);
        assert_eq!(contradict(part(0, 4, 1, b"b")), None);
        assert_eq!(contradict(part(0, 4, 1, b"c")), told);
        assert_eq!(contradict(part(0, 5, 2, b"c")), told);
        assert_eq!(contradict(Fragment { kind: HandshakeType::FINISHED, ..part(0, 4, 2, b"c") }), told);
    }

    #[test]
    fn memory_is_bounded() {
        let mut reassembly = Reassembly::default();
        assert!(reassembly.take(part(0, MAX_LONG + 1, 0, b"a")).is_err());
        assert!(reassembly.is_empty());
        reassembly.take(part(3, MAX_LONG + 1, 0, b"a")).expect("ignored");
        assert!(reassembly.is_empty());
        for sequence in 1..8 {
            reassembly.take(part(sequence, MAX_LONG, 0, b"a")).expect("ignored");
        }
        assert_eq!(reassembly.memory(), Slot::memory(MAX_LONG));
        // The next in turn gets its room.
        reassembly.take(part(0, MAX_LONG, 0, b"a")).expect("fits");
        assert_eq!(reassembly.memory(), Slot::memory(MAX_LONG));
        assert!(reassembly.slots[0].is_some());
    }

    #[test]
    fn headers_that_make_no_sense() {
        let read = |bytes: &[u8]| Fragment::read(&mut Reader::new(bytes)).is_ok();
        assert!(read(&[11, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 7]));
        // Beyond the message's end; nothing of something; cut.
        assert!(!read(&[11, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1, 7]));
        assert!(!read(&[11, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0]));
        assert!(!read(&[11, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]));
        // Nothing of nothing: ServerHelloDone.
        assert!(read(&[14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    }
}
