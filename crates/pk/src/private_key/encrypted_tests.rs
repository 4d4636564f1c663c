// SPDX-License-Identifier: MIT
//! Encrypted key files: damaged ones and hostile ones. Those of OpenSSL are tested against the command.

use core::num::NonZeroU32;

use purembed_core::pem;

use super::*;
use crate::encoding::writer;
use crate::{EncryptionCipher, ScryptCost, testing};

const CIPHERS: [EncryptionCipher; 4] = [
    EncryptionCipher::Aes128Cbc,
    EncryptionCipher::Aes256Cbc,
    EncryptionCipher::Aes128Gcm,
    EncryptionCipher::Aes256Gcm,
];

fn read(file: &[u8]) -> Result<PrivateKey, InvalidKey> {
    PrivateKey::from_buffer_with_password(file, "password")
}

fn cheap() -> [Encryption; 2] {
    let few = NonZeroU32::new(2).expect("some");
    [Encryption::new().pbkdf2(few), Encryption::new().scrypt(ScryptCost::new(1, 1, 1).expect("costs"))]
}

#[test]
fn what_is_written_is_read() {
    for file in testing::PRIVATE_KEYS {
        let key = PrivateKey::from_buffer(file).expect("a good key");
        for (cipher, encryption) in CIPHERS.into_iter().zip(cheap().into_iter().cycle()) {
            let encryption = encryption.cipher(cipher);
            let pem = key.to_encrypted_pkcs8_pem("password", &encryption).expect("randomness");
            assert_eq!(read(pem.as_bytes()).as_ref(), Ok(&key));
            assert_eq!(read(&testing::der(pem.as_bytes())).as_ref(), Ok(&key));
            assert_eq!(PrivateKey::from_buffer(pem.as_bytes()), Err(InvalidKey::PasswordNeeded));
            let public = PublicKey::from_buffer(pem.as_bytes());
            assert_eq!(public, Err(InvalidKey::WrongKind { found: KeyKind::PrivateKey(None) }));
            let again = key.to_encrypted_pkcs8_pem("password", &encryption).expect("randomness");
            assert_ne!(pem, again, "salt and IV are new");
        }
    }
}

#[test]
fn damaged_files_are_errors_or_the_same() {
    let key = PrivateKey::from_buffer(testing::ED25519_PKCS8).expect("a good key");
    for encryption in cheap() {
        for cipher in CIPHERS {
            let good =
                key.to_encrypted_pkcs8_der("password", &encryption.cipher(cipher)).expect("randomness");
            for end in 0..good.len() {
                assert!(read(&good[..end]).is_err(), "{end}");
            }
            let mut der = good.clone();
            for at in 0..der.len() {
                for mutation in [0x01, 0x04, 0x80, 0xff, 0x7f, 0x20] {
                    der[at] = good[at] ^ mutation;
                    // CBC does not notice everything; what comes out is another key, or the same.
                    match read(&der) {
                        Ok(read) => assert_eq!(read.name(), "Ed25519"),
                        Err(error) => assert_ne!(error, InvalidKey::PasswordNeeded),
                    }
                }
                der[at] = good[at];
            }
        }
    }
}

#[test]
fn damaged_pem_never_panics() {
    let file = testing::P256_LEGACY_ENCRYPTED;
    for end in 0..file.len() {
        drop(read(&file[..end]));
    }
    let mut changed = file.to_vec();
    for at in 0..file.len() {
        for mutation in [0x01, 0x20, 0x80] {
            changed[at] = file[at] ^ mutation;
            drop(read(&changed));
        }
        changed[at] = file[at];
    }
}

#[test]
fn headers_that_say_nothing_of_use() {
    let body = pem::encode("RSA PRIVATE KEY", &[0; 32]);
    let with = |headers: &str| {
        let file = body.replacen('\n', &alloc::format!("\n{headers}\n\n"), 1);
        read(file.as_bytes()).err()
    };
    let unsupported = |scheme| Some(InvalidKey::UnsupportedEncryption { scheme });
    let encrypted = "Proc-Type: 4,ENCRYPTED\n";
    for dek_info in
        ["", "DEK-Info: AES-128-CBC", "DEK-Info: AES-128-CBC,00", "DEK-Info: DES-CBC,xx00000000000000"]
    {
        assert_eq!(with(&alloc::format!("{encrypted}{dek_info}")), Some(InvalidKey::DekInfo), "{dek_info}");
    }
    assert_eq!(with(&alloc::format!("{encrypted}DEK-Info: RC2-CBC,0000000000000000")), unsupported("RC2"));
    for name in ["AES-128-ECB", "AES-128-GCM", "IDEA-CBC", "BLOWFISH-CBC"] {
        let headers = alloc::format!("{encrypted}DEK-Info: {name},0000000000000000");
        assert_eq!(with(&headers), unsupported("unknown cipher"), "{name}");
    }
    let headers = alloc::format!("{encrypted}DEK-Info: DES-CBC,0000000000000000");
    assert_eq!(with(&headers), Some(InvalidKey::WrongPassword));
}

/// An `EncryptedPrivateKeyInfo` with PBES2, of which only the derivation matters.
fn with_kdf(oid: &[u8], parameters: &[&[u8]]) -> Vec<u8> {
    let kdf = writer::sequence(&[&writer::oid(oid), &writer::sequence(parameters)]);
    let cipher = writer::sequence(&[
        &writer::oid(b"\x60\x86\x48\x01\x65\x03\x04\x01\x02"),
        &writer::octet_string(&[0; 16]),
    ]);
    let pbes2 = writer::sequence(&[
        &writer::oid(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d"),
        &writer::sequence(&[&kdf, &cipher]),
    ]);
    writer::sequence(&[&pbes2, &writer::octet_string(&[0; 32])]).to_vec()
}

#[test]
fn costs_are_bounded() {
    let salt = writer::octet_string(b"salt");
    let pbkdf2 = |iterations: &[u8]| {
        read(&with_kdf(b"\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0c", &[&salt, &writer::integer(iterations)])).err()
    };
    assert_eq!(pbkdf2(&[1]), Some(InvalidKey::WrongPassword));
    assert!(matches!(pbkdf2(&[]), Some(InvalidKey::Malformed { .. })));
    for iterations in [&10_000_001_u32.to_be_bytes()[..], &[0x7f; 4], &[0xff; 8], &[1; 9], &[1; 100]] {
        assert_eq!(pbkdf2(iterations), Some(InvalidKey::TooExpensive), "{iterations:?}");
    }
    let scrypt = |n: u64, r: u32, p: u32| {
        let numbers = [n.to_be_bytes().to_vec(), r.to_be_bytes().to_vec(), p.to_be_bytes().to_vec()];
        let [n, r, p] = numbers.map(|number| writer::integer(&number));
        read(&with_kdf(b"\x2b\x06\x01\x04\x01\xda\x47\x04\x0b", &[&salt, &n, &r, &p])).err()
    };
    assert_eq!(scrypt(16, 1, 1), Some(InvalidKey::WrongPassword));
    assert!(matches!(scrypt(1000, 8, 1), Some(InvalidKey::Malformed { .. })));
    for (n, r, p) in [
        (1 << 19, 8, 1),
        (1 << 62, 1, 1),
        (1 << 14, u32::MAX, 1),
        (1 << 14, 8, u32::MAX),
        (1 << 14, 8, 33),
        (1 << 14, 0, 1),
        (1 << 40, 1 << 20, 1 << 20),
    ] {
        assert_eq!(scrypt(n, r, p), Some(InvalidKey::TooExpensive), "{n} {r} {p}");
    }
    let key = PrivateKey::from_buffer(testing::ED25519_PKCS8).expect("a good key");
    let too_many = NonZeroU32::new(Encryption::MAX_ITERATIONS + 1).expect("some");
    for encryption in [
        Encryption::new().pbkdf2(too_many),
        Encryption::new().scrypt(ScryptCost::new(19, 8, 1).expect("costs")),
    ] {
        assert_eq!(key.to_encrypted_pkcs8_der("password", &encryption), Err(Error::TooExpensive));
    }
}

#[test]
fn the_password_is_asked_for_only_when_it_helps() {
    use purembed_core::secret::SecretBytes;
    let never = || Password::ask(|| -> SecretBytes { panic!("asked") });
    assert!(PrivateKey::from_buffer_with_password(testing::P256_PKCS8, never()).is_ok());
    let unknown = with_kdf(b"\x2a\x03", &[]);
    let unsupported = Some(InvalidKey::UnsupportedEncryption { scheme: "unknown" });
    assert_eq!(PrivateKey::from_buffer_with_password(&unknown, never()).err(), unsupported);
    let nothing = Password::ask(|| None::<SecretBytes>);
    let refused = PrivateKey::from_buffer_with_password(testing::P256_ENCRYPTED, nothing);
    assert_eq!(refused, Err(InvalidKey::PasswordNeeded));
}

/// What is wrong with the key is said, not that it could not be read as something else.
#[test]
fn errors_are_those_of_the_key_inside() {
    let [encryption, _] = cheap();
    let encrypt = |der: &[u8]| {
        let der = SecretBytes::copy_from(der);
        let mut rng = purembed_core::random::generator().expect("randomness");
        encrypted(&der, b"password", &encryption, &mut rng).expect("cheap")
    };
    let error = |der: &[u8]| read(&encrypt(der)).err();
    assert_eq!(error(&testing::der(testing::RSAPSS_PKCS8)), Some(InvalidKey::UnsupportedAlgorithm));
    assert_eq!(error(b"\x30\x00"), Some(InvalidKey::Malformed { offset: 2 }));
    assert_eq!(error(b"no sequence"), Some(InvalidKey::WrongPassword));
    assert_eq!(error(b""), Some(InvalidKey::WrongPassword));
}

#[test]
fn every_error_has_a_line_of_its_own() {
    use alloc::collections::BTreeSet;
    use alloc::string::ToString;
    let errors = [
        InvalidKey::PasswordNeeded,
        InvalidKey::WrongPassword,
        InvalidKey::UnsupportedEncryption { scheme: "RC2" },
        InvalidKey::TooExpensive,
        InvalidKey::DekInfo,
        InvalidKey::WrongKind { found: KeyKind::PrivateKey(None) },
        InvalidKey::WrongKind { found: KeyKind::PrivateKey(Some("RSA")) },
        InvalidKey::WrongKind { found: KeyKind::PublicKey(None) },
        InvalidKey::WrongKind { found: KeyKind::PublicKey(Some("RSA")) },
        InvalidKey::WrongKind { found: KeyKind::Pkcs12 },
    ];
    let lines: BTreeSet<_> = errors.iter().map(ToString::to_string).collect();
    assert_eq!(lines.len(), errors.len());
    assert!(lines.iter().all(|line| !line.contains('\n') && !line.ends_with('.')));
}
