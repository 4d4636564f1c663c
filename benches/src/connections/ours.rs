// SPDX-License-Identifier: MIT
//! purembed's own engine, for TLS 1.2 and DTLS 1.2.

use std::sync::Arc;
use std::time::Duration;

use purembed::pk::Group;
use purembed::secrets::SecretBytes;
use purembed::tls12::{
    CipherSuite, Config, DtlsConnection, Event, Now, PreSharedKey, Received, Session, TicketKeys,
    TlsConnection, TrustVerifier,
};
use purembed::x509::TrustStore;
use purembed_core::random::{CryptoRng, generator};

use super::{Agreement, IDENTITY, KEY, MTU, Maker, NOW, Pair, Protocol, Secret};

#[derive(Clone)]
struct Configs {
    client: Arc<Config>,
    server: Arc<Config>,
    session: Option<Session>,
}

fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(generator().expect("random bytes"))
}

pub(super) fn maker(agreement: &Agreement) -> Maker {
    let suite: CipherSuite = agreement.suite.parse().expect("a suite");
    let config = || Config::new(&[suite]).groups(&[Group::SECP256R1]);
    let (client, mut server) = match &agreement.secret {
        Secret::Psk => {
            let key = PreSharedKey::new(IDENTITY, KEY).expect("a key");
            let store = |_: &[u8]| Some(SecretBytes::copy_from(KEY));
            (config().pre_shared_key(Arc::new(key)), config().pre_shared_key_store(Arc::new(store)))
        }
        Secret::Certificate(pki) => {
            let verifier = TrustVerifier::of_servers(TrustStore::from_iter([pki.root.clone()]));
            (
                config().peer_verifier(Arc::new(verifier)),
                config().certificate_chain([pki.leaf.clone()], pki.key.clone()),
            )
        }
    };
    if agreement.resumed {
        server = server.tickets(Arc::new(TicketKeys::new(rng(), Duration::from_secs(86_400))));
    }
    let mut configs = Configs { client: Arc::new(client), server: Arc::new(server), session: None };
    match agreement.protocol {
        Protocol::Dtls12 => {
            configs.session = agreement.resumed.then(|| Datagrams::new(&configs).client.session()).flatten();
            super::maker(move || {
                let configs = configs.clone();
                move || Box::new(Datagrams::new(&configs))
            })
        }
        Protocol::Tls12 | Protocol::Tls13 => {
            configs.session = agreement.resumed.then(|| Stream::new(&configs).client.session()).flatten();
            super::maker(move || {
                let configs = configs.clone();
                move || Box::new(Stream::new(&configs))
            })
        }
    }
}

struct Stream {
    client: TlsConnection,
    server: TlsConnection,
}

fn carry(from: &mut TlsConnection, to: &mut TlsConnection) {
    let taken = to.receive(from.peek_outgoing());
    from.consume_outgoing(taken);
}

impl Stream {
    fn new(configs: &Configs) -> Self {
        let (config, name) = (Arc::clone(&configs.client), Some("localhost"));
        let client = match &configs.session {
            None => TlsConnection::client(config, name, rng(), NOW),
            Some(session) => TlsConnection::resume(config, name, session, rng(), NOW),
        };
        let server = TlsConnection::server(Arc::clone(&configs.server), rng(), NOW);
        let mut pair = Self { client: client.expect("a hello"), server };
        while pair.client.is_handshaking() || pair.server.is_handshaking() {
            carry(&mut pair.client, &mut pair.server);
            carry(&mut pair.server, &mut pair.client);
        }
        assert!(pair.client.failure().is_none() && pair.server.failure().is_none());
        pair
    }
}

impl Pair for Stream {
    fn is_resumed(&mut self) -> bool {
        self.client.is_resumed()
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.write(data).expect("connected"), data.len());
        carry(&mut self.client, &mut self.server);
        assert_eq!(self.server.read(out).expect("data"), Received::Data(data.len()));
    }
}

struct Datagrams {
    client: DtlsConnection,
    server: DtlsConnection,
    datagram: [u8; MTU],
}

impl Datagrams {
    fn new(configs: &Configs) -> Self {
        let (config, name) = (Arc::clone(&configs.client), Some("localhost"));
        let client = match &configs.session {
            None => DtlsConnection::client(config, name, rng(), NOW),
            Some(session) => DtlsConnection::resume(config, name, session, rng(), NOW),
        };
        let server = DtlsConnection::server(Arc::clone(&configs.server), rng(), NOW);
        let mut pair = Self { client: client.expect("a hello"), server, datagram: [0; MTU] };
        let now = Now::default();
        while pair.client.is_handshaking() || pair.server.is_handshaking() {
            while let Some(length) = pair.client.transmit(&mut pair.datagram, now) {
                pair.server.receive(&mut pair.datagram[..length], now).for_each(drop);
            }
            while let Some(length) = pair.server.transmit(&mut pair.datagram, now) {
                pair.client.receive(&mut pair.datagram[..length], now).for_each(drop);
            }
        }
        assert!(pair.client.failure().is_none() && pair.server.failure().is_none());
        pair
    }
}

impl Pair for Datagrams {
    fn is_resumed(&mut self) -> bool {
        self.client.is_resumed()
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        let now = Now::default();
        let length = self.client.send(data, &mut self.datagram, now).expect("connected");
        let mut events = self.server.receive(&mut self.datagram[..length], now);
        let Some(Event::Data(data)) = events.next() else { panic!("no data") };
        out.copy_from_slice(data);
    }
}
