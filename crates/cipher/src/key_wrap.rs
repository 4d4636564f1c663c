// SPDX-License-Identifier: MIT
//! AES key wrap with and without padding (NIST SP 800-38F, RFC 3394, RFC 5649).

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use purembed_accel::aes;
use purembed_core::secret::SecretBytes;
use zeroize::Zeroize;

use crate::aes::Aes;
use crate::error::{DecryptError, InvalidInput, InvalidKey};
use crate::mode::{Mode, sealed::Sealed};

/// Half a block, the unit of this mode.
type Semiblock = [u8; 8];

/// What a wrapped key begins with (SP 800-38F section 6.2), and a padded one (section 6.3), before its length.
const ICV1: Semiblock = [0xa6; 8];
const ICV2: [u8; 4] = [0xa6, 0x59, 0x59, 0xa6];

/// Key wrap (KW): the mode for keys of 16, 24, 32 ... bytes; with a key for [`Aes`] this makes a [`KeyWrapper`].
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Kw};
///
/// let wrapper = Aes::new(b"My 16-bytes key.", Kw)?;
/// let wrapped = wrapper.wrap_key(b"another key, of 32 bytes, a safe")?;
/// assert_eq!(wrapped.len(), 40);
/// assert_eq!(wrapper.unwrap_key(&wrapped)?.expose(), b"another key, of 32 bytes, a safe");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "NIST_KW")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Kw` and has no parameters")]
pub struct Kw;

/// Key wrap with padding (KWP): the mode for secrets of 1 to 2³² − 1 bytes.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Kwp};
///
/// let wrapper = Aes::new(b"My 16-bytes key.", Kwp)?;
/// let wrapped = wrapper.wrap_key(b"passphrase")?;
/// assert_eq!(wrapped.len(), 24);
/// assert_eq!(wrapper.unwrap_key(&wrapped)?.expose(), b"passphrase");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "NIST_KW")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `Kwp` and has no parameters")]
pub struct Kwp;

impl Sealed for Kw {}
impl Sealed for Kwp {}

impl Mode<Aes> for Kw {
    type Output = KeyWrapper<Self>;

    fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
        KeyWrapper::new(self, key)
    }
}

impl Mode<Aes> for Kwp {
    type Output = KeyWrapper<Self>;

    fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey> {
        KeyWrapper::new(self, key)
    }
}

/// A key that wraps keys, in the mode [`Kw`] or [`Kwp`]: encrypts and authenticates without a nonce.
///
/// The same key wraps to the same bytes. Wiped when dropped; both directions run in constant time in the wrapping and in
/// the wrapped key, not in the length of the latter.
pub struct KeyWrapper<M> {
    key: Box<aes::Key>,
    mode: M,
}

impl<M> KeyWrapper<M> {
    fn new(mode: M, key: &[u8]) -> Result<Self, InvalidKey> {
        let wrong_length = InvalidKey::Length { bytes: key.len() };
        let key = aes::Key::new(aes::Kernel::detect(), key).ok_or(wrong_length)?;
        Ok(Self { key: Box::new(key), mode })
    }

    /// Algorithm 1 of SP 800-38F, W: the buffer's first semiblock is the integrity check value.
    fn wrap(&self, buffer: &mut [Semiblock]) {
        let Some((check, rest)) = buffer.split_first_mut() else { return };
        let mut block = [0; 16];
        block[..8].copy_from_slice(check);
        let mut step = 0_u64;
        for _ in 0..6 {
            for semiblock in &mut *rest {
                step += 1;
                block[8..].copy_from_slice(semiblock);
                self.key.encrypt_blocks(core::slice::from_mut(&mut block));
                add(&mut block, step);
                semiblock.copy_from_slice(&block[8..]);
            }
        }
        check.copy_from_slice(&block[..8]);
        block.zeroize();
    }

    /// Algorithm 2, W⁻¹: what stands in the first semiblock then, is for the caller to compare.
    fn unwrap(&self, buffer: &mut [Semiblock]) {
        let Some((check, rest)) = buffer.split_first_mut() else { return };
        let mut block = [0; 16];
        block[..8].copy_from_slice(check);
        let mut step = 6 * rest.len() as u64;
        for _ in 0..6 {
            for semiblock in rest.iter_mut().rev() {
                add(&mut block, step);
                step -= 1;
                block[8..].copy_from_slice(semiblock);
                self.key.decrypt_blocks(core::slice::from_mut(&mut block));
                semiblock.copy_from_slice(&block[8..]);
            }
        }
        check.copy_from_slice(&block[..8]);
        block.zeroize();
    }
}

impl KeyWrapper<Kw> {
    /// Wraps a key; the result is 8 bytes longer.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooShort`] for less than 16 bytes, [`InvalidInput::PartialBlock`] unless a multiple of 8.
    pub fn wrap_key(&self, key: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        let mut buffer = vec![0; key.len().saturating_add(8)];
        buffer[8..].copy_from_slice(key);
        self.wrap_in_place(&mut buffer).inspect_err(|_| buffer.zeroize())?;
        Ok(buffer)
    }

    /// Wraps the key that stands in the buffer after 8 bytes of no meaning. Does not allocate.
    ///
    /// # Errors
    ///
    /// As [`Self::wrap_key`]; the buffer is untouched.
    pub fn wrap_in_place(&self, buffer: &mut [u8]) -> Result<(), InvalidInput> {
        let too_short = buffer.len() < 24;
        let (semiblocks, []) = buffer.as_chunks_mut() else {
            return Err(InvalidInput::PartialBlock { block_size: 8 });
        };
        if too_short {
            return Err(InvalidInput::TooShort { least: 16 });
        }
        semiblocks[0] = ICV1;
        self.wrap(semiblocks);
        Ok(())
    }

    /// Unwraps a key.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if this key has not wrapped it.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Result<SecretBytes, DecryptError> {
        let mut buffer = wrapped.to_vec();
        let key = self.unwrap_in_place(&mut buffer).map(|key| SecretBytes::copy_from(key));
        buffer.zeroize();
        key
    }

    /// Unwraps a key in the buffer and gives the part that it is. Does not allocate.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if this key has not wrapped it; the buffer is filled with zeros then.
    pub fn unwrap_in_place<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b mut [u8], DecryptError> {
        let good = match buffer.as_chunks_mut() {
            (semiblocks @ [_, _, _, ..], []) => {
                self.unwrap(semiblocks);
                purembed_core::ct::eq(&semiblocks[0], &ICV1)
            }
            _ => false,
        };
        if !good {
            buffer.zeroize();
            return Err(DecryptError);
        }
        Ok(&mut buffer[8..])
    }
}

impl KeyWrapper<Kwp> {
    /// Wraps a secret; the result is 8 bytes longer than the next multiple of 8.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooShort`] for nothing, [`InvalidInput::TooLong`] from 2³² bytes on.
    pub fn wrap_key(&self, key: &[u8]) -> Result<Vec<u8>, InvalidInput> {
        if key.is_empty() {
            return Err(InvalidInput::TooShort { least: 1 });
        }
        let length = u32::try_from(key.len()).map_err(|_| InvalidInput::TooLong)?;
        let mut buffer = vec![0; 8 + key.len().next_multiple_of(8)];
        buffer[..4].copy_from_slice(&ICV2);
        buffer[4..8].copy_from_slice(&length.to_be_bytes());
        buffer[8..][..key.len()].copy_from_slice(key);
        match buffer.as_chunks_mut() {
            // SP 800-38F section 6.3, step 4: a single semiblock is one block with the check value.
            ([_, _], []) => {
                let (blocks, _) = buffer.as_chunks_mut();
                self.key.encrypt_blocks(blocks);
            }
            (semiblocks, _) => self.wrap(semiblocks),
        }
        Ok(buffer)
    }

    /// Unwraps a secret.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if this key has not wrapped it.
    pub fn unwrap_key(&self, wrapped: &[u8]) -> Result<SecretBytes, DecryptError> {
        let mut buffer = wrapped.to_vec();
        let key = self.unwrap_in_place(&mut buffer).map(|key| SecretBytes::copy_from(key));
        buffer.zeroize();
        key
    }

    /// Unwraps a secret in the buffer and gives the part that it is. Does not allocate.
    ///
    /// # Errors
    ///
    /// [`DecryptError`] if this key has not wrapped it; the buffer is filled with zeros then.
    pub fn unwrap_in_place<'b>(&self, buffer: &'b mut [u8]) -> Result<&'b mut [u8], DecryptError> {
        let length = match buffer.as_chunks_mut() {
            ([_, _], []) => {
                let (blocks, _) = buffer.as_chunks_mut();
                self.key.decrypt_blocks(blocks);
                padded_length(buffer)
            }
            (semiblocks @ [_, _, _, ..], []) => {
                self.unwrap(semiblocks);
                padded_length(buffer)
            }
            _ => None,
        };
        let Some(length) = length else {
            buffer.zeroize();
            return Err(DecryptError);
        };
        Ok(&mut buffer[8..][..length])
    }
}

/// The length that a padded secret says to have, if all is as it must be (SP 800-38F section 6.3, steps 7 to 10). One
/// answer for every fault, after the same work: no branch on what was decrypted.
fn padded_length(buffer: &[u8]) -> Option<usize> {
    let (&[a, b, c, d, e, f, g, h], rest) = buffer.split_first_chunk::<8>()?;
    let length = u64::from(u32::from_be_bytes([e, f, g, h]));
    let room = rest.len() as u64;
    // From one to eight bytes of the last semiblock are the secret's.
    let padding = room.wrapping_sub(length);
    let mut wrong = (padding >> 3) | u64::from(u32::from_be_bytes([a, b, c, d]) ^ u32::from_be_bytes(ICV2));
    let (last, before) = (rest.len().min(7), rest.len().saturating_sub(7));
    for (position, byte) in (before as u64..).zip(&rest[rest.len() - last..]) {
        // The sign of the difference as a mask: all ones where the position is not less than the length.
        let padded = (position.wrapping_sub(length) >> 63).wrapping_sub(1);
        wrong |= u64::from(*byte) & padded;
    }
    (wrong == 0).then(|| usize::try_from(length).ok()).flatten()
}

/// Adds the number of the step to the first half of a block.
fn add(block: &mut [u8; 16], step: u64) {
    block.iter_mut().zip(step.to_be_bytes()).for_each(|(to, from)| *to ^= from);
}

impl<M: fmt::Debug> fmt::Debug for KeyWrapper<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "KeyWrapper({:?}, ..)", self.mode)
    }
}

#[cfg(test)]
mod tests;
