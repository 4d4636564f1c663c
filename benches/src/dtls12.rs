// SPDX-License-Identifier: MIT
//! DTLS 1.2 in memory, both sides in one thread, without a cookie: handshakes and records.

use crate::connections::{Agreement, Pki, Protocol, Secret, handshake, records};
use crate::contest::Operation;

/// What a record carries, in bytes.
const RECORD: usize = 1000;

fn agreement(suite: &'static str, secret: Secret) -> Agreement {
    Agreement { protocol: Protocol::Dtls12, suite, secret, resumed: false }
}

/// Handshakes and records.
///
/// # Panics
///
/// If a handshake fails, or records do not arrive as they were sent.
#[must_use]
pub fn operations() -> Vec<Operation> {
    let psk = agreement("TLS-PSK-WITH-AES-128-CCM-8", Secret::Psk);
    let pki = Secret::Certificate(Pki::ecdsa_p256());
    let ecdsa = agreement("TLS-ECDHE-ECDSA-WITH-AES-128-GCM-SHA256", pki);
    vec![
        handshake("dtls12/handshake psk", &psk),
        handshake("dtls12/handshake ecdhe-ecdsa", &ecdsa),
        handshake("dtls12/handshake resumption", &Agreement { resumed: true, ..ecdsa.clone() }),
        records("dtls12/record aes-128-ccm-8", RECORD, &psk),
        records("dtls12/record aes-128-gcm-sha256", RECORD, &ecdsa),
    ]
}
