// SPDX-License-Identifier: MIT
#![expect(clippy::cast_possible_truncation, reason = "numbers that were made small")]

use alloc::vec;
use alloc::vec::Vec;

use purembed_core::random;
use purembed_core::secret::SecretBytes;

use super::*;
use crate::{KeyExchange, PreSharedKey};

const SUITE: &str = "TLS-PSK-WITH-AES-128-CCM-8";

fn configs(suite: &str, change: impl Fn(Config) -> Config) -> (Arc<Config>, Arc<Config>) {
    let suites = [suite.parse().expect("a suite")];
    let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
    let store = |identity: &[u8]| (identity == b"us").then(|| SecretBytes::copy_from(b"a secret"));
    let client = change(Config::new(&suites)).pre_shared_key(Arc::new(key));
    let server = change(Config::new(&suites)).pre_shared_key_store(Arc::new(store));
    (Arc::new(client), Arc::new(server))
}

fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(random::generator().expect("random bytes"))
}

fn pair(suite: &str, change: impl Fn(Config) -> Config) -> (DtlsConnection, DtlsConnection) {
    let (client, server) = configs(suite, change);
    let client = DtlsConnection::client(client, None, rng(), 0).expect("a hello");
    (client, DtlsConnection::server(server, rng(), 0))
}

const fn at(millis: u64) -> Now {
    Now(Duration::from_millis(millis))
}

/// Everything that is to be sent.
fn datagrams(from: &mut DtlsConnection, now: Now) -> Vec<Vec<u8>> {
    let mut all = vec![];
    let mut out = [0; 2000];
    while let Some(length) = from.transmit(&mut out, now) {
        all.push(out[..length].to_vec());
    }
    all
}

/// Carries datagrams until both are silent.
fn carry(client: &mut DtlsConnection, server: &mut DtlsConnection, now: Now) {
    loop {
        let (to_server, to_client) = (datagrams(client, now), datagrams(server, now));
        if to_server.is_empty() && to_client.is_empty() {
            break;
        }
        to_server.into_iter().for_each(|mut datagram| drop(server.receive(&mut datagram, now)));
        to_client.into_iter().for_each(|mut datagram| drop(client.receive(&mut datagram, now)));
    }
}

fn connected(suite: &str, change: impl Fn(Config) -> Config) -> (DtlsConnection, DtlsConnection) {
    let (mut client, mut server) = pair(suite, change);
    carry(&mut client, &mut server, at(0));
    assert!(!client.is_handshaking() && !server.is_handshaking(), "{client:?} {server:?}");
    assert!(client.failure().is_none() && server.failure().is_none(), "{client:?} {server:?}");
    (client, server)
}

/// What one side gets when the other sends this.
fn exchange(from: &mut DtlsConnection, to: &mut DtlsConnection, data: &[u8]) -> Option<Vec<u8>> {
    let mut out = [0; 2000];
    let length = from.send(data, &mut out, at(0)).expect("connected");
    assert!(length <= data.len() + from.overhead());
    match to.receive(&mut out[..length], at(0)).next() {
        Some(Event::Data(data)) => Some(data.to_vec()),
        _ => None,
    }
}

#[test]
fn a_handshake_and_an_echo() {
    let with_keys_alone = |suite: &&CipherSuite| suite.key_exchange() == KeyExchange::Psk;
    let one_more = "TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256".parse().expect("a suite");
    let mut count = 0;
    for suite in CipherSuite::all().iter().filter(with_keys_alone).chain([&one_more]) {
        let (mut client, mut server) = connected(suite.name(), |config| config);
        count += 1;
        for length in [0, 1, 100, 1000] {
            let data = vec![7; length];
            assert_eq!(exchange(&mut client, &mut server, &data).as_ref(), Some(&data));
            assert_eq!(exchange(&mut server, &mut client, &data).as_ref(), Some(&data));
        }
        assert_eq!(server.psk_identity(), Some(&b"us"[..]));
        assert_eq!(client.deadline(), None);
        client.close();
        let farewell = datagrams(&mut client, at(0));
        let mut events = vec![];
        for mut datagram in farewell {
            events.extend(server.receive(&mut datagram, at(0)).map(|event| event == Event::Closed));
        }
        assert_eq!(events, [true]);
        assert!(server.is_closed_by_peer() && server.failure().is_none());
    }
    assert!(count > 10, "{count} suites");
}

mod hostile;
mod identified;
mod listening;
mod lossy;
mod rules;
mod saved;
mod timing;
mod unproven;
