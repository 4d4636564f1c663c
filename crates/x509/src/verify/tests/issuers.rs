// SPDX-License-Identifier: MIT
//! What makes an issuer one: authority, key usage, path length.

use super::*;

#[test]
fn issuers_are_authorities() {
    let chain = Chain::new(same, |middle| middle.basic_constraints(BasicConstraints::EndEntity));
    assert_eq!(chain.refused(), (VerifyErrorKind::NotACa, 1));
    let chain = Chain::new(|root| root.basic_constraints(BasicConstraints::EndEntity), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::NotACa, 2));
}

#[test]
fn version_1_is_an_authority_only_in_the_store() {
    let old = Crt::from_pem(include_str!("../../crt/testdata/v1.pem")).unwrap();
    let trust = TrustStore::new();
    let issuer = |is_anchor| check::issuer(&Verifier::new(&trust), &old, 0, is_anchor, NOW + DAY);
    assert_eq!(issuer(true), Ok(()));
    assert_eq!(issuer(false), Err(VerifyErrorKind::NotACa));
}

#[test]
fn issuers_may_sign_certificates() {
    let chain = Chain::new(same, |middle| middle.key_usage(KeyUsage::CRL_SIGN));
    assert_eq!(chain.refused(), (VerifyErrorKind::KeyUsage(KeyUsage::KEY_CERT_SIGN), 1));
    let chain = Chain::new(|root| root.key_usage(KeyUsage::DIGITAL_SIGNATURE), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::KeyUsage(KeyUsage::KEY_CERT_SIGN), 2));
    // No statement is no limit.
    Chain::new(same, |middle| middle.key_usage(KeyUsage::empty())).verify().unwrap();
}

#[test]
fn path_lengths() {
    let limit = |max| {
        move |builder: CrtBuilder| {
            builder.basic_constraints(BasicConstraints::Ca { max_path_length: Some(max) })
        }
    };
    let chain = Chain::new(limit(0), same);
    assert_eq!(chain.refused(), (VerifyErrorKind::PathTooLong { max_path_length: 0 }, 2));
    Chain::new(limit(1), limit(0)).verify().unwrap();
    Chain::new(limit(255), limit(255)).verify().unwrap();
}

#[test]
fn self_issued_authorities_do_not_count_for_path_lengths() {
    // The root has changed its key: the new one is certified under the same name.
    let root = self_signed(
        authority("CN=Root", 0).basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) }),
        0,
    );
    let renewed = forced(authority("CN=Root", 1), root.subject(), 0);
    let leaf = forced(server(2), root.subject(), 1);
    let trust = store(&[&root]);
    let chain = Verifier::new(&trust).verify(&leaf, &[renewed], None, NOW).unwrap();
    assert_eq!(chain.certificates().len(), 3);
    // Under another name it counts.
    let other = forced(authority("CN=Other", 1), root.subject(), 0);
    let leaf = forced(server(2), other.subject(), 1);
    let error = Verifier::new(&trust).verify(&leaf, &[other], None, NOW).unwrap_err();
    assert_eq!(error.kind(), VerifyErrorKind::PathTooLong { max_path_length: 0 });
}

#[test]
fn a_leaf_that_is_an_authority_does_not_count_for_path_lengths() {
    let root = self_signed(
        authority("CN=Root", 0).basic_constraints(BasicConstraints::Ca { max_path_length: Some(0) }),
        0,
    );
    let leaf = forced(authority("CN=Middle", 1), root.subject(), 0);
    Verifier::new(&store(&[&root])).verify(&leaf, &[], None, NOW).unwrap();
}
