// SPDX-License-Identifier: MIT
//! C's errors: numbers.

use core::ffi::c_int;
use core::fmt;

use crate::c;

/// Why C refused.
///
/// One type for everything, as in C; the modules name it as the facade names its errors in the same place.
#[derive(Clone, Copy, Eq, PartialEq)]
pub struct Error(c_int);

impl Error {
    /// From what a C function returned.
    pub(crate) const fn new(code: c_int) -> Self {
        Self(code)
    }

    /// Whether it is this one of C's.
    pub(crate) const fn is(self, code: c_int) -> bool {
        self.0 == code
    }

    /// The number as python-mbedtls shows it: positive, `0x5F80` for C's `-0x5F80`.
    ///
    /// Always there; an `Option` because the facade's `Error::mbedtls_code` is one.
    #[must_use]
    pub const fn mbedtls_code(&self) -> Option<i32> {
        Some(-self.0)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&c::strerror(self.0))
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({:#06X}: {self})", -self.0)
    }
}

impl core::error::Error for Error {}

/// What C says about an error number (positive, as python-mbedtls shows it); `None` if it knows no such number.
///
/// ```
/// assert_eq!(purembed_parity::describe(0x6300).as_deref(), Some("CIPHER - Authentication failed (for AEAD modes)"));
/// assert_eq!(purembed_parity::describe(0x5480), None);
/// ```
#[must_use]
pub fn describe(mbedtls_code: i32) -> Option<String> {
    let text = c::strerror(-mbedtls_code);
    (!text.is_empty() && !text.contains("UNKNOWN ERROR CODE")).then_some(text)
}
