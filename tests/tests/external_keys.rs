// SPDX-License-Identifier: MIT
//! Keys that never leave a device: they sign requests, certificates and handshakes, and it is known what happens when
//! they do not. The device is a thread; nothing but messages goes in, nothing but signatures comes out.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;

use purembed::hashlib::Algorithm;
use purembed::pk::{
    Error, KeyEntry, KeyStore, MemoryKeyStore, PrivateKey, PublicKey, SignatureAlgorithm, SigningKey,
};
use purembed::tls::{self, Alert, CertificateChain, ClientAuthentication, ConfigError, Progress, TlsVersion};
use purembed::x509::{
    BasicConstraints, BuildError, Crt, CrtBuilder, CsrBuilder, GeneralName, KeyPurpose, KeyUsage, Time,
    TrustStore,
};
use purembed_tests::pki::{Kind, NOW, client, server};
use purembed_tests::wire::{pair, shake_hands};

/// PKCS#11's CKR_DEVICE_REMOVED.
const REMOVED: Error = Error::External { code: 0x32 };

const VERSIONS: [TlsVersion; 2] = [TlsVersion::Tls12, TlsVersion::Tls13];

/// What is to be signed and how, and where the signature goes.
type Request = (SignatureAlgorithm, Vec<u8>, mpsc::Sender<Result<Vec<u8>, Error>>);

/// A key behind a channel.
struct DeviceKey {
    line: Mutex<Option<mpsc::Sender<Request>>>,
    public: PublicKey,
    calls: AtomicUsize,
    supports: fn(SignatureAlgorithm) -> bool,
}

impl DeviceKey {
    fn new(kind: Kind) -> Arc<Self> {
        Self::that_supports(kind, |_| true)
    }

    /// Makes the key in the device.
    fn that_supports(kind: Kind, supports: fn(SignatureAlgorithm) -> bool) -> Arc<Self> {
        let (line, requests) = mpsc::channel::<Request>();
        let (tell, public) = mpsc::channel();
        thread::spawn(move || {
            let key = kind.key();
            tell.send(key.public_key()).expect("someone waits");
            for (algorithm, message, reply) in requests {
                // Nobody may be there any more.
                let _ = reply.send(key.sign(algorithm, &message));
            }
        });
        let public = public.recv().expect("a key");
        Arc::new(Self { line: Mutex::new(Some(line)), public, calls: AtomicUsize::new(0), supports })
    }

    fn unplug(&self) {
        *self.line.lock().expect("no panic") = None;
    }

    /// How often it was asked since the last time.
    fn calls(&self) -> usize {
        self.calls.swap(0, Ordering::Relaxed)
    }
}

impl SigningKey for DeviceKey {
    fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    fn supports(&self, algorithm: SignatureAlgorithm) -> bool {
        algorithm.fits(&self.public) && (self.supports)(algorithm)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, Error> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let (reply, answer) = mpsc::channel();
        let line = self.line.lock().expect("no panic").clone().ok_or(REMOVED)?;
        line.send((algorithm, message.to_vec(), reply)).map_err(|_| REMOVED)?;
        answer.recv().map_err(|_| REMOVED)?
    }
}

/// A key that gives something else than signatures.
struct Liar(PublicKey);

impl SigningKey for Liar {
    fn public_key(&self) -> PublicKey {
        self.0.clone()
    }

    fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, Error> {
        Ok(vec![0; 64])
    }
}

/// A root in a device, and a leaf of another device that asked for it.
struct Authority {
    root: Crt,
    key: Arc<DeviceKey>,
}

impl Authority {
    fn new(kind: Kind) -> Self {
        let key = DeviceKey::new(kind);
        let root = builder("CN=Root", &*key)
            .basic_constraints(BasicConstraints::Ca { max_path_length: None })
            .self_sign(&*key, Algorithm::SHA256)
            .expect("a root");
        assert_eq!(key.calls(), 1);
        Self { root, key }
    }

    fn certify(&self, key: &dyn SigningKey) -> Crt {
        let csr = CsrBuilder::new("CN=localhost".parse().expect("a name"))
            .subject_alternative_names([GeneralName::Dns("localhost")])
            .sign_with(key, Algorithm::SHA256)
            .expect("a request");
        let crt = CrtBuilder::from_csr(&csr, 2.into(), Time::from_unix(NOW), Time::from_unix(NOW + 3600))
            .expect("a signed request")
            .accept_requested_names()
            .key_usage(KeyUsage::DIGITAL_SIGNATURE)
            .extended_key_usage([KeyPurpose::SERVER_AUTH, KeyPurpose::CLIENT_AUTH])
            .sign_with(&self.root, &*self.key, Algorithm::SHA256)
            .expect("a certificate");
        assert_eq!(self.key.calls(), 1);
        crt
    }

    fn trust(&self) -> TrustStore {
        TrustStore::from_iter([self.root.clone()])
    }

    /// One handshake between a client that has a key, too, if the server asks, and a server.
    fn shake_hands(
        &self,
        version: TlsVersion,
        server_chain: CertificateChain,
        client_chain: Option<CertificateChain>,
    ) -> [Result<Progress, tls::Error>; 2] {
        let here = tls::TlsConfiguration::builder()
            .trust_store(self.trust())
            .lowest_supported_version(version)
            .highest_supported_version(version);
        let there =
            tls::TlsConfiguration::builder().trust_store(self.trust()).certificate_chain(server_chain);
        let (here, there) = match client_chain {
            Some(chain) => {
                (here.certificate_chain(chain), there.client_authentication(ClientAuthentication::Required))
            }
            None => (here, there),
        };
        let (mut here, mut there) = pair(&client(here), &server(there));
        shake_hands(&mut here, &mut there).into()
    }
}

impl From<(Kind, &Authority)> for Leaf {
    fn from((kind, authority): (Kind, &Authority)) -> Self {
        let key = DeviceKey::new(kind);
        let crt = authority.certify(&*key);
        assert_eq!(key.calls(), 1);
        let chain = CertificateChain::with_key([crt], Arc::clone(&key) as Arc<dyn SigningKey>);
        Self { key, chain: chain.expect("a chain") }
    }
}

/// A certificate whose key is in a device.
struct Leaf {
    key: Arc<DeviceKey>,
    chain: CertificateChain,
}

fn builder(name: &str, key: &dyn SigningKey) -> CrtBuilder {
    let (from, until) = (Time::from_unix(NOW - 3600), Time::from_unix(NOW + 3600));
    CrtBuilder::new(name.parse().expect("a name"), key.public_key(), 1.into(), from, until)
}

#[test]
fn devices_certify_and_shake_hands() {
    for kind in Kind::ALL {
        let authority = Authority::new(kind);
        let [server, client] = [Leaf::from((kind, &authority)), Leaf::from((kind, &authority))];
        for version in VERSIONS {
            let result = authority.shake_hands(version, server.chain.clone(), None);
            assert!(result.iter().all(|side| matches!(side, Ok(Progress::Done))), "{version}: {result:?}");
            assert_eq!((server.key.calls(), client.key.calls()), (1, 0), "{kind:?}, {version}");

            let result = authority.shake_hands(version, server.chain.clone(), Some(client.chain.clone()));
            assert!(result.iter().all(|side| matches!(side, Ok(Progress::Done))), "{version}: {result:?}");
            assert_eq!((server.key.calls(), client.key.calls()), (1, 1), "{kind:?}, {version}");
        }
    }
}

/// What the peer of one whose key does not sign is told.
fn farewell(version: TlsVersion) -> Alert {
    if version == TlsVersion::Tls12 { Alert::INTERNAL_ERROR } else { Alert::CLOSE_NOTIFY }
}

#[test]
fn a_server_whose_device_is_gone_says_so_and_the_client_learns_of_it() {
    for kind in [Kind::P256, Kind::Ed25519] {
        let authority = Authority::new(kind);
        let leaf = Leaf::from((kind, &authority));
        leaf.key.unplug();
        for version in VERSIONS {
            let [here, there] = authority.shake_hands(version, leaf.chain.clone(), None);
            assert!(matches!(there, Err(tls::Error::Key(REMOVED))), "{version}: {there:?}");
            assert_eq!(leaf.key.calls(), 1);
            assert!(
                matches!(here, Err(tls::Error::AlertReceived(alert)) if alert == farewell(version)),
                "{version}: {here:?}"
            );
        }
    }
}

#[test]
fn a_client_whose_device_is_gone_says_so_and_the_server_learns_of_it() {
    let authority = Authority::new(Kind::P256);
    let [server, client] = [Kind::Rsa2048, Kind::P256].map(|kind| Leaf::from((kind, &authority)));
    client.key.unplug();
    for version in VERSIONS {
        let [here, there] = authority.shake_hands(version, server.chain.clone(), Some(client.chain.clone()));
        assert!(matches!(here, Err(tls::Error::Key(REMOVED))), "{version}: {here:?}");
        assert!(
            matches!(there, Err(tls::Error::AlertReceived(alert)) if alert == farewell(version)),
            "{version}: {there:?}"
        );
    }
}

#[test]
fn lies_are_found_out() {
    let authority = Authority::new(Kind::P256);
    let leaf = DeviceKey::new(Kind::P256);
    let crt = authority.certify(&*leaf);
    let liar = Liar(leaf.public_key());
    assert_eq!(
        builder("CN=a", &liar).self_sign(&liar, Algorithm::SHA256).err(),
        Some(BuildError::Key(Error::Fault))
    );
    let chain = CertificateChain::with_key([crt], Arc::new(liar)).expect("a chain");
    for version in VERSIONS {
        let [here, there] = authority.shake_hands(version, chain.clone(), None);
        assert!(matches!(here, Err(tls::Error::HandshakeSignature)), "{version}: {here:?}");
        assert!(matches!(there, Err(tls::Error::AlertReceived(_))), "{version}: {there:?}");
    }
}

#[test]
fn an_authority_whose_device_is_gone_makes_nothing() {
    let key = DeviceKey::new(Kind::P384);
    key.unplug();
    let error = builder("CN=a", &*key).self_sign(&*key, Algorithm::SHA256).expect_err("no signature");
    assert_eq!(error, BuildError::Key(REMOVED));
    let request = CsrBuilder::new("CN=a".parse().expect("a name")).sign_with(&*key, Algorithm::SHA256);
    assert_eq!(request.err(), Some(BuildError::Key(REMOVED)));
    // The wrong key is not even asked.
    assert_eq!(key.calls(), 2);
    let other = DeviceKey::new(Kind::P384);
    let error = builder("CN=a", &*other).self_sign(&*key, Algorithm::SHA256).expect_err("another key");
    assert_eq!((error, key.calls()), (BuildError::KeyMismatch, 0));
}

#[test]
fn devices_are_asked_only_for_what_they_support() {
    let authority = Authority::new(Kind::P256);
    let chain = |supports| {
        let key = DeviceKey::that_supports(Kind::Rsa2048, supports);
        let crt = authority.certify(&*key);
        CertificateChain::with_key([crt], key).expect("a chain")
    };
    // Without PSS there is no TLS 1.3.
    let old = chain(|algorithm| matches!(algorithm, SignatureAlgorithm::RsaPkcs1(_)));
    let result = authority.shake_hands(TlsVersion::Tls12, old.clone(), None);
    assert!(result.iter().all(|side| matches!(side, Ok(Progress::Done))), "{result:?}");
    let [here, there] = authority.shake_hands(TlsVersion::Tls13, old, None);
    assert!(matches!(there, Err(tls::Error::PeerIncompatible(_))), "{there:?}");
    assert!(matches!(here, Err(tls::Error::AlertReceived(Alert::HANDSHAKE_FAILURE))), "{here:?}");

    let long = chain(|algorithm| algorithm.digest() == Some(Algorithm::SHA512));
    for version in VERSIONS {
        let result = authority.shake_hands(version, long.clone(), None);
        assert!(result.iter().all(|side| matches!(side, Ok(Progress::Done))), "{version}: {result:?}");
    }

    let none = tls::TlsConfiguration::builder().certificate_chain(chain(|_| false)).build();
    let refused = tls::ServerContext::new(none.expect("fits together"));
    assert_eq!(refused.err(), Some(ConfigError::KeyKind));
}

/// Knows keys by their public halves, as long as it is plugged in.
struct Token(Result<MemoryKeyStore, Error>);

impl KeyStore for Token {
    fn keys(&self) -> Result<Vec<KeyEntry>, Error> {
        self.0.as_ref().map_err(|&error| error)?.keys()
    }
}

#[test]
fn chains_find_their_keys() {
    let authority = Authority::new(Kind::P256);
    let keys = [Kind::Rsa2048, Kind::P256, Kind::P384, Kind::Ed25519].map(DeviceKey::new);
    let mut store = MemoryKeyStore::new();
    for (i, key) in keys.iter().enumerate() {
        store.insert(format!("slot {i}"), Arc::clone(key) as Arc<dyn SigningKey>);
    }
    for key in &keys {
        let chain = CertificateChain::with_key_store([authority.certify(&**key)], &store).expect("a key");
        key.calls();
        let result = authority.shake_hands(TlsVersion::Tls13, chain, None);
        assert!(result.iter().all(|side| matches!(side, Ok(Progress::Done))), "{result:?}");
        assert_eq!(key.calls(), 1);
    }
    let stranger: PrivateKey = Kind::P256.key();
    let crt = authority.certify(&stranger);
    let missing = CertificateChain::with_key_store([crt.clone()], &store);
    assert_eq!(missing.err(), Some(ConfigError::KeyNotFound));
    let unplugged = CertificateChain::with_key_store([crt], &Token(Err(REMOVED)));
    assert_eq!(unplugged.err(), Some(ConfigError::KeyStore(REMOVED)));
    let plugged = CertificateChain::with_key_store([authority.certify(&*keys[0])], &Token(Ok(store)));
    assert!(plugged.is_ok());
    assert_eq!(
        CertificateChain::with_key_store([], &MemoryKeyStore::new()).err(),
        Some(ConfigError::EmptyChain)
    );
}
