// SPDX-License-Identifier: MIT
//! The result of an HMAC.

use alloc::string::String;
use core::fmt;

use purembed_core::{ct, hex};
use purembed_hash::Digest;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// A message authentication code in full length, wiped when dropped.
///
/// `==` takes constant time; with slices too, and there a shorter slice is never equal. `Debug` shows nothing of it:
/// a tag that an attacker sees before its message is checked is a forgery.
pub struct Tag(Digest);

impl Tag {
    pub(crate) const fn new(digest: Digest) -> Self {
        Self(digest)
    }

    /// A copy that does not wipe itself.
    pub(crate) const fn digest(&self) -> Digest {
        self.0
    }

    /// The tag as lower-case hexadecimal digits.
    #[doc(alias = "hexdigest")]
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.as_ref())
    }
}

impl AsRef<[u8]> for Tag {
    fn as_ref(&self) -> &[u8] {
        self.0.as_ref()
    }
}

impl Drop for Tag {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Tag {}

impl PartialEq for Tag {
    fn eq(&self, other: &Self) -> bool {
        *self == *other.as_ref()
    }
}

impl Eq for Tag {}

impl PartialEq<[u8]> for Tag {
    fn eq(&self, other: &[u8]) -> bool {
        ct::eq(self.as_ref(), other)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Tag({} bytes)", self.as_ref().len())
    }
}

/// The tag does not belong to the message under this key.
///
/// Says nothing more on purpose: how a forgery fails helps only its maker.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct InvalidTag;

impl fmt::Display for InvalidTag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("message authentication code does not match")
    }
}

impl core::error::Error for InvalidTag {}
