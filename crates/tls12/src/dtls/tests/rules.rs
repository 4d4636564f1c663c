// SPDX-License-Identifier: MIT
//! What records and messages of datagrams must and must not be (RFC 6347 sections 4.1 and 4.2), one by one.

use alloc::vec;

use super::hostile::{before_the_end, plain, records};
use super::*;
use crate::wire::ids::HandshakeType;

/// A handshake message in one fragment.
fn whole(kind: u8, sequence: u16, body: &[u8]) -> Vec<u8> {
    part(kind, body.len(), sequence, 0, body)
}

fn part(kind: u8, length: usize, sequence: u16, offset: usize, bytes: &[u8]) -> Vec<u8> {
    let size = |number: usize| u32::try_from(number).expect("short").to_be_bytes();
    let mut out = vec![kind];
    out.extend_from_slice(&size(length)[1..]);
    out.extend_from_slice(&sequence.to_be_bytes());
    out.extend_from_slice(&size(offset)[1..]);
    out.extend_from_slice(&size(bytes.len())[1..]);
    out.extend_from_slice(bytes);
    out
}

/// Numbers of records, and of messages with their kinds, of unprotected datagrams.
fn numbers(datagrams: &[Vec<u8>]) -> (Vec<u8>, Vec<(u8, u8)>) {
    let (mut of_records, mut of_messages) = (vec![], vec![]);
    for record in datagrams.iter().flat_map(|datagram| records(datagram)) {
        of_records.push(record[10]);
        of_messages.push((record[13], record[18]));
    }
    (of_records, of_messages)
}

/// Records have new numbers when they are sent again, messages the same.
#[test]
fn messages_keep_their_numbers() {
    let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(b"a hint"));
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    let (of_records, of_messages) = numbers(&datagrams(&mut server, at(0)));
    assert_eq!((of_records, of_messages.clone()), (vec![0, 1, 2], vec![(2, 0), (12, 1), (14, 2)]));
    server.timeout(at(1000)).expect("not yet");
    let (of_records, again) = numbers(&datagrams(&mut server, at(1000)));
    assert_eq!((of_records, again), (vec![3, 4, 5], of_messages));
}

#[test]
fn versions_of_records_are_open_until_one_is_agreed_upon() {
    for version in [[0xfe, 0xff], [0xfe, 0xfd], [0xfe, 0xfc], [0xfe, 0]] {
        let (mut client, mut server) = pair(SUITE, |config| config);
        let mut hello = datagrams(&mut client, at(0)).remove(0);
        assert_eq!(hello[1..3], [0xfe, 0xff]);
        hello[1..3].copy_from_slice(&version);
        drop(server.receive(&mut hello, at(0)));
        assert_eq!(server.step(), Step::ClientKeyExchange);
        drop(client.receive(&mut datagrams(&mut server, at(0))[0], at(0)));
        let mut last = datagrams(&mut client, at(0)).remove(0);
        assert_eq!(last[1..3], [0xfe, 0xfd]);
        last[1..3].copy_from_slice(&version);
        drop(server.receive(&mut last, at(0)));
        assert_eq!(server.step() == Step::ClientKeyExchange, version != [0xfe, 0xfd], "{version:x?}");
    }
    let (mut client, mut server) = pair(SUITE, |config| config);
    let mut hello = datagrams(&mut client, at(0)).remove(0);
    hello[1..3].copy_from_slice(&[3, 3]);
    drop(server.receive(&mut hello, at(0)));
    assert!(datagrams(&mut server, at(0)).is_empty() && server.failure().is_none());
}

#[test]
fn numbers_that_run_out_end_the_connection() {
    let (mut client, _) = connected(SUITE, |config| config);
    client.sending.exhaust();
    let mut out = [0; 100];
    assert!(client.send(b"the last", &mut out, at(0)).is_ok());
    assert_eq!(out[5..11], [0xff, 0xff, 0xff, 0xff, 0xff, 0xfe]);
    assert!(matches!(client.send(b"too many", &mut out, at(0)), Err(Error::Internal(_))));
    assert!(client.failure().is_some() && datagrams(&mut client, at(0)).is_empty());
}

/// RFC 9147 section 4.5.3.
#[test]
fn keys_that_are_worn_out_protect_no_more_data() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    client.sending.wear_out(100);
    assert!(exchange(&mut client, &mut server, &[7; 80]).is_some());
    let mut out = [0; 200];
    assert!(matches!(client.send(&[7; 40], &mut out, at(0)), Err(Error::WornOut)));
    assert!(exchange(&mut server, &mut client, b"still heard").is_some());
    client.close();
    let mut farewell = datagrams(&mut client, at(0)).remove(0);
    assert_eq!(server.receive(&mut farewell, at(0)).next(), Some(Event::Closed));
}

/// Cut, lengthened, and emptied.
#[test]
fn records_of_a_wrong_length_are_passed_over() {
    for suite in ["TLS-PSK-WITH-AES-128-CCM-8", "TLS-PSK-WITH-AES-128-CBC-SHA256"] {
        let (mut client, mut server) = connected(suite, |config| config.bad_record_limit(u64::MAX));
        let mut out = [0; 200];
        let length = client.send(b"some data", &mut out, at(0)).expect("connected");
        for body in 0..2 * (length - 13) {
            if body == length - 13 {
                continue;
            }
            let mut changed = out[..length].to_vec();
            changed.resize(13 + body, 0);
            changed[11..13].copy_from_slice(&(body as u16).to_be_bytes());
            assert_eq!(server.receive(&mut changed, at(0)).next(), None, "{body} bytes");
        }
        assert!(server.failure().is_none());
        assert_eq!(server.receive(&mut out[..length], at(0)).next(), Some(Event::Data(b"some data")));
    }
}

/// Sends a record with the keys of this side, whatever its kind and length.
fn force(from: &mut DtlsConnection, kind: u8, body: &[u8]) -> Vec<u8> {
    let mut out = vec![0; body.len() + 200];
    let length =
        from.sending.write(Epoch::Protected, ContentType(kind), [body, &[]], &mut out).expect("room");
    out.truncate(length);
    out
}

#[test]
fn records_have_their_limits() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    let most = vec![7; MAX_PLAINTEXT + 1];
    let mut allowed = force(&mut client, 23, &most[1..]);
    assert_eq!(server.receive(&mut allowed, at(0)).next(), Some(Event::Data(&most[1..])));
    // Longer than any record may be: nobody looks whether it is authentic.
    let mut longest = force(&mut client, 23, &vec![7; 16_384 + 2048]);
    assert_eq!(server.receive(&mut longest, at(0)).next(), None);
    assert!(server.failure().is_none());
    let mut authentic = force(&mut client, 23, &most);
    assert_eq!(server.receive(&mut authentic, at(0)).next(), Some(Event::Closed));
    assert!(matches!(server.failure(), Some(Error::RecordOverflow)));
}

#[test]
fn kinds_that_nobody_knows_and_nothing_at_all() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    for kind in [0, 19, 24, 26, 99, 255, 20, 22] {
        for body in [&b""[..], b"\x01\x02\x03"] {
            let mut datagram = force(&mut client, kind, body);
            assert_eq!(server.receive(&mut datagram, at(0)).next(), None);
            assert!(server.failure().is_none(), "{kind}");
        }
    }
    assert_eq!(exchange(&mut client, &mut server, b""), Some(vec![]));
    let mut empty_alert = force(&mut client, 21, b"");
    assert_eq!(server.receive(&mut empty_alert, at(0)).next(), Some(Event::Closed));
    assert!(matches!(server.failure(), Some(Error::InvalidMessage(_))));
    // During a handshake, in clear.
    let (mut client, mut server) = pair(SUITE, |config| config);
    for kind in [0, 19, 20, 21, 22, 23, 24, 25, 26, 99, 255] {
        drop(server.receive(&mut plain(kind, b""), at(0)));
        if !(20..=22).contains(&kind) {
            drop(server.receive(&mut plain(kind, b"data"), at(0)));
        }
    }
    assert!(server.failure().is_none() && server.is_handshaking());
    carry(&mut client, &mut server, at(0));
    assert!(!server.is_handshaking());
}

#[test]
fn little_is_kept_of_what_comes_too_early() {
    let (mut client, mut server, mut last) = before_the_end();
    let finished = records(&last).remove(2);
    // Of the next epoch, of any later, and larger than a `Finished`: all with numbers of their own.
    for number in 1..100_u8 {
        for epoch in [1, 2, 3, 255] {
            let mut early = finished.clone();
            (early[4], early[10]) = (epoch, number);
            if number % 2 == 0 {
                early.resize(13 + 1000, 0);
                early[11..13].copy_from_slice(&1000_u16.to_be_bytes());
            }
            drop(server.receive(&mut early, at(0)));
        }
    }
    assert!(server.receiving.early_memory() <= 2 * 256);
    assert!(server.failure().is_none());
    // The room is taken, so that the true one has to come again.
    drop(server.receive(&mut last, at(0)));
    client.timeout(at(1000)).expect("not yet");
    carry(&mut client, &mut server, at(1000));
    assert!(!client.is_handshaking() && !server.is_handshaking(), "{server:?}");
}

#[test]
fn numbers_of_one_epoch_say_nothing_in_another() {
    let (mut client, mut server, mut last) = before_the_end();
    let mut forged = plain(22, &whole(20, 9, &[0; 12]));
    forged[5..11].fill(0xfe);
    drop(server.receive(&mut forged, at(0)));
    drop(server.receive(&mut last, at(0)));
    carry(&mut client, &mut server, at(0));
    assert!(!client.is_handshaking() && !server.is_handshaking());
}

/// A server's request for a cookie.
fn request(version: [u8; 2], sequence: u16, cookie: &[u8]) -> Vec<u8> {
    plain(22, &whole(3, sequence, &[&version, &[cookie.len() as u8][..], cookie].concat()))
}

#[test]
fn requests_for_cookies_have_two_versions_and_any_cookie() {
    for (version, taken) in
        [([0xfe, 0xff], true), ([0xfe, 0xfd], true), ([0xfe, 0xfc], false), ([3, 3], false)]
    {
        let (mut client, _) = pair(SUITE, |config| config);
        drop(datagrams(&mut client, at(0)));
        drop(client.receive(&mut request(version, 0, b"cookie"), at(0)));
        assert_eq!(client.failure().is_none(), taken, "{version:x?}");
    }
    for length in 0..=255 {
        let (mut client, _) = pair(SUITE, |config| config);
        drop(datagrams(&mut client, at(0)));
        let cookie = vec![length as u8; length];
        drop(client.receive(&mut request([0xfe, 0xff], 0, &cookie), at(0)));
        let hello = datagrams(&mut client, at(0)).remove(0);
        assert_eq!(hello[59], 0, "no session");
        assert_eq!((usize::from(hello[60]), &hello[61..61 + length]), (length, &cookie[..]));
    }
}

/// One message, and then the next that does not count from there.
#[test]
fn answers_to_first_hellos_begin_with_zero() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    client.timeout(client.deadline().unwrap_or(at(0))).expect("not yet");
    let mut hello = datagrams(&mut client, at(0)).remove(0);
    hello[10] = 7;
    drop(server.receive(&mut hello, at(0)));
    let (of_records, of_messages) = numbers(&datagrams(&mut server, at(0)));
    assert_eq!((of_records[0], of_messages[0]), (7, (2, 0)));
}

/// A flight's messages in one record; one of them in two records with the next in the second.
#[test]
fn messages_and_records_are_cut_in_any_way() {
    for cut in [None, Some(1), Some(10)] {
        let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(b"a hint"));
        drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
        let flight = datagrams(&mut server, at(0)).remove(0);
        let mut messages: Vec<Vec<u8>> =
            records(&flight).into_iter().map(|record| record[13..].to_vec()).collect();
        let mut pieces = vec![];
        if let Some(cut) = cut {
            let first = messages.remove(0);
            let body = &first[12..];
            pieces.push(plain(22, &part(first[0], body.len(), 0, 0, &body[..cut])));
            messages.insert(0, part(first[0], body.len(), 0, cut, &body[cut..]));
        }
        pieces.push(plain(22, &messages.concat()));
        for mut piece in pieces {
            drop(client.receive(&mut piece, at(0)));
        }
        carry(&mut client, &mut server, at(0));
        assert!(!client.is_handshaking() && !server.is_handshaking(), "{cut:?}");
    }
}

#[test]
fn wishes_for_handshakes_during_one_are_passed_over() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    let flight = datagrams(&mut server, at(0)).remove(0);
    // It has a number, so that the others count from the next one.
    drop(client.receive(&mut plain(22, &whole(0, 0, &[])), at(0)));
    let mut shifted: Vec<u8> = records(&flight)
        .into_iter()
        .flat_map(|mut record| {
            record[18] += 1;
            record
        })
        .collect();
    drop(client.receive(&mut shifted, at(0)));
    assert_eq!(client.step(), Step::ServerChangeCipherSpec);
    assert!(client.failure().is_none());
}

#[test]
fn parts_of_a_flight_do_not_put_off_the_next_repetition() {
    let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(&[7; 500]));
    server.set_mtu(256);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    let mut flight = datagrams(&mut server, at(0));
    assert!(flight.len() > 2);
    let last = flight.pop();
    for datagram in &mut flight {
        drop(client.receive(datagram, at(900)));
        assert_eq!(client.deadline(), Some(at(1000)));
    }
    drop(client.receive(&mut last.expect("a datagram"), at(900)));
    drop(datagrams(&mut client, at(900)));
    // A flight of its own, which waits for the answer from its beginning.
    assert_eq!(client.deadline(), Some(at(1900)));
}

#[test]
fn a_repeated_flight_keeps_its_epochs() {
    let (mut client, _, last) = before_the_end();
    let epochs = |datagram: &[u8]| -> Vec<(u8, u8)> {
        records(datagram).iter().map(|record| (record[0], record[4])).collect()
    };
    let expected = [(22, 0), (20, 0), (22, 1)];
    assert_eq!(epochs(&last), expected);
    for second in 1..4 {
        client.timeout(client.deadline().expect("it waits")).expect("not yet");
        assert_eq!(epochs(&datagrams(&mut client, at(1000 * second))[0]), expected);
    }
}

/// Parts that reach beyond their message, or are parts of nothing, are passed over; parts that contradict each other end
/// the handshake, and the peer is told.
#[test]
fn parts_that_make_no_sense_and_parts_that_contradict() {
    let half = |changed: u8| part(2, 100, 0, 0, &[changed; 50]);
    let (mut client, mut server) = pair(SUITE, |config| config);
    let mut hello = datagrams(&mut client, at(0)).remove(0);
    for senseless in [part(2, 100, 0, 90, &[7; 11]), part(2, 100, 0, 0, &[]), part(2, 0, 0, 1, &[])] {
        drop(client.receive(&mut plain(22, &senseless), at(0)));
        assert!(client.failure().is_none() && client.reassembly.is_empty());
    }
    drop(server.receive(&mut hello, at(0)));
    carry(&mut client, &mut server, at(0));
    assert!(!client.is_handshaking() && client.failure().is_none());

    for other in [half(8), part(11, 100, 0, 50, &[7; 10]), part(2, 101, 0, 50, &[7; 10])] {
        let (mut client, mut server) = pair(SUITE, |config| config);
        drop(datagrams(&mut client, at(0)));
        drop(client.receive(&mut plain(22, &half(7)), at(0)));
        assert!(client.failure().is_none());
        assert_eq!(client.receive(&mut plain(22, &other), at(0)).next(), Some(Event::Closed));
        let mut alert = datagrams(&mut client, at(0)).remove(0);
        drop(server.receive(&mut alert, at(0)));
        assert!(matches!(server.failure(), Some(Error::AlertReceived(Alert::ILLEGAL_PARAMETER))));
    }
}

/// A message that does not belong where the handshake is ends it; but one whose turn it is not, or that nobody can
/// take in, changes nothing.
#[test]
fn only_messages_in_turn_can_be_wrong() {
    let kinds = [HandshakeType::FINISHED, HandshakeType::CERTIFICATE, HandshakeType(99)];
    for kind in kinds {
        let (mut client, _) = pair(SUITE, |config| config);
        drop(datagrams(&mut client, at(0)));
        drop(client.receive(&mut plain(22, &whole(kind.0, 5, b"body")), at(0)));
        drop(client.receive(&mut plain(22, &whole(kind.0, 200, b"body")), at(0)));
        drop(client.receive(&mut plain(22, &whole(kind.0, 0, b"body")[..15]), at(0)));
        assert!(client.failure().is_none());
        drop(client.receive(&mut plain(22, &whole(kind.0, 0, b"body")), at(0)));
        assert!(matches!(client.failure(), Some(Error::UnexpectedMessage)));
    }
}
