// SPDX-License-Identifier: MIT
//! Any bytes as a certificate, a request or a revocation list, here and in Mbed TLS C: what both read has the same parts
//! and the same text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use purembed::parity::x509 as theirs;
use purembed::x509::{Crl, Crt, Csr, GeneralName};

/// Lines of C's text for extensions that are read here when asked for, and that a damaged one does not have.
const WHEN_ASKED_FOR: [&str; 2] = ["cert. type", "certificate policies"];

macro_rules! compare {
    ($name:ident $ours:ident $signed:ident) => {
        fn $name(data: &[u8]) {
            let (Ok(ours), Ok(theirs)) = ($ours::from_der(data), theirs::$ours::from_der(data)) else { return };
            assert_eq!(ours.as_der(), theirs.as_der());
            assert_eq!(i32::from(ours.version()), theirs.version());
            assert_eq!(ours.$signed(), theirs.signed());
            assert_eq!(ours.signature_value(), theirs.signature_value());
            assert_eq!(ours.signature_algorithm_oid().as_octets(), theirs.signature_algorithm_oid());
            // C has no text for long attributes.
            let Ok(text) = theirs.info() else { return };
            same(&ours.to_string(), &String::from_utf8_lossy(&text));
        }
    };
}

compare! { certificate Crt tbs_certificate }
compare! { request Csr certification_request_info }
compare! { list Crl tbs_cert_list }

fn same(ours: &str, theirs: &str) {
    let missing =
        |line: &str| WHEN_ASKED_FOR.iter().any(|name| line.starts_with(name) && !ours.contains(name));
    let theirs: String = theirs.split_inclusive('\n').filter(|line| !missing(line)).collect();
    assert_eq!(ours, theirs);
}

fuzz_target!(|data: &[u8]| {
    // C does not look at the bit that tells constructed types from primitive ones.
    let odd = Crt::from_der(data)
        .is_ok_and(|crt| crt.subject_alternative_names().any(|name| matches!(name, GeneralName::Raw(_))));
    if !odd {
        certificate(data);
    }
    request(data);
    list(data);
});
