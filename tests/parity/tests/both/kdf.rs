// SPDX-License-Identifier: MIT
//! PBKDF2, the PRF of TLS 1.2 and the derivation of PKCS#12, as a user writes them.

use core::num::NonZeroU32;

use super::provider::kdf::{self, Algorithm, pkcs12, tls12};

const ONCE: NonZeroU32 = NonZeroU32::MIN;

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// RFC 6070, the first three.
#[test]
fn rfc_6070() {
    let cases = [
        (1, "0c60c80f961f0e71f3a9b524af6012062fe037a6"),
        (2, "ea6c014dc72d6f8ccd1ed92ace1d41f0d8de8957"),
        (4096, "4b007901b765489abead49d926f721d065a429c1"),
    ];
    for (iterations, expected) in cases {
        let mut out = vec![0; expected.len() / 2];
        let iterations = NonZeroU32::new(iterations).expect("not zero");
        assert!(kdf::pbkdf2_hmac(b"password", b"salt", iterations, Algorithm::SHA1, &mut out).is_ok());
        assert_eq!(hex(&out), expected);
    }
}

/// "Test vectors for TLS 1.2 PRF", IETF TLS mailing list, 2010: the start of `P_SHA256`.
#[test]
fn prf() {
    let secret = 0x9bbe_436b_a940_f017_b176_5284_9a71_db35_u128.to_be_bytes();
    let seed = 0xa0ba_9f93_6cda_3118_27a6_f796_ffd5_198c_u128.to_be_bytes();
    let mut out = [0; 16];
    let (start, end) = seed.split_at(5);
    tls12::prf(&secret, b"test label", &[start, b"", end], Algorithm::SHA256, &mut out);
    assert_eq!(hex(&out), "e3f229ba727be17b8d122620557cd453");
}

#[test]
fn purposes_give_different_material() {
    let derive = |id| {
        let mut out = [0; 24];
        pkcs12::derive(b"\0p\0w\0\0", b"salt", ONCE, id, Algorithm::SHA1, &mut out);
        out
    };
    let (key, iv, mac) = (derive(pkcs12::Id::KEY), derive(pkcs12::Id::IV), derive(pkcs12::Id::MAC));
    assert!(key != iv && iv != mac && key != mac);
}
