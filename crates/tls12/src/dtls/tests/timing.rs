// SPDX-License-Identifier: MIT
//! When flights are sent again, and how large their datagrams are.

use alloc::vec;

use super::*;

#[test]
fn a_client_alone_waits_longer_each_time_and_gives_up() {
    let (mut client, _) = pair(SUITE, |config| config);
    let (mut times, mut numbers) = (vec![], vec![]);
    let mut now = at(0);
    let failure = loop {
        for datagram in datagrams(&mut client, now) {
            times.push(now.0.as_secs());
            numbers.push(datagram[10]);
        }
        assert!(datagrams(&mut client, now).is_empty());
        now = client.deadline().expect("it waits");
        assert!(client.timeout(Now(now.0 - Duration::from_nanos(1))).is_ok());
        assert!(datagrams(&mut client, now).is_empty());
        if let Err(error) = client.timeout(now) {
            break error;
        }
    };
    assert!(matches!(failure, Error::TimedOut));
    assert_eq!(times, [0, 1, 3, 7, 15, 31, 63]);
    assert_eq!(now, at(123_000));
    // Each record has a number of its own.
    assert_eq!(numbers, [0, 1, 2, 3, 4, 5, 6]);
    assert_eq!(client.deadline(), None);
    assert!(datagrams(&mut client, now).is_empty());
}

/// What a server sends at first, and each time that it gets no answer.
fn flights(mtu: impl Fn(usize) -> Option<u16>) -> Vec<Vec<usize>> {
    let (mut client, mut server) = pair(SUITE, |config| config.pre_shared_key_hint(&[7; 3000]));
    for mut datagram in datagrams(&mut client, at(0)) {
        drop(server.receive(&mut datagram, at(0)));
    }
    let (mut now, mut sizes) = (at(0), vec![]);
    for turn in 0..4 {
        if let Some(mtu) = mtu(turn) {
            server.set_mtu(mtu);
        }
        sizes.push(datagrams(&mut server, now).iter().map(Vec::len).collect());
        now = server.deadline().expect("it waits");
        server.timeout(now).expect("not yet");
    }
    sizes
}

#[test]
fn large_datagrams_are_suspected_of_getting_lost() {
    let sizes = flights(|_| None);
    let largest: Vec<usize> = sizes.iter().map(|flight| *flight.iter().max().expect("a flight")).collect();
    assert_eq!(largest, [1232, 1232, 508, 508]);
    let largest_after = |mtu| flights(move |_| Some(mtu)).iter().flatten().copied().max();
    assert_eq!(largest_after(1400), Some(1400));
}

#[test]
fn another_size_counts_from_the_next_transmission() {
    let sizes = flights(|turn| [None, Some(300), Some(2000), Some(500)][turn]);
    let largest: Vec<usize> = sizes.iter().map(|flight| *flight.iter().max().expect("a flight")).collect();
    assert_eq!(largest, [1232, 300, 2000, 500]);
}

#[test]
fn the_last_flight_is_sent_again_on_demand() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    drop(client.receive(&mut datagrams(&mut server, at(0))[0], at(0)));
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    assert!(!server.is_handshaking());
    assert_eq!(datagrams(&mut server, at(0)).len(), 1);
    assert_eq!(server.deadline(), None);
    for second in 1..4 {
        // The client has not got it.
        client.timeout(client.deadline().expect("it waits")).expect("not yet");
        let again = datagrams(&mut client, at(1000 * second));
        for _ in 0..3 {
            drop(server.receive(&mut again[0].clone(), at(1000 * second)));
        }
        assert_eq!(datagrams(&mut server, at(1000 * second)).len(), 1, "once, however often it is asked");
    }
    // Four minutes later nobody will ask.
    client.timeout(client.deadline().expect("it waits")).expect("not yet");
    drop(server.receive(&mut datagrams(&mut client, at(300_000))[0], at(300_000)));
    assert!(datagrams(&mut server, at(300_000)).is_empty());
    assert!(server.failure().is_none());
}

#[test]
fn data_confirms_the_last_flight() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    drop(client.receive(&mut datagrams(&mut server, at(0))[0], at(0)));
    let mut first = datagrams(&mut client, at(0));
    drop(server.receive(&mut first[0].clone(), at(0)));
    client.timeout(at(1000)).expect("not yet");
    let mut again = datagrams(&mut client, at(1000));
    drop(client.receive(&mut datagrams(&mut server, at(1000))[0], at(1000)));
    assert!(exchange(&mut client, &mut server, b"data").is_some());
    drop(server.receive(&mut again[0], at(2000)));
    drop(server.receive(&mut first[0], at(2000)));
    assert!(datagrams(&mut server, at(2000)).is_empty());
}

#[test]
fn wrong_keys_fail_soon() {
    let (_, config) = configs(SUITE, |config| config);
    let mut server = DtlsConnection::server(config, rng(), 0);
    let wrong = PreSharedKey::new(b"us", b"another secret").expect("a key");
    let config = Config::new(&[SUITE.parse().expect("a suite")]).pre_shared_key(Arc::new(wrong));
    let mut client = DtlsConnection::client(Arc::new(config), None, rng(), 0).expect("a hello");
    let mut now = at(0);
    while client.is_handshaking() {
        carry(&mut client, &mut server, now);
        if let Some(deadline) = client.deadline() {
            now = deadline;
            client.timeout(now).expect("not yet");
        }
    }
    assert!(matches!(server.failure(), Some(Error::BadRecord)));
    assert!(matches!(client.failure(), Some(Error::AlertReceived(Alert::BAD_RECORD_MAC))));
    assert!(now <= at(3000), "{now:?}");
}

#[test]
fn short_fragments_were_agreed_on() {
    let (mut client, mut server) =
        pair(SUITE, |config| config.max_fragment_length(512).pre_shared_key_hint(&[7; 3000]));
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    let flight = datagrams(&mut server, at(0));
    for datagram in &flight {
        let mut rest = &datagram[..];
        while !rest.is_empty() {
            let length = usize::from(u16::from_be_bytes([rest[11], rest[12]]));
            assert!(length <= 512, "{length}");
            rest = &rest[13 + length..];
        }
    }
    for mut datagram in flight {
        drop(client.receive(&mut datagram, at(0)));
    }
    carry(&mut client, &mut server, at(0));
    let mut out = [0; 2000];
    assert!(matches!(client.send(&[7; 513], &mut out, at(0)), Err(Error::TooLong)));
    assert!(exchange(&mut client, &mut server, &[7; 512]).is_some());
    // By force: the peer is authentic, and breaks its word.
    let parts = [&[7; 513][..], &[]];
    let length =
        client.sending.write(Epoch::Protected, ContentType::APPLICATION_DATA, parts, &mut out).expect("room");
    assert_eq!(server.receive(&mut out[..length], at(0)).next(), Some(Event::Closed));
    assert!(matches!(server.failure(), Some(Error::RecordOverflow)));
}

#[test]
fn what_does_not_fit_is_told() {
    let (mut client, mut server) = connected(SUITE, |config| config);
    let mut out = [0; 100];
    assert!(matches!(client.send(&[7; 100], &mut out, at(0)), Err(Error::TooLong)));
    let most = 100 - client.overhead();
    assert!(matches!(client.send(&[7; 100][..=most], &mut out, at(0)), Err(Error::TooLong)));
    assert_eq!(client.send(&[7; 100][..most], &mut out, at(0)).ok(), Some(100));
    assert_eq!(server.receive(&mut out, at(0)).next(), Some(Event::Data(&[7; 100][..most])));
    client.set_mtu(300);
    let mut out = [0; 1000];
    assert!(matches!(client.send(&[7; 300], &mut out, at(0)), Err(Error::TooLong)));
    // A handshake with no room at all does not wait for ever.
    let (mut client, _) = pair(SUITE, |config| config);
    assert_eq!(client.transmit(&mut [0; 10], at(0)), None);
    assert!(matches!(client.failure(), Some(Error::TooLong)));
}

#[test]
fn a_farewell_during_the_handshake_is_the_end() {
    let (mut client, mut server) = pair(SUITE, |config| config);
    drop(server.receive(&mut datagrams(&mut client, at(0))[0], at(0)));
    client.close();
    assert!(!client.is_handshaking() && client.deadline().is_none());
    for mut datagram in datagrams(&mut client, at(0)) {
        drop(server.receive(&mut datagram, at(0)));
    }
    assert!(matches!(server.failure(), Some(Error::AlertReceived(Alert::CLOSE_NOTIFY))));
    assert!(matches!(client.send(b"", &mut [0; 100], at(0)), Err(Error::Misuse)));
}
