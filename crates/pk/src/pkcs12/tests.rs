// SPDX-License-Identifier: MIT
//! Files of our own, damaged ones and hostile ones. Those of OpenSSL are tested against the command.

use alloc::vec;
use core::num::NonZeroU32;

use super::*;
use crate::encoding::pbes::{PBMAC1, Passphrase, Work};
use crate::encoding::reader::tag;
use crate::encoding::writer;
use crate::{EncryptionCipher, KeyKind, testing};

fn cheap() -> Encryption {
    Encryption::new().cipher(EncryptionCipher::Aes128Cbc).pbkdf2(NonZeroU32::MIN)
}

fn sample() -> Pkcs12 {
    let key = PrivateKey::from_buffer(testing::ED25519_PKCS8).expect("a key");
    Pkcs12::new(key, b"\x30\x00".as_slice()).with_chain([b"\x30\x01\x00".as_slice()]).with_name("näme")
}

fn read(der: &[u8]) -> Result<Pkcs12, InvalidKey> {
    Pkcs12::from_buffer_with_password(der, "password")
}

#[test]
fn what_is_written_is_read() {
    let file = sample();
    for cipher in [EncryptionCipher::Aes128Cbc, EncryptionCipher::Aes256Gcm] {
        let der = file.to_der("password", &cheap().cipher(cipher)).expect("randomness");
        let read = read(&der).expect("just written");
        assert_eq!(read.private_key(), file.private_key());
        assert_eq!(read.keys(), file.keys());
        assert_eq!(read.certificates(), file.certificates());
        assert_eq!(read.certificate(), Some(&b"\x30\x00"[..]));
        assert_eq!(read.chain().collect::<Vec<_>>(), [b"\x30\x01\x00"]);
        assert_eq!(read.name(), Some("näme"));
        assert_eq!(Pkcs12::from_buffer_with_password(&der, "other").err(), Some(InvalidKey::WrongPassword));
        assert_eq!(Pkcs12::from_buffer(&der).err(), Some(InvalidKey::PasswordNeeded));
        let wrong = PrivateKey::from_buffer(&der).err();
        assert_eq!(wrong, Some(InvalidKey::WrongKind { found: KeyKind::Pkcs12 }));
        // Only what is written without being given away.
        let shown = alloc::format!("{file:?}");
        assert!(shown.contains("näme") && !shown.contains("seed"), "{shown}");
    }
    let alone = Pkcs12::with_key_alone(file.into_private_key().expect("it has one"));
    let der = alone.to_der("", &cheap()).expect("randomness");
    assert_eq!(Pkcs12::from_buffer(&der).expect("no password").keys(), alone.keys());
    assert_eq!(Pkcs12::default().to_der("", &cheap()).map(|der| der.len() < 200), Ok(true));
}

#[test]
fn damaged_files_are_errors_or_the_same() {
    let file = sample();
    let good = file.to_der("password", &cheap()).expect("randomness");
    for end in 0..good.len() {
        assert!(read(&good[..end]).is_err(), "{end}");
    }
    let mut der = good.clone();
    for at in 0..der.len() {
        for mutation in [0x01, 0x02, 0x80, 0xff, 0x7f, 0x20] {
            der[at] = good[at] ^ mutation;
            if let Ok(read) = read(&der) {
                assert_eq!(read.keys(), file.keys(), "{at}");
                assert_eq!(read.certificates(), file.certificates(), "{at}");
            }
        }
        der[at] = good[at];
    }
    assert!(read(&[&good[..], &[0]].concat()).is_err());
}

/// A file around an `AuthenticatedSafe`, with what may follow.
fn pfx(version: u8, safes: &[u8], mac: &[u8]) -> Vec<u8> {
    let data = writer::element(tag::CONTEXT_0, &[&writer::octet_string(safes)]);
    let content = writer::sequence(&[&writer::oid(oid::DATA), &data]);
    writer::sequence(&[&writer::integer(&[version]), &content, mac]).to_vec()
}

fn content(kind: &[u8], value: &[u8]) -> Vec<u8> {
    writer::sequence(&[&writer::oid(kind), &writer::element(tag::CONTEXT_0, &[value])]).to_vec()
}

#[test]
fn without_protection_nothing_is_asked() {
    let pkcs8 = testing::der(testing::P256_PKCS8);
    let bag = content(&[oid::BAGS, &[oid::KEY_BAG]].concat(), &pkcs8);
    let data = content(oid::DATA, &writer::octet_string(&writer::sequence(&[&bag])));
    let file = pfx(3, &writer::sequence(&[&data]), &[]);
    let ask = Password::ask(|| -> purembed_core::secret::SecretBytes { panic!("asked") });
    let read = Pkcs12::from_buffer_with_password(&file, ask).expect("a plain file");
    assert_eq!(read.private_key().map(PrivateKey::name), Some("EC"));
    assert_eq!(Pkcs12::from_buffer(&pfx(4, &[0x30, 0], &[])).err(), Some(InvalidKey::UnsupportedVersion));
    assert!(Pkcs12::from_buffer(&pfx(3, &[0x30, 0], &[])).is_ok());
    // Lengths that BER leaves open.
    assert!(matches!(Pkcs12::from_buffer(b"\x30\x80\x02\x01\x03"), Err(InvalidKey::Malformed { .. })));
}

#[test]
fn bags_in_bags_are_bounded() {
    let mut bags = writer::sequence(&[]).to_vec();
    for depth in 0..20 {
        let data = content(oid::DATA, &writer::octet_string(&bags));
        let file = pfx(3, &writer::sequence(&[&data]), &[]);
        assert_eq!(Pkcs12::from_buffer(&file).is_ok(), depth <= 4, "{depth}");
        let bag = content(&[oid::BAGS, &[oid::SAFE_CONTENTS_BAG]].concat(), &bags);
        bags = writer::sequence(&[&bag]).to_vec();
    }
}

#[test]
fn costs_are_bounded() {
    let most = NonZeroU32::new(Encryption::MAX_ITERATIONS).expect("some");
    let costly = sample().to_der("password", &cheap().pbkdf2(most));
    assert_eq!(costly.err(), Some(Error::TooExpensive));
    for iterations in [vec![0xff; 4], vec![1, 0, 0, 0, 0], vec![1; 20], 10_000_001_u32.to_be_bytes().to_vec()]
    {
        let identifier = writer::sequence(&[&writer::oid(Algorithm::SHA1.oid()), &writer::null()]);
        let mac = writer::sequence(&[
            &writer::sequence(&[&identifier, &writer::octet_string(&[0; 20])]),
            &writer::octet_string(&[1; 8]),
            &writer::integer(&iterations),
        ]);
        let error = Pkcs12::from_buffer(&pfx(3, &[0x30, 0], &mac)).err();
        assert_eq!(error, Some(InvalidKey::TooExpensive), "{iterations:?}");
    }
}

/// RFC 9579 section 4: PBKDF2 with HMAC-SHA256, and a MAC with HMAC-SHA512.
#[test]
fn pbmac1() {
    let safes = [0x30, 0];
    let iterations = NonZeroU32::new(2048).expect("some");
    let mut key = [0; 32];
    let salt = b"salt of 16 bytes";
    purembed_kdf::pbkdf2_hmac(b"password", salt, iterations, Algorithm::SHA256, &mut key).expect("short");
    let tag = purembed_hmac::Hmac::new(&key, Algorithm::SHA512).chain(safes).finalize();
    let hmac = |number: u8| {
        writer::sequence(&[
            &writer::oid(&[&b"\x2a\x86\x48\x86\xf7\x0d\x02"[..], &[number]].concat()),
            &writer::null(),
        ])
    };
    let make = |key_size: Option<u8>, tag: &[u8]| {
        let key_size = key_size.map(|size| writer::integer(&[size]));
        let parameters = writer::sequence(&[
            &writer::octet_string(salt),
            &writer::integer(&[8, 0]),
            key_size.as_ref().map_or([].as_slice(), |size| size.as_slice()),
            &hmac(9),
        ]);
        let kdf = writer::sequence(&[&writer::oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c"), &parameters]);
        let pbmac1 = writer::sequence(&[&writer::oid(PBMAC1), &writer::sequence(&[&kdf, &hmac(11)])]);
        let mac = writer::sequence(&[
            &writer::sequence(&[&pbmac1, &writer::octet_string(tag)]),
            &writer::octet_string(b"NOT USED"),
            &writer::integer(&[1]),
        ]);
        pfx(3, &safes, &mac)
    };
    assert!(read(&make(Some(32), tag.as_ref())).is_ok());
    assert_eq!(read(&make(Some(32), &[0; 64])).err(), Some(InvalidKey::WrongPassword));
    assert_eq!(read(&make(Some(33), tag.as_ref())).err(), Some(InvalidKey::WrongPassword));
    assert!(matches!(read(&make(None, tag.as_ref())), Err(InvalidKey::Malformed { .. })));
    let good = make(Some(32), tag.as_ref());
    assert_eq!(Pkcs12::from_buffer(&good).err(), Some(InvalidKey::PasswordNeeded));
}

#[test]
fn a_mac_of_our_own_is_the_one_that_is_checked() {
    let password = Passphrase::new(b"password");
    let mac = mac::write(&password, &[0x30, 0], b"salt", NonZeroU32::MIN, &mut Work::new()).expect("cheap");
    assert!(read(&pfx(3, &[0x30, 0], &mac)).is_ok());
    assert_eq!(read(&pfx(3, &[0x30, 2, 5, 0], &mac)).err(), Some(InvalidKey::WrongPassword));
}
