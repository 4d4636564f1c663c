// SPDX-License-Identifier: MIT
//! Any bytes as a request: refused, or kept as they are and usable in every respect.
#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use purembed_x509::{Csr, MAX_SIZE};

fuzz_target!(|data: &[u8]| {
    let csr = match Csr::from_buffer(data) {
        Ok(csr) => csr,
        Err(error) => {
            assert!(error.offset() <= data.len());
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert!(csr.as_der().len() <= MAX_SIZE);
    assert_eq!(Csr::from_der(csr.as_der()).expect("read before"), csr);
    assert_eq!(Csr::from_buffer(csr.to_pem().as_bytes()).expect("read before"), csr);
    assert_eq!(csr.extensions().count() > 0, csr.extensions().next().is_some());
    for attribute in csr.attributes() {
        black_box(format!("{attribute:?}"));
        attribute.values().for_each(|value| {
            black_box(value.text());
        });
    }
    black_box(csr.challenge_password());
    csr.extensions().for_each(|extension| {
        black_box(format!("{extension:?} {:?}", extension.parse()));
    });
    csr.subject_alternative_names().for_each(|name| {
        black_box(name.to_string());
    });
    black_box(format!("{csr:?} {csr} {:?} {:?}", csr.key_usage(), csr.extended_key_usage()));
    assert!(!csr.to_text().contains(['\r', '\0', '\u{1b}']));
    black_box(csr.verify_signature().is_ok());
});
