// SPDX-License-Identifier: MIT
//! Requests made by OpenSSL, and hostile bytes.

use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::KeyPurpose;
use crate::der::Writer;

const PEM: &str = include_str!("../crt/testdata/csr.pem");

#[test]
fn a_request_by_openssl() {
    let csr = Csr::from_pem(PEM).unwrap();
    assert_eq!(csr.version(), 1);
    assert_eq!(csr.subject().to_string(), "C=UK, O=ARM, CN=request");
    assert_eq!(csr.subject_public_key().unwrap().key_bits(), 256);
    assert_eq!(csr.key_usage(), Some(KeyUsage::DIGITAL_SIGNATURE));
    assert_eq!(csr.basic_constraints(), Some(BasicConstraints::EndEntity));
    assert!(csr.extended_key_usage().unwrap().contains(KeyPurpose::CLIENT_AUTH));
    let names: Vec<_> = csr.subject_alternative_names().map(|name| name.to_string()).collect();
    assert_eq!(names, ["DNS:csr.example", "IP Address:192.0.2.1"]);
    assert_eq!(csr.extensions().count(), 4);
    csr.verify_signature().unwrap();
    assert_eq!(Csr::from_buffer(csr.as_der()).unwrap(), csr);
    assert_eq!(csr.to_pem(), PEM);
    let older = PEM.replace("CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST");
    assert_eq!(Csr::from_buffer(older.as_bytes()).unwrap(), csr);
}

/// A request with attributes of one's choice, and a signature that does not matter.
fn with_attributes(attributes: Option<&[u8]>, version: u8) -> Result<Csr, InvalidEncoding> {
    let donor = Csr::from_pem(PEM)?;
    let mut writer = Writer::new();
    writer.sequence(|writer| {
        writer.sequence(|writer| {
            writer.small_integer(version);
            writer.raw(donor.subject().as_der());
            writer.raw(donor.subject_public_key_der());
            if let Some(attributes) = attributes {
                writer.value(tag::context_constructed(0), attributes);
            }
        });
        writer.raw(donor.0.signed.algorithm_der());
        writer.octets_of_bits(donor.0.signed.signature());
    });
    Csr::from_der(&writer.finish())
}

#[test]
fn attributes() {
    // challengePassword, which is nobody's business here.
    let mut other = Writer::new();
    other.sequence(|writer| {
        writer.oid(&"1.2.840.113549.1.9.7".parse().unwrap());
        writer.nested(tag::SET, |writer| writer.value(tag::UTF8_STRING, b"secret"));
    });
    let other = other.finish();
    let mut empty = Writer::new();
    empty.sequence(|writer| {
        writer.oid(&EXTENSION_REQUEST);
        writer.nested(tag::SET, |writer| writer.value(tag::SEQUENCE, &[]));
    });
    let empty = empty.finish();

    for accepted in
        [None, Some(vec![]), Some(other.clone()), Some(empty.clone()), Some([other, empty.clone()].concat())]
    {
        assert_eq!(with_attributes(accepted.as_deref(), 0).unwrap().extensions().count(), 0);
    }
    let twice = with_attributes(Some(&[empty.clone(), empty].concat()), 0).unwrap_err();
    assert_eq!(twice.kind(), EncodingKind::DuplicateExtension);
    assert_eq!(with_attributes(None, 1).unwrap_err().kind(), EncodingKind::UnsupportedVersion);
    assert_eq!(with_attributes(None, 0).unwrap().verify_signature(), Err(SignatureError::Invalid));
}

#[test]
fn every_truncation_is_refused() {
    let csr = Csr::from_pem(PEM).unwrap();
    for length in 0..csr.as_der().len() {
        assert_eq!(Csr::from_der(&csr.as_der()[..length]).unwrap_err().kind(), EncodingKind::Truncated);
    }
}

#[test]
fn every_single_byte_mutation_is_read_or_refused_and_never_verifies() {
    let whole = Csr::from_pem(PEM).unwrap();
    for at in 0..whole.as_der().len() {
        for mask in 1..=255 {
            let mut der = whole.as_der().to_vec();
            der[at] ^= mask;
            let Ok(mutant) = Csr::from_der(&der) else { continue };
            assert_eq!(mutant.as_der(), der);
            mutant.subject_alternative_names().for_each(drop);
            mutant.extensions().for_each(drop);
            assert!(!alloc::format!("{mutant:?}").is_empty());
            if mask == 1 {
                assert!(mutant.verify_signature().is_err(), "byte {at}");
            }
        }
    }
}
