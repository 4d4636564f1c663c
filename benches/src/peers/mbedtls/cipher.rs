// SPDX-License-Identifier: MIT
//! Ciphers of Mbed TLS, through the functions that it has for all of them.

use std::ffi::CString;
use std::mem::MaybeUninit;

use mbedtls_sys as ffi;

use crate::peers::{Bulk, Direction, Mac, Open, Seal};

/// A context with its key. Never freed: the program ends with it.
fn context(name: &str, direction: Direction, key: &[u8]) -> Option<*mut ffi::cipher_context_t> {
    let name = CString::new(name).expect("no zeros");
    // SAFETY: the name ends with a zero.
    let info = unsafe { ffi::cipher_info_from_string(name.as_ptr()) };
    if info.is_null() {
        return None;
    }
    let context = Box::leak(Box::new(MaybeUninit::<ffi::cipher_context_t>::uninit())).as_mut_ptr();
    // SAFETY: initialises what it is given.
    unsafe { ffi::cipher_init(context) };
    // SAFETY: the context is initialised, the description static.
    let set_up = unsafe { ffi::cipher_setup(context, info) };
    let operation = match direction {
        Direction::Encrypt => ffi::ENCRYPT,
        Direction::Decrypt => ffi::DECRYPT,
    };
    let bits = i32::try_from(8 * key.len()).expect("a short key");
    // SAFETY: the context is set up, the key as long as said.
    let keyed = unsafe { ffi::cipher_setkey(context, key.as_ptr(), bits, operation) };
    assert_eq!((set_up, keyed), (0, 0), "a context");
    Some(context)
}

pub(super) fn bulk(name: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
    // The way through the tables is the one to compare portable code with.
    if name.starts_with("AES") && purembed_accel::backend() == purembed_accel::Backend::Portable {
        return tables(name, direction, key, iv);
    }
    let context = context(name, direction, key)?;
    if name.ends_with("CBC") {
        // SAFETY: the context has its key.
        let done = unsafe { ffi::cipher_set_padding_mode(context, ffi::PADDING_NONE) };
        assert_eq!(done, 0, "mbedtls_cipher_set_padding_mode");
    }
    // SAFETY: the context has its key, the IV is as long as said.
    let done = unsafe { ffi::cipher_set_iv(context, iv.as_ptr(), iv.len()) };
    assert_eq!(done, 0, "mbedtls_cipher_set_iv");
    // In ECB it takes one block at a time.
    let ecb = name.ends_with("ECB");
    let block = if name.starts_with("DES") || name.starts_with("BLOWFISH") { 8 } else { 16 };
    Some(Box::new(move |buffer| {
        let step = if ecb { block } else { buffer.len() };
        for piece in buffer.chunks_exact_mut(step) {
            let (text, mut length) = (piece.as_mut_ptr(), 0);
            // SAFETY: the context has its key and IV; output may be input where whole blocks come.
            let done = unsafe { ffi::cipher_update(context, text, step, text, &raw mut length) };
            assert_eq!((done, length), (0, step), "mbedtls_cipher_update");
        }
    }))
}

/// What it does on a CPU without AES instructions: the same loops over the block function with tables.
fn tables(name: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
    let mode = name.rsplit('-').next()?;
    if !matches!(mode, "ECB" | "CBC" | "CTR" | "CFB128" | "OFB") {
        return None;
    }
    let context = Box::leak(Box::new(MaybeUninit::<ffi::aes_context>::uninit())).as_mut_ptr();
    // SAFETY: initialises what it is given.
    unsafe { ffi::aes_init(context) };
    let bits = u32::try_from(8 * key.len()).expect("a short key");
    let backwards = direction == Direction::Decrypt && matches!(mode, "ECB" | "CBC");
    let set = if backwards { ffi::aes_setkey_dec } else { ffi::aes_setkey_enc };
    // SAFETY: the context is initialised, the key as long as said.
    let done = unsafe { set(context, key.as_ptr(), bits) };
    assert_eq!(done, 0, "a key");
    let cipher = if backwards { ffi::internal_aes_decrypt } else { ffi::internal_aes_encrypt };
    let block = move |from: &[u8; 16]| {
        let mut to = [0; 16];
        // SAFETY: the context has its key, both blocks have 16 bytes.
        let done = unsafe { cipher(context, from.as_ptr(), to.as_mut_ptr()) };
        assert_eq!(done, 0, "a block");
        u128::from_ne_bytes(to)
    };
    let mut iv: [u8; 16] = iv.try_into().unwrap_or_default();
    let mode = mode.to_owned();
    Some(Box::new(move |buffer| {
        for text in buffer.as_chunks_mut::<16>().0 {
            let (from, chained) = (u128::from_ne_bytes(*text), u128::from_ne_bytes(iv));
            let to = match (mode.as_str(), direction) {
                ("ECB", _) => block(text),
                ("CBC", Direction::Encrypt) => block(&(from ^ chained).to_ne_bytes()),
                ("CBC", Direction::Decrypt) => block(text) ^ chained,
                _ => block(&iv) ^ from,
            };
            match (mode.as_str(), direction) {
                ("CTR", _) => iv = u128::from_be_bytes(iv).wrapping_add(1).to_be_bytes(),
                ("OFB", _) => iv = (to ^ from).to_ne_bytes(),
                (_, Direction::Encrypt) => iv = to.to_ne_bytes(),
                (_, Direction::Decrypt) => iv = *text,
            }
            *text = to.to_ne_bytes();
        }
    }))
}

pub(super) fn seal(name: &str, key: &[u8]) -> Option<Seal> {
    let context = context(name, Direction::Encrypt, key)?;
    Some(Box::new(move |nonce, ad, buffer| {
        let (text, mut length) = (buffer.as_mut_ptr(), 0);
        // SAFETY: the context has its key, every buffer is as long as said; output may be input.
        let done = unsafe {
            ffi::cipher_auth_encrypt_ext(
                context,
                nonce.as_ptr(),
                nonce.len(),
                ad.as_ptr(),
                ad.len(),
                text,
                buffer.len() - 16,
                text,
                buffer.len(),
                &raw mut length,
                16,
            )
        };
        assert_eq!((done, length), (0, buffer.len()), "mbedtls_cipher_auth_encrypt_ext");
    }))
}

pub(super) fn open(name: &str, key: &[u8]) -> Option<Open> {
    let context = context(name, Direction::Decrypt, key)?;
    Some(Box::new(move |nonce, ad, buffer| {
        let (text, mut length) = (buffer.as_mut_ptr(), 0);
        // SAFETY: the context has its key, every buffer is as long as said; output may be input.
        let done = unsafe {
            ffi::cipher_auth_decrypt_ext(
                context,
                nonce.as_ptr(),
                nonce.len(),
                ad.as_ptr(),
                ad.len(),
                text,
                buffer.len(),
                text,
                buffer.len() - 16,
                &raw mut length,
                16,
            )
        };
        assert_eq!((done, length), (0, buffer.len() - 16), "mbedtls_cipher_auth_decrypt_ext");
    }))
}

pub(super) fn cmac(name: &str, key: &[u8]) -> Option<Mac> {
    let context = context(name, Direction::Encrypt, key)?;
    // SAFETY: the context is set up, the key as long as said.
    let done = unsafe { ffi::cipher_cmac_starts(context, key.as_ptr(), 8 * key.len()) };
    assert_eq!(done, 0, "mbedtls_cipher_cmac_starts");
    Some(Box::new(move |message, out| {
        // SAFETY: the context has its key, the message is as long as said.
        let updated = unsafe { ffi::cipher_cmac_update(context, message.as_ptr(), message.len()) };
        // SAFETY: `out` has room for a block.
        let finished = unsafe { ffi::cipher_cmac_finish(context, out.as_mut_ptr()) };
        // SAFETY: the context has its key.
        let reset = unsafe { ffi::cipher_cmac_reset(context) };
        assert_eq!((updated, finished, reset), (0, 0, 0), "CMAC");
    }))
}
