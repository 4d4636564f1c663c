// SPDX-License-Identifier: MIT
//! What happened and was not told yet.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::ops::Range;

use super::{PeerEvent, PeerId};
use crate::Error;

/// Events in their order, and their data. What was told last stays until the next is asked for.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    events: VecDeque<Item>,
    data: Vec<u8>,
}

#[derive(Debug)]
enum Item {
    Connected(PeerId),
    Data(PeerId, Range<usize>),
    Moved(PeerId, SocketAddr),
    Closed(PeerId, Option<Error>),
}

impl Inbox {
    pub(super) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    pub(super) fn connected(&mut self, peer: PeerId) {
        self.events.push_back(Item::Connected(peer));
    }

    pub(super) fn data(&mut self, peer: PeerId, data: &[u8]) {
        let start = self.data.len();
        self.data.extend_from_slice(data);
        self.events.push_back(Item::Data(peer, start..self.data.len()));
    }

    pub(super) fn moved(&mut self, peer: PeerId, from: SocketAddr) {
        self.events.push_back(Item::Moved(peer, from));
    }

    pub(super) fn closed(&mut self, peer: PeerId, error: Option<Error>) {
        self.events.push_back(Item::Closed(peer, error));
    }

    /// A peer gave way to another: before the other's events.
    pub(super) fn replaced(&mut self, peer: PeerId) {
        self.events.push_front(Item::Closed(peer, None));
    }

    /// Forgets the data of what was told; to be called when there is nothing to tell.
    pub(super) fn clear(&mut self) {
        if self.events.is_empty() {
            self.data.clear();
        }
    }

    pub(super) fn pop(&mut self) -> Option<PeerEvent<'_>> {
        Some(match self.events.pop_front()? {
            Item::Connected(peer) => PeerEvent::Connected(peer),
            Item::Data(peer, range) => PeerEvent::Data(peer, self.data.get(range).unwrap_or_default()),
            Item::Moved(peer, from) => PeerEvent::Moved(peer, from),
            Item::Closed(peer, error) => PeerEvent::Closed(peer, error),
        })
    }
}
