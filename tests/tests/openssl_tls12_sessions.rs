// SPDX-License-Identifier: MIT
//! Sessions of TLS 1.2 and DTLS 1.2 with OpenSSL on the other side, over sockets on 127.0.0.1: resumed by ID and by
//! ticket, with one suite of each key exchange.

use std::ffi::OsString;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use purembed::x509::Purpose;
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::{Kind, Pki};
use purembed_tests::tls12::certificates::{Certificates, InFiles};
use purembed_tests::tls12::openssl::{OpenSsl, psk, showing, trusting, words};
use purembed_tests::tls12::sockets::{Errand, Talk, Transport, serve};
use purembed_tests::tls12::{rng, trusting as our_trusting, with_chain};
use purembed_tls12::{CipherSuite, ClientAuthentication, Config, Session, SessionCache, TicketKeys};

/// How a server knows its clients again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum By {
    Id,
    Ticket,
}

impl By {
    const ALL: [Self; 2] = [Self::Id, Self::Ticket];

    fn ours(self, server: Config) -> Config {
        match self {
            Self::Id => server.session_store(Arc::new(SessionCache::new(10))),
            Self::Ticket => server.tickets(Arc::new(TicketKeys::new(rng(), Duration::from_secs(3600)))),
        }
    }

    /// OpenSSL's server does both if nobody says otherwise.
    fn theirs(self) -> Vec<OsString> {
        words(if self == Self::Id { "-no_ticket" } else { "" })
    }
}

/// A suite, a transport and a way to resume.
#[derive(Clone)]
struct Case {
    suite: CipherSuite,
    name: String,
    transport: Transport,
    by: By,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}, {:?}", self.suite, self.transport, self.by)
    }
}

impl Case {
    /// All of them: with one suite of each key exchange that both sides have.
    fn all(openssl: &OpenSsl, transport: Transport) -> Vec<Self> {
        let names = openssl.suites();
        let mut found: Vec<Self> = Vec::new();
        for &suite in CipherSuite::all() {
            let Some(name) = names.get(&suite.id()).filter(|_| suite.supported().is_ok()) else { continue };
            if found.iter().all(|case| case.suite.key_exchange() != suite.key_exchange()) {
                let name = name.clone();
                found.extend(By::ALL.map(|by| Self { suite, name: name.clone(), transport, by }));
            }
        }
        found
    }

    /// What OpenSSL has to be told on either side.
    fn arguments(&self) -> Vec<OsString> {
        let key = if self.suite.key_exchange().has_psk() { psk() } else { Vec::new() };
        [words(&format!("-cipher {}:@SECLEVEL=0", self.name)), key].concat()
    }

    /// What its server has to be told.
    fn server_arguments(&self, certificates: &Certificates, group: OsString) -> Vec<OsString> {
        let shown = certificates.of(self.suite).map_or_else(|| words("-nocert"), showing);
        [self.arguments(), self.by.theirs(), shown, vec!["-dhparam".into(), group]].concat()
    }

    /// A client of ours visits an `s_server` twice, the second time with a session that was bytes meanwhile.
    fn visit_twice(&self, openssl: &OpenSsl, config: &Config, arguments: &[OsString]) -> [Talk; 2] {
        let server = openssl.serve(self.transport, arguments);
        let errand = Errand::new(server.address, "olleh");
        let (talks, said) = server.answer(errand.line, errand.answer, || {
            let first = errand.run(self.transport, config)?;
            let kept = first.session.as_ref().ok_or("no session")?.to_bytes();
            let session = Session::from_bytes(kept.expose()).map_err(|error| error.to_string())?;
            let errand = Errand { session: Some(&session), ..errand };
            Ok::<_, String>([first, errand.run(self.transport, config)?])
        });
        talks.unwrap_or_else(|error| panic!("{self}: {error}\n{said}"))
    }

    /// `s_client` visits a server of ours twice, with its session in a file meanwhile, and says that it resumed it.
    fn serve_twice(&self, openssl: &OpenSsl, config: &Config, arguments: &[OsString]) -> [Talk; 2] {
        let files = tempfile::tempdir().expect("a directory");
        let file = files.path().join("session.pem");
        [("-sess_out", "New, "), ("-sess_in", "Reused, ")].map(|(option, wanted)| {
            let (address, thread) = serve(self.transport, config.clone(), None);
            let arguments = [arguments, &[option.into(), file.clone().into()]].concat();
            let said = openssl.visit(self.transport, address, &arguments, "hello");
            let talk = thread.join().expect("no panic");
            assert!(said.contains(wanted) && said.contains("HELLO"), "{self}: {talk:?}\n{said}");
            talk.unwrap_or_else(|error| panic!("{self}: {error}\n{said}"))
        })
    }

    /// The first is a full handshake, the second resumes.
    fn check(&self, [first, second]: &[Talk; 2]) {
        assert_eq!((first.resumed, second.resumed), (false, true), "{self}");
        assert_eq!((first.suite, second.suite), (self.suite.name(), self.suite.name()), "{self}");
        assert_eq!(first.peer_certificates, second.peer_certificates, "{self}");
        assert_ne!(first.exported, second.exported, "{self}");
    }
}

fn our_client_resumes(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(openssl) = OpenSsl::find() else { return };
    let certificates = Certificates::new();
    let files = tempfile::tempdir().expect("a directory");
    let group = openssl.dh_group(files.path());
    for case in Case::all(&openssl, transport) {
        let arguments = case.server_arguments(&certificates, group.clone().into());
        let talks = case.visit_twice(&openssl, &certificates.client(case.suite), &arguments);
        case.check(&talks);
        let has_ticket = talks[0].session.as_ref().is_some_and(Session::has_ticket);
        assert_eq!(has_ticket, case.by == By::Ticket, "{case}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn our_client_resumes_with_openssl_s_server() {
    our_client_resumes("openssl s_server -tls1_2, resumed", Transport::Stream);
}

#[test]
fn our_client_resumes_with_openssl_s_server_over_datagrams() {
    our_client_resumes("openssl s_server -dtls1_2, resumed", Transport::Datagram);
}

fn openssl_resumes(name: &str, transport: Transport) {
    let mut ledger = Ledger::new(name);
    let Some(openssl) = OpenSsl::find() else { return };
    let certificates = Certificates::new();
    for case in Case::all(&openssl, transport) {
        let trusted = certificates.of(case.suite).map(trusting).unwrap_or_default();
        let arguments = [case.arguments(), trusted].concat();
        let config = case.by.ours(certificates.server(case.suite));
        case.check(&case.serve_twice(&openssl, &config, &arguments));
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn openssl_s_client_resumes_with_our_server() {
    openssl_resumes("openssl s_client -tls1_2, resumed", Transport::Stream);
}

#[test]
fn openssl_s_client_resumes_with_our_server_over_datagrams() {
    openssl_resumes("openssl s_client -dtls1_2, resumed", Transport::Datagram);
}

/// Nobody shows a certificate when a session is resumed, and both still know the other's.
#[test]
fn certificates_of_clients_stay_known() {
    let mut ledger = Ledger::new("sessions of clients with certificates, with OpenSSL");
    let Some(openssl) = OpenSsl::find() else { return };
    let (server, client) = (InFiles::new(Pki::new(Kind::P256)), InFiles::new(Pki::of_client(Kind::P256)));
    let suite: CipherSuite = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256".parse().expect("a suite");
    for (transport, by) in Transport::ALL.into_iter().flat_map(|transport| By::ALL.map(|by| (transport, by)))
    {
        let case = Case { suite, name: "ECDHE-ECDSA-AES128-GCM-SHA256".to_owned(), transport, by };
        let config = our_trusting(Config::new(&[suite]), &server.pki, Purpose::ServerAuth);
        let config = with_chain(config, &client.pki);
        let theirs = [words("-Verify 3"), showing(&server), trusting(&client), by.theirs()];
        case.check(&case.visit_twice(&openssl, &config, &[case.arguments(), theirs.concat()].concat()));
        ledger.ran();
        let config = with_chain(by.ours(Config::new(&[suite])), &server.pki);
        let config = our_trusting(config, &client.pki, Purpose::ClientAuth);
        let config = config.client_authentication(ClientAuthentication::Required);
        let theirs = [case.arguments(), showing(&client), trusting(&server)].concat();
        let talks = case.serve_twice(&openssl, &config, &theirs);
        case.check(&talks);
        assert_eq!(talks[1].peer_certificates, 2, "{case}");
        ledger.ran();
    }
    ledger.finish();
}
