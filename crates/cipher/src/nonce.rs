// SPDX-License-Identifier: MIT
//! A number used once, as a type that can be used once.

/// A nonce of `N` bytes, consumed by the encryption that uses it.
///
/// Neither `Copy` nor `Clone`, so that one value encrypts one message:
///
/// ```compile_fail,E0382
/// use purembed_cipher::{Aes, Gcm, Nonce};
///
/// let aead = Aes::new(&[0; 16], Gcm)?;
/// let nonce = Nonce::assume_unique([0; 12]);
/// aead.encrypt(nonce, b"", b"first")?;
/// aead.encrypt(nonce, b"", b"second")?; // use of moved value
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// # Examples
///
/// The usual construction, a counter under a fixed prefix (RFC 5116 section 3.2):
///
/// ```
/// use purembed_cipher::Nonce;
///
/// fn nonce(sender: [u8; 4], message_number: u64) -> Nonce<12> {
///     let mut value = [0; 12];
///     value[..4].copy_from_slice(&sender);
///     value[4..].copy_from_slice(&message_number.to_be_bytes());
///     Nonce::assume_unique(value)
/// }
/// assert_eq!(nonce(*b"left", 7).as_bytes(), b"left\0\0\0\0\0\0\0\x07");
/// ```
#[derive(Debug, Eq, PartialEq)]
pub struct Nonce<const N: usize>([u8; N]);

impl<const N: usize> Nonce<N> {
    /// Takes the caller's word that `value` was never used, and never will be, with the same key.
    #[must_use]
    pub const fn assume_unique(value: [u8; N]) -> Self {
        Self(value)
    }

    /// The value, for sending it along: nonces are not secret.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; N] {
        &self.0
    }
}
