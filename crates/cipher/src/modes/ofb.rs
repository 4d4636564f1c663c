// SPDX-License-Identifier: MIT
//! Output feedback (SP 800-38A section 6.4).

use super::{Leftover, Running, add, mode_with_iv};
use crate::block::Keyed;
use crate::error::InvalidInput;

/// Output feedback with its IV. Messages of any length, in pieces of any length.
///
/// **An IV must never repeat under one key**: a repetition gives away the XOR of two messages.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Ofb};
///
/// let mut cipher = Aes::new(&[7; 16], Ofb([1; 16]))?;
/// let sealed = cipher.encrypt(b"of any length")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"of any length");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_OFB")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its IV")]
pub struct Ofb<const B: usize>(pub [u8; B]);

mode_with_iv!(Ofb, State);

/// The last block of the key stream, of which a part may be left.
pub(crate) struct State<const B: usize>(Leftover<B>);

impl<const B: usize> Running<B> for State<B> {
    const NAME: &'static str = "OFB";

    type Iv = [u8; B];

    fn start(iv: Self::Iv) -> Self {
        Self(Leftover::none(iv))
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let (left, head, rest) = self.0.split(message);
        add(head, left);
        let (blocks, tail) = rest.as_chunks_mut();
        if !blocks.is_empty() {
            key.ofb(&mut self.0.block, blocks);
        }
        if !tail.is_empty() {
            key.encrypt_block(&mut self.0.block);
            add(tail, self.0.begin(tail.len()));
        }
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.encrypt(key, message)
    }
}
