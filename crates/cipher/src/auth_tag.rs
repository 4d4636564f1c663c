// SPDX-License-Identifier: MIT
//! The proof of authenticity that travels with an encrypted message.

use core::fmt;

/// An authentication tag of `T` bytes, never truncated; `==` takes the same time wherever two tags differ.
///
/// # Examples
///
/// From a packet that carries the tag behind the message:
///
/// ```
/// use purembed_cipher::{Aes, AuthTag, Gcm, Nonce};
///
/// let aead = Aes::new(&[7; 32], Gcm)?;
/// let (mut packet, tag) = aead.encrypt(Nonce::assume_unique([0; 12]), b"", b"hello")?;
/// packet.extend_from_slice(tag.as_ref());
///
/// let (sealed, tag) = packet.split_last_chunk::<16>().ok_or("too short")?;
/// assert_eq!(aead.decrypt(&[0; 12], b"", sealed, AuthTag::from(*tag))?, b"hello");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy)]
pub struct AuthTag<const T: usize>([u8; T]);

impl<const T: usize> AuthTag<T> {
    /// The bytes of the tag.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; T] {
        &self.0
    }
}

impl<const T: usize> From<[u8; T]> for AuthTag<T> {
    fn from(bytes: [u8; T]) -> Self {
        Self(bytes)
    }
}

impl<const T: usize> From<AuthTag<T>> for [u8; T] {
    fn from(tag: AuthTag<T>) -> Self {
        tag.0
    }
}

impl<const T: usize> AsRef<[u8]> for AuthTag<T> {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl<const T: usize> PartialEq for AuthTag<T> {
    fn eq(&self, other: &Self) -> bool {
        purembed_core::ct::eq(&self.0, &other.0)
    }
}

impl<const T: usize> Eq for AuthTag<T> {}

impl<const T: usize> fmt::Debug for AuthTag<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AuthTag(")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))?;
        f.write_str(")")
    }
}
