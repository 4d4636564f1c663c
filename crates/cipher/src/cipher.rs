// SPDX-License-Identifier: MIT
//! A key in a mode that encrypts and does not authenticate.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::marker::PhantomData;

use zeroize::Zeroize;

use crate::error::{InvalidInput, InvalidPadding};
use crate::mode::sealed::{Start, WholeBlocks};
use crate::modes::Xts;
use crate::padded::{PaddedDecryptor, PaddedEncryptor};
use crate::padding::{self, Padding};

pub(crate) use duplex::Duplex;

mod duplex;
#[cfg(test)]
mod tests;

/// A cipher `C` with its key in the mode `M`, going on from call to call: two running states, one for what is encrypted
/// and one for what is decrypted.
///
/// Made by [`Aes::new`](crate::Aes::new) and its like. What comes in pieces gives the same as in one call, wherever it
/// is cut; only [`Ecb`](crate::Ecb) and [`Cbc`](crate::Cbc) want whole blocks, and each call is a data unit of its own
/// for [`Xts`]. Two words in size: moving it does not copy the key. The forms in place do not allocate.
///
/// **Nothing here notices that a message was altered.** Whoever can alter it can choose, in most modes bit by bit, what
/// it decrypts to. What is not bound to a format that needs these modes takes [`Gcm`](crate::Gcm) or
/// [`ChaChaPoly`](crate::ChaChaPoly).
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cbc};
///
/// let mut cipher = Aes::new(b"My 16-bytes key.", Cbc(*b"CBC needs an IV."))?;
/// let sealed = cipher.encrypt(b"This is a super-secret message!!")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"This is a super-secret message!!");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// Going on from call to call, and from the start again:
///
/// ```
/// use purembed_cipher::{Aes, Ctr};
///
/// let mut cipher = Aes::new(&[7; 32], Ctr([0; 16]))?;
/// let mut message = *b"attack at dawn";
/// let (first, second) = message.split_at_mut(3);
/// cipher.encrypt_in_place(first)?;
/// cipher.encrypt_in_place(second)?;
///
/// cipher.restart(Ctr([0; 16]));
/// assert_eq!(cipher.decrypt(&message)?, b"attack at dawn");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
///
/// An IV of the wrong length, and a mode that the cipher does not have, are errors of the compiler:
///
/// ```compile_fail,E0277
/// purembed_cipher::Aes::new(&[0; 16], purembed_cipher::Cbc([0; 8])); // `Aes` does not have blocks of 8 bytes
/// ```
///
/// ```compile_fail,E0277
/// purembed_cipher::TripleDes::new(&[0; 16], purembed_cipher::Xts([0; 16])); // `Xts` cannot be used with `TripleDes`
/// ```
pub struct Cipher<C, M> {
    engine: Box<dyn Engine>,
    kind: PhantomData<fn() -> (C, M)>,
}

impl<C, M> Cipher<C, M> {
    pub(crate) fn with_engine(engine: impl Engine + 'static) -> Self {
        Self { engine: Box::new(engine), kind: PhantomData }
    }

    /// Encrypts what comes next; the result is as long as `message`.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput::PartialBlock`]: the mode is ECB or CBC, and the message not a whole number of blocks.
    /// - [`InvalidInput::TooShort`]: the mode is XTS, and the message has fewer than 16 bytes.
    /// - [`InvalidInput::TooLong`]: the mode cannot process as much.
    pub fn encrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        copied(message, |buffer| self.engine.encrypt(buffer))
    }

    /// Decrypts what comes next; the result is as long as `message`, and nothing says that it is what was encrypted.
    ///
    /// # Errors
    ///
    /// As for [`Self::encrypt`].
    pub fn decrypt(&mut self, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        copied(message, |buffer| self.engine.decrypt(buffer))
    }

    /// Encrypts what comes next in its own place.
    ///
    /// # Errors
    ///
    /// As for [`Self::encrypt`]; `message` is untouched then.
    pub fn encrypt_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.engine.encrypt(message)
    }

    /// Decrypts what comes next in its own place; nothing says that it is what was encrypted.
    ///
    /// # Errors
    ///
    /// As for [`Self::encrypt`]; `message` is untouched then.
    pub fn decrypt_in_place(&mut self, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.engine.decrypt(message)
    }
}

impl<C, M: Start> Cipher<C, M> {
    /// Starts again in both directions, with the same key and the IV of `mode`. Costs no new key schedule.
    pub fn restart(&mut self, mode: M) {
        let fits = self.engine.restart(mode.iv());
        debug_assert!(fits, "the type of the mode says how long its IV is");
    }
}

impl<C, M: WholeBlocks> Cipher<C, M> {
    /// Pads a message and encrypts it.
    ///
    /// The result is longer than the message, by up to a block; with [`Padding::None`] it is as long.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::PartialBlock`]: without padding, and the message is not a whole number of blocks.
    ///
    /// # Examples
    ///
    /// ```
    /// use purembed_cipher::{Aes, Cbc, Padding};
    ///
    /// let mut cipher = Aes::new(&[7; 32], Cbc([1; 16]))?;
    /// let sealed = cipher.encrypt_padded(Padding::Pkcs7, b"of any length")?;
    /// assert_eq!(sealed.len(), 16);
    /// assert_eq!(cipher.decrypt_padded(Padding::Pkcs7, &sealed)?, b"of any length");
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn encrypt_padded(&mut self, padding: Padding, message: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        padding::encrypt(&mut *self.engine, padding, message)
    }

    /// Decrypts a message and takes its padding off, in constant time up to the length of what is returned.
    ///
    /// Whoever is told that padding was wrong, or can time what happens next, can decrypt messages without the key
    /// (Vaudenay's attack): check a MAC over the encrypted message first.
    ///
    /// # Errors
    ///
    /// [`InvalidPadding`]: the message is no whole number of blocks, or does not end as `padding` says. What it
    /// decrypts to is wiped.
    pub fn decrypt_padded(&mut self, padding: Padding, message: &[u8]) -> Result<Vec<u8>, InvalidPadding> {
        let mut buffer = message.to_vec();
        let length = padding::decrypt(&mut *self.engine, padding, &mut buffer)?;
        buffer.truncate(length);
        Ok(buffer)
    }

    /// Decrypts a message in its own place and returns the part of it that is not padding.
    ///
    /// # Errors
    ///
    /// As for [`Self::decrypt_padded`]; `message` is filled with zeros then.
    pub fn decrypt_padded_in_place<'m>(
        &mut self,
        padding: Padding,
        message: &'m mut [u8],
    ) -> Result<&'m mut [u8], InvalidPadding> {
        let length = padding::decrypt(&mut *self.engine, padding, message)?;
        Ok(message.get_mut(..length).unwrap_or_default())
    }

    /// Goes on as an encryptor of one message in pieces of any length, which is padded in the end.
    #[must_use]
    pub fn into_padded_encryptor(self, padding: Padding) -> PaddedEncryptor {
        PaddedEncryptor::new(self.engine, padding)
    }

    /// Goes on as a decryptor of one message in pieces of any length, which is padded in the end.
    #[must_use]
    pub fn into_padded_decryptor(self, padding: Padding) -> PaddedDecryptor {
        PaddedDecryptor::new(self.engine, padding)
    }
}

impl<C> Cipher<C, Xts> {
    /// Encrypts a sector, of at least 16 bytes, in its own place. Its number is the tweak of later calls, too.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooShort`], [`InvalidInput::TooLong`]: `data` is untouched then.
    ///
    /// # Examples
    ///
    /// ```
    /// use purembed_cipher::{Aes, Xts};
    ///
    /// let key: [u8; 32] = core::array::from_fn(|i| i as u8);
    /// let mut disk = Aes::new(&key, Xts::sector(0))?;
    /// let mut sectors = [[0xaa; 512]; 2];
    /// for (number, data) in (0..).zip(&mut sectors) {
    ///     disk.encrypt_sector(number, data)?;
    /// }
    /// assert_ne!(sectors[0], sectors[1]);
    /// disk.decrypt_sector(1, &mut sectors[1])?;
    /// assert_eq!(sectors[1], [0xaa; 512]);
    /// # Ok::<(), Box<dyn core::error::Error>>(())
    /// ```
    pub fn encrypt_sector(&mut self, number: u128, data: &mut [u8]) -> Result<(), InvalidInput> {
        self.restart(Xts::sector(number));
        self.encrypt_in_place(data)
    }

    /// Decrypts a sector, of at least 16 bytes, in its own place. Its number is the tweak of later calls, too.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooShort`], [`InvalidInput::TooLong`]: `data` is untouched then.
    pub fn decrypt_sector(&mut self, number: u128, data: &mut [u8]) -> Result<(), InvalidInput> {
        self.restart(Xts::sector(number));
        self.decrypt_in_place(data)
    }
}

impl<C, M> fmt::Debug for Cipher<C, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (cipher, mode) = self.engine.name();
        write!(f, "Cipher({cipher}{}{mode}, ..)", if mode.is_empty() { "" } else { "-" })
    }
}

/// A key in a mode, whatever they are. Wiped when dropped.
pub(crate) trait Engine: Send + Sync {
    /// The cipher with its key's length and the mode, as Mbed TLS spells them: `AES-128` and `CBC`.
    fn name(&self) -> (&'static str, &'static str);

    /// Bytes in a block; 1 for a stream.
    fn block_size(&self) -> usize;

    /// Starts both directions with an IV; nothing happens, and that is returned, if it has the wrong length.
    fn restart(&mut self, iv: &[u8]) -> bool;

    /// Encrypts what comes next; an error comes before any output.
    fn encrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput>;

    /// Decrypts what comes next; an error comes before any output.
    fn decrypt(&mut self, message: &mut [u8]) -> Result<(), InvalidInput>;
}

/// Does to a copy of the message what is done in place.
pub(crate) fn copied(
    message: &[u8],
    in_place: impl FnOnce(&mut [u8]) -> Result<(), InvalidInput>,
) -> Result<Vec<u8>, InvalidInput> {
    let mut buffer = message.to_vec();
    in_place(&mut buffer).inspect_err(|_| buffer.zeroize())?;
    Ok(buffer)
}
