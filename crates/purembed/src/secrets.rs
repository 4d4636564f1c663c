// SPDX-License-Identifier: MIT
//! Random values that nobody can guess, and types that keep them (PEP 506).
//!
//! # Examples
//!
//! ```
//! use purembed::secrets;
//!
//! let key: [u8; 32] = secrets::token_bytes()?;
//! let link = format!("https://example.org/reset/{}", secrets::token_urlsafe(16)?);
//! assert!(!secrets::compare_digest(&key, link.as_bytes()));
//! # Ok::<(), secrets::RngError>(())
//! ```
//!
//! # From python-mbedtls
//!
//! | Python | Rust | difference |
//! |---|---|---|
//! | `secrets.token_bytes(32)` | [`token_bytes::<32>()`](token_bytes) | no upper limit of 1,024 |
//! | `secrets.token_hex(16)`, `token_urlsafe(16)` | [`token_hex(16)`](token_hex), [`token_urlsafe(16)`](token_urlsafe) | |
//! | (missing) | [`compare_digest`] | |

use alloc::string::String;
use alloc::vec;

use base64ct::{Base64UrlUnpadded, Encoding as _};
pub use purembed_core::random::RngError;
pub use purembed_core::secret::{SecretBytes, SecretString};
use purembed_core::{ct, hex, random};

/// Random bytes from the operating system.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
pub fn token_bytes<const N: usize>() -> Result<[u8; N], RngError> {
    let mut bytes = [0; N];
    random::fill(&mut bytes)?;
    Ok(bytes)
}

/// `nbytes` random bytes as twice as many lower-case hexadecimal digits.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
pub fn token_hex(nbytes: usize) -> Result<String, RngError> {
    let mut bytes = vec![0; nbytes];
    random::fill(&mut bytes)?;
    Ok(hex::encode(&bytes))
}

/// `nbytes` random bytes as text that may stand in a URL: base64 with `-` and `_`, without padding.
///
/// # Errors
///
/// [`RngError`] if the operating system fails.
pub fn token_urlsafe(nbytes: usize) -> Result<String, RngError> {
    let mut bytes = vec![0; nbytes];
    random::fill(&mut bytes)?;
    Ok(Base64UrlUnpadded::encode_string(&bytes))
}

/// Tells whether two byte strings are equal, in a time that depends on their lengths alone.
#[must_use]
pub fn compare_digest(a: &[u8], b: &[u8]) -> bool {
    ct::eq(a, b)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_their_length_and_alphabet() -> Result<(), RngError> {
        for nbytes in 0..100 {
            let hex = token_hex(nbytes)?;
            assert_eq!(hex.len(), 2 * nbytes);
            assert!(hex.bytes().all(|digit| b"0123456789abcdef".contains(&digit)));
            let url = token_urlsafe(nbytes)?;
            assert_eq!(url.len(), (4 * nbytes).div_ceil(3));
            assert!(url.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
        }
        assert_ne!(token_bytes::<16>()?, token_bytes::<16>()?);
        Ok(())
    }
}
