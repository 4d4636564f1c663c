// SPDX-License-Identifier: MIT
//! Bytes and text that are wiped when dropped and never printed.
//!
//! # Security
//!
//! Both types overwrite their memory on drop, show only their length in `Debug`, compare in constant time and are
//! not `Clone`: a copy of a secret is always a visible act.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::ct;

/// A byte string that is wiped when dropped.
///
/// ```
/// use purembed_core::secret::SecretBytes;
///
/// let secret = SecretBytes::copy_from(b"correct horse");
/// assert_eq!(secret.expose(), b"correct horse");
/// assert_eq!(format!("{secret:?}"), "SecretBytes(13 bytes)");
/// ```
pub struct SecretBytes(Box<[u8]>);

impl SecretBytes {
    /// Takes over a vector, whose spare capacity may hold what was there before: it is wiped too.
    #[must_use]
    pub fn new(bytes: Vec<u8>) -> Self {
        // `into_boxed_slice` would move a vector with spare capacity and leave the old place as it is.
        if bytes.len() == bytes.capacity() {
            return Self(bytes.into_boxed_slice());
        }
        Self::copy_from(&Zeroizing::new(bytes))
    }

    /// Copies a slice, which stays the caller's to wipe.
    #[must_use]
    pub fn copy_from(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes themselves.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The number of bytes, which is not a secret.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Tells whether there are no bytes at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Drop for SecretBytes {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for SecretBytes {}

impl PartialEq for SecretBytes {
    fn eq(&self, other: &Self) -> bool {
        ct::eq(&self.0, &other.0)
    }
}

impl Eq for SecretBytes {}

impl fmt::Debug for SecretBytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretBytes({} bytes)", self.0.len())
    }
}

/// Text that is wiped when dropped, such as a private key in PEM.
///
/// ```
/// use purembed_core::secret::SecretString;
///
/// let secret = SecretString::new("-----BEGIN PRIVATE KEY-----…".to_owned());
/// assert!(secret.expose().starts_with("-----BEGIN"));
/// assert_eq!(format!("{secret:?}"), "SecretString(30 bytes)");
/// ```
#[derive(PartialEq, Eq)]
pub struct SecretString(SecretBytes);

impl SecretString {
    /// Takes over a string, wiping its spare capacity.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self(SecretBytes::new(text.into_bytes()))
    }

    /// The text itself.
    #[must_use]
    pub fn expose(&self) -> &str {
        // Only ever made from a `String`, so the bytes are UTF-8.
        core::str::from_utf8(self.0.expose()).unwrap_or_default()
    }
}

impl fmt::Debug for SecretString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretString({} bytes)", self.0.len())
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::vec;

    use super::*;

    #[test]
    fn equality_needs_the_same_length_and_bytes() {
        let secret = SecretBytes::copy_from(b"abc");
        assert_eq!(secret, SecretBytes::new(vec![b'a', b'b', b'c']));
        assert_ne!(secret, SecretBytes::copy_from(b"abd"));
        assert_ne!(secret, SecretBytes::copy_from(b"abcd"));
    }

    #[test]
    fn debug_shows_no_byte() {
        let shown = format!("{:?}", SecretBytes::copy_from(b"hunter2"));
        assert!(!shown.contains("hunter"), "{shown}");
        let shown = format!("{:?}", SecretString::new("hunter2".into()));
        assert!(!shown.contains("hunter"), "{shown}");
    }

    #[test]
    fn spare_capacity_is_given_up() {
        let mut bytes = Vec::with_capacity(100);
        bytes.extend_from_slice(b"key");
        assert_eq!(SecretBytes::new(bytes).expose(), b"key");
    }

    #[test]
    fn both_types_promise_to_wipe() {
        fn wipes<T: ZeroizeOnDrop>() {}
        wipes::<SecretBytes>();
    }
}
