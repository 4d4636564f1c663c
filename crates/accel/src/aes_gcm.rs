// SPDX-License-Identifier: MIT
//! AES-GCM (SP 800-38D), encryption and GHASH in one pass.

use crate::Block;
use crate::aes::{self, Kernel};
use crate::ghash;

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
        self.ctr32(counter, blocks);
        self.ghash.update(state, blocks);
    }

    /// Hashes whole blocks into `state` and decrypts them.
    pub fn decrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        self.ghash.update(state, blocks);
        self.ctr32(counter, blocks);
    }

    /// Encrypts a message of any length and returns its tag. `j0` is the pre-counter block (section 7.1, step 2).
    pub fn seal(&self, j0: &Block, ad: &[u8], message: &mut [u8]) -> Block {
        self.whole(j0, ad, message, Self::encrypt_blocks, true)
    }

    /// Decrypts a message of any length and returns the tag that it should have. Whoever calls compares the two, in
    /// constant time, and wipes the message if they differ.
    pub fn open(&self, j0: &Block, ad: &[u8], message: &mut [u8]) -> Block {
        self.whole(j0, ad, message, Self::decrypt_blocks, false)
    }

    fn whole(
        &self,
        j0: &Block,
        ad: &[u8],
        message: &mut [u8],
        work: fn(&Self, &mut Block, &mut Block, &mut [Block]),
        seal: bool,
    ) -> Block {
        let (mut counter, mut state) = (*j0, [0; 16]);
        count(&mut counter);
        let lengths = (((ad.len() as u128) * 8) << 64 | (message.len() as u128) * 8).to_be_bytes();
        let (blocks, rest) = ad.as_chunks();
        self.ghash(&mut state, blocks);
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            self.ghash(&mut state, &[last]);
        }
        let (blocks, rest) = message.as_chunks_mut();
        work(self, &mut counter, &mut state, blocks);
        if !rest.is_empty() {
            let mut stream = counter;
            self.encrypt_block(&mut stream);
            let mut last = [0; 16];
            if !seal {
                last[..rest.len()].copy_from_slice(rest);
            }
            rest.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
            if seal {
                last[..rest.len()].copy_from_slice(rest);
            }
            self.ghash(&mut state, &[last]);
        }
        self.ghash(&mut state, &[lengths]);
        let mut tag = *j0;
        self.encrypt_block(&mut tag);
        tag.iter_mut().zip(state).for_each(|(to, from)| *to ^= from);
        tag
    }

    fn ctr32(&self, counter: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            let mut stream = *counter;
            self.encrypt_block(&mut stream);
            block.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
            count(counter);
        }
    }
}

fn count(counter: &mut Block) {
    let value = u128::from_be_bytes(*counter);
    let low = (value as u32).wrapping_add(1);
    *counter = ((value >> 32 << 32) | u128::from(low)).to_be_bytes();
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{:?}", self.aes)
    }
}
