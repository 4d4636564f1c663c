// SPDX-License-Identifier: MIT
//! TLS 1.2 in memory, both sides in one thread: handshakes, and records of every kind of cipher.
//!
//! `purembed` is its own engine, Mbed TLS is C's, OpenSSL its own, the others are rustls. All have one suite, P-256 where
//! a curve is needed, the same keys and certificates, and carry the same bytes.

use crate::connections::{Agreement, Pki, Protocol, Secret, handshake, records};
use crate::contest::Operation;

/// What a record carries, in bytes.
const RECORD: usize = 1000;

const ECDHE_ECDSA: &str = "TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256";

/// With pre-shared keys; each is a suite with another cipher.
const CIPHERS: [&str; 16] = [
    "TLS-PSK-WITH-AES-128-GCM-SHA256",
    "TLS-PSK-WITH-AES-256-GCM-SHA384",
    "TLS-PSK-WITH-AES-128-CCM",
    "TLS-PSK-WITH-AES-256-CCM",
    "TLS-PSK-WITH-AES-128-CCM-8",
    "TLS-PSK-WITH-AES-256-CCM-8",
    "TLS-PSK-WITH-CHACHA20-POLY1305-SHA256",
    "TLS-PSK-WITH-ARIA-128-GCM-SHA256",
    "TLS-PSK-WITH-ARIA-256-GCM-SHA384",
    "TLS-PSK-WITH-CAMELLIA-128-GCM-SHA256",
    "TLS-PSK-WITH-CAMELLIA-256-GCM-SHA384",
    "TLS-PSK-WITH-AES-128-CBC-SHA",
    "TLS-PSK-WITH-AES-128-CBC-SHA256",
    "TLS-PSK-WITH-AES-256-CBC-SHA384",
    "TLS-PSK-WITH-ARIA-128-CBC-SHA256",
    "TLS-PSK-WITH-CAMELLIA-128-CBC-SHA256",
];

fn agreement(suite: &'static str, secret: Secret) -> Agreement {
    Agreement { protocol: Protocol::Tls12, suite, secret, resumed: false }
}

/// Handshakes and records.
///
/// # Panics
///
/// If a handshake fails, or records do not arrive as they were sent.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let ecdsa = agreement(ECDHE_ECDSA, Secret::Certificate(Pki::ecdsa_p256()));
    let rsa = Secret::Certificate(Pki::rsa_2048());
    let psk = |suite| agreement(suite, Secret::Psk);
    let mut all = vec![
        handshake("tls12/handshake psk", &psk(CIPHERS[0])),
        handshake("tls12/handshake ecdhe-psk", &psk("TLS-ECDHE-PSK-WITH-AES-128-CBC-SHA256")),
        handshake("tls12/handshake ecdhe-ecdsa", &ecdsa),
        handshake("tls12/handshake ecdhe-rsa", &agreement("TLS-ECDHE-RSA-WITH-AES-128-GCM-SHA256", rsa)),
        handshake("tls12/handshake resumption", &Agreement { resumed: true, ..ecdsa }),
    ];
    all.extend(CIPHERS.iter().map(|suite| {
        let cipher = suite.trim_start_matches("TLS-PSK-WITH-").to_lowercase();
        records(&format!("tls12/record {cipher}"), RECORD, &psk(suite))
    }));
    all
}
