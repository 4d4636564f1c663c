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

use digest::array::Array;
use digest::typenum::{U20, U32, U64, Unsigned};
use digest::zeroize::{Zeroize, ZeroizeOnDrop};

use crate::block::{Chain, Chain384};
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
    Sha1(Running<Sha1>),
    Sha256(Running<Sha256>),
    Sha384(Running<Chain384>),
}

impl HiddenLengthHash {
    /// Starts a hash of nothing yet; `None` for other digests than the three.
    #[must_use]
    pub fn new(algorithm: Algorithm) -> Option<Self> {
        Some(Self(match algorithm.name() {
            "sha1" => State::Sha1(Running::default()),
            "sha256" => State::Sha256(Running::default()),
            "sha384" => State::Sha384(Running::default()),
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
            State::Sha1(running) => Digest::new(&running.finalize(tail, length).0),
            State::Sha256(running) => Digest::new(&running.finalize(tail, length).0),
            State::Sha384(running) => Digest::new(&running.finalize(tail, length).0),
        }
    }
}

impl fmt::Debug for HiddenLengthHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HiddenLengthHash(..)")
    }
}

impl ZeroizeOnDrop for HiddenLengthHash {}

/// A chain and what does not fill a block yet. Wiped when dropped.
#[derive(Clone, Default)]
struct Running<C: Chain> {
    chain: C,
    buffer: Array<u8, C::BlockSize>,
    used: usize,
    /// In bytes.
    length: u64,
}

impl<C: Chain> Running<C> {
    fn update(&mut self, data: &[u8]) {
        self.length = self.length.wrapping_add(data.len() as u64);
        let mut data = data;
        if self.used > 0 {
            let room = self.buffer.get_mut(self.used..).unwrap_or_default();
            let (now, rest) = data.split_at(data.len().min(room.len()));
            room.iter_mut().zip(now).for_each(|(to, from)| *to = *from);
            self.used += now.len();
            data = rest;
            if self.used < self.buffer.len() {
                return;
            }
            self.chain.absorb(core::slice::from_ref(&self.buffer));
        }
        let (blocks, rest) = Array::slice_as_chunks(data);
        self.chain.absorb(blocks);
        self.buffer.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.used = rest.len();
    }

    fn finalize(mut self, tail: &[u8], length: u32) -> Array<u8, C::OutputSize> {
        let all = u32::try_from(tail.len()).unwrap_or(u32::MAX >> 1);
        let length = select(less(all, length), all, length);
        let bits = C::length(u128::from(self.length.wrapping_add(u64::from(length))).wrapping_mul(8));
        // Where the message ends, seen from the start of the first block worked on here; blocks are powers of two.
        let used = u32::try_from(self.used).unwrap_or_default();
        let end = used.wrapping_add(length);
        let size = C::BlockSize::U32;
        // FIPS 180-4 section 5.1: a one bit, zeros, and the length at the end of a block.
        let behind = 1 + u32::try_from(bits.as_ref().len()).unwrap_or_default();
        let last_of = |end: u32| end.wrapping_add(behind - 1) >> size.trailing_zeros();
        let last = last_of(end);
        let mut out = Array::<u8, C::OutputSize>::default();
        let mut digest = Array::default();
        let mut rest = tail.iter();
        for number in 0..=last_of(used.saturating_add(all)) {
            let is_last = equal(number, last);
            let start = number.wrapping_mul(size);
            let mut block = core::mem::take(&mut self.buffer);
            block
                .iter_mut()
                .skip(core::mem::take(&mut self.used))
                .zip(&mut rest)
                .for_each(|(to, from)| *to = *from);
            for (place, byte) in (start..).zip(&mut block) {
                let data = u32::from(*byte) & less(place, end);
                *byte = low(data | (0x80 & equal(place, end)));
            }
            let numbers = block.iter_mut().rev().zip(bits.as_ref().iter().rev());
            numbers.for_each(|(byte, length)| *byte |= length & low(is_last));
            self.chain.absorb(core::slice::from_ref(&block));
            block.as_mut_slice().zeroize();
            self.chain.write(&mut out);
            digest
                .iter_mut()
                .zip(&out)
                .for_each(|(digest, byte): (&mut u8, _)| *digest |= byte & low(is_last));
        }
        out.as_mut_slice().zeroize();
        digest
    }
}

impl<C: Chain> Drop for Running<C> {
    fn drop(&mut self) {
        self.chain.zeroize();
        self.buffer.as_mut_slice().zeroize();
    }
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

/// SHA-1's and SHA-256's chains: words, big-endian in the digest.
macro_rules! chains {
    ($($name:ident $words:literal $size:ty, $compress:path, [$($word:literal)*];)*) => {$(
        #[derive(Clone)]
        struct $name([u32; $words]);

        impl Default for $name {
            fn default() -> Self {
                Self([$($word),*])
            }
        }

        impl Zeroize for $name {
            fn zeroize(&mut self) {
                self.0.zeroize();
            }
        }

        impl Chain for $name {
            type BlockSize = U64;
            type OutputSize = $size;

            fn absorb(&mut self, blocks: &[Array<u8, U64>]) {
                $compress(&mut self.0, Array::cast_slice_to_core(blocks));
            }

            fn length(bits: u128) -> impl AsRef<[u8]> {
                let [.., a, b, c, d, e, f, g, h] = bits.to_be_bytes();
                [a, b, c, d, e, f, g, h]
            }

            fn write(&self, out: &mut Array<u8, $size>) {
                out.as_chunks_mut().0.iter_mut().zip(self.0).for_each(|(out, word)| *out = word.to_be_bytes());
            }
        }
    )*};
}

// FIPS 180-4 sections 5.3.1 and 5.3.3.
chains! {
    Sha1 5 U20, sha1::block_api::compress, [
        0x6745_2301 0xefcd_ab89 0x98ba_dcfe 0x1032_5476 0xc3d2_e1f0
    ];
    Sha256 8 U32, sha2::block_api::compress256, [
        0x6a09_e667 0xbb67_ae85 0x3c6e_f372 0xa54f_f53a 0x510e_527f 0x9b05_688c 0x1f83_d9ab 0x5be0_cd19
    ];
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
