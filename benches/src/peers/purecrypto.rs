// SPDX-License-Identifier: MIT
//! purecrypto, another library in pure Rust.

use ::purecrypto::cipher::{Aes128, Aes256, ChaCha20Poly1305, Gcm};
use ::purecrypto::hash::{
    Digest as TheirDigest, Hmac, Md5, Ripemd160, Sha1, Sha3_224, Sha3_256, Sha3_384, Sha3_512, Sha224,
    Sha256, Sha384, Sha512, Sha512_256,
};
use ::purecrypto::kdf::{hkdf, pbkdf2};

use super::{Digest, Hkdf, Mac, Pbkdf2, Peer, Seal, locked};

pub(super) struct PureCrypto;

fn digest_of<D: TheirDigest>() -> Option<Digest> {
    Some(Box::new(|message, out| {
        let mut hash = D::new();
        hash.update(message);
        out.copy_from_slice(hash.finalize().as_ref());
    }))
}

fn hmac_of<D: TheirDigest + 'static>(key: &[u8]) -> Option<Mac> {
    let keyed = Hmac::<D>::new(key);
    Some(Box::new(move |message, out| {
        let mut hmac = keyed.clone();
        hmac.update(message);
        out.copy_from_slice(hmac.finalize().as_ref());
    }))
}

fn hkdf_of<D: TheirDigest>() -> Option<Hkdf> {
    Some(Box::new(|[ikm, salt, info], okm| hkdf::<D>(salt, ikm, info, okm)))
}

fn pbkdf2_of<D: TheirDigest>() -> Option<Pbkdf2> {
    Some(Box::new(|[password, salt], iterations, out| pbkdf2::<D>(password, salt, iterations, out)))
}

impl Peer for PureCrypto {
    fn name(&self) -> &'static str {
        "purecrypto"
    }

    fn version(&self) -> String {
        locked("purecrypto")
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
            "sha256" => hkdf_of::<Sha256>(),
            "sha512" => hkdf_of::<Sha512>(),
            _ => None,
        }
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        match algorithm {
            "sha1" => pbkdf2_of::<Sha1>(),
            "sha256" => pbkdf2_of::<Sha256>(),
            "sha512" => pbkdf2_of::<Sha512>(),
            _ => None,
        }
    }

    fn seal(&self, cipher: &str, key: &[u8]) -> Option<Seal> {
        macro_rules! seal {
            ($aead:expr) => {{
                let aead = $aead;
                Some(Box::new(move |nonce: &[u8; 12], ad: &[u8], buffer: &mut [u8]| {
                    let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
                    *tag = aead.encrypt(nonce, ad, message);
                }))
            }};
        }
        match cipher {
            "AES-128-GCM" => seal!(Gcm::new(Aes128::new(key.try_into().expect("a key")))),
            "AES-256-GCM" => seal!(Gcm::new(Aes256::new(key.try_into().expect("a key")))),
            "CHACHA20-POLY1305" => seal!(ChaCha20Poly1305::new(key.try_into().expect("a key"))),
            _ => None,
        }
    }
}
