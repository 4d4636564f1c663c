// SPDX-License-Identifier: MIT
//! The modes that encrypt and do not authenticate (NIST SP 800-38A and 800-38E), as types that carry their IV.

use zeroize::Zeroize;

use crate::block::Keyed;
use crate::error::InvalidInput;

pub use cbc::Cbc;
pub use cfb::Cfb;
pub use cfb8::Cfb8;
pub use ctr::Ctr;
pub use ecb::Ecb;
pub use ofb::Ofb;
pub use stream::Stream;
pub use xts::Xts;

pub(crate) mod cbc;
pub(crate) mod cfb;
pub(crate) mod cfb8;
pub(crate) mod ctr;
pub(crate) mod ecb;
pub(crate) mod ofb;
pub(crate) mod stream;
pub(crate) mod xts;

/// One direction of a mode over blocks of `B` bytes: what the blocks so far have left behind. Wiped when dropped.
pub(crate) trait Running<const B: usize>: Send + Sync + 'static {
    /// The end of the algorithm's name, as Mbed TLS spells it: `CBC`, `CFB128`.
    const NAME: &'static str;

    /// What it begins with: an array of `B` bytes, or of none.
    type Iv: Copy + for<'a> TryFrom<&'a [u8]>;

    /// Begins.
    fn start(iv: Self::Iv) -> Self;

    /// Encrypts what comes next; an error comes before any output.
    fn encrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput>;

    /// Decrypts what comes next; an error comes before any output.
    fn decrypt<K: Keyed<B>>(&mut self, key: &K, message: &mut [u8]) -> Result<(), InvalidInput>;
}

/// The blocks of a message that must not have anything else.
fn whole_blocks<const B: usize>(message: &mut [u8]) -> Result<&mut [[u8; B]], InvalidInput> {
    match message.as_chunks_mut() {
        (blocks, []) => Ok(blocks),
        _ => Err(InvalidInput::PartialBlock { block_size: B }),
    }
}

/// Adds the beginning of a key stream to bytes.
#[inline]
pub(crate) fn add(bytes: &mut [u8], stream: &[u8]) {
    bytes.iter_mut().zip(stream).for_each(|(byte, stream)| *byte ^= stream);
}

/// A block of key stream of which a part may be left over, for the modes that go on at any byte. Wiped when dropped.
struct Leftover<const B: usize> {
    block: [u8; B],
    /// Bytes of it that are used up: all, at the edge of a block.
    used: usize,
}

impl<const B: usize> Leftover<B> {
    /// At the edge of a block.
    fn none(block: [u8; B]) -> Self {
        Self { block, used: B }
    }

    /// The part that is left, as much of it as the message needs, with that part of the message; and the message's
    /// rest, before which the edge of a block is reached if it is not empty.
    #[inline]
    fn split<'s, 'm>(&'s mut self, message: &'m mut [u8]) -> (&'s mut [u8], &'m mut [u8], &'m mut [u8]) {
        // Most calls are at the edge of a block.
        if self.used == B {
            return (&mut [], &mut [], message);
        }
        let left = &mut self.block[self.used..];
        let (head, rest) = message.split_at_mut(message.len().min(left.len()));
        self.used += head.len();
        (&mut left[..head.len()], head, rest)
    }

    /// As [`Self::split`] for the end of a message, shorter than a block, once the block is fresh.
    fn begin(&mut self, bytes: usize) -> &mut [u8] {
        self.used = bytes;
        &mut self.block[..bytes]
    }
}

impl<const B: usize> Drop for Leftover<B> {
    fn drop(&mut self) {
        self.block.zeroize();
    }
}

/// Implements the mode `$mode`, a tuple of one IV with the length of a block, for every block cipher.
macro_rules! mode_with_iv {
    ($mode:ident, $state:ident) => {
        impl<const B: usize> crate::mode::sealed::Sealed for $mode<B> {}

        impl<const B: usize> crate::mode::sealed::Start for $mode<B> {
            fn iv(&self) -> &[u8] {
                &self.0
            }
        }

        impl<C: crate::mode::Blocks<B>, const B: usize> crate::mode::Mode<C> for $mode<B> {
            type Output = crate::cipher::Cipher<C, Self>;

            fn bind(self, key: &[u8]) -> Result<Self::Output, crate::error::InvalidKey> {
                let engine = crate::cipher::Duplex::<_, $state<B>, B>::new::<C>(key, self.0)?;
                Ok(crate::cipher::Cipher::with_engine(engine))
            }
        }
    };
}
use mode_with_iv;
