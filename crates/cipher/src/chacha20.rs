// SPDX-License-Identifier: MIT
//! The ChaCha20 stream cipher (RFC 8439).

use crate::cipher::Cipher;
use crate::mode::StreamMode;
use crate::modes::Stream;

pub(crate) mod stream;

/// ChaCha20 with keys of 32 bytes: the mode [`ChaChaPoly`](crate::ChaChaPoly) authenticates, [`Stream`] is the cipher alone.
///
/// # Examples
///
/// ```
/// use purembed_cipher::{ChaCha20, ChaChaPoly, Nonce};
///
/// let aead = ChaCha20::new(&[0x42; 32], ChaChaPoly);
/// let (sealed, tag) = aead.encrypt(Nonce::assume_unique([0; 12]), b"", b"message")?;
/// assert_eq!(aead.decrypt(&[0; 12], b"", &sealed, tag)?, b"message");
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[doc(alias = "CHACHA20")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ChaCha20;

impl ChaCha20 {
    /// Binds a key to a mode: with [`ChaChaPoly`](crate::ChaChaPoly) this gives an
    /// [`Aead`](crate::Aead), with [`Stream`] a [`Cipher`].
    #[expect(
        clippy::new_ret_no_self,
        reason = "a key without a mode has no use; the mode decides what comes out"
    )]
    pub fn new<M: StreamMode>(key: &[u8; 32], mode: M) -> M::Output {
        mode.bind(key)
    }
}

/// The stream begins with the block of number 0; up to 2³⁸ bytes for one nonce, then
/// [`InvalidInput::TooLong`](crate::InvalidInput::TooLong).
///
/// ```
/// use purembed_cipher::{ChaCha20, Stream};
///
/// let mut cipher = ChaCha20::new(&[0; 32], Stream([0; 12]));
/// assert_eq!(cipher.encrypt(&[0; 4])?, [0x76, 0xb8, 0xe0, 0xad]);
/// # Ok::<(), purembed_cipher::InvalidInput>(())
/// ```
impl StreamMode for Stream<12> {
    type Output = Cipher<ChaCha20, Self>;

    fn bind(self, key: &[u8; 32]) -> Self::Output {
        Cipher::with_engine(stream::Duplex::new(key, self.0))
    }
}
