// SPDX-License-Identifier: MIT
//! Which signatures in certificates are accepted, and which forms of private keys.

use alloc::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::{PrivateKeyDer, ServerName, UnixTime};
use rustls::{CertificateError, Error, RootCertStore, SignatureAlgorithm, SignatureScheme};
use rustls_purembed::{provider, sign};

use crate::fixtures::{Kind, certificate, key, pem, roots};

fn verify(chain: &[u8], roots: RootCertStore) -> Result<(), Error> {
    let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::new(provider()));
    let name = ServerName::try_from("localhost").unwrap();
    // 2030, so that the certificates, and not this machine's clock, decide
    let now = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_893_456_000));
    verifier.build().unwrap().verify_server_cert(&certificate(chain), &[], &name, &[], now).map(drop)
}

#[test]
fn every_algorithm_of_the_table_is_accepted() {
    for (name, chain, kind) in [
        ("RSA PKCS#1 v1.5, SHA-256", &pem!("server-rsa.pem")[..], Kind::Rsa),
        ("RSA PKCS#1 v1.5, SHA-384", pem!("chain-rsa-pkcs1-sha384.pem"), Kind::Rsa),
        ("RSA PKCS#1 v1.5, SHA-512", pem!("chain-rsa-pkcs1-sha512.pem"), Kind::Rsa),
        ("RSA-PSS, SHA-256", pem!("chain-rsa-pss-sha256.pem"), Kind::Rsa),
        ("RSA-PSS, SHA-384", pem!("chain-rsa-pss-sha384.pem"), Kind::Rsa),
        ("RSA-PSS, SHA-512", pem!("chain-rsa-pss-sha512.pem"), Kind::Rsa),
        ("P-256, SHA-256", pem!("server-p256.pem"), Kind::P256),
        ("P-256, SHA-384", pem!("chain-p256-sha384.pem"), Kind::P256),
        ("P-384, SHA-256", pem!("chain-p384-sha256.pem"), Kind::P384),
        ("P-384, SHA-384", pem!("server-p384.pem"), Kind::P384),
        ("Ed25519", pem!("server-ed25519.pem"), Kind::Ed25519),
    ] {
        assert_eq!(verify(chain, kind.roots()), Ok(()), "{name}");
    }
}

/// SHA-1, SHA-512 with P-256, and RSA keys too short for the Web PKI.
#[test]
fn what_is_not_in_the_table_is_refused() {
    let unsupported = |chain: &[u8], roots| {
        let error = verify(chain, roots).unwrap_err();
        assert!(
            matches!(
                error,
                Error::InvalidCertificate(CertificateError::UnsupportedSignatureAlgorithmContext { .. })
            ),
            "{error:?}"
        );
    };
    unsupported(pem!("chain-rsa-pkcs1-sha1.pem"), Kind::Rsa.roots());
    unsupported(pem!("chain-p256-sha512.pem"), Kind::P256.roots());
    let small = verify(pem!("chain-rsa1024.pem"), roots(pem!("ca-rsa1024.pem")));
    assert_eq!(small, Err(CertificateError::BadSignature.into()));
}

#[test]
fn altered_certificates_are_refused() {
    for kind in Kind::ALL {
        let mut der = kind.chain()[0].to_vec();
        *der.last_mut().unwrap() ^= 1;
        let verifier = WebPkiServerVerifier::builder_with_provider(kind.roots().into(), Arc::new(provider()));
        let name = ServerName::try_from("localhost").unwrap();
        let now = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_893_456_000));
        let verified = verifier.build().unwrap().verify_server_cert(&der.into(), &[], &name, &[], now);
        assert_eq!(verified.err(), Some(CertificateError::BadSignature.into()), "{kind:?}");
    }
}

#[test]
fn private_keys_in_all_their_forms() {
    for (pem, algorithm, kind) in [
        (&pem!("server-rsa.key")[..], SignatureAlgorithm::RSA, Kind::Rsa),
        (pem!("server-rsa.pkcs1.key"), SignatureAlgorithm::RSA, Kind::Rsa),
        (pem!("server-p256.key"), SignatureAlgorithm::ECDSA, Kind::P256),
        (pem!("server-p256.sec1.key"), SignatureAlgorithm::ECDSA, Kind::P256),
        (pem!("server-p384.key"), SignatureAlgorithm::ECDSA, Kind::P384),
        (pem!("server-ed25519.key"), SignatureAlgorithm::ED25519, Kind::Ed25519),
    ] {
        let loaded = provider().key_provider.load_private_key(key(pem)).unwrap();
        assert_eq!(loaded.algorithm(), algorithm);
        assert_eq!(sign::any_supported_type(&key(pem)).unwrap().algorithm(), algorithm);
        // the certificate has the same SubjectPublicKeyInfo, byte for byte
        rustls::sign::CertifiedKey::new(kind.chain(), loaded).keys_match().unwrap();
    }
    let error = sign::any_supported_type(&PrivateKeyDer::Pkcs8(vec![0x30, 0].into())).unwrap_err();
    assert!(matches!(error, Error::Other(_)), "{error:?}");
}

#[test]
fn schemes_are_chosen_in_our_order() {
    let rsa = sign::any_supported_type(&Kind::Rsa.key()).unwrap();
    let all = [
        SignatureScheme::RSA_PKCS1_SHA256,
        SignatureScheme::RSA_PSS_SHA512,
        SignatureScheme::RSA_PSS_SHA256,
        SignatureScheme::ECDSA_NISTP256_SHA256,
    ];
    assert_eq!(rsa.choose_scheme(&all).unwrap().scheme(), SignatureScheme::RSA_PSS_SHA256);
    assert_eq!(rsa.choose_scheme(&all[..2]).unwrap().scheme(), SignatureScheme::RSA_PSS_SHA512);
    assert_eq!(rsa.choose_scheme(&all[..1]).unwrap().scheme(), SignatureScheme::RSA_PKCS1_SHA256);
    assert!(rsa.choose_scheme(&all[3..]).is_none());
    assert_eq!(format!("{:?}", rsa.choose_scheme(&all).unwrap()), "Signer { scheme: RSA_PSS_SHA256, .. }");

    let p384 = sign::any_supported_type(&Kind::P384.key()).unwrap();
    assert!(p384.choose_scheme(&all).is_none());
    assert_eq!(format!("{p384:?}"), "SigningKey { algorithm: ECDSA, .. }");
}

/// Two signatures of one message differ for RSA-PSS and hedged ECDSA; for the others they are the same.
#[test]
fn signatures_verify_and_are_hedged() {
    for (kind, scheme, fresh) in [
        (Kind::Rsa, SignatureScheme::RSA_PSS_SHA256, true),
        (Kind::Rsa, SignatureScheme::RSA_PSS_SHA384, true),
        (Kind::Rsa, SignatureScheme::RSA_PSS_SHA512, true),
        (Kind::Rsa, SignatureScheme::RSA_PKCS1_SHA256, false),
        (Kind::Rsa, SignatureScheme::RSA_PKCS1_SHA384, false),
        (Kind::Rsa, SignatureScheme::RSA_PKCS1_SHA512, false),
        (Kind::P256, SignatureScheme::ECDSA_NISTP256_SHA256, true),
        (Kind::P384, SignatureScheme::ECDSA_NISTP384_SHA384, true),
        (Kind::Ed25519, SignatureScheme::ED25519, false),
    ] {
        let key = sign::any_supported_type(&kind.key()).unwrap();
        let signer = key.choose_scheme(&[scheme]).unwrap();
        let (one, two) = (signer.sign(b"message").unwrap(), signer.sign(b"message").unwrap());
        assert_eq!(one != two, fresh, "{scheme:?}");

        let table = rustls_purembed::SUPPORTED_SIG_ALGS.mapping;
        let (_, entries) = table.iter().find(|(name, _)| *name == scheme).unwrap();
        let spki = key.public_key().unwrap();
        let public = subject_public_key(&spki);
        for signature in [&one, &two] {
            assert!(entries[0].verify_signature(public, b"message", signature).is_ok(), "{scheme:?}");
            assert!(entries[0].verify_signature(public, b"massage", signature).is_err(), "{scheme:?}");
            let mut altered = signature.clone();
            *altered.last_mut().unwrap() ^= 1;
            assert!(entries[0].verify_signature(public, b"message", &altered).is_err(), "{scheme:?}");
            assert!(entries[0].verify_signature(&public[1..], b"message", signature).is_err(), "{scheme:?}");
            assert!(entries[0].verify_signature(&[], b"message", signature).is_err(), "{scheme:?}");
            assert!(entries[0].verify_signature(public, b"message", &[]).is_err(), "{scheme:?}");
            // a whole SubjectPublicKeyInfo is not what webpki hands over, and not a key
            assert!(entries[0].verify_signature(&spki, b"message", signature).is_err(), "{scheme:?}");
        }
    }
}

/// The contents of the BIT STRING at the end of a `SubjectPublicKeyInfo`.
fn subject_public_key(spki: &[u8]) -> &[u8] {
    let element = |bytes: &'_ [u8]| -> (usize, usize) {
        match bytes[1] {
            short @ 0..=0x7f => (2, usize::from(short)),
            0x81 => (3, usize::from(bytes[2])),
            _ => (4, usize::from(bytes[2]) << 8 | usize::from(bytes[3])),
        }
    };
    let (header, _) = element(spki);
    let inside = &spki[header..];
    let (header, length) = element(inside);
    let bit_string = &inside[header + length..];
    let (header, length) = element(bit_string);
    &bit_string[header + 1..header + length]
}
