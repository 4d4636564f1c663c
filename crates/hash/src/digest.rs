// SPDX-License-Identifier: MIT
//! The result of a hash.

use alloc::string::String;
use core::fmt;

use purembed_accel::wipe;
use purembed_core::hex;
use zeroize::Zeroize;

/// The longest digest, SHA-512's, in bytes.
const MAX: usize = 64;

/// A digest of up to 64 bytes, held without allocation.
///
/// Compares with digests and with byte slices. The comparison is not in constant time: a digest is no secret; a
/// message authentication code is, and has a type of its own.
#[derive(Clone, Copy)]
pub struct Digest {
    bytes: [u8; MAX],
    length: usize,
}

impl Digest {
    #[inline]
    pub(crate) fn new<const N: usize>(digest: &[u8; N]) -> Self {
        const { assert!(N <= MAX, "a digest has at most 64 bytes") }
        let mut bytes = [0; MAX];
        bytes[..N].copy_from_slice(digest);
        Self { bytes, length: N }
    }

    /// The digest as lower-case hexadecimal digits.
    #[doc(alias = "hexdigest")]
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(self.as_ref())
    }
}

/// For the digests that are secrets, such as that of a key.
impl Zeroize for Digest {
    fn zeroize(&mut self) {
        wipe(&mut self.bytes);
    }
}

impl AsRef<[u8]> for Digest {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or(&self.bytes)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.as_ref() == other.as_ref()
    }
}

impl Eq for Digest {}

impl PartialEq<[u8]> for Digest {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_ref() == other
    }
}

impl core::hash::Hash for Digest {
    fn hash<H: core::hash::Hasher>(&self, state: &mut H) {
        self.as_ref().hash(state);
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.as_ref().iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}
