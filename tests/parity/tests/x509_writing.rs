// SPDX-License-Identifier: MIT
//! What is written here is read by Mbed TLS C, field by field, and what C writes is read here.

use std::time::Duration;

use purembed::hashlib::Algorithm;
use purembed::parity;
use purembed::parity::x509 as theirs;
use purembed::pk::PrivateKey;
use purembed::x509::{
    BasicConstraints, Crl, Crt, CrtBuilder, CrtProfile, Csr, Extension, ExtensionValue, KeyUsage, Name,
    NetscapeCertType, SerialNumber, SignatureScheme, Time,
};
use purembed_parity_tests::x509::{self, Verdict};
use purembed_tests::issuing::{self, Dice, Signer};
use purembed_tests::ledger::Ledger;

/// What C understands if it is critical (`mbedtls_x509_get_ext` and what asks it); it refuses all else.
const UNDERSTOOD: [&str; 6] =
    ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.32", "2.5.29.37", "2.16.840.1.113730.1.1"];

/// Whether C refuses a certificate or a list for its extensions: of lists it understands none.
fn is_refused<'e>(extensions: impl Iterator<Item = Extension<'e>>, understood: &[&str]) -> bool {
    extensions
        .filter(Extension::is_critical)
        .any(|extension| !understood.contains(&extension.oid().to_string().as_str()))
}

/// Keys and ways to sign that C has: it has no Ed25519 and no Ed448.
fn signers() -> Vec<Signer> {
    let is_theirs = |signer: &Signer| !matches!(signer.key, PrivateKey::Ed25519(_) | PrivateKey::Ed448(_));
    issuing::signers().into_iter().filter(is_theirs).collect()
}

fn authority(signer: &Signer) -> Crt {
    let subject = "C=NL, O=Purembed, CN=Authority".parse().expect("a name");
    let from = Time::from_unix(1_700_000_000);
    let until = from + Duration::from_secs(1_000_000);
    CrtBuilder::from_profile(CrtProfile::RootCa, subject, signer.key.public_key(), from, until)
        .self_sign(&signer.key, signer.scheme)
        .expect("an authority")
}

fn date(time: Time) -> theirs::Date {
    let date = time.to_calendar();
    [
        i32::try_from(date.year).expect("four digits"),
        date.month.into(),
        date.day.into(),
        date.hour.into(),
        date.minute.into(),
        date.second.into(),
    ]
}

/// The contents octets of a number as DER has them.
fn serial(number: &SerialNumber) -> Vec<u8> {
    let octets = number.as_bytes();
    let zero = octets.first().is_some_and(|first| first & 0x80 != 0).then_some(0);
    zero.into_iter().chain(octets.iter().copied()).collect()
}

/// The fields of a certificate, all of which C holds.
fn same_certificate(ours: &Crt, theirs: &theirs::Crt) {
    assert_eq!(serial(ours.serial_number()), theirs.serial_number());
    assert_eq!(ours.issuer().as_der(), theirs.issuer());
    assert_eq!(ours.subject().as_der(), theirs.subject());
    assert_eq!([date(ours.not_before()), date(ours.not_after())], theirs.validity());
    assert_eq!(ours.subject_public_key_der(), theirs.subject_public_key_der());
    let constraints = match ours.basic_constraints() {
        Some(BasicConstraints::Ca { max_path_length }) => (true, max_path_length.map_or(-1, i32::from)),
        _ => (false, -1),
    };
    assert_eq!(constraints, theirs.basic_constraints());
    assert_eq!(ours.key_usage().map_or(0, |usage| u32::from(usage.bits())), theirs.key_usage());
    let kind = ours.netscape_cert_type().map_or(0, NetscapeCertType::bits);
    assert_eq!(kind, theirs.netscape_cert_type());
    let identifiers =
        |items: Vec<theirs::Item>| items.into_iter().map(|(_, octets)| octets).collect::<Vec<_>>();
    let mut policies = Vec::new();
    let mut purposes = Vec::new();
    for extension in ours.extensions() {
        match extension.parse().expect("what was written is well formed") {
            ExtensionValue::CertificatePolicies(list) => {
                policies = list.iter().map(|policy| policy.oid().as_octets().to_vec()).collect();
            }
            ExtensionValue::ExtendedKeyUsage(list) => {
                purposes = list.iter().map(|purpose| purpose.oid().as_octets().to_vec()).collect();
            }
            _ => {}
        }
    }
    assert_eq!(policies, identifiers(theirs.certificate_policies()));
    assert_eq!(purposes, identifiers(theirs.extended_key_usage()));
    // Their contents are in the text, as far as C has one for them.
    assert_eq!(ours.subject_alternative_names().count(), theirs.subject_alternative_names().len());
}

fn same_list(ours: &Crl, theirs: &theirs::Crl) {
    assert_eq!(ours.issuer().as_der(), theirs.issuer());
    let next = ours.next_update().expect("written always");
    assert_eq!([date(ours.this_update()), date(next)], theirs.updates());
    let entries = theirs.entries();
    assert_eq!(ours.len(), entries.len());
    for (ours, theirs) in ours.entries().zip(entries) {
        assert_eq!(ours.serial_octets(), theirs.serial_number);
        assert_eq!(date(ours.revocation_date()), theirs.revocation_date);
        assert_eq!(ours.extensions().next().is_none(), theirs.extensions.is_empty());
    }
}

#[test]
fn c_reads_a_thousand_objects_as_we_do() {
    let mut ledger = Ledger::new("certificates, requests and lists of ours that C reads field by field");
    let mut dice = Dice::new(0x0c);
    let signers = signers();
    let mut read = |verdict: Verdict, refused: bool| match verdict {
        Verdict::Same if !refused => ledger.ran(),
        Verdict::NoTextOfTheirs if !refused => ledger.ran(),
        Verdict::OnlyOurs(_) if refused => {
            ledger.decided("C refuses critical extensions that it does not know");
        }
        other => panic!("{other:?}, refused: {refused}"),
    };
    for round in 0..640 {
        let signer = &signers[round % signers.len()];
        let crt = issuing::certificate(&mut dice, signer).object;
        let refused = is_refused(crt.extensions(), &UNDERSTOOD);
        read(x509::certificate(crt.as_der()), refused);
        if let Ok(theirs) = theirs::Crt::from_der(crt.as_der()) {
            same_certificate(&crt, &theirs);
        }
        let csr = issuing::request(&mut dice, signer).object;
        read(x509::request(csr.as_der()), false);
        let theirs = theirs::Csr::from_der(csr.as_der()).expect("a request");
        assert_eq!(csr.subject().as_der(), theirs.subject());
        let crl = issuing::list(&mut dice, &authority(signer), signer).object;
        let refused = is_refused(crl.extensions(), &[]);
        read(x509::list(crl.as_der()), refused);
        if let Ok(theirs) = theirs::Crl::from_der(crl.as_der()) {
            same_list(&crl, &theirs);
        }
    }
    ledger.finish();
}

/// A name as C writes it from text, in which commas are escaped. `+` is left out, which here begins a second part; of
/// each kind there is one, as C keeps the last of them only.
fn name(dice: &mut Dice) -> String {
    const KINDS: [&str; 6] = ["CN", "O", "OU", "L", "SN", "title"];
    const WORDS: [&str; 5] = ["one", "two words", "a\\,b", "x=y", "\"quoted\""];
    let parts = dice.some(&KINDS).into_iter();
    let parts = parts.map(|kind| format!("{kind}={}{}", dice.one(&WORDS), dice.below(100)));
    parts.collect::<Vec<_>>().join(", ")
}

/// A key of ours, as C has it.
fn to_theirs(key: &PrivateKey) -> parity::pk::PrivateKey {
    let der = key.to_pkcs8_der();
    parity::pk::PrivateKey::from_buffer(der.expose(), None).expect("a key")
}

fn digest(signer: &Signer) -> Option<(Algorithm, parity::hashlib::Algorithm)> {
    let pairs = [
        (Algorithm::SHA224, parity::hashlib::Algorithm::SHA224),
        (Algorithm::SHA256, parity::hashlib::Algorithm::SHA256),
        (Algorithm::SHA384, parity::hashlib::Algorithm::SHA384),
        (Algorithm::SHA512, parity::hashlib::Algorithm::SHA512),
    ];
    // C writes no PSS.
    pairs.into_iter().find(|(ours, _)| signer.scheme == SignatureScheme::from(*ours))
}

/// The first bits of the use of a key, in one octet.
fn bits(usage: Option<KeyUsage>) -> u8 {
    usage.map_or(0, |usage| u8::try_from(usage.bits()).expect("one octet"))
}

#[test]
fn what_c_writes_is_read() {
    let mut ledger = Ledger::new("certificates and requests of C that are read and verified here");
    let mut dice = Dice::new(0xc0);
    let signers = signers();
    for round in 0..200 {
        let signer = &signers[round % signers.len()];
        let Some((_, digestmod)) = digest(signer) else {
            ledger.skip("C writes no PSS");
            continue;
        };
        let key = to_theirs(&signer.key);
        let (subject, key_usage) = (name(&mut dice), u8::try_from(dice.below(128)).expect("small") << 1);
        let new = theirs::NewCsr { subject: &subject, key_usage, netscape_cert_type: 0x40 };
        let written = new.sign(&key, digestmod).expect("a request");
        assert!(matches!(x509::request(written.as_der()), Verdict::Same));
        let csr = Csr::from_der(written.as_der()).expect("a request");
        csr.verify_signature().expect("signed by its key");
        assert_eq!(csr.subject(), &subject.parse::<Name>().expect("a name"));
        assert_eq!(bits(csr.key_usage()), key_usage);
        ledger.ran();
        let is_ca = dice.heads();
        let limit = if is_ca && dice.heads() { 3 } else { -1 };
        let number = 1 + dice.below(1 << 40);
        let new = theirs::NewCrt {
            subject: &subject,
            issuer: &subject,
            serial_number: &number.to_be_bytes(),
            not_before: "19690720201740",
            not_after: dice.one(&["20491231235959", "20500101000000"]),
            basic_constraints: (is_ca, limit),
            key_usage,
            netscape_cert_type: 0x80,
        };
        let written = new.sign(&key, &key, digestmod).expect("a certificate");
        assert!(matches!(x509::certificate(written.as_der()), Verdict::Same));
        let crt = Crt::from_der(written.as_der()).expect("a certificate");
        same_certificate(&crt, &written);
        crt.verify_signature_on(&crt).expect("signed by itself");
        assert_eq!(crt.serial_number(), &SerialNumber::from(number));
        assert_eq!(bits(crt.key_usage()), key_usage);
        assert_eq!(crt.subject_key_identifier(), crt.authority_key_identifier());
        ledger.ran();
    }
    ledger.finish();
}
