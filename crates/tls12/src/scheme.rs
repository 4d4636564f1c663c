// SPDX-License-Identifier: MIT
//! Numbers of signature schemes and groups, and what they stand for.

use purembed_hash::Algorithm;
use purembed_pk::{DhGroup, Group, PublicKey, SignatureAlgorithm};
use purembed_x509::{Crt, KeyUsage};

use crate::KeyExchange;

/// Each scheme: the hash and the signature of RFC 5246 section 7.4.1.4.1, or the number of RFC 8446 section 4.2.3, which
/// TLS 1.2 uses too. The most preferred first. Without SHA-1 and MD5 (RFC 9155).
static SCHEMES: [(u16, SignatureAlgorithm); 12] = [
    (0x0403, SignatureAlgorithm::Ecdsa(Algorithm::SHA256)),
    (0x0503, SignatureAlgorithm::Ecdsa(Algorithm::SHA384)),
    (0x0603, SignatureAlgorithm::Ecdsa(Algorithm::SHA512)),
    (0x0807, SignatureAlgorithm::Ed25519),
    (0x0804, SignatureAlgorithm::RsaPss(Algorithm::SHA256)),
    (0x0805, SignatureAlgorithm::RsaPss(Algorithm::SHA384)),
    (0x0806, SignatureAlgorithm::RsaPss(Algorithm::SHA512)),
    (0x0401, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)),
    (0x0501, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384)),
    (0x0601, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA512)),
    (0x0303, SignatureAlgorithm::Ecdsa(Algorithm::SHA224)),
    (0x0301, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA224)),
];

/// What is offered and accepted, if a configuration does not say otherwise.
pub(crate) fn signature_schemes() -> impl Iterator<Item = (u16, SignatureAlgorithm)> {
    SCHEMES.iter().copied()
}

/// Whether a certificate with this key serves a suite (RFC 5246 section 7.4.2, RFC 8422 section 5.3).
pub(crate) const fn key_serves(key: &PublicKey, key_exchange: KeyExchange) -> bool {
    match key_exchange {
        KeyExchange::EcdheRsa | KeyExchange::DheRsa | KeyExchange::Rsa | KeyExchange::RsaPsk => {
            matches!(key, PublicKey::Rsa(_))
        }
        // RFC 8422 section 5.10: Ed25519 and Ed448 stand beside ECDSA.
        KeyExchange::EcdheEcdsa => !matches!(key, PublicKey::Rsa(_)),
        KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa => matches!(key, PublicKey::Ecc(_)),
        KeyExchange::Psk | KeyExchange::DhePsk | KeyExchange::EcdhePsk => false,
    }
}

/// What the key of a server's certificate does (RFC 5246 section 7.4.2, RFC 8422 section 2.2).
pub(crate) const fn key_usage(key_exchange: KeyExchange) -> KeyUsage {
    match key_exchange {
        KeyExchange::Rsa | KeyExchange::RsaPsk => KeyUsage::KEY_ENCIPHERMENT,
        KeyExchange::EcdhEcdsa | KeyExchange::EcdhRsa => KeyUsage::KEY_AGREEMENT,
        _ => KeyUsage::DIGITAL_SIGNATURE,
    }
}

/// Whether a certificate's key may do something: anything, if the certificate does not say (RFC 5280 section 4.2.1.3).
pub(crate) fn is_for(crt: &Crt, usage: KeyUsage) -> bool {
    crt.key_usage().is_none_or(|allowed| allowed.contains(usage))
}

/// IANA's registry "TLS Supported Groups": names are pk's.
static GROUPS: [(u16, &str); 13] = [
    (19, "secp192r1"),
    (18, "secp192k1"),
    (20, "secp224k1"),
    (21, "secp224r1"),
    (22, "secp256k1"),
    (23, "secp256r1"),
    (24, "secp384r1"),
    (25, "secp521r1"),
    (26, "brainpoolP256r1"),
    (27, "brainpoolP384r1"),
    (28, "brainpoolP512r1"),
    (29, "x25519"),
    (30, "x448"),
];

pub(crate) fn group_number(group: Group) -> Option<u16> {
    GROUPS.iter().find(|(_, name)| *name == group.name()).map(|(number, _)| *number)
}

pub(crate) fn group_of_number(number: u16) -> Option<Group> {
    GROUPS.iter().find(|(one, _)| *one == number).and_then(|(_, name)| name.parse().ok())
}

/// The number of a group of RFC 7919.
pub(crate) fn dh_group_number(group: &DhGroup) -> Option<u16> {
    Some(match group.name()? {
        "ffdhe2048" => 256,
        "ffdhe3072" => 257,
        "ffdhe4096" => 258,
        "ffdhe6144" => 259,
        "ffdhe8192" => 260,
        _ => return None,
    })
}

/// Whether a number is one of those that stand for finite fields (RFC 7919 section 2).
pub(crate) const fn is_dh_group(number: u16) -> bool {
    matches!(number, 256..=511)
}
