// SPDX-License-Identifier: MIT
//! What makes whole blocks of messages, and how it is taken off again without showing where.
//!
//! # Security
//!
//! Taking off neither branches on the decrypted bytes nor looks anything up by them: it goes over the whole last block
//! with masks. That padding was wrong, and the length of a message, come out in the end; nothing else does.

use alloc::vec;
use alloc::vec::Vec;

use zeroize::Zeroize;

use crate::cipher::Engine;
use crate::error::{InvalidInput, InvalidPadding};

/// How a message is made up to whole blocks. All but [`Self::None`] add at least a byte, so that a message of whole
/// blocks becomes a block longer.
#[doc(alias = "mbedtls_cipher_padding_t")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Padding {
    /// None: the message has whole blocks, or is refused.
    None,
    /// As many bytes as are missing, each of which says how many (RFC 5652 section 6.3): `03 03 03`. The usual one.
    #[doc(alias = "PKCS5")]
    Pkcs7,
    /// Zeros, and a last byte that says how many bytes were added (ANSI X9.23): `00 00 03`.
    AnsiX923,
    /// A one and zeros (ISO/IEC 7816-4): `80 00 00`.
    #[doc(alias = "ONE_AND_ZEROS")]
    Iso7816,
    /// Zeros: `00 00 00`. **Cannot be taken off for certain**: zeros at the end of the message go too. As in Mbed TLS, a
    /// message of whole blocks gets another block, and no more than one block is looked at afterwards.
    Zeros,
}

impl Padding {
    /// Fills the end of a block, of which the message has the first `used` bytes, fewer than all; says whether the block
    /// is one.
    pub(crate) fn pad(self, block: &mut [u8], used: usize) -> bool {
        let (_, end) = block.split_at_mut(used);
        let missing = u8::try_from(end.len()).unwrap_or(u8::MAX);
        end.fill(if self == Self::Pkcs7 { missing } else { 0 });
        match (self, end) {
            (Self::None, _) => return used != 0,
            (Self::AnsiX923, [.., last]) => *last = missing,
            (Self::Iso7816, [first, ..]) => *first = 0x80,
            _ => {}
        }
        true
    }

    /// How much of the last block is message; in constant time but for the result.
    pub(crate) fn unpadded(self, block: &[u8]) -> Result<usize, InvalidPadding> {
        let (good, length) = match self {
            Self::None => return Ok(block.len()),
            Self::Pkcs7 => counted(block, equal),
            Self::AnsiX923 => counted(block, |byte, _| equal(byte, 0)),
            Self::Iso7816 => marked(block),
            Self::Zeros => (u32::MAX, before_zeros(block)),
        };
        // The one branch, on the answer.
        if core::hint::black_box(good) == 0 { Err(InvalidPadding) } else { Ok(length as usize) }
    }
}

/// Padding whose last byte says how many there are; the others are right if `fits`.
fn counted(block: &[u8], fits: impl Fn(u32, u32) -> u32) -> (u32, u32) {
    let size = length(block);
    let count = block.last().map_or(0, |last| u32::from(*last));
    let mut good = !equal(count, 0) & !less(size, count);
    for (behind, byte) in (1..size).zip(block.iter().rev().skip(1)) {
        let padding = less(behind, count);
        good &= !padding | fits(u32::from(*byte), count);
    }
    (good, size.wrapping_sub(count) & good)
}

/// Padding that begins with the last byte that is not zero.
fn marked(block: &[u8]) -> (u32, u32) {
    let end = before_zeros(block);
    let mut good = 0;
    for (place, byte) in (1..).zip(block) {
        good |= equal(place, end) & equal(u32::from(*byte), 0x80);
    }
    (good, end.wrapping_sub(1) & good)
}

/// The number of bytes up to the last that is not zero.
fn before_zeros(block: &[u8]) -> u32 {
    let mut end = 0;
    for (place, byte) in (1..).zip(block) {
        let zero = equal(u32::from(*byte), 0);
        end = (end & zero) | (place & !zero);
    }
    end
}

/// Blocks have 16 bytes at most.
fn length(block: &[u8]) -> u32 {
    u32::try_from(block.len()).unwrap_or(0)
}

/// All ones if equal; for numbers below 2³¹.
fn equal(a: u32, b: u32) -> u32 {
    let different = core::hint::black_box(a ^ b);
    (different.wrapping_sub(1) >> 31).wrapping_neg()
}

/// All ones if less; for numbers below 2³¹.
fn less(a: u32, b: u32) -> u32 {
    (core::hint::black_box(a).wrapping_sub(b) >> 31).wrapping_neg()
}

/// Pads and encrypts in a new buffer.
pub(crate) fn encrypt(
    engine: &mut dyn Engine,
    padding: Padding,
    message: &[u8],
) -> Result<Vec<u8>, InvalidInput> {
    let block_size = engine.block_size();
    // At most a block more than the message.
    let mut last = [0; 16];
    let last = &mut last[..block_size];
    let used = message.len() & (block_size - 1);
    let (whole, rest) = message.split_at(message.len() - used);
    last[..used].copy_from_slice(rest);
    let another = padding.pad(last, used);
    if another && padding == Padding::None {
        return Err(InvalidInput::PartialBlock { block_size });
    }
    let mut buffer = vec![0; whole.len() + if another { block_size } else { 0 }];
    let (body, end) = buffer.split_at_mut(whole.len());
    body.copy_from_slice(whole);
    end.copy_from_slice(&last[..end.len()]);
    last.zeroize();
    engine.encrypt(&mut buffer).inspect_err(|_| buffer.zeroize())?;
    Ok(buffer)
}

/// Decrypts in place and says how much is message; after an error the buffer is zeros.
pub(crate) fn decrypt(
    engine: &mut dyn Engine,
    padding: Padding,
    buffer: &mut [u8],
) -> Result<usize, InvalidPadding> {
    let decrypted = engine.decrypt(buffer).map_err(|_| InvalidPadding).and_then(|()| {
        let Some(whole) = buffer.len().checked_sub(engine.block_size()) else {
            // Without padding, nothing is what nothing decrypts to; with it, there is at least a block.
            return if padding == Padding::None { Ok(0) } else { Err(InvalidPadding) };
        };
        Ok(whole + padding.unpadded(&buffer[whole..])?)
    });
    decrypted.inspect_err(|_| buffer.zeroize())
}

#[cfg(test)]
mod tests;
