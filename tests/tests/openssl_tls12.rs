// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 and DTLS 1.2 with OpenSSL on the other side, over sockets on 127.0.0.1: every suite that both
//! have, with pre-shared keys and with certificates.

use std::cell::OnceCell;
use std::ffi::OsString;

use purembed_tests::ledger::Ledger;
use purembed_tests::tls12::certificates::Certificates;
use purembed_tests::tls12::openssl::{OpenSsl, psk, showing, trusting, words};
use purembed_tests::tls12::sockets::{Errand, Transport, serve};
use purembed_tls12::CipherSuite;

/// The suites that both have, by OpenSSL's names.
fn common(openssl: &OpenSsl, ledger: &mut Ledger) -> Vec<(CipherSuite, String)> {
    let mut names = openssl.suites();
    let mut found = Vec::new();
    for &suite in CipherSuite::all() {
        match (suite.supported(), names.remove(&suite.id())) {
            (Err(reason), _) => ledger.skip(reason.to_string()),
            (Ok(()), None) => ledger.skip("that OpenSSL does not have"),
            (Ok(()), Some(name)) => found.push((suite, name)),
        }
    }
    found
}

fn ciphers(name: &str) -> Vec<OsString> {
    words(&format!("-cipher {name}:@SECLEVEL=0"))
}

/// Runs `one` for every suite that both have: it tells with which suite the two talked.
fn suite_by_suite(
    name: &str,
    one: impl Fn(&OpenSsl, &Certificates, CipherSuite, &str) -> Result<&'static str, String>,
) {
    let mut ledger = Ledger::new(name);
    let Some(openssl) = OpenSsl::find() else { return };
    let certificates = Certificates::new();
    let mut failures = Vec::new();
    for (suite, name) in common(&openssl, &mut ledger) {
        match one(&openssl, &certificates, suite, &name) {
            Ok(agreed) => assert_eq!(agreed, suite.name()),
            Err(error) => failures.push(format!("{suite}: {error}")),
        }
        ledger.ran();
    }
    ledger.finish();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}

fn our_client_visits(name: &str, transport: Transport) {
    let (files, group) = (tempfile::tempdir().expect("a directory"), OnceCell::new());
    suite_by_suite(name, |openssl, certificates, suite, name| {
        let mut arguments = ciphers(name);
        arguments.extend(["-dhparam".into(), group.get_or_init(|| openssl.dh_group(files.path())).into()]);
        match certificates.of(suite) {
            Some(certificate) => arguments.extend(showing(certificate)),
            None => arguments.push("-nocert".into()),
        }
        if suite.key_exchange().has_psk() {
            arguments.extend(psk());
        }
        let mut server = openssl.serve(transport, &arguments);
        server.say("olleh");
        let talk = Errand::new(server.address, "olleh").run(transport, &certificates.client(suite))?;
        Ok(talk.suite)
    });
}

#[test]
fn our_client_visits_openssl_s_server() {
    our_client_visits("openssl s_server -tls1_2", Transport::Stream);
}

#[test]
fn our_client_visits_openssl_s_server_over_datagrams() {
    our_client_visits("openssl s_server -dtls1_2", Transport::Datagram);
}

fn openssl_visits(name: &str, transport: Transport) {
    suite_by_suite(name, |openssl, certificates, suite, name| {
        let mut arguments = ciphers(name);
        arguments.push("-quiet".into());
        if let Some(certificate) = certificates.of(suite) {
            arguments.extend(trusting(certificate));
            arguments.extend(words("-verify_hostname localhost"));
        }
        if suite.key_exchange().has_psk() {
            arguments.extend(psk());
        }
        let (address, thread) = serve(transport, certificates.server(suite), None);
        let said = openssl.visit(transport, address, &arguments, "hello");
        match thread.join().expect("no panic") {
            Ok(talk) if said.contains("HELLO") => Ok(talk.suite),
            outcome => Err(format!("{outcome:?}\n{said}")),
        }
    });
}

#[test]
fn openssl_s_client_visits_our_server() {
    openssl_visits("openssl s_client -tls1_2", Transport::Stream);
}

#[test]
fn openssl_s_client_visits_our_server_over_datagrams() {
    openssl_visits("openssl s_client -dtls1_2", Transport::Datagram);
}
