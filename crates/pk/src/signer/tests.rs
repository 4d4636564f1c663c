// SPDX-License-Identifier: MIT
//! Every kind of key through the trait, and where keys are found.

use purembed_hash::Algorithm;

use super::*;
use crate::Curve;

fn keys() -> [Arc<dyn SigningKey>; 6] {
    [
        Arc::new(Rsa::generate(1024).unwrap()),
        Arc::new(Ecc::generate(Curve::SECP256R1).unwrap()),
        Arc::new(Ed25519::generate().unwrap()),
        Arc::new(PrivateKey::from(Rsa::generate(1024).unwrap())),
        Arc::new(PrivateKey::from(Ecc::generate(Curve::SECP384R1).unwrap())),
        Arc::new(PrivateKey::from(Ed25519::generate().unwrap())),
    ]
}

#[test]
fn every_kind_of_key_signs_what_it_supports_and_nothing_else() {
    let kinds: [SignatureAlgorithm; 4] = [
        SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256),
        SignatureAlgorithm::RsaPss(Algorithm::SHA256),
        SignatureAlgorithm::Ecdsa(Algorithm::SHA256),
        SignatureAlgorithm::Ed25519,
    ];
    for key in keys() {
        let public = key.public_key();
        for algorithm in kinds {
            let signatures = [key.sign(algorithm, b"message"), key.sign_hedged(algorithm, b"message")];
            for signature in signatures {
                assert_eq!(signature.is_ok(), key.supports(algorithm), "{algorithm}");
                match signature {
                    Ok(signature) => public.verify(algorithm, b"message", &signature).unwrap(),
                    Err(error) => assert_eq!(error, Error::WrongAlgorithm),
                }
            }
        }
        // Ed25519 has one, RSA two.
        assert!(kinds.iter().any(|algorithm| key.supports(*algorithm)));
    }
}

#[test]
fn signatures_repeat_unless_they_are_hedged() {
    let key = Ecc::generate(Curve::SECP256R1).unwrap();
    let algorithm = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
    let through: [&dyn SigningKey; 4] = [&key, &&key, &Box::new(&key), &Arc::new(&key)];
    for key in through {
        assert_eq!(key.sign(algorithm, b"message"), key.sign(algorithm, b"message"));
        assert_ne!(key.sign_hedged(algorithm, b"message"), key.sign_hedged(algorithm, b"message"));
    }
}

#[test]
fn keys_are_found_by_public_key_and_label() {
    let mut store = MemoryKeyStore::new();
    let keys = keys();
    for (i, key) in keys.iter().enumerate() {
        assert!(store.insert(alloc::format!("key {i}"), Arc::clone(key)).is_none());
    }
    for (i, key) in keys.iter().enumerate() {
        let found = store.find(&key.public_key()).unwrap().unwrap();
        assert!(Arc::ptr_eq(&found, key));
        let found = store.find_label(&alloc::format!("key {i}")).unwrap().unwrap();
        assert!(Arc::ptr_eq(&found, key));
    }
    let replaced = store.insert("key 0", Arc::clone(&keys[1])).unwrap();
    assert!(Arc::ptr_eq(&replaced, &keys[0]));
    assert!(store.find(&keys[0].public_key()).unwrap().is_none());
    let labels: Vec<&str> = store.iter().map(KeyEntry::label).collect();
    assert_eq!(labels, ["key 1", "key 2", "key 3", "key 4", "key 5", "key 0"]);
    assert!(store.remove("key 1").is_some() && store.remove("key 1").is_none());
    assert!(store.find_label("key 1").unwrap().is_none());
    assert_eq!(store.keys().unwrap().len(), 5);
}

#[test]
fn a_store_that_cannot_be_asked_is_not_an_empty_one() {
    struct Unplugged;

    impl KeyStore for Unplugged {
        fn keys(&self) -> Result<Vec<KeyEntry>, Error> {
            Err(Error::External { code: 0x32 })
        }
    }

    let error = Unplugged.find_label("any").err().unwrap();
    assert_eq!(error, Error::External { code: 0x32 });
    assert_eq!(alloc::format!("{error}"), "whoever holds the key has failed with code 0x32");
}
