// SPDX-License-Identifier: MIT
//! The key derivation of PKCS#12 (RFC 7292 appendix B).

use core::ffi::c_int;
use core::num::NonZeroU32;

use crate::c;
use crate::error::Error;
use crate::hashlib::Algorithm;

/// What the material is for (RFC 7292 appendix B.3).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Id(u8);

impl Id {
    /// A key for encryption.
    pub const KEY: Self = Self(1);
    /// An initial value.
    pub const IV: Self = Self(2);
    /// A key for the message authentication code.
    pub const MAC: Self = Self(3);
}

/// Fills `out` with what a password and a salt give.
///
/// # Panics
///
/// For what [`try_derive`] refuses and the facade does not.
pub fn derive(
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    id: Id,
    digestmod: Algorithm,
    out: &mut [u8],
) {
    let done = try_derive(password, salt, iterations, id, digestmod, out);
    assert!(done.is_ok(), "Mbed TLS C refused: {done:?}");
}

/// Does what [`derive`] does, and says what C says.
///
/// # Errors
///
/// [`Error`] with C's number: for passwords and salts of more than 64 bytes and for output of more than 128.
pub fn try_derive(
    password: &[u8],
    salt: &[u8],
    iterations: NonZeroU32,
    id: Id,
    digestmod: Algorithm,
    out: &mut [u8],
) -> Result<(), Error> {
    let iterations = c_int::try_from(iterations.get()).unwrap_or(c_int::MAX);
    c::pkcs12(digestmod.kind(), password, salt, id.0, iterations, out)
}
