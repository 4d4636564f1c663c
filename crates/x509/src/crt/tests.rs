// SPDX-License-Identifier: MIT
//! Certificates made by OpenSSL, field by field as `openssl x509 -text` shows them, and hostile bytes.

use alloc::format;
use alloc::string::{String, ToString as _};
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::der::{Reader, Writer};

const RSA: &str = include_str!("testdata/rsa.pem");
const ECDSA: &str = include_str!("testdata/ecdsa.pem");
const ED25519: &str = include_str!("testdata/ed25519.pem");
const PSS: &str = include_str!("testdata/pss.pem");
const V1: &str = include_str!("testdata/v1.pem");
const ODD: &str = include_str!("testdata/odd.pem");
const LEAF: &str = include_str!("testdata/leaf.pem");
const UNSUPPORTED: &[u8] = include_bytes!("testdata/unsupported.pem");
const BUNDLE: &[u8] = include_bytes!("testdata/bundle.pem");

const ALL: [&str; 7] = [RSA, ECDSA, ED25519, PSS, V1, ODD, LEAF];

const RSA_KEY_ID: &[u8] = b"\xA4\x11\x25\x7A\xBD\x86\xE9\xF0\x0F\xD7\x39\xD1\x31\xBB\x0B\x7B\x1B\x6B\x53\x37";
const EC_KEY_ID: &[u8] = b"\xC8\xAD\x40\xB2\xBE\xAF\xDB\xC5\x1A\xE0\x07\xFA\x1F\x10\x8F\x6E\x0B\x12\x58\x5F";

fn crt(pem: &str) -> Crt {
    Crt::from_pem(pem).unwrap()
}

fn names(crt: &Crt) -> Vec<String> {
    crt.subject_alternative_names().map(|name| name.to_string()).collect()
}

#[test]
fn rsa() {
    let crt = crt(RSA);
    assert_eq!(crt.version(), 3);
    assert_eq!(crt.serial_number().to_string(), "FF:00");
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::RsaPkcs1(Algorithm::SHA384)));
    assert_eq!(crt.signature_algorithm_oid().to_string(), "1.2.840.113549.1.1.12");
    let name = "C=DE, ST=Berlin, L=Köln, O=Purembed\\, Inc., OU=one, OU=two, CN=RSA Root";
    assert_eq!(crt.subject().to_string(), name);
    assert_eq!(crt.issuer().to_string(), name);
    assert_eq!(crt.not_before().to_string(), "2024-02-29 12:00:00");
    assert_eq!(crt.not_after().to_string(), "2050-12-31 23:59:59");
    assert!(matches!(crt.subject_public_key().unwrap(), PublicKey::Rsa(_)));
    assert_eq!(crt.subject_public_key().unwrap().key_bits(), 2048);
    assert_eq!(crt.subject_public_key().unwrap().to_der(), crt.subject_public_key_der());
    assert_eq!(crt.basic_constraints(), Some(BasicConstraints::Ca { max_path_length: Some(3) }));
    assert_eq!(crt.key_usage(), Some(KeyUsage::KEY_CERT_SIGN | KeyUsage::CRL_SIGN));
    assert_eq!(crt.extended_key_usage(), None);
    assert_eq!(crt.subject_key_identifier(), Some(RSA_KEY_ID));
    assert_eq!(crt.authority_key_identifier(), None);
    assert_eq!(names(&crt), [""; 0]);
    let critical: Vec<_> = crt.extensions().map(|extension| extension.is_critical()).collect();
    assert_eq!(critical, [true, true, false]);
    crt.verify_signature_on(&crt).unwrap();
}

#[test]
fn ecdsa() {
    let crt = crt(ECDSA);
    assert_eq!(crt.serial_number().to_string(), "01:23:45:67:89:AB:CD:EF");
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ecdsa(Algorithm::SHA256)));
    assert_eq!(crt.subject_public_key().unwrap().key_bits(), 256);
    assert_eq!(crt.basic_constraints(), Some(BasicConstraints::EndEntity));
    assert_eq!(crt.key_usage(), Some(KeyUsage::DIGITAL_SIGNATURE));
    let purposes: Vec<_> = crt.extended_key_usage().unwrap().iter().collect();
    assert_eq!(purposes, [crate::KeyPurpose::SERVER_AUTH, crate::KeyPurpose::CLIENT_AUTH]);
    assert_eq!(crt.subject_key_identifier(), Some(EC_KEY_ID));
    assert_eq!(crt.authority_key_identifier(), Some(EC_KEY_ID));
    assert!(crt.is_self_issued());
    crt.verify_signature_on(&crt).unwrap();
}

#[test]
fn ed25519() {
    let crt = crt(ED25519);
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ed25519));
    assert_eq!(crt.subject().to_string(), "CN=Ed25519 Root, emailAddress=a@b.example");
    assert_eq!(crt.not_after().to_string(), "9999-12-31 23:59:59");
    assert_eq!(crt.basic_constraints(), Some(BasicConstraints::Ca { max_path_length: None }));
    assert_eq!(crt.key_usage(), None);
    crt.verify_signature_on(&crt).unwrap();
}

#[test]
fn pss() {
    let crt = crt(PSS);
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::RsaPss(Algorithm::SHA256)));
    crt.verify_signature_on(&crt).unwrap();
}

#[test]
fn pss_with_other_parameters() {
    let all = Crt::all_from_pem(include_bytes!("testdata/salt.pem")).unwrap();
    let shown: Vec<_> = all.iter().map(|crt| crt.pss_parameters().unwrap().to_string()).collect();
    assert_eq!(shown, ["SHA256, MGF1-SHA1, 0x0A", "SHA1, MGF1-SHA1, 0x0B"]);
    assert_eq!(all[0].signature_algorithm(), None);
    for crt in &all {
        crt.verify_signature_on(crt).unwrap();
    }
    // Collisions are found in SHA-1 whatever the padding and its salt.
    let trust = crate::TrustStore::new();
    let verdict =
        |crt: &Crt| crate::Verifier::new(&trust).verify(crt, &[], None, crt.not_before()).unwrap_err().kind();
    assert_eq!(verdict(&all[0]), crate::VerifyErrorKind::UnknownIssuer);
    assert_eq!(verdict(&all[1]), crate::VerifyErrorKind::WeakSignature(Algorithm::SHA1));
}

#[test]
fn version_1_with_a_negative_serial_number() {
    let crt = crt(V1);
    assert_eq!(crt.version(), 1);
    assert_eq!(crt.serial_number().as_bytes(), [0xfb]);
    assert_eq!(crt.extensions().count(), 0);
    assert_eq!(crt.basic_constraints(), None);
    crt.verify_signature_on(&crt).unwrap();
}

#[test]
fn odd_names_and_unknown_extensions() {
    let crt = crt(ODD);
    assert_eq!(crt.serial_number().to_string(), "A0");
    assert_eq!(crt.subject().to_string(), "serialNumber=7 + CN=odd.example");
    assert_eq!(crt.subject_public_key().unwrap().key_bits(), 384);
    assert_eq!(
        names(&crt),
        [
            "DNS:odd.example",
            "email:a@odd.example",
            "URI:https://odd.example/x",
            "IP Address:2001:db8::7",
            "DirName:CN=directory",
            "othername:1.2.3.4:other",
            "Registered ID:1.2.3",
        ]
    );
    assert_eq!(
        crt.extended_key_usage().unwrap().iter().map(|purpose| purpose.to_string()).collect::<Vec<_>>(),
        ["TLS Web Server Authentication", "1.2.3.4.99"]
    );
    assert_eq!(crt.key_usage().unwrap().to_string(), "Digital Signature, Key Agreement, Decipher Only");
    let unknown = crt.extensions().find(|extension| extension.oid().to_string() == "1.2.3.4.5.6").unwrap();
    assert_eq!((unknown.is_critical(), unknown.value()), (false, &[4, 3, 1, 2, 3][..]));
    assert_eq!(crt.extensions().count(), 9);
    assert_eq!(crt.authority_key_identifier(), Some(RSA_KEY_ID));
    self::crt(RSA).verify_signature_on(&crt).unwrap();
}

#[test]
fn signatures_are_told_apart() {
    let (root, leaf) = (crt(RSA), crt(LEAF));
    root.verify_signature_on(&leaf).unwrap();
    assert_eq!(leaf.verify_signature_on(&root), Err(SignatureError::UnsupportedAlgorithm));
    assert_eq!(crt(ODD).verify_signature_on(&crt(V1)), Err(SignatureError::Invalid));
    assert_eq!(crt(ECDSA).verify_signature_on(&crt(ED25519)), Err(SignatureError::UnsupportedAlgorithm));
}

#[test]
fn all_forms_of_a_buffer() {
    let pem = crt(LEAF);
    let der = Crt::from_der(pem.as_der()).unwrap();
    assert_eq!(pem, der);
    assert_eq!(Crt::from_buffer(pem.as_der()).unwrap(), der);
    assert_eq!(Crt::from_buffer(LEAF.as_bytes()).unwrap(), der);
    assert_eq!(pem.to_pem(), LEAF);
    assert_ne!(crt(RSA), der);
    let refused = |buffer: &[u8]| Crt::from_buffer(buffer).unwrap_err().kind();
    assert_eq!(refused(b""), EncodingKind::Truncated);
    assert_eq!(refused(b"hello"), EncodingKind::UnexpectedTag);
    assert_eq!(refused(b"-----BEGIN X-----\nAAAA\n-----END X-----\n"), EncodingKind::NoPemBlock);
    assert!(matches!(refused(b"-----BEGIN CERTIFICATE-----\nAAAA\n"), EncodingKind::Pem(_)));
    let mut longer = pem.as_der().to_vec();
    longer.push(0);
    assert_eq!(refused(&longer), EncodingKind::TrailingData);
}

#[test]
fn bundles_are_read_whole_or_not_at_all() {
    let all = Crt::all_from_pem(BUNDLE).unwrap();
    assert_eq!(all, [crt(RSA), crt(ED25519)]);
    assert_eq!(Crt::all_from_pem(b"nothing").unwrap_err().kind(), EncodingKind::NoPemBlock);

    let mut damaged = BUNDLE.to_vec();
    damaged.extend_from_slice(b"-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n");
    let error = Crt::all_from_pem(&damaged).unwrap_err();
    assert_eq!((error.kind(), error.offset(), error.block()), (EncodingKind::Truncated, 2, Some(3)));
    assert_eq!(error.to_string(), "more bytes are announced than there are, at byte 2 of PEM block 3");
    assert_eq!(Crt::each_from_pem(&damaged).filter(Result::is_ok).count(), 2);
}

#[test]
fn keys_that_are_not_supported_do_not_spoil_a_bundle() {
    use purembed_pk::InvalidKey;

    // The text begins with 0, as DER does.
    let all = Crt::all_from_pem(UNSUPPORTED).unwrap();
    assert_eq!(Crt::from_buffer(UNSUPPORTED).unwrap(), all[0]);
    let shown: Vec<_> =
        all.iter().map(|crt| (crt.subject().to_string(), crt.subject_public_key().err())).collect();
    assert_eq!(
        shown,
        [
            ("CN=dsa".into(), Some(InvalidKey::UnsupportedAlgorithm)),
            ("CN=b".into(), Some(InvalidKey::UnsupportedCurve)),
            ("CN=x".into(), Some(InvalidKey::UnsupportedCurve)),
            ("CN=r512".into(), Some(InvalidKey::TooSmall)),
        ]
    );
    assert_eq!(all[0].subject_public_key_algorithm().to_string(), "1.2.840.10040.4.1");
    assert_eq!(all[0].signature_algorithm(), None);
    for crt in &all {
        assert!(matches!(crt.verify_signature_on(crt), Err(SignatureError::UnsupportedKey(_))));
        assert!(crt.subject_public_key_der().ends_with(crt.subject_public_key_bits()));
        exercise(crt);
    }
}

#[cfg(feature = "std")]
#[test]
fn files() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/src/crt/testdata/");
    assert_eq!(Crt::from_file(format!("{directory}rsa.pem")).unwrap(), crt(RSA));
    assert_eq!(Crt::all_from_file(format!("{directory}unsupported.pem")).unwrap().len(), 4);
    crate::Csr::from_file(format!("{directory}csr.pem")).unwrap();
    let error = Crt::from_file(format!("{directory}csr.pem")).unwrap_err();
    assert!(error.to_string().ends_with("csr.pem: no PEM block of the right kind"));
    assert!(Crt::from_file("/dev/null").is_err());
}

#[test]
fn every_extension_is_read() {
    let crt = crt(include_str!("testdata/all.pem"));
    assert_eq!(crt.basic_constraints(), Some(BasicConstraints::Ca { max_path_length: Some(0) }));
    assert_eq!(crt.extended_key_usage().unwrap().iter().count(), 7);
    assert_eq!(crt.issuer_alternative_names().unwrap().unwrap().to_string(), "DNS:issuer.example");

    let constraints = crt.name_constraints().unwrap().unwrap();
    let shown = |subtree: crate::Subtree<'_>| subtree.to_string();
    assert_eq!(
        constraints.permitted().map(shown).collect::<Vec<_>>(),
        ["DNS:.example", "IP:192.0.2.0/255.255.255.0"]
    );
    assert_eq!(
        constraints.excluded().map(shown).collect::<Vec<_>>(),
        ["email:evil.example", "IP:2001:db8::/ffff:ffff::"]
    );

    let policies: Vec<_> = crt.certificate_policies().unwrap().unwrap().iter().collect();
    assert_eq!(
        policies.iter().map(crate::PolicyInformation::is_any).collect::<Vec<_>>(),
        [false, false, true]
    );
    let qualifiers: Vec<_> = policies[1].qualifiers().collect();
    assert!(matches!(qualifiers[0], crate::PolicyQualifier::Cps("https://cps.example/")));
    assert!(matches!(&qualifiers[1], crate::PolicyQualifier::UserNotice(notice)
        if notice.explicit_text() == Some("Read this")
            && notice.organization() == Some("Purembed")
            && notice.notice_numbers().eq([1, 2])));
    assert_eq!(crt.policy_mappings().unwrap().unwrap().iter().count(), 1);
    let constraints = crt.policy_constraints().unwrap().unwrap();
    assert_eq!((constraints.require_explicit_policy, constraints.inhibit_policy_mapping), (Some(3), Some(0)));
    assert_eq!(crt.inhibit_any_policy(), Ok(Some(2)));

    let points: Vec<_> = crt.crl_distribution_points().unwrap().unwrap().iter().collect();
    assert_eq!(points[0].reasons().unwrap().to_string(), "Key Compromise, CA Compromise");
    assert_eq!(points[0].crl_issuer().unwrap().to_string(), "DirName:C=NL, CN=directory");
    assert!(matches!(points[1].name(), Some(crate::DistributionPointName::RelativeToIssuer(rdn))
        if rdn.to_string() == "CN=relative"));
    assert_eq!(crt.freshest_crl().unwrap().unwrap().iter().count(), 1);

    let places: Vec<_> = crt.authority_info_access().unwrap().unwrap().iter().collect();
    assert_eq!(*places[0].method(), crate::AccessDescription::OCSP);
    assert_eq!(places[1].location(), GeneralName::Uri("http://ca.example/ca.crt"));
    assert_eq!(crt.subject_info_access().unwrap().unwrap().iter().count(), 1);
    let netscape = crt.netscape_cert_type().unwrap();
    assert_eq!(netscape.to_string(), "SSL Client, SSL CA, Email CA, Object Signing CA");

    let identifier = crt.extensions().find_map(|extension| match extension.parse().unwrap() {
        ExtensionValue::AuthorityKeyIdentifier(identifier) => Some(identifier),
        _ => None,
    });
    let identifier = identifier.unwrap();
    assert_eq!(identifier.serial_number(), Some(crt.serial_number()));
    assert_eq!(identifier.issuer().unwrap().to_string(), "DirName:C=NL, O=Purembed, CN=everything");
    exercise(&crt);
}

/// A certificate with parts of one's choice, and a signature that does not matter.
struct Parts {
    version: Vec<u8>,
    serial: Vec<u8>,
    inner: Vec<u8>,
    unique: Vec<u8>,
    /// The contents of the SEQUENCE of extensions.
    extensions: Option<Vec<u8>>,
}

impl Parts {
    fn new() -> Self {
        let version = vec![0xa0, 0x03, 0x02, 0x01, 0x02];
        Self { version, serial: vec![0x02, 0x01, 0x01], inner: ED.to_vec(), unique: vec![], extensions: None }
    }

    fn read(&self) -> Result<Crt, InvalidEncoding> {
        Crt::from_der(&self.der())
    }

    fn der(&self) -> Vec<u8> {
        let donor = crt(ED25519);
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.sequence(|writer| {
                writer.raw(&self.version);
                writer.raw(&self.serial);
                writer.raw(&self.inner);
                writer.raw(donor.issuer().as_der());
                writer.sequence(|writer| {
                    donor.not_before().write(writer).unwrap();
                    donor.not_after().write(writer).unwrap();
                });
                writer.raw(donor.subject().as_der());
                writer.raw(donor.subject_public_key_der());
                writer.raw(&self.unique);
                if let Some(extensions) = &self.extensions {
                    writer.nested(tag::context_constructed(3), |writer| {
                        writer.value(tag::SEQUENCE, extensions);
                    });
                }
            });
            writer.raw(ED);
            writer.octets_of_bits(&[0; 64]);
        });
        writer.finish()
    }
}

const ED: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

/// An extension 1.2.n with a NULL inside.
fn unknown_extension(n: u8) -> Vec<u8> {
    vec![0x30, 0x08, 0x06, 0x02, 0x2a, n, 0x04, 0x02, 0x05, 0x00]
}

#[test]
fn versions() {
    let read = |version: &[u8]| Parts { version: version.to_vec(), ..Parts::new() }.read();
    assert_eq!(read(&[]).unwrap().version(), 1);
    // An explicit default.
    assert_eq!(read(&[0xa0, 0x03, 0x02, 0x01, 0x00]).unwrap().version(), 1);
    assert_eq!(read(&[0xa0, 0x03, 0x02, 0x01, 0x01]).unwrap().version(), 2);
    assert_eq!(read(&[0xa0, 0x03, 0x02, 0x01, 0x02]).unwrap().version(), 3);
    let error = read(&[0xa0, 0x03, 0x02, 0x01, 0x03]).unwrap_err();
    assert_eq!(error.kind(), EncodingKind::UnsupportedVersion);
    assert_eq!(read(&[0xa0, 0x03, 0x02, 0x01, 0xff]).unwrap_err().kind(), EncodingKind::InvalidInteger);
}

#[test]
fn what_needs_a_later_version_is_refused_in_an_earlier_one() {
    let mut parts = Parts { extensions: Some(unknown_extension(3)), ..Parts::new() };
    parts.read().unwrap();
    parts.version.clear();
    assert_eq!(parts.read().unwrap_err().kind(), EncodingKind::TrailingData);

    let mut parts = Parts { unique: vec![0x81, 0x02, 0x00, 0x01, 0x82, 0x02, 0x00, 0x02], ..Parts::new() };
    parts.read().unwrap();
    parts.version.clear();
    assert_eq!(parts.read().unwrap_err().kind(), EncodingKind::TrailingData);
}

#[test]
fn extensions_occur_once_and_are_never_none() {
    let read = |extensions: Vec<u8>| Parts { extensions: Some(extensions), ..Parts::new() }.read();
    assert_eq!(read([unknown_extension(3), unknown_extension(4)].concat()).unwrap().extensions().count(), 2);
    let error =
        read([unknown_extension(3), unknown_extension(4), unknown_extension(3)].concat()).unwrap_err();
    assert_eq!(error.kind(), EncodingKind::DuplicateExtension);
    assert_eq!(read(vec![]).unwrap_err().kind(), EncodingKind::EmptyList);
    // An explicit `critical FALSE`.
    let explicit = vec![0x30, 0x0b, 0x06, 0x02, 0x2a, 0x03, 0x01, 0x01, 0x00, 0x04, 0x02, 0x05, 0x00];
    assert!(!read(explicit).unwrap().extensions().next().unwrap().is_critical());
    let neither = vec![0x30, 0x0b, 0x06, 0x02, 0x2a, 0x03, 0x01, 0x01, 0x01, 0x04, 0x02, 0x05, 0x00];
    assert_eq!(read(neither).unwrap_err().kind(), EncodingKind::InvalidBoolean);
}

#[test]
fn two_signature_algorithms_are_noticed() {
    let parts = Parts { inner: vec![0x30, 0x03, 0x06, 0x01, 0x2a], ..Parts::new() };
    let crt = parts.read().unwrap();
    assert_eq!(crt.verify_signature_on(&crt), Err(SignatureError::AlgorithmMismatch));
    let crt = Parts::new().read().unwrap();
    assert_eq!(crt.verify_signature_on(&crt), Err(SignatureError::Invalid));
}

#[test]
fn ten_thousand_alternative_names() {
    let mut names = Writer::new();
    for number in 0..10_000 {
        GeneralName::Dns(&format!("{number:04}")).write(&mut names).unwrap();
    }
    let mut value = Writer::new();
    value.value(tag::SEQUENCE, &names.finish());
    let mut extension = Writer::new();
    crate::extension::write(&mut extension, &id::SUBJECT_ALT_NAME, false, &value.finish());
    let crt = Parts { extensions: Some(extension.finish()), ..Parts::new() }.read().unwrap();
    assert_eq!(crt.subject_alternative_names().count(), 10_000);
    assert!(crt.as_der().len() <= crate::MAX_SIZE);
}

#[test]
fn five_thousand_extensions() {
    let mut extensions = Writer::new();
    for high in 0x81..=0xa7_u8 {
        for low in 0..=0x7f {
            extensions.raw(&[0x30, 0x09, 0x06, 0x03, 0x2a, high, low, 0x04, 0x02, 0x05, 0x00]);
        }
    }
    let crt = Parts { extensions: Some(extensions.finish()), ..Parts::new() }.read().unwrap();
    assert_eq!(crt.extensions().count(), 4992);
}

#[test]
fn larger_objects_are_refused() {
    let fill = |length: usize| {
        let mut extension = Writer::new();
        crate::extension::write(&mut extension, &"1.2.3".parse().unwrap(), false, &vec![0; length]);
        Parts { extensions: Some(extension.finish()), ..Parts::new() }.der()
    };
    let rest = fill(60_000).len() - 60_000;
    let largest = fill(crate::MAX_SIZE - rest);
    assert_eq!(largest.len(), crate::MAX_SIZE);
    Crt::from_der(&largest).unwrap();
    assert_eq!(Crt::from_der(&fill(crate::MAX_SIZE - rest + 1)).unwrap_err().kind(), EncodingKind::TooLarge);
}

#[test]
fn nested_and_giant_lengths() {
    for header in [&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff][..], &[0x30, 0x80], &[0x30, 0x83, 0xff, 0xff, 0xff]]
    {
        let bytes = header.repeat(10_000);
        Crt::from_der(&bytes[..bytes.len().min(crate::MAX_SIZE)]).unwrap_err();
    }
    // 20,000 sequences in each other, as the subject's alternative names and as the whole.
    let mut nested = vec![];
    for _ in 0..5_000 {
        let mut writer = Writer::new();
        writer.value(tag::SEQUENCE, &nested);
        nested = writer.finish();
    }
    Crt::from_der(&nested).unwrap_err();
    let mut extension = Writer::new();
    crate::extension::write(&mut extension, &id::SUBJECT_ALT_NAME, false, &nested);
    let crt = Parts { extensions: Some(extension.finish()), ..Parts::new() }.read().unwrap();
    assert!(matches!(crt.subject_alternative_names().next(), Some(GeneralName::Raw(_))));
}

#[test]
fn every_truncation_is_refused() {
    for pem in ALL {
        let whole = crt(pem);
        let der = whole.as_der();
        for length in 0..der.len() {
            let error = Crt::from_der(&der[..length]).unwrap_err();
            assert!(error.offset() <= length);
            assert_eq!(error.kind(), EncodingKind::Truncated);
        }
    }
}

#[test]
fn truncations_inside_are_refused_too() {
    // The lengths of the outer shells are mended, so that the reader gets to where bytes are missing.
    let whole = crt(ODD);
    let body = Reader::new(whole.tbs_certificate()).any().unwrap().value;
    for length in 0..body.len() {
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.value(tag::SEQUENCE, &body[..length]);
            writer.raw(whole.0.signed.algorithm_der());
            writer.octets_of_bits(whole.signature_value());
        });
        match Crt::from_der(&writer.finish()) {
            // Only the extensions can be missing as a whole.
            Ok(cut) => assert_eq!(cut.extensions().count(), 0),
            Err(error) => assert!(error.offset() <= length + 8),
        }
    }
}

/// Uses everything that can be used.
pub(crate) fn exercise(crt: &Crt) {
    let text = format!(
        "{crt:?} {} {} {} {} {:?} {:?} {:?} {:?} {:?} {:?}",
        crt.serial_number(),
        crt.subject(),
        crt.issuer(),
        crt.not_before(),
        crt.key_usage(),
        crt.extended_key_usage(),
        crt.basic_constraints(),
        crt.subject_key_identifier(),
        crt.authority_key_identifier(),
        crt.signature_algorithm(),
    );
    assert!(!text.is_empty());
    let shown = crt.subject().to_string();
    match shown.parse::<Name>() {
        Ok(name) => assert_eq!(name.to_string(), shown),
        Err(error) => assert!(matches!(error, crate::InvalidName::Value(_)), "{shown}: {error}"),
    }
    names(crt);
    crt.extensions().for_each(|extension| drop(format!("{:?}", extension.parse())));
    assert!(format!("{crt}{}", crt.to_text()).ends_with('\n'));
    let again = Crt::from_buffer(crt.to_pem().as_bytes()).unwrap();
    assert_eq!(&again, crt);
}

#[test]
fn every_single_byte_mutation_is_read_or_refused_and_never_verifies() {
    let mut accepted = 0;
    for (pem, masks) in [(ED25519, 255), (ECDSA, 255), (V1, 255), (include_str!("testdata/all.pem"), 4)] {
        let whole = crt(pem);
        for at in 0..whole.as_der().len() {
            for mask in 1..=masks {
                let mut der = whole.as_der().to_vec();
                der[at] ^= mask;
                let Ok(mutant) = Crt::from_der(&der) else { continue };
                accepted += 1;
                assert_eq!(mutant.as_der(), der);
                if mask.is_power_of_two() {
                    exercise(&mutant);
                    let verdict = whole.verify_signature_on(&mutant);
                    // The one thing that no signature covers is the algorithm's identifier beside it, and that one
                    // has to agree with the covered one.
                    assert!(verdict.is_err(), "byte {at} ^ {mask:#x}");
                }
            }
        }
    }
    assert!(accepted > 10_000, "{accepted} mutants were readable");
}
