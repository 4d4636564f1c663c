// SPDX-License-Identifier: MIT
//! Sessions taken up again: from the server's store and from tickets, in both versions.

use alloc::sync::Arc;

use rustls::server::NoServerSessionStorage;
use rustls::{HandshakeKind, ServerConfig};
use rustls_purembed::{ALL_CIPHER_SUITES, Ticketer, provider};

use crate::fixtures::Kind;
use crate::pair::{Pair, configs};

fn resumes(how: fn(&mut ServerConfig)) {
    for suite in ALL_CIPHER_SUITES {
        let mut provider = provider();
        provider.cipher_suites = vec![*suite];
        let rsa = format!("{:?}", suite.suite()).contains("_RSA_");
        let (client, mut server) = configs(&provider, if rsa { Kind::Rsa } else { Kind::P256 });
        how(&mut server);
        let (client, server) = (Arc::new(client), Arc::new(server));
        for (round, expected) in
            [HandshakeKind::Full, HandshakeKind::Resumed, HandshakeKind::Resumed].into_iter().enumerate()
        {
            let mut pair = Pair::new(&client, &server);
            pair.handshake().unwrap();
            assert_eq!(pair.client.handshake_kind(), Some(expected), "{suite:?}, connection {round}");
            assert_eq!(pair.server.handshake_kind(), Some(expected), "{suite:?}, connection {round}");
            assert!(pair.server.peer_certificates().is_some());
            pair.echo(b"as before");
        }
    }
}

#[test]
fn from_the_servers_store() {
    resumes(|_| {});
}

#[test]
fn from_tickets() {
    resumes(|server| {
        server.ticketer = Ticketer::new().unwrap();
        server.session_storage = Arc::new(NoServerSessionStorage {});
    });
}

/// A server that has lost its keys does the whole handshake.
#[test]
fn tickets_of_another_server_are_worth_nothing() {
    let (client, server) = configs(&provider(), Kind::P256);
    let client = Arc::new(client);
    for _ in 0..2 {
        let mut server = server.clone();
        server.ticketer = Ticketer::new().unwrap();
        server.session_storage = Arc::new(NoServerSessionStorage {});
        let mut pair = Pair::new(&client, &Arc::new(server));
        pair.handshake().unwrap();
        assert_eq!(pair.client.handshake_kind(), Some(HandshakeKind::Full));
    }
}
