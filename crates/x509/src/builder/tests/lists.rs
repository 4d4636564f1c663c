// SPDX-License-Identifier: MIT
//! Revocation lists: what is written is read again, lists follow each other, and what must not be made is refused.

use super::*;
use crate::{
    Crl, CrlBuilder, CrlReason, NewDistributionPoint, NewIssuingDistributionPoint, ReasonFlags,
    RevokedCertificate,
};

fn list(number: u64) -> CrlBuilder {
    CrlBuilder::new(number.into(), NOW, NOW + DAY)
}

fn sign(builder: CrlBuilder) -> Result<Crl, BuildError> {
    builder.sign_with(&ca(None), &*KEY, Algorithm::SHA256)
}

fn revoked(number: u64) -> RevokedCertificate {
    RevokedCertificate::new(number.into(), NOW - DAY)
}

/// What a list says about its entries.
fn said(crl: &Crl) -> Vec<String> {
    crl.entries().map(|entry| format!("{} {:?}", entry.serial_number(), entry.reason())).collect()
}

#[test]
fn everything_is_read_again() {
    let point = NewIssuingDistributionPoint::new()
        .uri("http://a.example/crl")
        .only_end_entities()
        .only_some_reasons(ReasonFlags::KEY_COMPROMISE | ReasonFlags::SUPERSEDED);
    let crl = sign(
        list(7)
            .issuing_distribution_point(point)
            .issuer_alternative_names([GeneralName::Uri("http://a.example/")])
            .freshest_crl([NewDistributionPoint::uri("http://a.example/delta")])
            .authority_info_access([(
                crate::AccessDescription::CA_ISSUERS,
                GeneralName::Uri("http://a.example/ca"),
            )])
            .revoke(revoked(1).reason(CrlReason::KeyCompromise).invalidity_date(NOW - DAY - DAY))
            .revoke(revoked(2).reason(CrlReason::Unspecified))
            .revoke(revoked(3).extension("1.2.3".parse().unwrap(), false, [5, 0])),
    )
    .unwrap();
    assert_eq!((crl.version(), crl.crl_number(), crl.is_delta()), (2, Some(&7.into()), false));
    assert_eq!((crl.this_update(), crl.next_update()), (NOW, Some(NOW + DAY)));
    assert_eq!(crl.authority_key_identifier(), ca(None).subject_key_identifier());
    assert_eq!(said(&crl), ["01 Some(KeyCompromise)", "02 None", "03 None"]);
    let entry = crl.get(&1.into()).unwrap();
    assert_eq!((entry.invalidity_date(), entry.revocation_date()), (Some(NOW - DAY - DAY), NOW - DAY));
    let point = crl.issuing_distribution_point().unwrap();
    assert!(point.only_end_entities() && !point.only_authorities() && !point.is_indirect());
    assert_eq!(point.only_some_reasons(), Some(ReasonFlags::KEY_COMPROMISE | ReasonFlags::SUPERSEDED));
    assert_eq!(crl.unsupported_critical_extension(), None);
    crl.verify_signature_by(&ca(None)).unwrap();
    assert_eq!(sign(list(0)).unwrap().crl_number(), Some(&0.into()));
}

#[test]
fn lists_follow_each_other() {
    let first =
        sign(list(0xff).revoke_all([revoked(1).reason(CrlReason::CertificateHold), revoked(2), revoked(3)]))
            .unwrap();
    let next = CrlBuilder::following(&first, NOW + DAY, NOW + DAY + DAY)
        .revoke(revoked(1).reason(CrlReason::KeyCompromise))
        .revoke(revoked(4));
    let second = sign(next).unwrap();
    assert_eq!(second.crl_number(), Some(&0x100.into()));
    assert_eq!(said(&second), ["02 None", "03 None", "01 Some(KeyCompromise)", "04 None"]);
    let third = sign(list(0x101).keep_entries_if(&second, |entry| entry.reason().is_none())).unwrap();
    assert_eq!(said(&third), ["02 None", "03 None", "04 None"]);
    for (number, next) in
        [(&[0][..], &[1][..]), (&[0x7f], &[0, 0x80]), (&[0, 0xff], &[1, 0]), (&[0x7f, 0xff], &[0, 0x80, 0])]
    {
        assert_eq!(SerialNumber::from_octets(number).successor().as_bytes(), next);
    }
}

#[test]
fn changes_name_their_base() {
    let gone = || revoked(1).reason(CrlReason::RemoveFromCrl);
    let delta = sign(list(9).delta(8.into()).revoke(gone())).unwrap();
    assert_eq!(delta.base_crl_number(), Some(&8.into()));
    let following = sign(CrlBuilder::following(&delta, NOW, NOW + DAY)).unwrap();
    assert_eq!((following.base_crl_number(), following.crl_number()), (Some(&8.into()), Some(&10.into())));
    for base in [9_u64, 10, 0x100] {
        assert_eq!(sign(list(9).delta(base.into())), Err(BuildError::InvalidCrlNumber));
    }
    assert_eq!(sign(list(9).revoke(gone())), Err(BuildError::InvalidEntry));
    let fresh = list(9).delta(8.into()).freshest_crl([NewDistributionPoint::uri("http://a.example/")]);
    assert_eq!(sign(fresh), Err(BuildError::InvalidExtension(Extension::FRESHEST_CRL)));
}

#[test]
fn indirect_lists_have_certificates_of_others() {
    let other: Name = "CN=Other".parse().unwrap();
    let third: Name = "CN=Third".parse().unwrap();
    let entries = || {
        [
            revoked(1).certificate_issuer(&other),
            revoked(2).certificate_issuer(&other),
            revoked(1),
            revoked(1).certificate_issuer(&third),
        ]
    };
    assert_eq!(sign(list(1).revoke_all(entries())), Err(BuildError::InvalidEntry));
    let indirect = list(1).issuing_distribution_point(NewIssuingDistributionPoint::new().indirect());
    let crl = sign(indirect.revoke_all(entries())).unwrap();
    let listed = |crl: &Crl| {
        let found = [ca(None).subject().clone(), other.clone(), third.clone()]
            .map(|issuer| [1_u64, 2].map(|number| crl.get_of(&issuer, &number.into()).is_some()));
        assert_eq!(found, [[true, false], [true, true], [true, false]]);
        assert_eq!(crl.len(), 4);
        // Who is named goes on to be the issuer.
        assert_eq!(crl.entries().filter(|entry| entry.certificate_issuer().is_some()).count(), 2);
    };
    listed(&crl);
    listed(&sign(CrlBuilder::following(&crl, NOW, NOW + DAY)).unwrap());
    // Left out entries take no issuer with them.
    let kept = CrlBuilder::following(&sign(list(1)).unwrap(), NOW, NOW + DAY)
        .issuing_distribution_point(NewIssuingDistributionPoint::new().indirect())
        .keep_entries_if(&crl, |entry| entry.serial_number() == 2.into());
    let kept = sign(kept).unwrap();
    assert!(kept.get_of(&other, &2.into()).is_some() && kept.len() == 1);
}

#[test]
fn version_1_says_little() {
    let old = || CrlBuilder::version_1(NOW, NOW + DAY);
    let crl = sign(old().revoke(revoked(5))).unwrap();
    assert_eq!((crl.version(), crl.extensions().count(), said(&crl).len()), (1, 0, 1));
    assert_eq!(sign(CrlBuilder::following(&crl, NOW, NOW + DAY)).unwrap().version(), 1);
    let error = Err(BuildError::ExtensionsInVersion1);
    assert_eq!(sign(old().revoke(revoked(5).reason(CrlReason::Superseded))), error);
    assert_eq!(sign(old().delta(1.into())), error);
    assert_eq!(sign(old().issuer_alternative_names([GeneralName::Dns("a.example")])), error);
}

#[test]
fn wrong_lists_are_refused() {
    let early = CrlBuilder::new(1.into(), NOW, NOW - DAY);
    assert_eq!(sign(early), Err(BuildError::InvalidValidity));
    let number = |octets| CrlBuilder::new(SerialNumber::from_octets(octets), NOW, NOW + DAY);
    assert_eq!(sign(number(&[0x80])), Err(BuildError::InvalidCrlNumber));
    assert_eq!(sign(number(&[1; 21])), Err(BuildError::InvalidCrlNumber));
    let points = [
        NewIssuingDistributionPoint::new(),
        NewIssuingDistributionPoint::new().only_end_entities().only_authorities(),
        NewIssuingDistributionPoint::new().uri("é"),
    ];
    for point in points {
        let error = BuildError::InvalidExtension(Extension::ISSUING_DISTRIBUTION_POINT);
        assert_eq!(sign(list(1).issuing_distribution_point(point)), Err(error));
    }
    let twice = revoked(1).extension(Extension::REASON_CODE, false, [10, 1, 1]);
    assert_eq!(sign(list(1).revoke(twice)), Err(BuildError::DuplicateExtension(Extension::REASON_CODE)));
    assert_eq!(list(1).sign_with(&ca(None), &*OTHER_KEY, Algorithm::SHA256), Err(BuildError::KeyMismatch));
    let may_not = builder("CN=CA")
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .key_usage(KeyUsage::KEY_CERT_SIGN)
        .self_sign(&*KEY, Algorithm::SHA256)
        .unwrap();
    let refused = list(1).sign_with(&may_not, &*KEY, Algorithm::SHA256);
    assert_eq!(refused, Err(BuildError::IssuerMayNotSignLists));
}
