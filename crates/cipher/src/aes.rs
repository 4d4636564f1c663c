// SPDX-License-Identifier: MIT
//! The AES block cipher (FIPS 197).

use purembed_accel::aes;

use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

/// AES with keys of 16, 24 or 32 bytes.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Gcm, InvalidKey};
///
/// assert!(Aes::new(&[0; 24], Gcm).is_ok());
/// assert_eq!(Aes::new(&[0; 17], Gcm).err(), Some(InvalidKey::Length { bytes: 17 }));
/// ```
#[doc(alias = "AES")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Aes;

impl Aes {
    /// Binds a key of 16, 24 or 32 bytes to a mode: with [`Gcm`](crate::Gcm) this gives an
    /// [`Aead`](crate::Aead), with [`Cmac`](crate::Cmac) a
    /// [`CmacKey`](crate::CmacKey).
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Aes {}
impl BlockCipher for Aes {}

impl Blocks<16> for Aes {
    type Key = aes::Key;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        aes::Key::new(aes::Kernel::detect(), key).ok_or(InvalidKey::Length { bytes: key.len() })
    }

    fn name(key_bytes: usize) -> &'static str {
        match key_bytes {
            16 => "AES-128",
            24 => "AES-192",
            _ => "AES-256",
        }
    }
}
