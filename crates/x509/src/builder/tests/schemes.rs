// SPDX-License-Identifier: MIT
//! Every way to sign, with every kind of key that can.

use purembed_pk::{Ed448, Pss, SaltLength, SigningKey};

use super::*;
use crate::{CrlBuilder, SignatureScheme};

fn name() -> Name {
    "CN=a".parse().unwrap()
}

/// A certificate, a request and a list that are signed so, each verified.
fn sign(key: &dyn SigningKey, scheme: impl Into<SignatureScheme>) -> Result<Crt, BuildError> {
    let scheme = scheme.into();
    let profile = CrtProfile::RootCa;
    let ca =
        CrtBuilder::from_profile(profile, name(), key.public_key(), NOW, NOW + DAY).self_sign(key, scheme)?;
    ca.verify_signature_on(&ca).map_err(BuildError::Request)?;
    let csr = CsrBuilder::new(name()).sign_with(key, scheme)?;
    csr.verify_signature().map_err(BuildError::Request)?;
    let crl = CrlBuilder::new(1.into(), NOW, NOW + DAY).sign_with(&ca, key, scheme)?;
    crl.verify_signature_by(&ca).map_err(BuildError::Request)?;
    assert_eq!(csr.signature_algorithm_oid(), ca.signature_algorithm_oid());
    assert_eq!(crl.signature_algorithm_oid(), ca.signature_algorithm_oid());
    Ok(ca)
}

const DIGESTS: [Algorithm; 9] = [
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
    Algorithm::SHA3_224,
    Algorithm::SHA3_256,
    Algorithm::SHA3_384,
    Algorithm::SHA3_512,
];

#[test]
fn ecdsa_on_every_curve_with_every_digest() {
    for curve in Curve::available().iter().copied() {
        let Ok(key) = Ecc::generate(curve) else { continue };
        for digest in DIGESTS {
            let crt = sign(&key, digest).unwrap();
            assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ecdsa(digest)), "{curve:?}");
        }
    }
}

#[test]
fn rsa_with_every_digest_and_salt() {
    let key = Rsa::generate(2048).unwrap();
    for digest in DIGESTS.into_iter().chain([Algorithm::MD5]) {
        let crt = sign(&key, digest).unwrap();
        assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::RsaPkcs1(digest)));
    }
    for digest in DIGESTS {
        let crt = sign(&key, SignatureAlgorithm::RsaPss(digest)).unwrap();
        assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::RsaPss(digest)));
    }
    let pss = |salt| Pss::new(Algorithm::SHA256).salt_length(salt);
    for (pss, length, mask) in [
        (pss(SaltLength::Bytes(20)), 20, Algorithm::SHA256),
        (pss(SaltLength::Bytes(0)), 0, Algorithm::SHA256),
        (pss(SaltLength::Bytes(200)), 200, Algorithm::SHA256),
        (pss(SaltLength::Longest), 222, Algorithm::SHA256),
        (pss(SaltLength::Any), 32, Algorithm::SHA256),
        (pss(SaltLength::Digest).mgf1(Algorithm::SHA1), 32, Algorithm::SHA1),
        (Pss::new(Algorithm::SHA1), 20, Algorithm::SHA1),
    ] {
        let crt =
            sign(&PrivateKey::from(Rsa::from_buffer(key.to_pkcs8_der().expose()).unwrap()), pss).unwrap();
        let parameters = crt.pss_parameters().unwrap();
        assert_eq!((parameters.salt_length(), parameters.mask_digestmod()), (length, mask));
    }
    let refused = sign(&key, pss(SaltLength::Bytes(223)));
    assert_eq!(refused, Err(BuildError::Key(purembed_pk::Error::KeyTooSmall)));
}

#[test]
fn edwards_curves_bring_their_own_digest() {
    let (ed25519, ed448) = (Ed25519::generate().unwrap(), Ed448::generate().unwrap());
    let crt = sign(&ed25519, Algorithm::MD5).unwrap();
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ed25519));
    let crt = sign(&ed448, SignatureAlgorithm::Ed448).unwrap();
    assert_eq!(crt.signature_algorithm(), Some(SignatureAlgorithm::Ed448));
}

#[test]
fn an_algorithm_for_another_kind_of_key_is_refused() {
    let keys = [&*KEY, &*OTHER_KEY];
    let wrong = Err(BuildError::Key(purembed_pk::Error::WrongAlgorithm));
    for key in keys {
        assert_eq!(sign(key, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)), wrong);
        assert_eq!(sign(key, SignatureAlgorithm::RsaPss(Algorithm::SHA256)), wrong);
        assert_eq!(sign(key, Pss::new(Algorithm::SHA256)), wrong);
        assert_eq!(sign(key, SignatureAlgorithm::Ed448), wrong);
    }
    assert_eq!(sign(&*KEY, SignatureAlgorithm::Ed25519), wrong);
    assert_eq!(sign(&*OTHER_KEY, SignatureAlgorithm::Ecdsa(Algorithm::SHA256)), wrong);
    // There are no identifiers for these.
    let unknown = Err(BuildError::Key(purembed_pk::Error::UnsupportedDigest));
    assert_eq!(sign(&*KEY, Algorithm::RIPEMD160), unknown);
}
