// SPDX-License-Identifier: MIT
//! Signature schemes: the numbers on the wire and what they stand for.

use purembed_hash::Algorithm;
use purembed_pk::{Curve, PublicKey, SignatureAlgorithm};
use rustls::SignatureScheme;

use crate::version::TlsVersion;

/// A row of the table: the number, what it stands for, the curve that TLS 1.3 binds it to, and whether TLS 1.3 has it.
struct Row {
    scheme: SignatureScheme,
    algorithm: SignatureAlgorithm,
    curve: Option<Curve>,
    tls13: bool,
}

/// The schemes that a peer may sign a handshake with, the most preferred first. SHA-1 and MD5 are not among them
/// (RFC 9155).
static ROWS: [Row; 10] = [
    ecdsa(SignatureScheme::ECDSA_NISTP256_SHA256, Algorithm::SHA256, Curve::SECP256R1),
    ecdsa(SignatureScheme::ECDSA_NISTP384_SHA384, Algorithm::SHA384, Curve::SECP384R1),
    row(SignatureScheme::ED25519, SignatureAlgorithm::Ed25519, true),
    row(SignatureScheme::ED448, SignatureAlgorithm::Ed448, true),
    row(SignatureScheme::RSA_PSS_SHA256, SignatureAlgorithm::RsaPss(Algorithm::SHA256), true),
    row(SignatureScheme::RSA_PSS_SHA384, SignatureAlgorithm::RsaPss(Algorithm::SHA384), true),
    row(SignatureScheme::RSA_PSS_SHA512, SignatureAlgorithm::RsaPss(Algorithm::SHA512), true),
    // RFC 8446 4.2.3: these are for certificates, and for the handshake only in TLS 1.2.
    row(SignatureScheme::RSA_PKCS1_SHA256, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256), false),
    row(SignatureScheme::RSA_PKCS1_SHA384, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384), false),
    row(SignatureScheme::RSA_PKCS1_SHA512, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512), false),
];

const fn row(scheme: SignatureScheme, algorithm: SignatureAlgorithm, tls13: bool) -> Row {
    Row { scheme, algorithm, curve: None, tls13 }
}

const fn ecdsa(scheme: SignatureScheme, digestmod: Algorithm, curve: Curve) -> Row {
    Row { scheme, algorithm: SignatureAlgorithm::Ecdsa(digestmod), curve: Some(curve), tls13: true }
}

/// Every scheme that [`algorithm`] knows.
pub(super) fn all() -> impl Iterator<Item = SignatureScheme> {
    ROWS.iter().map(|row| row.scheme)
}

/// The schemes of an algorithm: none if rustls does not have it.
pub(super) fn of(algorithm: SignatureAlgorithm) -> impl Iterator<Item = SignatureScheme> {
    ROWS.iter().filter(move |row| row.algorithm == algorithm).map(|row| row.scheme)
}

/// What a scheme stands for, if a key of this kind may use it in this version.
pub(super) fn algorithm(
    scheme: SignatureScheme,
    key: &PublicKey,
    version: TlsVersion,
) -> Option<SignatureAlgorithm> {
    let row = ROWS.iter().find(|row| row.scheme == scheme)?;
    if version == TlsVersion::Tls12 {
        return Some(row.algorithm);
    }
    // RFC 8446 4.2.3: in TLS 1.3 an ECDSA scheme names the curve too.
    let right_curve = match (row.curve, key) {
        (Some(curve), PublicKey::Ecc(key)) => key.curve() == curve,
        _ => true,
    };
    (row.tls13 && right_curve).then_some(row.algorithm)
}
