// SPDX-License-Identifier: MIT
//! graviola by itself. It asserts the CPU features that it needs: the benches run only where they are.

use graviola::aead::{AesGcm, ChaCha20Poly1305};
use graviola::hashing::hmac::Hmac;
use graviola::hashing::{Hash, Sha256, Sha384, Sha512};

use super::{Digest, Mac, Peer, Seal, locked};

pub(super) struct Graviola;

fn hmac_of<H: Hash + 'static>(key: &[u8]) -> Option<Mac>
where
    Hmac<H>: Clone,
{
    let keyed = Hmac::<H>::new(key);
    Some(Box::new(move |message, out| {
        let mut hmac = keyed.clone();
        hmac.update(message);
        out.copy_from_slice(hmac.finish().as_ref());
    }))
}

impl Peer for Graviola {
    fn name(&self) -> &'static str {
        "graviola"
    }

    fn version(&self) -> String {
        locked("graviola")
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        match algorithm {
            "sha256" => Some(Box::new(|message, out| out.copy_from_slice(Sha256::hash(message).as_ref()))),
            "sha384" => Some(Box::new(|message, out| out.copy_from_slice(Sha384::hash(message).as_ref()))),
            "sha512" => Some(Box::new(|message, out| out.copy_from_slice(Sha512::hash(message).as_ref()))),
            _ => None,
        }
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        match algorithm {
            "sha256" => hmac_of::<Sha256>(key),
            "sha384" => hmac_of::<Sha384>(key),
            "sha512" => hmac_of::<Sha512>(key),
            _ => None,
        }
    }

    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        match cipher {
            "AES-128-GCM" | "AES-256-GCM" => {
                let aead = AesGcm::new(key);
                Some(Box::new(move |nonce, ad, buffer| {
                    let (message, tag) = buffer.split_last_chunk_mut().expect("room for the tag");
                    aead.encrypt(nonce, ad, message, tag);
                }))
            }
            "CHACHA20-POLY1305" => {
                let aead = ChaCha20Poly1305::new(key.try_into().expect("a key"));
                Some(Box::new(move |nonce, ad, buffer| {
                    let (message, tag) = buffer.split_last_chunk_mut().expect("room for the tag");
                    aead.encrypt(nonce, ad, message, tag);
                }))
            }
            _ => None,
        }
    }
}
