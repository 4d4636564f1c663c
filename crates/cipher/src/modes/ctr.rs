// SPDX-License-Identifier: MIT
//! Counter mode (SP 800-38A section 6.5).

use super::{Leftover, Running, add, mode_with_iv};
use crate::block::Keyed;
use crate::error::InvalidInput;

/// Counter mode with its first counter block, which counts as one big-endian number. Messages of any length, in pieces
/// of any length.
///
/// **No value of the counter may repeat under one key**: a repetition gives away the XOR of two messages. The counter
/// goes on by one for each block, so that IVs that are near each other repeat values.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{Aes, Ctr};
///
/// let mut cipher = Aes::new(&[7; 16], Ctr([1; 16]))?;
/// let sealed = cipher.encrypt(b"of any length")?;
/// assert_eq!(cipher.decrypt(&sealed)?, b"of any length");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "MODE_CTR")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is its IV")]
pub struct Ctr<const B: usize>(pub [u8; B]);

mode_with_iv!(Ctr, State);

/// The next counter, and the block of key stream of which a part may be left.
pub(crate) struct State<const B: usize> {
    counter: [u8; B],
    stream: Leftover<B>,
}

impl<const B: usize> Running<B> for State<B> {
    const NAME: &'static str = "CTR";

    type Iv = [u8; B];

    fn start(iv: Self::Iv) -> Self {
        Self { counter: iv, stream: Leftover::none([0; B]) }
    }

    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        let (left, head, rest) = self.stream.split(message);
        add(head, left);
        let (blocks, tail) = rest.as_chunks_mut();
        if !blocks.is_empty() {
            key.ctr(&mut self.counter, blocks);
        }
        if !tail.is_empty() {
            self.stream.block = [0; B];
            key.ctr(&mut self.counter, core::slice::from_mut(&mut self.stream.block));
            add(tail, self.stream.begin(tail.len()));
        }
        Ok(())
    }

    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput> {
        self.encrypt(key, message)
    }
}
