// SPDX-License-Identifier: MIT
//! Client and server, messages handed over as they are.

use alloc::collections::VecDeque;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use std::sync::Mutex;

use purembed_core::random;
use purembed_core::secret::SecretBytes;
use purembed_pk::{DhGroup, Group};

use super::client::Client;
use super::server::Server;
use super::{Cx, Established, Flight, Item, Message, Step};
use crate::config::{ClientAuthentication, Config};
use crate::testing::{Certified, Trust};
use crate::wire::ids::HandshakeType;
use crate::{CipherSuite, Error, KeyLog, PreSharedKey};

mod hellos;
mod messages;

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
    shake_hands_through(client, server, datagram, &mut |_, _, _| ())
}

/// What happens to a message on its way: whether it is the client's, what it is, its body.
type Tamper<'t> = &'t mut dyn FnMut(bool, HandshakeType, &mut Vec<u8>);

fn shake_hands_through(client: Config, server: Config, datagram: bool, tamper: Tamper<'_>) -> Outcome {
    let mut rng = random::generator()?;
    let mut client = Client::new(Arc::new(client), None, None, datagram);
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
        for (kind, sequence, mut body) in take(&mut from_client) {
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
                    tamper(true, kind, &mut body);
                    let done = server.message(Message { kind, sequence, body: &body }, &mut cx)?;
                    established.1 = done.or(established.1);
                }
            }
        }
        for (kind, sequence, mut body) in take(&mut from_server) {
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
                    tamper(false, kind, &mut body);
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

fn take(flight: &mut Flight) -> VecDeque<(Option<HandshakeType>, u16, Vec<u8>)> {
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

/// What a suite needs on both sides.
fn configs(suite: CipherSuite) -> (Config, Config) {
    let (client, server) = (client_config(&[suite], b"a secret"), server_config(&[suite]));
    let certified = Certified::that_serves(suite.key_exchange());
    let server = if let Some(certified) = certified { certified.identify(server) } else { server };
    (client.peer_verifier(Arc::new(Trust(true))), server)
}

/// Each suite, over streams and over datagrams, as configured and changed.
fn every_suite(change: impl Fn(Config) -> Config, check: impl Fn(&Established, &Established)) -> usize {
    let mut count = 0;
    for &suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        for datagram in [false, true] {
            let (client, server) = configs(suite);
            let outcome = shake_hands(change(client), change(server), datagram);
            let (client, server, _) = outcome.unwrap_or_else(|error| panic!("{suite}: {error}"));
            assert_eq!(client.negotiated.suite, suite);
            assert_eq!(client.master.expose(), server.master.expose());
            let (identity, chain) =
                (server.client.as_ref().map(|client| &client.identity[..]), client.peer.chain.len());
            assert_eq!(identity, suite.key_exchange().has_psk().then_some(&b"us"[..]));
            assert_eq!(chain, usize::from(suite.key_exchange().has_certificate()));
            check(&client, &server);
            count += 1;
        }
    }
    count
}

#[test]
fn every_suite_shakes_hands() {
    let count = every_suite(
        |config| config,
        |client, server| {
            let negotiated = &client.negotiated;
            assert!(negotiated.extended_master_secret && server.negotiated.extended_master_secret);
            assert_eq!(negotiated.encrypt_then_mac, !negotiated.suite.is_aead());
            assert_eq!(server.negotiated.encrypt_then_mac, !negotiated.suite.is_aead());
        },
    );
    assert_eq!(count, 2 * if cfg!(feature = "legacy") { 169 } else { 106 });
}

#[test]
fn every_suite_does_without_extensions() {
    let without = |config: Config| config.without_extended_master_secret().without_encrypt_then_mac();
    let count = every_suite(without, |client, server| {
        for negotiated in [&client.negotiated, &server.negotiated] {
            assert!(!negotiated.extended_master_secret && !negotiated.encrypt_then_mac);
        }
    });
    assert_eq!(count, 2 * if cfg!(feature = "legacy") { 169 } else { 106 });
}

#[test]
fn one_side_without_extensions_is_enough() {
    let suite = "TLS-ECDHE-PSK-WITH-AES-128-CBC-SHA256".parse().expect("a suite");
    let (client, server) = configs(suite);
    let less = |config: &Config| config.clone().without_extended_master_secret().without_encrypt_then_mac();
    for (client, server) in [(less(&client), server.clone()), (client.clone(), less(&server))] {
        let (client, server, _) = shake_hands(client, server, true).expect("fewer extensions");
        for negotiated in [&client.negotiated, &server.negotiated] {
            assert!(!negotiated.extended_master_secret && !negotiated.encrypt_then_mac);
        }
    }
    let required = |config: &Config| config.clone().require_extended_master_secret();
    assert!(matches!(shake_hands(required(&client), less(&server), true), Err(Error::PeerIncompatible(_))));
    assert!(matches!(shake_hands(less(&client), required(&server), true), Err(Error::PeerIncompatible(_))));
}

/// What was told: label, random bytes, secret.
#[derive(Default)]
struct Told(Mutex<Vec<Line>>);

type Line = (String, Vec<u8>, Vec<u8>);

impl KeyLog for Told {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = (label.into(), client_random.to_vec(), secret.to_vec());
        self.0.lock().expect("no panic").push(line);
    }
}

#[test]
fn secrets_are_told_to_whoever_is_to_know_them() {
    for &suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        let (ours, theirs) = (Arc::new(Told::default()), Arc::new(Told::default()));
        let (client, server) = configs(suite);
        let (client, server) = (client.key_log(ours.clone()), server.key_log(theirs.clone()));
        let (established, ..) = shake_hands(client, server, true).expect("a handshake");
        let (random, master) = (established.negotiated.randoms.client, established.master.expose());
        let line = ("CLIENT_RANDOM".into(), random.to_vec(), master.to_vec());
        for told in [ours, theirs] {
            assert_eq!(told.0.lock().expect("no panic").as_slice(), core::slice::from_ref(&line), "{suite}");
        }
    }
}

/// Hints make `ServerKeyExchange` where it would be left out.
#[test]
fn hints_are_passed_over() {
    let wanted = |suite: &&CipherSuite| suite.key_exchange().has_psk() && suite.supported().is_ok();
    for &suite in CipherSuite::all().iter().filter(wanted) {
        let (client, server) = configs(suite);
        let outcome = shake_hands(client, server.pre_shared_key_hint(b"as agreed"), false);
        outcome.unwrap_or_else(|error| panic!("{suite}: {error}"));
    }
}

#[test]
fn clients_show_certificates() {
    let suites = ["TLS-ECDHE-ECDSA-WITH-AES-128-CCM-8", "TLS-DHE-RSA-WITH-CAMELLIA-256-CBC-SHA256"];
    for suite in suites.map(|name| name.parse().expect("a suite")) {
        for own in [None, Some(Certified::rsa()), Some(Certified::ecdsa())] {
            for wanted in
                [ClientAuthentication::None, ClientAuthentication::Optional, ClientAuthentication::Required]
            {
                let (client, server) = configs(suite);
                let client = if let Some(own) = own { own.identify(client) } else { client };
                let server = server.client_authentication(wanted).peer_verifier(Arc::new(Trust(true)));
                let outcome = shake_hands(client.clone(), server.clone(), true);
                if wanted == ClientAuthentication::Required && own.is_none() {
                    assert!(matches!(outcome, Err(Error::NoCertificate)));
                    continue;
                }
                let (_, established, _) = outcome.expect("what is wanted");
                let shown = own.filter(|_| wanted != ClientAuthentication::None);
                assert_eq!(established.peer.chain, shown.map_or(vec![], |own| own.chain.clone()));
                if shown.is_some() {
                    let outcome = shake_hands(client, server.peer_verifier(Arc::new(Trust(false))), true);
                    assert!(matches!(outcome, Err(Error::NoCertificate)));
                }
            }
        }
    }
}

/// RFC 8422 section 5.3, RFC 7919 section 4.
#[test]
fn groups_of_nobody_else_end_it() {
    let suite = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse().expect("a suite");
    let (client, server) = configs(suite);
    let outcome = shake_hands(client.groups(&[Group::X25519]), server, false);
    assert!(matches!(outcome, Err(Error::PeerIncompatible(_))), "the certificate's curve");
    let suite = "TLS-DHE-PSK-WITH-AES-128-GCM-SHA256".parse().expect("a suite");
    let (client, server) = configs(suite);
    let (ours, theirs) =
        (client.clone().dh_groups(&[DhGroup::FFDHE3072]), server.clone().dh_groups(&[DhGroup::FFDHE2048]));
    assert!(matches!(shake_hands(ours.clone(), theirs.clone(), false), Err(Error::PeerIncompatible(_))));
    shake_hands(ours, server, false).expect("3072 bits");
    shake_hands(client.clone().dh_groups(&[]), theirs.dh_groups(&[DhGroup::MODP2048]), false)
        .expect("no number");
    let (client, server) = (client.dh_groups(&[]), configs(suite).1);
    let outcome = shake_hands(client.dh_minimum_bits(3072), server, false);
    assert!(matches!(outcome, Err(Error::PeerIncompatible("the server's group is too small"))));
}

#[test]
fn servers_need_what_the_suite_needs() {
    for &suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        let (client, _) = configs(suite);
        let outcome = shake_hands(client.clone(), Config::new(&[suite]), false);
        assert!(matches!(outcome, Err(Error::PeerIncompatible(_))), "{suite}");
        // The other kind of key.
        let other = match Certified::that_serves(suite.key_exchange()) {
            Some(one) if core::ptr::eq(one, Certified::rsa()) => Certified::ecdsa(),
            _ => Certified::rsa(),
        };
        if suite.key_exchange().has_certificate() {
            let outcome = shake_hands(client, other.identify(server_config(&[suite])), false);
            assert!(matches!(outcome, Err(Error::PeerIncompatible(_))), "{suite}");
        }
    }
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
