// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 with GnuTLS on the other side, over sockets on 127.0.0.1: every suite that both
//! have, with pre-shared keys and with certificates.

use purembed_tests::ledger::Ledger;
use purembed_tests::tls12::certificates::Certificates;
use purembed_tests::tls12::gnutls::{EVERYTHING, GnuTls, psk, showing, trusting};
use purembed_tests::tls12::sockets::{Errand, Transport, serve};
use purembed_tls12::{CipherSuite, KeyExchange};

/// The suites that both have.
fn common(gnutls: &GnuTls, ledger: &mut Ledger) -> Vec<CipherSuite> {
    let numbers = gnutls.suites();
    let mut found = Vec::new();
    for &suite in CipherSuite::all() {
        match suite.supported() {
            Err(reason) => ledger.skip(reason.to_string()),
            Ok(()) if numbers.contains(&suite.id()) => found.push(suite),
            Ok(()) => ledger.skip("that GnuTLS does not have"),
        }
    }
    found
}

fn our_client_visits(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(gnutls) = GnuTls::find() else { return };
    let certificates = Certificates::new();
    // It chooses among its certificates by what their keys are for.
    let all = [&certificates.ecdsa, &certificates.rsa, &certificates.transport];
    let mut arguments = vec!["--disable-client-cert".into()];
    arguments.extend(all.into_iter().flat_map(showing));
    let server = gnutls.serve(transport, EVERYTHING, &arguments);
    let mut failures = Vec::new();
    for suite in common(&gnutls, &mut ledger) {
        match Errand::new(server.address, "hello").run(transport, &certificates.client(suite)) {
            Ok(talk) => assert_eq!(talk.suite, suite.name()),
            Err(error) => failures.push(format!("{suite}: {error}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn our_client_visits_gnutls_serv() {
    our_client_visits("gnutls-serv, TLS 1.2", Transport::Stream);
}

#[test]
fn our_client_visits_gnutls_serv_over_datagrams() {
    our_client_visits("gnutls-serv, DTLS 1.2", Transport::Datagram);
}

fn gnutls_visits(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(gnutls) = GnuTls::find() else { return };
    let certificates = Certificates::new();
    let mut failures = Vec::new();
    for suite in common(&gnutls, &mut ledger) {
        // Version 3.7 crashes after a `ServerKeyExchange` with pre-shared keys, OpenSSL's too.
        if matches!(suite.key_exchange(), KeyExchange::DhePsk | KeyExchange::EcdhePsk) {
            ledger.skip("that gnutls-cli crashes with");
            continue;
        }
        let mut arguments = Vec::new();
        if let Some(certificate) = certificates.of(suite) {
            arguments.extend(trusting(certificate));
        }
        if suite.key_exchange().has_psk() {
            arguments.extend(psk());
        }
        let (address, thread) = serve(transport, certificates.server(suite), None);
        let said = gnutls.visit(transport, address, EVERYTHING, &arguments, "hello");
        match thread.join().expect("no panic") {
            Ok(talk) if said.contains("HELLO") => assert_eq!(talk.suite, suite.name()),
            outcome => failures.push(format!("{suite}: {outcome:?}\n{said}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

#[test]
fn gnutls_cli_visits_our_server() {
    gnutls_visits("gnutls-cli, TLS 1.2", Transport::Stream);
}

#[test]
fn gnutls_cli_visits_our_server_over_datagrams() {
    gnutls_visits("gnutls-cli, DTLS 1.2", Transport::Datagram);
}
