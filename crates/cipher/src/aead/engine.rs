// SPDX-License-Identifier: MIT
//! What stands behind an authenticated key: the mode over its cipher, with lengths that are known at run time.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;

use purembed_accel::Block;
use zeroize::Zeroize;

use crate::error::{DecryptError, InvalidInput};

/// A keyed authenticated cipher. Wiped when dropped.
pub(crate) trait Engine: Send + Sync {
    fn name(&self) -> Name;

    /// Whether the mode is defined for nonces and tags of these lengths, in bytes. Nothing else may be passed below.
    fn takes(&self, nonce: usize, tag: usize) -> bool;

    /// What may be processed under one nonce of this length.
    fn limits(&self, nonce: usize) -> Limits;

    /// Encrypts `message` in place and returns its tag, of which the first `tag` bytes are for use.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] over the limits; `message` is untouched.
    fn seal(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], tag: usize) -> Result<Block, InvalidInput>;

    /// Decrypts `message` in place and returns the tag that it should have: nobody has looked at it yet.
    ///
    /// # Errors
    ///
    /// [`InvalidInput::TooLong`] over the limits; `message` is untouched.
    fn open(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], tag: usize) -> Result<Block, InvalidInput>;

    /// Starts with a message of `length` bytes that comes in pieces; for modes that do not ask for the length, any.
    fn start(self: Arc<Self>, nonce: &[u8], ad: &[u8], length: u64, tag: usize) -> Box<dyn Running>;

    /// Whether the mode must know how long a message is before its first byte.
    fn wants_length(&self) -> bool {
        false
    }
}

/// A message that comes in pieces. Wiped when dropped; whoever calls keeps to the limits.
pub(crate) trait Running: Send + Sync {
    fn encrypt(&mut self, data: &mut [u8]);

    fn decrypt(&mut self, data: &mut [u8]);

    /// The tag of all that was encrypted or decrypted. The message ends here.
    fn tag(self: Box<Self>) -> Block;
}

/// Decrypts `message` in place if the tag is right, and fills it with zeros if not.
pub(crate) fn open(
    engine: &dyn Engine,
    nonce: &[u8],
    ad: &[u8],
    message: &mut [u8],
    tag: &[u8],
) -> Result<(), DecryptError> {
    let expected = engine.open(nonce, ad, message, tag.len());
    if expected.is_ok_and(|expected| same(expected, tag)) {
        return Ok(());
    }
    message.zeroize();
    Err(DecryptError)
}

/// Compares in constant time, and wipes: the right tag of a forgery is what its maker lacks.
pub(super) fn same(mut expected: Block, tag: &[u8]) -> bool {
    let same = expected.get(..tag.len()).is_some_and(|expected| purembed_core::ct::eq(expected, tag));
    expected.zeroize();
    same
}

/// What a key is for: `AES-128-GCM`.
#[derive(Clone, Copy)]
pub(crate) struct Name {
    pub(crate) cipher: &'static str,
    pub(crate) mode: &'static str,
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.cipher, self.mode)
    }
}

/// What may be processed under one nonce, in bytes.
#[derive(Clone, Copy)]
pub(crate) struct Limits {
    pub(crate) message: u64,
    pub(crate) associated_data: u64,
}

impl Limits {
    #[inline]
    pub(crate) fn check(self, message: u64, associated_data: usize) -> Result<(), InvalidInput> {
        if message > self.message || associated_data as u64 > self.associated_data {
            return Err(InvalidInput::TooLong);
        }
        Ok(())
    }
}
