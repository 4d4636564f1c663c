// SPDX-License-Identifier: MIT
//! Cipher feedback of whole blocks (SP 800-38A section 6.3): CFB128 and CFB64.

use super::{Leftover, Running, mode_with_iv};
use crate::block::Keyed;
use crate::error::InvalidInput;

/// Cipher feedback of whole blocks, CFB128 or CFB64, with its IV. Messages of any length, in pieces of any length.
///
/// An IV that is used again with the same key shows where two messages first differ.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cfb};
///
/// let mut cipher = Aes::new(&[7; 16], Cfb([1; 16]))?;
/// let sealed = cipher.encrypt(b"of any length")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"of any length");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_CFB")]
#[doc(alias = "CFB128")]
#[doc(alias = "CFB64")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its IV")]
pub struct Cfb<const B: usize>(pub [u8; B]);

mode_with_iv!(Cfb, State);

/// The last block that was encrypted; within a block, what was encrypted of it and what is left of the key stream.
pub(crate) struct State<const B: usize>(Leftover<B>);

impl<const B: usize> Running<B> for State<B> {
    const NAME: &'static str = if B == 8 { "CFB64" } else { "CFB128" };

    type Iv = [u8; B];

    fn start(iv: Self::Iv) -> Self {
        Self(Leftover::none(iv))
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let (left, head, rest) = self.0.split(message);
        encrypt_bytes(left, head);
        let (blocks, tail) = rest.as_chunks_mut();
        if !blocks.is_empty() {
            key.cfb_encrypt(&mut self.0.block, blocks);
        }
        if !tail.is_empty() {
            key.encrypt_block(&mut self.0.block);
            encrypt_bytes(self.0.begin(tail.len()), tail);
        }
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let (left, head, rest) = self.0.split(message);
        decrypt_bytes(left, head);
        let (blocks, tail) = rest.as_chunks_mut();
        if !blocks.is_empty() {
            key.cfb_decrypt(&mut self.0.block, blocks);
        }
        if !tail.is_empty() {
            // Nothing waits for it, so it is as the blocks above.
            key.encrypt_blocks(core::slice::from_mut(&mut self.0.block));
            decrypt_bytes(self.0.begin(tail.len()), tail);
        }
        Ok(())
    }
}

/// Adds key stream to bytes, and puts what comes out in its place.
fn encrypt_bytes(stream: &mut [u8], bytes: &mut [u8]) {
    for (stream, byte) in stream.iter_mut().zip(bytes) {
        *stream ^= *byte;
        *byte = *stream;
    }
}

/// Adds key stream to bytes, and puts what they were in its place.
fn decrypt_bytes(stream: &mut [u8], bytes: &mut [u8]) {
    for (stream, byte) in stream.iter_mut().zip(bytes) {
        let sealed = *byte;
        *byte ^= *stream;
        *stream = sealed;
    }
}
