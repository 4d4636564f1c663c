// SPDX-License-Identifier: MIT
//! Any bytes as a PKCS#12 file: refused, or what is in it can be shown.
#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use purembed_pk::Pkcs12;

fuzz_target!(|data: &[u8]| {
    for file in [Pkcs12::from_buffer(data), Pkcs12::from_buffer_with_password(data, "password")] {
        match file {
            Ok(file) => {
                black_box((file.certificate(), file.name(), file.chain().count()));
                black_box(format!("{file:?}"));
                for entry in file.certificates() {
                    black_box((entry.name(), entry.local_key_id()));
                }
                assert_eq!(file.private_key().is_some(), !file.keys().is_empty());
            }
            Err(error) => assert!(!error.to_string().contains('\n')),
        }
    }
});
