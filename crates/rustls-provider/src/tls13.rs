// SPDX-License-Identifier: MIT
//! The cipher suites of TLS 1.3 (RFC 8446 section 9.1 and appendix B.4).

use rustls::crypto::CipherSuiteCommon;
use rustls::{CipherSuite, SupportedCipherSuite, Tls13CipherSuite};

use crate::aead::Algorithm;
use crate::hash;
use key_schedule::{HKDF_SHA256, HKDF_SHA384};
use record::Protection;

mod key_schedule;
mod record;

/// AES-128-GCM with SHA-256: what every implementation has, and the fastest where the CPU has AES instructions.
pub static TLS13_AES_128_GCM_SHA256: SupportedCipherSuite = SupportedCipherSuite::Tls13(&Tls13CipherSuite {
    common: CipherSuiteCommon {
        suite: CipherSuite::TLS13_AES_128_GCM_SHA256,
        hash_provider: &hash::SHA256,
        confidentiality_limit: Algorithm::Aes128Gcm.confidentiality_limit(),
    },
    hkdf_provider: &HKDF_SHA256,
    aead_alg: &Protection(Algorithm::Aes128Gcm),
    quic: None,
});

/// AES-256-GCM with SHA-384.
pub static TLS13_AES_256_GCM_SHA384: SupportedCipherSuite = SupportedCipherSuite::Tls13(&Tls13CipherSuite {
    common: CipherSuiteCommon {
        suite: CipherSuite::TLS13_AES_256_GCM_SHA384,
        hash_provider: &hash::SHA384,
        confidentiality_limit: Algorithm::Aes256Gcm.confidentiality_limit(),
    },
    hkdf_provider: &HKDF_SHA384,
    aead_alg: &Protection(Algorithm::Aes256Gcm),
    quic: None,
});

/// ChaCha20-Poly1305 with SHA-256: the fastest where the CPU has no AES instructions.
pub static TLS13_CHACHA20_POLY1305_SHA256: SupportedCipherSuite =
    SupportedCipherSuite::Tls13(&Tls13CipherSuite {
        common: CipherSuiteCommon {
            suite: CipherSuite::TLS13_CHACHA20_POLY1305_SHA256,
            hash_provider: &hash::SHA256,
            confidentiality_limit: Algorithm::ChaCha20Poly1305.confidentiality_limit(),
        },
        hkdf_provider: &HKDF_SHA256,
        aead_alg: &Protection(Algorithm::ChaCha20Poly1305),
        quic: None,
    });
