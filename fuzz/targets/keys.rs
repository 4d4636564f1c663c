// SPDX-License-Identifier: MIT
//! Any bytes as a key that is not encrypted, private or public, here and in Mbed TLS C: both refuse it, or both have the
//! same key, but for what is listed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed::parity::pk as c;
use purembed::pk::{InvalidKey, PrivateKey, PublicKey};

fuzz_target!(|data: &[u8]| {
    private(data);
    public(data);
});

fn private(data: &[u8]) {
    let (ours, theirs) = (PrivateKey::from_buffer(data), c::PrivateKey::from_buffer(data, None));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            let der = theirs.to_der().expect("a key");
            assert_eq!(PrivateKey::from_buffer(&der).as_ref(), Ok(ours));
        }
        // C ignores a public half that is not written uncompressed.
        (Err(InvalidKey::PublicKeyInvalid), Ok(theirs)) => assert_eq!(theirs.kind(), c::Kind::Ec),
        // And does not compare one that is.
        (Err(InvalidKey::Inconsistent), Ok(theirs)) if theirs.kind() == c::Kind::Ec => {}
        (Err(error), Ok(theirs)) => assert!(strict(*error, theirs.check().is_err()), "{error:?}, {theirs:?}"),
        (Ok(ours), Err(error)) => assert!(!is_known(ours.name()) || is_lenient(data), "{ours:?}, {error:?}"),
        (Err(_), Err(_)) => {}
    }
}

fn public(data: &[u8]) {
    let (ours, theirs) = (PublicKey::from_buffer(data), c::PublicKey::from_buffer(data));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours.to_der(), theirs.to_der().expect("a key")),
        (Err(error), Ok(theirs)) => assert!(strict(*error, true), "{error:?}, {theirs:?}"),
        // Compressed points, too.
        (Ok(PublicKey::Ecc(ours)), Err(_)) if !contains(data, ours.to_point()) => {}
        (Ok(ours), Err(error)) => assert!(!is_known(ours.name()) || is_lenient(data), "{ours:?}, {error:?}"),
        (Err(_), Err(_)) => {}
    }
}

/// What C reads and we refuse.
fn strict(error: InvalidKey, inconsistent: bool) -> bool {
    match error {
        // RSA of fewer than 1024 bits and more than 8192, exponents of any length.
        InvalidKey::TooSmall | InvalidKey::TooLarge => true,
        // Numbers that C tests late, if at all: primes that are none, even exponents.
        InvalidKey::Inconsistent => inconsistent,
        // C finds the first line of PEM within other lines, too.
        InvalidKey::NotFound => true,
        // BER, zeros in front, fields that are skipped, text around PEM.
        InvalidKey::Malformed { .. } | InvalidKey::Pem(_) | InvalidKey::UnsupportedVersion => true,
        _ => false,
    }
}

fn is_known(name: &str) -> bool {
    name == "RSA" || name == "EC"
}

/// What we read and C refuses: PEM with other text or blocks around, or without the end of its last line.
fn is_lenient(data: &[u8]) -> bool {
    contains(data, b"-----BEGIN ")
}

fn contains(data: &[u8], part: &[u8]) -> bool {
    data.windows(part.len()).any(|window| window == part)
}
