// SPDX-License-Identifier: MIT
use alloc::sync::Arc;
use std::sync::LazyLock;

use purembed_core::secret::SecretBytes;
use purembed_pk::{Curve, Ecc, Group, PrivateKey, Rsa, SignatureAlgorithm};
use purembed_tls12::PreSharedKey;
use purembed_x509::{CrtBuilder, SerialNumber, Time};

use super::*;
use crate::config::{ConfigError, TlsConfigurationBuilder};
use crate::max_fragment_length::MaxFragmentLength;

fn chain(key: PrivateKey) -> CertificateChain {
    let (from, until) = (Time::from_unix(0), Time::from_unix(4_000_000_000));
    let serial = SerialNumber::from_be_bytes(&[1]).expect("a number");
    let name = "CN=localhost".parse().expect("a name");
    let crt = CrtBuilder::new(name, key.public_key(), serial, from, until)
        .self_sign(&key, purembed_hash::Algorithm::SHA256)
        .expect("a certificate");
    CertificateChain::new([crt], key).expect("its key")
}

fn ecdsa(curve: Curve) -> CertificateChain {
    chain(Ecc::generate(curve).expect("a key").into())
}

static P256: LazyLock<CertificateChain> = LazyLock::new(|| ecdsa(Curve::SECP256R1));
static P521: LazyLock<CertificateChain> = LazyLock::new(|| ecdsa(Curve::SECP521R1));
static RSA: LazyLock<CertificateChain> = LazyLock::new(|| chain(Rsa::generate(2048).expect("a key").into()));

type Change = fn(TlsConfigurationBuilder) -> TlsConfigurationBuilder;

fn build(change: Change) -> TlsConfiguration {
    change(TlsConfiguration::builder()).build().expect("fits")
}

fn suite(name: &str) -> CipherSuite {
    name.parse().expect("a suite")
}

fn psk(builder: TlsConfigurationBuilder) -> TlsConfigurationBuilder {
    builder.pre_shared_key(PreSharedKey::new(b"us", b"a secret").expect("a key"))
}

fn store(builder: TlsConfigurationBuilder) -> TlsConfigurationBuilder {
    builder.pre_shared_key_store(Arc::new(|_: &[u8]| Some(SecretBytes::copy_from(b"a secret"))))
}

#[test]
fn clients() {
    let cbc = "TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA256";
    assert!(!reach::has_suite(suite(cbc)));
    let rows: &[(&str, Change, Engine)] = &[
        ("the default", |builder| builder, Engine::Rustls),
        ("a pre-shared key", psk, Engine::Native),
        (
            "shorter records",
            |builder| builder.max_fragmentation_length(MaxFragmentLength::Bytes512),
            Engine::Native,
        ),
        (
            "a suite with CBC",
            |builder| builder.ciphers(&[suite("TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA256")]),
            Engine::Native,
        ),
        (
            "suites of both",
            |builder| {
                let gcm = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
                builder.ciphers(&[gcm, suite("TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA256")])
            },
            Engine::Native,
        ),
        ("every suite, TLS 1.3 too", |builder| builder.ciphers(CipherSuite::available()), Engine::Rustls),
        (
            "every suite, without TLS 1.3",
            |builder| builder.ciphers(CipherSuite::available()).highest_supported_version(TlsVersion::Tls12),
            Engine::Native,
        ),
        (
            "a suite of rustls",
            |builder| builder.ciphers(&[CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]),
            Engine::Rustls,
        ),
        ("TLS 1.2 alone", |builder| builder.highest_supported_version(TlsVersion::Tls12), Engine::Rustls),
        ("a group of the native engine", |builder| builder.groups(&[Group::X448]), Engine::Native),
        ("groups of both", |builder| builder.groups(&[Group::X448, Group::X25519]), Engine::Rustls),
        (
            "groups of both, without TLS 1.3",
            |builder| {
                let groups = [Group::X448, Group::X25519];
                builder.groups(&groups).highest_supported_version(TlsVersion::Tls12)
            },
            Engine::Native,
        ),
        (
            "a signature of the native engine",
            |builder| {
                let sha224 = SignatureAlgorithm::Ecdsa(purembed_hash::Algorithm::SHA224);
                builder.signature_schemes(&[sha224])
            },
            Engine::Native,
        ),
        ("a certificate", |builder| builder.certificate_chain(P256.clone()), Engine::Rustls),
        ("a certificate on P-521", |builder| builder.certificate_chain(P521.clone()), Engine::Native),
        (
            "certificates of both",
            |builder| builder.certificate_chain(P521.clone()).certificate_chain(RSA.clone()),
            Engine::Rustls,
        ),
    ];
    for (name, change, engine) in rows {
        let choice = build(*change).engine(Purpose::ClientAuth);
        assert_eq!(choice.engine(), *engine, "{name}: {choice}");
    }
}

#[test]
fn servers() {
    let rows: &[(&str, Change, Engine)] = &[
        ("nothing at all", |builder| builder, Engine::Native),
        ("pre-shared keys", store, Engine::Native),
        ("a certificate", |builder| builder.certificate_chain(P256.clone()), Engine::Rustls),
        ("a certificate on P-521", |builder| builder.certificate_chain(P521.clone()), Engine::Native),
        (
            "certificates of both",
            |builder| builder.certificate_chain(P521.clone()).certificate_chain(RSA.clone()),
            Engine::ByHello,
        ),
        ("both kinds of keys", |builder| store(builder).certificate_chain(RSA.clone()), Engine::ByHello),
        (
            "both kinds of keys, TLS 1.3 alone",
            |builder| {
                let builder = store(builder).certificate_chain(RSA.clone());
                builder.ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256])
            },
            Engine::Rustls,
        ),
        (
            "every suite",
            |builder| builder.certificate_chain(RSA.clone()).ciphers(CipherSuite::available()),
            Engine::ByHello,
        ),
        (
            "groups of both",
            |builder| builder.certificate_chain(RSA.clone()).groups(&[Group::X25519, Group::X448]),
            Engine::ByHello,
        ),
        (
            "a group of the native engine",
            |builder| builder.certificate_chain(RSA.clone()).groups(&[Group::X448]),
            Engine::Native,
        ),
        (
            "a suite of the native engine",
            |builder| {
                let suites = [suite("TLS-ECDHE-RSA-WITH-AES-128-CBC-SHA256")];
                builder.certificate_chain(RSA.clone()).ciphers(&suites)
            },
            Engine::Native,
        ),
        (
            "shorter records",
            |builder| {
                let builder = builder.certificate_chain(RSA.clone());
                builder.max_fragmentation_length(MaxFragmentLength::Bytes1024)
            },
            Engine::ByHello,
        ),
    ];
    for (name, change, engine) in rows {
        let choice = build(*change).engine(Purpose::ServerAuth);
        assert_eq!(choice.engine(), *engine, "{name}: {choice}");
    }
}

/// Only the native engine can sign with this key, and it speaks TLS 1.2.
#[test]
fn nothing_goes_below_the_lowest_version() {
    let builder = TlsConfiguration::builder().lowest_supported_version(TlsVersion::Tls13);
    assert!(builder.clone().certificate_chain(P256.clone()).build().is_ok());
    let outcome = builder.certificate_chain(P521.clone()).build().map(drop);
    assert_eq!(outcome, Err(ConfigError::KeyKind));
}

/// What it is about, the server, what the client has of versions and suites, and who answers.
type Answer = (&'static str, Change, &'static [u16], &'static [CipherSuite], Engine);

const TLS13: &[u16] = &[0x0304, 0x0303];
const TLS12: &[u16] = &[0x0303];
const ECDSA_GCM: CipherSuite = CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256;
const RSA_GCM: CipherSuite = CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256;
const PSK: CipherSuite = CipherSuite::TLS_PSK_WITH_AES_128_GCM_SHA256;
const OF_TLS13: CipherSuite = CipherSuite::TLS13_AES_128_GCM_SHA256;

#[test]
fn hellos() {
    let both: Change = |builder| store(builder).certificate_chain(RSA.clone());
    let psk_first: Change = |builder| {
        let builder = store(builder).certificate_chain(RSA.clone());
        builder.ciphers(&[CipherSuite::TLS13_AES_128_GCM_SHA256, PSK, RSA_GCM])
    };
    let only12: Change = |builder| {
        let builder = store(builder).certificate_chain(RSA.clone());
        builder.highest_supported_version(TlsVersion::Tls12)
    };
    let two_chains: Change = |builder| builder.certificate_chain(P521.clone()).certificate_chain(RSA.clone());
    let short: Change = |builder| {
        let builder = builder.certificate_chain(RSA.clone());
        builder.max_fragmentation_length(MaxFragmentLength::Bytes1024)
    };
    let rows: &[Answer] = &[
        ("TLS 1.3 comes first", both, TLS13, &[OF_TLS13, PSK, RSA_GCM], Engine::Rustls),
        // What OpenSSL's clients with a pre-shared key send. Falling back would be a downgrade.
        ("TLS 1.3 comes before pre-shared keys", psk_first, TLS13, &[OF_TLS13, PSK], Engine::Rustls),
        ("TLS 1.3 without a suite in common is no way round it", both, TLS13, &[PSK], Engine::Rustls),
        ("TLS 1.3 is not enabled", only12, TLS13, &[OF_TLS13, PSK], Engine::Native),
        ("only a pre-shared key", both, TLS12, &[PSK], Engine::Native),
        ("the server prefers certificates", both, TLS12, &[PSK, RSA_GCM], Engine::Rustls),
        ("the server prefers pre-shared keys", psk_first, TLS12, &[RSA_GCM, PSK], Engine::Native),
        ("no certificate for the suite", both, TLS12, &[ECDSA_GCM, PSK], Engine::Native),
        ("nothing in common", both, TLS12, &[ECDSA_GCM], Engine::Rustls),
        ("a key that rustls cannot use", two_chains, TLS12, &[ECDSA_GCM], Engine::Native),
        ("the other key", two_chains, TLS12, &[RSA_GCM], Engine::Rustls),
        ("TLS 1.3 with the other key", two_chains, TLS13, &[OF_TLS13, ECDSA_GCM], Engine::Rustls),
        ("nobody asks for shorter records", short, TLS12, &[RSA_GCM], Engine::Rustls),
    ];
    for (name, change, versions, suites, engine) in rows {
        let hello = Hello {
            versions: versions.to_vec(),
            suites: suites.iter().map(|suite| suite.id()).collect(),
            ..Hello::default()
        };
        let choice = build(*change).engine_for(&hello);
        assert_eq!(choice.engine(), *engine, "{name}: {choice}");
    }
    let hello = |groups: &[u16], max_fragment_length| Hello {
        versions: TLS12.to_vec(),
        suites: [RSA_GCM.id()].into(),
        groups: groups.to_vec(),
        max_fragment_length,
        ..Hello::default()
    };
    assert_eq!(build(both).engine_for(&hello(&[30], false)).engine(), Engine::Native, "x448 alone");
    assert_eq!(build(both).engine_for(&hello(&[30, 29], false)).engine(), Engine::Rustls);
    assert_eq!(build(short).engine_for(&hello(&[29], true)).engine(), Engine::Native);
}
