// SPDX-License-Identifier: MIT
//! Hashes of messages whose length is a secret, in a time that does not tell it.
//!
//! A receiver of CBC with MAC-then-encrypt finds out how long a message is by taking padding off, and checks the code
//! afterwards. If that took longer for a longer message, it would tell how long the padding was, and with that what the
//! message says (the attack named "Lucky Thirteen", 2013).
//!
//! So every block is worked on that the longest message has, and after each of them the digest is taken over by a mask
//! if this block was the last.

use core::fmt;

use purembed_accel::wipe;
use zeroize::ZeroizeOnDrop;

use crate::block::{self, Chain, Running};
use crate::engine::Engine as _;
use crate::{Algorithm, Digest};

/// A running hash of a message whose end is a secret. For SHA-1, SHA-256 and SHA-384.
///
/// ```
/// use purembed_hash::{Algorithm, HiddenLengthHash};
///
/// let mut hash = HiddenLengthHash::new(Algorithm::SHA256).ok_or("no such digest")?;
/// hash.update(b"Nobody ");
/// let digest = hash.finalize(b"inspects the spammish repetition", 8);
/// assert_eq!(digest, Algorithm::SHA256.digest(b"Nobody inspects"));
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone)]
pub struct HiddenLengthHash(State);

#[derive(Clone)]
enum State {
    Sha1(block::Sha1),
    Sha256(block::Sha256),
    Sha384(block::Sha384),
}

impl HiddenLengthHash {
    /// Starts a hash of nothing yet; `None` for other digests than the three.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Option<Self> {
        Some(Self(match algorithm.name() {
            "sha1" => State::Sha1(block::Sha1::start()),
            "sha256" => State::Sha256(block::Sha256::start()),
            "sha384" => State::Sha384(block::Sha384::start()),
            _ => return None,
        }))
    }

    /// Takes in more data, all of which belongs to the message. How much is no secret.
    pub fn update(&mut self, data: impl AsRef<[u8]>) {
        let data = data.as_ref();
        match &mut self.0 {
            State::Sha1(running) => running.update(data),
            State::Sha256(running) => running.update(data),
            State::Sha384(running) => running.update(data),
        }
    }

    /// Ends the hash after so many more bytes, the first of `tail`; all of them if it has fewer. The time that this takes
    /// depends on how long `tail` is, and not on `length`.
    #[must_use]
    pub fn finalize(self, tail: &[u8], length: u32) -> Digest {
        match self.0 {
            State::Sha1(running) => Digest::new(&finish(running, tail, length)),
            State::Sha256(running) => Digest::new(&finish(running, tail, length)),
            State::Sha384(running) => Digest::new(&finish(running, tail, length)),
        }
    }
}

impl fmt::Debug for HiddenLengthHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HiddenLengthHash(..)")
    }
}

impl ZeroizeOnDrop for HiddenLengthHash {}

/// The digest after the first `length` bytes of `tail`: works on every block that the longest message has, and takes the
/// digest over by a mask.
fn finish<C: Chain<BLOCK, DIGEST>, const BLOCK: usize, const DIGEST: usize>(
    mut running: Running<C, BLOCK, DIGEST>,
    tail: &[u8],
    length: u32,
) -> [u8; DIGEST] {
    let all = u32::try_from(tail.len()).unwrap_or(u32::MAX >> 1);
    let length = select(less(all, length), all, length);
    let bits = C::length(u128::from(running.length.wrapping_add(u64::from(length))).wrapping_mul(8));
    // Where the message ends, seen from the start of the first block worked on here; blocks are powers of two.
    let used = u32::try_from(running.used()).unwrap_or_default();
    let end = used.wrapping_add(length);
    let size = u32::try_from(BLOCK).unwrap_or_default();
    // FIPS 180-4 section 5.1: a one bit, zeros, and the length at the end of a block.
    let behind = 1 + u32::try_from(bits.as_ref().len()).unwrap_or_default();
    let last_of = |end: u32| end.wrapping_add(behind - 1) >> size.trailing_zeros();
    let last = last_of(end);
    let mut digest = [0; DIGEST];
    let mut filled = running.used();
    let mut rest = tail.iter();
    for number in 0..=last_of(used.saturating_add(all)) {
        let is_last = equal(number, last);
        let start = number.wrapping_mul(size);
        let mut block = core::mem::replace(&mut running.buffer, [0; BLOCK]);
        block.iter_mut().skip(core::mem::take(&mut filled)).zip(&mut rest).for_each(|(to, from)| *to = *from);
        for (place, byte) in (start..).zip(&mut block) {
            let data = u32::from(*byte) & less(place, end);
            *byte = low(data | (0x80 & equal(place, end)));
        }
        let numbers = block.iter_mut().rev().zip(bits.as_ref().iter().rev());
        numbers.for_each(|(byte, length)| *byte |= length & low(is_last));
        running.chain.absorb(core::slice::from_ref(&block));
        wipe(&mut block);
        let mut out = running.chain.digest();
        digest.iter_mut().zip(&out).for_each(|(digest, byte)| *digest |= byte & low(is_last));
        wipe(&mut out);
    }
    digest
}

/// All ones if equal; for numbers below 2³¹.
fn equal(a: u32, b: u32) -> u32 {
    let different = core::hint::black_box(a ^ b);
    (different.wrapping_sub(1) >> 31).wrapping_neg()
}

/// All ones if less; for numbers below 2³¹.
fn less(a: u32, b: u32) -> u32 {
    (core::hint::black_box(a).wrapping_sub(b) >> 31).wrapping_neg()
}

const fn select(mask: u32, a: u32, b: u32) -> u32 {
    (a & mask) | (b & !mask)
}

const fn low(value: u32) -> u8 {
    let [low, ..] = value.to_le_bytes();
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_end_gives_the_digest_of_what_is_before_it() {
        let data: [u8; 600] = core::array::from_fn(|i| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]);
        for algorithm in [Algorithm::SHA1, Algorithm::SHA256, Algorithm::SHA384] {
            for head in [0, 1, 13, 63, 64, 65, 119, 127, 128, 129, 200] {
                for longest in [0, 1, 15, 64, 256, 300] {
                    let (known, tail) = (&data[..head], &data[head..head + longest as usize]);
                    let mut hash = HiddenLengthHash::new(algorithm).expect("one of the three");
                    known.chunks(50).for_each(|piece| hash.update(piece));
                    for length in 0..=longest {
                        let digest = hash.clone().finalize(tail, length);
                        let expected = algorithm.digest(&data[..head + length as usize]);
                        assert_eq!(digest, expected, "{algorithm} {head} {length}");
                    }
                    let beyond = hash.clone().finalize(tail, longest + 9);
                    assert_eq!(beyond, algorithm.digest(&data[..head + tail.len()]));
                }
            }
        }
        assert!(HiddenLengthHash::new(Algorithm::SHA3_256).is_none());
    }
}
