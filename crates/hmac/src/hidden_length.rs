// SPDX-License-Identifier: MIT
//! Codes of messages whose length is a secret.

use core::fmt;

use purembed_hash::{Algorithm, Hash, HiddenLengthHash};
use zeroize::Zeroizing;

use crate::key;
use crate::tag::Tag;

/// A key for codes of messages whose length is a secret, which the time taken does not tell: what a receiver of CBC with
/// MAC-then-encrypt needs (RFC 5246 section 6.2.3.2). For SHA-1, SHA-256 and SHA-384.
///
/// ```
/// use purembed_hmac::{Algorithm, HiddenLengthKey, Key};
///
/// let key = HiddenLengthKey::new(Algorithm::SHA256, b"a key").ok_or("no such digest")?;
/// let tag = key.sign(&[b"header, ", b"public"], b" and hidden, and padding", 11);
/// assert_eq!(tag, Key::new(Algorithm::SHA256, b"a key").sign(b"header, public and hidden"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone)]
pub struct HiddenLengthKey {
    /// Has taken in K xor ipad.
    inner: HiddenLengthHash,
    /// Has taken in K xor opad.
    outer: Hash,
}

impl HiddenLengthKey {
    /// Prepares a key of any length; `None` for other digests than the three.
    #[must_use]
    pub fn new(digestmod: Algorithm, key: &[u8]) -> Option<Self> {
        let mut inner = HiddenLengthHash::new(digestmod)?;
        let mut outer = Hash::new(digestmod);
        key::with_pads(digestmod, key, |ipad| inner.update(ipad), |opad| outer.update(opad));
        Some(Self { inner, outer })
    }

    /// The tag of a message that consists of `head`, one after the other, and the first `length` bytes of `tail`, all of
    /// them if it has fewer. The time that this takes depends on how long `head` and `tail` are, and not on `length`.
    #[must_use]
    pub fn sign(&self, head: &[&[u8]], tail: &[u8], length: u32) -> Tag {
        let mut inner = self.inner.clone();
        head.iter().for_each(|piece| inner.update(piece));
        // RFC 2104 section 2.
        let inner = Zeroizing::new(inner.finalize(tail, length));
        Tag::new(self.outer.digest_with(*inner))
    }
}

impl fmt::Debug for HiddenLengthKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HiddenLengthKey(HMAC-{}, ..)", self.outer.algorithm())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    #[test]
    fn every_length_gives_the_tag_of_that_message() {
        let data: [u8; 400] = core::array::from_fn(|i| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]);
        for digestmod in [Algorithm::SHA1, Algorithm::SHA256, Algorithm::SHA384] {
            for key in [&b"key"[..], &[7; 200]] {
                let (hidden, usual) = (HiddenLengthKey::new(digestmod, key), Key::new(digestmod, key));
                let hidden = hidden.expect("one of the three");
                for length in 0..=260 {
                    let tag = hidden.sign(&[&data[..13], &data[13..100]], &data[100..360], length);
                    assert_eq!(tag, usual.sign(&data[..100 + length as usize]));
                }
            }
        }
        assert!(HiddenLengthKey::new(Algorithm::MD5, b"key").is_none());
    }
}
