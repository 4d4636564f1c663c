// SPDX-License-Identifier: MIT
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

extern crate alloc;

use rustls::SupportedCipherSuite;
use rustls::crypto::{CryptoProvider, SupportedKxGroup};

pub use purembed_accel::{AlreadyDecided, Backend, backend, force};
pub use ticketer::Ticketer;
pub use verify::SUPPORTED_SIG_ALGS;

pub mod sign;

mod aead;
mod hash;
mod kx;
mod random;
mod ticketer;
mod tls12;
mod tls13;
mod verify;

/// The provider, for [`install_default`](CryptoProvider::install_default) or `builder_with_provider`.
///
/// [`DEFAULT_CIPHER_SUITES`], [`ALL_KX_GROUPS`] and [`SUPPORTED_SIG_ALGS`]; its fields are public and may be cut down.
///
/// ```
/// use std::sync::Arc;
///
/// // TLS 1.3 only, and one group
/// let mut provider = rustls_purembed::provider();
/// provider.cipher_suites.retain(|suite| suite.tls13().is_some());
/// provider.kx_groups = vec![rustls_purembed::kx_group::X25519];
///
/// let config = rustls::ClientConfig::builder_with_provider(Arc::new(provider))
///     .with_protocol_versions(&[&rustls::version::TLS13])?
///     .with_root_certificates(rustls::RootCertStore::empty())
///     .with_no_client_auth();
/// # Ok::<(), rustls::Error>(())
/// ```
#[must_use]
pub fn provider() -> CryptoProvider {
    CryptoProvider {
        cipher_suites: DEFAULT_CIPHER_SUITES.to_vec(),
        kx_groups: ALL_KX_GROUPS.to_vec(),
        signature_verification_algorithms: SUPPORTED_SIG_ALGS,
        secure_random: &random::OsRandom,
        key_provider: &sign::Keys,
    }
}

/// What [`provider`] offers, in order of preference: all there is.
pub static DEFAULT_CIPHER_SUITES: &[SupportedCipherSuite] = ALL_CIPHER_SUITES;

/// Every cipher suite of this crate, in order of preference.
pub static ALL_CIPHER_SUITES: &[SupportedCipherSuite] = &[
    tls13::TLS13_AES_128_GCM_SHA256,
    tls13::TLS13_AES_256_GCM_SHA384,
    tls13::TLS13_CHACHA20_POLY1305_SHA256,
    tls12::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
    tls12::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
    tls12::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256,
    tls12::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
    tls12::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
    tls12::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
];

/// Every key exchange group of this crate, in order of preference.
pub static ALL_KX_GROUPS: &[&dyn SupportedKxGroup] = &[kx::X25519, kx::SECP256R1, kx::SECP384R1];

/// The cipher suites by name.
pub mod cipher_suite {
    pub use crate::tls12::{
        TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
        TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
    };
    pub use crate::tls13::{
        TLS13_AES_128_GCM_SHA256, TLS13_AES_256_GCM_SHA384, TLS13_CHACHA20_POLY1305_SHA256,
    };
}

/// The key exchange groups by name.
pub mod kx_group {
    pub use crate::kx::{SECP256R1, SECP384R1, X25519};
}
