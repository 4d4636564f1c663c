// SPDX-License-Identifier: MIT
//! The engine for DTLS 1.2 against Mbed TLS C over links that lose, repeat and reorder datagrams, in memory, with a clock
//! that the tests turn.

use core::time::Duration;

use purembed_parity_tests::random::Random;
use purembed_parity_tests::tls12::configs::{Certificates, Configs, Pair, of_each_kind, suite};
use purembed_parity_tests::tls12::{
    Datagrams, Peer, Theirs, Transport, carry, exchange, shake_hands, shake_hands_over,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::Kind;

fn pairs(configs: &Configs) -> [Pair; 2] {
    configs.pairs(Transport::Datagram)
}

/// Small enough that certificates take several datagrams.
fn small(configs: &Configs) -> [Pair; 2] {
    let mut their_server = Theirs::server(Transport::Datagram, &configs.their_server);
    their_server.connection.set_mtu(300);
    let mut their_client = Theirs::client(Transport::Datagram, &configs.their_client);
    their_client.connection.set_mtu(300);
    let mut our_client = Datagrams::client(configs.our_client.clone());
    our_client.set_mtu(300);
    let mut our_server = Datagrams::server(configs.our_server.clone());
    our_server.set_mtu(300);
    [
        ("our client", Box::new(our_client), Box::new(their_server)),
        ("our server", Box::new(their_client), Box::new(our_server)),
    ]
}

fn finish(side: &str, client: &mut dyn Peer, server: &mut dyn Peer) {
    exchange(client, server).unwrap_or_else(|error| panic!("{side}: {error}"));
}

#[test]
fn messages_in_fragments() {
    let certificates = Certificates::new(Kind::P256);
    for suite in of_each_kind() {
        for (side, mut client, mut server) in small(&Configs::new(suite, &certificates)) {
            let mut longest = 0;
            let mut measure = |_, datagram: Vec<u8>| {
                longest = longest.max(datagram.len());
                vec![datagram]
            };
            shake_hands_over(&mut measure, &mut *client, &mut *server)
                .unwrap_or_else(|error| panic!("{suite}, {side}: {error}"));
            assert!(longest <= 300, "{suite}, {side}: {longest} bytes");
            finish(side, &mut *client, &mut *server);
        }
    }
}

#[test]
fn cookies_of_c() {
    let certificates = Certificates::new(Kind::P256);
    let mut cases = 0;
    for suite in of_each_kind() {
        let configs = Configs::new(suite, &certificates).theirs(purembed::parity::tls12::Config::cookies);
        let mut their_client = Theirs::client(Transport::Datagram, &configs.their_client);
        let mut their_server = Theirs::server(Transport::Datagram, &configs.their_server);
        shake_hands(&mut their_client, &mut their_server).expect("C with itself");
        let [(_, mut client, mut server), _] = pairs(&configs);
        shake_hands(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{suite}: {error}"));
        assert!(server.steps().contains(&"ServerHelloVerifyRequestSent".to_owned()), "{suite}");
        assert_eq!(client.steps(), their_client.steps(), "{suite}, the client's steps");
        assert_eq!(server.steps(), their_server.steps(), "{suite}, the server's steps");
        finish("our client", &mut *client, &mut *server);
        cases += 1;
    }
    assert!(cases >= 4, "{cases} cases");
}

/// Every datagram of the handshake is lost once, alone and together with every other.
#[test]
fn any_two_datagrams_are_lost() {
    let mut ledger = Ledger::new("handshakes with Mbed TLS C that lose one datagram or two");
    let certificates = Certificates::new(Kind::P256);
    for suite in [suite("TLS-PSK-WITH-AES-128-CCM-8"), suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256")] {
        let configs = Configs::new(suite, &certificates);
        let total = {
            let [(_, mut client, mut server), _] = pairs(&configs);
            let mut count = 0;
            let mut measure = |_, datagram| {
                count += 1;
                vec![datagram]
            };
            shake_hands_over(&mut measure, &mut *client, &mut *server).expect("nothing is lost");
            count
        };
        for first in 0..total {
            // The second may be one of those that are sent again.
            for second in first..total + 4 {
                for (side, mut client, mut server) in pairs(&configs) {
                    let mut number = 0;
                    let mut lossy = |_, datagram| {
                        let lost = number == first || number == second;
                        number += 1;
                        if lost { vec![] } else { vec![datagram] }
                    };
                    shake_hands_over(&mut lossy, &mut *client, &mut *server).unwrap_or_else(|error| {
                        panic!("{suite}, {side}, without {first}, {second}: {error}")
                    });
                    finish(side, &mut *client, &mut *server);
                    ledger.ran();
                }
            }
        }
    }
    ledger.finish();
}

/// A third of all datagrams is lost, a fifth comes twice, some overtake others; both sides come through.
#[test]
fn bad_networks() {
    let mut ledger = Ledger::new("handshakes with Mbed TLS C over bad networks");
    let mut random = Random::new("bad networks");
    let certificates = Certificates::new(Kind::P256);
    let suites = of_each_kind();
    for round in 0..60 {
        let configs = Configs::new(suites[round % suites.len()], &certificates);
        let pairs = if round % 2 == 0 { pairs(&configs) } else { small(&configs) };
        for (side, mut client, mut server) in pairs {
            let mut held = [Vec::new(), Vec::new()];
            let mut bad = |from: usize, datagram: Vec<u8>| match random.up_to(14) {
                0..=4 => vec![],
                5..=7 => vec![datagram.clone(), datagram],
                8 | 9 => {
                    held[from].push(datagram);
                    vec![]
                }
                _ => {
                    let mut out = vec![datagram];
                    out.append(&mut held[from]);
                    out
                }
            };
            match shake_hands_over(&mut bad, &mut *client, &mut *server) {
                Ok(()) => {
                    finish(side, &mut *client, &mut *server);
                    ledger.ran();
                }
                // By C or by us, as it should be after a minute of bad luck.
                Err(error) if error.to_lowercase().contains("time") => ledger.skip("that timed out"),
                Err(error) => panic!("round {round}, {side}: {error}"),
            }
        }
    }
    ledger.finish();
}

/// Datagrams that do not authenticate change nothing, whatever they say.
#[test]
fn forgeries_change_nothing() {
    let mut random = Random::new("forgeries");
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256"), &certificates);
    for (side, mut client, mut server) in pairs(&configs) {
        shake_hands(&mut *client, &mut *server).expect("connected");
        for round in 0..100 {
            let mut forged = random.bytes(40);
            // Epoch 1, far ahead.
            forged[..13].copy_from_slice(&[20 + round % 4, 254, 253, 0, 1, 0, 0, 1, 0, 0, round, 0, 27]);
            client.receive(&forged);
            server.receive(&forged);
            assert_eq!(client.read().expect("nothing happened"), [], "{side}");
            assert_eq!(server.read().expect("nothing happened"), [], "{side}");
        }
        finish(side, &mut *client, &mut *server);
    }
}

#[test]
fn repeated_data_comes_once() {
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-CCM-8"), &certificates);
    for (side, mut client, mut server) in pairs(&configs) {
        shake_hands(&mut *client, &mut *server).expect("connected");
        let [from, to] =
            if side == "our client" { [&mut server, &mut client] } else { [&mut client, &mut server] };
        let mut datagrams = Vec::new();
        for number in 0..10_u8 {
            from.write(&[number]).expect("connected");
            datagrams.extend(from.outgoing());
        }
        datagrams.reverse();
        let twice = [datagrams.clone(), datagrams].concat();
        twice.iter().for_each(|datagram| to.receive(datagram));
        assert_eq!(to.read().expect("connected"), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0], "{side}");
    }
}

/// The waits before flights are sent again, and before giving up, are C's: here those of python-mbedtls's tests.
#[test]
fn waits_are_those_of_c() {
    let (first, longest) = (Duration::from_millis(200), Duration::from_millis(500));
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-CCM-8"), &certificates)
        .ours(|config| config.handshake_timeout(first, longest))
        .theirs(|config| config.handshake_timeout(200, 500));
    let mut ours = Datagrams::client(configs.our_client.clone());
    let mut theirs = Theirs::client(Transport::Datagram, &configs.their_client);
    assert_eq!(attempts(&mut ours), attempts(&mut theirs));
}

/// When a side without an answer sends something, and when it gives up.
fn attempts(peer: &mut dyn Peer) -> (Vec<Duration>, Duration) {
    let (mut now, mut sent) = (Duration::ZERO, Vec::new());
    loop {
        let outcome = peer.advance();
        sent.extend(peer.outgoing().iter().map(|_| now));
        if outcome.is_err() {
            return (sent, now);
        }
        now = peer.deadline().expect("it waits for an answer");
        peer.set_time(now);
    }
}

/// A lost farewell costs nothing; and who has the last word answers those who missed it.
#[test]
fn last_flight_is_sent_again() {
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256"), &certificates);
    for (side, mut client, mut server) in pairs(&configs) {
        // Everything but the last flight.
        for _ in 0..2 {
            client.advance().expect("a handshake");
            client.outgoing().iter().for_each(|datagram| server.receive(datagram));
            server.advance().expect("a handshake");
            if !server.is_connected() {
                server.outgoing().iter().for_each(|datagram| client.receive(datagram));
            }
        }
        drop(server.outgoing());
        assert!(server.is_connected() && !client.is_connected(), "{side}");
        let later = client.deadline().expect("it waits");
        client.set_time(later);
        server.set_time(later);
        client.advance().expect("a handshake");
        client.outgoing().iter().for_each(|datagram| server.receive(datagram));
        assert_eq!(server.read().expect("connected"), [], "{side}");
        carry(&mut *server, &mut *client).expect("connected");
        assert!(client.is_connected(), "{side}");
        finish(side, &mut *client, &mut *server);
    }
}
