// SPDX-License-Identifier: MIT
//! Names: text to DER and back, odd values, hostile input.

use alloc::string::{String, ToString as _};
use alloc::vec::Vec;
use alloc::{format, vec};

use super::*;
use proptest::prelude::*;

fn name(text: &str) -> Name {
    text.parse().unwrap()
}

#[test]
fn short_and_long_names_are_read_and_short_ones_written() {
    for (text, shown) in [
        ("", ""),
        ("C=UK,O=ARM,CN=mbed TLS Server 1", "C=UK, O=ARM, CN=mbed TLS Server 1"),
        ("countryName=NL, organizationName=PolarSSL,   commonName=x", "C=NL, O=PolarSSL, CN=x"),
        ("R=a@b.c,DC=example,serialNumber=1", "emailAddress=a@b.c, DC=example, serialNumber=1"),
        ("T=Dr,SN=Doe,GN=Jo,pseudonym=x", "title=Dr, SN=Doe, GN=Jo, pseudonym=x"),
        ("O=a\\, b,CN=x\\=y", "O=a\\, b, CN=x\\=y"),
        ("CN=a=b", "CN=a\\=b"),
        ("O=b + CN=a, C=UK", "CN=a + O=b, C=UK"),
        ("1.2.3.4=x", "1.2.3.4=x"),
        ("CN=\\C3\\A9", "CN=é"),
        ("CN= a", "CN=\\20a"),
        ("1.2.3=#0500", "1.2.3=#0500"),
    ] {
        assert_eq!(name(text).to_string(), shown);
        assert_eq!(name(shown).to_string(), shown, "again");
    }
}

#[test]
fn repeated_attributes_are_kept_in_order() {
    let name = name("OU=a, OU=b, CN=first, CN=second");
    let values: Vec<_> = name.attributes().map(|attribute| attribute.text().unwrap().into_owned()).collect();
    assert_eq!(values, ["a", "b", "first", "second"]);
    assert_eq!(name.common_name().unwrap(), "second");
}

#[test]
fn long_names_are_not_cut() {
    let long = format!("CN={}", "x".repeat(5000));
    assert_eq!(name(&long).to_string(), long);
}

#[test]
fn wrong_text_is_refused_by_name() {
    let refused = |text: &str| text.parse::<Name>().unwrap_err();
    assert_eq!(refused("CN"), InvalidName::MissingValue("CN".into()));
    assert_eq!(refused("O=A+B"), InvalidName::MissingValue("B".into()));
    assert_eq!(refused("C=UK,,CN=a"), InvalidName::MissingValue(String::new()));
    assert_eq!(refused("CN = a"), InvalidName::UnknownAttribute("CN ".into()));
    assert_eq!(refused("XX=a"), InvalidName::UnknownAttribute("XX".into()));
    assert_eq!(refused("CN="), InvalidName::Value(AttributeType::COMMON_NAME));
    assert_eq!(refused("C=Ü"), InvalidName::Value(AttributeType::COUNTRY));
    assert_eq!(refused("R=é@b"), InvalidName::Value(AttributeType::EMAIL_ADDRESS));
    assert_eq!(refused("CN=a\\"), InvalidName::Escape);
    assert_eq!(refused("CN=a\\zz"), InvalidName::Escape);
    assert_eq!(refused("CN=\\FF"), InvalidName::Escape);
    assert_eq!(refused("CN=#05"), InvalidName::Value(AttributeType::COMMON_NAME));
    assert!(refused("C=UK,").to_string().contains("without a value"));
}

#[test]
fn string_types_follow_the_attribute() {
    let tags = |text: &str| -> Vec<u8> {
        name(text).attributes().filter_map(|attribute| attribute.as_der().first().copied()).collect()
    };
    assert_eq!(tags("CN=a,C=UK,R=a@b,DC=x"), [0x0c, 0x13, 0x16, 0x16]);
}

#[test]
fn every_string_type_is_read_and_none_spoils_the_name() {
    for (tag, value, shown) in [
        (tag::UTF8_STRING, &b"\xc3\xa9"[..], "CN=é"),
        (tag::TELETEX_STRING, b"\xe9", "CN=é"),
        (tag::BMP_STRING, b"\0\xe9", "CN=é"),
        (tag::UNIVERSAL_STRING, b"\0\0\0\xe9", "CN=é"),
        (tag::PRINTABLE_STRING, b"*.a@b", "CN=*.a@b"),
        (tag::PRINTABLE_STRING, b"\xe9", "CN=#1301e9"),
        (tag::UTF8_STRING, b"\xff", "CN=#0c01ff"),
        (tag::BMP_STRING, b"\0", "CN=#1e0100"),
        (tag::OCTET_STRING, b"a", "CN=#040161"),
        (tag::UTF8_STRING, b"", "CN=#0c00"),
        (tag::UTF8_STRING, b"a\nb\0", "CN=a\\0Ab\\00"),
        (tag::UTF8_STRING, "\u{202e}x".as_bytes(), "CN=\\E2\\80\\AEx"),
    ] {
        let mut rdn = Writer::new();
        attribute::write_value(&mut rdn, AttributeType::COMMON_NAME, |writer| writer.value(tag, value));
        let made = Name::empty().and_rdn(&rdn.finish());
        let read = Name::from_der(made.as_der()).unwrap();
        assert_eq!(read.to_string(), shown);
        // Text can be read again.
        assert_eq!(name(shown).to_string(), shown);
    }
}

#[test]
fn malformed_der_is_refused_with_its_place() {
    for (der, kind, offset) in [
        (&[0x31, 0x00][..], EncodingKind::UnexpectedTag, 0),
        (&[0x30, 0x02, 0x31, 0x00], EncodingKind::EmptyList, 4),
        (&[0x30, 0x02, 0x30, 0x00], EncodingKind::UnexpectedTag, 2),
        (&[0x30, 0x00, 0x00], EncodingKind::TrailingData, 2),
        (&[0x30, 0x06, 0x31, 0x04, 0x30, 0x02, 0x06, 0x00], EncodingKind::InvalidOid, 8),
    ] {
        let error = Name::from_der(der).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (kind, offset), "{der:02x?}");
    }
}

proptest! {
    #[test]
    fn any_text_survives(values in prop::collection::vec(any::<String>(), 1..4)) {
        let mut made = Name::empty();
        let mut kept = vec![];
        for value in values.iter().filter(|value| !value.is_empty()) {
            made = made.and(AttributeType::COMMON_NAME, value).unwrap();
            kept.push(value.clone());
        }
        let read = Name::from_der(made.as_der()).unwrap();
        let texts: Vec<_> = read.attributes().map(|attribute| attribute.text().unwrap().into_owned()).collect();
        prop_assert_eq!(texts, kept);
        let shown = read.to_string();
        prop_assert_eq!(name(&shown), read);
    }

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        if let Ok(name) = text.parse::<Name>() {
            prop_assert_eq!(name.to_string().parse::<Name>().unwrap(), name);
        }
    }
}
