// SPDX-License-Identifier: MIT
//! A cipher that was chosen by name.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use super::algorithm::{Algorithm, Mode};
use super::error::NewError;
use crate::cipher::{Engine, copied};
use crate::error::{InvalidInput, InvalidPadding};
use crate::padded::{PaddedDecryptor, PaddedEncryptor};
use crate::padding::{self, Padding};

/// A cipher with its key that was chosen by name, going on from call to call: what [`Cipher`](crate::Cipher) is for
/// ciphers that are known in the source. Wiped when dropped.
///
/// **Nothing here notices that a message was altered**; see there.
pub struct DynCipher {
    algorithm: Algorithm,
    engine: Box<dyn Engine>,
}

impl DynCipher {
    pub(super) fn new(algorithm: Algorithm, engine: Box<dyn Engine>) -> Self {
        Self { algorithm, engine }
    }

    /// What was chosen: its name, mode and sizes.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Encrypts what comes next; the result is as long as `message`.
    ///
    /// # Errors
    ///
    /// As [`Cipher::encrypt`](crate::Cipher::encrypt).
    pub fn encrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        copied(message, |buffer| self.engine.encrypt(buffer))
    }

    /// Decrypts what comes next; the result is as long as `message`, and nothing says that it is what was encrypted.
    ///
    /// # Errors
    ///
    /// As [`Cipher::encrypt`](crate::Cipher::encrypt).
    pub fn decrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        copied(message, |buffer| self.engine.decrypt(buffer))
    }

    /// Encrypts what comes next in its own place. Does not allocate.
    ///
    /// # Errors
    ///
    /// As [`Cipher::encrypt`](crate::Cipher::encrypt); `message` is untouched then.
    pub fn encrypt_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.engine.encrypt(message)
    }

    /// Decrypts what comes next in its own place. Does not allocate.
    ///
    /// # Errors
    ///
    /// As [`Cipher::encrypt`](crate::Cipher::encrypt); `message` is untouched then.
    pub fn decrypt_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.engine.decrypt(message)
    }

    /// Starts again in both directions, with the same key. The IV of XTS is its tweak: a sector's number as 16
    /// little-endian bytes.
    ///
    /// # Errors
    ///
    /// [`NewError::IvLength`], which says what length is needed; nothing has changed then.
    pub fn restart(&mut self, iv: &[u8]) -> Result<(), NewError> {
        self.algorithm.check_iv(iv)?;
        let fits = self.engine.restart(iv);
        debug_assert!(fits, "the table says how long an IV is");
        Ok(())
    }

    /// Pads a message and encrypts it, see [`Cipher::encrypt_padded`](crate::Cipher::encrypt_padded).
    ///
    /// # Errors
    ///
    /// - [`InvalidInput::NotPadded`] unless the mode is ECB or CBC.
    /// - [`InvalidInput::PartialBlock`]: without padding, and the message is not a whole number of blocks.
    pub fn encrypt_padded(&mut self, padding: Padding, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        self.takes_whole_blocks()?;
        padding::encrypt(&mut *self.engine, padding, message)
    }

    /// Decrypts a message and takes its padding off, see [`Cipher::decrypt_padded`](crate::Cipher::decrypt_padded).
    ///
    /// # Errors
    ///
    /// [`InvalidPadding`] if the message does not end as `padding` says, and unless the mode is ECB or CBC.
    pub fn decrypt_padded(&mut self, padding: Padding, message: &[u8]) -> Result<Vec<u8>, InvalidPadding> {
        self.takes_whole_blocks().map_err(|_| InvalidPadding)?;
        let mut buffer = message.to_vec();
        let length = padding::decrypt(&mut *self.engine, padding, &mut buffer)?;
        buffer.truncate(length);
        Ok(buffer)
    }

    /// Goes on as an encryptor of one message in pieces of any length, which is padded in the end.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::NotPadded`] unless the mode is ECB or CBC.
    pub fn into_padded_encryptor(self, padding: Padding) -> Result<PaddedEncryptor, InvalidInput> {
        self.takes_whole_blocks()?;
        Ok(PaddedEncryptor::new(self.engine, padding))
    }

    /// Goes on as a decryptor of one message in pieces of any length, which is padded in the end.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::NotPadded`] unless the mode is ECB or CBC.
    pub fn into_padded_decryptor(self, padding: Padding) -> Result<PaddedDecryptor, InvalidInput> {
        self.takes_whole_blocks()?;
        Ok(PaddedDecryptor::new(self.engine, padding))
    }

    #[cfg(test)]
    pub(super) fn engine_name(&self) -> (&'static str, &'static str) {
        self.engine.name()
    }

    fn takes_whole_blocks(&self) -> Result<(), InvalidInput> {
        match self.algorithm.mode() {
            Mode::Ecb | Mode::Cbc => Ok(()),
            _ => Err(InvalidInput::NotPadded),
        }
    }
}

impl fmt::Debug for DynCipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DynCipher({}, ..)", self.algorithm)
    }
}
