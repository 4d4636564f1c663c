// SPDX-License-Identifier: MIT
//! aws-lc-rs through its own API.
#![expect(unsafe_code, reason = "its C library has modes that its API does not reach well")]

use std::num::NonZeroU32;

use ::aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use ::aws_lc_rs::{digest, hkdf, hmac, pbkdf2, tls_prf};

use super::{
    Bulk, Crypt, Digest, Direction, Exchange, Generate, Hkdf, Mac, Open, Pbkdf2, Peer, Prf, Scheme, Seal,
    Sign, Verify, locked, operations_of,
};

mod cipher;
mod public_keys;

pub(super) struct AwsLcRs;

struct Length(usize);

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        self.0
    }
}

impl Peer for AwsLcRs {
    fn name(&self) -> &'static str {
        "aws-lc-rs"
    }

    fn version(&self) -> String {
        locked("aws-lc-rs")
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        let algorithm = match algorithm {
            "sha1" => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            "sha224" => &digest::SHA224,
            "sha3_256" => &digest::SHA3_256,
            "sha3_384" => &digest::SHA3_384,
            "sha3_512" => &digest::SHA3_512,
            "sha256" => &digest::SHA256,
            "sha384" => &digest::SHA384,
            "sha512" => &digest::SHA512,
            "sha512_256" => &digest::SHA512_256,
            _ => return None,
        };
        Some(Box::new(move |message, out| out.copy_from_slice(digest::digest(algorithm, message).as_ref())))
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        let algorithm = match algorithm {
            "sha1" => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
            "sha256" => hmac::HMAC_SHA256,
            "sha384" => hmac::HMAC_SHA384,
            "sha512" => hmac::HMAC_SHA512,
            _ => return None,
        };
        let key = hmac::Key::new(algorithm, key);
        Some(Box::new(move |message, out| out.copy_from_slice(hmac::sign(&key, message).as_ref())))
    }

    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        let algorithm = match algorithm {
            "sha256" => hkdf::HKDF_SHA256,
            "sha512" => hkdf::HKDF_SHA512,
            _ => return None,
        };
        Some(Box::new(move |[ikm, salt, info], okm| {
            let prk = hkdf::Salt::new(algorithm, salt).extract(ikm);
            let info = [info];
            let expanded = prk.expand(&info, Length(okm.len())).expect("not too long");
            expanded.fill(okm).expect("the length that was asked for");
        }))
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        let algorithm = match algorithm {
            "sha1" => pbkdf2::PBKDF2_HMAC_SHA1,
            "sha256" => pbkdf2::PBKDF2_HMAC_SHA256,
            "sha512" => pbkdf2::PBKDF2_HMAC_SHA512,
            _ => return None,
        };
        Some(Box::new(move |[password, salt], iterations, out| {
            let iterations = NonZeroU32::new(iterations).expect("at least one");
            pbkdf2::derive(algorithm, iterations, salt, password, out);
        }))
    }

    fn prf(&self, algorithm: &str) -> Option<Prf> {
        let algorithm = match algorithm {
            "sha256" => &tls_prf::P_SHA256,
            "sha384" => &tls_prf::P_SHA384,
            _ => return None,
        };
        Some(Box::new(move |[secret, label, seed], out| {
            let secret = tls_prf::Secret::new(algorithm, secret).expect("not empty");
            let made = secret.derive(label, seed, out.len()).expect("not too long");
            out.copy_from_slice(made.as_ref());
        }))
    }

    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        let key = key_of(cipher, key)?;
        Some(Box::new(move |nonce, ad, buffer| {
            let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
            let nonce = Nonce::assume_unique_for_key(*nonce);
            let made = key.seal_in_place_separate_tag(nonce, Aad::from(ad), message).expect("not too long");
            tag.copy_from_slice(made.as_ref());
        }))
    }

    fn open(&self, cipher: &str, key: &[u8]) -> Option<Open> {
        let key = key_of(cipher, key)?;
        Some(Box::new(move |nonce, ad, buffer| {
            let nonce = Nonce::assume_unique_for_key(*nonce);
            key.open_in_place(nonce, Aad::from(ad), buffer).expect("authentic");
        }))
    }

    fn bulk(&self, cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
        cipher::bulk(cipher, direction, key, iv)
    }

    operations_of!(public_keys);
}

fn key_of(cipher: &str, key: &[u8]) -> Option<LessSafeKey> {
    let algorithm = match cipher {
        "AES-128-GCM" => &aead::AES_128_GCM,
        "AES-256-GCM" => &aead::AES_256_GCM,
        "CHACHA20-POLY1305" => &aead::CHACHA20_POLY1305,
        _ => return None,
    };
    Some(LessSafeKey::new(UnboundKey::new(algorithm, key).expect("a key")))
}
