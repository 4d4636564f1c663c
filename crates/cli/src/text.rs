// SPDX-License-Identifier: MIT
//! Bytes as text and back, in times that do not depend on what they are, which may be secret.

use base16ct::{lower, mixed};
use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

/// Lower-case hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    lower::encode_string(bytes)
}

/// Base64 on one line, padded (RFC 4648 4).
pub(crate) fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// What somebody else has written, so that it does not play with the terminal.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for char in text.chars() {
        if char.is_control() && char != '\n' && char != '\t' {
            shown.extend(char.escape_default());
        } else {
            shown.push(char);
        }
    }
    shown
}

/// Hexadecimal digits of either case; a `:` may stand between two bytes, as OpenSSL prints them.
pub(crate) fn from_hex(text: &str) -> Result<Zeroizing<Vec<u8>>, String> {
    let digits = Zeroizing::new(text.replace(':', ""));
    mixed::decode_vec(digits.as_bytes())
        .map(Zeroizing::new)
        .map_err(|_| "expected an even number of hexadecimal digits".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(hex(&[0, 0xab, 0xff]), "00abff");
        assert_eq!(*from_hex("00:AB:ff").expect("hex"), [0, 0xab, 0xff]);
        assert!(from_hex("").expect("hex").is_empty());
        assert_eq!(base64(b"any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
        assert_eq!(printable("\ta\u{1b}[2K\r\n"), "\ta\\u{1b}[2K\\r\n");
        assert!(from_hex("abc").is_err());
        assert!(from_hex("0x").is_err());
    }
}
