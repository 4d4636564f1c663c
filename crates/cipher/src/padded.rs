// SPDX-License-Identifier: MIT
//! One message in pieces of any length, padded in the end, in a mode that takes whole blocks.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use crate::cipher::Engine;
use crate::error::{InvalidInput, InvalidPadding};
use crate::padding::Padding;

#[cfg(test)]
mod tests;

/// Encrypts one message that comes in pieces, and pads it in the end.
///
/// Made by [`Cipher::into_padded_encryptor`](crate::Cipher::into_padded_encryptor). What is not a whole block yet waits for the next
/// piece. Wiped when dropped.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cbc, Padding};
///
/// let mut encryptor = Aes::new(&[7; 32], Cbc([1; 16]))?.into_padded_encryptor(Padding::Pkcs7);
/// let mut sealed = encryptor.update(b"Nobody inspects");
/// sealed.extend(encryptor.update(b" the spammish repetition"));
/// sealed.extend(encryptor.finalize()?);
/// assert_eq!(sealed.len(), 48);
///
/// let mut decryptor = Aes::new(&[7; 32], Cbc([1; 16]))?.into_padded_decryptor(Padding::Pkcs7);
/// let mut message = decryptor.update(&sealed[..20]);
/// message.extend(decryptor.update(&sealed[20..]));
/// message.extend(decryptor.finalize()?);
/// assert_eq!(message, b"Nobody inspects the spammish repetition");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
pub struct PaddedEncryptor {
    engine: Box<dyn Engine>,
    padding: Padding,
    waiting: Waiting,
}

impl PaddedEncryptor {
    pub(crate) fn new(engine: Box<dyn Engine>, padding: Padding) -> Self {
        Self { engine, padding, waiting: Waiting::default() }
    }

    /// Encrypts what has become whole blocks.
    #[must_use = "holds a part of the encrypted message"]
    pub fn update(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut out = vec![0; self.output_size(piece.len())];
        self.blocks(piece, &mut out);
        out
    }

    /// Encrypts what has become whole blocks into a buffer, and says how many bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::ShortBuffer`] unless `out` has room for [`Self::output_size`]; the piece was not taken in.
    pub fn update_into(&mut self, piece: &[u8], out: &mut [u8]) -> Result<usize, InvalidInput> {
        let needed = self.output_size(piece.len());
        let out = out.get_mut(..needed).ok_or(InvalidInput::ShortBuffer { needed })?;
        self.blocks(piece, out);
        Ok(needed)
    }

    /// How many bytes come out when so many go in next.
    #[must_use]
    pub fn output_size(&self, bytes: usize) -> usize {
        let edge = self.engine.block_size() - 1;
        (self.waiting.length + (bytes & edge)).saturating_add(bytes & !edge) & !edge
    }

    /// Pads what is left, and encrypts it: the last block.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::PartialBlock`]: without padding, and the message is not a whole number of blocks.
    pub fn finalize(self) -> Result<Vec<u8>, InvalidInput> {
        let mut out = [0; 16];
        let length = self.finalize_into(&mut out)?;
        Ok(out[..length].to_vec())
    }

    /// Pads what is left, and encrypts it into a buffer: the last block. Says how many bytes.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput::PartialBlock`]: without padding, and the message is not a whole number of blocks.
    /// - [`InvalidInput::ShortBuffer`]: the last block does not fit.
    pub fn finalize_into(mut self, out: &mut [u8]) -> Result<usize, InvalidInput> {
        let block_size = self.engine.block_size();
        let block = &mut self.waiting.bytes[..block_size];
        match (self.padding.pad(block, self.waiting.length), self.padding) {
            (true, Padding::None) => Err(InvalidInput::PartialBlock { block_size }),
            (true, _) => {
                let needed = block_size;
                let out = out.get_mut(..needed).ok_or(InvalidInput::ShortBuffer { needed })?;
                self.engine.encrypt(block)?;
                out.copy_from_slice(block);
                Ok(needed)
            }
            (false, _) => Ok(0),
        }
    }

    fn blocks(&mut self, piece: &[u8], out: &mut [u8]) {
        self.waiting.fill(piece, out);
        let done = self.engine.encrypt(out);
        debug_assert_eq!(done, Ok(()), "whole blocks are always taken");
    }
}

/// Decrypts one message that comes in pieces, and takes its padding off in the end.
///
/// Made by [`Cipher::into_padded_decryptor`](crate::Cipher::into_padded_decryptor), with an example at [`PaddedEncryptor`]. What is not a
/// whole block yet waits for the next piece, and so does the last block, which may be padding. **Nothing says that what
/// comes out is what was encrypted.** Wiped when dropped.
pub struct PaddedDecryptor {
    engine: Box<dyn Engine>,
    padding: Padding,
    waiting: Waiting,
}

impl PaddedDecryptor {
    pub(crate) fn new(engine: Box<dyn Engine>, padding: Padding) -> Self {
        Self { engine, padding, waiting: Waiting::default() }
    }

    /// Decrypts what has become whole blocks, but for one that may be the last.
    #[must_use = "holds a part of the decrypted message"]
    pub fn update(&mut self, piece: &[u8]) -> Vec<u8> {
        let mut out = vec![0; self.output_size(piece.len())];
        self.blocks(piece, &mut out);
        out
    }

    /// Decrypts what has become whole blocks into a buffer, but for one that may be the last, and says how many bytes.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::ShortBuffer`] unless `out` has room for [`Self::output_size`]; the piece was not taken in.
    pub fn update_into(&mut self, piece: &[u8], out: &mut [u8]) -> Result<usize, InvalidInput> {
        let needed = self.output_size(piece.len());
        let out = out.get_mut(..needed).ok_or(InvalidInput::ShortBuffer { needed })?;
        self.blocks(piece, out);
        Ok(needed)
    }

    /// How many bytes come out when so many go in next.
    #[must_use]
    pub fn output_size(&self, bytes: usize) -> usize {
        let edge = self.engine.block_size() - 1;
        // With padding a block is kept back that may be the last: one byte less comes to the edge of a block.
        let kept = usize::from(self.padding != Padding::None && (self.waiting.length, bytes) != (0, 0));
        (self.waiting.length + (bytes & edge)).saturating_add(bytes & !edge).saturating_sub(kept) & !edge
    }

    /// Decrypts what is left, and takes the padding off.
    ///
    /// # Errors
    ///
    /// [`InvalidPadding`]: the message was no whole number of blocks, or does not end as the padding says.
    pub fn finalize(self) -> Result<Vec<u8>, InvalidPadding> {
        let mut out = [0; 16];
        let length = self.finalize_into(&mut out)?;
        let last = out[..length].to_vec();
        out.zeroize();
        Ok(last)
    }

    /// Decrypts what is left into a buffer, and takes the padding off. Says how many bytes of the buffer are message; it
    /// is always written to the same length, a block, so that its cache lines do not tell.
    ///
    /// # Errors
    ///
    /// [`InvalidPadding`]: the message was no whole number of blocks, or does not end as the padding says.
    pub fn finalize_into(mut self, out: &mut [u8; 16]) -> Result<usize, InvalidPadding> {
        let block_size = self.engine.block_size();
        let needed = if self.padding == Padding::None { 0 } else { block_size };
        if self.waiting.length != needed {
            return Err(InvalidPadding);
        }
        out.fill(0);
        let block = &mut out[..needed];
        block.copy_from_slice(&self.waiting.bytes[..needed]);
        self.engine.decrypt(block).map_err(|_| InvalidPadding)?;
        self.padding.unpadded(block).inspect_err(|_| out.zeroize())
    }

    fn blocks(&mut self, piece: &[u8], out: &mut [u8]) {
        self.waiting.fill(piece, out);
        let done = self.engine.decrypt(out);
        debug_assert_eq!(done, Ok(()), "whole blocks are always taken");
    }
}

macro_rules! silent {
    ($($type:ident)*) => {
        $(
            impl fmt::Debug for $type {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    let (cipher, mode) = self.engine.name();
                    write!(f, concat!(stringify!($type), "({}-{}, {:?}, ..)"), cipher, mode, self.padding)
                }
            }
        )*
    };
}

silent! { PaddedEncryptor PaddedDecryptor }

/// What waits for the next piece: a block at most. Wiped when dropped.
#[derive(Default)]
struct Waiting {
    bytes: [u8; 16],
    length: usize,
}

impl Waiting {
    /// Fills `out` with what waited and what comes; the rest waits.
    fn fill(&mut self, piece: &[u8], out: &mut [u8]) {
        if out.is_empty() {
            self.bytes[self.length..][..piece.len()].copy_from_slice(piece);
            self.length += piece.len();
            return;
        }
        let (waited, fresh) = out.split_at_mut(self.length);
        waited.copy_from_slice(&self.bytes[..waited.len()]);
        let (now, later) = piece.split_at(fresh.len());
        fresh.copy_from_slice(now);
        self.bytes[..later.len()].copy_from_slice(later);
        self.length = later.len();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.bytes.zeroize();
    }
}
