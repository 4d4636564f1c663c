// SPDX-License-Identifier: MIT
//! TLS 1.3 in memory, both sides in one thread: handshakes and records.
//!
//! The same rustls runs with three providers of algorithms (`rustls-purembed`, aws-lc-rs, ring), so that the difference
//! is theirs; `purembed` is its own `TlsWrappedBuffer` with its own judgement of certificates, on top of our provider.
//! X25519 and AES-128-GCM-SHA256 throughout; the chain is leaf and root.

use crate::connections::{Agreement, Pki, Protocol, Secret, handshake, records};
use crate::contest::Operation;

const SUITE: &str = "TLS1-3-AES-128-GCM-SHA256";
const RECORD: usize = 16 * 1024;

pub(crate) fn agreement(pki: Pki) -> Agreement {
    Agreement { protocol: Protocol::Tls13, suite: SUITE, secret: Secret::Certificate(pki), resumed: false }
}

/// Handshakes and records.
///
/// # Panics
///
/// If a handshake fails, is not what it should be, or records do not arrive as they were sent.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let ecdsa = agreement(Pki::ecdsa_p256());
    vec![
        handshake("tls13/x25519-ecdsa-p256", &ecdsa),
        handshake("tls13/x25519-rsa-2048", &agreement(Pki::rsa_2048())),
        handshake("tls13/resumption", &Agreement { resumed: true, ..ecdsa.clone() }),
        records("tls13/record-aes-128-gcm", RECORD, &ecdsa),
    ]
}
