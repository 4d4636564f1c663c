// SPDX-License-Identifier: MIT
//! Any bytes as a private key, with a password and without: refused, or written and read again as the same key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_pk::{InvalidKey, PrivateKey};

fuzz_target!(|data: &[u8]| {
    // Where the key is not encrypted, the password is as if there were none.
    let mut asked = 0;
    let ask = purembed_pk::Password::ask(|| {
        asked += 1;
        purembed_core::secret::SecretBytes::copy_from(b"password")
    });
    let with = PrivateKey::from_buffer_with_password(data, ask);
    assert!(asked <= 1);
    match PrivateKey::from_buffer(data) {
        Ok(key) => {
            assert_eq!((with.as_ref(), asked), (Ok(&key), 0));
            check(&key);
        }
        Err(InvalidKey::PasswordNeeded) => {
            assert_eq!(asked, 1);
            if let Ok(key) = with {
                check(&key);
            }
        }
        Err(error) => {
            assert_eq!((with, asked), (Err(error), 0));
            assert!(!error.to_string().contains('\n'));
        }
    }
});

fn check(key: &PrivateKey) {
    let written = PrivateKey::from_buffer(key.to_pkcs8_der().expose());
    assert_eq!(written.as_ref(), Ok(key));
    let written = PrivateKey::from_buffer(key.to_pem().expose().as_bytes());
    assert_eq!(written.as_ref(), Ok(key));
    assert!(key.matches(&key.public_key()));
    assert!(key.key_size() > 0 && !key.name().is_empty());
}
