// SPDX-License-Identifier: MIT
//! Servers without cookies: how much they send to addresses that may be others'.

use std::println;

use super::*;
use crate::testing::{Certified, Trust};

/// A server with a chain of so many certificates, more than three hellos long, and a server with a key.
fn kinds(certificates: usize) -> [(&'static str, Arc<Config>, Arc<Config>); 2] {
    let (client, server) = configs("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256", |config| config);
    let certified = Certified::ecdsa();
    let chain = vec![certified.chain[0].clone(); certificates];
    let server = Config::clone(&server).certificate_chain(chain, certified.key.clone());
    let client = Config::clone(&client).peer_verifier(Arc::new(Trust(true)));
    let (psk, keys) = configs(SUITE, |config| config);
    [("a chain", Arc::new(client), Arc::new(server)), ("a key", psk, keys)]
}

fn limited(config: &Arc<Config>) -> DtlsConnection {
    let mut server = DtlsConnection::server(Arc::clone(config), rng(), 0);
    server.limit_replies();
    server
}

fn total(datagrams: &[Vec<u8>]) -> usize {
    datagrams.iter().map(Vec::len).sum()
}

/// Whoever gives another's address for theirs has no more sent there than three times what that costs, however often they
/// come and however long the server tries.
#[test]
fn nobody_gets_more_than_three_times_what_was_sent() {
    let mut cases = 0;
    for (kind, client, server) in kinds(10) {
        for (hellos, between) in [(1, 0), (2, 100), (5, 700), (30, 1000), (30, 1)] {
            let mut hello = DtlsConnection::client(Arc::clone(&client), None, rng(), 0).expect("a hello");
            let hello = datagrams(&mut hello, at(0)).remove(0);
            let (mut server, mut now) = (limited(&server), 0);
            let (mut came, mut sent, mut turns) = (0, 0, 0);
            for _ in 0..hellos {
                drop(server.receive(&mut hello.clone(), at(now)));
                came += hello.len();
                sent += total(&datagrams(&mut server, at(now)));
                assert!(sent <= 3 * came, "{kind}: {sent} bytes for {came}");
                assert!(!server.wants_transmit(), "nothing that cannot be sent");
                now += between;
                drop(server.timeout(at(now)));
            }
            // And then silence.
            sent += total(&datagrams(&mut server, at(now)));
            while let Some(deadline) = server.deadline() {
                drop(server.timeout(deadline));
                let flight = datagrams(&mut server, deadline);
                turns += usize::from(!flight.is_empty());
                sent += total(&flight);
                assert!(sent <= 3 * came, "{kind}: {sent} bytes for {came}");
            }
            // What is left is used.
            assert!(kind == "a chain" || turns > 0, "{kind}: {turns}");
            assert!(sent > 0, "{kind}: it answers");
            assert!(matches!(server.failure(), Some(Error::TimedOut)), "{kind}: it gives up");
            cases += 1;
        }
    }
    println!("{cases} cases");
}

/// Honest clients get through nevertheless, though every third datagram is lost, and are served without limits then.
#[test]
fn clients_repeat_their_hello_until_they_have_everything() {
    for (kind, client, server) in kinds(2) {
        for lost in [0, 3] {
            let mut client = DtlsConnection::client(Arc::clone(&client), None, rng(), 0).expect("a hello");
            let (mut server, mut now, mut count) = (limited(&server), at(0), 0);
            let mut arrives = || {
                count += 1;
                lost == 0 || count % lost != 0
            };
            while client.is_handshaking() || server.is_handshaking() {
                let (to_server, to_client) = (datagrams(&mut client, now), datagrams(&mut server, now));
                if to_server.is_empty() && to_client.is_empty() {
                    let next = [client.deadline(), server.deadline()].into_iter().flatten().min();
                    now = next.expect("something to wait for");
                    client.timeout(now).expect("enough time");
                    server.timeout(now).expect("enough time");
                }
                let mut carry = |all: Vec<Vec<u8>>, to: &mut DtlsConnection| {
                    all.into_iter().filter(|_| arrives()).for_each(|mut one| drop(to.receive(&mut one, now)));
                };
                carry(to_server, &mut server);
                carry(to_client, &mut client);
            }
            assert!(
                client.failure().is_none() && server.failure().is_none(),
                "{kind}: {client:?} {server:?}"
            );
            println!("{kind}, every {lost}. datagram lost: {:?}", now.0);
            if kind == "a key" && lost == 0 {
                assert_eq!(now, at(0), "a key costs no time");
            }
            datagrams(&mut client, now);
            datagrams(&mut server, now);
            for _ in 0..100 {
                let mut out = [0; 1200];
                let length = server.send(&[1; 1000], &mut out, now).expect("connected");
                assert!(matches!(client.receive(&mut out[..length], now).next(), Some(Event::Data(_))));
            }
        }
    }
}

/// A session that is resumed is answered with protected records at once: they count, too.
#[test]
fn resumption_is_limited_as_well() {
    let (client, server) = configs(SUITE, |config| {
        config.random_connection_id(200).session_store(Arc::new(crate::SessionCache::new(10)))
    });
    let mut first = DtlsConnection::client(Arc::clone(&client), None, rng(), 0).expect("a hello");
    let mut kept = DtlsConnection::server(Arc::clone(&server), rng(), 0);
    carry(&mut first, &mut kept, at(0));
    let session = first.session().expect("a session");
    let mut again = DtlsConnection::resume(client, None, &session, rng(), 0).expect("a hello");
    let hello = datagrams(&mut again, at(0)).remove(0);
    let mut server = limited(&server);
    drop(server.receive(&mut hello.clone(), at(0)));
    let mut sent = total(&datagrams(&mut server, at(0)));
    while let Some(deadline) = server.deadline() {
        drop(server.timeout(deadline));
        sent += total(&datagrams(&mut server, deadline));
        assert!(!server.wants_transmit());
    }
    assert!(sent > 0 && sent <= 3 * hello.len(), "{sent} bytes for {}", hello.len());
}
