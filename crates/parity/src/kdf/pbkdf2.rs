// SPDX-License-Identifier: MIT
//! PBKDF2 with HMAC (RFC 8018 section 5.2).

use crate::c;
use crate::error::Error;
use crate::hashlib::Algorithm;

/// Fills `okm` with key material derived from a password.
///
/// # Errors
///
/// [`Error`] with C's number.
pub fn pbkdf2(
    password: &[u8],
    salt: &[u8],
    iterations: u32,
    digestmod: Algorithm,
    okm: &mut [u8],
) -> Result<(), Error> {
    c::pbkdf2(digestmod.kind(), password, salt, iterations, okm)
}
