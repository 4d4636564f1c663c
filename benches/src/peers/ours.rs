// SPDX-License-Identifier: MIT
//! purembed through its facade.

use std::num::NonZeroU32;

use purembed::cipher::{Aes, ChaCha20, ChaChaPoly, Gcm, Nonce};
use purembed::hashlib::Algorithm;
use purembed::hkdf::Hkdf as OurHkdf;
use purembed::hmac::Key;
use purembed::kdf;

use super::{Digest, Hkdf, Mac, Pbkdf2, Peer, Prf, Seal};

pub(super) struct Ours;

impl Peer for Ours {
    fn name(&self) -> &'static str {
        "purembed"
    }

    fn version(&self) -> String {
        env!("CARGO_PKG_VERSION").to_owned()
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        let algorithm: Algorithm = algorithm.parse().ok()?;
        Some(Box::new(move |message, out| out.copy_from_slice(algorithm.digest(message).as_ref())))
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        let key = Key::new(algorithm.parse().ok()?, key);
        Some(Box::new(move |message, out| out.copy_from_slice(key.sign(message).as_ref())))
    }

    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        let algorithm = algorithm.parse().ok()?;
        Some(Box::new(move |[ikm, salt, info], okm| {
            OurHkdf::new(algorithm).salt(salt).info(info).derive(ikm, okm).expect("not too long");
        }))
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        let algorithm = algorithm.parse().ok()?;
        Some(Box::new(move |[password, salt], iterations, out| {
            let iterations = NonZeroU32::new(iterations).expect("at least one");
            kdf::pbkdf2_hmac(password, salt, iterations, algorithm, out).expect("not too long");
        }))
    }

    fn prf(&self, algorithm: &str) -> Option<Prf> {
        let algorithm = algorithm.parse().ok()?;
        Some(Box::new(move |[secret, label, seed], out| {
            kdf::tls12::prf(secret, label, &[seed], algorithm, out);
        }))
    }

    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        let aead = match cipher {
            "AES-128-GCM" | "AES-256-GCM" => Aes::new(key, Gcm).expect("a key"),
            "CHACHA20-POLY1305" => ChaCha20::new(key.try_into().expect("a key"), ChaChaPoly),
            _ => return None,
        };
        Some(Box::new(move |nonce, ad, buffer| {
            let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
            let made =
                aead.encrypt_in_place(Nonce::assume_unique(*nonce), ad, message).expect("not too long");
            tag.copy_from_slice(made.as_ref());
        }))
    }
}
