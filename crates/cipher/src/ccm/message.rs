// SPDX-License-Identifier: MIT
//! A message under way through CCM (SP 800-38C appendix A, RFC 3610 section 2), whatever the block cipher.

use purembed_accel::Block;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::block::Keyed;

/// The state of one message, whose length is known beforehand.
pub(super) struct Message {
    counter: Block,
    mac: Block,
    /// What hides the tag.
    mask: Block,
    /// The key stream for the block that has begun, and what of its plaintext is known.
    stream: Block,
    begun: Block,
    filled: usize,
}

impl Message {
    /// The nonce has 7 to 13 bytes, the tag an even number from 4 to 16, and the length fits.
    pub(super) fn new(key: &impl Keyed<16>, nonce: &[u8], ad: &[u8], length: u64, tag: usize) -> Self {
        let [first, counter] = starts(nonce, !ad.is_empty(), length, tag);
        let mut new =
            Self { counter, mac: [0; 16], mask: [0; 16], stream: [0; 16], begun: [0; 16], filled: 0 };
        // Appendix A.2.2: the associated data behind its length, filled up with zeros.
        let (mut head, used) = encoded_length(ad.len() as u64);
        let (begin, rest) = ad.split_at(ad.len().min(16 - used));
        head[used..used + begin.len()].copy_from_slice(begin);
        if ad.is_empty() {
            key.cbc_mac(&mut new.mac, &[first]);
        } else {
            key.cbc_mac(&mut new.mac, &[first, head]);
        }
        let (blocks, rest) = rest.as_chunks();
        key.cbc_mac(&mut new.mac, blocks);
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            key.cbc_mac(&mut new.mac, &[last]);
        }
        key.ctr(&mut new.counter, core::slice::from_mut(&mut new.mask));
        new
    }

    pub(super) fn encrypt(&mut self, key: &impl Keyed<16>, message: &mut [u8]) {
        let (blocks, rest) = self.begin::<true>(key, message).as_chunks_mut();
        key.ccm_encrypt(&mut self.counter, &mut self.mac, blocks);
        self.end::<true>(key, rest);
    }

    pub(super) fn decrypt(&mut self, key: &impl Keyed<16>, message: &mut [u8]) {
        let (blocks, rest) = self.begin::<false>(key, message).as_chunks_mut();
        key.ccm_decrypt(&mut self.counter, &mut self.mac, blocks);
        self.end::<false>(key, rest);
    }

    /// Fills the block that has begun; returns what is left over.
    fn begin<'a, const SEAL: bool>(&mut self, key: &impl Keyed<16>, message: &'a mut [u8]) -> &'a mut [u8] {
        let more = 16_usize.wrapping_sub(self.filled) & 15;
        let (first, message) = message.split_at_mut(more.min(message.len()));
        self.part::<SEAL>(first);
        if self.filled == 16 {
            key.cbc_mac(&mut self.mac, &[self.begun]);
            self.filled = 0;
        }
        message
    }

    /// Begins a block.
    fn end<const SEAL: bool>(&mut self, key: &impl Keyed<16>, rest: &mut [u8]) {
        if !rest.is_empty() {
            self.stream = [0; 16];
            key.ctr(&mut self.counter, core::slice::from_mut(&mut self.stream));
            self.part::<SEAL>(rest);
        }
    }

    fn part<const SEAL: bool>(&mut self, bytes: &mut [u8]) {
        let end = self.filled + bytes.len();
        let (stream, begun) = (&self.stream[self.filled..end], &mut self.begun[self.filled..end]);
        if SEAL {
            begun.copy_from_slice(bytes);
        }
        bytes.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
        if !SEAL {
            begun.copy_from_slice(bytes);
        }
        self.filled = end;
    }

    pub(super) fn tag(&mut self, key: &impl Keyed<16>) -> Block {
        if self.filled != 0 {
            self.begun[self.filled..].fill(0);
            key.cbc_mac(&mut self.mac, &[self.begun]);
        }
        core::array::from_fn(|i| self.mac[i] ^ self.mask[i])
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        self.mac.zeroize();
        self.mask.zeroize();
        self.stream.zeroize();
        self.begun.zeroize();
    }
}

impl ZeroizeOnDrop for Message {}

/// The first block for the MAC (appendix A.2.1) and the first counter (appendix A.3).
fn starts(nonce: &[u8], has_associated_data: bool, length: u64, tag: usize) -> [Block; 2] {
    let (mut first, mut counter) = ([0; 16], [0; 16]);
    // The length of the length: what the nonce leaves.
    let q = 15 - nonce.len();
    counter[0] = low_byte(q - 1);
    counter[1..=nonce.len()].copy_from_slice(nonce);
    first[8..].copy_from_slice(&length.to_be_bytes());
    first[..=nonce.len()].copy_from_slice(&counter[..=nonce.len()]);
    first[0] |= (u8::from(has_associated_data) << 6) | (low_byte((tag - 2) >> 1) << 3);
    [first, counter]
}

#[expect(clippy::cast_possible_truncation, reason = "both numbers that come here are below 8")]
const fn low_byte(number: usize) -> u8 {
    number as u8
}

/// The length of the associated data as it stands in front of it, and how many bytes that has (appendix A.2.2).
pub(super) fn encoded_length(length: u64) -> (Block, usize) {
    let mut encoded = [0; 16];
    let bytes = length.to_be_bytes();
    let used = if length < 0xff00 {
        encoded[..2].copy_from_slice(&bytes[6..]);
        2
    } else if length <= u64::from(u32::MAX) {
        encoded[..2].copy_from_slice(&[0xff, 0xfe]);
        encoded[2..6].copy_from_slice(&bytes[4..]);
        6
    } else {
        encoded[..2].copy_from_slice(&[0xff, 0xff]);
        encoded[2..10].copy_from_slice(&bytes);
        10
    };
    (encoded, used)
}
