// SPDX-License-Identifier: MIT
//! What TLS 1.2 and DTLS 1.2 have beside suites, with GnuTLS on the other side, over sockets on 127.0.0.1: certificates of
//! every kind and of both sides, extensions, exporters, cookies, sizes.

use std::ffi::OsString;

use purembed::x509::Purpose;
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::certificates::{Certificates, InFiles};
use purembed_tests::tls12::clients::{Meeting, for_each_meeting};
use purembed_tests::tls12::gnutls::{EVERYTHING, GnuTls, psk, showing, trusting};
use purembed_tests::tls12::host::host;
use purembed_tests::tls12::openssl::words;
use purembed_tests::tls12::sockets::{Errand, LABEL, Outcome, Talk, Transport, serve};
use purembed_tests::tls12::{psk_client, psk_server, trusting as our_trusting, with_chain};
use purembed_tls12::{CipherSuite, ClientAuthentication, Config};

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

/// The suite that goes with certificates of a kind.
fn suite_of(kind: Kind) -> CipherSuite {
    suite(match kind {
        Kind::Rsa2048 => "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256",
        _ => "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
    })
}

fn of_psk() -> CipherSuite {
    suite("TLS-PSK-WITH-AES-128-GCM-SHA256")
}

/// `gnutls-cli` and a server of ours: what we saw, and what it said.
fn serve_to(
    gnutls: &GnuTls,
    transport: Transport,
    priority: &str,
    config: Config,
    arguments: &[OsString],
    line: &str,
) -> (Outcome, String) {
    let (address, thread) = serve(transport, config, None);
    let said = gnutls.visit(transport, address, priority, arguments, line);
    let outcome = thread.join().expect("no panic").and_then(|talk| {
        let capitals = line.to_uppercase();
        if said.contains(&capitals) { Ok(talk) } else { Err("gnutls-cli got no answer".to_owned()) }
    });
    (outcome, said)
}

fn good((outcome, said): (Outcome, String), case: &str) -> (Talk, String) {
    match outcome {
        Ok(talk) => (talk, said),
        Err(error) => panic!("{case}: {error}\n{said}"),
    }
}

#[test]
fn certificates_of_every_kind() {
    let mut ledger = Ledger::new("servers' certificates with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    for kind in Kind::ALL {
        let (server, stranger) = (InFiles::new(Pki::new(kind)), InFiles::new(Pki::new(kind)));
        let config = || Config::new(&[suite_of(kind)]);
        for transport in Transport::ALL {
            let case = format!("{kind:?}, {transport}");
            let theirs = [words("--disable-client-cert"), showing(&server)].concat();
            let running = gnutls.serve(transport, EVERYTHING, &theirs);
            let client = our_trusting(config(), &stranger.pki, Purpose::ServerAuth);
            assert!(
                Errand::new(running.address, "hello").in_vain().run(transport, &client).is_err(),
                "{case}"
            );
            let client = our_trusting(config(), &server.pki, Purpose::ServerAuth);
            let talk = Errand::new(running.address, "hello").run(transport, &client);
            let talk = talk.unwrap_or_else(|error| panic!("{case}: {error}"));
            assert_eq!(talk.peer_certificates, 2, "{case}");
            let ours = with_chain(config(), &server.pki);
            let outcome = serve_to(&gnutls, transport, EVERYTHING, ours.clone(), &trusting(&server), "hello");
            good(outcome, &case);
            let outcome = serve_to(&gnutls, transport, EVERYTHING, ours, &trusting(&stranger), "hello");
            assert!(outcome.0.is_err(), "{case}");
            (0..4).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

#[test]
fn certificates_of_clients() {
    let mut ledger = Ledger::new("clients' certificates with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    let server = InFiles::new(Pki::new(Kind::P256));
    let config = || Config::new(&[suite_of(Kind::P256)]);
    for_each_meeting(|case| {
        let Meeting { transport, asks, known, shown, well, .. } = *case;
        let options = match asks {
            ClientAuthentication::Required => "--require-client-cert --verify-client-cert",
            _ => "--verify-client-cert",
        };
        let theirs = [words(options), showing(&server), trusting(known)].concat();
        let running = gnutls.serve(transport, EVERYTHING, &theirs);
        let mut client = our_trusting(config(), &server.pki, Purpose::ServerAuth);
        if let Some(shown) = shown {
            client = with_chain(client, &shown.pki);
        }
        let errand = Errand::new(running.address, "hello");
        let errand = if well { errand } else { errand.in_vain() };
        let outcome = errand.run(transport, &client);
        assert_eq!(outcome.is_ok(), well, "our client, {case:?}: {outcome:?}");
        let ours = with_chain(config(), &server.pki).client_authentication(asks);
        let ours = our_trusting(ours, &known.pki, Purpose::ClientAuth);
        let theirs = [trusting(&server), shown.map(showing).unwrap_or_default()].concat();
        let (outcome, _) = serve_to(&gnutls, transport, EVERYTHING, ours, &theirs, "hello");
        assert_eq!(outcome.is_ok(), well, "our server, {case:?}: {outcome:?}");
        if let Ok(talk) = outcome {
            assert_eq!(talk.peer_certificates, case.certificates(), "{case:?}");
        }
        (0..2).for_each(|_| ledger.ran());
    });
    ledger.finish();
}

/// Records with CBC in both orders, whoever does not want the better one.
#[test]
fn encrypt_then_mac() {
    let mut ledger = Ledger::new("CBC without encrypt-then-MAC, with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    let certificates = Certificates::new();
    let numbers = gnutls.suites();
    let without = format!("{EVERYTHING}:%NO_ETM");
    let mut arguments = words("--disable-client-cert");
    arguments.extend(
        [&certificates.ecdsa, &certificates.rsa, &certificates.transport].into_iter().flat_map(showing),
    );
    for transport in Transport::ALL {
        let servers = [EVERYTHING, &without].map(|priority| gnutls.serve(transport, priority, &arguments));
        let of_cbc = CipherSuite::all().iter().filter(|suite| !suite.is_aead() && suite.supported().is_ok());
        for &suite in of_cbc.filter(|suite| numbers.contains(&suite.id())) {
            let client = certificates.client(suite);
            for (server, config) in servers.iter().zip([client.clone().without_encrypt_then_mac(), client]) {
                let talk = Errand::new(server.address, "hello").run(transport, &config);
                assert_eq!(talk.map(|talk| talk.suite), Ok(suite.name()), "{transport}");
                ledger.ran();
            }
        }
        let suite = suite("TLS-PSK-WITH-AES-128-CBC-SHA");
        for (priority, config) in
            [(EVERYTHING, psk_server(&[suite]).without_encrypt_then_mac()), (&without, psk_server(&[suite]))]
        {
            good(serve_to(&gnutls, transport, priority, config, &psk(), "hello"), priority);
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn inner_protocols_and_names() {
    let mut ledger = Ledger::new("ALPN and SNI with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    for transport in Transport::ALL {
        let options =
            words("--alpn mqtt --alpn coap --alpn-fatal --sni-hostname localhost --sni-hostname-fatal");
        let server = gnutls.serve(transport, EVERYTHING, &options);
        let client = psk_client(&[of_psk()]).inner_protocols(&[b"http/1.1", b"coap"]);
        let talk = Errand::new(server.address, "hello").run(transport, &client);
        assert_eq!(talk.expect("coap").protocol.as_deref(), Some(&b"coap"[..]), "{transport}");
        let stranger = psk_client(&[of_psk()]).inner_protocols(&[b"http/1.1"]);
        assert!(
            Errand::new(server.address, "hello").in_vain().run(transport, &stranger).is_err(),
            "{transport}"
        );
        let errand = Errand { name: "other.example", ..Errand::new(server.address, "hello") };
        assert!(errand.in_vain().run(transport, &client).is_err(), "{transport}");
        let options = [words("--alpn mqtt --alpn coap --sni-hostname localhost"), psk()].concat();
        let ours = psk_server(&[of_psk()]).inner_protocols(&[b"http/1.1", b"coap"]);
        let (talk, said) = good(serve_to(&gnutls, transport, EVERYTHING, ours, &options, "hello"), "ALPN");
        assert_eq!(talk.protocol.as_deref(), Some(&b"coap"[..]), "{transport}: {said}");
        assert_eq!(talk.server_name.as_deref(), Some("localhost"), "{transport}: {said}");
        let ours = psk_server(&[of_psk()]).inner_protocols(&[b"http/1.1"]);
        let outcome = serve_to(&gnutls, transport, EVERYTHING, ours, &options, "hello");
        assert!(outcome.0.is_err(), "{transport}: {outcome:?}");
        (0..5).for_each(|_| ledger.ran());
    }
    ledger.finish();
}

/// Its server keeps to the limit that our client asks for, handshake messages included. GCM makes records longer by 24
/// bytes. Its client asks in another way (RFC 8449), which we do not have.
#[test]
fn short_fragments() {
    const EXPANSION: usize = 24;
    let mut ledger = Ledger::new("maximum fragment lengths with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    let server = InFiles::new(Pki::new(Kind::Rsa2048));
    for transport in Transport::ALL {
        let theirs = [words("--disable-client-cert"), showing(&server)].concat();
        let running = gnutls.serve(transport, EVERYTHING, &theirs);
        // Version 3.7 does not hold data to the limit: OpenSSL complains, too.
        let line = "o".repeat(if transport == Transport::Stream { 500 } else { 100 });
        for bytes in [512, 1024, 2048, 4096] {
            let config = Config::new(&[suite_of(Kind::Rsa2048)]).max_fragment_length(bytes);
            let config = our_trusting(config, &server.pki, Purpose::ServerAuth);
            let errand = Errand { line: &line, ..Errand::new(running.address, &line) };
            let talk = errand.run(transport, &config);
            let traffic = talk.unwrap_or_else(|error| panic!("{bytes}, {transport}: {error}")).traffic;
            assert!(traffic.record_received <= bytes + EXPANSION, "{bytes}, {transport}: {traffic:?}");
            assert!(traffic.record_sent <= bytes + EXPANSION, "{bytes}, {transport}: {traffic:?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// What GnuTLS exported, of what it said.
fn exported_in(said: &str) -> Option<String> {
    let (_, rest) = said.split_once("Key material: ")?;
    rest.split_whitespace().next().map(str::to_lowercase)
}

/// Both keys that are bound to the handshake and those that are not, whoever does not bind them.
#[test]
fn exporters_and_extended_master_secret() {
    let mut ledger = Ledger::new("exporters and the extended master secret with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    let without = format!("{EVERYTHING}:%NO_SESSION_HASH");
    let mut options = [psk(), words("--keymatexportsize 20 --keymatexport")].concat();
    options.push(LABEL.into());
    for transport in Transport::ALL {
        for (priority, ours, theirs) in
            [(EVERYTHING, true, true), (EVERYTHING, false, true), (&without, true, false)]
        {
            let case = format!("{transport}, ours: {ours}, theirs: {theirs}");
            let change = |config: Config| if ours { config } else { config.without_extended_master_secret() };
            let server = change(psk_server(&[of_psk()]));
            let (talk, said) = good(serve_to(&gnutls, transport, priority, server, &options, "hello"), &case);
            let hexadecimal: String = talk.exported.iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(exported_in(&said), Some(hexadecimal), "{case}: {said}");
            let running = gnutls.serve(transport, priority, &[]);
            let client = change(psk_client(&[of_psk()]));
            Errand::new(running.address, "hello")
                .run(transport, &client)
                .unwrap_or_else(|error| panic!("{case}: {error}"));
            (0..2).for_each(|_| ledger.ran());
            if !theirs {
                let client = psk_client(&[of_psk()]).require_extended_master_secret();
                assert!(
                    Errand::new(running.address, "hello").in_vain().run(transport, &client).is_err(),
                    "{case}"
                );
                let server = psk_server(&[of_psk()]).require_extended_master_secret();
                let outcome = serve_to(&gnutls, transport, priority, server, &options, "hello");
                assert!(outcome.0.is_err(), "{case}: {outcome:?}");
                (0..2).for_each(|_| ledger.ran());
            }
        }
    }
    ledger.finish();
}

#[test]
fn cookies_and_small_datagrams() {
    let mut ledger = Ledger::new("cookies and small datagrams with GnuTLS");
    let Some(gnutls) = GnuTls::find() else { return };
    let certificate = InFiles::new(Pki::new(Kind::Rsa2048));
    let config = || Config::new(&[suite_of(Kind::Rsa2048)]);
    for (option, asks) in [("", true), ("--nocookie", false)] {
        for mtu in [400, 900] {
            let case = format!("{option}, {mtu} bytes");
            let options = words(&format!("--disable-client-cert --mtu {mtu} {option}"));
            let running =
                gnutls.serve(Transport::Datagram, EVERYTHING, &[options, showing(&certificate)].concat());
            let client = our_trusting(config(), &certificate.pki, Purpose::ServerAuth);
            let errand = Errand { mtu: Some(mtu), ..Errand::new(running.address, "hello") };
            let talk = errand.run(Transport::Datagram, &client);
            let traffic = talk.unwrap_or_else(|error| panic!("{case}: {error}")).traffic;
            assert_eq!(traffic.asked_for_cookie, asks, "{case}");
            assert!(traffic.datagram_sent <= usize::from(mtu), "{case}: {traffic:?}");
            assert!(traffic.datagram_received <= usize::from(mtu), "{case}: {traffic:?}");
            ledger.ran();
        }
    }
    let (address, thread) = host(psk_server(&[of_psk()]), 1, <[u8]>::to_ascii_uppercase);
    let said = gnutls.visit(Transport::Datagram, address, EVERYTHING, &psk(), "hello");
    assert_eq!(thread.join().expect("no panic").as_deref(), Ok(of_psk().name()), "{said}");
    assert!(said.contains("HELLO"), "{said}");
    ledger.ran();
    for mtu in [400, 900] {
        let options = [words(&format!("--mtu {mtu}")), trusting(&certificate)].concat();
        let (address, thread) = serve(Transport::Datagram, with_chain(config(), &certificate.pki), Some(mtu));
        let said = gnutls.visit(Transport::Datagram, address, EVERYTHING, &options, "hello");
        let talk = thread.join().expect("no panic").unwrap_or_else(|error| panic!("{mtu}: {error}\n{said}"));
        assert!(talk.traffic.datagram_sent <= usize::from(mtu), "{mtu}: {talk:?}");
        ledger.ran();
    }
    ledger.finish();
}
