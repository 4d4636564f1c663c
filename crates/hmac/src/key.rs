// SPDX-License-Identifier: MIT
//! A key prepared once for many messages.

use core::fmt;

use purembed_accel::wipe;
use purembed_hash::{Algorithm, Digest, Hash};
use zeroize::{Zeroize, Zeroizing};

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
        self.wrap(self.inner.digest_with(message))
    }

    /// The tag of a message that lies in pieces.
    ///
    /// ```
    /// use purembed_hmac::{Algorithm, Key};
    ///
    /// let key = Key::new(Algorithm::SHA256, b"key");
    /// assert_eq!(key.sign_parts([&b"in "[..], b"pieces"]), key.sign(b"in pieces"));
    /// ```
    #[must_use]
    pub fn sign_parts<'a>(&self, message: impl IntoIterator<Item = &'a [u8]>) -> Tag {
        let mut inner = self.inner.clone();
        message.into_iter().for_each(|part| inner.update(part));
        self.wrap(inner.finalize())
    }

    /// The sum without carries of a tag, of the tag of that tag, of the tag of that one, and so on, `count` of them after
    /// the first: what PBKDF2 is made of (RFC 8018 section 5.2).
    ///
    /// The first tag has to be one of this digest's; another is given back as it is.
    ///
    /// ```
    /// use purembed_hmac::{Algorithm, Key};
    ///
    /// let key = Key::new(Algorithm::SHA256, b"password");
    /// let first = key.sign(b"salt\x00\x00\x00\x01");
    /// assert_eq!(key.sum_of_tags(first, 1).to_hex()[..16], *"ae4d0c95af6b46d3");
    /// ```
    #[must_use]
    pub fn sum_of_tags(&self, first: Tag, count: u32) -> Tag {
        Tag::new(Hash::nested_sum(&self.inner, &self.outer, first.digest(), count))
    }

    /// Checks the tag of one message, in constant time.
    ///
    /// # Errors
    ///
    /// [`InvalidTag`] unless the tag is right and has its full length.
    pub fn verify(&self, message: &[u8], tag: &[u8]) -> Result<(), InvalidTag> {
        if self.sign(message) == *tag { Ok(()) } else { Err(InvalidTag) }
    }

    /// RFC 2104 section 2: H(K xor opad, H(K xor ipad, text)).
    fn wrap(&self, mut inner: Digest) -> Tag {
        let tag = Tag::new(self.outer.digest_with(inner));
        inner.zeroize();
        tag
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
    let mut whole = [0; MAX_BLOCK];
    let block = whole.get_mut(..digestmod.block_size()).unwrap_or_default();
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
    wipe(&mut whole);
}
