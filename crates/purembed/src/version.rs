// SPDX-License-Identifier: MIT
//! Which purembed this is.
//!
//! ```
//! let (major, minor, micro) = purembed::version::version_info();
//! assert_eq!(purembed::version::VERSION, format!("{major}.{minor}.{micro}"));
//! ```

/// The version as text.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The version as numbers: major, minor, micro.
#[must_use]
pub const fn version_info() -> (u16, u16, u16) {
    (
        number(env!("CARGO_PKG_VERSION_MAJOR")),
        number(env!("CARGO_PKG_VERSION_MINOR")),
        number(env!("CARGO_PKG_VERSION_PATCH")),
    )
}

/// Reads digits; cargo guarantees that there is nothing else.
const fn number(digits: &str) -> u16 {
    let mut rest = digits.as_bytes();
    let mut number = 0;
    while let [digit, after @ ..] = rest {
        number = number * 10 + (*digit - b'0') as u16;
        rest = after;
    }
    number
}
