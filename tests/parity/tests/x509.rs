// SPDX-License-Identifier: MIT
//! Certificates, requests and revocation lists against Mbed TLS C: who reads what, what is in it, and its text.
//!
//! Read are the files below `/etc/ssl/certs` and, if the variable `CRYPTOGRAPHY_VECTORS` names the directory of the
//! package of that name, those below its `x509`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use std::time::Duration;

use purembed::hashlib::Algorithm;
use purembed::pk::{Curve, Ecc, PrivateKey};
use purembed::x509::{
    AttributeType, BasicConstraints, Crt, CrtBuilder, CsrBuilder, GeneralName, KeyPurpose, KeyUsage, Name,
    SerialNumber, Time,
};
use purembed_parity_tests::random::Random;
use purembed_parity_tests::x509::{Verdict, certificate, list, request};
use purembed_tests::ledger::Ledger;

/// What C reads and we refuse, and why.
const REFUSED: [(&str, &str); 5] = [
    ("crl_inval_cert_issuer_entry_ext.pem", "nobody can tell whose certificates the entries are about"),
    ("zero-element-attribute.pem", "requested extensions without a value"),
    ("two_basic_constraints.pem", "an extension that occurs twice (RFC 5280 4.2)"),
    ("wosign-bc-invalid.pem", "a path length without an authority (RFC 5280 4.2.1.9)"),
    ("utf8-dnsname.pem", "a name of a host that is not ASCII (RFC 5280 4.2.1.6)"),
];

/// All DER that is in files below a directory: the blocks of PEM, and whole files.
fn objects(directory: &Path) -> BTreeMap<Vec<u8>, PathBuf> {
    let mut found = BTreeMap::new();
    let Ok(entries) = fs::read_dir(directory) else { return found };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.is_dir() {
            found.append(&mut objects(&path));
            continue;
        }
        let Ok(contents) = fs::read(&path) else { continue };
        let text = String::from_utf8_lossy(&contents);
        let mut blocks = text.split("-----BEGIN ").skip(1).peekable();
        if blocks.peek().is_none() {
            found.insert(contents, path);
            continue;
        }
        for block in blocks {
            let (_, rest) = block.split_once("-----").unwrap_or_default();
            let body = rest.split("-----END").next().unwrap_or_default();
            found.insert(unbase64(body), path.clone());
        }
    }
    found
}

/// Base64, whatever else stands there passed over.
fn unbase64(text: &str) -> Vec<u8> {
    const DIGITS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let digits: Vec<u32> = text
        .lines()
        .filter(|line| !line.contains(':'))
        .flat_map(str::chars)
        .filter_map(|char| DIGITS.find(char))
        .map(|digit| u32::try_from(digit).expect("six bits"))
        .collect();
    let mut bytes = Vec::new();
    for four in digits.chunks(4) {
        let bits = four.iter().fold(0, |bits, digit| bits << 6 | digit) << (6 * (4 - four.len()));
        bytes.extend_from_slice(&bits.to_be_bytes()[1..four.len()]);
    }
    bytes
}

fn run(name: &str, directory: &Path) {
    let mut ledger = Ledger::new(format!("{name}: text equal to that of C"));
    for (der, path) in objects(directory) {
        for verdict in [certificate(&der), request(&der), list(&der)] {
            match verdict {
                Verdict::Same => ledger.ran(),
                Verdict::NobodyReads => {}
                Verdict::NoTextOfTheirs => ledger.skip("C has no text for a long name"),
                Verdict::OnlyOurs(error) => ledger.skip(format!("C: {error}")),
                Verdict::OnlyTheirs(error) => {
                    let known = REFUSED.iter().find(|(file, _)| path.ends_with(file));
                    let (_, why) =
                        known.unwrap_or_else(|| panic!("only C reads {}: {error}", path.display()));
                    ledger.skip(format!("only C reads: {why}"));
                }
            }
        }
    }
    ledger.finish();
}

#[test]
fn authorities_of_this_machine() {
    let directory = Path::new("/etc/ssl/certs");
    if directory.is_dir() {
        run("/etc/ssl/certs", directory);
    }
}

#[test]
fn cryptography_vectors() {
    match std::env::var_os("CRYPTOGRAPHY_VECTORS") {
        Some(directory) => run("cryptography-vectors", &Path::new(&directory).join("x509")),
        None => println!("SKIPPED: CRYPTOGRAPHY_VECTORS is not set"),
    }
}

/// A name with attributes of all kinds, characters that are escaped, and other scripts.
fn name(random: &mut Random) -> Name {
    const KINDS: [&str; 12] =
        ["CN", "O", "OU", "L", "ST", "title", "SN", "GN", "STREET", "UID", "1.2.3.4", "2.5.4.45"];
    const CHARACTERS: [char; 16] =
        ['a', 'B', '7', ' ', ',', '=', '+', '<', '>', '#', ';', '"', '\\', 'é', '本', '\u{7f}'];
    let mut name = Name::empty();
    for _ in 0..=random.up_to(4) {
        let kind: AttributeType = KINDS[random.up_to(KINDS.len() - 1)].parse().expect("known");
        let value: String = (0..=random.up_to(30)).map(|_| CHARACTERS[random.up_to(15)]).collect();
        name = name.and(kind, &value).expect("any text will do");
    }
    name
}

#[test]
fn generated_certificates_and_requests() {
    const USAGES: [KeyUsage; 9] = [
        KeyUsage::DIGITAL_SIGNATURE,
        KeyUsage::NON_REPUDIATION,
        KeyUsage::KEY_ENCIPHERMENT,
        KeyUsage::DATA_ENCIPHERMENT,
        KeyUsage::KEY_AGREEMENT,
        KeyUsage::KEY_CERT_SIGN,
        KeyUsage::CRL_SIGN,
        KeyUsage::ENCIPHER_ONLY,
        KeyUsage::DECIPHER_ONLY,
    ];
    let mut random = Random::new("x509-generated");
    let key = PrivateKey::from(Ecc::generate(Curve::SECP256R1).expect("random"));
    let mut ledger = Ledger::new("generated: text equal to that of C");
    for _ in 0..500 {
        let from = Time::from_unix(i64::try_from(random.up_to(2_000_000_000)).expect("small"));
        let length = 1 + random.up_to(18);
        let serial = SerialNumber::from_be_bytes(&random.bytes(length)).unwrap_or(SerialNumber::from(1));
        let usage =
            USAGES.into_iter().filter(|_| random.up_to(2) == 0).fold(KeyUsage::empty(), |all, one| all | one);
        let purposes = [
            KeyPurpose::SERVER_AUTH,
            KeyPurpose::OCSP_SIGNING,
            KeyPurpose::ANY,
            KeyPurpose::new("1.2.3".parse().expect("an identifier")),
        ];
        let purposes: Vec<_> = purposes.into_iter().filter(|_| random.up_to(1) == 0).collect();
        let directory = name(&mut random);
        let names = [
            GeneralName::Dns("a.example"),
            GeneralName::Ip([192, 0, 2, 1].into()),
            GeneralName::Directory(directory.as_name_ref()),
            GeneralName::Dns("b.example"),
        ];
        let names: Vec<_> = names.into_iter().filter(|_| random.up_to(1) == 0).collect();
        let constraints = match random.up_to(2) {
            0 => BasicConstraints::EndEntity,
            1 => BasicConstraints::Ca { max_path_length: None },
            _ => BasicConstraints::Ca {
                max_path_length: Some(u8::try_from(random.up_to(127)).expect("small")),
            },
        };
        let subject = name(&mut random);
        let crt = CrtBuilder::new(
            subject.clone(),
            key.public_key(),
            serial,
            from,
            from + Duration::from_secs(1_000_000_000),
        )
        .basic_constraints(constraints)
        .key_usage(usage)
        .extended_key_usage(purposes)
        .subject_alternative_names(names)
        // An end entity may get the right to sign certificates here.
        .hazmat_unchecked()
        .self_sign(&key, Algorithm::SHA256)
        .expect("well formed");
        let csr = CsrBuilder::new(subject).sign_with(&key, Algorithm::SHA384).expect("well formed");
        for (what, verdict) in
            [(crt.as_der(), certificate(crt.as_der())), (csr.as_der(), request(csr.as_der()))]
        {
            assert!(matches!(verdict, Verdict::Same), "{what:02x?}");
            ledger.ran();
        }
    }
    ledger.finish();
}

#[test]
fn mutated_objects_that_both_read_have_the_same_text() {
    let mut random = Random::new("x509-mutated");
    let mut ledger = Ledger::new("mutated: text equal to that of C");
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds");
    for (der, _) in ["certificate", "csr", "crl"].into_iter().flat_map(|name| objects(&directory.join(name)))
    {
        for _ in 0..3000 {
            let mut mutant = der.clone();
            for _ in 0..=random.up_to(2) {
                let at = random.up_to(mutant.len() - 1);
                mutant[at] = random.bytes(1)[0];
            }
            // C does not look at the bit that tells constructed types from primitive ones.
            let odd = Crt::from_der(&mutant).is_ok_and(|crt| {
                crt.subject_alternative_names().any(|name| matches!(name, GeneralName::Raw(_)))
            });
            if odd {
                ledger.skip("alternative names of no type that exists");
                continue;
            }
            for verdict in [certificate(&mutant), request(&mutant), list(&mutant)] {
                match verdict {
                    Verdict::Same => ledger.ran(),
                    Verdict::NobodyReads | Verdict::NoTextOfTheirs => {}
                    Verdict::OnlyOurs(_) => ledger.skip("only we read"),
                    Verdict::OnlyTheirs(_) => ledger.skip("only C reads"),
                }
            }
        }
    }
    ledger.finish();
}
