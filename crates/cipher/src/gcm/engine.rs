// SPDX-License-Identifier: MIT
//! GCM as an engine: of AES by its own kernels, of other ciphers over their counter mode.

use alloc::boxed::Box;
use alloc::sync::Arc;

use purembed_accel::aes::Kernel;
use purembed_accel::{Block, aes_gcm, ghash};
use zeroize::Zeroize;

use super::message::{GcmKey, Message, count, ghash_padded, lengths};
use crate::aead::engine::{Engine, Limits, Name, Running};
use crate::block::Keyed;
use crate::error::InvalidInput;

/// SP 800-38D section 5.2.1.1: 2³⁹ − 256 and 2⁶⁴ − 1 bits.
pub(super) const LIMITS: Limits = Limits { message: (1 << 36) - 32, associated_data: (1 << 61) - 1 };

/// Blocks that are encrypted before they are hashed: what the fastest memory holds.
const BATCH: usize = 256;

pub(crate) struct Gcm<K> {
    pub(super) cipher: &'static str,
    pub(super) key: K,
}

impl<K: GcmKey> Gcm<K> {
    /// Section 7.1, step 2. The nonce is not empty.
    #[inline]
    fn j0(&self, nonce: &[u8]) -> Block {
        let mut j0 = [0; 16];
        if nonce.len() == 12 {
            j0[..12].copy_from_slice(nonce);
            count(&mut j0);
        } else {
            ghash_padded(&self.key, &mut j0, nonce);
            self.key.ghash(&mut j0, &[lengths(0, nonce.len() as u64)]);
        }
        j0
    }
}

impl<K: GcmKey> Engine for Gcm<K> {
    fn name(&self) -> Name {
        Name { cipher: self.cipher, mode: "GCM" }
    }

    /// Section 5.2.1.2: the lengths for all, and 4 and 8 for the few that appendix C is about.
    fn takes(&self, nonce: usize, tag: usize) -> bool {
        nonce >= 1 && matches!(tag, 4 | 8 | 12..=16)
    }

    fn limits(&self, _nonce: usize) -> Limits {
        LIMITS
    }

    fn seal(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], _tag: usize) -> Result<Block, InvalidInput> {
        LIMITS.check(message.len() as u64, ad.len())?;
        Ok(self.key.seal(self.j0(nonce), ad, message))
    }

    fn open(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], _tag: usize) -> Result<Block, InvalidInput> {
        LIMITS.check(message.len() as u64, ad.len())?;
        Ok(self.key.open(self.j0(nonce), ad, message))
    }

    fn start(self: Arc<Self>, nonce: &[u8], ad: &[u8], _length: u64, _tag: usize) -> Box<dyn Running> {
        let message = Message::new(&self.key, self.j0(nonce), ad);
        Box::new(Piecewise { engine: self, message })
    }
}

struct Piecewise<K> {
    engine: Arc<Gcm<K>>,
    message: Message,
}

impl<K: GcmKey> Running for Piecewise<K> {
    fn encrypt(&mut self, data: &mut [u8]) {
        self.message.encrypt(&self.engine.key, data);
    }

    fn decrypt(&mut self, data: &mut [u8]) {
        self.message.decrypt(&self.engine.key, data);
    }

    fn tag(mut self: Box<Self>) -> Block {
        self.message.tag(&self.engine.key)
    }
}

impl GcmKey for aes_gcm::Key {
    fn encrypt_block(&self, block: &mut Block) {
        self.encrypt_block(block);
    }

    fn ghash(&self, state: &mut Block, blocks: &[Block]) {
        self.ghash(state, blocks);
    }

    fn encrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        self.encrypt_blocks(counter, state, blocks);
    }

    fn decrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        self.decrypt_blocks(counter, state, blocks);
    }

    fn seal(&self, j0: Block, ad: &[u8], message: &mut [u8]) -> Block {
        self.seal(&j0, ad, message)
    }

    fn open(&self, j0: Block, ad: &[u8], message: &mut [u8]) -> Block {
        self.open(&j0, ad, message)
    }
}

/// A block cipher that knows nothing of GCM.
pub(crate) struct Composed<C> {
    cipher: C,
    ghash: ghash::Key,
}

impl<C: Keyed<16>> Composed<C> {
    pub(crate) fn new(cipher: C) -> Self {
        let mut h = [0; 16];
        cipher.encrypt_block(&mut h);
        let ghash = ghash::Key::new(Kernel::detect(), &h);
        h.zeroize();
        Self { cipher, ghash }
    }
}

impl<C: Keyed<16>> GcmKey for Composed<C> {
    fn encrypt_block(&self, block: &mut Block) {
        self.cipher.encrypt_block(block);
    }

    fn ghash(&self, state: &mut Block, blocks: &[Block]) {
        self.ghash.update(state, blocks);
    }

    fn encrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        for batch in blocks.chunks_mut(BATCH) {
            self.cipher.ctr32(counter, batch);
            self.ghash.update(state, batch);
        }
    }

    fn decrypt_blocks(&self, counter: &mut Block, state: &mut Block, blocks: &mut [Block]) {
        for batch in blocks.chunks_mut(BATCH) {
            self.ghash.update(state, batch);
            self.cipher.ctr32(counter, batch);
        }
    }
}
