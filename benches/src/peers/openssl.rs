// SPDX-License-Identifier: MIT
//! The system's OpenSSL. Everything that can be fetched or allocated beforehand is, so that its speed is measured and
//! not its lookups.
#![expect(unsafe_code, reason = "HMAC with a prepared key is not in the safe API")]

use std::ptr;

use ::openssl::hash::MessageDigest;
use ::openssl::md::Md;
use ::openssl::md_ctx::MdCtx;
use ::openssl::pkey::Id;
use ::openssl::pkey_ctx::{HkdfMode, PkeyCtx};
use openssl_sys as ffi;

use super::{
    Bulk, Crypt, Digest, Direction, Exchange, Find, Generate, Hkdf, Load, Mac, Open, Parse, Pbkdf2, Peer,
    Scheme, Seal, Sign, Verify, VerifyChain, operations_of,
};

mod cipher;
mod public_keys;
mod x509;

pub(super) struct OpenSsl;

/// OpenSSL's name of a digest.
fn name(algorithm: &str) -> Option<&'static str> {
    Some(match algorithm {
        "md5" => "MD5",
        "ripemd160" => "RIPEMD160",
        "sha1" => "SHA1",
        "sha224" => "SHA224",
        "sha256" => "SHA256",
        "sha384" => "SHA384",
        "sha512" => "SHA512",
        "sha512_256" => "SHA512-256",
        "sha3_224" => "SHA3-224",
        "sha3_256" => "SHA3-256",
        "sha3_384" => "SHA3-384",
        "sha3_512" => "SHA3-512",
        _ => return None,
    })
}

/// An HMAC with its key, ready to be started again.
struct Keyed(*mut ffi::HMAC_CTX);

impl Keyed {
    fn new(key: &[u8], digest: MessageDigest) -> Self {
        // SAFETY: takes nothing; what it returns is freed once, in `drop`.
        let context = unsafe { ffi::HMAC_CTX_new() };
        assert!(!context.is_null(), "memory");
        let length = key.len().try_into().expect("a short key");
        // SAFETY: the context is live, the key is as long as said, the digest is static.
        let done = unsafe {
            ffi::HMAC_Init_ex(context, key.as_ptr().cast(), length, digest.as_ptr(), ptr::null_mut())
        };
        assert_eq!(done, 1, "HMAC_Init_ex");
        Self(context)
    }

    fn sign(&mut self, message: &[u8], out: &mut [u8]) {
        let mut length = 0;
        // SAFETY: the context is live and has its key; without key and digest it starts again with them.
        let started = unsafe { ffi::HMAC_Init_ex(self.0, ptr::null(), 0, ptr::null(), ptr::null_mut()) };
        // SAFETY: the message is as long as said.
        let updated = unsafe { ffi::HMAC_Update(self.0, message.as_ptr(), message.len()) };
        // SAFETY: `out` has the size of the digest, which the caller knows and `sign`'s first call checks.
        let finished = unsafe { ffi::HMAC_Final(self.0, out.as_mut_ptr(), &raw mut length) };
        assert_eq!((started, updated, finished, length as usize), (1, 1, 1, out.len()), "HMAC");
    }
}

impl Drop for Keyed {
    fn drop(&mut self) {
        // SAFETY: made by `HMAC_CTX_new`, freed here alone.
        unsafe { ffi::HMAC_CTX_free(self.0) };
    }
}

fn message_digest(algorithm: &str) -> Option<MessageDigest> {
    MessageDigest::from_name(name(algorithm)?)
}

impl Peer for OpenSsl {
    fn name(&self) -> &'static str {
        "OpenSSL"
    }

    fn version(&self) -> String {
        ::openssl::version::version().split(' ').nth(1).unwrap_or("?").to_owned()
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        // Not `SHA256()` and its like: in OpenSSL 3 they look up the algorithm each time.
        let digest = Md::fetch(None, name(algorithm)?, None).ok()?;
        let mut context = MdCtx::new().ok()?;
        Some(Box::new(move |message, out| {
            context.digest_init(&digest).expect("init");
            context.digest_update(message).expect("update");
            context.digest_final(out).expect("final");
        }))
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        let digest = message_digest(algorithm)?;
        let mut keyed = Keyed::new(key, digest);
        let size = digest.size();
        Some(Box::new(move |message, out| {
            assert_eq!(out.len(), size, "room for the tag");
            keyed.sign(message, out);
        }))
    }

    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        let digest = Md::fetch(None, name(algorithm)?, None).ok()?;
        let mut context = PkeyCtx::new_id(Id::HKDF).ok()?;
        Some(Box::new(move |[ikm, salt, info], okm| {
            context.derive_init().expect("init");
            context.set_hkdf_mode(HkdfMode::EXTRACT_THEN_EXPAND).expect("mode");
            context.set_hkdf_md(&digest).expect("digest");
            context.set_hkdf_salt(salt).expect("salt");
            context.set_hkdf_key(ikm).expect("key");
            context.add_hkdf_info(info).expect("info");
            context.derive(Some(okm)).expect("derive");
        }))
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        let digest = message_digest(algorithm)?;
        Some(Box::new(move |[password, salt], iterations, out| {
            ::openssl::pkcs5::pbkdf2_hmac(password, salt, iterations as usize, digest, out).expect("pbkdf2");
        }))
    }

    operations_of!(cipher);

    operations_of!(public_keys);

    operations_of!(x509);
}
