// SPDX-License-Identifier: MIT
//! What a request asks for, and what of that is taken over.

use alloc::borrow::Cow;
use alloc::string::ToString as _;

use super::*;
use crate::RequestedExtensions;

fn greedy() -> Csr {
    CsrBuilder::new("CN=greedy".parse().unwrap())
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .key_usage(KeyUsage::DIGITAL_SIGNATURE)
        .extended_key_usage([KeyPurpose::SERVER_AUTH])
        .subject_alternative_names([GeneralName::Dns("a.example")])
        .certificate_policies([NewPolicy::any()])
        .must_staple()
        .extension("1.2.3.4".parse().unwrap(), true, [5, 0])
        .challenge_password("secret")
        .unstructured_name("Gerät")
        .attribute("1.2.3.5".parse().unwrap(), [[5, 0], [5, 0]])
        .sign_with(&*OTHER_KEY, Algorithm::SHA256)
        .unwrap()
}

fn taken_over(csr: &Csr, policy: RequestedExtensions<'_>) -> Vec<crate::Oid> {
    let crt = CrtBuilder::from_csr(csr, 2.into(), NOW, NOW + DAY)
        .unwrap()
        .accept_requested(policy)
        .sign_with(&ca(None), &*KEY, Algorithm::SHA256)
        .unwrap();
    crt.extensions()
        .skip_while(|extension| *extension.oid() != Extension::SUBJECT_KEY_IDENTIFIER)
        .skip(1)
        .map(|extension| *extension.oid())
        .collect()
}

#[test]
fn every_policy_takes_what_it_says() {
    let csr = greedy();
    let constraints = Extension::BASIC_CONSTRAINTS;
    assert_eq!(taken_over(&csr, RequestedExtensions::None), [constraints]);
    let named = [Extension::KEY_USAGE, Extension::TLS_FEATURE];
    assert_eq!(
        taken_over(&csr, RequestedExtensions::Named(&named)),
        [constraints, Extension::KEY_USAGE, Extension::TLS_FEATURE]
    );
    assert_eq!(
        taken_over(&csr, RequestedExtensions::AllButAuthority),
        [
            constraints,
            Extension::KEY_USAGE,
            Extension::EXTENDED_KEY_USAGE,
            Extension::SUBJECT_ALT_NAME,
            Extension::TLS_FEATURE,
            "1.2.3.4".parse().unwrap(),
        ]
    );
    let critical = RequestedExtensions::By(&|extension| extension.oid().to_string().starts_with("1.2.3"));
    assert_eq!(taken_over(&csr, critical), [constraints, "1.2.3.4".parse().unwrap()]);
    let all = taken_over(&csr, RequestedExtensions::By(&|_| true));
    assert_eq!(all.len(), csr.extensions().count());
}

#[test]
fn nobody_becomes_an_authority_by_asking() {
    let asks = |builder: CsrBuilder| {
        let csr = builder.sign_with(&*OTHER_KEY, Algorithm::SHA256).unwrap();
        taken_over(&csr, RequestedExtensions::AllButAuthority)
    };
    let csr = || CsrBuilder::new("CN=greedy".parse().unwrap());
    let nothing = [Extension::BASIC_CONSTRAINTS];
    assert_eq!(asks(csr().key_usage(KeyUsage::KEY_CERT_SIGN)), nothing);
    assert_eq!(asks(csr().key_usage(KeyUsage::CRL_SIGN | KeyUsage::DIGITAL_SIGNATURE)), nothing);
    assert_eq!(asks(csr().extended_key_usage([KeyPurpose::OCSP_SIGNING])), nothing);
    assert_eq!(asks(csr().extended_key_usage([KeyPurpose::ANY])), nothing);
    assert_eq!(asks(csr().extended_key_usage([KeyPurpose::CODE_SIGNING])).len(), 2);
}

#[test]
fn attributes_are_read_again() {
    let csr = greedy();
    assert_eq!(csr.challenge_password().unwrap(), "secret");
    let text = |oid: &str| {
        let oid = oid.parse().unwrap();
        let found = csr.attributes().find(|attribute| *attribute.oid() == oid).unwrap();
        found.values().map(|value| value.text().map(Cow::into_owned)).collect::<Vec<_>>()
    };
    assert_eq!(text("1.2.840.113549.1.9.2"), [Some("Gerät".into())]);
    assert_eq!(text("1.2.3.5"), [None, None]);
    assert_eq!(csr.attributes().count(), 4);
}

#[test]
fn wrong_attributes_are_refused() {
    let refused = |builder: CsrBuilder| builder.sign_with(&*KEY, Algorithm::SHA256).unwrap_err();
    let csr = || CsrBuilder::new("CN=a".parse().unwrap());
    let password = "1.2.840.113549.1.9.7".parse().unwrap();
    assert_eq!(refused(csr().challenge_password("")), BuildError::InvalidAttribute(password));
    assert_eq!(refused(csr().challenge_password(&"x".repeat(256))), BuildError::InvalidAttribute(password));
    let twice = csr().challenge_password("a").challenge_password("b");
    assert_eq!(refused(twice), BuildError::DuplicateAttribute(password));
    let other = "1.2.3".parse().unwrap();
    assert_eq!(refused(csr().attribute(other, [[5, 1]])), BuildError::InvalidAttribute(other));
    assert_eq!(refused(csr().attribute::<[u8; 0]>(other, [])), BuildError::InvalidAttribute(other));
    let request = "1.2.840.113549.1.9.14".parse().unwrap();
    let twice = csr().must_staple().attribute(request, [[0x30, 0]]);
    assert_eq!(refused(twice), BuildError::DuplicateAttribute(request));
    let name = csr().subject_alternative_names([GeneralName::Email("nobody")]);
    assert_eq!(refused(name), BuildError::InvalidAlternativeName);
}
