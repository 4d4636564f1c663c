// SPDX-License-Identifier: MIT
//! Any bytes as a public key: refused, or written and read again as the same key, which verifies no garbage.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_pk::{PublicKey, SignatureAlgorithm};

fuzz_target!(|data: &[u8]| {
    match PublicKey::from_buffer(data) {
        Ok(key) => {
            assert_eq!(PublicKey::from_buffer(&key.to_der()).as_ref(), Ok(&key));
            assert_eq!(PublicKey::from_spki_der(&key.to_der()).as_ref(), Ok(&key));
            assert_eq!(PublicKey::from_buffer(key.to_pem().as_bytes()).as_ref(), Ok(&key));
            assert!(key.key_size() > 0 && key.key_bits() > 0 && !key.name().is_empty());
            if let Some(algorithm) = SignatureAlgorithm::default_for(&key) {
                // The key itself is no signature, of itself least of all.
                assert!(key.verify(algorithm, data, data).is_err());
            }
        }
        Err(error) => assert!(!error.to_string().contains('\n')),
    }
});
