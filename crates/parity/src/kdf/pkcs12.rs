// SPDX-License-Identifier: MIT
//! The key derivation of PKCS#12 (RFC 7292 appendix B).

use core::ffi::c_int;

use crate::c;
use crate::error::Error;
use crate::hashlib::Algorithm;

/// Fills `okm` with material for the purpose `id`; the password is in UTF-16, big-endian, with its final zero.
///
/// # Errors
///
/// [`Error`] with C's number: for passwords and salts of more than 64 bytes and for output of more than 128.
pub fn derive(
    password: &[u8],
    salt: &[u8],
    id: u8,
    iterations: u32,
    digestmod: Algorithm,
    okm: &mut [u8],
) -> Result<(), Error> {
    let iterations = c_int::try_from(iterations).unwrap_or(c_int::MAX);
    c::pkcs12(digestmod.kind(), password, salt, id, iterations, okm)
}
