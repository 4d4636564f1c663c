// SPDX-License-Identifier: MIT
//! CCM as an engine, over any block cipher.

use alloc::boxed::Box;
use alloc::sync::Arc;

use purembed_accel::Block;

use super::message::Message;
use crate::aead::engine::{Engine, Limits, Name, Running};
use crate::block::Keyed;
use crate::error::InvalidInput;

pub(crate) struct Ccm<K> {
    pub(super) cipher: &'static str,
    pub(super) key: K,
}

/// SP 800-38C section 5.2 and appendix A.1: the length of the message must fit into what the nonce leaves of 15 bytes.
pub(super) fn limits(nonce: usize) -> Limits {
    let message = match 15_usize.saturating_sub(nonce) {
        bytes @ 0..8 => (1 << (8 * bytes)) - 1,
        _ => u64::MAX,
    };
    Limits { message, associated_data: u64::MAX }
}

impl<K: Keyed<16>> Engine for Ccm<K> {
    fn name(&self) -> Name {
        Name { cipher: self.cipher, mode: "CCM" }
    }

    /// SP 800-38C appendix A.1.
    fn takes(&self, nonce: usize, tag: usize) -> bool {
        matches!(nonce, 7..=13) && matches!(tag, 4 | 6 | 8 | 10 | 12 | 14 | 16)
    }

    fn limits(&self, nonce: usize) -> Limits {
        limits(nonce)
    }

    fn seal(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], tag: usize) -> Result<Block, InvalidInput> {
        let length = message.len() as u64;
        limits(nonce.len()).check(length, ad.len())?;
        let mut running = Message::new(&self.key, nonce, ad, length, tag);
        running.encrypt(&self.key, message);
        Ok(running.tag(&self.key))
    }

    fn open(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], tag: usize) -> Result<Block, InvalidInput> {
        let length = message.len() as u64;
        limits(nonce.len()).check(length, ad.len())?;
        let mut running = Message::new(&self.key, nonce, ad, length, tag);
        running.decrypt(&self.key, message);
        Ok(running.tag(&self.key))
    }

    fn start(self: Arc<Self>, nonce: &[u8], ad: &[u8], length: u64, tag: usize) -> Box<dyn Running> {
        let message = Message::new(&self.key, nonce, ad, length, tag);
        Box::new(Piecewise { engine: self, message })
    }

    fn wants_length(&self) -> bool {
        true
    }
}

struct Piecewise<K> {
    engine: Arc<Ccm<K>>,
    message: Message,
}

impl<K: Keyed<16>> Running for Piecewise<K> {
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
