// SPDX-License-Identifier: MIT
//! A message under way through GCM (SP 800-38D section 7), whatever the block cipher.

use purembed_accel::Block;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// What GCM needs of a block cipher with its key and the hash key that follows from it. Wiped when dropped.
pub(crate) trait GcmKey: Send + Sync + Sized + 'static {
    fn encrypt_block(&self, block: &mut Block);

    fn ghash(&self, state: &mut Block, blocks: &[Block]);

    /// Counter mode, whose result goes into the hash.
    fn encrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]);

    /// Counter mode, whose input goes into the hash.
    fn decrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]);

    /// A whole message; returns the tag.
    fn seal(&self, j0: Block, ad: &[u8], message: &mut [u8]) -> Block {
        let mut running = Message::new(self, j0, ad);
        running.encrypt(self, message);
        running.tag(self)
    }

    /// A whole message; returns the tag that it should have.
    fn open(&self, j0: Block, ad: &[u8], message: &mut [u8]) -> Block {
        let mut running = Message::new(self, j0, ad);
        running.decrypt(self, message);
        running.tag(self)
    }
}

/// GHASH of bytes that are filled up with zeros to whole blocks.
pub(super) fn ghash_padded(key: &impl GcmKey, state: &mut Block, bytes: &[u8]) {
    let (blocks, rest) = bytes.as_chunks();
    key.ghash(state, blocks);
    if !rest.is_empty() {
        let mut last = [0; 16];
        last[..rest.len()].copy_from_slice(rest);
        key.ghash(state, &[last]);
    }
}

/// Section 7.1, step 5: two lengths in bits.
pub(super) fn lengths(first: u64, second: u64) -> Block {
    ((u128::from(first) << 67) | (u128::from(second) << 3)).to_be_bytes()
}

/// The state of one message.
pub(super) struct Message {
    /// E(K, J0), which hides the tag.
    mask: Block,
    counter: Block,
    hash: Block,
    /// The key stream for the block that has begun, and what of its ciphertext is known.
    stream: Block,
    begun: Block,
    filled: usize,
    associated_data: u64,
    length: u64,
}

impl Message {
    pub(super) fn new(key: &impl GcmKey, j0: Block, ad: &[u8]) -> Self {
        let (mut mask, mut counter, mut hash) = (j0, j0, [0; 16]);
        key.encrypt_block(&mut mask);
        count(&mut counter);
        ghash_padded(key, &mut hash, ad);
        let associated_data = ad.len() as u64;
        Self { mask, counter, hash, stream: [0; 16], begun: [0; 16], filled: 0, associated_data, length: 0 }
    }

    pub(super) fn encrypt<K: GcmKey>(&mut self, key: &K, message: &mut [u8]) {
        self.work::<K, true>(key, message);
    }

    pub(super) fn decrypt<K: GcmKey>(&mut self, key: &K, message: &mut [u8]) {
        self.work::<K, false>(key, message);
    }

    fn work<K: GcmKey, const SEAL: bool>(&mut self, key: &K, message: &mut [u8]) {
        self.length += message.len() as u64;
        let more = 16_usize.wrapping_sub(self.filled) & 15;
        let (first, message) = message.split_at_mut(more.min(message.len()));
        self.part::<SEAL>(first);
        self.whole(key);
        let (blocks, rest) = message.as_chunks_mut();
        if SEAL {
            key.encrypt_blocks(&mut self.counter, &mut self.hash, blocks);
        } else {
            key.decrypt_blocks(&mut self.counter, &mut self.hash, blocks);
        }
        if !rest.is_empty() {
            self.stream = self.counter;
            key.encrypt_block(&mut self.stream);
            count(&mut self.counter);
            self.part::<SEAL>(rest);
        }
    }

    /// Goes on with the block that has begun; the bytes end with it at the latest.
    fn part<const SEAL: bool>(&mut self, bytes: &mut [u8]) {
        let end = self.filled + bytes.len();
        let (stream, begun) = (&self.stream[self.filled..end], &mut self.begun[self.filled..end]);
        if !SEAL {
            begun.copy_from_slice(bytes);
        }
        bytes.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
        if SEAL {
            begun.copy_from_slice(bytes);
        }
        self.filled = end;
    }

    /// Hashes the block that has begun if it is whole.
    fn whole(&mut self, key: &impl GcmKey) {
        if self.filled == 16 {
            key.ghash(&mut self.hash, &[self.begun]);
            self.filled = 0;
        }
    }

    pub(super) fn tag(&mut self, key: &impl GcmKey) -> Block {
        let lengths = lengths(self.associated_data, self.length);
        if self.filled == 0 {
            key.ghash(&mut self.hash, &[lengths]);
        } else {
            self.begun[self.filled..].fill(0);
            key.ghash(&mut self.hash, &[self.begun, lengths]);
        }
        core::array::from_fn(|i| self.hash[i] ^ self.mask[i])
    }
}

impl Drop for Message {
    fn drop(&mut self) {
        self.mask.zeroize();
        self.hash.zeroize();
        self.stream.zeroize();
    }
}

impl ZeroizeOnDrop for Message {}

/// Adds one to the last 32 bits, which wrap around.
pub(super) fn count(counter: &mut Block) {
    if let Some(last) = counter.last_chunk_mut() {
        *last = u32::from_be_bytes(*last).wrapping_add(1).to_be_bytes();
    }
}
