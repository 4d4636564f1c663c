// SPDX-License-Identifier: MIT
//! rustls with three providers of algorithms: ours, aws-lc-rs, ring. What differs between them is theirs.

use std::io::{Read, Write};
use std::sync::Arc;

use ::rustls::client::Resumption;
use ::rustls::crypto::{CryptoProvider, aws_lc_rs, ring};
use ::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use ::rustls::server::ProducesTickets;
use ::rustls::{
    CipherSuite, ClientConfig, ClientConnection, Error, HandshakeKind, NamedGroup, RootCertStore,
    ServerConfig, ServerConnection,
};
use purembed::x509::Crt;

use super::{Agreement, Maker, Pair, Pki, Protocol, Secret};

type NewTicketer = fn() -> Result<Arc<dyn ProducesTickets>, Error>;

/// The largest record.
const RECORD: usize = 16 * 1024;

pub(super) fn makers(agreement: &Agreement) -> Vec<(&'static str, Maker)> {
    let Secret::Certificate(pki) = &agreement.secret else { return Vec::new() };
    let (suite, group) = match (agreement.protocol, agreement.suite) {
        (Protocol::Dtls12, _) => return Vec::new(),
        (Protocol::Tls13, _) => (CipherSuite::TLS13_AES_128_GCM_SHA256, NamedGroup::X25519),
        (Protocol::Tls12, "TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256") => {
            (CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, NamedGroup::secp256r1)
        }
        (Protocol::Tls12, _) => (CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, NamedGroup::secp256r1),
    };
    let providers: [(_, _, NewTicketer); 3] = [
        ("rustls-purembed", rustls_purembed::provider(), rustls_purembed::Ticketer::new),
        ("aws-lc-rs", aws_lc_rs::default_provider(), aws_lc_rs::Ticketer::new),
        ("ring", ring::default_provider(), ring::Ticketer::new),
    ];
    let maker = |mut provider: CryptoProvider, ticketer: Arc<dyn ProducesTickets>| {
        provider.kx_groups.retain(|ours| ours.name() == group);
        provider.cipher_suites.retain(|ours| ours.suite() == suite);
        assert_eq!((provider.kx_groups.len(), provider.cipher_suites.len()), (1, 1));
        let configs = configs(provider, ticketer, pki, agreement);
        if agreement.resumed {
            // Fills the store of sessions; each handshake after that brings new ones.
            drop(Both::new(&configs));
        }
        super::maker(move || {
            let configs = configs.clone();
            move || -> Box<dyn Pair> { Box::new(Both::new(&configs)) }
        })
    };
    providers
        .map(|(name, provider, ticketer)| (name, maker(provider, ticketer().expect("random bytes"))))
        .into()
}

type Configs = (Arc<ClientConfig>, Arc<ServerConfig>);

fn configs(
    provider: CryptoProvider,
    ticketer: Arc<dyn ProducesTickets>,
    pki: &Pki,
    agreement: &Agreement,
) -> Configs {
    let versions = match agreement.protocol {
        Protocol::Tls13 => [&::rustls::version::TLS13],
        Protocol::Tls12 | Protocol::Dtls12 => [&::rustls::version::TLS12],
    };
    let provider = Arc::new(provider);
    let der = |crt: &Crt| CertificateDer::from(crt.as_der().to_vec());
    let mut roots = RootCertStore::empty();
    roots.add(der(&pki.root)).expect("a root");
    let mut client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&versions)
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    if !agreement.resumed {
        client.resumption = Resumption::disabled();
    }
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pki.key.to_pkcs8_der().expose().to_vec()));
    let mut server = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&versions)
        .expect("a version")
        .with_no_client_auth()
        .with_single_cert(vec![der(&pki.leaf)], key)
        .expect("a chain");
    if agreement.resumed {
        // Without it a server keeps its sessions.
        server.ticketer = ticketer;
    }
    (Arc::new(client), Arc::new(server))
}

struct Both {
    client: ClientConnection,
    server: ServerConnection,
    wire: Vec<u8>,
}

macro_rules! carry {
    ($from:expr, $to:expr, $wire:expr) => {
        $wire.clear();
        while $from.wants_write() {
            $from.write_tls(&mut $wire).expect("a vector takes all");
        }
        let mut rest = &$wire[..];
        while !rest.is_empty() {
            $to.read_tls(&mut rest).expect("there is room");
            $to.process_new_packets().expect("a good peer");
        }
    };
}

impl Both {
    fn new(configs: &Configs) -> Self {
        let name = "localhost".try_into().expect("a name");
        let mut pair = Self {
            client: ClientConnection::new(Arc::clone(&configs.0), name).expect("a client"),
            server: ServerConnection::new(Arc::clone(&configs.1)).expect("a server"),
            wire: Vec::with_capacity(2 * RECORD),
        };
        while pair.client.is_handshaking() || pair.server.is_handshaking() || pair.server.wants_write() {
            carry!(pair.client, pair.server, pair.wire);
            carry!(pair.server, pair.client, pair.wire);
        }
        pair
    }
}

impl Pair for Both {
    fn is_resumed(&mut self) -> bool {
        self.client.handshake_kind() == Some(HandshakeKind::Resumed)
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        self.client.writer().write_all(data).expect("there is room");
        self.wire.clear();
        while self.client.wants_write() {
            self.client.write_tls(&mut self.wire).expect("a vector takes all");
        }
        let (mut rest, mut read) = (&self.wire[..], 0);
        while read < out.len() {
            self.server.read_tls(&mut rest).expect("there is room");
            self.server.process_new_packets().expect("a good peer");
            while let Ok(length) = self.server.reader().read(&mut out[read..]) {
                read += length;
                if length == 0 {
                    break;
                }
            }
        }
    }
}
