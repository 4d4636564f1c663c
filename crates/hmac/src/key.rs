// SPDX-License-Identifier: MIT
//! A key prepared once for many messages.

use core::fmt;

use purembed_hash::{Algorithm, Hash};
use zeroize::Zeroizing;

use crate::hmac::Hmac;
use crate::tag::{InvalidTag, Tag};

/// The longest block of any digest, in bytes.
const MAX_BLOCK: usize = 144;

/// An HMAC key with the two hash states that it stands for already worked out, which halves the cost of short messages.
///
/// `Clone` is for contexts that outlive their maker, as a protocol's do. The states are wiped when dropped.
///
/// ```
/// use purembed_hmac::{Algorithm, Key};
///
/// let key = Key::new(Algorithm::SHA256, b"a key used for many messages");
/// let tag = key.sign(b"one");
/// assert!(key.verify(b"one", tag.as_ref()).is_ok());
/// assert!(key.verify(b"two", tag.as_ref()).is_err());
/// ```
#[derive(Clone)]
pub struct Key {
    /// Has taken in K xor ipad.
    pub(crate) inner: Hash,
    /// Has taken in K xor opad.
    pub(crate) outer: Hash,
}

impl Key {
    /// Prepares a key of any length, also an empty one.
    #[must_use]
    pub fn new(digestmod: Algorithm, key: &[u8]) -> Self {
        let (mut inner, mut outer) = (Hash::new(digestmod), Hash::new(digestmod));
        with_pads(digestmod, key, |ipad| inner.update(ipad), |opad| outer.update(opad));
        Self { inner, outer }
    }

    /// The tag of one message.
    #[must_use]
    pub fn sign(&self, message: &[u8]) -> Tag {
        Hmac::with_key(self).chain(message).finalize()
    }

    /// Checks the tag of one message, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), InvalidTag> {
        Hmac::with_key(self).chain(message).verify(tag)
    }

    /// The digest.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.inner.algorithm()
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key(HMAC-{}, ..)", self.algorithm())
    }
}

/// What the two hashes begin with: K xor ipad, K xor opad.
pub(crate) fn with_pads(
    digestmod: Algorithm,
    key: &[u8],
    inner: impl FnOnce(&[u8]),
    outer: impl FnOnce(&[u8]),
) {
    let mut block = Zeroizing::new([0; MAX_BLOCK]);
    let block = block.get_mut(..digestmod.block_size()).unwrap_or_default();
    if key.len() <= block.len() {
        block.iter_mut().zip(key).for_each(|(to, from)| *to = *from);
    } else {
        // RFC 2104 section 2: a key longer than a block is replaced by its digest.
        let digest = Zeroizing::new(digestmod.digest(key));
        block.iter_mut().zip(AsRef::<[u8]>::as_ref(&digest)).for_each(|(to, from)| *to = *from);
    }
    block.iter_mut().for_each(|byte| *byte ^= 0x36);
    inner(block);
    block.iter_mut().for_each(|byte| *byte ^= 0x36 ^ 0x5c);
    outer(block);
}
