// SPDX-License-Identifier: MIT
//! Any bytes as a revocation list: refused, or kept as they are and usable in every respect.
#![no_main]

use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use purembed_x509::{Crl, SerialNumber};

fuzz_target!(|data: &[u8]| {
    let crl = match Crl::from_buffer(data) {
        Ok(crl) => crl,
        Err(error) => {
            assert!(error.offset() <= data.len());
            assert!(!error.to_string().is_empty());
            return;
        }
    };
    assert_eq!(Crl::from_der(crl.as_der()).expect("read before"), crl);
    assert_eq!(Crl::from_buffer(crl.to_pem().as_bytes()).expect("read before"), crl);
    assert_eq!(crl.entries().count(), crl.len());
    let mut names_issuers = false;
    for entry in crl.entries() {
        names_issuers |= entry.certificate_issuer().is_some();
        black_box(format!("{:?} {:?}", entry.reason(), entry.invalidity_date()));
        entry.extensions().for_each(|extension| {
            // One that is not critical may be anything: its entry counts as revoked nevertheless.
            black_box(format!("{:?}", extension.parse()));
        });
        // Whatever the order of the numbers, each one is found.
        let found = crl.get(&entry.serial_number());
        assert!(names_issuers || found.is_some_and(|found| found.serial_octets() == entry.serial_octets()));
    }
    let absent = SerialNumber::from(0x1234_5678_9abc_def0);
    let listed = crl.entries().any(|entry| entry.serial_number() == absent);
    assert!(listed || crl.get(&absent).is_none());
    crl.extensions().for_each(|extension| {
        black_box(format!("{extension:?} {:?}", extension.parse()));
    });
    black_box(format!("{crl:?} {crl} {:?} {:?}", crl.crl_number(), crl.issuing_distribution_point()));
    assert!(!crl.to_text().contains(['\r', '\0', '\u{1b}']));
});
