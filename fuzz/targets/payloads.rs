// SPDX-License-Identifier: MIT
//! Any bytes as a signature by ECDSA, and as what the peer sends in ECDH and DH.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use purembed_hash::Algorithm;
use purembed_pk::{Curve, DhClient, DhGroup, DhServer, Ecc, EcdhClient, EcdhServer, Group};

static KEYS: LazyLock<Vec<Ecc>> = LazyLock::new(|| {
    Curve::available().iter().map(|&curve| Ecc::generate(curve).expect("randomness")).collect()
});

// One byte for what it is and for which curve.
fuzz_target!(|data: &[u8]| {
    let Some((&[choice], data)) = data.split_first_chunk() else { return };
    let index = usize::from(choice / 6);
    match choice % 6 {
        0 => {
            let key = &KEYS[index % KEYS.len()];
            assert!(key.public_key().verify(b"message", data, Algorithm::SHA256).is_err(), "forged");
        }
        1 => {
            let group = Group::available()[index % Group::available().len()];
            let (server, _) = EcdhServer::generate(group).expect("randomness");
            if let Ok(secret) = server.import_cke(data) {
                assert_eq!(secret.expose().len(), group.shared_secret_size());
            }
        }
        2 => {
            if let Ok((client, rest)) = EcdhClient::read_ske(data) {
                assert!(data.ends_with(rest));
                assert_eq!(EcdhClient::import_ske(data).is_ok(), rest.is_empty());
                let _ = client.generate();
            }
        }
        3 => {
            let group = DhGroup::dangerous_new_any_size(&23_u8.into(), &5_u8.into()).expect("small");
            let (server, _) = DhServer::generate(&group).expect("randomness");
            if let Ok(secret) = server.import_cke(data) {
                assert_eq!(secret.expose().len(), 1);
            }
        }
        4 => {
            // A modulus as long as it is in the message: bounded by the length of what is fuzzed.
            if let Ok((client, rest)) = DhClient::read_ske(data, 0) {
                assert!(data.ends_with(rest));
                let length = client.group().key_size();
                if let Ok((public, secret)) = client.generate() {
                    assert!(public.len() <= length && secret.expose().len() == length);
                }
            }
        }
        _ => {
            if let Ok(client) = DhClient::import_ske(data) {
                assert!((2048..=8192).contains(&client.group().bits()));
            }
        }
    }
});
