// SPDX-License-Identifier: MIT
//! Ciphers of OpenSSL. The old ones come from its provider `legacy`, which is loaded on first use and stays.

use std::ptr;
use std::sync::OnceLock;

use ::openssl::cipher::Cipher;
use ::openssl::cipher_ctx::CipherCtx;
use ::openssl::provider::Provider;
use openssl_sys as ffi;

use crate::peers::{Bulk, Direction, Open, Seal};

/// OpenSSL's name of a cipher.
fn name(cipher: &str) -> String {
    cipher
        .replace("CFB128", "CFB")
        .replace("BLOWFISH", "BF")
        .replace("CFB64", "CFB")
        .replace("ARC4-128", "RC4")
}

fn fetch(cipher: &str) -> Option<Cipher> {
    static PROVIDERS: OnceLock<Vec<Provider>> = OnceLock::new();
    PROVIDERS.get_or_init(|| {
        ["default", "legacy"].iter().filter_map(|name| Provider::load(None, name).ok()).collect()
    });
    Cipher::fetch(None, &name(cipher), None).ok()
}

/// The safe interface wants room for one block more than there will be, so this goes around it.
pub(super) fn bulk(cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
    fetch(cipher)?;
    let name = std::ffi::CString::new(name(cipher)).expect("no zeros");
    // ChaCha20 takes the block's number before the nonce.
    let iv = if cipher == "CHACHA20" { [&[0; 4], iv].concat() } else { iv.to_vec() };
    // SAFETY: the name ends with a zero; null stands for the default.
    let cipher = unsafe { ffi::EVP_CIPHER_fetch(ptr::null_mut(), name.as_ptr(), ptr::null()) };
    // SAFETY: takes nothing. Never freed: the program ends with it.
    let context = unsafe { ffi::EVP_CIPHER_CTX_new() };
    let encrypt = i32::from(direction == Direction::Encrypt);
    // SAFETY: context and cipher are live, key and IV have the lengths that the cipher has.
    let begun = unsafe {
        ffi::EVP_CipherInit_ex(context, cipher, ptr::null_mut(), key.as_ptr(), iv.as_ptr(), encrypt)
    };
    // SAFETY: the context is live.
    let padding = unsafe { ffi::EVP_CIPHER_CTX_set_padding(context, 0) };
    assert_eq!((begun, padding), (1, 1), "a context");
    Some(Box::new(move |buffer| {
        let (text, mut length) = (buffer.as_mut_ptr(), 0);
        let size = buffer.len().try_into().expect("a short message");
        // SAFETY: whole blocks without padding come out as they go in; output may be input.
        let done = unsafe { ffi::EVP_CipherUpdate(context, text, &raw mut length, text, size) };
        assert_eq!((done, length), (1, size), "EVP_CipherUpdate");
    }))
}

fn aead(cipher: &str, key: &[u8], direction: Direction) -> Option<CipherCtx> {
    let fetched = fetch(cipher)?;
    let mut context = CipherCtx::new().ok()?;
    match direction {
        Direction::Encrypt => context.encrypt_init(Some(&fetched), None, None).ok()?,
        Direction::Decrypt => context.decrypt_init(Some(&fetched), None, None).ok()?,
    }
    context.set_iv_length(12).ok()?;
    // With CCM the tag's length goes into the first block, and has to be known before the key.
    match direction {
        Direction::Encrypt if cipher.ends_with("CCM") => context.set_tag_length(16).ok()?,
        Direction::Decrypt if cipher.ends_with("CCM") => context.set_tag(&[0; 16]).ok()?,
        _ => {}
    }
    match direction {
        Direction::Encrypt => context.encrypt_init(None, Some(key), None).ok()?,
        Direction::Decrypt => context.decrypt_init(None, Some(key), None).ok()?,
    }
    Some(context)
}

pub(super) fn seal(cipher: &str, key: &[u8]) -> Option<Seal> {
    let mut context = aead(cipher, key, Direction::Encrypt)?;
    let ccm = cipher.ends_with("CCM");
    Some(Box::new(move |nonce, ad, buffer| {
        let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
        context.encrypt_init(None, None, Some(nonce)).expect("nonce");
        let length = message.len();
        if ccm {
            context.set_data_len(length).expect("length");
        }
        context.cipher_update(ad, None).expect("associated data");
        context.cipher_update_inplace(message, length).expect("message");
        if !ccm {
            context.cipher_final(&mut []).expect("final");
        }
        context.tag(tag).expect("tag");
    }))
}

pub(super) fn open(cipher: &str, key: &[u8]) -> Option<Open> {
    let mut context = aead(cipher, key, Direction::Decrypt)?;
    let ccm = cipher.ends_with("CCM");
    Some(Box::new(move |nonce, ad, buffer| {
        let (message, tag) = buffer.split_last_chunk_mut::<16>().expect("room for the tag");
        let length = message.len();
        if ccm {
            context.set_tag(tag).expect("tag");
        }
        context.decrypt_init(None, None, Some(nonce)).expect("nonce");
        if ccm {
            context.set_data_len(length).expect("length");
        } else {
            context.set_tag(tag).expect("tag");
        }
        context.cipher_update(ad, None).expect("associated data");
        context.cipher_update_inplace(message, length).expect("message");
        if !ccm {
            context.cipher_final(&mut []).expect("authentic");
        }
    }))
}
