// SPDX-License-Identifier: MIT
//! The RustCrypto crates by themselves.

use aes_gcm::aead::{AeadInOut, Key, KeyInit as AeadKeyInit};
use aes_gcm::{Aes128Gcm, Aes256Gcm};
use chacha20poly1305::ChaCha20Poly1305;
use digest::block_api::EagerHash;
use digest::{KeyInit, Mac as _};
use hkdf::Hkdf as TheirHkdf;
use hmac::Hmac;
use md5::Md5;
use ripemd::Ripemd160;
use sha1::Sha1;
use sha2::{Sha224, Sha256, Sha384, Sha512, Sha512_256};
use sha3::{Sha3_224, Sha3_256, Sha3_384, Sha3_512};

use super::{Digest, Hkdf, Mac, Pbkdf2, Peer, Seal, locked};

pub(super) struct RustCrypto;

fn digest_of<D: digest::Digest>() -> Option<Digest> {
    Some(Box::new(|message, out| out.copy_from_slice(&D::digest(message))))
}

fn hmac_of<D: EagerHash + 'static>(key: &[u8]) -> Option<Mac>
where
    Hmac<D>: digest::Mac + KeyInit + Clone,
{
    let keyed = <Hmac<D> as KeyInit>::new_from_slice(key).expect("keys of any length");
    Some(Box::new(move |message, out| {
        out.copy_from_slice(&keyed.clone().chain_update(message).finalize().into_bytes());
    }))
}

fn seal_of<A: AeadInOut + AeadKeyInit + 'static>(key: &[u8]) -> Option<Seal> {
    let aead = A::new(&Key::<A>::try_from(key).expect("a key"));
    Some(Box::new(move |nonce, ad, buffer| {
        let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
        let nonce = nonce.as_slice().try_into().expect("twelve bytes");
        let made = aead.encrypt_inout_detached(&nonce, ad, message.into()).expect("not too long");
        tag.copy_from_slice(&made);
    }))
}

impl Peer for RustCrypto {
    fn name(&self) -> &'static str {
        "RustCrypto"
    }

    fn version(&self) -> String {
        format!("sha2 {}, sha3 {}, aes-gcm {}", locked("sha2"), locked("sha3"), locked("aes-gcm"))
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        match algorithm {
            "md5" => digest_of::<Md5>(),
            "ripemd160" => digest_of::<Ripemd160>(),
            "sha1" => digest_of::<Sha1>(),
            "sha224" => digest_of::<Sha224>(),
            "sha256" => digest_of::<Sha256>(),
            "sha384" => digest_of::<Sha384>(),
            "sha512" => digest_of::<Sha512>(),
            "sha512_256" => digest_of::<Sha512_256>(),
            "sha3_224" => digest_of::<Sha3_224>(),
            "sha3_256" => digest_of::<Sha3_256>(),
            "sha3_384" => digest_of::<Sha3_384>(),
            "sha3_512" => digest_of::<Sha3_512>(),
            _ => None,
        }
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        match algorithm {
            "md5" => hmac_of::<Md5>(key),
            "sha1" => hmac_of::<Sha1>(key),
            "sha256" => hmac_of::<Sha256>(key),
            "sha384" => hmac_of::<Sha384>(key),
            "sha512" => hmac_of::<Sha512>(key),
            _ => None,
        }
    }

    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        match algorithm {
            "sha256" => Some(Box::new(|[ikm, salt, info], okm| {
                TheirHkdf::<Sha256>::new(Some(salt), ikm).expand(info, okm).expect("not too long");
            })),
            "sha512" => Some(Box::new(|[ikm, salt, info], okm| {
                TheirHkdf::<Sha512>::new(Some(salt), ikm).expand(info, okm).expect("not too long");
            })),
            _ => None,
        }
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        match algorithm {
            "sha1" => Some(Box::new(|[password, salt], iterations, out| {
                pbkdf2::pbkdf2_hmac::<Sha1>(password, salt, iterations, out);
            })),
            "sha256" => Some(Box::new(|[password, salt], iterations, out| {
                pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, out);
            })),
            "sha512" => Some(Box::new(|[password, salt], iterations, out| {
                pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, out);
            })),
            _ => None,
        }
    }

    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        match cipher {
            "AES-128-GCM" => seal_of::<Aes128Gcm>(key),
            "AES-256-GCM" => seal_of::<Aes256Gcm>(key),
            "CHACHA20-POLY1305" => seal_of::<ChaCha20Poly1305>(key),
            _ => None,
        }
    }
}
