// SPDX-License-Identifier: MIT
//! Each profile says what belongs to it, and its chains are accepted for its purpose and no other.

use purembed_pk::{PublicKey, Xdh, XdhCurve};

use super::*;

fn of(profile: CrtProfile, key: PublicKey) -> CrtBuilder {
    CrtBuilder::from_profile(profile, "CN=a".parse().unwrap(), key, NOW, NOW + DAY)
}

/// What a certificate says, in short; a star is critical.
fn said(crt: &Crt) -> String {
    let star = |oid| {
        let critical = crt.extensions().any(|extension| *extension.oid() == oid && extension.is_critical());
        if critical { "*" } else { "" }
    };
    let constraints = match crt.basic_constraints().unwrap() {
        BasicConstraints::EndEntity => "end".into(),
        BasicConstraints::Ca { max_path_length } => format!("CA {max_path_length:?}"),
    };
    let usage = crt.key_usage().unwrap();
    let purposes =
        crt.extended_key_usage().map_or(vec![], |usage| usage.iter().map(|one| format!("{one}")).collect());
    format!(
        "{constraints}{} | {usage}{} | {}{}",
        star(Extension::BASIC_CONSTRAINTS),
        star(Extension::KEY_USAGE),
        purposes.join(", "),
        star(Extension::EXTENDED_KEY_USAGE),
    )
}

#[test]
fn profiles_set_the_right_extensions() {
    let (p256, rsa) = (KEY.public_key(), PrivateKey::from(Rsa::generate(2048).unwrap()).public_key());
    let names = [GeneralName::Dns("a.example"), GeneralName::Email("a@a.example")];
    let table = [
        (CrtProfile::RootCa, &p256, "CA None* | Key Cert Sign, CRL Sign* | "),
        (
            CrtProfile::IntermediateCa { max_path_length: Some(0) },
            &rsa,
            "CA Some(0)* | Key Cert Sign, CRL Sign* | ",
        ),
        (CrtProfile::TlsServer, &p256, "end | Digital Signature* | TLS Web Server Authentication"),
        (
            CrtProfile::TlsServer,
            &rsa,
            "end | Digital Signature, Key Encipherment* | TLS Web Server Authentication",
        ),
        (CrtProfile::TlsClient, &rsa, "end | Digital Signature* | TLS Web Client Authentication"),
        (CrtProfile::CodeSigning, &p256, "end | Digital Signature* | Code Signing"),
        (CrtProfile::Email, &p256, "end | Digital Signature, Key Agreement* | E-mail Protection"),
        (CrtProfile::Email, &rsa, "end | Digital Signature, Key Encipherment* | E-mail Protection"),
        (CrtProfile::OcspSigning, &p256, "end | Digital Signature* | OCSP Signing"),
        (CrtProfile::TimeStamping, &p256, "end | Digital Signature* | Time Stamping*"),
    ];
    for (profile, key, expected) in table {
        let crt = of(profile, key.clone())
            .subject_alternative_names(names)
            .sign_with(&ca(None), &*KEY, Algorithm::SHA256)
            .unwrap();
        assert_eq!(said(&crt), expected);
        assert_eq!(crt.subject_key_identifier().map(<[u8]>::len), Some(20));
        assert_eq!(crt.authority_key_identifier(), ca(None).subject_key_identifier());
        let no_check = crt.extensions().any(|extension| *extension.oid() == Extension::OCSP_NO_CHECK);
        assert_eq!(no_check, profile == CrtProfile::OcspSigning);
    }
}

#[test]
fn profiles_ask_for_names() {
    let with = |profile, name| {
        let builder = of(profile, KEY.public_key()).subject_alternative_names([name]);
        builder.sign_with(&ca(None), &*KEY, Algorithm::SHA256).err()
    };
    let (host, mail) = (GeneralName::Dns("a.example"), GeneralName::Email("a@a.example"));
    assert_eq!(with(CrtProfile::TlsServer, host), None);
    assert_eq!(with(CrtProfile::TlsServer, GeneralName::Ip([127, 0, 0, 1].into())), None);
    assert_eq!(with(CrtProfile::TlsServer, mail), Some(BuildError::NoAlternativeName));
    assert_eq!(with(CrtProfile::Email, mail), None);
    assert_eq!(with(CrtProfile::Email, host), Some(BuildError::NoAlternativeName));
    assert_eq!(with(CrtProfile::TlsClient, mail), None);
}

#[test]
fn keys_that_do_not_sign_are_for_agreement() {
    let key = PublicKey::from(*Xdh::generate(XdhCurve::X25519).unwrap().public_key());
    let sign = |profile| {
        let builder = of(profile, key.clone()).subject_alternative_names([GeneralName::Email("a@a.example")]);
        builder.sign_with(&ca(None), &*KEY, Algorithm::SHA256)
    };
    assert_eq!(sign(CrtProfile::Email).unwrap().key_usage(), Some(KeyUsage::KEY_AGREEMENT));
    assert_eq!(sign(CrtProfile::CodeSigning), Err(BuildError::WrongKind));
    assert_eq!(sign(CrtProfile::RootCa), Err(BuildError::WrongKind));
}

#[test]
fn what_is_asked_for_counts_more_than_the_profile() {
    let builder = of(CrtProfile::TlsClient, KEY.public_key())
        .extended_key_usage([KeyPurpose::CLIENT_AUTH, KeyPurpose::EMAIL_PROTECTION])
        .profile(CrtProfile::TlsClient);
    let crt = builder.sign_with(&ca(None), &*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(crt.extended_key_usage().unwrap().iter().count(), 2);
    // An authority by profile needs room below its issuer.
    let below = of(CrtProfile::IntermediateCa { max_path_length: None }, KEY.public_key());
    let refused = below.sign_with(&ca(Some(0)), &*KEY, Algorithm::SHA256);
    assert_eq!(refused, Err(BuildError::IssuerPathLength));
}
