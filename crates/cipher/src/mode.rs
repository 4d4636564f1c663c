// SPDX-License-Identifier: MIT
//! Which modes of operation go with which ciphers, as types.

use crate::block::Keyed;
use crate::error::InvalidKey;

/// A cipher that turns blocks into blocks under a key; implemented by this crate only.
pub trait BlockCipher: sealed::Sealed + Sized + 'static {}

/// What the modes need of a block cipher: blocks of `B` bytes. With this and its two empty supertraits a cipher has the
/// modes that are generic; `Ecb` counts the ciphers up.
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not have blocks of {B} bytes",
    label = "the IV is not as long as a block of `{Self}`",
    note = "an IV has 16 bytes with `Aes`, `Aria` and `Camellia`, 8 bytes with `TripleDes`, `Des` and `Blowfish`"
)]
pub(crate) trait Blocks<const B: usize>: BlockCipher {
    /// The cipher with its key.
    type Key: Keyed<B>;

    /// Expands a key.
    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey>;

    /// What the cipher is called with a key of that many bytes, as Mbed TLS spells it: `AES-128`, `DES-EDE3`.
    fn name(key_bytes: usize) -> &'static str;
}

/// A mode of operation of the block cipher `C`, with the mode's parameters; implemented by this crate only.
///
/// One implementation per supported pair, so that an unsupported pair is a type error.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used with `{C}`",
    label = "not a mode of `{C}`",
    note = "`Xts` goes with `Aes`; `Gcm` and `Ccm` with ciphers of 16-byte blocks; `ChaCha20` is not a block cipher, its modes are `ChaChaPoly` and `Stream`"
)]
pub trait Mode<C: BlockCipher>: sealed::Sealed {
    /// What a key and this mode make.
    type Output;

    /// Expands `key` for use in this mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] if the cipher has no keys of that length.
    fn bind(self, key: &[u8]) -> Result<Self::Output, InvalidKey>;
}

/// A mode of the ChaCha20 stream cipher; implemented by this crate only.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be used with `ChaCha20`",
    label = "not a mode of `ChaCha20`",
    note = "the modes of `ChaCha20` are `ChaChaPoly`, which authenticates, and `Stream`; the other modes are for block ciphers"
)]
pub trait StreamMode: sealed::Sealed {
    /// What a key and this mode make.
    type Output;

    /// Prepares `key` for use in this mode.
    fn bind(self, key: &[u8; 32]) -> Self::Output;
}

pub(crate) mod sealed {
    /// Keeps the traits of this module from being implemented elsewhere.
    #[expect(unnameable_types, reason = "that nobody can name it is what it is for")]
    pub trait Sealed {}

    /// A mode that can be started again.
    #[expect(unnameable_types, reason = "that nobody can name it is what it is for")]
    pub trait Start {
        fn iv(&self) -> &[u8];
    }

    /// A mode that takes whole blocks, so that messages are padded.
    #[diagnostic::on_unimplemented(
        message = "`{Self}` takes messages of any length and has no padding",
        note = "`Cbc` and `Ecb` are the modes with padding"
    )]
    #[expect(unnameable_types, reason = "that nobody can name it is what it is for")]
    pub trait WholeBlocks {}
}
