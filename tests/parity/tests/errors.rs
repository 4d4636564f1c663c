// SPDX-License-Identifier: MIT
//! The numbers of `purembed::Error::mbedtls_code` are numbers of C, and mean the same there.

use purembed::cipher::{DecryptError, InvalidInput};
use purembed::hkdf::{Algorithm, Hkdf};
use purembed::pk::{self, InvalidKey};
use purembed::{Error, cipher, parity, rand, tls, x509};
use purembed_tests::ledger::Ledger;

/// Errors of ours with the module and a word of C's text.
fn cases() -> Vec<(Error, &'static str, &'static str)> {
    let aes = cipher::Aes::new(&[0; 16], cipher::Gcm).expect("a key");
    let forged = aes.decrypt(&[0; 12], b"", b"forged", [0; 16].into()).expect_err("forged");
    let _: DecryptError = forged;
    let name = |text: &str| text.parse::<x509::Name>().expect_err("no name").into();
    vec![
        (InvalidInput::TooLong.into(), "CIPHER", "Bad input"),
        (cipher::InvalidKey::Length { bytes: 1 }.into(), "CIPHER", "Bad input"),
        (forged.into(), "CIPHER", "Authentication failed"),
        (InvalidKey::Malformed { offset: 0 }.into(), "PK", "Invalid key tag or value"),
        (InvalidKey::NotFound.into(), "PK", "Invalid key tag or value"),
        (InvalidKey::UnsupportedAlgorithm.into(), "PK", "algorithm is unsupported"),
        (InvalidKey::UnsupportedCurve.into(), "PK", "curve is unsupported"),
        (InvalidKey::UnsupportedVersion.into(), "PK", "Unsupported key version"),
        (InvalidKey::PasswordNeeded.into(), "PK", "password"),
        (InvalidKey::WrongPassword.into(), "PK", "password"),
        (InvalidKey::WrongKind { found: pk::KeyKind::Pkcs12 }.into(), "PK", "Type mismatch"),
        (InvalidKey::UnsupportedEncryption { scheme: "RC2" }.into(), "PK", "feature"),
        (InvalidKey::PublicKeyInvalid.into(), "ECP", "Invalid private or public key"),
        (pk::Error::KeySize.into(), "RSA", "Bad input"),
        (pk::Error::KeyTooSmall.into(), "RSA", "Bad input"),
        (pk::Error::WrongAlgorithm.into(), "PK", "Type mismatch"),
        (pk::Error::Fault.into(), "RSA", "private key operation failed"),
        (rand::RngError.into(), "ENTROPY", "source failure"),
        (rand::Error::Entropy(rand::RngError).into(), "CTR_DRBG", "entropy source failed"),
        (rand::Error::RequestTooLong.into(), "CTR_DRBG", "too big"),
        (rand::Error::InputTooLong.into(), "CTR_DRBG", "too large"),
        (x509::Crt::from_der(b"garbage").expect_err("garbage").into(), "X509", "format is invalid"),
        (x509::Crt::from_pem("no PEM").expect_err("garbage").into(), "X509", "format is invalid"),
        (name("X=unknown"), "X509", "OID is unknown"),
        (name("CN"), "X509", "name tag or value is invalid"),
        (x509::ServerName::try_from("no name").expect_err("a space").into(), "SSL", "Bad input"),
        (x509::BuildError::Key(pk::Error::WrongAlgorithm).into(), "PK", "Type mismatch"),
        (x509::BuildError::InvalidTime.into(), "X509", "Input invalid"),
        (tls::Error::BadRecord.into(), "SSL", "MAC failed"),
        (tls::Error::HandshakeSignature.into(), "SSL", "CertificateVerify"),
        (tls::Error::RecordOverflow.into(), "SSL", "invalid SSL record"),
        (tls::Error::Misuse(tls::ApiMisuse::HandshakePending).into(), "SSL", "Bad input"),
        (tls::Error::NoCertificate.into(), "SSL", "No client certification received"),
        (tls::Error::NoInnerProtocol.into(), "SSL", "ClientHello"),
        (tls::Error::RaggedEof.into(), "SSL", "EOF"),
        (tls::ConfigError::NoTrustStore.into(), "SSL", "No CA Chain"),
        (tls::ConfigError::NoCertificateChain.into(), "SSL", "own certificate is not set"),
        (tls::ConfigError::NoCipherSuite.into(), "SSL", "no ciphersuites in common"),
        (tls::ConfigError::VersionRange.into(), "SSL", "Bad input"),
    ]
}

#[test]
fn c_says_the_same_about_them() {
    let mut ledger = Ledger::new("error numbers");
    for (error, module, words) in cases() {
        let code = error.mbedtls_code().unwrap_or_else(|| panic!("{error:?} has no number"));
        assert!(code > 0, "{error:?}: python-mbedtls' numbers are positive");
        let text = parity::describe(code).unwrap_or_else(|| panic!("C knows no {code:#06x}, of {error:?}"));
        assert!(text.starts_with(module) && text.contains(words), "{error:?}: {text}");
        ledger.ran();
    }
    ledger.finish();
}

/// C has no text for HKDF; here is its number at work.
#[test]
fn c_fails_with_the_same_number() {
    let mut okm = vec![0; 255 * 32 + 1];
    let ours = Hkdf::new(Algorithm::SHA256).derive(b"", &mut okm).expect_err("too long");
    let theirs = parity::hkdf::Hkdf::new(parity::hashlib::Algorithm::SHA256);
    let theirs = theirs.derive(b"", &mut okm).expect_err("too long");
    assert_eq!(Error::from(ours).mbedtls_code(), theirs.mbedtls_code());
}

#[test]
fn this_is_the_c_that_is_meant() {
    println!("Mbed TLS {:?}", parity::version_info());
    let (major, minor, _) = parity::version_info();
    assert_eq!((major, minor), (2, 28));
}
