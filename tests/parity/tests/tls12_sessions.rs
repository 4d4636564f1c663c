// SPDX-License-Identifier: MIT
//! Sessions of the engine for TLS 1.2 and DTLS 1.2 with Mbed TLS C on the other side: resumed by ID and by ticket, and
//! live connections that are kept as bytes on either side.

use std::sync::Arc;
use std::time::Duration;

use purembed::parity::tls12 as c;
use purembed::x509::Purpose;
use purembed_core::secret::SecretBytes;
use purembed_parity_tests::tls12::configs::{
    Certificates, Configs, for_each_suite, of_each_kind, suite, their_chain,
};
use purembed_parity_tests::tls12::{
    Datagrams, Peer, Stream, TRANSPORTS, Theirs, Transport, converse, send, shake_hands, shake_hands_over,
};
use purembed_tests::ledger::Ledger;
use purembed_tests::pki::Kind;
use purembed_tests::tls12::{now, rng, trusting, with_chain};
use purembed_tls12::{
    ClientAuthentication, Config, DtlsConnection, Session, SessionCache, TicketKeys, TlsConnection,
};

/// How a server knows its clients again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum By {
    Id,
    Ticket,
}

const BOTH: [By; 2] = [By::Id, By::Ticket];
const HOUR: u32 = 3600;

impl By {
    fn ours(self, server: Config) -> Config {
        match self {
            Self::Id => server.session_store(Arc::new(SessionCache::new(10))),
            Self::Ticket => {
                server.tickets(Arc::new(TicketKeys::new(rng(), Duration::from_secs(HOUR.into()))))
            }
        }
    }

    fn their_server(self, server: c::Config) -> c::Config {
        match self {
            Self::Id => server.session_cache(),
            Self::Ticket => server.ticket_lifetime(HOUR),
        }
    }

    fn their_client(self, client: c::Config) -> c::Config {
        match self {
            Self::Id => client,
            Self::Ticket => client.wants_tickets(),
        }
    }
}

/// Ours, whichever the transport.
#[expect(clippy::large_enum_variant, reason = "there are two of them at a time")]
enum Ours {
    Stream(Stream),
    Datagrams(Datagrams),
}

impl Ours {
    fn client(transport: Transport, config: &Config, session: Option<&Session>) -> Self {
        let (config, name) = (Arc::new(config.clone()), Some("localhost"));
        match transport {
            Transport::Stream => Self::Stream(Stream::new(
                match session {
                    Some(session) => TlsConnection::resume(config, name, session, rng(), now()),
                    None => TlsConnection::client(config, name, rng(), now()),
                }
                .expect("a hello"),
            )),
            Transport::Datagram => Self::Datagrams(Datagrams::new(
                match session {
                    Some(session) => DtlsConnection::resume(config, name, session, rng(), now()),
                    None => DtlsConnection::client(config, name, rng(), now()),
                }
                .expect("a hello"),
            )),
        }
    }

    fn server(transport: Transport, config: &Config) -> Self {
        match transport {
            Transport::Stream => Self::Stream(Stream::server(config.clone())),
            Transport::Datagram => Self::Datagrams(Datagrams::server(config.clone())),
        }
    }

    fn peer(&mut self) -> &mut dyn Peer {
        match self {
            Self::Stream(stream) => stream,
            Self::Datagrams(datagrams) => datagrams,
        }
    }

    fn is_resumed(&self) -> bool {
        match self {
            Self::Stream(stream) => stream.connection.is_resumed(),
            Self::Datagrams(datagrams) => datagrams.connection.is_resumed(),
        }
    }

    /// What the client has, by way of its bytes.
    fn session(&self) -> Session {
        let session = match self {
            Self::Stream(stream) => stream.connection.session(),
            Self::Datagrams(datagrams) => datagrams.connection.session(),
        };
        Session::from_bytes(session.expect("a session").to_bytes().expose()).expect("what was written")
    }

    fn certificates(&self) -> usize {
        match self {
            Self::Stream(stream) => stream.connection.peer_certificates().len(),
            Self::Datagrams(datagrams) => datagrams.connection.peer_certificates().len(),
        }
    }
}

/// Our client visits C's server three times, and is known again the second and the third time.
fn our_client(configs: &Configs, transport: Transport, by: By) -> Result<(), String> {
    let server = by.their_server(configs.their_server.clone());
    let context = c::Context::server(transport, &server).expect("a configuration");
    let mut session = None;
    for round in 0..3 {
        let mut client = Ours::client(transport, &configs.our_client, session.as_ref());
        converse(client.peer(), &mut Theirs::server_of(&context, transport))?;
        let found = client.session();
        if client.is_resumed() != (round > 0) || found.has_ticket() != (by == By::Ticket) {
            return Err(format!("round {round}: resumed {}", client.is_resumed()));
        }
        session = Some(found);
    }
    Ok(())
}

/// C's client visits our server three times.
fn our_server(configs: &Configs, transport: Transport, by: By) -> Result<(), String> {
    let client = by.their_client(configs.their_client.clone());
    let context = c::Context::client(transport, &client).expect("a configuration");
    let config = by.ours(configs.our_server.clone());
    let mut session: Option<Vec<u8>> = None;
    let mut certificates = None;
    for round in 0..3 {
        let mut client = Theirs::client_of(&context, transport);
        if let Some(session) = &session {
            client.connection.set_session(session).map_err(|error| error.to_string())?;
        }
        let mut server = Ours::server(transport, &config);
        shake_hands(&mut client, server.peer())?;
        session = Some(client.connection.session().map_err(|error| error.to_string())?);
        purembed_parity_tests::tls12::exchange(&mut client, server.peer())?;
        if server.is_resumed() != (round > 0) {
            return Err(format!("round {round}: resumed {}", server.is_resumed()));
        }
        let found = server.certificates();
        assert_eq!(*certificates.get_or_insert(found), found, "the client's certificates");
    }
    Ok(())
}

#[test]
fn every_suite_is_resumed_both_ways() {
    for_each_suite("sessions with Mbed TLS C, suite by suite", |suite, certificates, tries| {
        let configs = Configs::new(suite, certificates);
        for transport in TRANSPORTS {
            for by in BOTH {
                let case = |side| move || format!("{suite}, {transport:?}, {by:?}, {side}");
                tries.add(case("our client"), our_client(&configs, transport, by));
                tries.add(case("our server"), our_server(&configs, transport, by));
            }
        }
    });
}

/// With what else a session keeps: fragment lengths, inner protocols, the client's certificates. A ticket with those is
/// longer than 1,024 bytes, and C takes no message in pieces.
#[test]
fn what_sessions_keep() {
    let mut ledger = Ledger::new("what sessions keep, with Mbed TLS C");
    let certificates = Certificates::new(Kind::P256);
    let suite = suite("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256");
    let mut configs = Configs::new(suite, &certificates)
        .ours(|config| config.inner_protocols(&[b"coap"]).max_fragment_length(2048))
        .theirs(|config| config.inner_protocols(&[b"coap"]).max_fragment_length(2048));
    configs.our_server = trusting(configs.our_server, &certificates.client, Purpose::ClientAuth)
        .client_authentication(ClientAuthentication::Required);
    let root = certificates.client.root.as_der();
    configs.their_server = configs.their_server.trust(&[root], c::Verify::Required);
    configs.our_client = with_chain(configs.our_client, &certificates.client);
    configs.their_client = their_chain(configs.their_client, &certificates.client);
    for transport in TRANSPORTS {
        for by in BOTH {
            our_client(&configs, transport, by)
                .unwrap_or_else(|error| panic!("{transport:?}, {by:?}: {error}"));
            our_server(&configs, transport, by)
                .unwrap_or_else(|error| panic!("{transport:?}, {by:?}: {error}"));
            ledger.ran();
        }
    }
    ledger.finish();
}

/// The steps of abbreviated handshakes, and of those in which a ticket is given.
#[test]
fn steps_are_those_of_c() {
    let mut ledger = Ledger::new("steps of abbreviated handshakes");
    let certificates = Certificates::new(Kind::P256);
    for suite in of_each_kind() {
        let configs = Configs::new(suite, &certificates);
        for transport in TRANSPORTS {
            for by in BOTH {
                let server = by.their_server(configs.their_server.clone());
                let server = c::Context::server(transport, &server).expect("a configuration");
                let client = by.their_client(configs.their_client.clone());
                let client = c::Context::client(transport, &client).expect("a configuration");
                let our_server = by.ours(configs.our_server.clone());
                let (mut c_session, mut c_from_us, mut session) = (None::<Vec<u8>>, None::<Vec<u8>>, None);
                for round in 0..2 {
                    let name = format!("{suite}, {transport:?}, {by:?}, {round}");
                    let mut theirs =
                        (Theirs::client_of(&client, transport), Theirs::server_of(&server, transport));
                    if let Some(session) = &c_session {
                        theirs.0.connection.set_session(session).expect("a session");
                    }
                    shake_hands(&mut theirs.0, &mut theirs.1)
                        .unwrap_or_else(|error| panic!("{name}: {error}"));
                    c_session = Some(theirs.0.connection.session().expect("a session"));

                    let mut ours = Ours::client(transport, &configs.our_client, session.as_ref());
                    let mut other = Theirs::server_of(&server, transport);
                    shake_hands(ours.peer(), &mut other).unwrap_or_else(|error| panic!("{name}: {error}"));
                    session = Some(ours.session());
                    assert_eq!(ours.peer().steps(), theirs.0.steps(), "{name}, the client's steps");

                    let mut other = Theirs::client_of(&client, transport);
                    if let Some(session) = &c_from_us {
                        other.connection.set_session(session).expect("a session");
                    }
                    let mut ours = Ours::server(transport, &our_server);
                    shake_hands(&mut other, ours.peer()).unwrap_or_else(|error| panic!("{name}: {error}"));
                    c_from_us = Some(other.connection.session().expect("a session"));
                    assert_eq!(ours.peer().steps(), theirs.1.steps(), "{name}, the server's steps");
                    assert_eq!(ours.is_resumed(), round > 0, "{name}");
                    ledger.ran();
                }
            }
        }
    }
    ledger.finish();
}

/// C's tickets and sessions, every byte of them changed, and ours with C: a full handshake, or nothing.
#[test]
fn changed_tickets_make_full_handshakes() {
    let mut ledger = Ledger::new("changed tickets, with Mbed TLS C");
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-GCM-SHA256"), &certificates);
    let transport = Transport::Stream;
    let client = c::Context::client(transport, &configs.their_client.clone().wants_tickets());
    let client = client.expect("a configuration");
    let config = By::Ticket.ours(configs.our_server);
    let mut first = Theirs::client_of(&client, transport);
    shake_hands(&mut first, Ours::server(transport, &config).peer()).expect("a handshake");
    let session = first.connection.session().expect("a session");
    let mut resumed = 0;
    for place in 0..session.len() {
        let mut changed = session.clone();
        changed[place] ^= 1;
        let mut other = Theirs::client_of(&client, transport);
        // C notices some changes by itself.
        if other.connection.set_session(&changed).is_err() {
            ledger.skip("that C does not take");
            continue;
        }
        let mut server = Ours::server(transport, &config);
        // Without the same master secret nobody connects; with another ticket it is a full handshake.
        if shake_hands(&mut other, server.peer()).is_ok() {
            send(&mut other, server.peer(), b"hello").expect("the same keys");
            resumed += usize::from(server.is_resumed());
        }
        ledger.ran();
    }
    // Times, flags and such things that C keeps for itself.
    assert!(resumed < 60, "{resumed} of {} bytes do not count", session.len());
    ledger.finish();
}

/// Datagrams that get lost: the client's last flight, in abbreviated handshakes, and C on the other side.
#[test]
fn every_loss_of_up_to_two_datagrams() {
    let mut ledger = Ledger::new("abbreviated handshakes with Mbed TLS C through loss");
    let certificates = Certificates::new(Kind::P256);
    let configs = Configs::new(suite("TLS-PSK-WITH-AES-128-CCM-8"), &certificates);
    let transport = Transport::Datagram;
    for by in BOTH {
        let server = by.their_server(configs.their_server.clone());
        let server = c::Context::server(transport, &server).expect("a configuration");
        let client = by.their_client(configs.their_client.clone());
        let client = c::Context::client(transport, &client).expect("a configuration");
        let config = by.ours(configs.our_server.clone());
        let mut ours = Ours::client(transport, &configs.our_client, None);
        shake_hands(ours.peer(), &mut Theirs::server_of(&server, transport)).expect("a handshake");
        let session = ours.session();
        let mut theirs = Theirs::client_of(&client, transport);
        shake_hands(&mut theirs, Ours::server(transport, &config).peer()).expect("a handshake");
        let c_session = theirs.connection.session().expect("a session");
        for (a, b) in (0..6).flat_map(|a| (a..6).map(move |b| (a, b))) {
            let lossy = |client: &mut dyn Peer, server: &mut dyn Peer| {
                let mut count = 0;
                let mut link = |_: usize, piece: Vec<u8>| {
                    count += 1;
                    if [a, b].contains(&(count - 1)) { vec![] } else { vec![piece] }
                };
                shake_hands_over(&mut link, client, server)
                    .unwrap_or_else(|error| panic!("{by:?}, without {a} and {b}: {error}"));
                send(client, server, b"one").expect("connected");
                send(server, client, b"two").expect("connected");
            };
            let mut ours = Ours::client(transport, &configs.our_client, Some(&session));
            lossy(ours.peer(), &mut Theirs::server_of(&server, transport));
            assert!(ours.is_resumed());
            let mut theirs = Theirs::client_of(&client, transport);
            theirs.connection.set_session(&c_session).expect("a session");
            let mut ours = Ours::server(transport, &config);
            lossy(&mut theirs, ours.peer());
            assert!(ours.is_resumed());
            ledger.ran();
        }
    }
    ledger.finish();
}

/// A new connection of C's with what another one saved.
fn taken_up(mut theirs: Theirs, context: &c::Context) -> Theirs {
    let bytes = theirs.connection.save().expect("idle");
    let mut other = Theirs::new(context, Transport::Datagram);
    other.connection.load(&bytes).expect("what was saved");
    other
}

/// Either side, and both, in the middle of a connection: what python-mbedtls pickles.
#[test]
fn live_connections_are_kept() {
    let mut ledger = Ledger::new("live connections kept, with Mbed TLS C");
    let certificates = Certificates::new(Kind::P256);
    let transport = Transport::Datagram;
    for suite in of_each_kind() {
        let configs = Configs::new(suite, &certificates);
        for is_our_client in [true, false] {
            let (ours, context) = if is_our_client {
                (&configs.our_client, c::Context::server(transport, &configs.their_server))
            } else {
                (&configs.our_server, c::Context::client(transport, &configs.their_client))
            };
            let context = context.expect("a configuration");
            let (mut our, mut their) = if is_our_client {
                (Datagrams::client(ours.clone()), Theirs::server_of(&context, transport))
            } else {
                (Datagrams::server(ours.clone()), Theirs::client_of(&context, transport))
            };
            let outcome = if is_our_client {
                shake_hands(&mut our, &mut their)
            } else {
                shake_hands(&mut their, &mut our)
            };
            outcome.unwrap_or_else(|error| panic!("{suite}: {error}"));
            let talk = |our: &mut Datagrams, their: &mut Theirs| {
                send(our, their, b"one").unwrap_or_else(|error| panic!("{suite}: {error}"));
                send(their, our, b"two").unwrap_or_else(|error| panic!("{suite}: {error}"));
            };
            talk(&mut our, &mut their);
            for _ in 0..3 {
                let bytes = our.connection.into_bytes().expect("idle");
                let bytes = SecretBytes::copy_from(bytes.expose());
                let connection = DtlsConnection::from_bytes(Arc::new(ours.clone()), bytes, rng());
                our = Datagrams::new(connection.expect("what was written"));
                talk(&mut our, &mut their);
                if suite.is_aead() {
                    their = taken_up(their, &context);
                    talk(&mut our, &mut their);
                } else {
                    assert!(their.connection.save().is_err(), "{suite}: C keeps no CBC");
                }
            }
            ledger.ran();
        }
    }
    ledger.finish();
}
