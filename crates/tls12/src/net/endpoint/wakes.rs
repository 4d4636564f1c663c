// SPDX-License-Identifier: MIT
//! Which peer wants to be looked after next, and when.

use alloc::collections::BTreeSet;

use super::PeerId;
use crate::Now;

/// At most one moment for each peer.
#[derive(Debug, Default)]
pub(super) struct Wakes(BTreeSet<(Now, PeerId)>);

impl Wakes {
    /// Has a peer woken at `due`, unless it is woken before, as `current` says, which is brought up to date. Waking a peer
    /// too early does no harm, and costs less than to move the moment with each datagram.
    pub(super) fn set(&mut self, peer: PeerId, current: &mut Option<Now>, due: Now) {
        if current.is_some_and(|current| current <= due) {
            return;
        }
        self.remove(peer, current.take());
        self.0.insert((due, peer));
        *current = Some(due);
    }

    pub(super) fn remove(&mut self, peer: PeerId, current: Option<Now>) {
        if let Some(current) = current {
            self.0.remove(&(current, peer));
        }
    }

    /// The earliest moment.
    pub(super) fn next(&self) -> Option<Now> {
        self.0.first().map(|(due, _)| *due)
    }

    /// The peer whose moment is the earliest, if that has come; it has none any more.
    pub(super) fn pop(&mut self, now: Now) -> Option<PeerId> {
        self.next().filter(|due| *due <= now)?;
        self.0.pop_first().map(|(_, peer)| peer)
    }
}
