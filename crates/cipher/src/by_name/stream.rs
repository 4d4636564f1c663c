// SPDX-License-Identifier: MIT
//! Messages that come in pieces, under a key that was chosen by name.

use core::fmt;

use super::aead::AnyTag;
use crate::aead::stream::Stream;
use crate::error::{DecryptError, InvalidInput};

/// Encrypts a message that comes in pieces of any size: what [`Encryptor`](crate::Encryptor) is for ciphers that are
/// known in the source. Made by [`DynAead::start_encrypt`](super::DynAead::start_encrypt). Wiped when dropped.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{AnyNonce, new_aead};
///
/// let aead = new_aead("AES-128-CCM", b"My 16-bytes key.")?;
/// let mut message = *b"in pieces";
/// let mut encryptor = aead.start_encrypt(AnyNonce::assume_unique(&[1; 13]), b"header", Some(9))?;
/// for piece in message.chunks_mut(4) {
///     encryptor.update_in_place(piece)?;
/// }
/// let tag = encryptor.finalize()?;
///
/// let mut decryptor = aead.start_decrypt_unverified(&[1; 13], b"header", Some(9))?;
/// decryptor.update_in_place(&mut message)?; // not to be believed yet
/// decryptor.finalize(tag.as_ref())?;
/// assert_eq!(&message, b"in pieces");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "a message without its tag cannot be decrypted"]
pub struct DynEncryptor {
    stream: Stream,
    tag_size: usize,
}

impl DynEncryptor {
    pub(super) fn new(stream: Stream, tag_size: usize) -> Self {
        Self { stream, tag_size }
    }

    /// Encrypts the next piece in its own place. Does not allocate.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the message gets longer than the mode allows, or than was said at the start; the
    /// piece is untouched.
    pub fn update_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.stream.encrypt(message)
    }

    /// Ends the message and returns its tag.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooShort`] if the message is shorter than was said at the start.
    pub fn finalize(self) -> Result<AnyTag, InvalidInput> {
        let tag_size = self.tag_size;
        self.stream.tag().map(|bytes| AnyTag::new(bytes, tag_size))
    }
}

/// Decrypts a message that comes in pieces of any size, **before anybody knows who wrote it**: what
/// [`UnverifiedDecryptor`](crate::UnverifiedDecryptor) is for ciphers that are known in the source, with the same duty
/// to destroy the pieces if [`finalize`](Self::finalize) fails. Made by
/// [`DynAead::start_decrypt_unverified`](super::DynAead::start_decrypt_unverified), with an example at
/// [`DynEncryptor`]. Wiped when dropped.
#[must_use = "nothing is authentic before `finalize`"]
pub struct DynUnverifiedDecryptor {
    stream: Stream,
    tag_size: usize,
}

impl DynUnverifiedDecryptor {
    pub(super) fn new(stream: Stream, tag_size: usize) -> Self {
        Self { stream, tag_size }
    }

    /// Decrypts the next piece in its own place. **It is not authentic yet.** Does not allocate.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] if the message gets longer than the mode allows, or than was said at the start; the
    /// piece is untouched.
    pub fn update_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.stream.decrypt(message)
    }

    /// Ends the message. If this is `Ok`, all pieces are authentic; if not, none is.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if the message and its associated data are not what was encrypted, or not as long as was said at
    /// the start, or if the tag has not the length that the key was prepared for.
    pub fn finalize(self, tag: &[u8]) -> Result<(), DecryptError> {
        if tag.len() != self.tag_size {
            return Err(DecryptError);
        }
        self.stream.verify(tag)
    }
}

impl fmt::Debug for DynEncryptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynEncryptor").finish_non_exhaustive()
    }
}

impl fmt::Debug for DynUnverifiedDecryptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DynUnverifiedDecryptor").finish_non_exhaustive()
    }
}
