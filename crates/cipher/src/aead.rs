// SPDX-License-Identifier: MIT
//! A key that encrypts and authenticates (RFC 5116).

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use crate::auth_tag::AuthTag;
use crate::error::{DecryptError, InvalidInput};
use crate::nonce::Nonce;

pub(crate) use engine::Engine;
pub use stream::{Encryptor, UnverifiedDecryptor};
use stream::{Stream, cut};

pub(crate) mod engine;
pub(crate) mod stream;

/// An authenticated cipher with its key: nonces of `N` bytes, tags of `T` bytes.
///
/// Made by [`Aes::new`](crate::Aes::new) and [`ChaCha20::new`](crate::ChaCha20::new). Two words in size:
/// moving it does not copy the key. The forms in place do not allocate.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Gcm, Nonce};
///
/// let aead = Aes::new(&[9; 32], Gcm)?;
/// let mut buffer = *b"attack at dawn";
/// let tag = aead.encrypt_in_place(Nonce::assume_unique([3; 12]), b"orders", &mut buffer)?;
/// assert_ne!(&buffer, b"attack at dawn");
///
/// buffer[0] ^= 1;
/// assert!(aead.decrypt_in_place(&[3; 12], b"orders", &mut buffer, tag).is_err());
/// assert_eq!(buffer, [0; 14]); // nothing of a forged message is shown
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct Aead<const N: usize, const T: usize> {
    engine: Arc<dyn Engine>,
}

impl<const N: usize, const T: usize> Aead<N, T> {
    /// Whoever calls has made sure that the engine takes nonces of `N` and tags of `T` bytes.
    pub(crate) fn with_engine(engine: Arc<dyn Engine>) -> Self {
        debug_assert!(engine.takes(N, T));
        Self { engine }
    }

    fn check(&self, message: &[u8], ad: &[u8]) -> Result<(), InvalidInput> {
        self.engine.limits(N).check(message.len() as u64, ad.len())
    }

    /// Encrypts `message` and authenticates it together with `ad`, the associated data.
    ///
    /// Returns the encrypted message, as long as `message`, and its tag.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce.
    pub fn encrypt(
        &self,
        nonce: Nonce<N>,
        ad: &[u8],
        message: &[u8],
    ) -> Result<(Vec<u8>, AuthTag<T>), InvalidInput> {
        self.check(message, ad)?;
        let mut buffer = message.to_vec();
        let tag = self.encrypt_in_place(nonce, ad, &mut buffer)?;
        Ok((buffer, tag))
    }

    /// Decrypts `message` if it and `ad` are what was encrypted and authenticated with this key and nonce.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if they are not.
    pub fn decrypt(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
        message: &[u8],
        tag: AuthTag<T>,
    ) -> Result<Vec<u8>, DecryptError> {
        self.check(message, ad).map_err(|_| DecryptError)?;
        let mut buffer = message.to_vec();
        self.decrypt_in_place(nonce, ad, &mut buffer, tag)?;
        Ok(buffer)
    }

    /// Encrypts `message` in its own place and returns the tag for it and `ad`, the associated data.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce; `message` is untouched.
    pub fn encrypt_in_place(
        &self,
        nonce: Nonce<N>,
        ad: &[u8],
        message: &mut [u8],
    ) -> Result<AuthTag<T>, InvalidInput> {
        self.engine.seal(nonce.as_bytes(), ad, message, T).map(cut)
    }

    /// Decrypts `message` in its own place if it and `ad` are what was encrypted and authenticated.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if they are not; `message` is filled with zeros then.
    pub fn decrypt_in_place(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
        message: &mut [u8],
        tag: AuthTag<T>,
    ) -> Result<(), DecryptError> {
        engine::open(&*self.engine, nonce, ad, message, tag.as_bytes())
    }

    /// Starts to encrypt a message that comes in pieces.
    ///
    /// This allocates; the pieces then do not.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::LengthUnknown`] with CCM: use [`start_encrypt_sized`](Self::start_encrypt_sized).
    /// [`InvalidInput::TooLong`] if the mode cannot process as much associated data.
    pub fn start_encrypt(&self, nonce: Nonce<N>, ad: &[u8]) -> Result<Encryptor<T>, InvalidInput> {
        self.start(nonce.as_bytes(), ad, None).map(Encryptor::new)
    }

    /// Starts to encrypt a message of exactly `length` bytes that comes in pieces.
    ///
    /// For CCM, whose tag begins with the length, and for all who want it checked.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce.
    ///
    /// # Examples
    ///
    /// ```
    /// use purembed_cipher::{Aes, Ccm, InvalidInput, Nonce};
    ///
    /// let aead = Aes::new(&[9; 16], Ccm)?;
    /// let mut encryptor = aead.start_encrypt_sized(Nonce::assume_unique([3; 12]), b"", 10)?;
    /// encryptor.update_in_place(&mut [1; 7])?;
    /// assert_eq!(encryptor.update_in_place(&mut [1; 4]), Err(InvalidInput::TooLong));
    /// encryptor.update_in_place(&mut [1; 3])?;
    /// let tag = encryptor.finalize()?;
    /// assert_eq!(tag, aead.encrypt(Nonce::assume_unique([3; 12]), b"", &[1; 10])?.1);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn start_encrypt_sized(
        &self,
        nonce: Nonce<N>,
        ad: &[u8],
        length: u64,
    ) -> Result<Encryptor<T>, InvalidInput> {
        self.start(nonce.as_bytes(), ad, Some(length)).map(Encryptor::new)
    }

    /// Starts to decrypt a message that comes in pieces. **None of them is authentic** before
    /// [`UnverifiedDecryptor::finalize`] has checked the tag.
    ///
    /// This allocates; the pieces then do not.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::LengthUnknown`] with CCM: use
    /// [`start_decrypt_unverified_sized`](Self::start_decrypt_unverified_sized). [`InvalidInput::TooLong`] if the mode
    /// cannot process as much associated data.
    pub fn start_decrypt_unverified(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
    ) -> Result<UnverifiedDecryptor<T>, InvalidInput> {
        self.start(nonce, ad, None).map(UnverifiedDecryptor::new)
    }

    /// Starts to decrypt a message of exactly `length` bytes that comes in pieces. **None of them is authentic** before
    /// [`UnverifiedDecryptor::finalize`] has checked the tag.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the mode cannot process as much under one nonce.
    pub fn start_decrypt_unverified_sized(
        &self,
        nonce: &[u8; N],
        ad: &[u8],
        length: u64,
    ) -> Result<UnverifiedDecryptor<T>, InvalidInput> {
        self.start(nonce, ad, Some(length)).map(UnverifiedDecryptor::new)
    }

    fn start(&self, nonce: &[u8; N], ad: &[u8], length: Option<u64>) -> Result<Stream, InvalidInput> {
        Stream::start(Arc::clone(&self.engine), nonce, ad, length, T)
    }
}

impl<const N: usize, const T: usize> fmt::Debug for Aead<N, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aead").field("algorithm", &self.engine.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(crate) mod tests;
