// SPDX-License-Identifier: MIT
//! C's other key derivation functions, with the facade's names. C has nothing for TLS 1.3.

use core::num::NonZeroU32;

use crate::c;
/// C refused.
pub use crate::error::Error as OutputTooLong;
pub use crate::hashlib::Algorithm;

pub mod pkcs12;
pub mod tls12;

/// Fills `out` with key material derived from a password: PBKDF2 with HMAC (RFC 8018 section 5.2).
///
/// # Errors
///
/// [`OutputTooLong`] with C's number.
pub fn pbkdf2_hmac(
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    digestmod: Algorithm,
    out: &mut [u8],
) -> Result<(), OutputTooLong> {
    c::pbkdf2(digestmod.kind(), password, salt, iterations.get(), out)
}
