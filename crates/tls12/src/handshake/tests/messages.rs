// SPDX-License-Identifier: MIT
//! Which messages there are in a handshake, and what becomes of them when somebody changes them on their way.

use super::*;
use crate::KeyExchange;

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

/// One suite for each key exchange.
fn kinds() -> Vec<CipherSuite> {
    let mut found: Vec<CipherSuite> = vec![];
    for &suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        if found.iter().all(|one| one.key_exchange() != suite.key_exchange()) {
            found.push(suite);
        }
    }
    assert_eq!(found.len(), if cfg!(feature = "legacy") { 10 } else { 6 });
    found
}

/// The messages of a handshake, in order.
fn messages(client: Config, server: Config) -> Vec<HandshakeType> {
    let mut kinds = vec![];
    let outcome = shake_hands_through(client, server, false, &mut |_, kind, _| kinds.push(kind));
    outcome.expect("a handshake");
    kinds
}

/// RFC 4279 sections 2 and 5.2, RFC 5489 section 2.
#[test]
fn parameters_come_where_there_is_something_to_say() {
    for suite in kinds() {
        let key_exchange = suite.key_exchange();
        let always = key_exchange.has_forward_secrecy();
        for hint in [false, true] {
            let (client, server) = configs(suite);
            let server = if hint { server.pre_shared_key_hint(b"hint") } else { server };
            let found = messages(client, server).contains(&HandshakeType::SERVER_KEY_EXCHANGE);
            assert_eq!(found, always || (hint && key_exchange.has_psk()), "{suite} {hint}");
        }
    }
}

/// RFC 5246 sections 7.4.6 and 7.4.8.
#[test]
fn clients_prove_the_certificates_that_they_show() {
    let suite = suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256");
    for shows in [false, true] {
        for wanted in [ClientAuthentication::None, ClientAuthentication::Optional] {
            let (client, server) = configs(suite);
            let client = if shows { Certified::ecdsa().identify(client) } else { client };
            let server = server.client_authentication(wanted).peer_verifier(Arc::new(Trust(true)));
            let found = messages(client, server);
            let asked = wanted != ClientAuthentication::None;
            assert_eq!(found.contains(&HandshakeType::CERTIFICATE_REQUEST), asked);
            let certificates = found.iter().filter(|kind| **kind == HandshakeType::CERTIFICATE);
            assert_eq!(certificates.count(), 1 + usize::from(asked));
            assert_eq!(found.contains(&HandshakeType::CERTIFICATE_VERIFY), asked && shows);
        }
    }
}

/// A server with a certificate and keys takes the first of its suites that the client can do.
#[test]
fn certificates_and_keys_side_by_side() {
    let (ecdsa, psk) =
        (suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"), suite("TLS-PSK-WITH-AES-128-GCM-SHA256"));
    for order in [[ecdsa, psk], [psk, ecdsa]] {
        let server = || Certified::ecdsa().identify(server_config(&order));
        for offers in [vec![ecdsa, psk], vec![psk, ecdsa], vec![psk], vec![ecdsa]] {
            let client = client_config(&offers, b"a secret").peer_verifier(Arc::new(Trust(true)));
            let found = messages(client.clone(), server());
            let (established, ..) = shake_hands(client, server(), false).expect("a handshake");
            let expected = *order.iter().find(|suite| offers.contains(suite)).expect("one in common");
            assert_eq!(established.negotiated.suite, expected);
            assert_eq!(found.contains(&HandshakeType::CERTIFICATE), expected == ecdsa);
        }
    }
}

/// RFC 5246 section 7.4: nothing may follow what a message has.
#[test]
fn a_byte_more_or_less_ends_the_handshake() {
    let mut cases = 0;
    for suite in kinds() {
        for less in [false, true] {
            for target in 0.. {
                let (client, server) = configs(suite);
                let (client, server) = match suite.key_exchange() {
                    KeyExchange::EcdheEcdsa => (
                        Certified::ecdsa().identify(client),
                        server
                            .client_authentication(ClientAuthentication::Required)
                            .peer_verifier(Arc::new(Trust(true))),
                    ),
                    _ => (client, server),
                };
                let (mut index, mut found) = (0, None);
                let outcome = shake_hands_through(client, server, false, &mut |_, kind, body| {
                    if index == target {
                        found = Some(kind);
                        if less {
                            body.pop();
                        } else {
                            body.push(0);
                        }
                    }
                    index += 1;
                });
                let Some(kind) = found else { break };
                // There is nothing to take from nothing.
                if less && kind == HandshakeType::SERVER_HELLO_DONE {
                    continue;
                }
                assert!(
                    matches!(outcome, Err(Error::InvalidMessage(_))),
                    "{suite} {kind:?}: {:?}",
                    outcome.err()
                );
                cases += 1;
            }
        }
    }
    assert!(cases > 80, "{cases} cases");
}

/// Changes the message of this kind.
fn changed(suite: CipherSuite, target: HandshakeType, change: impl Fn(&mut Vec<u8>)) -> Error {
    let (client, server) = configs(suite);
    let (client, server) = (
        Certified::ecdsa().identify(client.groups(&[Group::SECP256R1])),
        server.client_authentication(ClientAuthentication::Optional).peer_verifier(Arc::new(Trust(true))),
    );
    let outcome = shake_hands_through(client, server, false, &mut |_, kind, body| {
        if kind == target {
            change(body);
        }
    });
    outcome.err().expect("somebody notices")
}

#[test]
fn schemes_that_were_not_offered_are_refused() {
    let suite = suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256");
    for scheme in [[2, 3], [1, 1], [0xfe, 0xff]] {
        // Before the signature stand kind, number and length of the group's point.
        let error = changed(suite, HandshakeType::SERVER_KEY_EXCHANGE, |body| {
            let place = 4 + usize::from(body[3]);
            body[place..place + 2].copy_from_slice(&scheme);
        });
        assert!(matches!(error, Error::PeerMisbehaved(_)), "{error}");
        let error =
            changed(suite, HandshakeType::CERTIFICATE_VERIFY, |body| body[..2].copy_from_slice(&scheme));
        assert!(matches!(error, Error::PeerMisbehaved(_)), "{error}");
    }
    // Those that were, but are not by the key.
    for target in [HandshakeType::SERVER_KEY_EXCHANGE, HandshakeType::CERTIFICATE_VERIFY] {
        let error = changed(suite, target, |body| *body.last_mut().expect("a signature") ^= 1);
        assert!(matches!(error, Error::HandshakeSignature), "{error}");
    }
}

/// RFC 5246 section 7.4.7.1: whatever becomes of an encrypted secret on its way, the server does not say, and only the
/// client's `Finished` is wrong.
#[cfg(feature = "legacy")]
#[test]
fn changed_transported_secrets_fail_late() {
    const CHANGES: [fn(&mut [u8]); 4] = [
        |secret| secret[200] ^= 1,
        |secret| secret.fill(0),
        |secret| secret.fill(0xff),
        |secret| secret.rotate_left(1),
    ];
    let mut cases = 0;
    for suite in kinds() {
        let before = match suite.key_exchange() {
            KeyExchange::Rsa => 2,
            // The identity, `us`.
            KeyExchange::RsaPsk => 2 + 2 + 2,
            _ => continue,
        };
        for change in CHANGES {
            let (client, server) = configs(suite);
            let outcome = shake_hands_through(client, server, true, &mut |_, kind, body| {
                if kind == HandshakeType::CLIENT_KEY_EXCHANGE {
                    assert_eq!(body.len(), before + 256);
                    change(&mut body[before..]);
                }
            });
            assert!(matches!(outcome, Err(Error::Finished)), "{suite}: {:?}", outcome.err());
            cases += 1;
        }
    }
    assert_eq!(cases, 8);
}

/// RFC 8422 section 5.11, RFC 5246 section 8.1.2.
#[test]
fn public_values_that_are_none_are_refused() {
    let suite = suite("TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256");
    let flip = |body: &mut Vec<u8>| *body.last_mut().expect("a point") ^= 1;
    for target in [HandshakeType::SERVER_KEY_EXCHANGE, HandshakeType::CLIENT_KEY_EXCHANGE] {
        let error = changed(suite, target, flip);
        assert!(matches!(error, Error::PeerMisbehaved(_)), "{error}");
        // Another form of point than the uncompressed one.
        let error = changed(suite, target, |body| {
            let place = body.len() - 65;
            body[place] = 2;
        });
        assert!(matches!(error, Error::PeerMisbehaved(_)), "{error}");
    }
    // A group that was not offered.
    let error = changed(suite, HandshakeType::SERVER_KEY_EXCHANGE, |body| body[4] = 24);
    assert!(matches!(error, Error::PeerMisbehaved(_)), "{error}");
}

/// Somebody in the middle who takes out what he does not like.
#[test]
fn weaker_suites_than_both_have_are_noticed() {
    let strong = suite("TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256");
    let weak = suite("TLS-PSK-WITH-AES-128-CCM-8");
    let (client, server) = (client_config(&[strong, weak], b"a secret"), server_config(&[strong, weak]));
    for datagram in [false, true] {
        // Both names of suites are the weak one's. The cookie's length stands before them in datagrams.
        let place = 2 + 32 + 1 + usize::from(datagram) + 2;
        let outcome = shake_hands_through(client.clone(), server.clone(), datagram, &mut |_, kind, body| {
            if kind == HandshakeType::CLIENT_HELLO {
                body[place..place + 2].copy_from_slice(&weak.id().to_be_bytes());
            }
        });
        assert!(matches!(outcome, Err(Error::Finished)), "{:?}", outcome.err());
    }
}

/// RFC 4279 section 5.3: at least 128 and 64 bytes. Any bytes are an identity.
#[test]
fn long_identities_and_keys() {
    let suites = [suite("TLS-PSK-WITH-AES-128-CCM-8")];
    for (identity, key) in [(128, 64), (1000, 1000), (0, 1), (65_535, 65_535)] {
        let identity: Vec<u8> = (0..=255).cycle().take(identity).collect();
        let key = vec![0xa5; key];
        let (known, secret) = (identity.clone(), key.clone());
        let store = move |one: &[u8]| (one == known).then(|| SecretBytes::copy_from(&secret));
        let server = Config::new(&suites).pre_shared_key_store(Arc::new(store));
        let client =
            Config::new(&suites).pre_shared_key(Arc::new(PreSharedKey::new(&identity, &key).expect("a key")));
        let (_, established, _) = shake_hands(client, server, true).expect("a handshake");
        assert_eq!(established.client.map(|client| client.identity), Some(identity));
    }
    // What no client can have is not known.
    for length in [0, 65_536] {
        let store = move |_: &[u8]| Some(SecretBytes::new(vec![7; length]));
        let server = Config::new(&suites).pre_shared_key_store(Arc::new(store)).reveal_unknown_identities();
        let outcome = shake_hands(client_config(&suites, b"a secret"), server, false);
        assert!(matches!(outcome, Err(Error::UnknownIdentity)), "{length}");
    }
    assert!(PreSharedKey::new(b"us", b"").is_err());
    assert!(PreSharedKey::new(b"us", &[1; 65_536]).is_err());
}
