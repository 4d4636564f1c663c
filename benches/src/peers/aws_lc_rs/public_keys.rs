// SPDX-License-Identifier: MIT
//! Public keys.

use aws_lc_rs::agreement::{self, EphemeralPrivateKey, UnparsedPublicKey, agree_ephemeral};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::{
    KeySize, OAEP_SHA256_MGF1SHA256, OaepPrivateDecryptingKey, OaepPublicEncryptingKey, PrivateDecryptingKey,
    PublicEncryptingKey,
};
use aws_lc_rs::signature::{
    self, EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, ParsedPublicKey, RsaKeyPair,
    VerificationAlgorithm,
};

use crate::peers::{Crypt, Exchange, Generate, Scheme, Sign, Verify};

fn ecdsa(curve: &str) -> Option<(&'static EcdsaSigningAlgorithm, &'static dyn VerificationAlgorithm)> {
    Some(match curve {
        "secp256r1" => (&signature::ECDSA_P256_SHA256_ASN1_SIGNING, &signature::ECDSA_P256_SHA256_ASN1),
        "secp384r1" => (&signature::ECDSA_P384_SHA384_ASN1_SIGNING, &signature::ECDSA_P384_SHA384_ASN1),
        "secp521r1" => (&signature::ECDSA_P521_SHA512_ASN1_SIGNING, &signature::ECDSA_P521_SHA512_ASN1),
        "secp256k1" => (&signature::ECDSA_P256K1_SHA256_ASN1_SIGNING, &signature::ECDSA_P256K1_SHA256_ASN1),
        _ => return None,
    })
}

pub(super) fn sign(scheme: Scheme, key: &[u8]) -> Option<Sign> {
    let random = SystemRandom::new();
    match scheme {
        Scheme::RsaPkcs1 | Scheme::RsaPss => {
            let key = RsaKeyPair::from_pkcs8(key).ok()?;
            let padding = match scheme {
                Scheme::RsaPkcs1 => &signature::RSA_PKCS1_SHA256 as &dyn signature::RsaEncoding,
                _ => &signature::RSA_PSS_SHA256,
            };
            Some(Box::new(move |message| {
                let mut out = vec![0; key.public_modulus_len()];
                key.sign(padding, &random, message, &mut out).expect("a signature");
                out
            }))
        }
        Scheme::Ecdsa(curve) => {
            let key = EcdsaKeyPair::from_pkcs8(ecdsa(curve)?.0, key).ok()?;
            Some(Box::new(move |message| key.sign(&random, message).expect("a signature").as_ref().to_vec()))
        }
        Scheme::Ed25519 => {
            let key = Ed25519KeyPair::from_pkcs8_maybe_unchecked(key).ok()?;
            Some(Box::new(move |message| key.sign(message).as_ref().to_vec()))
        }
        _ => None,
    }
}

pub(super) fn verify(scheme: Scheme, key: &[u8]) -> Option<Verify> {
    let algorithm: &'static dyn VerificationAlgorithm = match scheme {
        Scheme::RsaPkcs1 => &signature::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY,
        // It has none for smaller moduli; their keys are shorter than this many bytes.
        Scheme::RsaPss if key.len() > 256 => &signature::RSA_PSS_2048_8192_SHA256,
        Scheme::Ecdsa(curve) => ecdsa(curve)?.1,
        Scheme::Ed25519 => &signature::ED25519,
        _ => return None,
    };
    let key = ParsedPublicKey::new(algorithm, key).ok()?;
    Some(Box::new(move |message, signature| key.verify_sig(message, signature).is_ok()))
}

pub(super) fn encrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    (scheme == Scheme::RsaOaep).then_some(())?;
    let key = OaepPublicEncryptingKey::new(PublicEncryptingKey::from_der(key).ok()?).ok()?;
    Some(Box::new(move |message| {
        let mut out = vec![0; key.ciphertext_size()];
        key.encrypt(&OAEP_SHA256_MGF1SHA256, message, &mut out, None).expect("short enough");
        out
    }))
}

pub(super) fn decrypt(scheme: Scheme, key: &[u8]) -> Option<Crypt> {
    (scheme == Scheme::RsaOaep).then_some(())?;
    let key = OaepPrivateDecryptingKey::new(PrivateDecryptingKey::from_pkcs8(key).ok()?).ok()?;
    Some(Box::new(move |message| {
        let mut out = vec![0; key.min_output_size()];
        key.decrypt(&OAEP_SHA256_MGF1SHA256, message, &mut out, None).expect("for this key").to_vec()
    }))
}

pub(super) fn exchange(group: &str) -> Option<Exchange> {
    let algorithm = match group {
        "x25519" => &agreement::X25519,
        "secp256r1" => &agreement::ECDH_P256,
        "secp384r1" => &agreement::ECDH_P384,
        "secp521r1" => &agreement::ECDH_P521,
        _ => return None,
    };
    let random = SystemRandom::new();
    Some(Box::new(move |peer| {
        let own = EphemeralPrivateKey::generate(algorithm, &random).expect("a key");
        let public = own.compute_public_key().expect("a public key").as_ref().to_vec();
        let peer = UnparsedPublicKey::new(algorithm, peer);
        let secret = agree_ephemeral(own, peer, (), |secret| Ok(secret.to_vec())).expect("a secret");
        [public, secret]
    }))
}

pub(super) fn generate_rsa(bits: usize) -> Option<Generate> {
    let size = match bits {
        2048 => KeySize::Rsa2048,
        3072 => KeySize::Rsa3072,
        4096 => KeySize::Rsa4096,
        _ => return None,
    };
    Some(Box::new(move || PrivateDecryptingKey::generate(size).expect("a key").key_size_bits()))
}
