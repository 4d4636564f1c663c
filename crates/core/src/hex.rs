// SPDX-License-Identifier: MIT
//! Hexadecimal text, without branches or look-ups that depend on the bytes.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

/// Writes bytes as lower-case hexadecimal digits.
///
/// ```
/// assert_eq!(purembed_core::hex::encode(&[0xca, 0xfe, 0x01]), "cafe01");
/// ```
#[must_use]
pub fn encode(bytes: &[u8]) -> String {
    base16ct::lower::encode_string(bytes)
}

/// Reads pairs of hexadecimal digits of either case, with nothing between them.
///
/// # Errors
///
/// [`InvalidHex`] for an odd number of characters or one that is no hexadecimal digit.
///
/// ```
/// use purembed_core::hex;
///
/// assert_eq!(hex::decode("CAfe01")?, [0xca, 0xfe, 0x01]);
/// assert!(hex::decode("ca fe").is_err());
/// # Ok::<(), hex::InvalidHex>(())
/// ```
pub fn decode(text: &str) -> Result<Vec<u8>, InvalidHex> {
    base16ct::mixed::decode_vec(text).map_err(|_| InvalidHex)
}

/// The text is not an even number of hexadecimal digits.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidHex;

impl fmt::Display for InvalidHex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an even number of hexadecimal digits")
    }
}

impl core::error::Error for InvalidHex {}
