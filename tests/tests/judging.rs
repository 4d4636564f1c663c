// SPDX-License-Identifier: MIT
//! Whom a configuration lets in: the same answer from both engines, to servers and to clients.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use purembed::hashlib::Algorithm;
use purembed::pk::{self, Curve, Ecc, PrivateKey, PublicKey, SignatureAlgorithm, SigningKey};
use purembed::tls::{
    CertificateChain, CipherSuite, ClientAuthentication, Engine, Error, KeyLog, Progress, TlsConfiguration,
    TlsConfigurationBuilder, TlsVersion, TlsWrappedBuffer,
};
use purembed::x509::{
    BasicConstraints, CrlBuilder, CrlStore, Crt, CrtBuilder, Flags, GeneralName, KeyUsage,
    RevokedCertificate, SerialNumber, Time, TrustStore, VerifyErrorKind, Veto,
};
use purembed_tests::pki::{NOW, client, server};
use purembed_tests::wire::{pair, shake_hands};

/// An authority, and a certificate of it for clients and servers alike.
struct Authority {
    root: Crt,
    key: PrivateKey,
    leaf: Crt,
    leaf_key: Arc<PrivateKey>,
}

impl Authority {
    fn new() -> Self {
        let key = || PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"));
        let (from, until) = (Time::from_unix(NOW - 1000), Time::from_unix(NOW + 1_000_000));
        let builder = |name: &str, key: &PrivateKey| {
            let serial = SerialNumber::random().expect("randomness");
            CrtBuilder::new(name.parse().expect("a name"), key.public_key(), serial, from, until)
        };
        let (key, leaf_key) = (key(), key());
        let root = builder("CN=root", &key)
            .basic_constraints(BasicConstraints::Ca { max_path_length: None })
            .key_usage(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN)
            .self_sign(&key, Algorithm::SHA256)
            .expect("a root");
        let leaf = builder("CN=leaf", &leaf_key)
            .subject_alternative_names([GeneralName::Dns("localhost")])
            .sign_with(&root, &key, Algorithm::SHA256)
            .expect("a leaf");
        Self { root, key, leaf, leaf_key: Arc::new(leaf_key) }
    }

    fn chain(&self) -> CertificateChain {
        CertificateChain::with_key([self.leaf.clone()], self.leaf_key.clone()).expect("its key")
    }

    fn trust(&self) -> TrustStore {
        TrustStore::from_iter([self.root.clone()])
    }

    /// What says whether the leaf is revoked.
    fn crls(&self, is_revoked: bool) -> CrlStore {
        let (now, week) = (Time::from_unix(NOW - 10), Time::from_unix(NOW + 100_000));
        let mut list = CrlBuilder::new(SerialNumber::from(1), now, week);
        if is_revoked {
            list = list.revoke(RevokedCertificate::new(self.leaf.serial_number().to_owned(), now));
        }
        CrlStore::from_iter([list.sign_with(&self.root, &self.key, Algorithm::SHA256).expect("a list")])
    }
}

/// rustls with TLS 1.3 and 1.2, and the native engine.
const WAYS: [(TlsVersion, bool); 3] =
    [(TlsVersion::Tls13, false), (TlsVersion::Tls12, false), (TlsVersion::Tls12, true)];

fn of_way(
    builder: TlsConfigurationBuilder,
    (version, is_native): (TlsVersion, bool),
) -> TlsConfigurationBuilder {
    let builder = builder.highest_supported_version(version);
    if !is_native {
        return builder;
    }
    builder.ciphers(&["ECDHE-ECDSA-AES128-CCM8".parse::<CipherSuite>().expect("a suite")])
}

type Outcome = (Result<Progress, Error>, TlsWrappedBuffer);

/// A client that judges a server, and a server that judges a client, in each way.
fn judge(
    authority: &Authority,
    change: &dyn Fn(TlsConfigurationBuilder) -> TlsConfigurationBuilder,
) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    for way in WAYS {
        let of = |builder| of_way(builder, way);
        let strange = || TlsConfiguration::builder().dangerous().disable_certificate_validation();
        let (mut here, mut there) = pair(
            &client(change(of(TlsConfiguration::builder()))),
            &server(of(TlsConfiguration::builder()).certificate_chain(authority.chain())),
        );
        let (ours, _) = shake_hands(&mut here, &mut there);
        assert_eq!(there.engine() == Some(Engine::Native), way.1);
        outcomes.push((ours, here));
        let asking = of(TlsConfiguration::builder()).certificate_chain(authority.chain());
        let asking = change(asking).client_authentication(ClientAuthentication::Required);
        let (mut here, mut there) =
            pair(&client(of(strange()).certificate_chain(authority.chain())), &server(asking));
        let (_, theirs) = shake_hands(&mut here, &mut there);
        outcomes.push((theirs, there));
    }
    outcomes
}

fn kind(outcome: &Outcome) -> VerifyErrorKind {
    match &outcome.0 {
        Err(Error::CertificateRefused(error)) => error.kind(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn good_certificates_have_no_flags() {
    let authority = Authority::new();
    for (outcome, buffer) in judge(&authority, &|builder| builder.trust_store(authority.trust())) {
        assert!(matches!(outcome, Ok(Progress::Done)), "{outcome:?}");
        assert_eq!(buffer.verification(), Some(Flags::NONE));
        assert_eq!(buffer.peer_certificates(), std::slice::from_ref(&authority.leaf));
    }
}

#[test]
fn revocation_lists_are_asked() {
    let authority = &Authority::new();
    let with = |crls: CrlStore| {
        let crls = Arc::new(crls);
        judge(authority, &move |builder| builder.trust_store(authority.trust()).crls(Arc::clone(&crls)))
    };
    for (outcome, _) in with(authority.crls(false)) {
        assert!(matches!(outcome, Ok(Progress::Done)), "{outcome:?}");
    }
    for outcome in with(authority.crls(true)) {
        assert!(matches!(kind(&outcome), VerifyErrorKind::Revoked { .. }));
    }
    for outcome in with(CrlStore::new()) {
        assert_eq!(kind(&outcome), VerifyErrorKind::RevocationUnknown);
    }
}

#[test]
fn callbacks_may_refuse_and_are_asked_about_everyone() {
    let authority = Authority::new();
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let callback = move |_: &Crt, depth: usize, flags: Flags| {
        assert!(flags.is_empty());
        count.fetch_add(1, Ordering::Relaxed);
        if depth == 0 { Err(Veto::new("not this one")) } else { Ok(()) }
    };
    let callback = Arc::new(callback);
    let outcomes = judge(&authority, &|builder| {
        builder.trust_store(authority.trust()).verify_callback(callback.clone())
    });
    assert_eq!(outcomes.len(), 6);
    for outcome in &outcomes {
        assert!(matches!(kind(outcome), VerifyErrorKind::Vetoed(_)));
    }
    assert_eq!(asked.load(Ordering::Relaxed), 12, "root and leaf, each time");
}

#[test]
fn whoever_goes_on_can_see_what_is_wrong() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let without_check =
        |builder: TlsConfigurationBuilder| builder.dangerous().disable_certificate_validation();
    for (outcome, buffer) in judge(&authority, &without_check) {
        assert!(matches!(outcome, Ok(Progress::Done)), "{outcome:?}");
        assert_eq!(buffer.verification(), Some(Flags::NOT_TRUSTED));
        assert_eq!(buffer.peer_certificate(), Some(&authority.leaf));
    }
    let trusting = |store: TrustStore| {
        move |builder: TlsConfigurationBuilder| without_check(builder.trust_store(store.clone()))
    };
    for (outcome, buffer) in judge(&authority, &trusting(authority.trust())) {
        assert!(matches!(outcome, Ok(Progress::Done)), "{outcome:?}");
        assert_eq!(buffer.verification(), Some(Flags::NONE));
    }
    for (outcome, buffer) in judge(&authority, &trusting(stranger.trust())) {
        assert!(matches!(outcome, Ok(Progress::Done)), "{outcome:?}");
        assert!(buffer.verification().is_some_and(|flags| !flags.is_empty()));
    }
}

/// A resumed session would hide what is wrong.
#[test]
fn whoever_goes_on_looks_each_time() {
    let authority = Authority::new();
    for way in WAYS {
        let strange = TlsConfiguration::builder().dangerous().disable_certificate_validation();
        let context = client(of_way(strange, way));
        let server = server(of_way(TlsConfiguration::builder(), way).certificate_chain(authority.chain()));
        for _ in 0..2 {
            let (mut here, mut there) = pair(&context, &server);
            let (ours, theirs) = shake_hands(&mut here, &mut there);
            assert!(ours.is_ok() && theirs.is_ok());
            assert!(!here.is_resumed());
            assert_eq!(here.verification(), Some(Flags::NOT_TRUSTED));
            assert_eq!(there.verification(), None, "nobody was asked");
        }
    }
}

/// A key behind a connection of its own, made while the handshake of another one waits for a signature.
struct Remote(Authority);

impl SigningKey for Remote {
    fn public_key(&self) -> PublicKey {
        SigningKey::public_key(&*self.0.leaf_key)
    }

    fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Result<Vec<u8>, pk::Error> {
        let service = TlsConfiguration::builder().certificate_chain(self.0.chain());
        let asking = TlsConfiguration::builder().trust_store(self.0.trust());
        let (mut here, mut there) = pair(&client(asking), &server(service));
        let (ours, theirs) = shake_hands(&mut here, &mut there);
        assert!(ours.is_ok() && theirs.is_ok());
        assert_eq!(here.verification(), Some(Flags::NONE));
        SigningKey::sign(&*self.0.leaf_key, algorithm, message)
    }
}

#[test]
fn what_is_wrong_is_not_forgotten_while_a_key_is_asked() {
    let remote = Authority::new();
    let asking = TlsConfiguration::builder()
        .certificate_chain(Authority::new().chain())
        .trust_store(remote.trust())
        .client_authentication(ClientAuthentication::Required);
    let leaf = remote.leaf.clone();
    let chain = CertificateChain::with_key([leaf], Arc::new(Remote(remote))).expect("a chain");
    let strange = TlsConfiguration::builder().dangerous().disable_certificate_validation();
    let (mut here, mut there) = pair(&client(strange.certificate_chain(chain)), &server(asking));
    let (ours, theirs) = shake_hands(&mut here, &mut there);
    assert!(ours.is_ok() && theirs.is_ok());
    assert_eq!(here.engine(), Some(Engine::Rustls));
    assert_eq!(here.verification(), Some(Flags::NOT_TRUSTED));
}

#[test]
fn clients_that_show_nothing_are_told_apart() {
    let authority = Authority::new();
    for way in WAYS {
        let asking = of_way(TlsConfiguration::builder(), way).certificate_chain(authority.chain());
        let asking =
            asking.trust_store(authority.trust()).client_authentication(ClientAuthentication::Optional);
        let visitor = of_way(TlsConfiguration::builder(), way).trust_store(authority.trust());
        let (mut here, mut there) = pair(&client(visitor), &server(asking));
        let (ours, theirs) = shake_hands(&mut here, &mut there);
        assert!(ours.is_ok() && theirs.is_ok());
        assert_eq!(there.verification(), Some(Flags::MISSING));
    }
}

/// A label, the client's random bytes, a secret.
type Line = (String, Vec<u8>, Vec<u8>);

#[derive(Default)]
struct Lines(Mutex<Vec<Line>>);

impl KeyLog for Lines {
    fn log(&self, label: &str, client_random: &[u8], secret: &[u8]) {
        self.0.lock().expect("no panic").push((label.to_owned(), client_random.to_vec(), secret.to_vec()));
    }
}

#[test]
fn both_sides_log_the_same_secrets() {
    let authority = Authority::new();
    for way in WAYS {
        let (ours, theirs) = (Arc::new(Lines::default()), Arc::new(Lines::default()));
        let here =
            of_way(TlsConfiguration::builder(), way).trust_store(authority.trust()).key_log(ours.clone());
        let there = of_way(TlsConfiguration::builder(), way).certificate_chain(authority.chain());
        let (mut here, mut there) = pair(&client(here), &server(there.key_log(theirs.clone())));
        let (first, second) = shake_hands(&mut here, &mut there);
        assert!(first.is_ok() && second.is_ok());
        let sorted = |lines: &Lines| {
            let mut lines = lines.0.lock().expect("no panic").clone();
            lines.sort();
            lines
        };
        assert_eq!(sorted(&ours), sorted(&theirs));
        let labels: Vec<_> = sorted(&ours).into_iter().map(|(label, ..)| label).collect();
        match way.0 {
            TlsVersion::Tls12 => assert_eq!(labels, ["CLIENT_RANDOM"]),
            _ => assert!(labels.contains(&"CLIENT_TRAFFIC_SECRET_0".to_owned()), "{labels:?}"),
        }
    }
}
