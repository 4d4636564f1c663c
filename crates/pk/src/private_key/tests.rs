// SPDX-License-Identifier: MIT
//! Files of keys: every format in and out, and files that are damaged or hostile.

use alloc::vec::Vec;

use purembed_core::pem;

use super::*;
use crate::testing::{self, PRIVATE_KEYS, PUBLIC_KEYS, backends};
use crate::{Curve, Group};

fn public_of(file: &[u8], backend: Backend) -> Result<PublicKey, InvalidKey> {
    PrivateKey::with_backend(file, backend).map(|key| key.public_key())
}

#[test]
fn every_format_is_read_from_pem_and_der() -> Result<(), InvalidKey> {
    for backend in backends() {
        for (files, public) in [
            (&[testing::RSA2048_PKCS1, testing::RSA2048_PKCS8][..], testing::RSA2048_SPKI),
            (&[testing::P256_SEC1, testing::P256_SEC1_NO_PUBLIC, testing::P256_PKCS8], testing::P256_SPKI),
            (&[testing::P256_SEC1], testing::P256_SPKI_COMPRESSED),
            (&[testing::P384_SEC1, testing::P384_SEC1_NO_PUBLIC, testing::P384_PKCS8], testing::P384_SPKI),
            (&[testing::P384_PKCS8], testing::P384_SPKI_COMPRESSED),
            (&[testing::ED25519_PKCS8], testing::ED25519_SPKI),
            (&[testing::ED448_PKCS8], testing::ED448_SPKI),
            (&[testing::X25519_PKCS8], testing::X25519_SPKI),
            (&[testing::X448_PKCS8], testing::X448_SPKI),
        ] {
            let public = PublicKey::with_backend(public, backend)?;
            for file in files {
                assert_eq!(public_of(file, backend)?, public);
                assert_eq!(public_of(&testing::der(file), backend)?, public);
            }
            assert_eq!(PublicKey::from_spki_der(&public.to_der())?, public);
        }
    }
    Ok(())
}

#[test]
fn openssl_files_are_written_again_byte_for_byte() -> Result<(), InvalidKey> {
    for backend in backends() {
        for (traditional, pkcs8, spki) in [
            (testing::RSA2048_PKCS1, testing::RSA2048_PKCS8, testing::RSA2048_SPKI),
            (testing::P256_SEC1, testing::P256_PKCS8, testing::P256_SPKI),
            (testing::P384_SEC1, testing::P384_PKCS8, testing::P384_SPKI),
            (testing::ED25519_PKCS8, testing::ED25519_PKCS8, testing::ED25519_SPKI),
            (testing::ED448_PKCS8, testing::ED448_PKCS8, testing::ED448_SPKI),
            (testing::X25519_PKCS8, testing::X25519_PKCS8, testing::X25519_SPKI),
            (testing::X448_PKCS8, testing::X448_PKCS8, testing::X448_SPKI),
        ] {
            let key = PrivateKey::with_backend(traditional, backend)?;
            assert_eq!(key.to_pkcs8_pem().expose().as_bytes(), pkcs8);
            assert_eq!(key.to_pkcs8_der().expose(), testing::der(pkcs8));
            assert_eq!(key.public_key().to_pem().as_bytes(), spki);
            // OpenSSL puts EC PARAMETERS before SEC 1, which repeats them.
            assert!(traditional.ends_with(key.to_pem().expose().as_bytes()));
        }
    }
    Ok(())
}

#[test]
fn keys_of_other_kinds_are_told_apart() {
    let private = |file: &[u8]| PrivateKey::from_buffer(file).err();
    let public = |file: &[u8]| PublicKey::from_buffer(file).err();
    for file in [testing::P256_ENCRYPTED, testing::P256_LEGACY_ENCRYPTED] {
        assert_eq!(private(file), Some(InvalidKey::PasswordNeeded));
    }
    assert_eq!(private(&testing::der(testing::P256_ENCRYPTED)), Some(InvalidKey::PasswordNeeded));
    assert_eq!(private(testing::RSAPSS_PKCS8), Some(InvalidKey::UnsupportedAlgorithm));
    assert_eq!(private(testing::P256_EXPLICIT), Some(InvalidKey::UnsupportedCurve));
    let wrong = |found| Some(InvalidKey::WrongKind { found });
    for file in PUBLIC_KEYS {
        let found = KeyKind::PublicKey(PublicKey::from_buffer(file).ok().map(|key| key.name()));
        assert_eq!(private(file), wrong(found));
        assert_eq!(private(&testing::der(file)), wrong(found));
    }
    for file in PRIVATE_KEYS {
        let found = KeyKind::PrivateKey(PrivateKey::from_buffer(file).ok().map(|key| key.name()));
        assert_eq!(public(file), wrong(found));
        assert_eq!(public(&testing::der(file)), wrong(found));
    }
    let certificate = pem::encode("CERTIFICATE", &[0x30, 0]);
    assert_eq!(private(certificate.as_bytes()), Some(InvalidKey::NotFound));
    assert_eq!(public(certificate.as_bytes()), Some(InvalidKey::NotFound));
    assert_eq!(private(b""), Some(InvalidKey::Malformed { offset: 0 }));
    assert_eq!(public(b"no key at all"), Some(InvalidKey::Malformed { offset: 0 }));
    assert!(matches!(private(b"-----BEGIN PRIVATE KEY-----\n"), Some(InvalidKey::Pem(_))));

    let private_wrong = |name| wrong(KeyKind::PrivateKey(Some(name)));
    assert_eq!(Rsa::from_buffer(testing::P256_SEC1).err(), private_wrong("EC"));
    assert_eq!(Ecc::from_buffer(testing::RSA2048_PKCS8).err(), private_wrong("RSA"));
    assert_eq!(Ed25519::from_buffer(testing::P384_PKCS8).err(), private_wrong("EC"));
    assert_eq!(Ecc::from_buffer(testing::ED25519_PKCS8).err(), private_wrong("Ed25519"));
}

#[test]
fn the_first_private_key_of_a_file_is_taken() -> Result<(), InvalidKey> {
    let certificate = pem::encode("CERTIFICATE", &[0x30, 0]);
    let file = [
        b"0 or more lines of text\n",
        certificate.as_bytes(),
        b"text\n",
        testing::P256_SPKI,
        testing::P256_SEC1,
        testing::P384_PKCS8,
    ]
    .concat();
    assert_eq!(PrivateKey::from_buffer(&file)?.public_key(), PublicKey::from_buffer(testing::P256_SPKI)?);
    assert_eq!(PublicKey::from_buffer(&file)?, PublicKey::from_buffer(testing::P256_SPKI)?);
    // No newline at the end, and a NUL: what python-mbedtls needs and what it must not need.
    for end in [&b""[..], b"\n", b"\r\n", b"\0", b"\n\0"] {
        let file = [testing::P256_PKCS8.trim_ascii_end(), end].concat();
        if !end.contains(&0) || end == b"\n\0" {
            assert!(PrivateKey::from_buffer(&file).is_ok(), "{end:?}");
        }
    }
    Ok(())
}

#[test]
fn signing_needs_the_right_algorithm() -> Result<(), InvalidKey> {
    use purembed_hash::Algorithm;
    let algorithms = [
        SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256),
        SignatureAlgorithm::RsaPss(Algorithm::SHA256),
        SignatureAlgorithm::Ecdsa(Algorithm::SHA256),
        SignatureAlgorithm::Ed25519,
        SignatureAlgorithm::Ed448,
    ];
    for backend in backends() {
        for (file, good) in [
            (testing::RSA2048_PKCS1, &[0, 1][..]),
            (testing::P256_SEC1, &[2]),
            (testing::P384_SEC1, &[2]),
            (testing::ED25519_PKCS8, &[3]),
            (testing::ED448_PKCS8, &[4]),
            (testing::X25519_PKCS8, &[]),
            (testing::X448_PKCS8, &[]),
        ] {
            let key = PrivateKey::with_backend(file, backend)?;
            for (at, algorithm) in algorithms.into_iter().enumerate() {
                let signatures = [key.sign(algorithm, b"message"), key.sign_hedged(algorithm, b"message")];
                for signature in signatures {
                    if good.contains(&at) {
                        let Ok(signature) = signature else { panic!("{algorithm:?}") };
                        assert_eq!(key.public_key().verify(algorithm, b"message", &signature), Ok(()));
                        for other in algorithms.into_iter().filter(|&other| other != algorithm) {
                            assert!(key.public_key().verify(other, b"message", &signature).is_err());
                        }
                    } else {
                        assert_eq!(signature, Err(Error::WrongAlgorithm));
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn halves_match_only_each_other() -> Result<(), InvalidKey> {
    let mut keys = Vec::new();
    for file in [
        testing::RSA1024_PKCS1,
        testing::RSA2048_PKCS1,
        testing::P256_SEC1,
        testing::P384_SEC1,
        testing::ED25519_PKCS8,
        testing::ED448_PKCS8,
        testing::X25519_PKCS8,
        testing::X448_PKCS8,
    ] {
        keys.push(PrivateKey::from_buffer(file)?);
    }
    for (i, key) in keys.iter().enumerate() {
        for (j, other) in keys.iter().enumerate() {
            assert_eq!(key.matches(&other.public_key()), i == j);
        }
    }
    let bits: Vec<_> = keys.iter().map(|key| key.public_key().key_bits()).collect();
    assert_eq!(bits, [1024, 2048, 256, 384, 256, 448, 256, 448]);
    Ok(())
}

#[test]
fn truncated_and_padded_files_are_refused() {
    for backend in backends() {
        for file in PRIVATE_KEYS {
            let der = testing::der(file);
            for end in 0..der.len() {
                assert!(public_of(&der[..end], backend).is_err(), "{end}");
            }
            assert!(public_of(&[&der[..], &[0]].concat(), backend).is_err());
        }
        for file in PUBLIC_KEYS {
            let der = testing::der(file);
            for end in 0..der.len() {
                assert!(PublicKey::with_backend(&der[..end], backend).is_err(), "{end}");
            }
            assert!(PublicKey::with_backend(&[&der[..], &[0]].concat(), backend).is_err());
        }
    }
}

/// Every byte changed in several ways: an error, or a key that can do what keys do. Never a panic.
#[test]
fn mutated_files_never_panic() {
    let mutations = [0x01, 0x80, 0xff, 0x7f, 0x20];
    for backend in backends() {
        for file in PRIVATE_KEYS {
            let good = testing::der(file);
            let mut der = good.clone();
            for at in 0..der.len() {
                for mutation in mutations {
                    der[at] = good[at] ^ mutation;
                    if let Ok(key) = PrivateKey::with_backend(&der, backend) {
                        drop(key.sign(algorithm_for(&key.public_key()), b"message"));
                    }
                }
                der[at] = good[at];
            }
        }
        for file in PUBLIC_KEYS {
            let good = testing::der(file);
            let mut der = good.clone();
            for at in 0..der.len() {
                for mutation in mutations {
                    der[at] = good[at] ^ mutation;
                    if let Ok(key) = PublicKey::with_backend(&der, backend) {
                        let size = key.key_bits().div_ceil(8);
                        assert!(key.verify(algorithm_for(&key), b"message", &alloc::vec![1; size]).is_err());
                    }
                }
                der[at] = good[at];
            }
        }
    }
}

fn algorithm_for(key: &PublicKey) -> SignatureAlgorithm {
    use purembed_hash::Algorithm;
    match key {
        PublicKey::Rsa(_) => SignatureAlgorithm::RsaPss(Algorithm::SHA256),
        PublicKey::Ecc(_) => SignatureAlgorithm::Ecdsa(Algorithm::SHA256),
        PublicKey::Ed25519(_) => SignatureAlgorithm::Ed25519,
        PublicKey::Ed448(_) | PublicKey::Xdh(_) => SignatureAlgorithm::Ed448,
    }
}

#[test]
fn inner_and_outer_curve_must_be_the_same() {
    use crate::encoding::{pkcs8, sec1};
    let scalar = [1; 32];
    let point = crate::ecc::portable::SecretKey::from_bytes(Curve::SECP256R1, &scalar, Backend::Portable)
        .expect("in range")
        .public_key()
        .to_uncompressed();
    let inside = sec1::write(Some(Curve::SECP256R1), &scalar, &point);
    let read = |curve| public_of(&pkcs8::write(KeyAlgorithm::Ecc(curve), &inside), Backend::Portable);
    assert!(read(Curve::SECP256R1).is_ok());
    assert_eq!(read(Curve::SECP384R1), Err(InvalidKey::Inconsistent));
    // Neither PKCS#8 nor the key itself says which curve.
    let nameless = sec1::write(None, &scalar, &point);
    assert_eq!(public_of(&nameless, Backend::Portable), Err(InvalidKey::UnsupportedCurve));
}

#[test]
fn keys_cross_threads() {
    fn crosses<T: Send + Sync>() {}
    crosses::<PrivateKey>();
    crosses::<PublicKey>();
    crosses::<crate::EphemeralKey>();
    crosses::<crate::SharedSecret>();
    crosses::<Group>();
}
