// SPDX-License-Identifier: MIT
//! Lists made by OpenSSL and by hand, field by field, and hostile bytes.

use alloc::format;
use alloc::string::ToString as _;
use alloc::vec;
use alloc::vec::Vec;

use super::*;
use crate::GeneralName;
use crate::der::Writer;

const PEM: &str = include_str!("testdata/crl.pem");
const ISSUER: &str = include_str!("testdata/issuer.pem");

/// A list with parts of one's choice, and a signature that does not matter.
struct Parts {
    version: Option<u8>,
    next_update: bool,
    /// The contents of the list of entries.
    entries: Option<Vec<u8>>,
    /// The contents of the list of extensions.
    extensions: Option<Vec<u8>>,
}

impl Parts {
    fn new() -> Self {
        Self { version: Some(1), next_update: true, entries: None, extensions: None }
    }

    fn der(&self) -> Vec<u8> {
        const ED: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
        let issuer: Name = "CN=issuer".parse().unwrap();
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.sequence(|writer| {
                if let Some(version) = self.version {
                    writer.small_integer(version);
                }
                writer.raw(ED);
                writer.raw(issuer.as_der());
                Time::from_unix(0).write(writer).unwrap();
                if self.next_update {
                    Time::from_unix(1_000_000_000).write(writer).unwrap();
                }
                if let Some(entries) = &self.entries {
                    writer.value(tag::SEQUENCE, entries);
                }
                if let Some(extensions) = &self.extensions {
                    writer.nested(tag::context_constructed(0), |writer| {
                        writer.value(tag::SEQUENCE, extensions);
                    });
                }
            });
            writer.raw(ED);
            writer.octets_of_bits(&[0; 64]);
        });
        writer.finish()
    }

    fn read(&self) -> Result<Crl, InvalidEncoding> {
        Crl::from_der(&self.der())
    }
}

/// An entry with a serial number and the contents of its extensions.
fn entry(writer: &mut Writer, serial: &[u8], extensions: &[u8]) {
    writer.sequence(|writer| {
        writer.value(tag::INTEGER, serial);
        Time::from_unix(7).write(writer).unwrap();
        if !extensions.is_empty() {
            writer.value(tag::SEQUENCE, extensions);
        }
    });
}

fn extension(oid: &Oid, critical: bool, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    let mut inner = Writer::new();
    value(&mut inner);
    let mut writer = Writer::new();
    crate::extension::write(&mut writer, oid, critical, &inner.finish());
    writer.finish()
}

fn issued_by(name: &str) -> Vec<u8> {
    let name: Name = name.parse().unwrap();
    extension(&id::CERTIFICATE_ISSUER, true, |writer| {
        writer.sequence(|writer| GeneralName::Directory(name.as_name_ref()).write(writer).unwrap());
    })
}

fn serial(number: u64) -> SerialNumber {
    SerialNumber::from(number)
}

#[test]
fn field_by_field() {
    let crl = Crl::from_pem(PEM).unwrap();
    assert_eq!(crl.version(), 2);
    assert_eq!(crl.issuer().to_string(), "C=NL, O=Purembed, CN=Root");
    assert_eq!(crl.this_update().to_string(), "2026-11-21 08:09:37");
    assert_eq!(crl.next_update().unwrap().to_string(), "2109-01-10 08:09:37");
    assert_eq!(crl.crl_number(), Some(&serial(31)));
    assert!(!crl.is_delta() && !crl.is_indirect() && !crl.is_empty());
    assert_eq!(crl.unsupported_critical_extension(), None);
    assert_eq!(crl.extensions().count(), 3);
    let point = crl.issuing_distribution_point().unwrap();
    assert!(point.only_end_entities() && !point.only_authorities());
    assert!(matches!(point.name(), Some(crate::DistributionPointName::Full(names))
        if names.to_string() == "URI:http://crl.example/root.crl"));
    let shown: Vec<_> = crl
        .entries()
        .map(|entry| format!("{} {} {:?}", entry.serial_number(), entry.revocation_date(), entry.reason()))
        .collect();
    assert_eq!(
        shown,
        [
            "10:01 2026-11-01 12:00:00 Some(KeyCompromise)",
            "80:FF:EE 2026-11-02 12:00:00 Some(Superseded)",
            "01:23:45:67:89:AB:CD:EF:01:23:45:67:89 2026-11-03 12:00:00 None",
        ]
    );
    assert!(crl.get(&serial(0x80_ffee)).is_some());
    assert!(crl.get(&serial(0x1002)).is_none());
    let other: Name = "CN=other".parse().unwrap();
    assert!(crl.get_of(&other, &serial(0x1001)).is_none());
}

#[test]
fn signatures_are_checked() {
    let (crl, issuer) = (Crl::from_pem(PEM).unwrap(), Crt::from_pem(ISSUER).unwrap());
    assert_eq!(crl.authority_key_identifier(), issuer.subject_key_identifier());
    crl.verify_signature_by(&issuer).unwrap();
    assert!(!issuer.is_listed_in(&crl));
    let stranger = Crt::from_pem(include_str!("../crt/testdata/ecdsa.pem")).unwrap();
    assert_eq!(crl.verify_signature_by(&stranger), Err(SignatureError::Invalid));
    let rsa = Crt::from_pem(include_str!("../crt/testdata/rsa.pem")).unwrap();
    assert_eq!(crl.verify_signature_by(&rsa), Err(SignatureError::UnsupportedAlgorithm));
}

#[test]
fn all_forms_of_a_buffer() {
    let crl = Crl::from_pem(PEM).unwrap();
    assert_eq!(Crl::from_buffer(crl.as_der()).unwrap(), crl);
    assert_eq!(Crl::from_buffer(PEM.as_bytes()).unwrap(), crl);
    assert_eq!(crl.to_pem(), PEM);
    let bundle = format!("text\n{ISSUER}{PEM}text\n{PEM}");
    assert_eq!(Crl::all_from_pem(bundle.as_bytes()).unwrap(), [crl.clone(), crl.clone()]);
    assert_eq!(Crl::all_from_buffer(crl.as_der()).unwrap(), [crl]);
    assert_eq!(Crl::from_pem(ISSUER).unwrap_err().kind(), EncodingKind::NoPemBlock);
}

#[test]
fn the_text_is_that_of_mbed_tls() {
    assert_eq!(
        Crl::from_pem(PEM).unwrap().to_string(),
        "CRL version   : 2\n\
         issuer name   : C=NL, O=Purembed, CN=Root\n\
         this update   : 2026-11-21 08:09:37\n\
         next update   : 2109-01-10 08:09:37\n\
         Revoked certificates:\n\
         serial number: 10:01 revocation date: 2026-11-01 12:00:00\n\
         serial number: 80:FF:EE revocation date: 2026-11-02 12:00:00\n\
         serial number: 01:23:45:67:89:AB:CD:EF:01:23:45:67:89 revocation date: 2026-11-03 12:00:00\n\
         signed using  : ECDSA with SHA256\n"
    );
}

#[test]
fn old_and_empty_lists() {
    let old = Parts { version: None, next_update: false, ..Parts::new() }.read().unwrap();
    assert_eq!((old.version(), old.next_update(), old.len()), (1, None, 0));
    assert!(old.to_string().contains("next update   : 0000-00-00 00:00:00\n"));
    assert!(Parts { entries: Some(vec![]), ..Parts::new() }.read().unwrap().is_empty());
    let error = Parts { version: Some(2), ..Parts::new() }.read().unwrap_err();
    assert_eq!(error.kind(), EncodingKind::UnsupportedVersion);

    let number = extension(&id::CRL_NUMBER, false, |writer| writer.small_integer(1));
    let error = Parts { version: None, extensions: Some(number), ..Parts::new() }.read().unwrap_err();
    assert_eq!(error.kind(), EncodingKind::TrailingData);
    let mut entries = Writer::new();
    entry(
        &mut entries,
        &[1],
        &extension(&id::REASON_CODE, false, |writer| writer.value(tag::ENUMERATED, &[1])),
    );
    let error = Parts { version: None, entries: Some(entries.finish()), ..Parts::new() }.read().unwrap_err();
    assert_eq!(error.kind(), EncodingKind::UnsupportedVersion);
}

#[test]
fn indirect_lists_name_the_issuers() {
    let mut entries = Writer::new();
    entry(&mut entries, &[1], &[]);
    entry(&mut entries, &[2], &issued_by("CN=other"));
    entry(&mut entries, &[1], &[]);
    entry(&mut entries, &[3], &issued_by("CN=third"));
    entry(&mut entries, &[2], &[]);
    let point = extension(&id::ISSUING_DISTRIBUTION_POINT, true, |writer| {
        writer.sequence(|writer| writer.value(tag::context(4), &[0xff]));
    });
    let crl =
        Parts { entries: Some(entries.finish()), extensions: Some(point), ..Parts::new() }.read().unwrap();
    assert!(crl.is_indirect());
    assert_eq!(crl.unsupported_critical_extension(), None);
    let listed = |issuer: &str, number| crl.get_of(&issuer.parse().unwrap(), &serial(number)).is_some();
    for (issuer, numbers) in
        [("CN=issuer", &[1][..]), ("CN=other", &[1, 2]), ("CN=third", &[2, 3]), ("CN=x", &[])]
    {
        for number in 0..5 {
            assert_eq!(listed(issuer, number), numbers.contains(&number), "{issuer} {number}");
        }
    }
    let named: Vec<_> =
        crl.entries().filter_map(|entry| entry.certificate_issuer()).map(|names| names.to_string()).collect();
    assert_eq!(named, ["DirName:CN=other", "DirName:CN=third"]);
}

#[test]
fn deltas_and_what_is_not_known() {
    let delta = extension(&id::DELTA_CRL_INDICATOR, true, |writer| writer.small_integer(5));
    let crl = Parts { extensions: Some(delta), ..Parts::new() }.read().unwrap();
    assert!(crl.is_delta());
    assert_eq!(crl.base_crl_number(), Some(&serial(5)));

    let unknown: Oid = "1.2.3".parse().unwrap();
    let null = |critical| extension(&unknown, critical, |writer| writer.value(tag::NULL, &[]));
    for (critical, told) in [(true, Some(&unknown)), (false, None)] {
        let crl = Parts { extensions: Some(null(critical)), ..Parts::new() }.read().unwrap();
        assert_eq!(crl.unsupported_critical_extension(), told);
        let mut entries = Writer::new();
        entry(&mut entries, &[1], &null(critical));
        let crl = Parts { entries: Some(entries.finish()), ..Parts::new() }.read().unwrap();
        assert_eq!(crl.unsupported_critical_extension(), told);
    }
}

#[test]
fn entry_extensions_are_read() {
    let time = Time::from_unix(3_000_000_000);
    let mut both = extension(&id::REASON_CODE, false, |writer| writer.value(tag::ENUMERATED, &[8]));
    both.extend(extension(&id::INVALIDITY_DATE, false, |writer| time.write(writer).unwrap()));
    let mut entries = Writer::new();
    entry(&mut entries, &[0x80], &both);
    let crl = Parts { entries: Some(entries.finish()), ..Parts::new() }.read().unwrap();
    let entry = crl.entries().next().unwrap();
    assert_eq!((entry.reason(), entry.invalidity_date()), (Some(CrlReason::RemoveFromCrl), Some(time)));
    assert_eq!(entry.serial_number().as_bytes(), [0x80]);
    assert_eq!(entry.extensions().count(), 2);

    // A reason that does not exist.
    for critical in [false, true] {
        let odd = extension(&id::REASON_CODE, critical, |writer| writer.value(tag::ENUMERATED, &[7]));
        let mut entries = Writer::new();
        self::entry(&mut entries, &[1], &odd);
        match (critical, Parts { entries: Some(entries.finish()), ..Parts::new() }.read()) {
            (false, Ok(crl)) => assert_eq!(crl.get(&serial(1)).unwrap().reason(), None),
            (true, Err(error)) => assert_eq!(error.kind(), EncodingKind::InvalidInteger),
            (_, result) => panic!("{result:?}"),
        }
    }
}

#[test]
fn many_entries_are_found_whatever_their_numbers() {
    // Numbers in no order, and numbers that all begin alike.
    let scattered = |at: u32| at.wrapping_mul(0x9e37_79b1).to_be_bytes();
    let mut entries = Writer::new();
    for at in 0..100_000 {
        let [a, b, c, d] = scattered(at);
        entry(&mut entries, &[0x7f, 1, 1, 1, 1, 1, 1, 1, 1, 1, a, b, c, d], &[]);
    }
    let crl = Parts { entries: Some(entries.finish()), ..Parts::new() }.read().unwrap();
    assert_eq!(crl.len(), 100_000);
    let find = |at: u32| {
        let [a, b, c, d] = scattered(at);
        crl.get(&SerialNumber::from_octets(&[0x7f, 1, 1, 1, 1, 1, 1, 1, 1, 1, a, b, c, d]))
    };
    assert!((0..100_000).all(|at| find(at).is_some()));
    assert!((100_000..200_000).all(|at| find(at).is_none()));
}

/// Uses everything that can be used.
fn exercise(crl: &Crl) {
    let text = format!("{crl:?} {crl} {:?} {:?}", crl.crl_number(), crl.issuing_distribution_point());
    assert!(!text.is_empty());
    let mut count = 0;
    for entry in crl.entries() {
        count += 1;
        let shown =
            format!("{:?} {:?} {:?}", entry.reason(), entry.invalidity_date(), entry.certificate_issuer());
        assert!(!shown.is_empty());
        let found = crl.0.index.find(crl.as_der(), entry.serial_octets());
        assert!(found.into_iter().any(|found| found.start == entry.start));
    }
    assert_eq!(count, crl.len());
    crl.extensions().for_each(|extension| drop(extension.parse()));
}

#[test]
fn every_truncation_is_refused() {
    let whole = Crl::from_pem(PEM).unwrap();
    for length in 0..whole.as_der().len() {
        assert_eq!(Crl::from_der(&whole.as_der()[..length]).unwrap_err().kind(), EncodingKind::Truncated);
    }
}

#[test]
fn every_single_byte_mutation_is_read_or_refused_and_never_verifies() {
    let (whole, issuer) = (Crl::from_pem(PEM).unwrap(), Crt::from_pem(ISSUER).unwrap());
    let mut accepted = 0;
    for at in 0..whole.as_der().len() {
        for mask in 1..=255 {
            let mut der = whole.as_der().to_vec();
            der[at] ^= mask;
            let Ok(mutant) = Crl::from_der(&der) else { continue };
            accepted += 1;
            exercise(&mutant);
            if mask.is_power_of_two() {
                assert!(mutant.verify_signature_by(&issuer).is_err(), "byte {at} ^ {mask:#x}");
            }
        }
    }
    assert!(accepted > 10_000, "{accepted} mutants were readable");
}
