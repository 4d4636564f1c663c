// SPDX-License-Identifier: MIT
//! Each rule of RFC 5280 with what breaks it, and a twin that does not.

use super::*;
use crate::{AccessDescription, NewDistributionPoint, NewPolicy, ReasonFlags, SubtreeBase};

const AUTHORITY: BasicConstraints = BasicConstraints::Ca { max_path_length: None };
const LIMITED: BasicConstraints = BasicConstraints::Ca { max_path_length: Some(0) };

fn oid(text: &str) -> crate::Oid {
    text.parse().unwrap()
}

fn sign(builder: CrtBuilder) -> Result<Crt, BuildError> {
    builder.self_sign(&*KEY, Algorithm::SHA256)
}

/// Asserts that the first is refused for a reason, made without checks, and that its twin is made.
fn rule(broken: CrtBuilder, error: BuildError, twin: CrtBuilder) {
    assert_eq!(sign(broken.clone()), Err(error));
    sign(broken.hazmat_unchecked()).expect("without checks it is made");
    sign(twin).expect("the twin is made");
}

/// Adds something to a certificate.
type With = fn(CrtBuilder) -> CrtBuilder;

fn a() -> CrtBuilder {
    builder("CN=a")
}

fn authority() -> CrtBuilder {
    a().basic_constraints(AUTHORITY)
}

#[test]
fn only_authorities_sign_certificates() {
    let signs = |builder: CrtBuilder| builder.key_usage(KeyUsage::KEY_CERT_SIGN);
    rule(signs(a()), BuildError::KeyUsageWithoutCa, signs(authority()));
    let limited = |usage| a().basic_constraints(LIMITED).key_usage(usage);
    let cert_sign = KeyUsage::CRL_SIGN | KeyUsage::KEY_CERT_SIGN;
    rule(limited(KeyUsage::CRL_SIGN), BuildError::PathLengthWithoutKeyUsage, limited(cert_sign));
}

#[test]
fn only_authorities_have_constraints() {
    let policy = oid("1.2.3");
    let rules: [(crate::Oid, With); 4] = [
        (Extension::NAME_CONSTRAINTS, |builder| {
            builder.name_constraints([SubtreeBase::Name(GeneralName::Dns("example"))], [])
        }),
        (Extension::POLICY_CONSTRAINTS, |builder| builder.policy_constraints(Some(0), None)),
        (Extension::POLICY_MAPPINGS, |builder| builder.policy_mappings([(oid("1.2.3"), oid("1.2.4"))])),
        (Extension::INHIBIT_ANY_POLICY, |builder| builder.inhibit_any_policy(200)),
    ];
    for (oid, with) in rules {
        rule(with(a()), BuildError::NotForEndEntity(oid), with(authority()));
        let crt = sign(with(authority())).unwrap();
        assert!(crt.extensions().find(|extension| *extension.oid() == oid).unwrap().is_critical());
    }
    let mapped = |subject| authority().policy_mappings([(policy, subject)]);
    let any = oid("2.5.29.32.0");
    rule(mapped(any), BuildError::InvalidExtension(Extension::POLICY_MAPPINGS), mapped(oid("1.2.9")));
}

#[test]
fn nothing_is_said_twice_or_without_contents() {
    let policies = |second: &str| a().certificate_policies([NewPolicy::any(), NewPolicy::new(oid(second))]);
    let error = BuildError::InvalidExtension(Extension::CERTIFICATE_POLICIES);
    rule(policies("2.5.29.32.0"), error, policies("1.2.3"));
    let empty = [
        (a().subject_alternative_names([]), Extension::SUBJECT_ALT_NAME),
        (a().issuer_alternative_names([]), Extension::ISSUER_ALT_NAME),
        (a().key_usage(KeyUsage::empty()), Extension::KEY_USAGE),
        (a().extended_key_usage([]), Extension::EXTENDED_KEY_USAGE),
        (a().crl_distribution_points([]), Extension::CRL_DISTRIBUTION_POINTS),
        (a().freshest_crl([]), Extension::FRESHEST_CRL),
        (a().authority_info_access([]), Extension::AUTHORITY_INFO_ACCESS),
        (a().subject_info_access([]), Extension::SUBJECT_INFO_ACCESS),
        (a().certificate_policies([]), Extension::CERTIFICATE_POLICIES),
        (a().tls_features([]), Extension::TLS_FEATURE),
        (authority().policy_mappings([]), Extension::POLICY_MAPPINGS),
        (authority().policy_constraints(None, None), Extension::POLICY_CONSTRAINTS),
        (authority().name_constraints([], []), Extension::NAME_CONSTRAINTS),
    ];
    for (builder, oid) in empty {
        rule(builder, BuildError::EmptyExtension(oid), a());
    }
    // Later calls count; DER is never replaced.
    let twice = a().extended_key_usage([]).extended_key_usage([KeyPurpose::SERVER_AUTH]);
    assert_eq!(sign(twice).unwrap().extended_key_usage().unwrap().iter().count(), 1);
    let both = a().must_staple().extension(Extension::TLS_FEATURE, false, [0x30, 0x03, 0x02, 0x01, 0x05]);
    assert_eq!(sign(both), Err(BuildError::DuplicateExtension(Extension::TLS_FEATURE)));
}

#[test]
fn names_are_of_their_kind() {
    let empty = Name::empty();
    let pairs = [
        (GeneralName::Dns("a b.example"), GeneralName::Dns("*.b.example")),
        (GeneralName::Dns("a..example"), GeneralName::Dns("a_b.example")),
        (GeneralName::Dns("a.*.example"), GeneralName::Dns("localhost")),
        (GeneralName::Dns("192.0.2.1"), GeneralName::Ip([192, 0, 2, 1].into())),
        (GeneralName::Dns("a.example."), GeneralName::Dns("xn--bcher-kva.example")),
        (GeneralName::Email("nobody"), GeneralName::Email("a@[192.0.2.1]")),
        (GeneralName::Email("@a.example"), GeneralName::Email("\"a@b\"@c.example")),
        (GeneralName::Email("a@b\n.example"), GeneralName::Email("a@b.example")),
        (GeneralName::Uri("//a.example/"), GeneralName::Uri("urn:x")),
        (GeneralName::Uri("http://a b/"), GeneralName::Uri("http://[2001:db8::1]/")),
        (GeneralName::Uri("1a:b"), GeneralName::Uri("a1:b")),
        (GeneralName::Directory(empty.as_name_ref()), GeneralName::RegisteredId(oid("1.2.3"))),
    ];
    for (broken, twin) in pairs {
        let subject = |name| a().subject_alternative_names([name]);
        rule(subject(broken), BuildError::InvalidAlternativeName, subject(twin));
        let issuer = |name| a().issuer_alternative_names([name]);
        rule(issuer(broken), BuildError::InvalidAlternativeName, issuer(twin));
        let access = |name| a().authority_info_access([(AccessDescription::OCSP, name)]);
        let error = BuildError::InvalidExtension(Extension::AUTHORITY_INFO_ACCESS);
        rule(access(broken), error, access(twin));
    }
}

#[test]
fn what_cannot_be_written_is_refused() {
    let ip = |text: &str| text.parse::<IpAddr>().unwrap();
    let network = |address, mask| {
        authority().name_constraints([SubtreeBase::Ip { address: ip(address), mask: ip(mask) }], [])
    };
    sign(network("192.0.2.0", "255.255.255.0")).unwrap();
    sign(network("2001:db8::", "ffff:ffff::")).unwrap();
    let error = Err(BuildError::InvalidExtension(Extension::NAME_CONSTRAINTS));
    assert_eq!(sign(network("192.0.2.0", "255.0.255.0")), error);
    assert_eq!(sign(network("192.0.2.0", "ffff::")), error);
    let address = SubtreeBase::Name(GeneralName::Ip([192, 0, 2, 1].into()));
    assert_eq!(sign(authority().name_constraints([], [address])), error);
    sign(authority().name_constraints([SubtreeBase::Name(GeneralName::Dns(""))], [])).unwrap();

    let policy = |policy: NewPolicy| sign(a().certificate_policies([policy])).err();
    let new = || NewPolicy::new(oid("1.2.3"));
    assert_eq!(policy(new().cps("http://a.example/").notice("é").notice_reference("a", &[1, 200])), None);
    let error = Some(BuildError::InvalidExtension(Extension::CERTIFICATE_POLICIES));
    let long = "x".repeat(201);
    for broken in [
        new().cps("é"),
        new().cps(""),
        new().notice(&long),
        new().notice("a\nb"),
        new().notice_reference("a", &[]),
    ] {
        assert_eq!(policy(broken), error);
    }

    let point = |point: NewDistributionPoint| sign(a().crl_distribution_points([point])).err();
    let (one, two): (Name, Name) = ("CN=a + O=b".parse().unwrap(), "CN=a, O=b".parse().unwrap());
    assert_eq!(point(NewDistributionPoint::relative_to_issuer(&one).crl_issuer(&two)), None);
    assert_eq!(point(NewDistributionPoint::of_issuer(&two).reasons(ReasonFlags::AA_COMPROMISE)), None);
    let error = Some(BuildError::InvalidExtension(Extension::CRL_DISTRIBUTION_POINTS));
    for broken in [
        NewDistributionPoint::uri("http://é"),
        NewDistributionPoint::names([]),
        NewDistributionPoint::relative_to_issuer(&two),
        NewDistributionPoint::of_issuer(&Name::empty()),
    ] {
        assert_eq!(point(broken), error);
    }
    let comment = |text: &str| sign(a().netscape_comment(text)).err();
    assert_eq!(comment("for tests"), None);
    assert_eq!(comment("é"), Some(BuildError::InvalidExtension(Extension::NETSCAPE_COMMENT)));
}

#[test]
fn criticality_is_right_unless_said_otherwise() {
    let critical = |crt: &Crt, oid| crt.extensions().any(|found| *found.oid() == oid && found.is_critical());
    let usage = || a().key_usage(KeyUsage::DIGITAL_SIGNATURE);
    assert!(critical(&sign(usage()).unwrap(), Extension::KEY_USAGE));
    let relaxed = sign(usage().critical(Extension::KEY_USAGE, false)).unwrap();
    assert!(!critical(&relaxed, Extension::KEY_USAGE));
    let strict = sign(a().critical(Extension::BASIC_CONSTRAINTS, true)).unwrap();
    assert!(critical(&strict, Extension::BASIC_CONSTRAINTS));
    // 4.2.1.1: must not be.
    for oid in [Extension::AUTHORITY_KEY_IDENTIFIER, Extension::SUBJECT_KEY_IDENTIFIER] {
        rule(a().critical(oid, true), BuildError::InvalidExtension(oid), a());
    }
}

#[test]
fn serial_numbers_are_random_positive_and_short() {
    let numbered = |number: SerialNumber| a().serial_number(number);
    let long = SerialNumber::from_octets(&[1; 21]);
    let negative = SerialNumber::from_octets(&[0x80]);
    for broken in [0.into(), long, negative] {
        rule(numbered(broken), BuildError::InvalidSerialNumber, numbered(1.into()));
    }
    let random = || {
        let profile = CrtProfile::TlsClient;
        let subject = "CN=a".parse().unwrap();
        let crt = sign(CrtBuilder::from_profile(profile, subject, KEY.public_key(), NOW, NOW + DAY)).unwrap();
        crt.serial_number().clone()
    };
    let (one, other) = (random(), random());
    assert_ne!(one, other);
    assert_eq!(one.as_bytes().len(), 20);
}

#[test]
fn extensions_stand_in_the_order_of_the_calls() {
    let crt = sign(
        a().basic_constraints(BasicConstraints::EndEntity)
            .subject_key_identifier(SubjectKeyId::Sha256)
            .authority_key_identifier(AuthorityKeyId::Both)
            .key_usage(KeyUsage::DIGITAL_SIGNATURE),
    )
    .unwrap();
    let order: Vec<_> = crt.extensions().map(|extension| *extension.oid()).collect();
    let asked_for = [
        Extension::BASIC_CONSTRAINTS,
        Extension::SUBJECT_KEY_IDENTIFIER,
        Extension::AUTHORITY_KEY_IDENTIFIER,
        Extension::KEY_USAGE,
    ];
    assert_eq!(order, asked_for);
}

#[test]
fn key_identifiers_have_every_form() {
    let ca = authority().subject_key_identifier(SubjectKeyId::Octets(vec![1, 2, 3]));
    let ca = ca.serial_number(77.into()).self_sign(&*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(
        (ca.subject_key_identifier(), ca.authority_key_identifier()),
        (Some(&[1, 2, 3][..]), Some(&[1, 2, 3][..]))
    );
    for (form, keyed, numbered) in [
        (AuthorityKeyId::KeyIdentifier, true, false),
        (AuthorityKeyId::IssuerAndSerialNumber, false, true),
        (AuthorityKeyId::Both, true, true),
        (AuthorityKeyId::Omitted, false, false),
    ] {
        let builder = a().authority_key_identifier(form).subject_key_identifier(SubjectKeyId::Omitted);
        let crt = builder.sign_with(&ca, &*KEY, Algorithm::SHA256).unwrap();
        assert_eq!(crt.authority_key_identifier().is_some(), keyed);
        assert_eq!(crt.subject_key_identifier(), None);
        let found = crt.extensions().find_map(|extension| match extension.parse().unwrap() {
            crate::ExtensionValue::AuthorityKeyIdentifier(found) => Some(found),
            _ => None,
        });
        let serial = found.as_ref().and_then(|found| found.serial_number().cloned());
        assert_eq!(serial, numbered.then(|| 77.into()));
        let issuer = found.and_then(|found| found.issuer()).map(|names| format!("{names}"));
        assert_eq!(issuer.is_some(), numbered, "{issuer:?}");
    }
}

#[test]
fn version_1_has_no_extensions() {
    let crt = sign(a().version_1()).unwrap();
    assert_eq!((crt.version(), crt.extensions().count()), (1, 0));
    assert_eq!(sign(a().must_staple().version_1()), Err(BuildError::ExtensionsInVersion1));
}

#[test]
fn an_issuer_has_a_name() {
    let nameless = || builder("").subject_alternative_names([GeneralName::Dns("a.example")]);
    rule(nameless(), BuildError::NoName, nameless().subject("CN=a".parse().unwrap()));
    let hidden = nameless().critical(Extension::SUBJECT_ALT_NAME, false);
    let error = BuildError::InvalidExtension(Extension::SUBJECT_ALT_NAME);
    assert_eq!(hidden.sign_with(&ca(None), &*KEY, Algorithm::SHA256), Err(error));
}
