// SPDX-License-Identifier: MIT
//! What several targets need: random numbers that come again, and two honest sides.

use std::sync::{Arc, OnceLock};

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, Group, PrivateKey};
pub use purembed_tls12::seeded::Seeded;
use purembed_tls12::{CipherSuite, ClientAuthentication, Config, Error, PeerVerifier, PreSharedKey, Verdict};
use purembed_x509::{Crt, CrtBuilder, SerialNumber};

/// The generator of one side.
#[must_use]
pub fn rng(seed: u64) -> Box<dyn CryptoRng + Send> {
    Box::new(Seeded(seed))
}

/// A certificate that everybody trusts, and its key.
fn certified() -> &'static (Crt, Arc<PrivateKey>) {
    static MADE: OnceLock<(Crt, Arc<PrivateKey>)> = OnceLock::new();
    MADE.get_or_init(|| {
        let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("a key"));
        let time = |text: &str| text.parse().expect("a time");
        let crt = CrtBuilder::new(
            "CN=localhost".parse().expect("a name"),
            key.public_key(),
            SerialNumber::from_be_bytes(&[1]).expect("a number"),
            time("2026-01-01 00:00:00"),
            time("2036-01-01 00:00:00"),
        );
        (crt.self_sign(&key, Algorithm::SHA256).expect("a certificate"), Arc::new(key))
    })
}

struct Everybody;

impl PeerVerifier for Everybody {
    fn verify(&self, chain: &[Crt], _: Option<&str>, _: i64) -> Result<Verdict, Error> {
        assert!(!chain.is_empty());
        Ok(Verdict::GOOD)
    }
}

/// What a client and a server want, one of several kinds: keys, or certificates of both sides, and extensions.
#[must_use]
pub fn configs(kind: u8) -> (Arc<Config>, Arc<Config>) {
    const SUITES: [&str; 4] = [
        "TLS-PSK-WITH-AES-128-CCM-8",
        "TLS-PSK-WITH-AES-128-CBC-SHA256",
        "TLS-ECDHE-PSK-WITH-CHACHA20-POLY1305-SHA256",
        "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256",
    ];
    let suite: CipherSuite = SUITES[usize::from(kind & 3)].parse().expect("a suite");
    let config = || {
        let config = Config::new(&[suite]).groups(&[Group::X25519, Group::SECP256R1]);
        let config = if kind & 4 > 0 { config.max_fragment_length(512) } else { config };
        let config = if kind & 8 > 0 { config.random_connection_id(4) } else { config };
        let config = if kind & 16 > 0 { config.inner_protocols(&[b"coap"]) } else { config };
        let config = if kind & 32 > 0 { config.without_encrypt_then_mac() } else { config };
        let config = if kind & 64 > 0 { config.without_extended_master_secret() } else { config };
        let (crt, key) = certified();
        config.certificate_chain([crt.clone()], key.clone()).peer_verifier(Arc::new(Everybody))
    };
    let key = PreSharedKey::new(b"us", b"a secret").expect("a key");
    let store = |identity: &[u8]| (identity == b"us").then(|| SecretBytes::copy_from(b"a secret"));
    let client = config().pre_shared_key(Arc::new(key));
    let server =
        config().pre_shared_key_store(Arc::new(store)).pre_shared_key_hint(b"hint").client_authentication(
            if kind & 128 > 0 { ClientAuthentication::Required } else { ClientAuthentication::None },
        );
    (Arc::new(client), Arc::new(server))
}
