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
        (Err(error), Ok(theirs)) => {
            let (bits, is_rsa) = (theirs.bit_length(), theirs.kind() == c::Kind::Rsa);
            let rsa = is_rsa.then(|| theirs.rsa_parts().expect("RSA"));
            let exponent = rsa.map_or(0, |[.., exponent]| exponent.bit_length());
            let again = theirs.to_der().map(|der| PrivateKey::from_buffer(&der).map(drop));
            let known = match error {
                InvalidKey::TooSmall => is_rsa && bits < 1024,
                InvalidKey::TooLarge => is_rsa && (bits > 8192 || exponent > 33),
                // C does not compare what it reads: the public half of a key on a curve, the numbers of RSA.
                InvalidKey::Inconsistent => theirs.check().is_err(),
                // C computes the public half itself if it is not written uncompressed, whatever it is.
                InvalidKey::PublicKeyInvalid => !is_rsa && theirs.check().is_ok() && again == Ok(Ok(())),
                // Nor does it look at what stands in the public half's place under another tag.
                InvalidKey::Malformed { .. } if !is_rsa && !has_public_half(data, theirs) => {
                    theirs.check().is_ok() && again == Ok(Ok(()))
                }
                error => is_loose(data, *error) && may_be_read(again.as_ref().ok()),
            };
            assert!(known, "{error:?}, {theirs:?}, {again:?}");
        }
        (Ok(ours), Err(error)) => {
            // The armour alone is in C's way, or that PKCS#8 is of version 2 (RFC 5958), which counts from 0.
            let again = c::PrivateKey::from_buffer(ours.to_pem().expose().as_bytes(), None);
            let version_2 = contains(data, &[2, 1, 1, 0x30]);
            let known = !is_known(ours.name()) || (is_pem(data) || version_2) && again.is_ok();
            assert!(known, "{ours:?}, {error:?}");
        }
        (Err(_), Err(_)) => {}
    }
}

/// Whether the public point stands where it belongs.
fn has_public_half(data: &[u8], theirs: &c::PrivateKey) -> bool {
    let point = theirs.to_point().expect("a point");
    let length = u8::try_from(point.len() + 1).expect("short");
    let bits = if length < 0x80 { vec![3, length, 0] } else { vec![3, 0x81, length, 0] };
    let bits = [bits, point].concat();
    let length = u8::try_from(bits.len()).expect("short");
    let tag = if length < 0x80 { vec![0xa1, length] } else { vec![0xa1, 0x81, length] };
    contains(data, &[tag, bits].concat())
}

fn public(data: &[u8]) {
    let (ours, theirs) = (PublicKey::from_buffer(data), c::PublicKey::from_buffer(data));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours.to_der(), theirs.to_der().expect("a key")),
        (Err(error), Ok(theirs)) => {
            let (bits, is_rsa) = (theirs.bit_length(), theirs.kind() == c::Kind::Rsa);
            let rsa = is_rsa.then(|| theirs.rsa_parts().expect("RSA"));
            let exponent = rsa.map_or(0, |[.., exponent]| exponent.bit_length());
            let again = theirs.to_der().map(|der| PublicKey::from_buffer(&der).map(drop));
            let known = match error {
                InvalidKey::TooSmall => is_rsa && bits < 1024,
                InvalidKey::TooLarge => is_rsa && (bits > 8192 || exponent > 33),
                error => is_loose(data, *error) && may_be_read(again.as_ref().ok()),
            };
            assert!(known, "{error:?}, {theirs:?}, {again:?}");
        }
        // Compressed points, too.
        (Ok(PublicKey::Ecc(ours)), Err(_)) if !contains(data, ours.to_point()) => {}
        (Ok(ours), Err(error)) => {
            let again = c::PublicKey::from_buffer(ours.to_pem().as_bytes());
            let known = !is_known(ours.name()) || is_pem(data) && again.is_ok();
            assert!(known, "{ours:?}, {error:?}");
        }
        (Err(_), Err(_)) => {}
    }
}

fn is_known(name: &str) -> bool {
    name == "RSA" || name == "EC"
}

/// What C takes for a key's form, and we do not.
fn is_loose(data: &[u8], error: InvalidKey) -> bool {
    match error {
        InvalidKey::Malformed { .. } => is_pem(data) || !is_strict(data),
        InvalidKey::Pem(_) => is_pem(data),
        // C finds the first line of PEM within other lines, too.
        InvalidKey::NotFound => data.windows(BEGIN.len()).skip(1).any(|window| window == BEGIN),
        _ => false,
    }
}

/// Written as C writes it, the key is read, or refused for what it is.
fn may_be_read(again: Option<&Result<(), InvalidKey>>) -> bool {
    let refused =
        |error| matches!(error, InvalidKey::TooSmall | InvalidKey::TooLarge | InvalidKey::Inconsistent);
    again.is_some_and(|again| again.is_ok() || again.is_err_and(refused))
}

/// Whether it is one element of DER, and nothing behind it: lengths in the fewest bytes, integers too.
fn is_strict(data: &[u8]) -> bool {
    behind_strict(data).is_some_and(<[u8]>::is_empty)
}

/// What stands behind the first element, if that is DER.
fn behind_strict(data: &[u8]) -> Option<&[u8]> {
    let [tag, length, rest @ ..] = data else { return None };
    let (length, rest) = match *length {
        length @ 0..=0x7f => (usize::from(length), rest),
        0x81 if rest.first().is_some_and(|&length| length >= 0x80) => (usize::from(rest[0]), &rest[1..]),
        0x82 if rest.len() > 1 && rest[0] > 0 => {
            (usize::from(u16::from_be_bytes([rest[0], rest[1]])), &rest[2..])
        }
        _ => return None,
    };
    let (contents, behind) = rest.split_at_checked(length)?;
    let strict = match *tag {
        2 => match contents {
            [] | [0x80..=0xff, ..] | [0, 0..=0x7f, ..] => false,
            _ => true,
        },
        // What keys are wrapped in.
        3 if contents.starts_with(&[0, 0x30]) => is_strict(&contents[1..]),
        4 if contents.starts_with(&[0x30]) => is_strict(contents),
        tag if tag & 0x20 != 0 => are_strict(contents),
        _ => true,
    };
    strict.then_some(behind)
}

/// The same of elements that stand in a row.
fn are_strict(mut data: &[u8]) -> bool {
    while !data.is_empty() {
        let Some(behind) = behind_strict(data) else { return false };
        data = behind;
    }
    true
}

const BEGIN: &[u8] = b"-----BEGIN ";

fn is_pem(data: &[u8]) -> bool {
    contains(data, BEGIN)
}

fn contains(data: &[u8], part: &[u8]) -> bool {
    data.windows(part.len()).any(|window| window == part)
}
