// SPDX-License-Identifier: MIT
//! Wycheproof's AES-GCM and ChaCha20-Poly1305 suites, through the public API of the cipher crate.

use purembed_cipher::{Aead, Aes, AuthTag, ChaCha20, ChaChaPoly, Gcm, Nonce};
use purembed_tests::ledger::Ledger;
use wycheproof::TestResult;
use wycheproof::aead::{Test, TestName, TestSet};

#[test]
fn aes_gcm() {
    run(TestName::AesGcm, |key| Aes::new(key, Gcm).unwrap());
}

#[test]
fn chacha20_poly1305() {
    run(TestName::ChaCha20Poly1305, |key| ChaCha20::new(key.try_into().unwrap(), ChaChaPoly));
}

fn run(name: TestName, key: fn(&[u8]) -> Aead<12, 16>) {
    let set = TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for group in set.test_groups {
        for test in group.tests {
            // A length that is not a type's cannot be asked for, by a test no more than by a peer.
            match (<[u8; 12]>::try_from(&test.nonce[..]), <[u8; 16]>::try_from(&test.tag[..])) {
                (Err(_), _) => ledger.skip("with a nonce that is not of 12 bytes"),
                (_, Err(_)) => ledger.skip("with a tag that is not of 16 bytes"),
                (Ok(nonce), Ok(tag)) => {
                    case(&key(&test.key), nonce, tag.into(), &test);
                    ledger.ran();
                }
            }
        }
    }
    ledger.finish();
}

fn case(aead: &Aead<12, 16>, nonce: [u8; 12], tag: AuthTag<16>, test: &Test) {
    let id = format!("tcId {} ({})", test.tc_id, test.comment);
    let opened = aead.decrypt(&nonce, &test.aad, &test.ct, tag);
    let mut buffer = test.ct.to_vec();
    let opened_in_place = aead.decrypt_in_place(&nonce, &test.aad, &mut buffer, tag);
    match test.result {
        TestResult::Valid => {
            assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "{id}");
            assert_eq!((opened_in_place, &buffer[..]), (Ok(()), &test.pt[..]), "{id}");
            let sealed = aead.encrypt(Nonce::assume_unique(nonce), &test.aad, &test.pt);
            assert_eq!(sealed, Ok((test.ct.to_vec(), tag)), "{id}");
        }
        TestResult::Invalid => {
            assert!(opened.is_err() && opened_in_place.is_err(), "{id}");
            assert!(buffer.iter().all(|byte| *byte == 0), "{id}: left in the buffer");
        }
        TestResult::Acceptable => panic!("{id}: nothing of these lengths is a matter of policy"),
    }
}
