// SPDX-License-Identifier: MIT
//! Connections that are kept as bytes and go on.

use std::println;

use super::*;
use crate::session::{SessionCache, TicketKeys};
use crate::testing::{Certified, Trust};
use crate::{ClientAuthentication, InvalidSession, SessionStore};

fn again(connection: DtlsConnection, config: &Arc<Config>) -> DtlsConnection {
    let bytes = connection.into_bytes().expect("idle");
    DtlsConnection::from_bytes(Arc::clone(config), bytes, rng()).expect("what was just written")
}

/// A connection in which data went both ways, so that either side may be kept, and the two configurations.
fn settled(
    suite: &str,
    change: impl Fn(Config) -> Config,
) -> (DtlsConnection, DtlsConnection, Arc<Config>, Arc<Config>) {
    let parsed: CipherSuite = suite.parse().expect("a suite");
    let (client, server) = configs(suite, change);
    let (mut client, mut server) = (Config::clone(&client), Config::clone(&server));
    if let Some(certified) = Certified::that_serves(parsed.key_exchange()) {
        client = certified.identify(client).peer_verifier(Arc::new(Trust(true)));
        server = certified.identify(server).peer_verifier(Arc::new(Trust(true)));
        server = server.client_authentication(ClientAuthentication::Required);
    }
    let (client_config, server_config) = (Arc::new(client), Arc::new(server));
    let mut client =
        DtlsConnection::client(Arc::clone(&client_config), Some("localhost"), rng(), 0).expect("a hello");
    let mut server = DtlsConnection::server(Arc::clone(&server_config), rng(), 0);
    carry(&mut client, &mut server, at(0));
    assert!(exchange(&mut client, &mut server, b"one").is_some());
    assert!(exchange(&mut server, &mut client, b"two").is_some());
    (client, server, client_config, server_config)
}

/// With every suite, CBC's too; both sides, again and again, in the middle of data.
#[test]
fn connections_go_on() {
    let mut count = 0;
    for suite in CipherSuite::all().iter().filter(|suite| suite.supported().is_ok()) {
        let (mut client, mut server, client_config, server_config) =
            settled(suite.name(), |config| config.inner_protocols(&[b"coap"]).random_connection_id(3));
        let (ids, material) = (client.connection_id().map(<[u8]>::to_vec), &mut [[0; 20]; 2]);
        client.export_keying_material(b"it", None, &mut material[0]).expect("connected");
        for round in 0..3 {
            client = again(client, &client_config);
            assert!(exchange(&mut client, &mut server, b"three").is_some(), "{suite}, {round}");
            server = again(server, &server_config);
            assert!(exchange(&mut server, &mut client, b"four").is_some(), "{suite}, {round}");
            count += 2;
        }
        assert_eq!((client.suite(), server.suite()), (Some(*suite), Some(*suite)));
        assert_eq!((client.protocol(), client.server_name()), (Some(&b"coap"[..]), Some("localhost")));
        assert_eq!(client.connection_id().map(<[u8]>::to_vec), ids);
        assert_eq!(server.psk_identity().is_some(), suite.key_exchange().has_psk());
        let certificates = usize::from(suite.key_exchange().has_certificate());
        assert_eq!(client.peer_certificates().len(), certificates);
        client.export_keying_material(b"it", None, &mut material[1]).expect("connected");
        assert_eq!(material[0], material[1]);
        client.close();
        carry(&mut client, &mut server, at(0));
        assert!(server.is_closed_by_peer());
    }
    println!("{count} connections kept and taken up again");
}

/// RFC 6347 section 4.1.2.6: the window stays, and so do the numbers.
#[test]
fn what_came_before_does_not_come_again() {
    let (mut client, mut server, client_config, server_config) = settled(SUITE, |config| config);
    let mut first = [0; 100];
    let first_length = client.send(b"once", &mut first, at(0)).expect("connected");
    let mut early = first;
    let mut later = [0; 100];
    let later_length = client.send(b"later", &mut later, at(0)).expect("connected");
    assert!(server.receive(&mut later[..later_length], at(0)).next().is_some());
    server = again(server, &server_config);
    assert!(server.receive(&mut early[..first_length], at(0)).next().is_some(), "late, not twice");
    let mut again_early = first;
    assert_eq!(server.receive(&mut again_early[..first_length], at(0)).next(), None);
    let next = client.sending.next_protected();
    client = again(client, &client_config);
    assert_eq!(client.sending.next_protected(), next);
    assert_eq!(client.sending.wear().blocks(), 6, "three records of one block each");
}

#[test]
fn only_what_is_idle_is_kept() {
    let refused = |connection: DtlsConnection| connection.into_bytes().expect_err("not idle");
    // During the handshake.
    let (client, server) = pair(SUITE, |config| config);
    let (mut client, mut server) = (refused(client), refused(server));
    carry(&mut client, &mut server, at(0));
    // As long as the client may not have the last flight; the client itself may.
    let mut server = refused(*server);
    let (client_config, _) = configs(SUITE, |config| config);
    let mut client = again(*client, &client_config);
    // With something to send.
    server.close();
    let mut server = refused(*server);
    carry(&mut client, &mut server, at(0));
    // After the farewell of either side.
    refused(*server);
    refused(client);

    let (mut client, mut server, ..) = settled(SUITE, |config| config.bad_record_limit(1));
    let mut out = [0; 100];
    let length = client.send(b"hello", &mut out, at(0)).expect("connected");
    out[length - 1] ^= 1;
    drop(server.receive(&mut out[..length], at(0)));
    assert!(server.failure().is_some());
    refused(server);
}

/// Nobody hears of the client for as long as it takes.
#[test]
fn servers_are_kept_once_nobody_asks_for_the_last_flight() {
    let (client_config, server_config) = configs(SUITE, |config| config);
    let mut client = DtlsConnection::client(client_config, None, rng(), 0).expect("a hello");
    let mut server = DtlsConnection::server(Arc::clone(&server_config), rng(), 0);
    carry(&mut client, &mut server, at(0));
    assert!(server.transmit(&mut [0; 100], at(239_999)).is_none());
    let mut server = *server.into_bytes().expect_err("too early");
    assert!(server.transmit(&mut [0; 100], at(240_000)).is_none());
    let mut server = again(server, &server_config);
    assert!(exchange(&mut server, &mut client, b"still there?").is_some());
}

#[test]
fn another_configuration_takes_up_nothing() {
    let (client, server, client_config, server_config) = settled(SUITE, |config| config);
    let (client, server) = (client.into_bytes().expect("idle"), server.into_bytes().expect("idle"));
    let from = |config: &Arc<Config>, bytes: &SecretBytes| {
        let bytes = SecretBytes::copy_from(bytes.expose());
        DtlsConnection::from_bytes(Arc::clone(config), bytes, rng()).map(drop)
    };
    assert_eq!(from(&client_config, &client), Ok(()));
    assert_eq!(from(&server_config, &server), Ok(()));
    assert_eq!(from(&server_config, &client), Err(InvalidSession), "the other side's");
    let other = Arc::new(Config::clone(&client_config).session_context(b"?"));
    assert_eq!(from(&other, &client), Err(InvalidSession));
    let (other, _) = configs("TLS-PSK-WITH-AES-128-GCM-SHA256", |config| config);
    assert_eq!(from(&other, &client), Err(InvalidSession), "without the suite");
}

#[test]
fn every_change_is_noticed() {
    let mut count = 0;
    for name in [SUITE, "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256"] {
        let keys = || TicketKeys::new(rng(), Duration::from_secs(60));
        let change = |config: Config| config.random_connection_id(5).tickets(Arc::new(keys()));
        let (client, _, config, _) = settled(name, change);
        assert!(client.session().is_some());
        let bytes = client.into_bytes().expect("idle");
        let from = |bytes: &[u8]| {
            DtlsConnection::from_bytes(Arc::clone(&config), SecretBytes::copy_from(bytes), rng())
        };
        for place in 0..bytes.len() {
            for change in [0x01, 0x80, 0xff] {
                let mut changed = bytes.expose().to_vec();
                changed[place] ^= change;
                assert!(from(&changed).is_err(), "byte {place}");
                count += 1;
            }
            assert!(from(&bytes.expose()[..place]).is_err());
        }
        assert!(from(&[bytes.expose(), &[0]].concat()).is_err());
        let session = from(bytes.expose()).expect("unchanged").session().expect("a session");
        assert!(session.has_ticket());
        // One is not the other.
        assert!(from(session.to_bytes().expose()).is_err());
        assert!(Session::from_bytes(bytes.expose()).is_err());
    }
    println!("{count} changes of connections");
}

/// A session outlives the sleep of its connection, and ends with it (RFC 5246 section 7.2.2).
#[test]
fn sessions_go_with_their_connections() {
    let cache = Arc::new(SessionCache::new(1));
    let store: Arc<dyn SessionStore> = cache.clone();
    let (client, server, client_config, server_config) =
        settled(SUITE, |config| config.session_store(Arc::clone(&store)).bad_record_limit(1));
    let mut client = again(client, &client_config);
    let mut server = again(server, &server_config);
    let session = client.session().expect("a session");
    let mut out = [0; 100];
    let length = client.send(b"hello", &mut out, at(0)).expect("connected");
    out[length - 1] ^= 1;
    assert_eq!(cache.len(), 1);
    drop(server.receive(&mut out[..length], at(0)));
    assert!(cache.is_empty());
    for mut datagram in datagrams(&mut server, at(0)) {
        drop(client.receive(&mut datagram, at(0)));
    }
    assert!(!session.is_usable(0));
}
