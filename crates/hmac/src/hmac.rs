// SPDX-License-Identifier: MIT
//! A running HMAC.

use alloc::string::String;
use core::fmt;

use purembed_hash::{Algorithm, Hash};
use zeroize::Zeroizing;

use crate::key::Key;
use crate::tag::{InvalidTag, Tag};

/// A running HMAC.
///
/// [`digest`](Self::digest) can be asked at any point, any number of times, and the HMAC goes on.
///
/// ```
/// use purembed_hmac::{Algorithm, Hmac};
///
/// let mut hmac = Hmac::new(b"key", Algorithm::SHA256);
/// hmac.update(b"The quick brown fox ");
/// hmac.update(b"jumps over the lazy dog");
/// assert_eq!(hmac.hexdigest(), "f7bc83f430538424b13298e6aa6fb143ef4d59a14946175997479dbc2d1a3cd8");
/// ```
#[derive(Clone)]
pub struct Hmac {
    /// Has taken in K xor ipad and the message so far.
    inner: Hash,
    /// Has taken in K xor opad.
    outer: Hash,
}

impl Hmac {
    /// Starts with a key used once. For a key used more often, prepare a [`Key`].
    #[must_use]
    pub fn new(key: &[u8], digestmod: Algorithm) -> Self {
        let Key { inner, outer } = Key::new(digestmod, key);
        Self { inner, outer }
    }

    /// Starts with a prepared key.
    #[must_use]
    pub fn with_key(key: &Key) -> Self {
        Self { inner: key.inner.clone(), outer: key.outer.clone() }
    }

    /// Takes in more of the message.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        self.inner.update(data);
    }

    /// Takes in more of the message and hands the HMAC on.
    #[must_use]
    pub fn chain(mut self, data: impl AsRef<[u8]>) -> Self {
        self.update(data);
        self
    }

    /// Ends the HMAC.
    #[must_use]
    pub fn finalize(self) -> Tag {
        self.digest()
    }

    /// Ends the HMAC and checks a tag against it, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(self, tag: &[u8]) -> Result<(), InvalidTag> {
        if self.finalize() == *tag { Ok(()) } else { Err(InvalidTag) }
    }

    /// The tag of the message so far.
    #[must_use]
    pub fn digest(&self) -> Tag {
        // RFC 2104 section 2: H(K xor opad, H(K xor ipad, text)).
        let inner = Zeroizing::new(self.inner.digest());
        Tag::new(self.outer.digest_with(*inner))
    }

    /// The tag of the message so far, as lower-case hexadecimal digits.
    #[must_use]
    pub fn hexdigest(&self) -> String {
        self.digest().to_hex()
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.inner.algorithm()
    }
}

impl fmt::Debug for Hmac {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hmac(HMAC-{}, ..)", self.algorithm())
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Hmac {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        self.update(data);
        Ok(data.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests;
