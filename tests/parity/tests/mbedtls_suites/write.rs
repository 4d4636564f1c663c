// SPDX-License-Identifier: MIT
//! What is written: names from text, requests, certificates, beside the files that C's suite compares with.

use std::collections::BTreeMap;

use purembed::hashlib::Algorithm;
use purembed::pk::PrivateKey;
use purembed::x509::{
    BasicConstraints, Crt, CrtBuilder, Csr, CsrBuilder, Extension, KeyPurpose, KeyUsage, Name, Oid,
    SerialNumber, Time,
};

use crate::report::{Outcome, Row, run};
use crate::suite::{self, Case};

const WRITE: &str = "x509write";

#[test]
fn names_from_text() {
    run(WRITE, "mbedtls_x509_string_to_names", NAMES, |case| {
        let name = case.text(0).parse::<Name>();
        match (name, case.number(2)) {
            (Ok(name), 0) => Outcome::of(&name.to_string(), &case.text(1)),
            (Ok(name), _) => Outcome::Different(format!("read: {name}")),
            (Err(_), code) => Outcome::of(&true, &(code != 0)),
        }
    });
}

fn key(case: &Case, file: usize, password: Option<usize>) -> PrivateKey {
    let bytes = suite::read(&case.text(file));
    let password = password.map(|at| case.text(at)).filter(|password| !password.is_empty());
    let key = match password {
        Some(password) => PrivateKey::from_buffer_with_password(&bytes, password),
        None => PrivateKey::from_buffer(&bytes),
    };
    key.expect("a key")
}

/// The digest of a case, if certificates are signed with it here.
fn digest(case: &Case, at: usize) -> Option<Algorithm> {
    match case.raw(at) {
        "MBEDTLS_MD_SHA1" => Some(Algorithm::SHA1),
        "MBEDTLS_MD_SHA224" => Some(Algorithm::SHA224),
        "MBEDTLS_MD_SHA256" => Some(Algorithm::SHA256),
        "MBEDTLS_MD_SHA384" => Some(Algorithm::SHA384),
        "MBEDTLS_MD_SHA512" => Some(Algorithm::SHA512),
        "MBEDTLS_MD_MD4" | "MBEDTLS_MD_MD5" => None,
        other => panic!("{other}?"),
    }
}

fn usage(bits: i64) -> KeyUsage {
    let all = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
    ];
    let wanted = all.into_iter().filter(|one| i64::from(one.bits()) & bits != 0);
    wanted.fold(KeyUsage::empty(), |all, one| all | one)
}

/// The value of `nsCertType`: a BIT STRING of named bits.
fn cert_type(bits: i64) -> Vec<u8> {
    let octet = u8::try_from(bits).expect("an octet");
    match octet {
        0 => vec![0x03, 0x01, 0x00],
        _ => vec![0x03, 0x02, u8::try_from(octet.trailing_zeros()).expect("below 8"), octet],
    }
}

fn netscape() -> Oid {
    "2.16.840.1.113730.1.1".parse().expect("an identifier")
}

fn values<'a>(extensions: impl Iterator<Item = Extension<'a>>) -> BTreeMap<String, Vec<u8>> {
    extensions.map(|extension| (extension.oid().to_string(), extension.value().to_vec())).collect()
}

#[test]
fn requests() {
    let equal = run(WRITE, "x509_csr_check", CSR, |case| {
        let Some(digest) = digest(case, 2) else {
            return Outcome::Skipped("nothing is signed with MD4 and MD5");
        };
        let key = key(case, 0, None);
        let mut builder = CsrBuilder::new("C=NL,O=PolarSSL,CN=PolarSSL Server 1".parse().expect("a name"));
        if case.number(4) != 0 {
            builder = builder.key_usage(usage(case.number(3)));
        }
        if case.number(6) != 0 {
            builder = builder.extension(netscape(), false, cert_type(case.number(5)));
        }
        if case.number(7) != 0 {
            builder = builder.extended_key_usage([KeyPurpose::SERVER_AUTH]);
        }
        let ours = match builder.sign_with(&key, digest) {
            Ok(ours) => ours,
            Err(error) => return Outcome::Different(error.to_string()),
        };
        let theirs = Csr::from_buffer(&suite::read(&case.text(1))).expect("a request");
        theirs.verify_signature().expect("it holds");
        if ours.as_der() == theirs.as_der() {
            return Outcome::SameOctets;
        }
        assert_eq!(
            (ours.subject(), ours.subject_public_key_der()),
            (theirs.subject(), theirs.subject_public_key_der())
        );
        Outcome::of(&values(ours.extensions()), &values(theirs.extensions()))
    });
    assert_eq!(equal, EQUAL_REQUESTS);
}

/// `20190210144406`
fn time(text: &str) -> Time {
    let part = |from: usize, to: usize| text.get(from..to).expect("14 digits");
    let text = format!(
        "{}-{}-{} {}:{}:{}",
        part(0, 4),
        part(4, 6),
        part(6, 8),
        part(8, 10),
        part(10, 12),
        part(12, 14)
    );
    text.parse().expect("a time")
}

#[test]
fn certificates() {
    run(WRITE, "x509_crt_check", CRT, |case| {
        if case.number(15) != -1 {
            return Outcome::Skipped("only version 3 is written");
        }
        let Some(digest) = digest(case, 9) else {
            return Outcome::Skipped("nothing is signed with MD4 and MD5");
        };
        let (subject_key, issuer_key) = (key(case, 0, Some(1)), key(case, 3, Some(4)));
        let issuer = Crt::from_file(suite::file("data_files/test-ca.crt")).expect("a certificate");
        assert_eq!(issuer.subject(), &case.text(5).parse::<Name>().expect("a name"));
        let serial = SerialNumber::from(case.text(6).parse::<u64>().expect("a small number"));
        let (from, until) = (time(&case.text(7)), time(&case.text(8)));
        let constraints = match case.number(18) {
            0 => BasicConstraints::EndEntity,
            _ => BasicConstraints::Ca { max_path_length: None },
        };
        let subject = case.text(2).parse().expect("a name");
        let mut builder = CrtBuilder::new(subject, subject_key.public_key(), serial, from, until)
            .basic_constraints(constraints);
        if case.number(11) != 0 {
            builder = builder.key_usage(usage(case.number(10)));
        }
        if case.number(13) != 0 {
            builder = builder.extension(netscape(), false, cert_type(case.number(12)));
        }
        let ours = builder.sign_with(&issuer, &issuer_key, digest).expect("it signs");
        assert_eq!((ours.not_before(), ours.not_after()), (from, until));
        // Without a file, C's suite looks at the dates alone.
        if case.text(16).is_empty() {
            return Outcome::Same;
        }
        let theirs = Crt::from_buffer(&suite::read(&case.text(16))).expect("a certificate");
        issuer.verify_signature_on(&theirs).expect("it holds");
        if ours.as_der() == theirs.as_der() {
            return Outcome::SameOctets;
        }
        let parts = |crt: &Crt| {
            let names = (crt.subject().clone(), crt.issuer().clone());
            let mut extensions = values(crt.extensions());
            // The issuer's key is always named here; in C also by the issuer's name and number.
            extensions.remove("2.5.29.35");
            let mut key_identifier = crt.authority_key_identifier().map(<[u8]>::to_vec);
            if case.number(14) == 0 {
                key_identifier = None;
            }
            (
                names,
                crt.not_before(),
                crt.not_after(),
                crt.serial_number().clone(),
                extensions,
                key_identifier,
            )
        };
        Outcome::of(&parts(&ours), &parts(&theirs))
    });
}

/// How many come out as C's files octet by octet; the others have the same parts. Of certificates it is none, because C
/// names the issuer's key by its issuer and number too.
const EQUAL_REQUESTS: usize = 7;

const NAMES: &[Row] = &[(
    "X509 String to Names #4 (Name larger than 255 bytes)",
    "there is no buffer, and names may be of any length",
)];
const CSR: &[Row] = &[
    ("Certificate Request check Server1 key_usage empty", NOTHING_ASKED),
    ("Certificate Request check Server1 ns_cert_type empty", NOTHING_ASKED),
];
const NOTHING_ASKED: &str = "a use of the key without any is not written (RFC 5280 4.2.1.3)";
const CRT: &[Row] = &[
    ("Certificate write check Server1 SHA1, CA", AUTHORITY),
    ("Certificate write check Server1 SHA1, RSA_ALT, CA", AUTHORITY),
];
const AUTHORITY: &str = "an authority says by default what its key is for (RFC 5280 4.2.1.3)";
