// SPDX-License-Identifier: MIT
//! Whole connections that are resumed, over streams and datagrams.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use core::time::Duration;
use std::println;

use purembed_core::random::{self, CryptoRng};
use purembed_core::secret::SecretBytes;
use purembed_x509::Flags;

use super::*;
use crate::config::{ClientAuthentication, Config, PeerVerifier};
use crate::testing::{Certified, Trust};
use crate::{CipherSuite, DtlsConnection, Error, Event, Now, PreSharedKey, Received, TlsConnection, Verdict};

const TIME: i64 = 1_800_000_000;
const PSK: &str = "TLS-ECDHE-PSK-WITH-AES-128-GCM-SHA256";
const ECDSA: &str = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256";

fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(random::generator().expect("random bytes"))
}

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

/// How a server recognises its clients.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum By {
    Id,
    Ticket,
}

/// What both sides want.
#[derive(Clone)]
struct Configs {
    client: Config,
    server: Config,
}

impl Configs {
    fn new(suite: CipherSuite, by: By) -> Self {
        let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
        let store = |identity: &[u8]| (identity == b"us").then(|| SecretBytes::copy_from(b"a secret"));
        let client = Config::new(&[suite]).pre_shared_key(Arc::new(key)).peer_verifier(Arc::new(Trust(true)));
        let server = Config::new(&[suite]).pre_shared_key_store(Arc::new(store));
        let server = match Certified::that_serves(suite.key_exchange()) {
            Some(certified) => certified.identify(server),
            None => server,
        };
        let server = match by {
            By::Id => server.session_store(Arc::new(SessionCache::new(10))),
            By::Ticket => server.tickets(Arc::new(TicketKeys::new(rng(), Duration::from_secs(7200)))),
        };
        Self { client, server }
    }

    fn client(self, change: impl FnOnce(Config) -> Config) -> Self {
        Self { client: change(self.client), ..self }
    }

    fn server(self, change: impl FnOnce(Config) -> Config) -> Self {
        Self { server: change(self.server), ..self }
    }

    fn pair(&self, datagram: bool, session: Option<&Session>, time: i64) -> Pair {
        self.pair_for("localhost", datagram, session, time)
    }

    fn pair_for(&self, name: &str, datagram: bool, session: Option<&Session>, time: i64) -> Pair {
        let (client, server, name) =
            (Arc::new(self.client.clone()), Arc::new(self.server.clone()), Some(name));
        if datagram {
            let client = match session {
                Some(session) => DtlsConnection::resume(client, name, session, rng(), time),
                None => DtlsConnection::client(client, name, rng(), time),
            };
            Pair::Datagrams(client.expect("a hello"), DtlsConnection::server(server, rng(), time))
        } else {
            let client = match session {
                Some(session) => TlsConnection::resume(client, name, session, rng(), time),
                None => TlsConnection::client(client, name, rng(), time),
            };
            Pair::Stream(client.expect("a hello"), TlsConnection::server(server, rng(), time))
        }
    }

    /// A full handshake, and what it gives the client.
    fn session(&self, datagram: bool) -> Session {
        let mut pair = self.pair(datagram, None, TIME);
        assert!(!pair.shake_hands().expect("a handshake"));
        pair.session().expect("a session")
    }

    /// Whether a session is resumed, in a handshake that goes well.
    fn resumes(&self, datagram: bool, session: &Session, time: i64) -> bool {
        self.pair(datagram, Some(session), time).shake_hands().expect("a handshake")
    }
}

#[expect(clippy::large_enum_variant, reason = "there are few of them")]
enum Pair {
    Stream(TlsConnection, TlsConnection),
    Datagrams(DtlsConnection, DtlsConnection),
}

/// Does the same with either.
macro_rules! either {
    ($pair:expr, $client:ident, $server:ident => $body:expr) => {
        match $pair {
            Pair::Stream($client, $server) => $body,
            Pair::Datagrams($client, $server) => $body,
        }
    };
}

mod ends;
mod hostile;

impl Pair {
    /// Carries bytes until both are silent, and tells whether a session was resumed; or the server's failure, or the
    /// client's.
    fn shake_hands(&mut self) -> Result<bool, Error> {
        self.carry(&mut |_, _| ());
        let (client, server) = either!(self, client, server => (client.failure(), server.failure()));
        if let Some(error) = server.or(client) {
            let told = |error: &&Error| matches!(error, Error::AlertReceived(_));
            return Err(client.filter(|_| server.is_some_and(|error| told(&error))).unwrap_or(error).clone());
        }
        either!(self, client, server => {
            assert!(!client.is_handshaking() && !server.is_handshaking());
            assert_eq!(client.is_resumed(), server.is_resumed());
        });
        self.compare();
        self.exchange();
        Ok(either!(self, client, _server => client.is_resumed()))
    }

    /// Carries bytes, each piece through `change`, which is told whether it comes from the client.
    fn carry(&mut self, change: &mut dyn FnMut(bool, &mut Vec<u8>)) {
        loop {
            let mut pieces = vec![];
            match self {
                Self::Stream(client, server) => {
                    pieces.push((true, client.take_outgoing()));
                    pieces.push((false, server.take_outgoing()));
                }
                Self::Datagrams(client, server) => {
                    for (from_client, side) in [(true, client), (false, server)] {
                        let mut out = [0; 2000];
                        while let Some(length) = side.transmit(&mut out, Now::default()) {
                            pieces.push((from_client, out[..length].to_vec()));
                        }
                    }
                }
            }
            pieces.retain(|(_, piece)| !piece.is_empty());
            if pieces.is_empty() {
                break;
            }
            for (from_client, mut piece) in pieces {
                change(from_client, &mut piece);
                match self {
                    Self::Stream(client, server) => {
                        let to = if from_client { server } else { client };
                        assert_eq!(to.receive(&piece), piece.len());
                    }
                    Self::Datagrams(client, server) => {
                        let to = if from_client { server } else { client };
                        drop(to.receive(&mut piece, Now::default()));
                    }
                }
            }
        }
    }

    fn compare(&self) {
        let (mut ours, mut theirs) = ([0; 32], [0; 32]);
        either!(self, client, server => {
            client.export_keying_material(b"EXPERIMENTAL", None, &mut ours).expect("connected");
            server.export_keying_material(b"EXPERIMENTAL", None, &mut theirs).expect("connected");
        });
        assert_eq!(ours, theirs);
    }

    fn exchange(&mut self) {
        match self {
            Self::Stream(client, server) => {
                send(client, server);
                send(server, client);
            }
            Self::Datagrams(client, server) => {
                send_datagram(client, server);
                send_datagram(server, client);
            }
        }
    }

    fn session(&self) -> Option<Session> {
        either!(self, client, server => {
            assert!(server.session().is_none());
            client.session()
        })
    }
}

fn send(from: &mut TlsConnection, to: &mut TlsConnection) {
    from.write(b"hello").expect("connected");
    to.receive(&from.take_outgoing());
    assert_eq!(to.read(&mut [0; 10]).expect("data"), Received::Data(5));
}

fn send_datagram(from: &mut DtlsConnection, to: &mut DtlsConnection) {
    let mut out = [0; 200];
    let length = from.send(b"hello", &mut out, Now::default()).expect("connected");
    let mut events = to.receive(&mut out[..length], Now::default());
    assert_eq!(events.next(), Some(Event::Data(b"hello")));
}

/// Every suite, both transports, both ways; sessions come from bytes, and are used twice.
#[test]
fn every_suite_is_resumed() {
    let mut count = 0;
    for &suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
            let configs = Configs::new(suite, by);
            let bytes = configs.session(datagram).to_bytes();
            let session = Session::from_bytes(bytes.expose()).expect("a session");
            assert_eq!(session.has_ticket(), by == By::Ticket);
            assert_eq!((session.suite(), session.server_name()), (suite, Some("localhost")));
            for _ in 0..2 {
                let mut pair = configs.pair(datagram, Some(&session), TIME + 60);
                let resumed = pair.shake_hands().unwrap_or_else(|error| panic!("{suite}: {error}"));
                assert!(resumed, "{suite}, {by:?}, {datagram}");
                either!(&pair, client, server => {
                    let key_exchange = suite.key_exchange();
                    assert_eq!(server.psk_identity().is_some(), key_exchange.has_psk());
                    assert_eq!(client.peer_certificates().len(), usize::from(key_exchange.has_certificate()));
                });
                assert_eq!(pair.session().expect("the same").to_bytes(), bytes);
            }
            count += 1;
        }
    }
    println!("{count} sessions resumed twice");
    assert_eq!(count, 4 * if cfg!(feature = "legacy") { 169 } else { 106 });
}

/// Nothing that a resumed connection says was ever said before.
#[test]
fn every_connection_has_keys_of_its_own() {
    let configs = Configs::new(suite(PSK), By::Id);
    let session = configs.session(false);
    let mut seen = vec![];
    for _ in 0..3 {
        let mut pair = configs.pair(false, Some(&session), TIME);
        assert!(pair.shake_hands().expect("a handshake"));
        let mut material = [0; 32];
        either!(&pair, client, _server => client.export_keying_material(b"it", None, &mut material))
            .expect("connected");
        assert!(!seen.contains(&material));
        seen.push(material);
    }
}

/// Whoever does not do the same any more does it all again.
#[test]
fn other_terms_make_full_handshakes() {
    type Change = fn(Configs) -> Configs;
    let changes: &[(&str, Change)] = &[
        ("the client's context", |configs| configs.client(|config| config.session_context(b"?"))),
        ("the server's context", |configs| configs.server(|config| config.session_context(b"?"))),
        ("the client's identity", |configs| configs.client(|config| Certified::ecdsa().identify(config))),
        ("a verifier that judges otherwise", |configs| {
            configs.client(|config| config.peer_verifier(Arc::new(Otherwise)))
        }),
        ("a server that wants certificates", |configs| {
            configs.server(|config| {
                let config = config.peer_verifier(Arc::new(Trust(true)));
                config.client_authentication(ClientAuthentication::Optional)
            })
        }),
        ("inner protocols", |configs| {
            configs
                .client(|config| config.inner_protocols(&[b"coap"]))
                .server(|config| config.inner_protocols(&[b"coap"]))
        }),
        ("shorter fragments", |configs| configs.client(|config| config.max_fragment_length(512))),
        ("a server without sessions", |configs| {
            configs.server(|mut config| {
                (config.tickets, config.session_store) = (None, None);
                config
            })
        }),
        ("a server that was started again", |configs| {
            configs.server(|config| {
                config
                    .tickets(Arc::new(TicketKeys::new(rng(), Duration::from_secs(7200))))
                    .session_store(Arc::new(SessionCache::new(1)))
            })
        }),
        ("a client without the extended master secret", |configs| {
            configs.client(Config::without_extended_master_secret)
        }),
        ("a server without the extended master secret", |configs| {
            configs.server(Config::without_extended_master_secret)
        }),
    ];
    let mut count = 0;
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let configs = Configs::new(suite(ECDSA), by);
        let session = configs.session(datagram);
        for (what, change) in changes {
            let changed = change(configs.clone());
            // With the extended master secret gone from the server, a session that has it is one too many.
            assert!(!changed.resumes(datagram, &session, TIME), "{what}, {by:?}, {datagram}");
            assert!(configs.resumes(datagram, &session, TIME), "{what}: the session is as good as before");
            count += 1;
        }
        let mut other = configs.pair_for("localhorst", datagram, Some(&session), TIME);
        assert!(!other.shake_hands().expect("a handshake"));
        let other = Configs { server: configs.server.clone(), ..Configs::new(suite(ECDSA), by) };
        assert!(other.resumes(datagram, &session, TIME), "an equal configuration");
        let mut other = other.pair(!datagram, Some(&session), TIME);
        assert!(!other.shake_hands().expect("a handshake"), "the other transport");
        count += 3;
    }
    println!("{count} cases");
}

/// Judges like everybody, by something else.
struct Otherwise;

impl PeerVerifier for Otherwise {
    fn verify(&self, _: &[Crt], _: Option<&str>, _: i64) -> Result<Verdict, Error> {
        Ok(Verdict::GOOD)
    }

    fn session_context(&self) -> Vec<u8> {
        b"something else".to_vec()
    }
}

/// Goes on whatever it sees.
struct Lax(Flags);

impl PeerVerifier for Lax {
    fn verify(&self, _: &[Crt], _: Option<&str>, _: i64) -> Result<Verdict, Error> {
        Ok(Verdict::dangerous_despite(self.0))
    }
}

/// What is wrong with the other side is known on either side; and who was let in in spite of it is not remembered.
#[test]
fn who_was_let_in_despite_something_shows_it_again() {
    let wrong = Flags::EXPIRED | Flags::CN_MISMATCH;
    let lax = |flags| move |config: Config| config.peer_verifier(Arc::new(Lax(flags)));
    let shows = |config| Certified::ecdsa().identify(config);
    let asks = |config: Config| config.client_authentication(ClientAuthentication::Optional);
    let mut cases = 0;
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let configs = || Configs::new(suite(ECDSA), by);
        for (configs, of_server, of_client, remembers) in [
            (configs(), Some(Flags::NONE), None, true),
            (configs().client(lax(Flags::NONE)), Some(Flags::NONE), None, true),
            (configs().client(lax(wrong)), Some(wrong), None, false),
            (configs().server(asks), Some(Flags::NONE), Some(Flags::MISSING), true),
            (configs().client(shows).server(asks).server(lax(wrong)), Some(Flags::NONE), Some(wrong), false),
            (
                configs().client(shows).server(asks).server(lax(Flags::NONE)),
                Some(Flags::NONE),
                Some(Flags::NONE),
                true,
            ),
            (Configs::new(suite(PSK), by), None, None, true),
        ] {
            let mut pair = configs.pair(datagram, None, TIME);
            assert!(!pair.shake_hands().expect("a handshake"));
            let seen =
                either!(&pair, client, server => (client.verification_flags(), server.verification_flags()));
            assert_eq!(seen, (of_server, of_client), "{by:?}, {datagram}");
            let session = pair.session();
            assert_eq!(remembers, session.as_ref().is_some_and(|it| configs.resumes(datagram, it, TIME)));
            if let Some(session) = session.filter(|_| remembers) {
                let mut pair = configs.pair(datagram, Some(&session), TIME);
                assert!(pair.shake_hands().expect("a handshake"));
                let again = either!(&pair, client, server => (client.verification_flags(), server.verification_flags()));
                assert_eq!(again, seen, "the session's");
            }
            cases += 1;
        }
    }
    println!("{cases} cases");
}

#[test]
fn clients_with_certificates_are_known_again() {
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let configs = Configs::new(suite(ECDSA), by)
            .client(|config| Certified::ecdsa().identify(config))
            .server(|config| {
                let config = config.peer_verifier(Arc::new(Trust(true)));
                config.client_authentication(ClientAuthentication::Required)
            });
        let session = configs.session(datagram);
        let mut pair = configs.pair(datagram, Some(&session), TIME);
        assert!(pair.shake_hands().expect("a handshake"));
        either!(&pair, _client, server => assert_eq!(server.peer_certificates(), Certified::ecdsa().chain));
        // Without it, a client is nobody.
        let nobody = Configs { client: Configs::new(suite(ECDSA), by).client, ..configs };
        let outcome = nobody.pair(datagram, Some(&session), TIME).shake_hands();
        assert!(matches!(outcome, Err(Error::NoCertificate)), "{outcome:?}");
    }
}

/// RFC 5077 section 3.4: whoever can have a ticket gets no ID, and whoever does not want one does.
#[test]
fn tickets_before_ids() {
    let cache = Arc::new(SessionCache::new(10));
    let configs = Configs::new(suite(PSK), By::Ticket);
    let configs = configs.server(|config| config.session_store(cache.clone()));
    assert!(configs.session(false).has_ticket() && cache.is_empty());
    let without = configs.clone().client(Config::without_tickets);
    let session = without.session(false);
    assert!(!session.has_ticket() && cache.len() == 1);
    assert!(without.resumes(false, &session, TIME));
    assert!(configs.resumes(false, &session, TIME), "an ID from a client that can have tickets");
    // A ticket without the extension is nothing.
    let ticket = configs.session(false);
    assert!(!without.resumes(false, &ticket, TIME));
}

#[test]
fn servers_share_secrets() {
    let server = || {
        let keys = TicketKeys::shared(&[7; 32], Duration::from_secs(3600));
        Configs::new(suite(PSK), By::Id).server(|config| config.tickets(Arc::new(keys)))
    };
    for datagram in [false, true] {
        let session = server().session(datagram);
        assert!(server().resumes(datagram, &session, TIME + 1000));
        assert!(!server().resumes(datagram, &session, TIME + 3600));
    }
}

/// RFC 6066 section 4, RFC 7301, RFC 9146 section 3: what stays, and what is agreed on anew.
#[test]
fn what_a_resumed_connection_keeps() {
    for (by, datagram) in [(By::Id, false), (By::Id, true), (By::Ticket, false), (By::Ticket, true)] {
        let both = |config: Config| {
            config.max_fragment_length(512).inner_protocols(&[b"coap"]).random_connection_id(4)
        };
        let configs = Configs::new(suite(PSK), by).client(both).server(both);
        let session = configs.session(datagram);
        let mut pair = configs.pair(datagram, Some(&session), TIME);
        assert!(pair.shake_hands().expect("a handshake"));
        let mut other = configs.pair(datagram, Some(&session), TIME);
        assert!(other.shake_hands().expect("a handshake"));
        if let (Pair::Datagrams(one, _), Pair::Datagrams(another, _)) = (&pair, &other) {
            assert_ne!(one.connection_id(), another.connection_id(), "agreed on anew");
        }
        either!(&pair, client, server => {
            assert_eq!((client.protocol(), server.protocol()), (Some(&b"coap"[..]), Some(&b"coap"[..])));
            assert_eq!(server.server_name(), Some("localhost"));
        });
        match &mut pair {
            Pair::Datagrams(client, server) => {
                assert_eq!(client.connection_id(), server.peer_connection_id());
                assert_eq!(client.connection_id().map(<[u8]>::len), Some(4));
                let data = [0; 513];
                assert!(matches!(server.send(&data, &mut [0; 1000], Now::default()), Err(Error::TooLong)));
            }
            Pair::Stream(client, server) => {
                for side in [client, server] {
                    assert_eq!(side.write(&[0; 513]).expect("connected"), 513);
                    let sent = side.take_outgoing();
                    assert!(u16::from_be_bytes([sent[3], sent[4]]) < 512 + 64, "two records");
                }
            }
        }
    }
}
