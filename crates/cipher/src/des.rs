// SPDX-License-Identifier: MIT
//! The block ciphers DES (FIPS 46-3) and triple DES (NIST SP 800-67). Not in constant time: addresses depend on key and message.

use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

pub(crate) use key::{Ede, Single};

mod key;
mod schedule;
mod tables;

/// DES with keys of 8 bytes, of which 56 bits count: **anybody can find them out**.
///
/// For what is old enough to speak nothing else. As [`TripleDes`], it looks secrets up in tables.
#[doc(alias = "DES-CBC")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Des;

impl Des {
    /// Binds a key of 8 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Des {}
impl BlockCipher for Des {}

impl Blocks<8> for Des {
    type Key = Single;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        let key = key.try_into().map_err(|_| InvalidKey::Length { bytes: key.len() })?;
        Ok(Single::new(key))
    }

    fn name(_: usize) -> &'static str {
        "DES"
    }
}

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
    /// Binds a key of 16 or 24 bytes to a mode.
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

impl Blocks<8> for TripleDes {
    type Key = Ede;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        match key.as_chunks() {
            ([first, second], []) => Ok(Ede::two([*first, *second])),
            ([first, second, third], []) => Ok(Ede::three([*first, *second, *third])),
            _ => Err(InvalidKey::Length { bytes: key.len() }),
        }
    }

    fn name(key_bytes: usize) -> &'static str {
        if key_bytes == 16 { "DES-EDE" } else { "DES-EDE3" }
    }
}

#[cfg(test)]
mod tests;
