// SPDX-License-Identifier: MIT
//! Cipher block chaining (SP 800-38A section 6.2).

use super::{Running, mode_with_iv, whole_blocks};
use crate::block::Keyed;
use crate::error::InvalidInput;
use crate::mode::sealed::WholeBlocks;

/// Cipher block chaining with its IV. Whole blocks; other messages are padded, see
/// [`Cipher::encrypt_padded`](crate::Cipher::encrypt_padded).
///
/// The IV must not be foreseeable: take a random one for each message.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Cbc};
///
/// let mut cipher = Aes::new(&[7; 16], Cbc([1; 16]))?;
/// let first = cipher.encrypt(&[0; 16])?;
/// let second = cipher.encrypt(&[0; 16])?; // chained to the first
/// assert_eq!(cipher.decrypt(&[first, second].concat())?, [0; 32]);
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_CBC")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its IV")]
pub struct Cbc<const B: usize>(pub [u8; B]);

impl<const B: usize> WholeBlocks for Cbc<B> {}

mode_with_iv!(Cbc, State);

/// The last block that was encrypted, which is no secret.
pub(crate) struct State<const B: usize>([u8; B]);

impl<const B: usize> Running<B> for State<B> {
    const NAME: &'static str = "CBC";

    type Iv = [u8; B];

    fn start(iv: Self::Iv) -> Self {
        Self(iv)
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        key.cbc_encrypt(&mut self.0, whole_blocks(message)?);
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        key.cbc_decrypt(&mut self.0, whole_blocks(message)?);
        Ok(())
    }
}
