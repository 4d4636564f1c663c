// SPDX-License-Identifier: MIT
//! HMAC, as a user writes it.

use super::provider::hmac::{self, Algorithm, Hmac, InvalidTag, Key};

/// RFC 2202 case 2 and RFC 4231 case 2.
#[test]
fn what_do_ya_want_for_nothing() {
    let cases = [
        (Algorithm::MD5, "750c783e6ab0b503eaa86e310a5db738"),
        (Algorithm::SHA1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (Algorithm::SHA224, "a30e01098bc6dbbf45690f3a7e9e6d0f8bbea2a39e6148008fd05e44"),
        (Algorithm::SHA256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    ];
    for (algorithm, tag) in cases {
        let hmac = hmac::new(b"Jefe", algorithm).chain(b"what do ya want ").chain(b"for nothing?");
        assert_eq!(hmac.hexdigest(), tag, "{algorithm}");
        assert_eq!(Key::new(algorithm, b"Jefe").sign(b"what do ya want for nothing?").to_hex(), tag);
    }
}

#[test]
fn tags_verify_in_full_length_only() -> Result<(), InvalidTag> {
    let key = Key::new(Algorithm::SHA256, b"key");
    let tag = key.sign(b"message");
    key.verify(b"message", tag.as_ref())?;
    hmac::sha256(b"key").chain(b"message").verify(tag.as_ref())?;
    assert!(key.verify(b"massage", tag.as_ref()).is_err());
    assert!(key.verify(b"message", &tag.as_ref()[..31]).is_err());
    assert!(key.verify(b"message", b"").is_err());
    Ok(())
}

#[test]
fn a_tag_can_be_asked_again_and_the_hmac_goes_on() {
    let mut hmac = hmac::sha512(b"key").chain(b"one");
    let copy = hmac.clone();
    assert!(hmac.digest() == hmac.digest() && hmac.digest() == copy.finalize());
    hmac.update(b"two");
    assert!(hmac.finalize() == Hmac::new(b"key", Algorithm::SHA512).chain(b"onetwo").finalize());
}

/// RFC 2104 section 2: keys longer than a block are hashed; python-mbedtls replaces empty ones by a zero byte, which
/// is the same key.
#[test]
fn keys_of_any_length() {
    for algorithm in [Algorithm::MD5, Algorithm::SHA256, Algorithm::SHA512] {
        let long = vec![7; algorithm.block_size() + 1];
        let hashed = algorithm.digest(&long);
        assert!(Key::new(algorithm, &long).sign(b"m") == Key::new(algorithm, hashed.as_ref()).sign(b"m"));
        assert!(Key::new(algorithm, b"").sign(b"m") == Key::new(algorithm, b"\0").sign(b"m"));
    }
}
