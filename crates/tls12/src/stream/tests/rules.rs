// SPDX-License-Identifier: MIT
//! What records of streams must and must not be (RFC 5246 sections 6.2 and 7).

use super::*;

fn connected() -> (TlsConnection, TlsConnection) {
    let (mut client, mut server) = pair(SUITE, |config| config);
    carry(&mut client, &mut server, 100_000);
    assert!(!client.is_handshaking() && !server.is_handshaking());
    (client, server)
}

fn plain(kind: u8, body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("short").to_be_bytes();
    [&[kind, 3, 3][..], &length, body].concat()
}

/// The alert by which a server answers bytes, in clear.
fn answer(bytes: &[u8]) -> Option<Alert> {
    let (_, mut server) = pair(SUITE, |config| config);
    server.receive(bytes);
    server.peek_outgoing().get(6).map(|alert| Alert(*alert))
}

/// The failure of a server that gets a protected record from its client.
fn failure(kind: u8, body: &[u8]) -> Option<Error> {
    let (mut client, mut server) = connected();
    client.send_record(ContentType(kind), body).expect("keys");
    server.receive(&client.take_outgoing());
    server.failure().cloned()
}

#[test]
fn kinds_of_records_that_nobody_knows() {
    for kind in [0, 19, 24, 25, 99, 255] {
        assert_eq!(answer(&plain(kind, &[1])), Some(Alert::UNEXPECTED_MESSAGE));
        assert!(matches!(failure(kind, &[1]), Some(Error::UnexpectedMessage)), "{kind}");
    }
    // Data before there are keys.
    assert_eq!(answer(&plain(23, b"data")), Some(Alert::UNEXPECTED_MESSAGE));
    // No TLS at all.
    assert_eq!(answer(b"GET / HTTP/1.1\r\n"), Some(Alert::PROTOCOL_VERSION));
}

#[test]
fn only_data_may_be_empty() {
    assert_eq!(answer(&plain(22, &[])), Some(Alert::UNEXPECTED_MESSAGE));
    assert_eq!(answer(&plain(20, &[])), Some(Alert::UNEXPECTED_MESSAGE));
    assert_eq!(answer(&plain(21, &[])), Some(Alert::DECODE_ERROR));
    assert!(matches!(failure(22, &[]), Some(Error::UnexpectedMessage)));
    assert!(matches!(failure(21, &[]), Some(Error::InvalidMessage(_))));
    assert!(failure(23, &[]).is_none());
}

/// RFC 5246 section 7.1.
#[test]
fn a_change_of_keys_is_one_byte_in_its_place() {
    for body in [&[1][..], &[0], &[2], &[1, 1]] {
        assert_eq!(answer(&plain(20, body)), Some(Alert::UNEXPECTED_MESSAGE));
        assert!(matches!(failure(20, body), Some(Error::UnexpectedMessage)));
    }
}

/// The client's last flight: `ClientKeyExchange`, the change of keys, `Finished`.
fn last_flight() -> (TlsConnection, Vec<u8>, usize) {
    let (mut client, mut server) = pair(SUITE, |config| config);
    server.receive(&client.take_outgoing());
    client.receive(&server.take_outgoing());
    let flight = client.take_outgoing();
    let first = 5 + usize::from(u16::from_be_bytes([flight[3], flight[4]]));
    assert_eq!(flight[first..first + 6], [20, 3, 3, 0, 1, 1]);
    (server, flight, first)
}

/// RFC 5246 section 7.1: a message that began under the old keys does not end under the new ones.
#[test]
fn no_message_goes_on_beyond_a_change_of_keys() {
    let (mut server, mut flight, first) = last_flight();
    flight.insert(first, 20);
    flight[4] += 1;
    server.receive(&flight);
    assert!(matches!(server.failure(), Some(Error::UnexpectedMessage)));
}

#[test]
fn the_change_of_keys_cannot_be_left_out_or_come_early() {
    let (mut server, mut flight, first) = last_flight();
    flight.drain(first..first + 6);
    server.receive(&flight);
    assert!(server.failure().is_some());
    let (mut server, flight, first) = last_flight();
    server.receive(&flight[first..]);
    assert!(matches!(server.failure(), Some(Error::UnexpectedMessage)));
    // Twice.
    let (mut server, mut flight, first) = last_flight();
    flight.splice(first..first, [20, 3, 3, 0, 1, 1]);
    server.receive(&flight);
    assert!(server.failure().is_some());
}

/// Messages in one record, and each byte of them in one of its own.
#[test]
fn messages_do_not_care_for_records() {
    for size in [1, 2, 100, 16_384] {
        let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(b"a hint"));
        server.receive(&client.take_outgoing());
        let flight = server.take_outgoing();
        let (mut rest, mut messages) = (&flight[..], vec![]);
        while !rest.is_empty() {
            let length = usize::from(u16::from_be_bytes([rest[3], rest[4]]));
            messages.extend_from_slice(&rest[5..5 + length]);
            rest = &rest[5 + length..];
        }
        messages.chunks(size).for_each(|piece| assert!(client.receive(&plain(22, piece)) > 0));
        carry(&mut client, &mut server, 100_000);
        assert!(!client.is_handshaking() && client.failure().is_none(), "{size}: {:?}", client.failure());
    }
}

/// RFC 5246 section 7.4.1.1: ignored during a handshake, and in no hash.
#[test]
fn wishes_for_handshakes_during_one_are_passed_over() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    server.receive(&client.take_outgoing());
    client.receive(&plain(22, &[0, 0, 0, 0]));
    let flight = server.take_outgoing();
    let first = 5 + usize::from(u16::from_be_bytes([flight[3], flight[4]]));
    client.receive(&flight[..first]);
    client.receive(&plain(22, &[0, 0, 0, 0]));
    client.receive(&flight[first..]);
    talk(&mut client, &mut server);
    // As many as fit, over and over, and one that is cut by the record's end.
    let (mut client, mut server) = pair(SUITE, |config| config);
    server.receive(&client.take_outgoing());
    for size in [16_384, 16_383, 16_383, 2].into_iter().cycle().take(400) {
        client.receive(&plain(22, &vec![0; size]));
    }
    talk(&mut client, &mut server);
    let (mut client, _) = pair(SUITE, |config| config);
    client.receive(&plain(22, &[0, 0, 0, 1, 7]));
    assert!(matches!(client.failure(), Some(Error::InvalidMessage(_))));
}

#[test]
fn records_have_their_limits() {
    let most = vec![7; MAX_PLAINTEXT + 1];
    assert!(matches!(failure(23, &most), Some(Error::RecordOverflow)));
    assert!(failure(23, &most[1..]).is_none());
    // Before anything is known to be authentic, by the length alone.
    let (_, mut server) = connected();
    server.receive(&[23, 3, 3, 0x48, 1]);
    assert!(matches!(server.failure(), Some(Error::RecordOverflow)));
    // What was agreed on counts.
    let (mut client, mut server) = pair(SUITE, |config| config.max_fragment_length(512));
    carry(&mut client, &mut server, 100_000);
    client.send_record(ContentType::APPLICATION_DATA, &[7; 513]).expect("keys");
    server.receive(&client.take_outgoing());
    assert!(matches!(server.failure(), Some(Error::RecordOverflow)));
}

/// RFC 8446 section 5.5.
#[test]
fn keys_that_are_worn_out_protect_no_more_data() {
    let (mut client, mut server) = connected();
    client.writing.wear = Wear::almost(20_000);
    // Two records, of which the second is too much.
    assert_eq!(client.write(&[7; 30_000]).expect("the first"), MAX_PLAINTEXT);
    assert!(matches!(client.write(&[7; 30_000]), Err(Error::WornOut)));
    client.close();
    server.receive(&client.take_outgoing());
    assert_eq!(read_all(&mut server).len(), MAX_PLAINTEXT);
    assert_eq!(server.read(&mut [0; 10]).expect("a farewell"), Received::Closed);
}

/// RFC 5246 section 7.2.1.
#[test]
fn nothing_counts_after_a_farewell() {
    let (mut client, mut server) = connected();
    client.write(b"last words").expect("connected");
    client.close();
    assert!(matches!(client.write(b"more"), Err(Error::Misuse)));
    client.send_record(ContentType::APPLICATION_DATA, b"forced").expect("keys");
    server.receive(&client.take_outgoing());
    server.receive_eof();
    assert_eq!(read_all(&mut server), b"last words");
    assert_eq!(server.read(&mut [0; 10]).expect("a farewell"), Received::Closed);
    // The other direction is still open.
    server.write(b"understood").expect("connected");
    client.receive(&server.take_outgoing());
    assert_eq!(read_all(&mut client), b"understood");
    // Without one, data may be missing.
    client.receive_eof();
    assert!(matches!(client.read(&mut [0; 10]), Err(Error::RaggedEof)));
}
