// SPDX-License-Identifier: MIT
//! A flight of messages, kept until the peer has it (RFC 6347 section 4.2.4), and cut into datagrams of the size that
//! is right at that moment.

use alloc::vec::Vec;
use core::ops::Range;

use super::reassembly::{self, Fragment};
use super::record::{Epoch, Sending};
use crate::Error;
use crate::handshake::Item;
use crate::wire::ids::{ContentType, HandshakeType};

/// A message is not cut for the sake of a rest of a datagram that is shorter than this.
const SHORTEST_FRAGMENT: usize = 32;

/// The last flight.
#[derive(Default)]
pub(super) struct Outgoing {
    bodies: Vec<u8>,
    pieces: Vec<Piece>,
    /// What is sent next: a piece, and how much of it was sent already.
    at: usize,
    offset: usize,
}

enum Piece {
    Message { kind: HandshakeType, sequence: u16, body: Range<usize>, epoch: Epoch },
    ChangeCipherSpec,
}

impl Outgoing {
    /// Takes over what a handshake wants sent; new keys are in force at once for whatever comes after the flight.
    pub(super) fn new(bodies: Vec<u8>, items: Vec<Item>, peer_id: &[u8], sending: &mut Sending) -> Self {
        let mut epoch = Epoch::Plain;
        let pieces = items.into_iter().map(|item| match item {
            Item::Message { kind, sequence, body } => Piece::Message { kind, sequence, body, epoch },
            Item::ChangeCipherSpec(protection) => {
                sending.protect(protection, peer_id);
                epoch = Epoch::Protected;
                Piece::ChangeCipherSpec
            }
        });
        Self { pieces: pieces.collect(), bodies, at: 0, offset: 0 }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Whether all of it was sent.
    pub(super) const fn is_sent(&self) -> bool {
        self.at >= self.pieces.len()
    }

    /// Has all of it sent again.
    pub(super) const fn rewind(&mut self) {
        (self.at, self.offset) = (0, 0);
    }

    /// Fills a datagram with what is to be sent next, and tells how long it is. `largest` is the most plaintext that a
    /// record may have.
    pub(super) fn write(
        &mut self,
        largest: usize,
        sending: &mut Sending,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let mut used = 0;
        while let Some(piece) = self.pieces.get(self.at) {
            let Some(place) = out.get_mut(used..) else { break };
            match piece {
                Piece::ChangeCipherSpec => {
                    if sending.size(Epoch::Plain, 1) > place.len() {
                        break;
                    }
                    let parts = [&[1][..], &[]];
                    used += sending.write(Epoch::Plain, ContentType::CHANGE_CIPHER_SPEC, parts, place)?;
                }
                Piece::Message { kind, sequence, body, epoch } => {
                    let body = self.bodies.get(body.clone()).unwrap_or_default();
                    let rest = body.get(self.offset..).unwrap_or_default();
                    let room = sending.room(*epoch, place.len()).map(|room| room.min(largest));
                    let Some(room) = room.and_then(|room| room.checked_sub(reassembly::HEADER)) else {
                        break;
                    };
                    // Nothing of nothing fits anywhere; one byte of something has to.
                    let enough =
                        if used == 0 { rest.len().min(1) } else { rest.len().min(SHORTEST_FRAGMENT) };
                    if room < enough {
                        break;
                    }
                    let bytes = rest.get(..room).unwrap_or(rest);
                    let fragment = Fragment {
                        kind: *kind,
                        length: body.len(),
                        sequence: *sequence,
                        offset: self.offset,
                        bytes,
                    };
                    let parts = [&fragment.header()[..], bytes];
                    used += sending.write(*epoch, ContentType::HANDSHAKE, parts, place)?;
                    if bytes.len() < rest.len() {
                        self.offset += bytes.len();
                        continue;
                    }
                }
            }
            (self.at, self.offset) = (self.at + 1, 0);
        }
        Ok(used)
    }
}
