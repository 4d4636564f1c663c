// SPDX-License-Identifier: MIT
//! C's HKDF (RFC 5869), with the facade's names.
//!
//! ```
//! use purembed_parity::hkdf::{Algorithm, Hkdf};
//!
//! let mut okm = [0; 64];
//! Hkdf::new(Algorithm::SHA256).salt(b"and pepper").info(b"my cool app").derive(b"my secret key", &mut okm)?;
//! # Ok::<(), purembed_parity::Error>(())
//! ```

use core::fmt;

use crate::c;
/// C refused: among others, because more than 255 digests' worth of output was asked for.
pub use crate::error::Error as OutputTooLong;
pub use crate::hashlib::Algorithm;

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

    /// With a salt.
    #[must_use]
    pub const fn salt(self, salt: &'a [u8]) -> Self {
        Self { salt, ..self }
    }

    /// With a context.
    #[must_use]
    pub const fn info(self, info: &'a [u8]) -> Self {
        Self { info, ..self }
    }

    /// Fills `okm` with key material derived from `key`.
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] with C's number.
    pub fn derive(&self, key: &[u8], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        extract(key, self.salt, self.digestmod).expand(self.info, okm)
    }
}

/// Concentrates the input key into a pseudorandom key.
#[must_use]
pub fn extract(key: &[u8], salt: &[u8], digestmod: Algorithm) -> Prk {
    let bytes = c::hkdf_extract(digestmod.kind(), salt, key);
    let bytes = bytes.get(..digestmod.digest_size()).unwrap_or_default().to_vec();
    Prk { algorithm: digestmod, bytes, extracted: true }
}

/// A pseudorandom key.
pub struct Prk {
    algorithm: Algorithm,
    bytes: Vec<u8>,
    extracted: bool,
}

impl Prk {
    /// Takes over a pseudorandom key from elsewhere. If it is shorter than the digest, C will not expand it.
    #[must_use]
    pub fn new(digestmod: Algorithm, prk: &[u8]) -> Self {
        Self { algorithm: digestmod, bytes: prk.to_vec(), extracted: false }
    }

    /// Fills `okm` with key material for the use that `info` names.
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] with C's number.
    pub fn expand(&self, info: &[u8], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        c::hkdf_expand(self.algorithm.kind(), &self.bytes, info, okm)
    }

    /// Does what [`expand`](Self::expand) does for an `info` that lies in pieces.
    ///
    /// # Errors
    ///
    /// [`OutputTooLong`] with C's number.
    pub fn expand_parts(&self, info: &[&[u8]], okm: &mut [u8]) -> Result<(), OutputTooLong> {
        self.expand(&info.concat(), okm)
    }

    /// The key's bytes if it was extracted here.
    #[must_use]
    pub fn as_bytes(&self) -> Option<&[u8]> {
        self.extracted.then_some(&self.bytes)
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }
}

impl fmt::Debug for Prk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Prk(HKDF-{}, ..)", self.algorithm)
    }
}
