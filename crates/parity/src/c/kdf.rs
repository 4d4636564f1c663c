// SPDX-License-Identifier: MIT
//! Key derivation: `mbedtls/hkdf.h`, `pkcs5.h`, `pkcs12.h` and the PRF of `ssl.h`.

use core::ffi::{CStr, c_int, c_uint};

use mbedtls_sys as sys;
use sys::{md_type_t, tls_prf_types};

use super::md::{Md, Output, info};
use super::{check, succeed};
use crate::error::Error;

pub(crate) fn hkdf_extract(kind: md_type_t, salt: &[u8], key: &[u8]) -> Output {
    let mut prk = [0; size_of::<Output>()];
    let (out, md) = (prk.as_mut_ptr(), info(kind));
    // SAFETY: salt and key are that many bytes to read; no digest is longer than the output.
    succeed(unsafe { sys::hkdf_extract(md, salt.as_ptr(), salt.len(), key.as_ptr(), key.len(), out) });
    prk
}

pub(crate) fn hkdf_expand(kind: md_type_t, prk: &[u8], context: &[u8], okm: &mut [u8]) -> Result<(), Error> {
    let (md, out, length) = (info(kind), okm.as_mut_ptr(), okm.len());
    // SAFETY: key and context are that many bytes to read, the output that many to write.
    check(unsafe {
        sys::hkdf_expand(md, prk.as_ptr(), prk.len(), context.as_ptr(), context.len(), out, length)
    })
}

pub(crate) fn pbkdf2(
    kind: md_type_t,
    password: &[u8],
    salt: &[u8],
    iterations: c_uint,
    out: &mut [u8],
) -> Result<(), Error> {
    let mut md = Md::unkeyed(kind);
    let length = u32::try_from(out.len()).map_err(|_| Error::new(sys::ERR_PKCS5_BAD_INPUT_DATA))?;
    let (out, context) = (out.as_mut_ptr(), md.as_mut_ptr());
    // SAFETY: the context is set up for HMAC; password and salt are that many bytes to read, the output to write.
    check(unsafe {
        sys::pkcs5_pbkdf2_hmac(
            context,
            password.as_ptr(),
            password.len(),
            salt.as_ptr(),
            salt.len(),
            iterations,
            length,
            out,
        )
    })
}

pub(crate) fn pkcs12(
    kind: md_type_t,
    password: &[u8],
    salt: &[u8],
    purpose: u8,
    iterations: c_int,
    out: &mut [u8],
) -> Result<(), Error> {
    let (length, out, purpose) = (out.len(), out.as_mut_ptr(), c_int::from(purpose));
    // SAFETY: the output is that many bytes to write, password and salt to read.
    check(unsafe {
        sys::pkcs12_derivation(
            out,
            length,
            password.as_ptr(),
            password.len(),
            salt.as_ptr(),
            salt.len(),
            kind,
            purpose,
            iterations,
        )
    })
}

pub(crate) fn tls12_prf(
    prf: tls_prf_types,
    secret: &[u8],
    label: &CStr,
    seed: &[u8],
    out: &mut [u8],
) -> Result<(), Error> {
    let (length, out) = (out.len(), out.as_mut_ptr());
    // SAFETY: the label ends with a zero; secret and seed are that many bytes to read, the output to write.
    check(unsafe {
        sys::ssl_tls_prf(
            prf,
            secret.as_ptr(),
            secret.len(),
            label.as_ptr(),
            seed.as_ptr(),
            seed.len(),
            out,
            length,
        )
    })
}
