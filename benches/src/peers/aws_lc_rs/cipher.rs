// SPDX-License-Identifier: MIT
//! Ciphers of aws-lc, through its C interface: that of Rust makes a context for each message.

use std::ptr;

use aws_lc_sys as ffi;

use crate::peers::{Bulk, Direction};

pub(super) fn bulk(cipher: &str, direction: Direction, key: &[u8], iv: &[u8]) -> Option<Bulk> {
    let kind: unsafe extern "C" fn() -> *const ffi::EVP_CIPHER = match cipher {
        "AES-128-ECB" => ffi::EVP_aes_128_ecb,
        "AES-256-ECB" => ffi::EVP_aes_256_ecb,
        "AES-128-CBC" => ffi::EVP_aes_128_cbc,
        "AES-256-CBC" => ffi::EVP_aes_256_cbc,
        "AES-128-CFB128" => ffi::EVP_aes_128_cfb128,
        "AES-256-CFB128" => ffi::EVP_aes_256_cfb128,
        "AES-128-OFB" => ffi::EVP_aes_128_ofb,
        "AES-256-OFB" => ffi::EVP_aes_256_ofb,
        "AES-128-CTR" => ffi::EVP_aes_128_ctr,
        "AES-256-CTR" => ffi::EVP_aes_256_ctr,
        "AES-256-XTS" => ffi::EVP_aes_256_xts,
        "DES-ECB" => ffi::EVP_des_ecb,
        "DES-CBC" => ffi::EVP_des_cbc,
        "DES-EDE-CBC" => ffi::EVP_des_ede_cbc,
        "DES-EDE3-CBC" => ffi::EVP_des_ede3_cbc,
        "ARC4-128" => ffi::EVP_rc4,
        _ => return None,
    };
    // SAFETY: takes nothing, returns a static description.
    let cipher_kind = unsafe { kind() };
    // SAFETY: takes nothing. Never freed: the program ends with it.
    let context = unsafe { ffi::EVP_CIPHER_CTX_new() };
    let encrypt = i32::from(direction == Direction::Encrypt);
    // SAFETY: the context is live, the description static, key and IV have the lengths that the cipher has.
    let begun = unsafe {
        ffi::EVP_CipherInit_ex(context, cipher_kind, ptr::null_mut(), key.as_ptr(), iv.as_ptr(), encrypt)
    };
    // SAFETY: the context is live.
    let padding = unsafe { ffi::EVP_CIPHER_CTX_set_padding(context, 0) };
    assert_eq!((begun, padding), (1, 1), "a context");
    let (xts, iv) = (cipher.ends_with("XTS"), iv.to_vec());
    Some(Box::new(move |buffer| {
        if xts {
            // It wants to be told the tweak of each data unit.
            let (none, keep) = (ptr::null(), -1);
            // SAFETY: the context is live and has its key; the IV has the length that the cipher has.
            let begun = unsafe {
                ffi::EVP_CipherInit_ex(context, none, ptr::null_mut(), ptr::null(), iv.as_ptr(), keep)
            };
            assert_eq!(begun, 1, "EVP_CipherInit_ex");
        }
        let (text, mut length) = (buffer.as_mut_ptr(), 0);
        let size = buffer.len().try_into().expect("a short message");
        // SAFETY: whole blocks without padding come out as they go in; output may be input.
        let done = unsafe { ffi::EVP_CipherUpdate(context, text, &raw mut length, text, size) };
        assert_eq!((done, length), (1, size), "EVP_CipherUpdate");
    }))
}
