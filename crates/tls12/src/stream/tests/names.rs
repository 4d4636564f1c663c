// SPDX-License-Identifier: MIT
//! Servers of many names, and what certificates may be used for.

use purembed_pk::{Curve, Ecc, Rsa};
use purembed_x509::KeyUsage;

use super::*;
use crate::{Choice, Wish};

const ECDSA: &str = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256";
const RSA: &str = "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256";

fn suites() -> [CipherSuite; 2] {
    [ECDSA, RSA].map(|name| name.parse().expect("a suite"))
}

fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(random::generator().expect("random bytes"))
}

/// Two names with a certificate each, one without, and a protocol that makes a choice too.
fn chooser(wish: &Wish<'_>) -> Choice {
    let config = Config::new(&suites());
    match wish.server_name() {
        Some("rsa.example") => Choice::Use(Arc::new(Certified::rsa().identify(config))),
        Some("ecdsa.example") if wish.offers(suites()[0]) => {
            Choice::Use(Arc::new(Certified::ecdsa().identify(config)))
        }
        Some("keep.example") => Choice::Keep,
        None if wish.inner_protocols().any(|name| name == b"acme-tls/1") => {
            Choice::Use(Arc::new(Certified::rsa().identify(config.inner_protocols(&[b"acme-tls/1"]))))
        }
        None => Choice::Keep,
        Some(_) => Choice::Refuse,
    }
}

fn visit(name: Option<&str>, change: impl Fn(Config) -> Config) -> (TlsConnection, TlsConnection, Vec<u8>) {
    let client = change(Config::new(&suites()).peer_verifier(Arc::new(Trust(true))));
    let server = Certified::ecdsa().identify(Config::new(&suites())).chooser(Arc::new(chooser));
    let mut client = TlsConnection::client(Arc::new(client), name, rng(), 0).expect("a hello");
    let mut server = TlsConnection::server(Arc::new(server), rng(), 0);
    server.receive(&client.take_outgoing());
    let answer = server.take_outgoing();
    client.receive(&answer);
    carry(&mut client, &mut server, 100_000);
    (client, server, answer)
}

#[test]
fn names_choose_configurations() {
    for (name, certified, echoes) in [
        (Some("rsa.example"), Certified::rsa(), true),
        (Some("rsa.example."), Certified::rsa(), true),
        (Some("ecdsa.example"), Certified::ecdsa(), true),
        (Some("keep.example"), Certified::ecdsa(), false),
        (Some("192.0.2.1"), Certified::ecdsa(), false),
        (None, Certified::ecdsa(), false),
    ] {
        let (mut client, mut server, answer) = visit(name, |config| config);
        talk(&mut client, &mut server);
        assert_eq!(client.peer_certificates(), certified.chain, "{name:?}");
        // RFC 6066 section 3: a name that mattered is acknowledged, by nothing.
        assert_eq!(answer.windows(4).any(|window| window == [0; 4]), echoes, "{name:?}");
        let sent = name.filter(|name| !name.starts_with('1')).map(|name| name.trim_end_matches('.'));
        assert_eq!(server.server_name(), sent);
    }
}

/// RFC 6066 section 3: the name is not acknowledged again.
#[test]
fn names_in_resumed_sessions() {
    let tickets = Arc::new(crate::TicketKeys::new(rng(), core::time::Duration::from_secs(60)));
    let chosen = Certified::rsa().identify(Config::new(&suites())).tickets(tickets);
    let chosen = Arc::new(chosen);
    let chooser = move |wish: &Wish<'_>| match wish.server_name() {
        Some("rsa.example") => Choice::Use(Arc::clone(&chosen)),
        _ => Choice::Refuse,
    };
    let server = Arc::new(Config::new(&suites()).chooser(Arc::new(chooser)));
    let client = Arc::new(Config::new(&suites()).peer_verifier(Arc::new(Trust(true))));
    let name = Some("rsa.example");
    let mut first = TlsConnection::client(Arc::clone(&client), name, rng(), 0).expect("a hello");
    talk(&mut first, &mut TlsConnection::server(Arc::clone(&server), rng(), 0));
    let session = first.session().expect("a ticket");
    let mut again = TlsConnection::resume(client, name, &session, rng(), 0).expect("a hello");
    let mut server = TlsConnection::server(server, rng(), 0);
    server.receive(&again.take_outgoing());
    let answer = server.take_outgoing();
    assert!(!answer[..100].windows(4).any(|window| window == [0; 4]));
    again.receive(&answer);
    talk(&mut again, &mut server);
    assert!(again.is_resumed() && server.is_resumed());
}

#[test]
fn unknown_names_are_refused_if_so_chosen() {
    let (client, server, _) = visit(Some("other.example"), |config| config);
    assert!(matches!(server.failure(), Some(Error::UnrecognizedName)));
    assert!(matches!(client.failure(), Some(Error::AlertReceived(Alert::UNRECOGNIZED_NAME))));
}

#[test]
fn protocols_choose_configurations() {
    let (mut client, mut server, _) = visit(None, |config| config.inner_protocols(&[b"acme-tls/1"]));
    talk(&mut client, &mut server);
    assert_eq!(client.peer_certificates(), Certified::rsa().chain);
    assert_eq!(client.protocol(), Some(&b"acme-tls/1"[..]));
}

fn ecdsa_for(usage: KeyUsage) -> Certified {
    Certified::for_use(Ecc::generate(Curve::SECP256R1).expect("a key"), Some(usage))
}

fn meet(server: Config, client: Config) -> (TlsConnection, TlsConnection) {
    let client = client.peer_verifier(Arc::new(Trust(true)));
    let mut client = TlsConnection::client(Arc::new(client), Some("localhost"), rng(), 0).expect("a hello");
    let mut server = TlsConnection::server(Arc::new(server), rng(), 0);
    carry(&mut client, &mut server, 100_000);
    (client, server)
}

/// RFC 5246 sections 7.4.2 and 7.4.6.
#[test]
fn certificates_are_for_what_they_say() {
    let (signs, agrees) = (ecdsa_for(KeyUsage::DIGITAL_SIGNATURE), ecdsa_for(KeyUsage::KEY_AGREEMENT));
    let config = || Config::new(&suites());
    let (client, _) = meet(signs.identify(config()), config());
    assert!(client.failure().is_none() && !client.is_handshaking());
    // A server does not offer what its certificate is not for.
    let (_, server) = meet(agrees.identify(config()), config());
    assert!(matches!(server.failure(), Some(Error::PeerIncompatible(_))));
    // A client does not take it either, if one comes nevertheless.
    let enciphers = Certified::for_use(Rsa::generate(2048).expect("a key"), Some(KeyUsage::KEY_ENCIPHERMENT));
    let server = Certified::rsa().identify(config());
    let mut client =
        TlsConnection::client(Arc::new(config().peer_verifier(Arc::new(Trust(true)))), None, rng(), 0)
            .expect("a hello");
    let mut server = TlsConnection::server(Arc::new(server), rng(), 0);
    server.receive(&client.take_outgoing());
    let flight = server.take_outgoing();
    client.receive(&with_certificate(&flight, enciphers.chain[0].as_der()));
    assert!(matches!(client.failure(), Some(Error::CertificateUsage)), "{:?}", client.failure());
    assert!(client.take_outgoing().ends_with(&[2, Alert::UNSUPPORTED_CERTIFICATE.0]));
    // Nor does a server of its clients.
    for (own, fits) in [(&signs, true), (&agrees, false)] {
        let server = signs
            .identify(config())
            .client_authentication(crate::ClientAuthentication::Required)
            .peer_verifier(Arc::new(Trust(true)));
        let (_, server) = meet(server, own.identify(config()));
        assert_eq!(server.failure().is_none(), fits);
        assert!(fits || matches!(server.failure(), Some(Error::CertificateUsage)));
    }
}

/// A server's flight, with another certificate in it.
fn with_certificate(flight: &[u8], der: &[u8]) -> Vec<u8> {
    let (mut rest, mut messages) = (flight, vec![]);
    while !rest.is_empty() {
        let length = usize::from(u16::from_be_bytes([rest[3], rest[4]]));
        messages.extend_from_slice(&rest[5..5 + length]);
        rest = &rest[5 + length..];
    }
    let hello = 4 + length24(&messages[1..]);
    let mut out = messages[..hello].to_vec();
    out.push(11);
    for more in [6, 3, 0] {
        out.extend_from_slice(&u32::try_from(der.len() + more).expect("short").to_be_bytes()[1..]);
    }
    out.extend_from_slice(der);
    let length = u16::try_from(out.len()).expect("one record").to_be_bytes();
    [&[22, 3, 3][..], &length, &out].concat()
}

fn length24(bytes: &[u8]) -> usize {
    bytes[..3].iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
}
