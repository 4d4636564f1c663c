// SPDX-License-Identifier: MIT
//! Messages that come in pieces.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use super::engine::{Engine, Name, Running, same};
use crate::auth_tag::AuthTag;
use crate::error::{DecryptError, InvalidInput};

/// A message under way, with what is still allowed of it.
pub(crate) struct Stream {
    running: Box<dyn Running>,
    name: Name,
    /// What was said at the start.
    length: u64,
    /// Bytes that may still come.
    left: u64,
    /// Whether they must.
    exactly: bool,
}

impl Stream {
    /// Starts with a message of which the length is known, or is not. The engine takes nonces and tags of these lengths.
    pub(crate) fn start(
        engine: Arc<dyn Engine>,
        nonce: &[u8],
        ad: &[u8],
        length: Option<u64>,
        tag: usize,
    ) -> Result<Self, InvalidInput> {
        if length.is_none() && engine.wants_length() {
            return Err(InvalidInput::LengthUnknown);
        }
        let limits = engine.limits(nonce.len());
        limits.check(length.unwrap_or(0), ad.len())?;
        let name = engine.name();
        let running = engine.start(nonce, ad, length.unwrap_or(0), tag);
        Ok(Self {
            running,
            name,
            length: length.unwrap_or(0),
            left: length.unwrap_or(limits.message),
            exactly: length.is_some(),
        })
    }

    fn take(&mut self, length: usize) -> Result<(), InvalidInput> {
        self.left = self.left.checked_sub(length as u64).ok_or(InvalidInput::TooLong)?;
        Ok(())
    }

    pub(crate) fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.take(message.len())?;
        self.running.encrypt(message);
        Ok(())
    }

    pub(crate) fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.take(message.len())?;
        self.running.decrypt(message);
        Ok(())
    }

    /// Ends the message.
    pub(crate) fn tag(self) -> Result<[u8; 16], InvalidInput> {
        if self.exactly && self.left != 0 {
            return Err(InvalidInput::TooShort { least: usize::try_from(self.length).unwrap_or(usize::MAX) });
        }
        Ok(self.running.tag())
    }

    /// Ends the message and compares the tags in constant time.
    pub(crate) fn verify(self, tag: &[u8]) -> Result<(), DecryptError> {
        let right = self.tag().is_ok_and(|expected| same(expected, tag));
        if right { Ok(()) } else { Err(DecryptError) }
    }
}

/// Encrypts a message that comes in pieces of any size; made by [`Aead::start_encrypt`](crate::Aead::start_encrypt).
///
/// What comes out is what [`Aead::encrypt`](crate::Aead::encrypt) makes of the whole. It is for nobody before the tag
/// is with it: without [`finalize`](Self::finalize), the receiver must refuse everything. Wiped when dropped.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Gcm, Nonce};
///
/// let aead = Aes::new(&[9; 32], Gcm)?;
/// let mut message = *b"Nobody inspects the spammish repetition";
/// let mut encryptor = aead.start_encrypt(Nonce::assume_unique([3; 12]), b"header")?;
/// for chunk in message.chunks_mut(10) {
///     encryptor.update_in_place(chunk)?;
/// }
/// let tag = encryptor.finalize()?;
/// assert_eq!(aead.decrypt(&[3; 12], b"header", &message, tag)?, b"Nobody inspects the spammish repetition");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "a message without its tag cannot be decrypted"]
pub struct Encryptor<const T: usize> {
    stream: Stream,
}

impl<const T: usize> Encryptor<T> {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream }
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
    pub fn finalize(self) -> Result<AuthTag<T>, InvalidInput> {
        self.stream.tag().map(cut)
    }
}

/// The first `T` bytes of a tag: a mode never has others than fit.
pub(super) fn cut<const T: usize>(tag: [u8; 16]) -> AuthTag<T> {
    const { assert!(T <= 16, "tags have at most 16 bytes") }
    AuthTag::from(core::array::from_fn(|i| tag[i]))
}

/// Decrypts a message that comes in pieces of any size, **before anybody knows who wrote it**; made by
/// [`Aead::start_decrypt_unverified`](crate::Aead::start_decrypt_unverified).
///
/// **Nothing that comes out is authentic before [`finalize`](Self::finalize) has said so.** Until then it may be what
/// an attacker made of somebody else's message, bit by bit as they liked. Do not show it, parse it, act on it, or answer
/// in a way that depends on it; put it where it can be thrown away, and throw it away if the tag is wrong. If the message
/// fits into memory, use [`Aead::decrypt_in_place`](crate::Aead::decrypt_in_place), which keeps this rule by itself.
///
/// Wiped when dropped; a message that was never finalized is not authentic.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{ChaCha20, ChaChaPoly, Nonce};
///
/// let aead = ChaCha20::new(&[9; 32], ChaChaPoly);
/// let (mut message, tag) = aead.encrypt(Nonce::assume_unique([3; 12]), b"", &[7; 1000])?;
/// let mut decryptor = aead.start_decrypt_unverified(&[3; 12], b"")?;
/// for chunk in message.chunks_mut(300) {
///     decryptor.update_in_place(chunk)?; // not to be believed yet
/// }
/// if decryptor.finalize(tag).is_err() {
///     message.fill(0);
/// }
/// assert_eq!(message, [7; 1000]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[must_use = "nothing is authentic before `finalize`"]
pub struct UnverifiedDecryptor<const T: usize> {
    stream: Stream,
}

impl<const T: usize> UnverifiedDecryptor<T> {
    pub(super) fn new(stream: Stream) -> Self {
        Self { stream }
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
    /// the start. Whoever called has the pieces, and must destroy them.
    pub fn finalize(self, tag: AuthTag<T>) -> Result<(), DecryptError> {
        self.stream.verify(tag.as_bytes())
    }
}

impl<const T: usize> fmt::Debug for Encryptor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encryptor").field("algorithm", &self.stream.name).finish_non_exhaustive()
    }
}

impl<const T: usize> fmt::Debug for UnverifiedDecryptor<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnverifiedDecryptor").field("algorithm", &self.stream.name).finish_non_exhaustive()
    }
}
