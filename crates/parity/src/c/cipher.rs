// SPDX-License-Identifier: MIT
//! Ciphers by name: `mbedtls/cipher.h`, and CFB with feedback of single bytes, which only `mbedtls/aes.h` has.

use core::ffi::{CStr, c_int};
use core::mem::MaybeUninit;

use mbedtls_sys as sys;
use sys::{cipher_context_t, cipher_info_t, cipher_padding_t, cipher_type_t};

use super::check;
use crate::error::Error;

/// What an update may give beyond its input: a block that was kept back.
const BLOCK: usize = 16;

/// Which way a context goes.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Direction {
    Encrypt,
    Decrypt,
}

/// The static description of a cipher that C has.
pub(crate) fn info(kind: cipher_type_t) -> Option<&'static cipher_info_t> {
    // SAFETY: takes a number, returns null or a pointer to a static.
    let info = unsafe { sys::cipher_info_from_type(kind) };
    // SAFETY: null, or a pointer to a constant that lives as long as the program.
    unsafe { info.as_ref() }
}

/// The cipher of that name, which ends with a zero.
pub(crate) fn kind_of(name: &CStr) -> Option<cipher_type_t> {
    // SAFETY: the name ends with a zero; C returns null or a pointer to a static.
    let info = unsafe { sys::cipher_info_from_string(name.as_ptr()) };
    // SAFETY: null, or a pointer to a constant that lives as long as the program.
    unsafe { info.as_ref() }.map(|info| info.type_)
}

/// Every cipher that is compiled in, in C's order.
pub(crate) fn kinds() -> Vec<cipher_type_t> {
    // SAFETY: takes nothing, returns a pointer to a list, made once, that ends with 0.
    let mut next = unsafe { sys::cipher_list() };
    let mut kinds = Vec::new();
    loop {
        // SAFETY: the list was not at its end yet, so there is one more number to read.
        let kind = unsafe { *next };
        let Ok(kind @ 1..) = cipher_type_t::try_from(kind) else { return kinds };
        kinds.push(kind);
        // SAFETY: at most one past the number just read, which was not the last.
        next = unsafe { next.add(1) };
    }
}

/// C's name.
pub(crate) fn name(info: &'static cipher_info_t) -> &'static str {
    // SAFETY: the name of a static description is a static text that ends with a zero.
    let name = unsafe { CStr::from_ptr(info.name) };
    name.to_str().unwrap_or_default()
}

/// A cipher with its key, for one direction; freed and wiped when dropped.
pub(crate) struct Cipher(cipher_context_t);

// SAFETY: it owns what it points to, but for the static description, and C keeps no state per thread.
unsafe impl Send for Cipher {}

impl Cipher {
    /// A context with a key.
    pub(crate) fn new(info: &'static cipher_info_t, key: &[u8], direction: Direction) -> Result<Self, Error> {
        let mut context = MaybeUninit::uninit();
        // SAFETY: the context may be written for its whole size; init sets all of it.
        unsafe { sys::cipher_init(context.as_mut_ptr()) };
        // SAFETY: init has set every byte.
        let mut cipher = Self(unsafe { context.assume_init() });
        // SAFETY: the context is empty, the description static.
        check(unsafe { sys::cipher_setup(&raw mut cipher.0, info) })?;
        // Where there are too many bits for C's number, C has no key of that length either.
        let bits = c_int::try_from(key.len().saturating_mul(8)).unwrap_or(c_int::MAX);
        let operation = match direction {
            Direction::Encrypt => sys::ENCRYPT,
            Direction::Decrypt => sys::DECRYPT,
        };
        // SAFETY: the context is set up; C refuses other key lengths than the cipher's, before it reads the key.
        check(unsafe { sys::cipher_setkey(&raw mut cipher.0, key.as_ptr(), bits, operation) })?;
        Ok(cipher)
    }

    pub(crate) fn set_padding(&mut self, padding: cipher_padding_t) -> Result<(), Error> {
        // SAFETY: the context is set up; C refuses other numbers than its own.
        check(unsafe { sys::cipher_set_padding_mode(&raw mut self.0, padding) })
    }

    pub(crate) fn set_iv(&mut self, iv: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is set up; the IV is that many bytes to read.
        check(unsafe { sys::cipher_set_iv(&raw mut self.0, iv.as_ptr(), iv.len()) })
    }

    pub(crate) fn reset(&mut self) -> Result<(), Error> {
        // SAFETY: the context is set up.
        check(unsafe { sys::cipher_reset(&raw mut self.0) })
    }

    pub(crate) fn update_ad(&mut self, ad: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is keyed; the data is that many bytes to read.
        check(unsafe { sys::cipher_update_ad(&raw mut self.0, ad.as_ptr(), ad.len()) })
    }

    pub(crate) fn update(&mut self, input: &[u8]) -> Result<Vec<u8>, Error> {
        let mut output = vec![0; input.len() + BLOCK];
        let mut length = 0;
        let (to, written) = (output.as_mut_ptr(), &raw mut length);
        // SAFETY: the context is keyed; C reads the input and writes at most its length and a block.
        check(unsafe { sys::cipher_update(&raw mut self.0, input.as_ptr(), input.len(), to, written) })?;
        output.truncate(length);
        Ok(output)
    }

    pub(crate) fn finish(&mut self) -> Result<Vec<u8>, Error> {
        let mut output = vec![0; BLOCK];
        let mut length = 0;
        // SAFETY: the context is keyed; C writes at most a block.
        check(unsafe { sys::cipher_finish(&raw mut self.0, output.as_mut_ptr(), &raw mut length) })?;
        output.truncate(length);
        Ok(output)
    }

    pub(crate) fn write_tag(&mut self, length: usize) -> Result<Vec<u8>, Error> {
        let mut tag = vec![0; length];
        // SAFETY: the context is keyed; the tag may be written for its whole length.
        check(unsafe { sys::cipher_write_tag(&raw mut self.0, tag.as_mut_ptr(), tag.len()) })?;
        Ok(tag)
    }

    pub(crate) fn check_tag(&mut self, tag: &[u8]) -> Result<(), Error> {
        // SAFETY: the context is keyed; the tag is that many bytes to read.
        check(unsafe { sys::cipher_check_tag(&raw mut self.0, tag.as_ptr(), tag.len()) })
    }

    /// Encrypts a whole message; what comes out ends with the tag. Wraps keys, too (no nonce, data, tag then).
    pub(crate) fn seal(
        &mut self,
        nonce: &[u8],
        ad: &[u8],
        message: &[u8],
        tag: usize,
    ) -> Result<Vec<u8>, Error> {
        // A wrapped key is padded to 8 bytes and gets 8 more.
        let mut output = vec![0; message.len() + tag.max(2 * BLOCK)];
        let mut length = 0;
        // SAFETY: the context is keyed, every pointer is to as many bytes as the number behind it says.
        check(unsafe {
            sys::cipher_auth_encrypt_ext(
                &raw mut self.0,
                nonce.as_ptr(),
                nonce.len(),
                ad.as_ptr(),
                ad.len(),
                message.as_ptr(),
                message.len(),
                output.as_mut_ptr(),
                output.len(),
                &raw mut length,
                tag,
            )
        })?;
        output.truncate(length);
        Ok(output)
    }

    /// Decrypts a whole message that ends with its tag. Unwraps keys, too.
    pub(crate) fn open(
        &mut self,
        nonce: &[u8],
        ad: &[u8],
        message: &[u8],
        tag: usize,
    ) -> Result<Vec<u8>, Error> {
        let mut output = vec![0; message.len() + BLOCK];
        let mut length = 0;
        // SAFETY: the context is keyed, every pointer is to as many bytes as the number behind it says.
        check(unsafe {
            sys::cipher_auth_decrypt_ext(
                &raw mut self.0,
                nonce.as_ptr(),
                nonce.len(),
                ad.as_ptr(),
                ad.len(),
                message.as_ptr(),
                message.len(),
                output.as_mut_ptr(),
                output.len(),
                &raw mut length,
                tag,
            )
        })?;
        output.truncate(length);
        Ok(output)
    }
}

impl Drop for Cipher {
    fn drop(&mut self) {
        // SAFETY: the context was initialised and is freed once.
        unsafe { sys::cipher_free(&raw mut self.0) };
    }
}

/// CFB8 with AES over a whole message; `iv` is left where the next message goes on.
pub(crate) fn aes_cfb8(
    key: &[u8],
    direction: Direction,
    iv: &mut [u8; 16],
    message: &[u8],
) -> Result<Vec<u8>, Error> {
    let mut context = MaybeUninit::uninit();
    let context = context.as_mut_ptr();
    // SAFETY: the context may be written for its whole size; it stays where it is, since it points into itself.
    unsafe { sys::aes_init(context) };
    let bits = u32::try_from(key.len().saturating_mul(8)).unwrap_or(u32::MAX);
    // SAFETY: the context is initialised; C refuses other key lengths than AES has, before it reads the key.
    let set = unsafe { sys::aes_setkey_enc(context, key.as_ptr(), bits) };
    let mut output = vec![0; message.len()];
    let mode = match direction {
        Direction::Encrypt => sys::AES_ENCRYPT,
        Direction::Decrypt => sys::AES_DECRYPT,
    };
    let (from, to, iv) = (message.as_ptr(), output.as_mut_ptr(), iv.as_mut_ptr());
    let done = check(set).and_then(|()| {
        // SAFETY: the context is keyed; input and output have that many bytes, the IV has a block.
        check(unsafe { sys::aes_crypt_cfb8(context, mode, message.len(), iv, from, to) })
    });
    // SAFETY: the context was initialised and is freed once.
    unsafe { sys::aes_free(context) };
    done.map(|()| output)
}
