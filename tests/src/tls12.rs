// SPDX-License-Identifier: MIT
//! The engine for TLS 1.2 as the tests use it: with pre-shared keys that are the same everywhere, and with certificates.

use std::sync::Arc;

use purembed::pk::PrivateKey;

use purembed::x509::{Crt, Purpose, ServerName, Time, TrustStore, Verifier};
use purembed_core::random::{self, CryptoRng};
use purembed_core::secret::SecretBytes;
use purembed_tls12::{CipherSuite, Config, Error, PeerVerifier, PreSharedKey, Verdict};

use crate::pki::{NOW, Pki};

pub mod certificates;
pub mod clients;
pub mod gnutls;
pub mod host;
pub mod openssl;
pub mod shared;
pub mod sockets;

/// What our client calls itself.
pub const IDENTITY: &[u8] = b"thermometer";
/// The key that goes with it.
pub const KEY: &[u8] = b"0123456789abcdef";

/// The operating system's randomness.
///
/// # Panics
///
/// If it has none.
#[must_use]
pub fn rng() -> Box<dyn CryptoRng + Send> {
    Box::new(random::generator().expect("random bytes"))
}

/// The time for connections: that of the fixed parts of tests.
#[must_use]
pub const fn now() -> i64 {
    NOW
}

/// Has the key.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn psk_client(suites: &[CipherSuite]) -> Config {
    Config::new(suites).pre_shared_key(Arc::new(PreSharedKey::new(IDENTITY, KEY).expect("a key")))
}

/// Knows the key.
#[must_use]
pub fn psk_server(suites: &[CipherSuite]) -> Config {
    let store = |identity: &[u8]| (identity == IDENTITY).then(|| SecretBytes::copy_from(KEY));
    Config::new(suites).pre_shared_key_store(Arc::new(store))
}

/// Shows the chain: as a server, or as a client that is asked.
#[must_use]
pub fn with_chain(config: Config, pki: &Pki) -> Config {
    config.certificate_chain([pki.leaf.clone(), pki.intermediate.clone()], Arc::new(key_of(pki)))
}

/// Trusts the root, for servers or for clients.
#[must_use]
pub fn trusting(config: Config, pki: &Pki, purpose: Purpose) -> Config {
    config.peer_verifier(Arc::new(Trusting { trust: pki.trust(), purpose }))
}

/// The leaf's key once more.
///
/// # Panics
///
/// Never.
#[must_use]
pub fn key_of(pki: &Pki) -> PrivateKey {
    PrivateKey::from_buffer(pki.key.to_pkcs8_der().expose()).expect("what was just written")
}

/// Judges by the verifier of X.509.
#[derive(Debug)]
pub struct Trusting {
    trust: TrustStore,
    purpose: Purpose,
}

impl PeerVerifier for Trusting {
    fn verify(&self, chain: &[Crt], server_name: Option<&str>, unix_time: i64) -> Result<Verdict, Error> {
        let [leaf, intermediates @ ..] = chain else { return Err(Error::NoCertificate) };
        let name = server_name.map(|name| ServerName::try_from(name).expect("a name"));
        Verifier::new(&self.trust)
            .purpose(self.purpose)
            .verify(leaf, intermediates, name.as_ref(), Time::from_unix(unix_time))
            .map(|_| Verdict::GOOD)
            .map_err(Error::CertificateRefused)
    }

    fn authorities(&self) -> Vec<Vec<u8>> {
        self.trust.iter().map(|root| root.subject().as_der().to_vec()).collect()
    }
}
