// SPDX-License-Identifier: MIT
//! The triple DES block cipher (NIST SP 800-67, FIPS 46-3). Not in constant time: addresses depend on key and message.

use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Mode, sealed::Sealed};

pub(crate) use ede::Ede;

mod ede;
mod schedule;
mod tables;

/// Triple DES (DES-EDE) with keys of 16 or 24 bytes: two keys, of which the first is used again, or three.
///
/// For what still speaks it. Its blocks have 8 bytes, so that patterns show after some gigabytes under one key; it looks
/// secrets up in tables, which may show in the time it takes. The parity bits of keys are ignored; that the keys differ
/// is not checked, and weak keys are not refused.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Cmac, InvalidKey, TripleDes};
///
/// let tag = TripleDes::new(b"three keys, 8 bytes each", Cmac)?.sign(b"message");
/// assert_eq!(tag.as_ref().len(), 8);
/// assert_eq!(TripleDes::new(b"a single", Cmac).err(), Some(InvalidKey::Length { bytes: 8 }));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "DES3")]
#[doc(alias = "3DES")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TripleDes;

impl TripleDes {
    /// Binds a key of 16 or 24 bytes to a mode: with [`Cmac`](crate::Cmac) this gives a [`CmacKey`](crate::CmacKey).
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for TripleDes {}
impl BlockCipher for TripleDes {}

#[cfg(test)]
mod tests;
