// SPDX-License-Identifier: MIT
//! TLS 1.3 in memory, both sides in one thread: handshakes and records.
//!
//! The same rustls runs with three providers of algorithms (`rustls-purembed`, aws-lc-rs, ring), so that the difference
//! is theirs; `purembed` is its own `TlsWrappedBuffer` with its own judgement of certificates, on top of our provider.
//! X25519 and AES-128-GCM-SHA256 throughout; the chain is leaf and root.

use std::hint::black_box;
use std::sync::Arc;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey, Rsa};
use purembed::tls::{
    CertificateChain, CipherSuite, ClientContext, Progress, Received, ServerContext, ServerIdentity,
    TlsConfiguration, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, GeneralName, KeyUsage, SerialNumber, ServerName, Time, TrustStore,
};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ClientConfig, ClientConnection, NamedGroup, RootCertStore, ServerConfig, ServerConnection};

use crate::contest::{Contestant, Operation, Size};

const RECORD: usize = 16 * 1024;

/// A root and a leaf for `localhost`, both with keys of one kind.
#[derive(Clone)]
pub(crate) struct Pki {
    pub(crate) root: Crt,
    pub(crate) leaf: Crt,
    pub(crate) key: Arc<PrivateKey>,
}

impl Pki {
    fn new(key: impl Fn() -> PrivateKey) -> Self {
        let from = Time::from(std::time::UNIX_EPOCH);
        let until = Time::from_unix(4_000_000_000);
        let (root_key, leaf_key) = (key(), key());
        let serial = || SerialNumber::random().expect("randomness");
        let root =
            CrtBuilder::new("CN=Root".parse().expect("a name"), root_key.public_key(), serial(), from, until)
                .basic_constraints(BasicConstraints::Ca { max_path_length: None })
                .key_usage(KeyUsage::KEY_CERT_SIGN)
                .self_sign(&root_key, Algorithm::SHA256)
                .expect("a root");
        let leaf = CrtBuilder::new(
            "CN=localhost".parse().expect("a name"),
            leaf_key.public_key(),
            serial(),
            from,
            until,
        )
        .subject_alternative_names([GeneralName::Dns("localhost")])
        .sign_with(&root, &root_key, Algorithm::SHA256)
        .expect("a leaf");
        Self { root, leaf, key: Arc::new(leaf_key) }
    }

    pub(crate) fn ecdsa_p256() -> Self {
        Self::new(|| Ecc::generate(Curve::SECP256R1).expect("a key").into())
    }

    fn rsa_2048() -> Self {
        Self::new(|| Rsa::generate(2048).expect("a key").into())
    }
}

/// A pair of endpoints, whoever made them: enough to shake hands and to send a record.
trait Pair {
    fn handshake(&mut self);
    fn is_resumed(&self) -> bool;
    /// Client to server.
    fn send(&mut self, data: &[u8], out: &mut [u8]);

    /// Whether what is sent arrives.
    fn delivers(&mut self) -> bool {
        let (data, mut out) = (vec![7; RECORD], vec![0; RECORD]);
        self.send(&data, &mut out);
        out == data
    }
}

struct RustlsPair {
    client: ClientConnection,
    server: ServerConnection,
    wire: Vec<u8>,
}

impl RustlsPair {
    fn new(configs: &(Arc<ClientConfig>, Arc<ServerConfig>)) -> Self {
        let name = "localhost".try_into().expect("a name");
        Self {
            client: ClientConnection::new(Arc::clone(&configs.0), name).expect("a client"),
            server: ServerConnection::new(Arc::clone(&configs.1)).expect("a server"),
            wire: Vec::with_capacity(2 * RECORD),
        }
    }
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

impl Pair for RustlsPair {
    fn handshake(&mut self) {
        while self.client.is_handshaking() || self.server.is_handshaking() || self.server.wants_write() {
            carry!(self.client, self.server, self.wire);
            carry!(self.server, self.client, self.wire);
        }
    }

    fn is_resumed(&self) -> bool {
        self.client.handshake_kind() == Some(rustls::HandshakeKind::Resumed)
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        use std::io::{Read, Write};

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

struct FacePair {
    client: TlsWrappedBuffer,
    server: TlsWrappedBuffer,
}

fn carry(from: &mut TlsWrappedBuffer, to: &mut TlsWrappedBuffer) {
    let sent = to.receive_from_network(from.peek_outgoing());
    from.consume_outgoing(sent);
}

impl Pair for FacePair {
    fn handshake(&mut self) {
        while self.client.do_handshake().expect("a good peer") != Progress::Done
            || self.server.do_handshake().expect("a good peer") != Progress::Done
        {
            carry(&mut self.client, &mut self.server);
            carry(&mut self.server, &mut self.client);
        }
    }

    fn is_resumed(&self) -> bool {
        self.client.is_resumed()
    }

    fn send(&mut self, data: &[u8], out: &mut [u8]) {
        assert_eq!(self.client.write(data).expect("a good peer"), data.len());
        let mut read = 0;
        while read < out.len() {
            carry(&mut self.client, &mut self.server);
            while let Received::Data(length) = self.server.read(&mut out[read..]).expect("a good peer") {
                read += length;
                if length == 0 {
                    break;
                }
            }
        }
    }
}

fn rustls_configs(mut provider: CryptoProvider, pki: &Pki) -> (Arc<ClientConfig>, Arc<ServerConfig>) {
    provider.kx_groups.retain(|group| group.name() == NamedGroup::X25519);
    provider.cipher_suites.retain(|suite| suite.suite() == rustls::CipherSuite::TLS13_AES_128_GCM_SHA256);
    assert_eq!((provider.kx_groups.len(), provider.cipher_suites.len()), (1, 1));
    let provider = Arc::new(provider);
    let der = |crt: &Crt| CertificateDer::from(crt.as_der().to_vec());
    let mut roots = RootCertStore::empty();
    roots.add(der(&pki.root)).expect("a root");
    let client = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("a version")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(pki.key.to_pkcs8_der().expose().to_vec()));
    let server = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])
        .expect("a version")
        .with_no_client_auth()
        .with_single_cert(vec![der(&pki.leaf)], key)
        .expect("a chain");
    (Arc::new(client), Arc::new(server))
}

fn contexts(pki: &Pki) -> (ClientContext, ServerContext) {
    let builder = || {
        TlsConfiguration::builder()
            .lowest_supported_version(TlsVersion::Tls13)
            .ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256])
    };
    let roots = TrustStore::from_iter([pki.root.clone()]);
    let key = PrivateKey::from_buffer(pki.key.to_pkcs8_der().expose()).expect("a key");
    let chain = CertificateChain::new([pki.leaf.clone()], key).expect("a chain");
    (
        ClientContext::new(builder().trust_store(roots).build().expect("fits")).expect("a client"),
        ServerContext::new(builder().certificate_chain(chain).build().expect("fits")).expect("a server"),
    )
}

fn face_pair(client: &ClientContext, server: &ServerContext) -> FacePair {
    let now = Time::from_unix(1_800_000_000);
    let identity = ServerIdentity::named(ServerName::try_from("localhost").expect("a name"));
    FacePair {
        client: client.wrap_buffers(&identity, now).expect("a client"),
        server: server.wrap_buffers(now).expect("a server"),
    }
}

fn providers() -> [(&'static str, CryptoProvider); 3] {
    [
        ("rustls-purembed", rustls_purembed::provider()),
        ("aws-lc-rs", rustls::crypto::aws_lc_rs::default_provider()),
        ("ring", rustls::crypto::ring::default_provider()),
    ]
}

/// One contestant: a way to make pairs, with or without remembered sessions.
type Maker = Box<dyn Fn(bool) -> Box<dyn Pair>>;

fn contestants(pki: &Pki) -> Vec<(&'static str, Maker)> {
    let mut all: Vec<(&'static str, Maker)> = Vec::new();
    for (name, provider) in providers() {
        let resuming = rustls_configs(provider.clone(), pki);
        let mut fresh = (*resuming.0).clone();
        fresh.resumption = rustls::client::Resumption::disabled();
        let fresh = (Arc::new(fresh), Arc::clone(&resuming.1));
        let make = move |resume: bool| -> Box<dyn Pair> {
            Box::new(RustlsPair::new(if resume { &resuming } else { &fresh }))
        };
        all.push((name, Box::new(make)));
    }
    all
}

/// Handshakes and records.
///
/// # Panics
///
/// If a handshake fails, is not what it should be, or records do not arrive as they were sent.
#[must_use]
pub fn operations() -> Vec<Operation> {
    vec![
        full_handshake("tls13/x25519-ecdsa-p256", &Pki::ecdsa_p256()),
        full_handshake("tls13/x25519-rsa-2048", &Pki::rsa_2048()),
        resumption(),
        records(),
    ]
}

/// Times the making of a pair too: a client makes its key share when it is made.
fn shake(mut pair: Box<dyn Pair>) -> Box<dyn Pair> {
    pair.handshake();
    pair
}

fn full_handshake(group: &str, pki: &Pki) -> Operation {
    // A context remembers sessions: a new one for each handshake keeps every handshake a full one.
    let (own, server) = (pki.clone(), contexts(pki).1);
    let client = move || contexts(&own).0;
    let face = move |client: ClientContext| shake(Box::new(face_pair(&client, &server)));
    let mut all = vec![Contestant::with_setup("purembed", client, face)];
    for (name, make) in contestants(pki) {
        let mut check = shake(make(false));
        assert!(!check.is_resumed() && check.delivers(), "{name}: the bench must measure a full handshake");
        all.push(Contestant::with_setup(name, || (), move |()| shake(make(false))));
    }
    Operation { group: group.to_owned(), size: Size::One, contestants: all }
}

fn resumption() -> Operation {
    let pki = Pki::ecdsa_p256();
    let (client, server) = contexts(&pki);
    let mut makers: Vec<(&'static str, Maker)> =
        vec![("purembed", Box::new(move |_| Box::new(face_pair(&client, &server))))];
    makers.extend(contestants(&pki));
    let contestants = makers.into_iter().map(|(name, make)| {
        // The first handshake fills the store of sessions; each one after that uses a ticket and brings new ones.
        drop(shake(make(true)));
        assert!(shake(make(true)).is_resumed(), "{name}: the bench must measure resumption");
        Contestant::with_setup(name, || (), move |()| shake(make(true)))
    });
    Operation { group: "tls13/resumption".to_owned(), size: Size::One, contestants: contestants.collect() }
}

fn records() -> Operation {
    let pki = Pki::ecdsa_p256();
    let (client, server) = contexts(&pki);
    let mut pairs: Vec<(&'static str, Box<dyn Pair>)> =
        vec![("purembed", Box::new(face_pair(&client, &server)))];
    pairs.extend(contestants(&pki).into_iter().map(|(name, make)| (name, make(false))));
    let contestants = pairs.into_iter().map(|(name, mut pair)| {
        pair.handshake();
        assert!(pair.delivers(), "{name}");
        let (data, mut out) = (vec![7; RECORD], vec![0; RECORD]);
        Contestant::new(name, move || {
            pair.send(black_box(&data), &mut out);
            black_box(&out);
        })
    });
    Operation {
        group: "tls13/record-aes-128-gcm".to_owned(),
        size: Size::Bytes(RECORD),
        contestants: contestants.collect(),
    }
}
