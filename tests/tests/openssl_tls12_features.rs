// SPDX-License-Identifier: MIT
//! What TLS 1.2 and DTLS 1.2 have beside suites, with OpenSSL on the other side, over sockets on 127.0.0.1: certificates
//! of every kind and of both sides, extensions, exporters, cookies, sizes.

use std::ffi::OsString;
use std::fs;
use std::sync::{Arc, Mutex};

use purembed::x509::{Purpose, TrustStore};
use purembed_core::hex;
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::certificates::{Certificates, InFiles};
use purembed_tests::tls12::clients::{Meeting, for_each_meeting};
use purembed_tests::tls12::host::host;
use purembed_tests::tls12::openssl::{OpenSsl, psk, showing, trusting, words};
use purembed_tests::tls12::sockets::{Errand, LABEL, Outcome, Talk, Transport, serve};
use purembed_tests::tls12::{psk_client, psk_server, trusting as our_trusting, with_chain};
use purembed_tls12::{CipherSuite, ClientAuthentication, Config, KeyLog, TrustVerifier};

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

/// The suite that goes with certificates of a kind, with its name at OpenSSL's.
fn suite_of(kind: Kind) -> (CipherSuite, Vec<OsString>) {
    let (ours, theirs) = match kind {
        Kind::Rsa2048 => ("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"),
        _ => ("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256", "ECDHE-ECDSA-AES128-GCM-SHA256"),
    };
    (suite(ours), words(&format!("-cipher {theirs}")))
}

/// Suite and arguments for what has nothing to do with certificates.
fn of_psk() -> (CipherSuite, Vec<OsString>) {
    let arguments = [words("-cipher PSK-AES128-GCM-SHA256:@SECLEVEL=0"), psk()].concat();
    (suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), arguments)
}

fn with(arguments: &[OsString], more: &str) -> Vec<OsString> {
    [arguments.to_vec(), words(more)].concat()
}

/// A client of ours and `s_server`: what we saw, and what it said.
fn visit(
    openssl: &OpenSsl,
    transport: Transport,
    config: &Config,
    arguments: &[OsString],
    change: impl Fn(&mut Errand<'_>),
) -> (Outcome, String) {
    let server = openssl.serve(transport, arguments);
    let mut errand = Errand::new(server.address, "olleh");
    change(&mut errand);
    server.answer(errand.line, errand.answer, || errand.run(transport, config))
}

/// `s_client` and a server of ours, which has to get `line` and send it back in capitals.
fn serve_to(
    openssl: &OpenSsl,
    transport: Transport,
    config: Config,
    arguments: &[OsString],
    line: &str,
) -> (Outcome, String) {
    let (address, thread) = serve(transport, config, None);
    let said = openssl.visit(transport, address, arguments, line);
    let outcome = thread.join().expect("no panic").and_then(|talk| {
        let capitals = line.to_uppercase();
        if said.contains(&capitals) { Ok(talk) } else { Err("s_client got no answer".to_owned()) }
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
    let mut ledger = Ledger::new("servers' certificates with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    for kind in Kind::ALL {
        let server = InFiles::new(Pki::new(kind));
        let (suite, arguments) = suite_of(kind);
        for transport in Transport::ALL {
            let case = format!("{kind:?}, {transport}");
            let config = our_trusting(Config::new(&[suite]), &server.pki, Purpose::ServerAuth);
            let theirs = [&arguments[..], &showing(&server)].concat();
            if (kind, transport) == (Kind::Ed25519, Transport::Datagram) {
                ledger.skip("that its server does not have: Ed25519 over datagrams");
            } else {
                let (talk, _) = good(visit(&openssl, transport, &config, &theirs, |_| ()), &case);
                assert_eq!(talk.peer_certificates, 2, "{case}");
                ledger.ran();
            }
            let config = with_chain(Config::new(&[suite]), &server.pki);
            let theirs = [&arguments[..], &trusting(&server), &words("-verify_hostname localhost")].concat();
            good(serve_to(&openssl, transport, config, &theirs, "hello"), &case);
            // And from a stranger's point of view.
            let stranger = InFiles::new(Pki::new(kind));
            let config = our_trusting(Config::new(&[suite]), &stranger.pki, Purpose::ServerAuth);
            let theirs = [&arguments[..], &showing(&server)].concat();
            assert!(visit(&openssl, transport, &config, &theirs, |_| ()).0.is_err(), "{case}");
            let config = with_chain(Config::new(&[suite]), &server.pki);
            let theirs = [&arguments[..], &trusting(&stranger)].concat();
            assert!(serve_to(&openssl, transport, config, &theirs, "hello").0.is_err(), "{case}");
            (0..3).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

#[test]
fn certificates_of_clients() {
    let mut ledger = Ledger::new("clients' certificates with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let server = InFiles::new(Pki::new(Kind::P256));
    let (suite, arguments) = suite_of(Kind::P256);
    for_each_meeting(|case| {
        let Meeting { transport, asks, known, shown, well, .. } = *case;
        let option = if asks == ClientAuthentication::Required { "-Verify 3" } else { "-verify 3" };
        let mut config = our_trusting(Config::new(&[suite]), &server.pki, Purpose::ServerAuth);
        if let Some(shown) = shown {
            config = with_chain(config, &shown.pki);
        }
        let theirs = [&with(&arguments, option)[..], &showing(&server), &trusting(known)].concat();
        let (outcome, _) = visit(&openssl, transport, &config, &theirs, |_| ());
        assert_eq!(outcome.is_ok(), well, "our client, {case:?}: {outcome:?}");
        let config = with_chain(Config::new(&[suite]), &server.pki).client_authentication(asks);
        let config = our_trusting(config, &known.pki, Purpose::ClientAuth);
        let theirs = [&arguments[..], &trusting(&server), &shown.map(showing).unwrap_or_default()].concat();
        let (outcome, _) = serve_to(&openssl, transport, config, &theirs, "hello");
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
    let mut ledger = Ledger::new("CBC without encrypt-then-MAC, with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let certificates = Certificates::new();
    let names = openssl.suites();
    let of_cbc = CipherSuite::all().iter().filter(|suite| !suite.is_aead() && suite.supported().is_ok());
    for (number, &suite) in of_cbc.enumerate() {
        let Some(name) = names.get(&suite.id()) else { continue };
        let ciphers = words(&format!("-cipher {name}:@SECLEVEL=0"));
        let transport = Transport::ALL[number % 2];
        let psk = if suite.key_exchange().has_psk() { psk() } else { Vec::new() };
        let shown = certificates.of(suite).map_or_else(|| words("-nocert"), showing);
        let trusted = certificates.of(suite).map(trusting).unwrap_or_default();
        for (ours_without, option) in [(true, ""), (false, "-no_etm")] {
            let case = format!("{suite}, {transport}, without ours: {ours_without}");
            let change =
                |config: Config| if ours_without { config.without_encrypt_then_mac() } else { config };
            let theirs = with(&[&ciphers[..], &psk, &shown].concat(), option);
            // By itself it takes groups of 1024 bits, which we refuse.
            let config = change(certificates.client(suite)).dh_minimum_bits(1024);
            good(visit(&openssl, transport, &config, &theirs, |_| ()), &case);
            let theirs = with(&[&ciphers[..], &psk, &trusted].concat(), option);
            let config = change(certificates.server(suite));
            good(serve_to(&openssl, transport, config, &theirs, "hello"), &case);
            (0..2).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

#[test]
fn inner_protocols() {
    let mut ledger = Ledger::new("ALPN with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let (suite, arguments) = of_psk();
    for transport in Transport::ALL {
        for (theirs, agreed) in [("mqtt,coap", Some(&b"coap"[..])), ("mqtt", None)] {
            let case = format!("{transport}, {theirs}");
            let arguments = with(&arguments, &format!("-alpn {theirs}"));
            let client = psk_client(&[suite]).inner_protocols(&[b"http/1.1", b"coap"]);
            let (outcome, _) = visit(&openssl, transport, &client, &with(&arguments, "-nocert"), |_| ());
            assert_eq!(outcome.ok().and_then(|talk| talk.protocol).as_deref(), agreed, "our client, {case}");
            let server = psk_server(&[suite]).inner_protocols(&[b"http/1.1", b"coap"]);
            let (outcome, said) = serve_to(&openssl, transport, server, &arguments, "hello");
            assert_eq!(outcome.is_ok(), agreed.is_some(), "our server, {case}: {outcome:?}");
            assert_eq!(said.contains("ALPN protocol: coap"), agreed.is_some(), "our server, {case}: {said}");
            (0..2).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

/// Its server has a certificate for who asks for `localhost`, and refuses who asks for something else.
#[test]
fn server_names() {
    let mut ledger = Ledger::new("SNI with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let (certificate, unnamed) = (InFiles::new(Pki::new(Kind::P256)), InFiles::new(Pki::new(Kind::P256)));
    // It sends no intermediate with the second certificate, which has to be trusted itself.
    let trust = TrustStore::from_iter([certificate.pki.intermediate.clone()]);
    let verifier = Arc::new(TrustVerifier::of_servers(trust));
    let (of_ecdsa, theirs) = suite_of(Kind::P256);
    let config = Config::new(&[of_ecdsa]).peer_verifier(verifier);
    let (suite, arguments) = of_psk();
    let theirs = [theirs, showing(&unnamed)].concat();
    let mut theirs = with(&theirs, "-servername localhost -servername_fatal -cert2");
    theirs.extend([certificate.file("leaf.pem").into(), "-key2".into(), certificate.file("key.pem").into()]);
    for transport in Transport::ALL {
        good(visit(&openssl, transport, &config, &theirs, |_| ()), "our client");
        let other = |errand: &mut Errand<'_>| errand.name = "other.example";
        let (outcome, _) = visit(&openssl, transport, &config, &theirs, other);
        assert!(outcome.is_err_and(|error| error.contains("unrecognized_name")), "{transport}");
        for (option, name) in [("-servername localhost", Some("localhost")), ("-noservername", None)] {
            let theirs = with(&arguments, option);
            let (talk, _) =
                good(serve_to(&openssl, transport, psk_server(&[suite]), &theirs, "hello"), option);
            assert_eq!(talk.server_name.as_deref(), name, "{transport}");
            ledger.ran();
        }
        (0..2).for_each(|_| ledger.ran());
    }
    ledger.finish();
}

/// Both sides keep to the limit, with the messages of the handshake and with data. GCM makes records longer by 24 bytes.
#[test]
fn short_fragments() {
    const EXPANSION: usize = 24;
    let mut ledger = Ledger::new("maximum fragment lengths with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let certificate = InFiles::new(Pki::new(Kind::Rsa2048));
    let (suite, arguments) = suite_of(Kind::Rsa2048);
    for transport in Transport::ALL {
        // OpenSSL sends what it is told at once, and a datagram takes no more than a fragment.
        let line = "o".repeat(if transport == Transport::Stream { 6000 } else { 300 });
        for bytes in [512, 1024, 2048, 4096] {
            let case = format!("{bytes} bytes, {transport}");
            let config = our_trusting(Config::new(&[suite]), &certificate.pki, Purpose::ServerAuth);
            let config = config.max_fragment_length(bytes);
            let theirs = [&arguments[..], &showing(&certificate)].concat();
            let outcome = visit(&openssl, transport, &config, &theirs, |errand| {
                errand.line = "a line";
                errand.answer = "an answer";
            });
            let (talk, _) = good(outcome, &case);
            assert!(talk.traffic.record_received <= bytes + EXPANSION, "our client, {case}: {talk:?}");
            let config = with_chain(Config::new(&[suite]), &certificate.pki);
            let theirs =
                with(&[&arguments[..], &trusting(&certificate)].concat(), &format!("-maxfraglen {bytes}"));
            let (talk, _) = good(serve_to(&openssl, transport, config, &theirs, &line), &case);
            assert!(talk.traffic.record_sent <= bytes + EXPANSION, "our server, {case}: {talk:?}");
            assert!(talk.traffic.record_received <= bytes + EXPANSION, "our server, {case}: {talk:?}");
            (0..2).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

/// What OpenSSL exported, of what it said.
fn exported_in(said: &str) -> Option<String> {
    let (_, rest) = said.split_once("Keying material: ")?;
    rest.split_whitespace().next().map(str::to_lowercase)
}

#[test]
fn exporters() {
    let mut ledger = Ledger::new("exporters with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let (suite, arguments) = of_psk();
    let mut arguments = with(&arguments, "-keymatexportlen 20 -keymatexport");
    arguments.push(LABEL.into());
    for transport in Transport::ALL {
        for without in [false, true] {
            let change =
                |config: Config| if without { config.without_extended_master_secret() } else { config };
            let hexadecimal =
                |talk: &Talk| talk.exported.iter().map(|b| format!("{b:02x}")).collect::<String>();
            let case = format!("{transport}, without the extended master secret: {without}");
            let theirs = with(&arguments, "-nocert");
            let (talk, said) =
                good(visit(&openssl, transport, &change(psk_client(&[suite])), &theirs, |_| ()), &case);
            assert_eq!(exported_in(&said), Some(hexadecimal(&talk)), "our client, {case}: {said}");
            let server = change(psk_server(&[suite]));
            let (talk, said) = good(serve_to(&openssl, transport, server, &arguments, "hello"), &case);
            assert_eq!(exported_in(&said), Some(hexadecimal(&talk)), "our server, {case}: {said}");
            assert!(
                said.contains(&format!("Extended master secret: {}", if without { "no" } else { "yes" })),
                "{said}"
            );
            (0..2).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

/// Lines of a file by which Wireshark decrypts (`SSLKEYLOGFILE`).
#[derive(Default)]
struct Lines(Mutex<Vec<String>>);

impl KeyLog for Lines {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        let line = format!("{label} {} {}", hex::encode(client_random), hex::encode(secret));
        self.0.lock().expect("no panic").push(line);
    }
}

/// What is told of our secrets is what OpenSSL writes of its own.
#[test]
fn secrets_of_connections() {
    let mut ledger = Ledger::new("secrets of connections with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let (suite, arguments) = of_psk();
    for transport in Transport::ALL {
        for of_client in [true, false] {
            let (directory, lines) = (tempfile::tempdir().expect("a directory"), Arc::new(Lines::default()));
            let file = directory.path().join("keys");
            let theirs = [&with(&arguments, "-keylogfile")[..], &[file.clone().into()]].concat();
            let case = format!("{transport}, our client: {of_client}");
            let outcome = if of_client {
                let config = psk_client(&[suite]).key_log(lines.clone());
                visit(&openssl, transport, &config, &with(&theirs, "-nocert"), |_| ())
            } else {
                serve_to(&openssl, transport, psk_server(&[suite]).key_log(lines.clone()), &theirs, "hello")
            };
            good(outcome, &case);
            let written = fs::read_to_string(file).expect("a file").to_lowercase();
            let ours: Vec<String> =
                lines.0.lock().expect("no panic").iter().map(|l| l.to_lowercase()).collect();
            let theirs: Vec<&str> =
                written.lines().filter(|line| line.starts_with("client_random ")).collect();
            assert_eq!(ours, theirs, "{case}");
            assert_eq!(ours.len(), 1, "{case}");
            ledger.ran();
        }
    }
    ledger.finish();
}

/// OpenSSL goes without if its configuration says so.
#[test]
fn extended_master_secret() {
    let mut ledger = Ledger::new("OpenSSL without the extended master secret");
    let Some(openssl) = OpenSsl::find() else { return };
    let directory = tempfile::tempdir().expect("a directory");
    let file = directory.path().join("openssl.cnf");
    let text = "openssl_conf=a\n[a]\nssl_conf=b\n[b]\nsystem_default=c\n[c]\nOptions=-ExtendedMasterSecret\n";
    fs::write(&file, text).expect("a file");
    let openssl = openssl.configured(&file);
    let (suite, arguments) = of_psk();
    for transport in Transport::ALL {
        for required in [false, true] {
            let change =
                |config: Config| if required { config.require_extended_master_secret() } else { config };
            let case = format!("{transport}, required: {required}");
            let theirs = with(&arguments, "-nocert");
            let (outcome, said) = visit(&openssl, transport, &change(psk_client(&[suite])), &theirs, |_| ());
            assert_eq!(outcome.is_ok(), !required, "our client, {case}: {outcome:?}\n{said}");
            let server = change(psk_server(&[suite]));
            let (outcome, said) = serve_to(&openssl, transport, server, &arguments, "hello");
            assert_eq!(outcome.is_ok(), !required, "our server, {case}: {outcome:?}\n{said}");
            assert!(required || said.contains("Extended master secret: no"), "{case}: {said}");
            (0..2).for_each(|_| ledger.ran());
        }
    }
    ledger.finish();
}

#[test]
fn cookies() {
    let Some(openssl) = OpenSsl::find() else { return };
    let (suite, arguments) = of_psk();
    let mut ledger = Ledger::new("cookies of OpenSSL");
    // With `-listen` it keeps nothing before it has the cookie.
    for option in ["-nocert", "-nocert -listen"] {
        let theirs = with(&arguments, option);
        let outcome = visit(&openssl, Transport::Datagram, &psk_client(&[suite]), &theirs, |_| ());
        let (talk, _) = good(outcome, option);
        assert!(talk.traffic.asked_for_cookie, "{option}: {talk:?}");
        ledger.ran();
    }
    ledger.finish();
}

/// Our server keeps nothing of its client before it has the cookie.
#[test]
fn cookies_of_ours() {
    let Some(openssl) = OpenSsl::find() else { return };
    let (suite, arguments) = of_psk();
    let mut ledger = Ledger::new("cookies for OpenSSL");
    let (address, thread) = host(psk_server(&[suite]), 1, <[u8]>::to_ascii_uppercase);
    let said = openssl.visit(Transport::Datagram, address, &with(&arguments, "-quiet"), "hello");
    assert_eq!(thread.join().expect("no panic").as_deref(), Ok(suite.name()), "{said}");
    assert!(said.contains("HELLO"), "{said}");
    ledger.ran();
    ledger.finish();
}

/// Chains of RSA certificates in datagrams of a few hundred bytes.
#[test]
fn small_datagrams() {
    let mut ledger = Ledger::new("small datagrams with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let certificate = InFiles::new(Pki::new(Kind::Rsa2048));
    let (suite, arguments) = suite_of(Kind::Rsa2048);
    for mtu in [256, 400, 900] {
        let config = our_trusting(Config::new(&[suite]), &certificate.pki, Purpose::ServerAuth);
        let theirs = with(&[&arguments[..], &showing(&certificate)].concat(), &format!("-mtu {mtu}"));
        let case = format!("{mtu} bytes");
        let outcome = visit(&openssl, Transport::Datagram, &config, &theirs, |errand| errand.mtu = Some(mtu));
        let (talk, _) = good(outcome, &case);
        assert!(talk.traffic.datagram_sent <= usize::from(mtu), "our client, {case}: {talk:?}");
        assert!(talk.traffic.datagram_received <= usize::from(mtu), "our client, {case}: {talk:?}");
        let config = with_chain(Config::new(&[suite]), &certificate.pki);
        let theirs = with(&[&arguments[..], &trusting(&certificate)].concat(), &format!("-mtu {mtu}"));
        let (address, thread) = serve(Transport::Datagram, config, Some(mtu));
        let said = openssl.visit(Transport::Datagram, address, &theirs, "hello");
        let talk = thread.join().expect("no panic").unwrap_or_else(|error| panic!("{case}: {error}\n{said}"));
        assert!(talk.traffic.datagram_sent <= usize::from(mtu), "our server, {case}: {talk:?}");
        assert!(talk.traffic.datagram_received <= usize::from(mtu), "our server, {case}: {talk:?}");
        (0..2).for_each(|_| ledger.ran());
    }
    ledger.finish();
}
