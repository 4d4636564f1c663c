// SPDX-License-Identifier: MIT
//! Any bytes as a certificate: refused, or kept as they are and usable in every respect.
#![no_main]

use std::fmt::Debug;
use std::hint::black_box;

use libfuzzer_sys::fuzz_target;
use purembed_x509::{Crt, InvalidEncoding, InvalidName, MAX_SIZE, Name, Time, TrustStore, Verifier};

fuzz_target!(|data: &[u8]| {
    match Crt::from_buffer(data) {
        Ok(crt) => certificate(&crt),
        Err(error) => refused(&error, data),
    }
    Crt::each_from_pem(data).for_each(drop);
});

fn certificate(crt: &Crt) {
    assert!(crt.as_der().len() <= MAX_SIZE);
    assert_eq!(&Crt::from_der(crt.as_der()).expect("read before"), crt);
    assert_eq!(&Crt::from_buffer(crt.to_pem().as_bytes()).expect("read before"), crt);
    name(crt.subject());
    name(crt.issuer());
    for time in [crt.not_before(), crt.not_after()] {
        assert_eq!(time.to_string().parse::<Time>().expect("written by us"), time);
    }
    for part in [crt.tbs_certificate(), crt.signature_value(), crt.subject_public_key_der()] {
        let within = crt.as_der().windows(part.len().max(1)).any(|window| window == part);
        assert!(within || part.is_empty());
    }
    assert!((1..=3).contains(&crt.version()));
    assert!(crt.version() == 3 || crt.extensions().next().is_none());
    show(&(crt, crt.serial_number(), crt.key_usage(), crt.extended_key_usage(), crt.basic_constraints()));
    show(&(crt.signature_algorithm(), crt.subject_key_identifier(), crt.authority_key_identifier()));
    crt.extensions().for_each(|extension| show(&(extension, extension.parse())));
    show(&(crt.name_constraints(), crt.certificate_policies(), crt.crl_distribution_points()));
    for text in [crt.to_string(), crt.to_text()] {
        assert!(text.ends_with('\n'));
    }
    assert!(!crt.to_text().contains(['\r', '\0', '\u{1b}']));
    crt.subject_alternative_names().for_each(|name| {
        black_box(name.to_string());
    });
    // A certificate is trusted if it is in the store and nothing else is wrong with it, and never if it is not there.
    let now = crt.not_before();
    let trust: TrustStore = [crt.clone()].into_iter().collect();
    if let Err(error) = Verifier::new(&trust).verify(crt, &[], None, now) {
        assert!(!error.to_string().contains('\n'));
    }
    Verifier::new(&TrustStore::new()).verify(crt, &[crt.clone()], None, now).expect_err("nobody is trusted");
}

/// A name survives as DER; and as text, unless it has characters that it must not have.
fn name(name: &Name) {
    assert_eq!(&Name::from_der(name.as_der()).expect("read before"), name);
    let shown = name.to_string();
    assert!(!shown.contains(['\n', '\r', '\0', '\u{1b}']));
    let ldap = name.to_rfc4514();
    assert!(!ldap.contains(['\n', '\r', '\0', '\u{1b}']));
    if let Ok(read) = Name::from_rfc4514(&ldap) {
        assert_eq!(read.to_rfc4514(), ldap);
    }
    match shown.parse::<Name>() {
        Ok(read) => assert_eq!(read.to_string(), shown),
        Err(error) => assert!(matches!(error, InvalidName::Value(_)), "{shown}: {error}"),
    }
}

fn refused(error: &InvalidEncoding, data: &[u8]) {
    assert!(error.offset() <= data.len());
    show(error);
    assert!(!error.to_string().is_empty());
}

fn show(value: &impl Debug) {
    black_box(format!("{value:?}"));
}
