// SPDX-License-Identifier: MIT
//! What surprised users of python-mbedtls, each surprise with a test that it is gone.

use super::*;
use crate::{CrlBuilder, RevokedCertificate, TrustStore, Verifier};

#[test]
fn a_signature_alone_is_no_trust_and_lists_look_at_the_issuer() {
    // `verify` and `check_revocation` of Python say more than they check; here names say it.
    let expired = builder("CN=a").sign_with(&ca(None), &*KEY, Algorithm::SHA256).unwrap();
    ca(None).verify_signature_on(&expired).unwrap();
    let trust: TrustStore = [ca(None)].into_iter().collect();
    Verifier::new(&trust).verify(&expired, &[], None, NOW).unwrap();
    Verifier::new(&trust).verify(&expired, &[], None, NOW + DAY + DAY).unwrap_err();

    let other = CrtBuilder::new("CN=Other".parse().unwrap(), KEY.public_key(), 1.into(), NOW, NOW + DAY)
        .profile(CrtProfile::RootCa)
        .self_sign(&*KEY, Algorithm::SHA256)
        .unwrap();
    let list = |issuer: &Crt| {
        let builder = CrlBuilder::new(1.into(), NOW, NOW + DAY).revoke(RevokedCertificate::of(&expired, NOW));
        builder.sign_with(issuer, &*KEY, Algorithm::SHA256).unwrap()
    };
    assert!(expired.is_listed_in(&list(&ca(None))));
    assert!(!expired.is_listed_in(&list(&other)));
    // PSS is verified, too.
    let key = Rsa::generate(2048).unwrap();
    let pss =
        CrtBuilder::new("CN=a".parse().unwrap(), key.public_key().clone().into(), 1.into(), NOW, NOW + DAY)
            .self_sign(&key, SignatureAlgorithm::RsaPss(Algorithm::SHA256))
            .unwrap();
    pss.verify_signature_on(&pss).unwrap();
}

#[test]
fn the_authority_chooses_the_digest_and_signs_only_what_it_may() {
    // `sign` of Python takes the digest from the request, and lets anybody sign.
    let csr = CsrBuilder::new("CN=a".parse().unwrap()).sign_with(&*KEY, Algorithm::SHA1).unwrap();
    let from_csr = || CrtBuilder::from_csr(&csr, 5.into(), NOW, NOW + DAY).unwrap();
    let crt = from_csr().sign_with(&ca(None), &*KEY, Algorithm::SHA384).unwrap();
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ecdsa(Algorithm::SHA384)));
    assert_eq!(from_csr().sign_with(&crt, &*KEY, Algorithm::SHA256), Err(BuildError::IssuerIsNotCa));
    // `selfsign` does not look whether the key is the request's.
    assert_eq!(from_csr().self_sign(&*OTHER_KEY, Algorithm::SHA256), Err(BuildError::KeyMismatch));
}

#[test]
fn dates_of_every_year_are_written_as_they_are() {
    // Python passes time zones over, and writes years before 1950 as years of this century.
    for (from, to, tags) in [
        ("1949-12-31 23:59:59", "1950-01-01 00:00:00", [0x18, 0x17]),
        ("2049-12-31 23:59:59", "2050-01-01 00:00:00", [0x17, 0x18]),
        ("0000-01-01 00:00:00", "9999-12-31 23:59:59", [0x18, 0x18]),
    ] {
        let (from, to): (Time, Time) = (from.parse().unwrap(), to.parse().unwrap());
        let builder = CrtBuilder::new("CN=a".parse().unwrap(), KEY.public_key(), 1.into(), from, to);
        let crt = builder.self_sign(&*KEY, Algorithm::SHA256).unwrap();
        assert_eq!((crt.not_before(), crt.not_after()), (from, to));
        let written = [(tags[0], from), (tags[1], to)].map(|(tag, time)| {
            let mut writer = crate::der::Writer::new();
            time.write(&mut writer).unwrap();
            let der = writer.finish();
            assert_eq!(der[0], tag);
            der
        });
        let both = written.concat();
        assert!(crt.as_der().windows(both.len()).any(|window| window == both));
    }
}

#[test]
fn repeated_attributes_and_other_scripts_reach_the_issuer_whole() {
    // Python keeps the last of repeated attributes, and writes the issuer anew from text with question marks.
    let subject: Name = "C=NL, OU=one, OU=two, O=Überprüfung + L=北京, CN=é".parse().unwrap();
    let ca = CrtBuilder::new(subject.clone(), KEY.public_key(), 1.into(), NOW, NOW + DAY)
        .profile(CrtProfile::RootCa)
        .self_sign(&*KEY, Algorithm::SHA256)
        .unwrap();
    let crt = builder("CN=a").sign_with(&ca, &*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(crt.issuer().as_der(), subject.as_der());
    assert_eq!(format!("{}", crt.issuer()), "C=NL, OU=one, OU=two, L=北京 + O=Überprüfung, CN=é");
    let csr = CsrBuilder::new(subject.clone()).sign_with(&*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(csr.subject(), &subject);
}
