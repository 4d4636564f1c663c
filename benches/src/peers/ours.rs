// SPDX-License-Identifier: MIT
//! purembed through its facade.

use std::num::NonZeroU32;

use purembed::cipher::{self, Aes, AnyNonce, Cmac, TripleDes};
use purembed::hashlib::Algorithm;
use purembed::hkdf::Hkdf as OurHkdf;
use purembed::hmac::Key;
use purembed::kdf;

use super::{
    Bulk, Crypt, Digest, Direction, Exchange, Find, Generate, Hkdf, Load, Mac, Open, Parse, Pbkdf2, Peer,
    Prf, Scheme, Seal, Sign, Verify, VerifyChain, operations_of,
};

mod public_keys;
mod x509;

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
        let aead = cipher::new_aead(cipher, key).ok()?;
        Some(Box::new(move |nonce, ad, buffer| {
            let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
            let made =
                aead.encrypt_in_place(AnyNonce::assume_unique(nonce), ad, message).expect("not too long");
            tag.copy_from_slice(made.as_ref());
        }))
    }

    fn open(&self, cipher: &str, key: &[u8]) -> Option<Open> {
        let aead = cipher::new_aead(cipher, key).ok()?;
        Some(Box::new(move |nonce, ad, buffer| {
            let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
            aead.decrypt_in_place(nonce, ad, message, tag).expect("authentic");
        }))
    }

    fn bulk(&self, cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
        let mut cipher = cipher::new(cipher, key, iv).ok()?;
        Some(match direction {
            Direction::Encrypt => {
                Box::new(move |buffer| cipher.encrypt_in_place(buffer).expect("whole blocks"))
            }
            Direction::Decrypt => {
                Box::new(move |buffer| cipher.decrypt_in_place(buffer).expect("whole blocks"))
            }
        })
    }

    fn cmac(&self, cipher: &str, key: &[u8]) -> Option<Mac> {
        Some(match cipher {
            "AES-128-ECB" => {
                let key = Aes::new(key, Cmac).ok()?;
                Box::new(move |message, out| out.copy_from_slice(key.sign(message).as_ref()))
            }
            "DES-EDE3-ECB" => {
                let key = TripleDes::new(key, Cmac).ok()?;
                Box::new(move |message, out| out.copy_from_slice(key.sign(message).as_ref()))
            }
            _ => return None,
        })
    }

    operations_of!(public_keys);

    operations_of!(x509);
}
