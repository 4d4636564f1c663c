// SPDX-License-Identifier: MIT
//! What happened and was not told yet.

use alloc::collections::VecDeque;
use alloc::vec::Vec;
use core::net::SocketAddr;
use core::ops::Range;
use std::net::UdpSocket;

use super::{Outlet, PeerEvent, PeerId};
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

    /// Takes in what happens, and has datagrams sent through a socket.
    pub(super) const fn on<'i>(&'i mut self, socket: &'i UdpSocket) -> Through<'i> {
        Through { inbox: self, socket }
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

/// An inbox, and the socket that it belongs to.
pub(super) struct Through<'i> {
    inbox: &'i mut Inbox,
    socket: &'i UdpSocket,
}

impl Outlet for Through<'_> {
    fn send(&mut self, datagram: &[u8], to: SocketAddr) {
        // What the socket does not take is lost, like any datagram.
        drop(self.socket.send_to(datagram, to));
    }

    fn event(&mut self, event: PeerEvent<'_>) {
        let Inbox { events, data } = &mut *self.inbox;
        events.push_back(match event {
            PeerEvent::Connected(peer) => Item::Connected(peer),
            PeerEvent::Data(peer, piece) => {
                let start = data.len();
                data.extend_from_slice(piece);
                Item::Data(peer, start..data.len())
            }
            PeerEvent::Moved(peer, from) => Item::Moved(peer, from),
            PeerEvent::Closed(peer, error) => Item::Closed(peer, error),
            // Of no concern to anyone before it comes again, and anyone can have it happen.
            PeerEvent::Challenged(_) => return,
        });
    }
}
