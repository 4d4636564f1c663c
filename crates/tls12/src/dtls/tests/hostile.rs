// SPDX-License-Identifier: MIT
//! What others put into the network.

use alloc::vec;
use std::println;

use super::*;

/// A record of epoch 0.
pub(super) fn plain(kind: u8, body: &[u8]) -> Vec<u8> {
    let mut record = vec![kind, 0xfe, 0xfd, 0, 0, 0, 0, 0, 0, 1, 0];
    record.extend_from_slice(&(body.len() as u16).to_be_bytes());
    record.extend_from_slice(body);
    record
}

/// Up to the client's last flight, which is given.
pub(super) fn before_the_end() -> (DtlsConnection, DtlsConnection, Vec<u8>) {
    let (mut client, mut server) = pair(SUITE, |config| config);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    drop(client.receive(&mut datagrams(&mut server, at(0))[0], at(0)));
    let last = datagrams(&mut client, at(0)).remove(0);
    (client, server, last)
}

/// The records of a datagram.
pub(super) fn records(datagram: &[u8]) -> Vec<Vec<u8>> {
    let (mut rest, mut all) = (datagram, vec![]);
    while !rest.is_empty() {
        let length = 13 + usize::from(u16::from_be_bytes([rest[11], rest[12]]));
        all.push(rest[..length].to_vec());
        rest = &rest[length..];
    }
    all
}

#[test]
fn what_comes_again_is_passed_over() {
    let mut out = [0; 100];
    for anti_replay in [true, false] {
        let (mut client, mut server) = connected(SUITE, |config| config.anti_replay(anti_replay));
        let mut sent = vec![];
        for number in 0..100_u8 {
            let length = client.send(&[number], &mut out, at(0)).expect("connected");
            sent.push(out[..length].to_vec());
        }
        let mut got = |index: usize| {
            let mut bytes = sent[index].clone();
            let event = server.receive(&mut bytes, at(0)).next();
            matches!(event, Some(Event::Data(data)) if data == [index as u8])
        };
        assert!([5, 3, 99, 4].into_iter().all(&mut got));
        assert_eq!([5, 3, 99, 4].into_iter().any(&mut got), !anti_replay);
        assert!((6..99).all(&mut got));
    }
}

#[test]
fn forgeries_move_nothing() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    let mut out = [0; 100];
    let length = client.send(b"data", &mut out, at(0)).expect("connected");
    for place in 0..length {
        let mut changed = out[..length].to_vec();
        changed[place] ^= 1;
        assert_eq!(server.receive(&mut changed, at(0)).next(), None, "byte {place}");
    }
    // Not even one with the highest number.
    let mut forged = out[..length].to_vec();
    forged[5..11].fill(0xff);
    assert_eq!(server.receive(&mut forged, at(0)).next(), None);
    assert!(exchange(&mut client, &mut server, b"more").is_some());
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), Some(Event::Data(b"data")));
}

#[test]
fn too_many_forgeries_end_the_connection() {
    for (limit, suite) in [(Some(7), SUITE), (None, SUITE)] {
        let change = |config: Config| match limit {
            Some(limit) => config.bad_record_limit(limit),
            None => config,
        };
        let (mut client, mut server) = connected(suite, change);
        let mut out = [0; 100];
        let length = client.send(b"data", &mut out, at(0)).expect("connected");
        out[length - 1] ^= 1;
        let mut count = 0;
        while server.failure().is_none() {
            let closed = server.receive(&mut out[..length].to_vec(), at(0)).next().is_some();
            assert_eq!(closed, server.failure().is_some());
            count += 1;
        }
        assert_eq!(count, limit.unwrap_or(128));
        assert!(matches!(server.failure(), Some(Error::BadRecord)));
        for mut datagram in datagrams(&mut server, at(0)) {
            drop(client.receive(&mut datagram, at(0)));
        }
        assert!(matches!(client.failure(), Some(Error::AlertReceived(Alert::BAD_RECORD_MAC))));
    }
}

#[test]
fn nothing_unprotected_counts_once_there_are_keys() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    for datagram in [
        plain(21, &[2, 40]),
        plain(21, &[1, 0]),
        plain(20, &[1]),
        plain(22, &[0; 12]),
        plain(22, &[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]),
        plain(22, &[20, 0, 0, 12, 0, 3, 0, 0, 0, 0, 0, 12, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
        plain(23, b"data"),
        plain(25, b"data"),
        plain(99, b"data"),
    ] {
        for side in [&mut client, &mut server] {
            assert_eq!(side.receive(&mut datagram.clone(), at(5000)).next(), None);
            assert!(side.failure().is_none() && datagrams(side, at(5000)).is_empty(), "{datagram:?}");
        }
    }
    assert!(exchange(&mut client, &mut server, b"still here").is_some());
}

#[test]
fn forged_alerts_after_the_keys_do_not_end_the_handshake() {
    let (mut client, mut server, last) = before_the_end();
    let mut records = records(&last);
    assert_eq!(records.len(), 3);
    drop(server.receive(&mut records[0], at(0)));
    drop(server.receive(&mut records[1], at(0)));
    for alert in [[2, 40], [1, 0]] {
        assert_eq!(server.receive(&mut plain(21, &alert), at(0)).next(), None);
    }
    assert_eq!(server.receive(&mut records[2], at(0)).next(), Some(Event::Connected));
    carry(&mut client, &mut server, at(0));
    assert!(!client.is_handshaking());
}

/// `ClientKeyExchange`, `ChangeCipherSpec` and `Finished` in every order, and twice.
#[test]
fn key_changes_in_every_order() {
    let mut cases = 0;
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        for twice in [false, true] {
            let (mut client, mut server, last) = before_the_end();
            let records = records(&last);
            for index in order {
                drop(server.receive(&mut records[index].clone(), at(0)));
                if twice {
                    drop(server.receive(&mut records[index].clone(), at(0)));
                }
            }
            assert!(!server.is_handshaking() && server.failure().is_none(), "{order:?}");
            carry(&mut client, &mut server, at(0));
            assert!(!client.is_handshaking() && client.failure().is_none(), "{order:?}");
            cases += 1;
        }
    }
    assert_eq!(cases, 12);
}

#[test]
fn finished_in_clear_is_refused() {
    let (mut client, mut server, last) = before_the_end();
    let records = records(&last);
    drop(server.receive(&mut records[0].clone(), at(0)));
    let mut message = vec![20, 0, 0, 12, 0, 2, 0, 0, 0, 0, 0, 12];
    message.extend_from_slice(&[7; 12]);
    // After the key change it is passed over.
    drop(server.receive(&mut records[1].clone(), at(0)));
    drop(server.receive(&mut plain(22, &message), at(0)));
    assert!(server.is_handshaking());
    drop(server.receive(&mut records[2].clone(), at(0)));
    carry(&mut client, &mut server, at(0));
    assert!(!client.is_handshaking() && client.failure().is_none());
    // Before, it does not belong there.
    let (_, mut server, _) = before_the_end();
    drop(server.receive(&mut records[0].clone(), at(0)));
    drop(server.receive(&mut plain(22, &message), at(0)));
    assert!(server.failure().is_some());
}

#[test]
fn data_before_the_end_is_not_delivered() {
    let (mut client, mut server, last) = before_the_end();
    assert!(client.send(b"early", &mut [0; 100], at(0)).is_err());
    // By force.
    let mut out = [0; 100];
    let parts = [&b"early"[..], b""];
    let length =
        client.sending.write(Epoch::Protected, ContentType::APPLICATION_DATA, parts, &mut out).expect("room");
    assert_eq!(server.receive(&mut out[..length].to_vec(), at(0)).next(), None);
    let records = records(&last);
    drop(server.receive(&mut records[0].clone(), at(0)));
    drop(server.receive(&mut records[1].clone(), at(0)));
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), None);
    assert_eq!(server.receive(&mut records[2].clone(), at(0)).next(), Some(Event::Connected));
}

#[test]
fn many_records_in_a_datagram() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    let mut out = [0; 2000];
    let mut used = 0;
    for number in 0..40_u8 {
        used += client.send(&[number], &mut out[used..], at(0)).expect("room");
    }
    // One that is cut ends it, and those before count.
    out[used..used + 5].copy_from_slice(&[23, 0xfe, 0xfd, 0, 1]);
    let mut numbers = vec![];
    for event in server.receive(&mut out[..used + 5], at(0)) {
        match event {
            Event::Data(&[number]) => numbers.push(number),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(numbers, (0..40).collect::<Vec<u8>>());
}

#[test]
fn a_wish_for_another_handshake_is_declined() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    let mut out = [0; 100];
    let hello_request = [&[0_u8; 12][..], b""];
    let length = server
        .sending
        .write(Epoch::Protected, ContentType::HANDSHAKE, hello_request, &mut out)
        .expect("room");
    assert_eq!(client.receive(&mut out[..length], at(0)).next(), None);
    let answer = datagrams(&mut client, at(0));
    assert_eq!(answer.len(), 1);
    assert_eq!(server.receive(&mut answer[0].clone(), at(0)).next(), None);
    assert!(server.failure().is_none() && client.failure().is_none());
    assert!(exchange(&mut client, &mut server, b"still here").is_some());
}

#[test]
fn alerts_are_made_again_when_their_reason_comes_again() {
    let (mut client, _) = pair(SUITE, |config| config);
    let suites = ["TLS-PSK-WITH-AES-256-GCM-SHA384".parse().expect("a suite")];
    let other = Config::new(&suites).pre_shared_key_store(Arc::new(|_: &[u8]| None));
    let mut server = DtlsConnection::server(Arc::new(other), rng(), 0);
    let mut hello = datagrams(&mut client, at(0)).remove(0);
    drop(server.receive(&mut hello.clone(), at(0)));
    assert!(matches!(server.failure(), Some(Error::PeerIncompatible(_))));
    let is_alert = |datagrams: &[Vec<u8>]| datagrams.len() == 1 && datagrams[0][0] == 21;
    assert!(is_alert(&datagrams(&mut server, at(0))));
    drop(server.receive(&mut hello.clone(), at(10)));
    assert!(datagrams(&mut server, at(10)).is_empty());
    drop(server.receive(&mut hello, at(1000)));
    let alert = datagrams(&mut server, at(1000));
    assert!(is_alert(&alert));
    assert_eq!(client.receive(&mut alert[0].clone(), at(1000)).next(), Some(Event::Closed));
    assert!(matches!(client.failure(), Some(Error::AlertReceived(Alert::HANDSHAKE_FAILURE))));
}

/// Fragments of everything, everywhere, of every length, contradicting or not: memory stays within bounds.
#[test]
fn fragment_bombs() {
    let mut state = 1_u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let (mut client, _) = pair(SUITE, |config| config);
    let (mut largest, mut survived) = (0, 0);
    for _ in 0..100_000 {
        let length = below(40_000) as u32;
        let offset = below(u64::from(length) + 10) as u32;
        let bytes = vec![below(2) as u8; below(20) as usize];
        let mut message = vec![[2, 11, 12, 14][below(4) as usize]];
        message.extend_from_slice(&length.to_be_bytes()[1..]);
        message.extend_from_slice(&(below(12) as u16).to_be_bytes());
        message.extend_from_slice(&offset.to_be_bytes()[1..]);
        message.extend_from_slice(&(bytes.len() as u32).to_be_bytes()[1..]);
        message.extend_from_slice(&bytes);
        drop(client.receive(&mut plain(22, &message), at(0)));
        largest = largest.max(client.reassembly.memory());
        survived += 1;
        if client.failure().is_some() {
            (client, _) = pair(SUITE, |config| config);
        }
    }
    assert!(largest <= 48 << 10 && largest > 32 << 10, "{largest} bytes");
    println!("{survived} fragments in at most {largest} bytes");
}

#[test]
fn garbage_in_every_state() {
    let mut state = 7_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize
    };
    let (mut client, mut server) = pair(SUITE, |config| config.connection_id(b"id"));
    let (mut datagram_count, mut connections) = (0, 1);
    let mut seen: Vec<Vec<u8>> = vec![];
    for turn in 0..40_000 {
        let now = at(turn);
        for (from, to) in [(true, false), (false, true)] {
            let (sender, receiver) =
                if from && !to { (&mut client, &mut server) } else { (&mut server, &mut client) };
            for datagram in datagrams(sender, now) {
                if next() % 3 > 0 {
                    drop(receiver.receive(&mut datagram.clone(), now));
                }
                seen.push(datagram);
            }
            let mut forged = seen[next() % seen.len()].clone();
            for _ in 0..next() % 4 {
                let place = next() % forged.len();
                match next() % 3 {
                    0 => forged[place] = next() as u8,
                    1 => forged.truncate(place + 1),
                    _ => forged.insert(place, next() as u8),
                }
            }
            drop(receiver.receive(&mut forged, now));
            drop(receiver.timeout(now));
            datagram_count += 1;
        }
        if client.failure().is_some() || server.failure().is_some() || turn % 50 == 0 {
            (client, server) = pair(SUITE, |config| config.connection_id(b"id"));
            connections += 1;
            seen.truncate(200);
        }
    }
    println!("{datagram_count} forged datagrams to {connections} connections");
}
