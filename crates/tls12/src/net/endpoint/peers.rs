// SPDX-License-Identifier: MIT
//! Who is connected, and to whom a datagram belongs.

use alloc::boxed::Box;
use core::net::SocketAddr;
use std::collections::HashMap;

use super::PeerId;
use crate::dtls::hello_random;
use crate::{DtlsConnection, Now};

/// One client.
#[derive(Debug)]
pub(super) struct Peer {
    pub(super) connection: DtlsConnection,
    pub(super) address: SocketAddr,
    /// The random bytes of its hello, by which that is known again.
    hello: Option<[u8; 32]>,
    /// Whether it was connected already.
    settled: bool,
    /// When it came, or sent something authentic last.
    pub(super) seen: Now,
    /// When it is to be looked after.
    pub(super) wake: Option<Now>,
    /// Whether its connection ID is in the table.
    has_id: bool,
}

impl Peer {
    pub(super) const fn new(
        connection: DtlsConnection,
        address: SocketAddr,
        hello: Option<[u8; 32]>,
        now: Now,
    ) -> Self {
        Self { connection, address, hello, settled: false, seen: now, wake: None, has_id: false }
    }

    /// Whether a hello is this client's: the one that it began with, or the first if there was none yet.
    pub(super) fn takes(&self, random: &[u8; 32]) -> bool {
        !self.connection.is_client() && self.hello.is_none_or(|hello| hello == *random)
    }

    /// Remembers the hello that a client begins with.
    pub(super) fn note_hello(&mut self, datagram: &[u8]) {
        if self.hello.is_none() {
            self.hello = hello_random(datagram);
        }
    }
}

/// Who is at an address: someone who is connected, someone who is about to be, or one after the other.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Here {
    pub(super) settled: Option<PeerId>,
    pub(super) coming: Option<PeerId>,
}

/// All of them.
#[derive(Debug, Default)]
pub(super) struct Peers {
    peers: HashMap<PeerId, Peer>,
    addresses: HashMap<SocketAddr, Here>,
    connection_ids: HashMap<Box<[u8]>, PeerId>,
    next: u64,
    /// How many were never connected yet.
    coming: usize,
}

impl Peers {
    pub(super) fn len(&self) -> usize {
        self.peers.len()
    }

    /// How many are about to be connected.
    pub(super) const fn coming(&self) -> usize {
        self.coming
    }

    /// Whether someone at this address is our server: nobody there is our client then, since the datagrams of the two could
    /// not be told apart.
    pub(super) fn is_ours(&self, address: SocketAddr) -> bool {
        let Here { settled, coming } = self.at(address);
        let here = [settled, coming].into_iter().flatten().filter_map(|id| self.get(id));
        here.into_iter().any(|peer| peer.connection.is_client())
    }

    /// Who has to give way once this one is connected.
    pub(super) fn replaced_by(&self, id: PeerId) -> Option<PeerId> {
        self.at(self.get(id)?.address).settled.filter(|before| *before != id)
    }

    pub(super) fn ids(&self) -> impl Iterator<Item = PeerId> {
        self.peers.keys().copied()
    }

    pub(super) fn get(&self, id: PeerId) -> Option<&Peer> {
        self.peers.get(&id)
    }

    pub(super) fn get_mut(&mut self, id: PeerId) -> Option<&mut Peer> {
        self.peers.get_mut(&id)
    }

    pub(super) fn at(&self, address: SocketAddr) -> Here {
        self.addresses.get(&address).copied().unwrap_or_default()
    }

    pub(super) fn with_connection_id(&self, id: &[u8]) -> Option<PeerId> {
        self.connection_ids.get(id).copied()
    }

    /// One more, who is about to be connected. Whoever else was about to be at this address is to be removed before.
    pub(super) fn insert(&mut self, peer: Peer) -> PeerId {
        let id = PeerId(self.next);
        self.next = self.next.wrapping_add(1);
        self.addresses.entry(peer.address).or_default().coming = Some(id);
        self.peers.insert(id, peer);
        self.coming = self.coming.saturating_add(1);
        id
    }

    /// Someone is connected now. Tells who was at the address before, who is to be removed.
    pub(super) fn settle(&mut self, id: PeerId) -> Option<PeerId> {
        let peer = self.peers.get_mut(&id)?;
        if !core::mem::replace(&mut peer.settled, true) {
            self.coming = self.coming.saturating_sub(1);
        }
        let address = peer.address;
        let here = self.addresses.entry(address).or_default();
        if here.coming == Some(id) {
            here.coming = None;
        }
        here.settled.replace(id).filter(|before| *before != id)
    }

    /// Puts a peer's connection ID into the table, if it has one of this length now and nobody else has it: IDs are
    /// random, and short ones may come twice.
    pub(super) fn note_connection_id(&mut self, id: PeerId, length: usize) {
        let Some(peer) = self.peers.get_mut(&id).filter(|peer| !peer.has_id) else { return };
        let Some(own) = peer.connection.connection_id().filter(|own| own.len() == length) else { return };
        let entry = self.connection_ids.entry(own.into());
        peer.has_id = *entry.or_insert(id) == id;
    }

    /// A peer's address is another now.
    pub(super) fn move_to(&mut self, id: PeerId, address: SocketAddr) {
        let Some(peer) = self.peers.get_mut(&id) else { return };
        let before = core::mem::replace(&mut peer.address, address);
        self.leave(id, before);
        // If someone else is there, this one is found by its connection ID alone.
        self.addresses.entry(address).or_default().settled.get_or_insert(id);
    }

    pub(super) fn remove(&mut self, id: PeerId) -> Option<Peer> {
        let peer = self.peers.remove(&id)?;
        if !peer.settled {
            self.coming = self.coming.saturating_sub(1);
        }
        self.leave(id, peer.address);
        if let Some(own) = peer.connection.connection_id().filter(|_| peer.has_id) {
            self.connection_ids.remove(own);
        }
        Some(peer)
    }

    fn leave(&mut self, id: PeerId, address: SocketAddr) {
        if let Some(here) = self.addresses.get_mut(&address) {
            here.settled = here.settled.filter(|other| *other != id);
            here.coming = here.coming.filter(|other| *other != id);
            if here.settled.is_none() && here.coming.is_none() {
                self.addresses.remove(&address);
            }
        }
    }
}
