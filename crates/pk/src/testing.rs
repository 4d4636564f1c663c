// SPDX-License-Identifier: MIT
//! What the tests of this crate share: keys made by OpenSSL 3.0, and the back ends of this CPU.

use alloc::vec;
use alloc::vec::Vec;

use purembed_accel::Backend;
use purembed_core::pem;
use purembed_hash::Algorithm;

macro_rules! files {
    ($($name:ident = $file:literal;)*) => {
        $(pub(crate) const $name: &[u8] = include_bytes!(concat!("testdata/", $file));)*
    };
}

// openssl genrsa -traditional; pkcs8 -topk8 -nocrypt; rsa -pubout; rsa -RSAPublicKey_out
files! {
    RSA1024_PKCS1 = "rsa1024.pkcs1.pem";
    RSA2048_PKCS1 = "rsa2048.pkcs1.pem";
    RSA2048_PKCS8 = "rsa2048.pkcs8.pem";
    RSA2048_SPKI = "rsa2048.spki.pem";
    RSA2048_PKCS1_PUBLIC = "rsa2048.pkcs1pub.pem";
    RSAPSS_PKCS8 = "rsapss1024.pkcs8.pem";
}

// openssl ecparam -genkey; pkcs8 -topk8; ec -pubout; ec -no_public; ec -pubout -conv_form compressed
files! {
    P256_SEC1 = "p256.sec1.pem";
    P256_SEC1_NO_PUBLIC = "p256.sec1-nopublic.pem";
    P256_PKCS8 = "p256.pkcs8.pem";
    P256_SPKI = "p256.spki.pem";
    P256_SPKI_COMPRESSED = "p256.spki-compressed.pem";
    P256_ENCRYPTED = "p256.encrypted.pem";
    P256_LEGACY_ENCRYPTED = "p256.legacy-encrypted.pem";
    P256_EXPLICIT = "p256.explicit.pem";
    P384_SEC1 = "p384.sec1.pem";
    P384_SEC1_NO_PUBLIC = "p384.sec1-nopublic.pem";
    P384_PKCS8 = "p384.pkcs8.pem";
    P384_SPKI = "p384.spki.pem";
    P384_SPKI_COMPRESSED = "p384.spki-compressed.pem";
    P521_SEC1 = "p521.sec1.pem";
}

// openssl genpkey -algorithm ed25519, ed448, x25519, x448; pkey -pubout
files! {
    ED25519_PKCS8 = "ed25519.pkcs8.pem";
    ED25519_SPKI = "ed25519.spki.pem";
    ED448_PKCS8 = "ed448.pkcs8.pem";
    ED448_SPKI = "ed448.spki.pem";
    X25519_PKCS8 = "x25519.pkcs8.pem";
    X25519_SPKI = "x25519.spki.pem";
    X448_PKCS8 = "x448.pkcs8.pem";
    X448_SPKI = "x448.spki.pem";
}

// Signatures of b"message": openssl dgst -sign, pkeyutl -sign
files! {
    RSA2048_SHA256_SIGNATURE = "rsa2048.sha256.sig";
    RSA2048_PSS_SHA384_SIGNATURE = "rsa2048.pss-sha384.sig";
    P256_SHA256_SIGNATURE = "p256.sha256.sig";
    P384_SHA512_SIGNATURE = "p384.sha512.sig";
    ED25519_SIGNATURE = "ed25519.sig";
    ED448_SIGNATURE = "ed448.sig";
}

/// The files of good private keys.
pub(crate) const PRIVATE_KEYS: [&[u8]; 14] = [
    RSA1024_PKCS1,
    RSA2048_PKCS1,
    RSA2048_PKCS8,
    P256_SEC1,
    P256_SEC1_NO_PUBLIC,
    P256_PKCS8,
    P384_SEC1,
    P384_SEC1_NO_PUBLIC,
    P384_PKCS8,
    P521_SEC1,
    ED25519_PKCS8,
    ED448_PKCS8,
    X25519_PKCS8,
    X448_PKCS8,
];

/// The files of good public keys.
pub(crate) const PUBLIC_KEYS: [&[u8]; 10] = [
    RSA2048_SPKI,
    RSA2048_PKCS1_PUBLIC,
    P256_SPKI,
    P256_SPKI_COMPRESSED,
    P384_SPKI,
    P384_SPKI_COMPRESSED,
    ED25519_SPKI,
    ED448_SPKI,
    X25519_SPKI,
    X448_SPKI,
];

/// The contents of the last block of a PEM file.
pub(crate) fn der(file: &[u8]) -> Vec<u8> {
    let block = pem::blocks(file).last().expect("a PEM file").expect("well formed");
    block.contents().expose().to_vec()
}

/// The portable back end, and the fast one if this CPU has it.
pub(crate) fn backends() -> Vec<Backend> {
    let mut backends = vec![Backend::Portable];
    for backend in [Backend::Avx2, purembed_accel::backend()] {
        if backend.runs_here() && backend <= purembed_accel::backend() && !backends.contains(&backend) {
            backends.push(backend);
        }
    }
    backends
}

pub(crate) const DIGESTS: [Algorithm; 6] = [
    Algorithm::MD5,
    Algorithm::SHA1,
    Algorithm::SHA224,
    Algorithm::SHA256,
    Algorithm::SHA384,
    Algorithm::SHA512,
];
