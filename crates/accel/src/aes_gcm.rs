// SPDX-License-Identifier: MIT
//! AES-GCM (SP 800-38D), encryption and GHASH in one pass.

use crate::Block;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::aes::Isa;
use crate::aes::{self, Kernel};
use crate::ghash;
use crate::wipe::wipe;

#[cfg(all(feature = "accel", target_arch = "aarch64"))]
mod aarch64;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// Where a message starts, and what is to be hashed before it.
#[derive(Clone, Copy)]
#[cfg_attr(not(all(feature = "accel", target_arch = "x86_64")), allow(dead_code))]
enum Start<'a> {
    /// A message, with its associated data; counter and state are the pre-counter block and where the tag goes.
    Whole(&'a [u8]),
    /// Blocks of a message; counter and state are as they are, and go on.
    Blocks,
}

/// A key for AES-GCM. Wiped when dropped.
pub struct Key {
    aes: aes::Key,
    ghash: ghash::Key,
}

impl Key {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8]) -> Option<Self> {
        let aes = aes::Key::new(kernel, key)?;
        let mut h = [0; 16];
        aes.encrypt_blocks(core::slice::from_mut(&mut h));
        let ghash = ghash::Key::new(kernel, &h);
        wipe(&mut h);
        Some(Self { aes, ghash })
    }

    /// Encrypts blocks as they are: for E(K, J0).
    pub fn encrypt_block(&self, block: &mut Block) {
        self.aes.encrypt_blocks(core::slice::from_mut(block));
    }

    /// GHASH of whole blocks: associated data, initialisation vectors that have not 12 bytes, lengths.
    pub fn ghash(&self, state: &mut Block, blocks: &[Block]) {
        self.ghash.update(state, blocks);
    }

    /// Encrypts whole blocks with the counter's values from `counter` on (the last 32 bits count, big-endian, and wrap
    /// around), and hashes what comes out into `state`.
    pub fn encrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        if !self.in_one_pass(true, Start::Blocks, counter, state, blocks.as_flattened_mut()) {
            self.ctr32(counter, blocks);
            self.ghash.update(state, blocks);
        }
    }

    /// Hashes whole blocks into `state` and decrypts them.
    pub fn decrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        if !self.in_one_pass(false, Start::Blocks, counter, state, blocks.as_flattened_mut()) {
            self.ghash.update(state, blocks);
            self.ctr32(counter, blocks);
        }
    }

    /// Encrypts a message of any length and returns its tag. `j0` is the pre-counter block (section 7.1, step 2).
    #[must_use]
    pub fn seal(&self, j0: &Block, ad: &[u8], message: &mut [u8]) -> Block {
        let (mut counter, mut tag) = (*j0, [0; 16]);
        if !self.in_one_pass(true, Start::Whole(ad), &mut counter, &mut tag, message) {
            tag = self.whole(j0, ad, message, true);
        }
        tag
    }

    /// Decrypts a message of any length and returns the tag that it should have. Whoever calls compares the two, in
    /// constant time, and wipes the message if they differ.
    #[must_use]
    pub fn open(&self, j0: &Block, ad: &[u8], message: &mut [u8]) -> Block {
        let (mut counter, mut tag) = (*j0, [0; 16]);
        if !self.in_one_pass(false, Start::Whole(ad), &mut counter, &mut tag, message) {
            tag = self.whole(j0, ad, message, false);
        }
        tag
    }

    /// What the CPU's kernel does, if there is one.
    #[inline]
    fn in_one_pass(
        &self,
        seal: bool,
        start: Start<'_>,
        counter: &mut Block,
        state: &mut Block,
        message: &mut [u8],
    ) -> bool {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if let (Some(schedule), Some(powers)) = (self.aes.schedule(), self.ghash.powers()) {
            let keys = x86_64::Keys { schedule, powers };
            match (self.aes.kernel().0, seal) {
                (Isa::AesNi(cpu), true) => x86_64::aes_ni::seal(cpu, keys, start, counter, state, message),
                (Isa::AesNi(cpu), false) => x86_64::aes_ni::open(cpu, keys, start, counter, state, message),
                (Isa::AesAvx2(cpu), true) => {
                    x86_64::aes_avx2::seal(cpu, keys, start, counter, state, message);
                }
                (Isa::AesAvx2(cpu), false) => {
                    x86_64::aes_avx2::open(cpu, keys, start, counter, state, message);
                }
                (Isa::Vaes256(cpu), true) => x86_64::vaes256::seal(cpu, keys, start, counter, state, message),
                (Isa::Vaes256(cpu), false) => {
                    x86_64::vaes256::open(cpu, keys, start, counter, state, message);
                }
                (Isa::Vaes512(cpu), true) => x86_64::vaes512::seal(cpu, keys, start, counter, state, message),
                (Isa::Vaes512(cpu), false) => {
                    x86_64::vaes512::open(cpu, keys, start, counter, state, message);
                }
                (Isa::Portable, _) => return false,
            }
            return true;
        }
        // There, a whole message is made of its blocks.
        #[cfg(all(feature = "accel", target_arch = "aarch64"))]
        if let (Some(keys), Some(powers), Start::Blocks) = (self.aes.schedule(), self.ghash.powers(), start) {
            let blocks = message.as_chunks_mut().0;
            if seal {
                aarch64::encrypt_blocks(keys, powers, counter, state, blocks);
            } else {
                aarch64::decrypt_blocks(keys, powers, counter, state, blocks);
            }
            return true;
        }
        let _ = (seal, start, counter, state, message);
        false
    }

    /// A whole message without a kernel for it.
    fn whole(&self, j0: &Block, ad: &[u8], message: &mut [u8], seal: bool) -> Block {
        #[cfg(all(feature = "accel", target_arch = "aarch64"))]
        if self.ghash.powers().is_some() {
            return self.by_blocks(j0, ad, message, seal);
        }
        let lengths = ((ad.len() as u128 * 8) << 64 | (message.len() as u128 * 8)).to_be_bytes();
        let mut state = [0; 16];
        self.hash_padded(&mut state, ad);
        if !seal {
            self.hash_padded(&mut state, message);
        }
        let mut tag = self.crypt(j0, message);
        if seal {
            self.hash_padded(&mut state, message);
        }
        self.ghash(&mut state, &[lengths]);
        tag.iter_mut().zip(state).for_each(|(to, from)| *to ^= from);
        tag
    }

    /// Encrypts or decrypts the bytes after the pre-counter block, which it returns encrypted. All together, because
    /// the portable AES takes hardly longer for many blocks than for one.
    fn crypt(&self, j0: &Block, message: &mut [u8]) -> Block {
        let (mut counter, mut stream) = (*j0, [[0; 16]; STREAM]);
        let (head, tail) = message.split_at_mut(message.len().min(16 * (STREAM - 1)));
        self.fill(&mut counter, &mut stream[..1 + head.len().div_ceil(16)]);
        let mask = stream[0];
        xor(head, &stream[1..]);
        for piece in tail.chunks_mut(16 * STREAM) {
            self.fill(&mut counter, &mut stream[..piece.len().div_ceil(16)]);
            xor(piece, &stream);
        }
        wipe(&mut stream);
        mask
    }

    /// Encrypts counters.
    fn fill(&self, counter: &mut Block, stream: &mut [Block]) {
        for block in &mut *stream {
            *block = *counter;
            count(counter);
        }
        self.aes.encrypt_blocks(stream);
    }

    /// A whole message where the kernel takes blocks: these, and what is left over.
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    fn by_blocks(&self, j0: &Block, ad: &[u8], message: &mut [u8], seal: bool) -> Block {
        let (mut counter, mut state) = (*j0, [0; 16]);
        count(&mut counter);
        let lengths = ((ad.len() as u128 * 8) << 64 | (message.len() as u128 * 8)).to_be_bytes();
        self.hash_padded(&mut state, ad);
        let (blocks, rest) = message.as_chunks_mut();
        if seal {
            self.encrypt_blocks(&mut counter, &mut state, blocks);
        } else {
            self.decrypt_blocks(&mut counter, &mut state, blocks);
            self.hash_padded(&mut state, rest);
        }
        if !rest.is_empty() {
            self.encrypt_block(&mut counter);
            rest.iter_mut().zip(counter).for_each(|(to, from)| *to ^= from);
        }
        if seal {
            self.hash_padded(&mut state, rest);
        }
        self.ghash(&mut state, &[lengths]);
        let mut tag = *j0;
        self.encrypt_block(&mut tag);
        tag.iter_mut().zip(state).for_each(|(to, from)| *to ^= from);
        tag
    }

    /// GHASH of bytes, with zeros after them up to a whole block.
    fn hash_padded(&self, state: &mut Block, bytes: &[u8]) {
        let (blocks, rest) = bytes.as_chunks();
        self.ghash(state, blocks);
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            self.ghash(state, &[last]);
        }
    }

    fn ctr32(&self, counter: &mut Block, blocks: &mut [Block]) {
        let mut stream = [[0; 16]; STREAM];
        for blocks in blocks.chunks_mut(STREAM) {
            self.fill(counter, &mut stream[..blocks.len()]);
            xor(blocks.as_flattened_mut(), &stream);
        }
        wipe(&mut stream);
    }
}

/// Blocks of key stream at a time, where there is no kernel.
const STREAM: usize = 16;

/// Adds as much of the key stream as there are bytes.
fn xor(bytes: &mut [u8], stream: &[Block]) {
    bytes.iter_mut().zip(stream.as_flattened()).for_each(|(to, from)| *to ^= from);
}

/// The counter after this one: its last 32 bits count (section 6.2, inc32).
fn count(counter: &mut Block) {
    if let Some(low) = counter.last_chunk_mut() {
        *low = u32::from_be_bytes(*low).wrapping_add(1).to_be_bytes();
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", self.aes)
    }
}

#[cfg(test)]
mod tests;
