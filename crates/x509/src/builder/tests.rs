// SPDX-License-Identifier: MIT
//! What is made can be read again and says the same; what must not be made is refused.

mod conformity;
mod lists;
mod profiles;
mod python;
mod requests;
mod schemes;

use alloc::string::String;
use alloc::vec::Vec;
use alloc::{format, vec};
use core::net::IpAddr;
use core::time::Duration;
use std::sync::LazyLock;

use proptest::prelude::*;
use purembed_hash::Algorithm;
use purembed_pk::{Curve, Ecc, Ed25519, PrivateKey, Rsa, SignatureAlgorithm};

use super::*;
use crate::SignatureError;
use crate::{
    BasicConstraints, Crt, Csr, EncodingKind, Extension, GeneralName, KeyPurpose, KeyUsage, MAX_SIZE, Name,
    SerialNumber, Time,
};

static KEY: LazyLock<PrivateKey> = LazyLock::new(|| Ecc::generate(Curve::SECP256R1).unwrap().into());
static OTHER_KEY: LazyLock<PrivateKey> = LazyLock::new(|| Ed25519::generate().unwrap().into());

const NOW: Time = Time::from_unix(1_795_223_177);
const DAY: Duration = Duration::from_secs(86_400);

fn builder(subject: &str) -> CrtBuilder {
    let name = subject.parse().unwrap();
    CrtBuilder::new(name, KEY.public_key(), 1.into(), NOW, NOW + DAY)
}

fn ca(max_path_length: Option<u8>) -> Crt {
    let constraints = BasicConstraints::Ca { max_path_length };
    builder("CN=CA").basic_constraints(constraints).self_sign(&*KEY, Algorithm::SHA256).unwrap()
}

#[test]
fn defaults() {
    let crt = builder("CN=a").self_sign(&*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(crt.version(), 3);
    assert_eq!(crt.basic_constraints(), Some(BasicConstraints::EndEntity));
    assert_eq!(crt.key_usage(), None);
    assert_eq!(crt.subject_key_identifier(), crt.authority_key_identifier());
    assert_eq!(crt.subject_key_identifier().unwrap().len(), 20);
    assert!(crt.extensions().all(|extension| !extension.is_critical()));
    let ca = ca(None);
    assert_eq!(ca.key_usage(), Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN));
    assert_eq!(ca.extensions().filter(Extension::is_critical).count(), 2);
}

#[test]
fn every_kind_of_key_signs() {
    let keys = [
        (PrivateKey::from(Rsa::generate(2048).unwrap()), SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)),
        (Ecc::generate(Curve::SECP384R1).unwrap().into(), SignatureAlgorithm::Ecdsa(Algorithm::SHA256)),
        (Ed25519::generate().unwrap().into(), SignatureAlgorithm::Ed25519),
    ];
    for (key, algorithm) in keys {
        let crt = CrtBuilder::new("CN=a".parse().unwrap(), key.public_key(), 1.into(), NOW, NOW + DAY)
            .self_sign(&key, Algorithm::SHA256)
            .unwrap();
        assert_eq!(crt.signature_algorithm(), Some(algorithm));
        assert!(key.matches(crt.subject_public_key().unwrap()));
        crt.verify_signature_on(&crt).unwrap();
        let csr = CsrBuilder::new("CN=a".parse().unwrap()).sign_with(&key, Algorithm::SHA256).unwrap();
        assert_eq!(csr.signature_algorithm(), Some(algorithm));
        csr.verify_signature().unwrap();
    }
    let refused = builder("CN=a").self_sign(&*KEY, Algorithm::MD5).unwrap_err();
    assert_eq!(refused, BuildError::Key(purembed_pk::Error::UnsupportedDigest));
}

#[test]
fn only_the_right_key_signs() {
    let child = || builder("CN=a");
    assert_eq!(child().self_sign(&*OTHER_KEY, Algorithm::SHA256), Err(BuildError::KeyMismatch));
    assert_eq!(child().sign_with(&ca(None), &*OTHER_KEY, Algorithm::SHA256), Err(BuildError::KeyMismatch));
    child().sign_with(&ca(None), &*KEY, Algorithm::SHA256).unwrap();
}

#[test]
fn only_authorities_sign() {
    let sign = |issuer: &Crt| builder("CN=a").sign_with(issuer, &*KEY, Algorithm::SHA256);
    sign(&ca(None)).unwrap();
    let end_entity = builder("CN=b").self_sign(&*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(sign(&end_entity), Err(BuildError::IssuerIsNotCa));
    let wrong_usage = builder("CN=b")
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .key_usage(KeyUsage::CRL_SIGN)
        .self_sign(&*KEY, Algorithm::SHA256)
        .unwrap();
    assert_eq!(sign(&wrong_usage), Err(BuildError::IssuerIsNotCa));
}

#[test]
fn path_lengths_are_kept() {
    let below = |issuer: &Crt, constraints| {
        builder("CN=b").basic_constraints(constraints).sign_with(issuer, &*KEY, Algorithm::SHA256)
    };
    let authority = BasicConstraints::Ca { max_path_length: None };
    assert_eq!(below(&ca(Some(0)), authority), Err(BuildError::IssuerPathLength));
    below(&ca(Some(0)), BasicConstraints::EndEntity).unwrap();
    below(&ca(Some(1)), authority).unwrap();
}

#[test]
fn nonsense_is_refused() {
    let sign = |builder: CrtBuilder| builder.self_sign(&*KEY, Algorithm::SHA256).unwrap_err();
    let with = |name: GeneralName<'_>| builder("CN=a").subject_alternative_names([name]);
    assert_eq!(sign(with(GeneralName::Dns("bücher.example"))), BuildError::InvalidAlternativeName);
    assert_eq!(sign(with(GeneralName::Email(""))), BuildError::InvalidAlternativeName);
    assert_eq!(sign(builder("")), BuildError::NoName);
    let nameless_ca = builder("")
        .subject_alternative_names([GeneralName::Dns("a.example")])
        .basic_constraints(BasicConstraints::Ca { max_path_length: None });
    assert_eq!(sign(nameless_ca), BuildError::NoName);
    let times = |from, to| CrtBuilder::new("CN=a".parse().unwrap(), KEY.public_key(), 1.into(), from, to);
    assert_eq!(sign(times(NOW, NOW - DAY)), BuildError::InvalidValidity);
    assert_eq!(sign(times(NOW, Time::from_unix(i64::MAX))), BuildError::InvalidTime);
    let oid = "1.2.3".parse().unwrap();
    let twice = builder("CN=a").extension(oid, false, [5, 0]).extension(oid, true, [5, 0]);
    assert_eq!(sign(twice), BuildError::DuplicateExtension(oid));
    let known = builder("CN=a").basic_constraints(BasicConstraints::EndEntity).extension(
        Extension::BASIC_CONSTRAINTS,
        false,
        [0x30, 0],
    );
    assert!(matches!(sign(known), BuildError::DuplicateExtension(_)));
    assert_eq!(sign(builder("CN=a").extension(oid, false, vec![0; MAX_SIZE])), BuildError::TooLarge);
    let malformed = builder("CN=a").extension("2.5.29.17".parse().unwrap(), false, [0x30, 0]);
    assert!(
        matches!(sign(malformed), BuildError::Encoding(error) if error.kind() == EncodingKind::EmptyList)
    );
}

#[test]
fn a_name_that_stands_alone_is_critical() {
    let crt = builder("").subject_alternative_names([GeneralName::Dns("a.example")]).sign_with(
        &ca(None),
        &*KEY,
        Algorithm::SHA256,
    );
    assert_eq!(crt.unwrap().extensions().filter(Extension::is_critical).count(), 1);
    let crt = builder("CN=a")
        .subject_alternative_names([GeneralName::Dns("a.example")])
        .self_sign(&*KEY, Algorithm::SHA256);
    assert_eq!(crt.unwrap().extensions().filter(Extension::is_critical).count(), 0);
}

#[test]
fn the_issuer_is_copied_octet_by_octet() {
    // A name in a string type that we would not write.
    let odd =
        Name::from_der(&[0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08, 0x06, 0x03, 0x55, 0x04, 0x03, 0x14, 0x01, 0xe9]);
    let ca = CrtBuilder::new(odd.unwrap(), KEY.public_key(), 1.into(), NOW, NOW + DAY)
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .self_sign(&*KEY, Algorithm::SHA256)
        .unwrap();
    assert_eq!(ca.subject().common_name().unwrap(), "é");
    let crt = builder("CN=a").sign_with(&ca, &*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(crt.issuer().as_der(), ca.subject().as_der());
    assert_eq!(crt.authority_key_identifier(), ca.subject_key_identifier());
}

#[test]
fn requests_give_subject_and_key_and_only_on_demand_names() {
    let names = [GeneralName::Dns("a.example"), GeneralName::Ip([192, 0, 2, 1].into())];
    let csr = CsrBuilder::new("CN=request".parse().unwrap())
        .subject_alternative_names(names)
        .basic_constraints(BasicConstraints::Ca { max_path_length: None })
        .key_usage(KeyUsage::KEY_CERT_SIGN)
        .extended_key_usage([KeyPurpose::CODE_SIGNING])
        .sign_with(&*OTHER_KEY, Algorithm::SHA256)
        .unwrap();
    let from_csr = || CrtBuilder::from_csr(&csr, 2.into(), NOW, NOW + DAY).unwrap();
    let plain = from_csr().sign_with(&ca(None), &*KEY, Algorithm::SHA256).unwrap();
    assert_eq!(plain.subject(), csr.subject());
    assert_eq!(plain.subject_public_key().unwrap(), csr.subject_public_key().unwrap());
    assert_eq!(plain.subject_alternative_names().count(), 0);
    assert_eq!(plain.basic_constraints(), Some(BasicConstraints::EndEntity));
    assert_eq!((plain.key_usage(), plain.extended_key_usage()), (None, None));
    let named = from_csr()
        .accept_requested_names()
        .accept_requested_names()
        .subject_alternative_names([GeneralName::Dns("b.example")])
        .sign_with(&ca(None), &*KEY, Algorithm::SHA256)
        .unwrap();
    assert!(named.subject_alternative_names().eq([names[0], names[1], GeneralName::Dns("b.example")]));

    let mut forged = csr.as_der().to_vec();
    *forged.last_mut().unwrap() ^= 1;
    let forged = Csr::from_der(&forged).unwrap();
    let refused = CrtBuilder::from_csr(&forged, 2.into(), NOW, NOW + DAY).unwrap_err();
    assert_eq!(refused, BuildError::Request(SignatureError::Invalid));
}

#[derive(Debug, Clone)]
enum OwnedName {
    Dns(String),
    Email(String),
    Uri(String),
    Ip(IpAddr),
}

impl OwnedName {
    fn borrow(&self) -> GeneralName<'_> {
        match self {
            Self::Dns(name) => GeneralName::Dns(name),
            Self::Email(name) => GeneralName::Email(name),
            Self::Uri(name) => GeneralName::Uri(name),
            Self::Ip(address) => GeneralName::Ip(*address),
        }
    }
}

fn any_name() -> impl Strategy<Value = OwnedName> {
    prop_oneof![
        "(\\*\\.)?[a-z0-9_]{1,40}(\\.[a-z]{1,20}){1,3}".prop_map(OwnedName::Dns),
        "[ -~]{1,40}@[a-z]{1,20}".prop_map(OwnedName::Email),
        "[a-z]{1,10}:[!-~]{1,200}".prop_map(OwnedName::Uri),
        any::<IpAddr>().prop_map(OwnedName::Ip),
    ]
}

fn any_usage() -> impl Strategy<Value = KeyUsage> {
    prop::sample::subsequence(
        vec![
            KeyUsage::DIGITAL_SIGNATURE,
            KeyUsage::NON_REPUDIATION,
            KeyUsage::KEY_ENCIPHERMENT,
            KeyUsage::KEY_CERT_SIGN,
            KeyUsage::ENCIPHER_ONLY,
            KeyUsage::DECIPHER_ONLY,
        ],
        1..=6,
    )
    .prop_map(|usages| usages.into_iter().fold(KeyUsage::empty(), |set, usage| set | usage))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_made_is_read_again(
        common_name in "\\PC{1,80}",
        units in prop::collection::vec("\\PC{1,20}", 0..4),
        serial in prop::collection::vec(any::<u8>(), 1..20),
        // The years 0 to 9999.
        from in -62_167_219_200_i64..253_402_214_400,
        lasts in 0_u64..86_400,
        names in prop::collection::vec(any_name(), 1..8),
        usage in any_usage(),
        path_length in prop::option::of(prop::option::of(any::<u8>())),
        purposes in prop::collection::vec(0_u8..40, 1..4),
        value in prop::collection::vec(any::<u8>(), 0..300),
        critical in any::<bool>(),
    ) {
        let mut subject = Name::empty().and(crate::AttributeType::COMMON_NAME, &common_name).unwrap();
        for unit in &units {
            subject = subject.and(crate::AttributeType::ORGANIZATIONAL_UNIT, unit).unwrap();
        }
        let serial = SerialNumber::from_be_bytes(&serial).unwrap_or_else(|| 7.into());
        let (from, to) = (Time::from_unix(from), Time::from_unix(from) + Duration::from_secs(lasts));
        let constraints = path_length.map_or(BasicConstraints::EndEntity, |max_path_length| BasicConstraints::Ca { max_path_length });
        let purposes: Vec<_> = purposes.iter().map(|n| KeyPurpose::new(format!("1.3.6.1.5.5.7.3.{n}").parse().unwrap())).collect();
        let oid = "1.3.6.1.4.1.99999.1".parse().unwrap();
        let crt = CrtBuilder::new(subject.clone(), KEY.public_key(), serial.clone(), from, to)
            .basic_constraints(constraints)
            .key_usage(usage)
            .extended_key_usage(purposes.iter().copied())
            .subject_alternative_names(names.iter().map(OwnedName::borrow))
            .extension(oid, critical, value.clone())
            .hazmat_unchecked()
            .self_sign(&*KEY, Algorithm::SHA256)
            .unwrap();
        let crt = Crt::from_buffer(crt.to_pem().as_bytes()).unwrap();

        prop_assert_eq!(crt.subject(), &subject);
        prop_assert_eq!(crt.issuer(), &subject);
        prop_assert_eq!(crt.subject().common_name().unwrap(), common_name);
        prop_assert_eq!(crt.serial_number(), &serial);
        prop_assert_eq!((crt.not_before(), crt.not_after()), (from, to));
        prop_assert_eq!(crt.basic_constraints(), Some(constraints));
        prop_assert_eq!(crt.key_usage(), Some(usage));
        prop_assert_eq!(crt.extended_key_usage().map_or(vec![], |usage| usage.iter().collect()), purposes);
        prop_assert!(crt.subject_alternative_names().eq(names.iter().map(OwnedName::borrow)));
        let extension = crt.extensions().find(|extension| *extension.oid() == oid).unwrap();
        prop_assert_eq!((extension.is_critical(), extension.value()), (critical, &value[..]));
        crate::crt::tests::exercise(&crt);
        crt.verify_signature_on(&crt).unwrap();
    }

    #[test]
    fn requests_are_read_again(
        subject in "\\PC{1,80}",
        names in prop::collection::vec(any_name(), 1..8),
        usage in prop::option::of(any_usage()),
    ) {
        let subject = Name::empty().and(crate::AttributeType::COMMON_NAME, &subject).unwrap();
        let mut builder = CsrBuilder::new(subject.clone()).subject_alternative_names(names.iter().map(OwnedName::borrow));
        if let Some(usage) = usage {
            builder = builder.key_usage(usage);
        }
        let csr = builder.sign_with(&*KEY, Algorithm::SHA256).unwrap();
        let csr = Csr::from_buffer(csr.to_pem().as_bytes()).unwrap();
        prop_assert_eq!(csr.subject(), &subject);
        prop_assert_eq!(csr.key_usage(), usage);
        prop_assert!(csr.subject_alternative_names().eq(names.iter().map(OwnedName::borrow)));
        csr.verify_signature().unwrap();
    }
}
