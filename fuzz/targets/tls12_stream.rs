// SPDX-License-Identifier: MIT
//! Two honest sides and a network that does what the input says to the bytes between them. What is read was written, in
//! order, however much the network changes.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_fuzz::{configs, rng};
use purembed_tls12::{Received, TlsConnection};

/// One direction: what was written and how much of it was read.
#[derive(Default)]
struct Direction {
    written: Vec<u8>,
    read: usize,
}

fn read(to: &mut TlsConnection, direction: &mut Direction) {
    let mut buffer = [0; 300];
    while let Ok(Received::Data(length)) = to.read(&mut buffer) {
        assert!(!to.is_handshaking() || to.failure().is_some());
        let expected = direction.written.get(direction.read..direction.read + length);
        assert_eq!(expected, Some(&buffer[..length]), "never written");
        direction.read += length;
    }
}

fn step(sides: &mut [TlsConnection; 2], directions: &mut [Direction; 2], operation: [u8; 3]) {
    let [kind, place, value] = operation;
    let from = usize::from(kind & 1);
    let [client, server] = sides;
    let (sender, receiver) = if from == 0 { (client, server) } else { (server, client) };
    let mut wire = sender.peek_outgoing().to_vec();
    let at = usize::from(place) % wire.len().max(1);
    match (kind >> 1) % 7 {
        0 => wire.truncate(usize::from(place) + 1),
        1 => {}
        2 if !wire.is_empty() => wire[at] ^= value | 1,
        3 => {
            wire.truncate(at);
            wire.push(value);
        }
        4 => {
            if sender.failure().is_none() && directions[from].written.len() < 20_000 {
                let data = vec![value; usize::from(place) * 4];
                if let Ok(taken) = sender.write(&data) {
                    directions[from].written.extend_from_slice(&data[..taken]);
                }
            }
            return;
        }
        5 if value == 0 => sender.close(),
        _ => {
            if value == 0 {
                receiver.receive_eof();
            }
        }
    }
    let length = wire.len().min(sender.peek_outgoing().len());
    let mut rest = &wire[..];
    while !rest.is_empty() {
        let taken = receiver.receive(rest);
        rest = &rest[taken..];
        read(receiver, &mut directions[from]);
        if taken == 0 {
            // What stood in the way was read.
            let taken = receiver.receive(rest);
            assert!(taken > 0, "a standstill");
            rest = &rest[taken..];
            read(receiver, &mut directions[from]);
        }
    }
    sender.consume_outgoing(length);
}

fuzz_target!(|data: &[u8]| {
    let [kind, rest @ ..] = data else { return };
    let (client, server) = configs(*kind);
    let client = TlsConnection::client(client, Some("localhost"), rng(1), 0).expect("a hello");
    let mut sides = [client, TlsConnection::server(server, rng(2), 0)];
    let mut directions = [Direction::default(), Direction::default()];
    let (operations, raw) = rest.split_at(rest.len().min(3 * 200));
    for operation in operations.as_chunks().0 {
        step(&mut sides, &mut directions, *operation);
    }
    // What is left is said to both.
    for side in &mut sides {
        side.receive(raw);
    }
});
