// SPDX-License-Identifier: MIT
//! Ciphers that a configuration file names.

use alloc::vec::Vec;

pub use aead::{AnyNonce, AnyTag, DynAead};
pub use algorithm::{Algorithm, Mode};
pub use dyn_cipher::DynCipher;
pub use error::NewError;
pub use stream::{DynEncryptor, DynUnverifiedDecryptor};

mod aead;
mod algorithm;
mod dyn_cipher;
mod error;
mod start;
mod stream;
#[cfg(test)]
mod tests;

/// Starts a cipher that does not authenticate, by its name, in any case.
///
/// # Errors
///
/// [`NewError`], which says what is wrong with the name, the key or the IV: lengths must be exact.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{NewError, new};
///
/// let mut cipher = new("AES-128-CBC", b"My 16-bytes key.", b"CBC needs an IV.")?;
/// let sealed = cipher.encrypt(b"This is a super-secret message!!")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"This is a super-secret message!!");
///
/// let error = new("DES-CBC", b"8 bytes.", b"16 bytes are 8 too many").err();
/// assert_eq!(error, Some(NewError::IvLength { given: 23, least: 8, most: 8 }));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn new(name: &str, key: &[u8], iv: &[u8]) -> Result<DynCipher, NewError> {
    name.parse::<Algorithm>()?.start(key, iv)
}

/// Prepares a key for a cipher that authenticates, by its name, in any case. Tags have 16 bytes.
///
/// # Errors
///
/// [`NewError`], which says what is wrong with the name or the key.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{AnyNonce, new_aead};
///
/// let aead = new_aead("CHACHA20-POLY1305", &[7; 32])?;
/// let (sealed, tag) = aead.encrypt(AnyNonce::assume_unique(b"counter: 001"), b"header", b"message")?;
/// assert_eq!(aead.decrypt(b"counter: 001", b"header", &sealed, tag.as_ref())?, b"message");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub fn new_aead(name: &str, key: &[u8]) -> Result<DynAead, NewError> {
    name.parse::<Algorithm>()?.start_aead(key)
}

/// The names of the ciphers that Mbed TLS has, too, in its order. [`Algorithm::available`] has more.
///
/// ```
/// let names = purembed_cipher::get_supported_ciphers();
/// assert_eq!(names.len(), 72);
/// assert_eq!(names[0], "AES-128-ECB");
/// ```
#[must_use]
pub fn get_supported_ciphers() -> Vec<&'static str> {
    Algorithm::available()
        .iter()
        .filter(|algorithm| algorithm.is_in_mbedtls())
        .map(|algorithm| algorithm.name())
        .collect()
}
