// SPDX-License-Identifier: MIT
//! Two honest sides and a network that does what the input says, datagram by datagram. Whatever it does: data comes once,
//! unchanged, and after the handshake; and two sides that are connected have the same keys.
#![no_main]

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use purembed_fuzz::{configs, rng};
use purembed_tls12::{DtlsConnection, Event, Now};

/// One direction: what is on its way, and what data was sent and has come.
#[derive(Default)]
struct Direction {
    travelling: VecDeque<Vec<u8>>,
    seen: Vec<Vec<u8>>,
    sent: u8,
    came: BTreeSet<u8>,
}

struct World {
    sides: [DtlsConnection; 2],
    directions: [Direction; 2],
    now: Now,
}

impl World {
    fn collect(&mut self) {
        let mut out = [0; 1500];
        for (side, direction) in self.sides.iter_mut().zip(&mut self.directions) {
            let mut count = 0;
            while let Some(length) = side.transmit(&mut out, self.now) {
                direction.travelling.push_back(out[..length].to_vec());
                direction.seen.push(out[..length].to_vec());
                count += 1;
                assert!(count < 200, "no flight has so many datagrams");
            }
            direction.travelling.truncate(100);
        }
    }

    fn deliver(&mut self, from: usize, mut datagram: Vec<u8>) {
        let (to, direction) = (&mut self.sides[1 - from], &mut self.directions[from]);
        let was_handshaking = to.is_handshaking();
        let mut connected = !was_handshaking;
        for event in to.receive(&mut datagram, self.now) {
            match event {
                Event::Connected => connected = true,
                Event::Data(data) => {
                    assert!(connected, "before the end");
                    let [number, rest @ ..] = data else { panic!("never sent") };
                    assert!(*number < direction.sent && rest.iter().all(|byte| byte == number), "never sent");
                    assert!(direction.came.insert(*number), "twice");
                }
                _ => {}
            }
        }
        self.collect();
    }

    fn send(&mut self, from: usize, length: usize) {
        let (side, direction) = (&mut self.sides[from], &mut self.directions[from]);
        if direction.sent == u8::MAX {
            return;
        }
        let (data, mut out) = (vec![direction.sent; 1 + length], [0; 1000]);
        if let Ok(length) = side.send(&data, &mut out, self.now) {
            direction.sent += 1;
            direction.travelling.push_back(out[..length].to_vec());
            direction.seen.push(out[..length].to_vec());
        }
    }

    fn step(&mut self, operation: u8, place: u8, value: u8) {
        let from = usize::from(operation & 1);
        let direction = &mut self.directions[from];
        match (operation >> 1) % 9 {
            // In order, out of order, lost.
            0 => {
                if let Some(datagram) = direction.travelling.pop_front() {
                    self.deliver(from, datagram);
                }
            }
            1 => {
                if let Some(datagram) = direction.travelling.remove(usize::from(place)) {
                    self.deliver(from, datagram);
                }
            }
            2 => drop(direction.travelling.pop_front()),
            // Again, changed, cut, with something between.
            3..=6 => {
                let count = direction.seen.len();
                let Some(mut datagram) = direction.seen.get(usize::from(value) % count.max(1)).cloned()
                else {
                    return;
                };
                let at = usize::from(place) % datagram.len();
                match (operation >> 1) % 9 {
                    3 => {}
                    4 => datagram[at] ^= value | 1,
                    5 => datagram.truncate(at),
                    _ => datagram.insert(at, value),
                }
                self.deliver(from, datagram);
            }
            7 => self.send(from, usize::from(place)),
            _ => {
                self.now = Now(self.now.0 + Duration::from_millis(u64::from(place) * 20));
                for side in &mut self.sides {
                    drop(side.timeout(self.now));
                    if value == 0 {
                        side.set_mtu(u16::from(place) * 4);
                    }
                }
                self.collect();
            }
        }
    }
}

fuzz_target!(|data: &[u8]| {
    let [kind, rest @ ..] = data else { return };
    let (client, server) = configs(*kind);
    let client = DtlsConnection::client(client, Some("localhost"), rng(1), 0).expect("a hello");
    let server = DtlsConnection::server(server, rng(2), 0);
    let mut world = World {
        sides: [client, server],
        directions: [Direction::default(), Direction::default()],
        now: Now::default(),
    };
    world.collect();
    let (operations, raw) = rest.split_at(rest.len().min(3 * 200));
    for operation in operations.chunks_exact(3) {
        world.step(operation[0], operation[1], operation[2]);
    }
    // What is left is a datagram of its own.
    world.deliver(0, raw.to_vec());
    world.deliver(1, raw.to_vec());
    let [client, server] = &world.sides;
    let connected = |side: &DtlsConnection| !side.is_handshaking() && side.suite().is_some();
    if connected(client) && connected(server) {
        let (mut ours, mut theirs) = ([0; 16], [0; 16]);
        client.export_keying_material(b"EXPERIMENTAL", None, &mut ours).expect("connected");
        server.export_keying_material(b"EXPERIMENTAL", None, &mut theirs).expect("connected");
        assert_eq!(ours, theirs);
    }
});
