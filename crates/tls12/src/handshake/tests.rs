// SPDX-License-Identifier: MIT
//! Client and server, messages handed over as they are.

use alloc::collections::VecDeque;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;

use purembed_core::random;
use purembed_core::secret::SecretBytes;

use super::client::Client;
use super::server::Server;
use super::{Cx, Established, Flight, Item, Message, Step};
use crate::config::Config;
use crate::{CipherSuite, Error, PreSharedKey};

fn server_config(suites: &[CipherSuite]) -> Config {
    let store = |identity: &[u8]| (identity == b"us").then(|| SecretBytes::copy_from(b"a secret"));
    Config::new(suites).pre_shared_key_store(Arc::new(store))
}

fn client_config(suites: &[CipherSuite], key: &[u8]) -> Config {
    Config::new(suites).pre_shared_key(Arc::new(PreSharedKey::new(b"us", key).expect("a key")))
}

/// What both came to, and the client's steps.
type Outcome = Result<(Established, Established, Vec<Step>), Error>;

fn shake_hands(client: Config, server: Config, datagram: bool) -> Outcome {
    let mut rng = random::generator().expect("random bytes");
    let mut client = Client::new(Arc::new(client), None, datagram);
    let mut server = Server::new(Arc::new(server), datagram);
    let (mut from_client, mut from_server) = (Flight::default(), Flight::default());
    let (mut client_reads, mut server_reads) = (None, None);
    let (mut steps, mut established) = (vec![], (None, None));
    let mut on_step = |step| steps.push(step);
    let mut cx = Cx {
        rng: &mut rng,
        unix_time: 0,
        flight: &mut from_client,
        read_keys: &mut client_reads,
        on_step: &mut on_step,
    };
    client.start(&mut cx)?;
    loop {
        for (kind, sequence, body) in take(&mut from_client) {
            let mut ignore = |_| ();
            let mut cx = Cx {
                rng: &mut rng,
                unix_time: 0,
                flight: &mut from_server,
                read_keys: &mut server_reads,
                on_step: &mut ignore,
            };
            match kind {
                None => {
                    assert!(cx.read_keys.is_some());
                    server.change_cipher_spec()?;
                }
                Some(kind) => {
                    let done = server.message(Message { kind, sequence, body: &body }, &mut cx)?;
                    established.1 = done.or(established.1);
                }
            }
        }
        for (kind, sequence, body) in take(&mut from_server) {
            let mut cx = Cx {
                rng: &mut rng,
                unix_time: 0,
                flight: &mut from_client,
                read_keys: &mut client_reads,
                on_step: &mut on_step,
            };
            match kind {
                None => {
                    assert!(cx.read_keys.is_some());
                    client.change_cipher_spec()?;
                }
                Some(kind) => {
                    let done = client.message(Message { kind, sequence, body: &body }, &mut cx)?;
                    established.0 = done.or(established.0);
                }
            }
        }
        if let (Some(client), Some(server)) = established {
            return Ok((client, server, steps));
        }
        assert!(!from_client.is_empty(), "a handshake that stands still");
    }
}

fn take(flight: &mut Flight) -> VecDeque<(Option<crate::wire::ids::HandshakeType>, u16, Vec<u8>)> {
    let mut out = VecDeque::new();
    for item in flight.items() {
        out.push_back(match item {
            Item::Message { kind, sequence, body } => (Some(*kind), *sequence, flight.body(body).to_vec()),
            Item::ChangeCipherSpec(_) => (None, 0, vec![]),
        });
    }
    flight.drain();
    out
}

#[test]
fn pre_shared_keys() {
    let wanted = |suite: &&CipherSuite| {
        let key_exchange = suite.key_exchange();
        !key_exchange.has_certificate() && !key_exchange.is_dhe()
    };
    let mut count = 0;
    for &suite in CipherSuite::all().iter().filter(wanted) {
        for datagram in [false, true] {
            let outcome =
                shake_hands(client_config(&[suite], b"a secret"), server_config(&[suite]), datagram);
            let (client, server, _) = outcome.unwrap_or_else(|error| panic!("{suite}: {error}"));
            assert_eq!(client.negotiated.suite, suite);
            assert_eq!(client.master.expose(), server.master.expose());
            assert_eq!(server.psk_identity.as_deref(), Some(&b"us"[..]));
            assert!(client.negotiated.extended_master_secret);
            count += 1;
        }
    }
    assert!(count > 20, "{count} handshakes");
}

#[test]
fn wrong_keys_and_unknown_identities_look_alike() {
    let suites =
        [*CipherSuite::all().iter().find(|suite| suite.name() == "TLS-PSK-WITH-AES-128-CCM-8").expect("it")];
    let outcome = shake_hands(client_config(&suites, b"another"), server_config(&suites), true);
    assert!(matches!(outcome, Err(Error::Finished)));
    let stranger = Config::new(&suites)
        .pre_shared_key(Arc::new(PreSharedKey::new(b"them", b"a secret").expect("a key")));
    let outcome = shake_hands(stranger.clone(), server_config(&suites), true);
    assert!(matches!(outcome, Err(Error::Finished)));
    let outcome = shake_hands(stranger, server_config(&suites).reveal_unknown_identities(), true);
    assert!(matches!(outcome, Err(Error::UnknownIdentity)));
}

#[test]
fn nothing_in_common() {
    let of = |part: &str| -> Vec<CipherSuite> {
        CipherSuite::all().iter().copied().filter(|suite| suite.name().contains(part)).collect()
    };
    let outcome =
        shake_hands(client_config(&of("PSK-WITH-AES"), b"k"), server_config(&of("PSK-WITH-ARIA")), false);
    assert!(matches!(outcome, Err(Error::PeerIncompatible(_))));
}
