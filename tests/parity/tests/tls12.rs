// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 against Mbed TLS C, in memory, each as client and as server.

use std::sync::Arc;

use purembed::parity::tls12 as c;
use purembed::x509::Purpose;
use purembed_core::secret::SecretBytes;
use purembed_parity_tests::tls12::configs::{
    Certificates, Configs, for_each_suite, left_out, of_each_kind, suite, their_chain,
};
use purembed_parity_tests::tls12::{
    Ours, Peer, Stream, TRANSPORTS, Theirs, Transport, carry, converse, send, shake_hands, shake_hands_over,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::{IDENTITY, KEY, trusting, with_chain};
use purembed_tls12::{CipherSuite, ClientAuthentication, Config, PreSharedKey};

#[test]
fn every_suite_both_ways() {
    for_each_suite("TLS 1.2 and DTLS 1.2 with Mbed TLS C, suite by suite", |suite, certificates, tries| {
        for (side, mut client, mut server) in Configs::new(suite, certificates).all_pairs() {
            let outcome = converse(&mut *client, &mut *server);
            if outcome.is_ok() {
                assert_eq!(client.suite().as_deref(), Some(suite.name()));
            }
            tries.add(|| format!("{suite}, {side}"), outcome);
        }
    });
}

/// What our engine tells is what C goes through, from both sides and whoever is on the other: C's client and server
/// with each other, ours with C's.
#[test]
fn steps_are_those_of_c() {
    let mut ledger = Ledger::new("steps of handshakes");
    let certificates = Certificates::new(Kind::P256);
    let mut cases: Vec<(String, Configs)> = of_each_kind()
        .into_iter()
        .map(|suite| (suite.to_string(), Configs::new(suite, &certificates)))
        .collect();
    cases.push(("client with a certificate".to_owned(), asking(&certificates, true)));
    cases.push(("client without the certificate that is asked for".to_owned(), asking(&certificates, false)));
    for (name, configs) in cases {
        for transport in TRANSPORTS {
            let mut their_client = Theirs::client(transport, &configs.their_client);
            let mut their_server = Theirs::server(transport, &configs.their_server);
            shake_hands(&mut their_client, &mut their_server)
                .unwrap_or_else(|error| panic!("{name}: {error}"));
            for (side, mut client, mut server) in configs.pairs(transport) {
                let name = format!("{name}, {transport:?}, {side}");
                shake_hands(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert_eq!(client.steps(), their_client.steps(), "{name}, the client's steps");
                assert_eq!(server.steps(), their_server.steps(), "{name}, the server's steps");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

/// Flight by flight, both engines wait for the same.
#[test]
fn both_wait_at_the_same_steps() {
    let mut ledger = Ledger::new("steps at which handshakes wait");
    let certificates = Certificates::new(Kind::P256);
    for suite in of_each_kind() {
        for transport in TRANSPORTS {
            let [(_, our_client, their_server), (_, their_client, our_server)] =
                Configs::new(suite, &certificates).pairs(transport);
            let with_our_client = waits(our_client, their_server);
            let with_our_server = waits(their_client, our_server);
            assert_eq!(with_our_client, with_our_server, "{suite}, {transport:?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// Where each side stands when it has sent all it can. The server's first, when it has received nothing, is not among
/// them: C does a step then that ours does with the first message.
fn waits(mut client: Box<dyn Peer>, mut server: Box<dyn Peer>) -> Vec<(Option<String>, Option<String>)> {
    let mut found = Vec::new();
    while !(client.is_connected() && server.is_connected()) {
        client.advance().expect("a handshake");
        client.outgoing().iter().for_each(|piece| server.receive(piece));
        server.advance().expect("a handshake");
        found.push((client.steps().last().cloned(), server.steps().last().cloned()));
        server.outgoing().iter().for_each(|piece| client.receive(piece));
        assert!(found.len() < 10, "no end");
        client.advance().expect("a handshake");
    }
    found
}

/// A server that asks its client for a certificate.
fn asking(certificates: &Certificates, shows: bool) -> Configs {
    let suite = suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256");
    let root = certificates.client.root.as_der();
    let mut configs = Configs::new(suite, certificates);
    configs.our_server = trusting(configs.our_server, &certificates.client, Purpose::ClientAuth);
    let (ours, theirs) = if shows {
        (ClientAuthentication::Required, c::Verify::Required)
    } else {
        (ClientAuthentication::Optional, c::Verify::Optional)
    };
    configs.our_server = configs.our_server.client_authentication(ours);
    configs.their_server = configs.their_server.trust(&[root], theirs);
    if shows {
        configs.our_client = with_chain(configs.our_client, &certificates.client);
        configs.their_client = their_chain(configs.their_client, &certificates.client);
    }
    configs
}

#[test]
fn client_certificates() {
    let mut ledger = Ledger::new("client certificates with Mbed TLS C");
    for kind in [Kind::P256, Kind::P384, Kind::Rsa2048] {
        let certificates = Certificates { client: Pki::of_client(kind), ..Certificates::new(Kind::P256) };
        for (side, mut client, mut server) in asking(&certificates, true).all_pairs() {
            converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{kind:?}, {side}: {error}"));
            ledger.ran();
        }
    }
    // Nobody shows what is not asked for; and whoever is asked and shows nothing is let in, or not.
    let certificates = Certificates::new(Kind::P256);
    for (side, mut client, mut server) in asking(&certificates, false).all_pairs() {
        converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{side}: {error}"));
        ledger.ran();
    }
    let mut required = asking(&certificates, false);
    required.our_server = required.our_server.client_authentication(ClientAuthentication::Required);
    required.their_server =
        required.their_server.trust(&[certificates.client.root.as_der()], c::Verify::Required);
    for (side, mut client, mut server) in required.all_pairs() {
        let outcome = shake_hands(&mut *client, &mut *server);
        assert!(outcome.is_err(), "{side}: let in");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn strangers_are_refused() {
    let certificates = Certificates::new(Kind::P256);
    let stranger = Pki::new(Kind::P256);
    let mut configs = Configs::new(suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"), &certificates);
    configs.our_client = trusting(configs.our_client, &stranger, Purpose::ServerAuth);
    configs.their_client = configs.their_client.trust(&[stranger.root.as_der()], c::Verify::Required);
    for (side, mut client, mut server) in configs.all_pairs() {
        let outcome = shake_hands(&mut *client, &mut *server);
        assert!(outcome.is_err() && !server.is_connected(), "{side}: trusted");
        assert!(server.advance().is_err(), "{side}: the server was told");
    }
}

/// Nobody is let in, and both sides come to know: by an alert, or, with datagrams, by the other's silence.
#[test]
fn wrong_keys_and_unknown_identities() {
    let certificates = Certificates::new(Kind::P256);
    let mut cases = 0;
    for suite in of_each_kind().into_iter().filter(|suite| suite.key_exchange().has_psk()) {
        let configs = Configs::new(suite, &certificates);
        let wrong = Configs {
            our_client: Config::new(&[suite]).pre_shared_key(key(IDENTITY, b"another key")),
            their_client: c::Config::new(&[suite.id()]).pre_shared_key(IDENTITY, b"another key"),
            ..configs.clone()
        };
        let unknown = Configs {
            our_client: Config::new(&[suite]).pre_shared_key(key(b"barometer", KEY)),
            their_client: c::Config::new(&[suite.id()]).pre_shared_key(b"barometer", KEY),
            ..configs
        };
        for configs in [wrong, unknown] {
            for (side, mut client, mut server) in configs.all_pairs() {
                let outcome = shake_hands_over(&mut |_, piece| vec![piece], &mut *client, &mut *server);
                assert!(outcome.is_err(), "{suite}, {side}");
                assert!(!client.is_connected() && !server.is_connected(), "{suite}, {side}");
                assert!(
                    client.advance().is_err() && server.advance().is_err(),
                    "{suite}, {side}: {outcome:?}"
                );
                cases += 1;
            }
        }
    }
    assert!(cases >= 16, "{cases} cases");
}

fn key(identity: &[u8], key: &[u8]) -> Arc<PreSharedKey> {
    Arc::new(PreSharedKey::new(identity, key).expect("a key"))
}

/// Identities and keys of any length that C takes too, identities of any bytes.
#[test]
fn identities_and_keys_of_any_kind() {
    let suite = suite("TLS-PSK-WITH-AES-128-CCM-8");
    for identity in [&b"\x01"[..], b"\x00\xff\xfe binary", &[b'i'; 128], &[0xee; 1000]] {
        for psk in [&b"\x00"[..], &[7; 32]] {
            let (name, secret) = (identity.to_vec(), psk.to_vec());
            let (ours, theirs) = ((name.clone(), secret.clone()), (name, secret));
            let store = move |identity: &[u8]| (identity == ours.0).then(|| SecretBytes::copy_from(&ours.1));
            let configs = Configs {
                our_client: Config::new(&[suite]).pre_shared_key(key(identity, psk)),
                our_server: Config::new(&[suite]).pre_shared_key_store(Arc::new(store)),
                their_client: c::Config::new(&[suite.id()]).pre_shared_key(identity, psk),
                their_server: c::Config::new(&[suite.id()]).pre_shared_key_store(move |identity: &[u8]| {
                    (identity == theirs.0).then(|| theirs.1.clone())
                }),
            };
            for (side, mut client, mut server) in configs.all_pairs() {
                converse(&mut *client, &mut *server)
                    .unwrap_or_else(|error| panic!("{} bytes, {side}: {error}", identity.len()));
            }
        }
    }
}

/// Both sides keep to the limit, ours also with the messages of a handshake (RFC 6066 section 4), which C's client over
/// streams does not put together again (row `tls12-messages-in-pieces` of the divergences).
#[test]
fn short_fragments() {
    let certificates = Certificates::new(Kind::P256);
    let mut ledger = Ledger::new("short fragments with Mbed TLS C");
    let mut refused = 0;
    for suite in of_each_kind() {
        let longest = longest_message_of_server(&Configs::new(suite, &certificates));
        for bytes in [512, 1024, 2048, 4096] {
            let configs = Configs::new(suite, &certificates)
                .ours(|config| config.max_fragment_length(bytes))
                .theirs(|config| config.max_fragment_length(bytes));
            for (side, mut client, mut server) in configs.all_pairs() {
                let outcome = converse(&mut *client, &mut *server);
                if side == "our server" && longest > bytes {
                    assert!(outcome.is_err(), "{suite}, {bytes}: C takes messages in pieces now");
                    refused += 1;
                } else {
                    outcome.unwrap_or_else(|error| panic!("{suite}, {bytes}, {side}: {error}"));
                }
                ledger.ran();
            }
        }
    }
    assert!(refused > 0, "no message of any handshake was longer than 512 bytes");
    ledger.finish();
}

/// How long the longest message is of our server's first flight over a stream, in bytes.
fn longest_message_of_server(configs: &Configs) -> usize {
    let mut client = Ours::client(Transport::Stream, configs.our_client.clone());
    let mut server = Ours::server(Transport::Stream, configs.our_server.clone());
    client.advance().expect("a first flight");
    client.outgoing().iter().for_each(|piece| server.receive(piece));
    server.advance().expect("a first flight");
    let records = server.outgoing().concat();
    let (mut messages, mut rest) = (Vec::new(), &records[..]);
    while let [_, _, _, high, low, after @ ..] = rest {
        let (fragment, next) = after.split_at(usize::from(u16::from_be_bytes([*high, *low])));
        messages.extend_from_slice(fragment);
        rest = next;
    }
    let (mut longest, mut rest) = (0, &messages[..]);
    while let [_, high, middle, low, after @ ..] = rest {
        let length = usize::try_from(u32::from_be_bytes([0, *high, *middle, *low])).expect("24 bits");
        longest = longest.max(4 + length);
        rest = &after[length..];
    }
    longest
}

#[test]
fn inner_protocols() {
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256"), &certificates);
    let both = configs
        .clone()
        .ours(|config| config.inner_protocols(&[b"coap", b"http/1.1"]))
        .theirs(|config| config.inner_protocols(&[b"mqtt", b"http/1.1"]));
    for (side, mut client, mut server) in both.all_pairs() {
        converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{side}: {error}"));
        assert_eq!(client.protocol().as_deref(), Some(&b"http/1.1"[..]), "{side}");
        assert_eq!(server.protocol().as_deref(), Some(&b"http/1.1"[..]), "{side}");
    }
    let neither = configs
        .clone()
        .ours(|config| config.inner_protocols(&[b"coap"]))
        .theirs(|config| config.inner_protocols(&[b"mqtt"]));
    for (side, mut client, mut server) in neither.all_pairs() {
        assert!(shake_hands(&mut *client, &mut *server).is_err(), "{side}");
        assert!(client.advance().is_err() && server.advance().is_err(), "{side}");
    }
    let one = configs.ours(|config| config.inner_protocols(&[b"coap"]));
    for (side, mut client, mut server) in one.all_pairs() {
        converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{side}: {error}"));
        assert_eq!((client.protocol(), server.protocol()), (None, None), "{side}");
    }
}

/// Also without: exporters agree only if both derive the same secret from the same of the two ways.
#[test]
fn extended_master_secret() {
    let certificates = Certificates::new(Kind::P256);
    let mut cases = 0;
    for suite in of_each_kind() {
        let configs = Configs::new(suite, &certificates);
        let without = configs.clone().theirs(|config| config.extended_master_secret(false));
        for (side, mut client, mut server) in without.all_pairs() {
            converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{suite}, {side}: {error}"));
            cases += 1;
        }
        let required = configs.clone().ours(Config::require_extended_master_secret);
        for (side, mut client, mut server) in required.all_pairs() {
            converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{suite}, {side}: {error}"));
            cases += 1;
        }
        let at_odds = required_without(configs);
        for (side, mut client, mut server) in at_odds.all_pairs() {
            assert!(shake_hands(&mut *client, &mut *server).is_err(), "{suite}, {side}");
            assert!(client.advance().is_err() && server.advance().is_err(), "{suite}, {side}");
        }
    }
    assert!(cases >= 8, "{cases} cases");
}

/// Records with CBC in both orders, whoever does not want the better one.
#[test]
fn encrypt_then_mac() {
    let mut ledger = Ledger::new("CBC without encrypt-then-MAC, with Mbed TLS C");
    let certificates = Certificates::new(Kind::P256);
    for &suite in CipherSuite::all() {
        if suite.is_aead() || left_out(suite).is_some() || !suite.key_exchange().has_psk() {
            continue;
        }
        let configs = Configs::new(suite, &certificates).theirs(|config| config.encrypt_then_mac(false));
        for (side, mut client, mut server) in configs.all_pairs() {
            converse(&mut *client, &mut *server).unwrap_or_else(|error| panic!("{suite}, {side}: {error}"));
            ledger.ran();
        }
    }
    ledger.finish();
}

fn required_without(configs: Configs) -> Configs {
    configs.ours(Config::require_extended_master_secret).theirs(|config| config.extended_master_secret(false))
}

/// C asks for another handshake; ours says no, and the connection goes on.
#[test]
fn renegotiation_is_declined() {
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), &certificates)
        .theirs(c::Config::renegotiation);
    let mut client = Stream::client(configs.our_client.clone());
    let mut server = Theirs::server(Transport::Stream, &configs.their_server);
    shake_hands(&mut client, &mut server).expect("connected");
    server.connection.renegotiate().expect("a request");
    carry(&mut client, &mut server).expect("still connected");
    send(&mut client, &mut server, b"still here").expect("still connected");
    send(&mut server, &mut client, b"here, too").expect("still connected");
}
