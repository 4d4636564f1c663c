// SPDX-License-Identifier: MIT
//! Sessions of TLS 1.2 and DTLS 1.2 with GnuTLS on the other side, over sockets on 127.0.0.1: resumed by ID and by
//! ticket, with one suite of each key exchange.

use purembed_tests::ledger::Ledger;
use purembed_tests::tls12::certificates::Certificates;
use purembed_tests::tls12::gnutls::{EVERYTHING, GnuTls, showing};
use purembed_tests::tls12::sockets::{Errand, Talk, Transport};
use purembed_tls12::{CipherSuite, Config, Session};

/// One suite of each key exchange that both have.
fn of_each_kind(gnutls: &GnuTls) -> Vec<CipherSuite> {
    let numbers = gnutls.suites();
    let mut found: Vec<CipherSuite> = Vec::new();
    for &suite in CipherSuite::all() {
        let is_new = found.iter().all(|other| other.key_exchange() != suite.key_exchange());
        if is_new && suite.supported().is_ok() && numbers.contains(&suite.id()) {
            found.push(suite);
        }
    }
    found
}

/// The second time with a session that was bytes meanwhile.
fn visit_twice(errand: &Errand<'_>, transport: Transport, config: &Config) -> Result<[Talk; 2], String> {
    let first = errand.run(transport, config)?;
    let kept = first.session.as_ref().ok_or("no session")?.to_bytes();
    let session = Session::from_bytes(kept.expose()).map_err(|error| error.to_string())?;
    let second = Errand { session: Some(&session), ..*errand }.run(transport, config)?;
    Ok([first, second])
}

fn our_client_resumes(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(gnutls) = GnuTls::find() else { return };
    let certificates = Certificates::new();
    // It chooses among its certificates by what their keys are for.
    let all = [&certificates.ecdsa, &certificates.rsa, &certificates.transport];
    for (option, by_ticket) in [("--nodb", true), ("--noticket", false)] {
        let mut arguments = vec!["--disable-client-cert".into(), option.into()];
        arguments.extend(all.into_iter().flat_map(showing));
        let server = gnutls.serve(transport, EVERYTHING, &arguments);
        for suite in of_each_kind(&gnutls) {
            let errand = Errand::new(server.address, "hello");
            let talks = visit_twice(&errand, transport, &certificates.client(suite));
            let [first, second] = talks.unwrap_or_else(|error| panic!("{suite}, {option}: {error}"));
            assert_eq!((first.resumed, second.resumed), (false, true), "{suite}, {option}");
            assert_eq!((first.suite, second.suite), (suite.name(), suite.name()), "{option}");
            assert_eq!(first.peer_certificates, second.peer_certificates, "{suite}, {option}");
            let has_ticket = first.session.as_ref().is_some_and(Session::has_ticket);
            assert_eq!(has_ticket, by_ticket, "{suite}, {option}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn our_client_resumes_with_gnutls_serv() {
    our_client_resumes("gnutls-serv, TLS 1.2, resumed", Transport::Stream);
}

#[test]
fn our_client_resumes_with_gnutls_serv_over_datagrams() {
    our_client_resumes("gnutls-serv, DTLS 1.2, resumed", Transport::Datagram);
}
