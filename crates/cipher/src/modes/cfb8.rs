// SPDX-License-Identifier: MIT
//! Cipher feedback of single bytes (SP 800-38A section 6.3): CFB8.

use zeroize::Zeroize;

use super::{Running, mode_with_iv};
use crate::block::Keyed;
use crate::error::InvalidInput;

/// Cipher feedback of single bytes, CFB8, with its IV: a block is encrypted for every byte. Messages of any length.
///
/// For what still speaks it; [`Cfb`](crate::Cfb) is as good and many times faster.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cfb8};
///
/// let mut cipher = Aes::new(&[7; 16], Cfb8([1; 16]))?;
/// let sealed = cipher.encrypt(b"of any length")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"of any length");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its IV")]
pub struct Cfb8<const B: usize>(pub [u8; B]);

mode_with_iv!(Cfb8, State);

/// Blocks that are encrypted at a time, when decrypting.
const BATCH: usize = 32;

/// The last bytes that were encrypted, as many as a block has; no secret.
pub(crate) struct State<const B: usize>([u8; B]);

impl<const B: usize> State<B> {
    fn shift_in(&mut self, byte: u8) {
        self.0.copy_within(1.., 0);
        self.0[B - 1] = byte;
    }
}

impl<const B: usize> Running<B> for State<B> {
    const NAME: &'static str = "CFB8";

    type Iv = [u8; B];

    fn start(iv: Self::Iv) -> Self {
        Self(iv)
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let mut stream = [0; B];
        for byte in message {
            stream = self.0;
            key.encrypt_block(&mut stream);
            *byte ^= stream[0];
            self.shift_in(*byte);
        }
        stream.zeroize();
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let mut stream = [[0; B]; BATCH];
        for batch in message.chunks_mut(BATCH) {
            let stream = &mut stream[..batch.len()];
            for (stream, byte) in stream.iter_mut().zip(&*batch) {
                *stream = self.0;
                self.shift_in(*byte);
            }
            key.encrypt_blocks(stream);
            batch.iter_mut().zip(&*stream).for_each(|(byte, stream)| *byte ^= stream[0]);
        }
        stream.as_flattened_mut().zeroize();
        Ok(())
    }
}
