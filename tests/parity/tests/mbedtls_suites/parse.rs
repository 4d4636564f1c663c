// SPDX-License-Identifier: MIT
//! What is read, and its text: certificates, requests, revocation lists, and their parts.

use std::fs;

use purembed::Error;
use purembed::x509::{Calendar, Crl, Crt, Csr, GeneralName, KeyPurpose, KeyUsage, Name, Oid};

use crate::report::{Outcome, Row, run};
use crate::suite::{self, Case, NOW};
use crate::template::{Template, tlv};

const PARSE: &str = "x509parse";

/// The text of an object, or the high-level part of C's number for why it cannot be read.
fn text<T: ToString, E: Into<Error>>(object: Result<T, E>) -> Result<String, String> {
    match object {
        Ok(object) => Ok(object.to_string()),
        Err(error) => Err(error.into().to_string()),
    }
}

/// Compares a text, or that it is refused, whatever the number.
fn read_alike(answer: &Result<String, String>, expected: &str, code: i64) -> Outcome {
    match (answer, code) {
        (Ok(text), 0) => Outcome::of(text, &expected.to_owned()),
        (Err(_), 1..) | (Err(_), ..0) => Outcome::Same,
        (Ok(_), code) => Outcome::Different(format!("read, where C says -{:#06x}", -code)),
        (Err(error), 0) => Outcome::Different(format!("refused: {error}")),
    }
}

#[test]
fn text_of_certificates() {
    run(PARSE, "x509_cert_info", &[], |case| {
        read_alike(&text(Crt::from_buffer(&suite::read(&case.text(0)))), &case.text(1), 0)
    });
}

#[test]
fn text_of_lists() {
    run(PARSE, "mbedtls_x509_crl_info", &[], |case| {
        read_alike(&text(Crl::from_buffer(&suite::read(&case.text(0)))), &case.text(1), 0)
    });
}

#[test]
fn text_of_requests() {
    run(PARSE, "mbedtls_x509_csr_info", &[], |case| {
        read_alike(&text(Csr::from_buffer(&suite::read(&case.text(0)))), &case.text(1), 0)
    });
}

#[test]
fn der_of_certificates() {
    run(PARSE, "x509parse_crt", CRT, |case| {
        read_alike(&text(Crt::from_der(&case.bytes(0))), &case.text(1), case.number(2))
    });
}

/// C can be given a function for the extensions that it does not know. Here nothing has to be said in advance: they
/// can be read afterwards.
#[test]
fn der_of_certificates_with_unknown_extensions() {
    run(PARSE, "x509parse_crt_cb", CRT_CB, |case| {
        read_alike(&text(Crt::from_der(&case.bytes(0))), &case.text(1), case.number(2))
    });
}

#[test]
fn der_of_lists() {
    run(PARSE, "x509parse_crl", CRL, |case| {
        read_alike(&text(Crl::from_der(&case.bytes(0))), &case.text(1), case.number(2))
    });
}

#[test]
fn der_of_requests() {
    run(PARSE, "mbedtls_x509_csr_parse", &[], |case| {
        read_alike(&text(Csr::from_der(&case.bytes(0))), &case.text(1), case.number(2))
    });
}

#[test]
fn files_of_lists() {
    run(PARSE, "mbedtls_x509_crl_parse", CRL_FILES, |case| {
        let answer = Crl::all_from_file(suite::file(&case.text(0)));
        Outcome::of(&answer.is_ok(), &(case.number(1) == 0))
    });
}

#[test]
fn files_of_certificates() {
    run(PARSE, "x509parse_crt_file", &[], |case| {
        let answer = Crt::from_file(suite::file(&case.text(0)));
        Outcome::of(&answer.is_ok(), &(case.number(1) == 0))
    });
    run(PARSE, "mbedtls_x509_crt_parse_file", PARSE_FILE, |case| {
        let (_, code, expected) = (case.text(0), case.number(1), case.number(2));
        let bytes = suite::read(&case.text(0));
        let (read, failed) = read_what_can_be_read(&bytes);
        match code {
            0 => Outcome::of(&(read, failed), &(expected, 0)),
            // So many could not be read.
            1.. => Outcome::of(&(read, failed), &(expected, code)),
            // None could be read.
            _ => Outcome::of(&read, &expected),
        }
    });
}

/// How many certificates of a file are read, and how many are not, as C counts them.
fn read_what_can_be_read(bytes: &[u8]) -> (i64, i64) {
    let results: Vec<_> = match Crt::from_der(bytes) {
        Ok(crt) => vec![Ok(crt)],
        Err(error) => {
            let blocks: Vec<_> = Crt::each_from_pem(bytes).collect();
            if blocks.is_empty() { vec![Err(error)] } else { blocks }
        }
    };
    let read = results.iter().filter(|result| result.is_ok()).count();
    let count = |count: usize| i64::try_from(count).expect("few");
    (count(read), count(results.len() - read))
}

#[test]
fn directories_of_certificates() {
    run(PARSE, "mbedtls_x509_crt_parse_path", &[], |case| {
        let mut sum = (0, 0);
        for entry in fs::read_dir(suite::file(&case.text(0))).expect("a directory").flatten() {
            let (read, failed) = read_what_can_be_read(&fs::read(entry.path()).expect("a file"));
            sum = (sum.0 + read, sum.1 + failed);
        }
        Outcome::of(&sum, &(case.number(2), case.number(1)))
    });
}

#[test]
fn names_as_text() {
    run(PARSE, "mbedtls_x509_dn_gets", &[], |case| {
        let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
        let name = if case.text(1) == "subject" { crt.subject() } else { crt.issuer() };
        Outcome::of(&name.to_string(), &case.text(2))
    });
}

/// C is asked with a second attribute put in place of that of the certificate; it has room for 255 octets.
#[test]
fn names_with_another_organization() {
    run(PARSE, "mbedtls_x509_dn_gets_subject_replace", DN_GETS_REPLACE, |case| {
        let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
        let mut attributes = Vec::new();
        for (at, rdn) in crt.subject().rdns().enumerate() {
            let attribute = rdn.attributes().next().expect("one attribute");
            let value = match at {
                1 => tlv(0x0c, case.text(1).as_bytes()),
                _ => attribute.as_der().to_vec(),
            };
            let kind = attribute.kind().oid().as_octets().to_vec();
            attributes.extend(tlv(0x31, &tlv(0x30, &[tlv(0x06, &kind), value].concat())));
        }
        let name = Name::from_der(&tlv(0x30, &attributes)).expect("well formed");
        read_alike(&Ok(name.to_string()), &case.text(2), case.number(3))
    });
}

#[test]
fn names_in_der() {
    run(PARSE, "mbedtls_x509_get_name", &[], |case| {
        let name = Name::from_der(&tlv(0x30, &case.bytes(0)));
        Outcome::of(&name.is_ok(), &(case.number(1) == 0))
    });
}

fn compare_with_now(case: &Case, past: bool) -> Outcome {
    let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
    let time = if case.text(1) == "valid_from" { crt.not_before() } else { crt.not_after() };
    let now = NOW.parse().expect("a time");
    Outcome::of(&(if past { time < now } else { time > now }), &(case.number(2) == 1))
}

#[test]
fn times_in_the_past_and_in_the_future() {
    run(PARSE, "mbedtls_x509_time_is_past", &[], |case| compare_with_now(case, true));
    run(PARSE, "mbedtls_x509_time_is_future", &[], |case| compare_with_now(case, false));
}

#[test]
fn times_in_der() {
    let other = Crt::from_file(suite::file("data_files/server5.crt")).expect("a certificate");
    run(PARSE, "x509_get_time", GET_TIME, |case| {
        let tag = u8::try_from(case.number(0)).expect("an octet");
        let template = Template { not_before: tlv(tag, case.text(1).as_bytes()), ..Template::default() };
        let time = Crt::from_der(&template.certificate(&other)).map(|crt| crt.not_before().to_calendar());
        let expected = (case.number(2) == 0).then(|| {
            let small = |at: usize| u8::try_from(case.number(at)).expect("small");
            let (year, month, day) = (case.number(3), small(4), small(5));
            Calendar { year, month, day, hour: small(6), minute: small(7), second: small(8) }
        });
        Outcome::of(&time.ok(), &expected)
    });
}

#[test]
fn parameters_of_rsassa_pss() {
    let other = Crt::from_file(suite::file("data_files/server5.crt")).expect("a certificate");
    run(PARSE, "x509_parse_rsassa_pss_params", PSS, |case| {
        let tag = match case.raw(1) {
            "MBEDTLS_ASN1_SEQUENCE" => 0x10,
            _ => 0x30,
        };
        let oid = tlv(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0a]);
        let algorithm = tlv(0x30, &[oid, tlv(tag, &case.bytes(0))].concat());
        let template = Template { algorithm, ..Template::default() };
        let crt = Crt::from_der(&template.certificate(&other)).expect("well formed, whatever the parameters");
        let read = crt.pss_parameters().map(|pss| {
            let name = |name: &str| format!("MBEDTLS_MD_{}", name.to_uppercase());
            let (digest, mask) = (name(pss.digestmod().name()), name(pss.mask_digestmod().name()));
            (digest, mask, i64::from(pss.salt_length()))
        });
        let expected =
            (case.number(5) == 0).then(|| (case.raw(2).to_owned(), case.raw(3).to_owned(), case.number(4)));
        Outcome::of(&read, &expected)
    });
}

#[test]
fn identifiers() {
    run(PARSE, "x509_oid_desc", &[], |case| {
        let oid = Oid::from_octets(&case.bytes(0));
        let text = oid.map(|oid| KeyPurpose::new(oid).to_string()).unwrap_or_default();
        // A purpose without a name is shown as its number.
        match case.text(1).as_str() {
            "notfound" => Outcome::of(&text.contains(char::is_alphabetic), &false),
            expected => Outcome::of(&text, &expected.to_owned()),
        }
    });
    run(PARSE, "x509_oid_numstr", OID_NUMSTR, |case| {
        let oid = Oid::from_octets(&case.bytes(0)).map(|oid| oid.to_string());
        match oid {
            Ok(text) if case.number(3) >= 0 => Outcome::of(&text, &case.text(1)),
            Ok(_) => Outcome::Different("there is always room".into()),
            Err(_) => Outcome::of(&true, &(case.number(3) < 0)),
        }
    });
}

#[test]
fn alternative_names() {
    run(PARSE, "x509_parse_san", &[], |case| {
        let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
        let mut text = String::new();
        for name in crt.subject_alternative_names() {
            match name {
                GeneralName::Dns(name) => text += &format!("type : 2\ndNSName : {name}\n"),
                GeneralName::Other(other) if other.kind().to_string() == "1.3.6.1.5.5.7.8.4" => {
                    let (kind, number) = hardware_module(other.value()).expect("a hardware module");
                    text += &format!("type : 0\notherName : hardware module name : hardware type : {kind}, ");
                    text += &format!("hardware serial number : {number}\n");
                }
                _ => {}
            }
        }
        Outcome::of(&text, &case.text(1))
    });
}

/// `HardwareModuleName` (RFC 4108 5): an identifier and an octet string, both short.
fn hardware_module(value: &[u8]) -> Option<(Oid, String)> {
    let [0x30, _, 0x06, length, rest @ ..] = value else { return None };
    let (oid, rest) = rest.split_at_checked(usize::from(*length))?;
    let [0x04, _, number @ ..] = rest else { return None };
    Some((Oid::from_octets(oid).ok()?, purembed_core::hex::encode(number).to_uppercase()))
}

#[test]
fn key_usages() {
    run(PARSE, "x509_check_key_usage", &[], |case| {
        let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
        let asked = u16::try_from(case.number(1)).expect("16 bits");
        // C's rule: `encipherOnly` and `decipherOnly`, which narrow what a key is for, may be missing in what is asked
        // for only if the certificate does not have them.
        let narrow = KeyUsage::ENCIPHER_ONLY.bits() | KeyUsage::DECIPHER_ONLY.bits();
        let allowed = crt.key_usage().is_none_or(|usage| {
            let bits = usage.bits();
            bits & asked & !narrow == asked & !narrow && bits & narrow & !asked == 0
        });
        Outcome::of(&allowed, &(case.number(2) == 0))
    });
    run(PARSE, "x509_check_extended_key_usage", EXTENDED_KEY_USAGE, |case| {
        let crt = Crt::from_file(suite::file(&case.text(0))).expect("a certificate");
        let purpose = Oid::from_octets(&case.bytes(1)).map(KeyPurpose::new);
        let allowed =
            purpose.is_ok_and(|purpose| crt.extended_key_usage().is_none_or(|usage| usage.allows(purpose)));
        Outcome::of(&allowed, &(case.number(2) == 0))
    });
}

const NOT_DER: &str =
    "a serial number under the tag [2], dates without a time zone, a negative modulus: no DER";
const CRITICAL: &str = "read, to be shown; the verifier refuses it";
const ALGORITHMS: &str = "read, to be shown; the signature is refused";
const ANY_LENGTH: &str = "there is no buffer, and numbers may be of any length";

const CRT: &[Row] = &[
    ("X509 CRT (TBS, valid v3Ext in v3 CRT)", NOT_DER),
    ("X509 CRT ASN1 (empty Signature)", NOT_DER),
    ("X509 CRT ASN1 (dummy 24-bit Signature)", NOT_DER),
    ("X509 CRT ASN1 (well-formed)", NOT_DER),
    ("X509 CRT ASN1 (GeneralizedTime in notBefore, UTCTime in notAfter)", NOT_DER),
    ("X509 CRT ASN1 (UTCTime in notBefore, GeneralizedTime in notAfter)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 CN)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 C)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 L)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 ST)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 O)", NOT_DER),
    ("X509 CRT ASN1 (Name with X520 OU)", NOT_DER),
    ("X509 CRT ASN1 (Name with unknown X520 part)", NOT_DER),
    ("X509 CRT ASN1 (Name with PKCS9 email)", NOT_DER),
    ("X509 CRT ASN1 (Name with unknown PKCS9 part)", NOT_DER),
    (
        "X509 CRT ASN1 (TBS, valid SubjectID, valid IssuerID, inv v3Ext, SubjectAltName repeated outside Extensions, inv SubjectAltNames tag)",
        "one name of an unknown form does not spoil the others",
    ),
    ("X509 CRT ASN1 (Unsupported critical extension)", CRITICAL),
];
const CRT_CB: &[Row] = &[
    ("X509 CRT ASN1 (Unsupported critical extension not recognized by callback)", CRITICAL),
    ("X509 CRT ASN1 (Unsupported critical policy recognized by callback)", NOT_DER),
    ("X509 CRT ASN1 (Unsupported non critical policy recognized by callback)", NOT_DER),
    ("X509 CRT ASN1 (Unsupported non critical policy not recognized by callback)", NOT_DER),
];
const CRL: &[Row] = &[
    ("X509 CRL ASN1 (TBSCertList, sig present)", NOT_DER),
    ("X509 CRL ASN1 (TBSCertList, no entries)", NOT_DER),
];
const CRL_FILES: &[Row] = &[
    ("X509 CRL Malformed Input (trailing spaces at end of file)", "blanks after a PEM block do no harm"),
    (
        "X509 CRL Unsupported critical extension (issuingDistributionPoint)",
        "distribution points are understood here",
    ),
];
const PARSE_FILE: &[Row] = &[
    (
        "X509 CRT ASN1 (inv extBasicConstraint, pathlen is INT_MAX)",
        "a limit that large is none, and no number overflows",
    ),
    ("X509 File parse (Algorithm Params Tag mismatch)", ALGORITHMS),
];
const DN_GETS_REPLACE: &[Row] = &[
    ("X509 Get Modified DN #3 Name exceeds 255 bytes", ANY_LENGTH),
    ("X509 Get Modified DN #4 Name exactly 255 bytes, with comma requiring escaping", ANY_LENGTH),
    ("X509 Get Modified DN #5 Name exactly 255 bytes, ending with comma requiring escaping", ANY_LENGTH),
];
const GET_TIME: &[Row] =
    &[("X509 Get time (UTC without time zone)", "RFC 5280 4.1.2.5.1: the zone must be there, and be Z")];
const PSS: &[Row] = &[("X509 RSASSA-PSS parameters ASN1 (trailerField not 1)", ALGORITHMS)];
const OID_NUMSTR: &[Row] = &[
    ("X509 OID numstring #3 (buffer too small)", ANY_LENGTH),
    ("X509 OID numstring #5 (arithmetic overflow)", ANY_LENGTH),
];
const EXTENDED_KEY_USAGE: &[Row] = &[(
    "X509 CRT extendedKeyUsage #7 (any, random)",
    "the identifier that is asked for ends within a number: it is none",
)];
