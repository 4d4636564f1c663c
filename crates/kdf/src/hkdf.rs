// SPDX-License-Identifier: MIT
//! HKDF, the HMAC-based extract-and-expand key derivation function (RFC 5869).
//!
//! # Examples
//!
//! ```
//! use purembed_kdf::Algorithm;
//! use purembed_kdf::hkdf::Hkdf;
//!
//! let mut okm = [0; 42];
//! Hkdf::new(Algorithm::SHA256).salt(b"and pepper").info(b"my cool app").derive(b"my secret key", &mut okm)?;
//! # Ok::<(), purembed_kdf::hkdf::OutputTooLong>(())
//! ```
//!
//! # Security
//!
//! The input must be hard to guess: HKDF does not slow an attacker down, so passwords belong elsewhere (PBKDF2). The
//! pseudorandom key is wiped when dropped. No secret decides a branch or an address.
//!
//! # Standards
//!
//! RFC 5869; no salt is the same as zeros in the length of the digest (section 2.2), and an empty input key is just
//! that. Vectors: RFC 5869 appendix A, Wycheproof.

use alloc::vec;
use core::fmt;

use purembed_core::secret::SecretBytes;
use purembed_hash::Algorithm;
use purembed_hmac::{Key, Tag};

pub use crate::error::OutputTooLong;

/// The parameters of one derivation, for [`derive`](Self::derive).
#[derive(Clone, Copy, Debug)]
pub struct Hkdf<'a> {
    digestmod: Algorithm,
    salt: &'a [u8],
    info: &'a [u8],
}

impl<'a> Hkdf<'a> {
    /// HKDF with this digest, no salt and no context.
    #[must_use]
    pub const fn new(digestmod: Algorithm) -> Self {
        Self { digestmod, salt: &[], info: &[] }
    }

    /// With a salt: random, not secret, may be used again.
    #[must_use]
    pub const fn salt(self, salt: &'a [u8]) -> Self {
        Self { salt, ..self }
    }

    /// With a context, which binds the output to its use.
    #[must_use]
    pub const fn info(self, info: &'a [u8]) -> Self {
        Self { info, ..self }
    }

    /// Fills `okm` with key material derived from `key`.
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] for more than 255 digests' worth of output; `okm` is then unchanged.
    pub fn derive(&self, key: &[u8], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        extract(key, self.salt, self.digestmod).expand(self.info, okm)
    }
}

/// Concentrates the input key into a pseudorandom key (RFC 5869 section 2.2).
#[must_use]
pub fn extract(key: &[u8], salt: &[u8], digestmod: Algorithm) -> Prk {
    let tag = Key::new(digestmod, salt).sign(key);
    Prk { key: Key::new(digestmod, tag.as_ref()), bytes: Some(tag) }
}

/// A pseudorandom key, ready to be expanded; wiped when dropped.
pub struct Prk {
    key: Key,
    /// Known if it was extracted here.
    bytes: Option<Tag>,
}

impl Prk {
    /// Takes over a pseudorandom key from elsewhere, such as a TLS 1.3 traffic secret.
    ///
    /// RFC 5869 section 2.3 asks for at least the digest's length; that is up to the caller's protocol.
    #[must_use]
    pub fn new(digestmod: Algorithm, prk: &[u8]) -> Self {
        Self { key: Key::new(digestmod, prk), bytes: None }
    }

    /// Fills `okm` with key material for the use that `info` names (RFC 5869 section 2.3).
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] for more than 255 digests' worth of output; `okm` is then unchanged.
    pub fn expand(&self, info: &[u8], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        self.expand_parts(&[info], okm)
    }

    /// Does what [`expand`](Self::expand) does for an `info` that lies in pieces.
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] for more than 255 digests' worth of output; `okm` is then unchanged.
    pub fn expand_parts(&self, info: &[&[u8]], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        let size = self.key.algorithm().digest_size();
        if okm.len() > 255 * size {
            return Err(OutputTooLong);
        }
        // T(0) is empty; T(i) = HMAC(PRK, T(i-1) | info | i).
        let mut previous: Option<Tag> = None;
        for (counter, chunk) in (1..=u8::MAX).zip(okm.chunks_mut(size)) {
            let before = previous.as_ref().map(AsRef::as_ref);
            let parts = before.into_iter().chain(info.iter().copied());
            let tag = self.key.sign_parts(parts.chain([&[counter][..]]));
            chunk.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
            previous = Some(tag);
        }
        Ok(())
    }

    /// The key's bytes if it was extracted here; `None` if it came from elsewhere, where they are known.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.bytes.as_ref().map(AsRef::as_ref)
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.key.algorithm()
    }
}

impl fmt::Debug for Prk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prk(HKDF-{}, ..)", self.algorithm())
    }
}

/// Derives `length` bytes from `key`: python-mbedtls's one call.
///
/// # Errors
///
/// [`OutputTooLong`] for more than 255 digests' worth of output.
///
/// ```
/// use purembed_kdf::{Algorithm, hkdf};
///
/// let okm = hkdf::hkdf(b"my secret key", 42, b"my cool app", b"and pepper", Algorithm::SHA256)?;
/// assert_eq!(okm.len(), 42);
/// # Ok::<(), purembed_kdf::OutputTooLong>(())
/// ```
pub fn hkdf(
    key: &[u8],
    length: usize,
    info: &[u8],
    salt: &[u8],
    digestmod: Algorithm,
) -> Result<SecretBytes, OutputTooLong> {
    expand_to(&extract(key, salt, digestmod), length, info)
}

/// Derives `length` bytes from a pseudorandom key that lies in bytes (RFC 5869 section 2.3).
///
/// # Errors
///
/// [`ExpandError::KeyTooShort`] for a key shorter than the digest, [`ExpandError::OutputTooLong`] for more than 255
/// digests' worth of output.
pub fn expand(
    prk: &[u8],
    length: usize,
    info: &[u8],
    digestmod: Algorithm,
) -> Result<SecretBytes, ExpandError> {
    if prk.len() < digestmod.digest_size() {
        return Err(ExpandError::KeyTooShort);
    }
    expand_to(&Prk::new(digestmod, prk), length, info).map_err(|OutputTooLong| ExpandError::OutputTooLong)
}

fn expand_to(prk: &Prk, length: usize, info: &[u8]) -> Result<SecretBytes, OutputTooLong> {
    // Before anything of that length is allocated.
    if length > 255 * prk.algorithm().digest_size() {
        return Err(OutputTooLong);
    }
    let mut okm = vec![0; length];
    prk.expand(info, &mut okm)?;
    Ok(SecretBytes::new(okm))
}

/// Why [`expand`] refuses.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum ExpandError {
    /// The pseudorandom key is shorter than the digest (RFC 5869 section 2.3).
    KeyTooShort,
    /// More output was asked for than 255 digests.
    OutputTooLong,
}

impl fmt::Display for ExpandError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::KeyTooShort => f.write_str("the pseudorandom key is shorter than the digest"),
            Self::OutputTooLong => OutputTooLong.fmt(f),
        }
    }
}

impl core::error::Error for ExpandError {}

#[cfg(test)]
mod tests;
