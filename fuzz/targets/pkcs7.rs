// SPDX-License-Identifier: MIT
//! Any bytes as a bag of certificates: refused, or all that is in it can be had and put in a bag again.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed_x509::{CertificateBag, Crl, Crt};

fuzz_target!(|data: &[u8]| {
    let bag = match CertificateBag::from_buffer(data) {
        Ok(bag) => bag,
        Err(error) => {
            assert!(error.offset() <= data.len());
            assert!(!error.to_string().is_empty());
            // Readers of one kind read no more than the bag does, unless the bytes are something else.
            if let Ok(all) = Crt::all_from_buffer(data) {
                assert!(!all.is_empty());
            }
            return;
        }
    };
    let again = CertificateBag::from_der(&bag.to_der()).expect("written by us");
    assert_eq!(again, bag);
    assert_eq!(CertificateBag::from_buffer(bag.to_pem().as_bytes()).expect("written by us"), bag);
    match Crt::all_from_buffer(&bag.to_der()) {
        Ok(all) => assert_eq!(all, bag.certificates()),
        Err(_) => assert!(bag.certificates().is_empty()),
    }
    match Crl::all_from_buffer(bag.to_pem().as_bytes()) {
        Ok(all) => assert_eq!(all, bag.crls()),
        Err(_) => assert!(bag.crls().is_empty()),
    }
});
