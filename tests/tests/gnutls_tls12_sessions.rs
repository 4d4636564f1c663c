// SPDX-License-Identifier: MIT
//! Sessions of TLS 1.2 and DTLS 1.2 with GnuTLS on the other side, over sockets on 127.0.0.1: resumed by ID and by
//! ticket, with one suite of each key exchange.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use purembed_tests::ledger::Ledger;
use purembed_tests::tls12::certificates::Certificates;
use purembed_tests::tls12::gnutls::{EVERYTHING, GnuTls, psk, showing, trusting};
use purembed_tests::tls12::host::{Visit, host};
use purembed_tests::tls12::sockets::{Errand, Talk, Transport, accept};
use purembed_tests::tls12::{now, rng};
use purembed_tls12::net::TlsStream;
use purembed_tls12::{CipherSuite, Config, KeyExchange, Session, SessionCache, TicketKeys, TlsConnection};

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

/// Its first visitor says nothing; the second one gets a line back in capitals.
fn serve_twice(config: Config) -> (SocketAddr, JoinHandle<Visit>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
    let address = listener.local_addr().expect("an address");
    let config = Arc::new(config);
    let visitor = move || -> io::Result<TlsStream<TcpStream>> {
        let connection = TlsConnection::server(Arc::clone(&config), rng(), now());
        let mut stream = TlsStream::new(connection, accept(&listener)?);
        stream.handshake().map(|()| stream)
    };
    let talk = move || -> io::Result<&'static str> {
        let length = visitor()?.read(&mut [0; 100])?;
        assert_eq!(length, 0, "it says nothing");
        let (mut stream, mut line) = (visitor()?, [0; 100]);
        let length = stream.read(&mut line)?;
        stream.write_all(&line[..length].to_ascii_uppercase())?;
        stream.close()?;
        let (connection, _) = stream.into_parts();
        assert!(connection.is_resumed());
        Ok(connection.suite().map_or("none", |suite| suite.name()))
    };
    (address, thread::spawn(move || talk().map_err(|error| error.to_string())))
}

fn gnutls_resumes(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(gnutls) = GnuTls::find() else { return };
    let certificates = Certificates::new();
    for suite in of_each_kind(&gnutls) {
        // Version 3.7 crashes after a `ServerKeyExchange` with pre-shared keys, OpenSSL's too.
        if matches!(suite.key_exchange(), KeyExchange::DhePsk | KeyExchange::EcdhePsk) {
            ledger.skip("that gnutls-cli crashes with");
            continue;
        }
        let trusted = certificates.of(suite).map(trusting).unwrap_or_default();
        let key = if suite.key_exchange().has_psk() { psk() } else { Vec::new() };
        let arguments = [vec!["--resume".into()], trusted, key].concat();
        let server = certificates.server(suite);
        let keys = TicketKeys::new(rng(), Duration::from_secs(3600));
        let by_id = server.clone().session_store(Arc::new(SessionCache::new(10)));
        for config in [by_id, server.tickets(Arc::new(keys))] {
            let (address, thread) = match transport {
                Transport::Stream => serve_twice(config),
                Transport::Datagram => host(config, 1, <[u8]>::to_ascii_uppercase),
            };
            let said = gnutls.visit(transport, address, EVERYTHING, &arguments, "hello");
            let agreed = thread.join().expect("no panic");
            assert_eq!(agreed.as_deref(), Ok(suite.name()), "{said}");
            assert!(said.contains("This is a resumed session") && said.contains("HELLO"), "{suite}: {said}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn gnutls_cli_resumes_with_our_server() {
    gnutls_resumes("gnutls-cli, TLS 1.2, resumed", Transport::Stream);
}

#[test]
fn gnutls_cli_resumes_with_our_server_over_datagrams() {
    gnutls_resumes("gnutls-cli, DTLS 1.2, resumed", Transport::Datagram);
}
