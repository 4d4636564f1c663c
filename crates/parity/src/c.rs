// SPDX-License-Identifier: MIT
//! The only place that calls C. What leaves it is safe: owned contexts and functions over slices.
#![expect(unsafe_code, reason = "C is called here")]

use core::ffi::{CStr, c_int};

use mbedtls_sys as sys;

mod cipher;
mod cmac;
mod drbg;
mod ecp;
mod exchange;
mod kdf;
mod md;
mod mpi;
mod pk;
mod rng;
mod ssl;
pub(crate) mod x509;
pub(crate) mod x509_write;

pub(crate) use cipher::{
    Cipher, Direction, aes_cfb8, info as cipher_info, kind_of as cipher_kind, kinds as cipher_kinds,
    name as cipher_name,
};
pub(crate) use cmac::Cmac;
pub(crate) use drbg::{CtrDrbg, Generator, HmacDrbg, Source};
pub(crate) use ecp::{GroupId, curves, tls_id};
pub(crate) use exchange::{Dhm, Ecdh};
pub(crate) use kdf::{hkdf_expand, hkdf_extract, pbkdf2, pkcs12, tls12_prf};
pub(crate) use md::{Md, block_size, kinds, name, oid, size};
pub(crate) use mpi::Mpi;
pub(crate) use pk::{Pk, PkKind};
pub(crate) use ssl::{Credentials, Ssl, SslConfig, c_text, suites};

use crate::error::Error;

/// What C returned, as Rust has it: 0 is success, a negative number an error.
fn check(code: c_int) -> Result<(), Error> {
    if code == 0 { Ok(()) } else { Err(Error::new(code)) }
}

/// For what fails only without memory, which Rust does not report either.
fn succeed(code: c_int) {
    assert!(code == 0, "Mbed TLS C failed without a reason to: {}", Error::new(code));
}

/// The version as C writes it: 0xMMNNPP00.
pub(crate) fn version() -> u32 {
    // SAFETY: takes nothing, reads nothing, returns a constant.
    unsafe { sys::version_get_number() }
}

/// C's text for an error number (negative).
pub(crate) fn strerror(code: c_int) -> String {
    let mut buffer = [0_u8; 256];
    // SAFETY: the buffer may be written for its whole length; C ends the text within it with a zero.
    unsafe { sys::strerror(code, buffer.as_mut_ptr().cast(), buffer.len()) };
    let text = CStr::from_bytes_until_nul(&buffer).unwrap_or_default();
    text.to_string_lossy().into_owned()
}
