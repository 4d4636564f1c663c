// SPDX-License-Identifier: MIT
//! Mbed TLS 2.28 in C, called directly: nothing stands between it and the clock.
#![expect(unsafe_code, reason = "a C library")]

use std::ffi::{CStr, CString, c_char, c_int};
use std::mem::MaybeUninit;

use mbedtls_sys as ffi;

use super::{
    Bulk, Crypt, Digest, Direction, Exchange, Find, Generate, Hkdf, Load, Mac, Open, Parse, Pbkdf2, Peer,
    Prf, Scheme, Seal, Sign, Verify, VerifyChain, operations_of,
};

mod cipher;
mod public_keys;
mod x509;

pub(super) struct MbedTls;

fn md_type(algorithm: &str) -> Option<ffi::md_type_t> {
    Some(match algorithm {
        "md5" => ffi::MD_MD5,
        "ripemd160" => ffi::MD_RIPEMD160,
        "sha1" => ffi::MD_SHA1,
        "sha224" => ffi::MD_SHA224,
        "sha256" => ffi::MD_SHA256,
        "sha384" => ffi::MD_SHA384,
        "sha512" => ffi::MD_SHA512,
        _ => return None,
    })
}

/// Its description of a digest, which is static.
fn info(algorithm: &str) -> Option<*const ffi::md_info_t> {
    let kind = md_type(algorithm)?;
    // SAFETY: takes any number, returns null for the ones it does not know.
    let info = unsafe { ffi::md_info_from_type(kind) };
    (!info.is_null()).then_some(info)
}

/// A context for HMAC.
struct Md {
    context: Box<ffi::md_context_t>,
    size: usize,
}

impl Md {
    fn new(info: *const ffi::md_info_t) -> Self {
        let mut context = Box::new(MaybeUninit::uninit());
        // SAFETY: initialises what it is given.
        unsafe { ffi::md_init(context.as_mut_ptr()) };
        // SAFETY: it did.
        let mut context = unsafe { context.assume_init() };
        // SAFETY: the context is initialised, the description static.
        let done = unsafe { ffi::md_setup(&raw mut *context, info, 1) };
        assert_eq!(done, 0, "mbedtls_md_setup");
        // SAFETY: the description is static.
        let size = usize::from(unsafe { ffi::md_get_size(info) });
        Self { context, size }
    }
}

impl Drop for Md {
    fn drop(&mut self) {
        // SAFETY: initialised by `new`, freed here alone.
        unsafe { ffi::md_free(&raw mut *self.context) };
    }
}

type OneShot = unsafe extern "C" fn(*const u8, usize, *mut u8) -> c_int;
type OneShotOfTwo = unsafe extern "C" fn(*const u8, usize, *mut u8, c_int) -> c_int;

fn one_shot(function: OneShot, size: usize) -> Option<Digest> {
    Some(Box::new(move |message, out| {
        assert_eq!(out.len(), size, "room for the digest");
        // SAFETY: the message is as long as said, `out` as long as the digest.
        let done = unsafe { function(message.as_ptr(), message.len(), out.as_mut_ptr()) };
        assert_eq!(done, 0, "a digest");
    }))
}

/// For functions that do two digests of a family, the shorter one if `short` is 1. They write no more than the digest.
fn one_shot_of_two(function: OneShotOfTwo, short: c_int, size: usize) -> Option<Digest> {
    Some(Box::new(move |message, out| {
        assert_eq!(out.len(), size, "room for the digest");
        // SAFETY: the message is as long as said, `out` as long as the digest.
        let done = unsafe { function(message.as_ptr(), message.len(), out.as_mut_ptr(), short) };
        assert_eq!(done, 0, "a digest");
    }))
}

impl Peer for MbedTls {
    fn name(&self) -> &'static str {
        "Mbed TLS"
    }

    fn version(&self) -> String {
        let mut text = [0 as c_char; 32];
        // SAFETY: writes at most 9 bytes, according to its documentation, and ends them with a zero.
        unsafe { ffi::version_get_string(text.as_mut_ptr()) };
        // SAFETY: ended with a zero.
        unsafe { CStr::from_ptr(text.as_ptr()) }.to_string_lossy().into_owned()
    }

    fn digest(&self, algorithm: &str) -> Option<Digest> {
        match algorithm {
            "md5" => one_shot(ffi::md5_ret, 16),
            "ripemd160" => one_shot(ffi::ripemd160_ret, 20),
            "sha1" => one_shot(ffi::sha1_ret, 20),
            "sha224" => one_shot_of_two(ffi::sha256_ret, 1, 28),
            "sha256" => one_shot_of_two(ffi::sha256_ret, 0, 32),
            "sha384" => one_shot_of_two(ffi::sha512_ret, 1, 48),
            "sha512" => one_shot_of_two(ffi::sha512_ret, 0, 64),
            _ => None,
        }
    }

    fn hmac(&self, algorithm: &str, key: &[u8]) -> Option<Mac> {
        let mut md = Md::new(info(algorithm)?);
        // SAFETY: the context is set up for HMAC, the key as long as said.
        let done = unsafe { ffi::md_hmac_starts(&raw mut *md.context, key.as_ptr(), key.len()) };
        assert_eq!(done, 0, "mbedtls_md_hmac_starts");
        Some(Box::new(move |message, out| {
            assert_eq!(out.len(), md.size, "room for the tag");
            let context = &raw mut *md.context;
            // SAFETY: the context has its key, the message is as long as said.
            let updated = unsafe { ffi::md_hmac_update(context, message.as_ptr(), message.len()) };
            // SAFETY: `out` was seen to be as long as the tag.
            let finished = unsafe { ffi::md_hmac_finish(context, out.as_mut_ptr()) };
            // SAFETY: the context has its key.
            let reset = unsafe { ffi::md_hmac_reset(context) };
            assert_eq!((updated, finished, reset), (0, 0, 0), "HMAC");
        }))
    }

    fn hkdf(&self, algorithm: &str) -> Option<Hkdf> {
        let info = info(algorithm)?;
        Some(Box::new(move |[ikm, salt, context], okm| {
            // SAFETY: the description is static, every buffer as long as said.
            let done = unsafe {
                ffi::hkdf(
                    info,
                    salt.as_ptr(),
                    salt.len(),
                    ikm.as_ptr(),
                    ikm.len(),
                    context.as_ptr(),
                    context.len(),
                    okm.as_mut_ptr(),
                    okm.len(),
                )
            };
            assert_eq!(done, 0, "mbedtls_hkdf");
        }))
    }

    fn pbkdf2(&self, algorithm: &str) -> Option<Pbkdf2> {
        let mut md = Md::new(info(algorithm)?);
        Some(Box::new(move |[password, salt], iterations, out| {
            let length = out.len().try_into().expect("a short key");
            // SAFETY: the context is set up for HMAC, every buffer as long as said.
            let done = unsafe {
                ffi::pkcs5_pbkdf2_hmac(
                    &raw mut *md.context,
                    password.as_ptr(),
                    password.len(),
                    salt.as_ptr(),
                    salt.len(),
                    iterations,
                    length,
                    out.as_mut_ptr(),
                )
            };
            assert_eq!(done, 0, "mbedtls_pkcs5_pbkdf2_hmac");
        }))
    }

    fn prf(&self, algorithm: &str) -> Option<Prf> {
        let kind = match algorithm {
            "sha256" => ffi::SSL_TLS_PRF_SHA256,
            "sha384" => ffi::SSL_TLS_PRF_SHA384,
            _ => return None,
        };
        let mut known = CString::default();
        Some(Box::new(move |[secret, label, seed], out| {
            if known.as_bytes() != label {
                known = CString::new(label).expect("no zeros");
            }
            // SAFETY: the label ends with a zero, every buffer is as long as said.
            let done = unsafe {
                ffi::ssl_tls_prf(
                    kind,
                    secret.as_ptr(),
                    secret.len(),
                    known.as_ptr(),
                    seed.as_ptr(),
                    seed.len(),
                    out.as_mut_ptr(),
                    out.len(),
                )
            };
            assert_eq!(done, 0, "mbedtls_ssl_tls_prf");
        }))
    }

    operations_of!(cipher);

    fn cmac(&self, cipher: &str, key: &[u8]) -> Option<Mac> {
        cipher::cmac(cipher, key)
    }

    operations_of!(public_keys);

    operations_of!(x509);
}
