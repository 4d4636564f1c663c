// SPDX-License-Identifier: MIT
//! The AES block cipher (FIPS 197) and its authenticated mode, GCM (NIST SP 800-38D).

use purembed_accel::aes;

use crate::aead::Aead;
use crate::backend;
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
    /// Binds a key of 16, 24 or 32 bytes to a mode: with [`Gcm`] this gives an [`Aead`], with [`Cmac`](crate::Cmac) a
    /// [`CmacKey`](crate::CmacKey).
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

/// Galois/Counter Mode with nonces of 12 bytes and tags of 16 bytes.
///
/// One message may have up to 2³⁶ − 32 bytes, its associated data up to 2⁶¹ − 1 bytes.
///
/// # Examples
///
/// It goes with [`Aes`], and with nothing else:
///
/// ```compile_fail,E0277
/// use purembed_cipher::{ChaCha20, Gcm};
///
/// ChaCha20::new(&[0; 32], Gcm); // `Gcm` cannot be used with `ChaCha20`
/// ```
#[doc(alias = "MODE_GCM")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Gcm` and has no parameters")]
pub struct Gcm;

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

impl Sealed for Gcm {}

impl Mode<Aes> for Gcm {
    type Output = Aead<12, 16>;

    fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
        backend::aes_gcm(key).map(Aead::with_engine)
    }
}
