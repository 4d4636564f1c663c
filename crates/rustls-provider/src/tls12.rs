// SPDX-License-Identifier: MIT
//! The cipher suites of TLS 1.2 that give forward secrecy and authenticated encryption (RFC 5289, RFC 7905).

use rustls::crypto::{CipherSuiteCommon, KeyExchangeAlgorithm};
use rustls::{CipherSuite, SignatureScheme, SupportedCipherSuite, Tls12CipherSuite};

use crate::aead::Algorithm;
use crate::hash;
use prf::{PRF_SHA256, PRF_SHA384};
use record::{ChaChaProtection, GcmProtection};

mod prf;
mod record;

/// ECDHE, an ECDSA or Ed25519 certificate, AES-128-GCM, SHA-256.
pub static TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &aes_128_gcm_sha256(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, ECDSA_SCHEMES),
);

/// ECDHE, an ECDSA or Ed25519 certificate, AES-256-GCM, SHA-384.
pub static TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &aes_256_gcm_sha384(CipherSuite::TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, ECDSA_SCHEMES),
);

/// ECDHE, an ECDSA or Ed25519 certificate, ChaCha20-Poly1305, SHA-256.
pub static TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &chacha20_poly1305_sha256(CipherSuite::TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, ECDSA_SCHEMES),
);

/// ECDHE, an RSA certificate, AES-128-GCM, SHA-256.
pub static TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &aes_128_gcm_sha256(CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, RSA_SCHEMES),
);

/// ECDHE, an RSA certificate, AES-256-GCM, SHA-384.
pub static TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &aes_256_gcm_sha384(CipherSuite::TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384, RSA_SCHEMES),
);

/// ECDHE, an RSA certificate, ChaCha20-Poly1305, SHA-256.
pub static TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256: SupportedCipherSuite = SupportedCipherSuite::Tls12(
    &chacha20_poly1305_sha256(CipherSuite::TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256, RSA_SCHEMES),
);

type Schemes = &'static [SignatureScheme];

/// RFC 8422 section 5.4: these suites are signed with whatever elliptic-curve key the certificate has.
const ECDSA_SCHEMES: Schemes = &[
    SignatureScheme::ED25519,
    SignatureScheme::ED448,
    SignatureScheme::ECDSA_NISTP256_SHA256,
    SignatureScheme::ECDSA_NISTP384_SHA384,
];

const RSA_SCHEMES: Schemes = &[
    SignatureScheme::RSA_PSS_SHA256,
    SignatureScheme::RSA_PSS_SHA384,
    SignatureScheme::RSA_PSS_SHA512,
    SignatureScheme::RSA_PKCS1_SHA256,
    SignatureScheme::RSA_PKCS1_SHA384,
    SignatureScheme::RSA_PKCS1_SHA512,
];

const fn aes_128_gcm_sha256(suite: CipherSuite, sign: Schemes) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: CipherSuiteCommon {
            suite,
            hash_provider: &hash::SHA256,
            confidentiality_limit: Algorithm::Aes128Gcm.confidentiality_limit(),
        },
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &GcmProtection(Algorithm::Aes128Gcm),
        prf_provider: &PRF_SHA256,
    }
}

const fn aes_256_gcm_sha384(suite: CipherSuite, sign: Schemes) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: CipherSuiteCommon {
            suite,
            hash_provider: &hash::SHA384,
            confidentiality_limit: Algorithm::Aes256Gcm.confidentiality_limit(),
        },
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &GcmProtection(Algorithm::Aes256Gcm),
        prf_provider: &PRF_SHA384,
    }
}

const fn chacha20_poly1305_sha256(suite: CipherSuite, sign: Schemes) -> Tls12CipherSuite {
    Tls12CipherSuite {
        common: CipherSuiteCommon {
            suite,
            hash_provider: &hash::SHA256,
            confidentiality_limit: Algorithm::ChaCha20Poly1305.confidentiality_limit(),
        },
        kx: KeyExchangeAlgorithm::ECDHE,
        sign,
        aead_alg: &ChaChaProtection,
        prf_provider: &PRF_SHA256,
    }
}
