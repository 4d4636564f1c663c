// SPDX-License-Identifier: MIT
//! How many times a handshake asks for memory, each side by itself. Connections that are short-lived are made of
//! handshakes; one of Mbed TLS with a pre-shared key takes 29 allocations a side.

use std::sync::Arc;

use purembed::tls12::{CipherSuite, Config, DtlsConnection, Now, PreSharedKey, TlsConnection};
use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_lowlevel::counting::{Counter, allocations};

#[global_allocator]
static HEAP: Counter = Counter::new();

/// The most that a side may take, with its generator and until it is dropped.
const MOST: usize = 40;

fn configs(suite: &str) -> (Arc<Config>, Arc<Config>) {
    let suites: [CipherSuite; 1] = [suite.parse().expect("a suite")];
    let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
    let store = |_: &[u8]| Some(SecretBytes::copy_from(b"a secret"));
    (
        Arc::new(Config::new(&suites).pre_shared_key(Arc::new(key))),
        Arc::new(Config::new(&suites).pre_shared_key_store(Arc::new(store))),
    )
}

fn over_datagrams(suite: &str) -> [usize; 2] {
    let (client, server) = configs(suite);
    let rng = || Box::new(random::generator().expect("random bytes"));
    let now = Now::default();
    let (client, mut ours) = allocations(|| DtlsConnection::client(client, None, rng(), 0));
    let (mut server, mut theirs) = allocations(|| DtlsConnection::server(server, rng(), 0));
    let (mut client, mut datagram) = (client.expect("a hello"), [0; 1500]);
    while client.is_handshaking() || server.is_handshaking() {
        for turn in 0..2 {
            let (from, to, sent, received) = if turn == 0 {
                (&mut client, &mut server, &mut ours, &mut theirs)
            } else {
                (&mut server, &mut client, &mut theirs, &mut ours)
            };
            loop {
                let (length, more) = allocations(|| from.transmit(&mut datagram, now));
                *sent += more;
                let Some(length) = length else { break };
                *received += allocations(|| to.receive(&mut datagram[..length], now).for_each(drop)).1;
            }
        }
    }
    assert!(client.failure().is_none() && server.failure().is_none());
    [ours, theirs]
}

fn over_streams(suite: &str) -> [usize; 2] {
    let (client, server) = configs(suite);
    let rng = || Box::new(random::generator().expect("random bytes"));
    let (client, mut ours) = allocations(|| TlsConnection::client(client, None, rng(), 0));
    let (mut server, mut theirs) = allocations(|| TlsConnection::server(server, rng(), 0));
    let mut client = client.expect("a hello");
    while client.is_handshaking() || server.is_handshaking() {
        for turn in 0..2 {
            let (from, to, received) = if turn == 0 {
                (&mut client, &mut server, &mut theirs)
            } else {
                (&mut server, &mut client, &mut ours)
            };
            let (taken, more) = allocations(|| to.receive(from.peek_outgoing()));
            *received += more;
            from.consume_outgoing(taken);
        }
    }
    assert!(client.failure().is_none() && server.failure().is_none());
    [ours, theirs]
}

#[test]
fn handshakes_with_keys_take_little_memory() {
    assert_eq!(allocations(|| Box::new([0_u8; 100])).1, 1, "the allocator counts");
    let mut sides = 0;
    for suite in ["TLS-PSK-WITH-AES-128-CCM-8", "TLS-PSK-WITH-AES-128-GCM-SHA256"] {
        // What is made once per process does not count.
        over_datagrams(suite);
        for (transport, counts) in [("datagrams", over_datagrams(suite)), ("streams", over_streams(suite))] {
            let [client, server] = counts;
            println!("{suite} over {transport}: {client} allocations by the client, {server} by the server");
            assert!(client <= MOST && server <= MOST);
            sides += 2;
        }
    }
    assert_eq!(sides, 8);
}

#[test]
fn handshakes_without_pre_shared_keys_are_counted_too() {
    // No limit is promised; elliptic curves of Mbed TLS take thousands.
    let [client, server] = over_datagrams("TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256");
    println!("with ECDHE: {client} allocations by the client, {server} by the server");
    assert!(client <= 2 * MOST && server <= 2 * MOST);
}
