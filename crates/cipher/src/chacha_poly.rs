// SPDX-License-Identifier: MIT
//! ChaCha20 with Poly1305 (RFC 8439 section 2.8).

use alloc::boxed::Box;
use alloc::sync::Arc;

use purembed_accel::chacha20_poly1305::{Kernel, open, seal};
use purembed_accel::poly1305::{self, Poly1305};
use purembed_accel::{Block, chacha20};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::aead::Aead;
use crate::aead::engine::{Engine, Limits, Name, Running};
use crate::error::InvalidInput;
use crate::mode::{StreamMode, sealed::Sealed};

/// ChaCha20 with Poly1305: nonces of 12 bytes, tags of 16 bytes.
///
/// One message may have up to 2³⁸ − 64 bytes; associated data of any length.
#[doc(alias = "MODE_CHACHAPOLY")]
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[expect(clippy::exhaustive_structs, reason = "the mode is written as `ChaChaPoly` and has no parameters")]
pub struct ChaChaPoly;

impl Sealed for ChaChaPoly {}

impl StreamMode for ChaChaPoly {
    type Output = Aead<12, 16>;

    fn bind(self, key: &[u8; 32]) -> Self::Output {
        Aead::with_engine(engine(key))
    }
}

/// ChaCha20-Poly1305 for nonces and tags of all lengths that it has, which is one.
pub(crate) fn engine(key: &[u8; 32]) -> Arc<dyn Engine> {
    Arc::new(Key { kernel: Kernel::detect(), key: Zeroizing::new(*key) })
}

/// RFC 8439 section 2.8: the block counter has 32 bits, and block 0 makes the Poly1305 key.
const LIMITS: Limits = Limits { message: (1 << 38) - 64, associated_data: u64::MAX };

struct Key {
    kernel: Kernel,
    key: Zeroizing<[u8; 32]>,
}

/// Whoever calls gives none of another length.
fn twelve(nonce: &[u8]) -> [u8; 12] {
    debug_assert_eq!(nonce.len(), 12);
    nonce.first_chunk().copied().unwrap_or_default()
}

impl Engine for Key {
    fn name(&self) -> Name {
        Name { cipher: "ChaCha20", mode: "Poly1305" }
    }

    fn takes(&self, nonce: usize, tag: usize) -> bool {
        nonce == 12 && tag == 16
    }

    fn limits(&self, _nonce: usize) -> Limits {
        LIMITS
    }

    fn seal(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], _tag: usize) -> Result<Block, InvalidInput> {
        LIMITS.check(message.len() as u64, ad.len())?;
        Ok(seal(self.kernel, &self.key, &twelve(nonce), ad, message))
    }

    fn open(&self, nonce: &[u8], ad: &[u8], message: &mut [u8], _tag: usize) -> Result<Block, InvalidInput> {
        LIMITS.check(message.len() as u64, ad.len())?;
        Ok(open(self.kernel, &self.key, &twelve(nonce), ad, message))
    }

    fn start(self: Arc<Self>, nonce: &[u8], ad: &[u8], _length: u64, _tag: usize) -> Box<dyn Running> {
        Box::new(Piecewise::new(self, twelve(nonce), ad))
    }
}

/// A message under way.
struct Piecewise {
    key: Arc<Key>,
    kernel: chacha20::Kernel,
    nonce: [u8; 12],
    counter: u32,
    /// The key stream for the block that has begun, and how much of it is used up.
    stream: Stream,
    used: usize,
    mac: Poly1305,
    associated_data: u64,
    length: u64,
}

/// A block of the key stream; wiped when dropped.
struct Stream([u8; 64]);

impl Drop for Stream {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl ZeroizeOnDrop for Stream {}

impl Piecewise {
    fn new(key: Arc<Key>, nonce: [u8; 12], ad: &[u8]) -> Self {
        // Section 2.6: the first half of block 0 is the key of Poly1305.
        let stream = Stream(chacha20::block(&key.key, &nonce, 0));
        let mut mac = Poly1305::new(poly1305::Kernel::detect(), stream.0.first_chunk().unwrap_or(&[0; 32]));
        mac.update(ad);
        mac.pad16();
        let associated_data = ad.len() as u64;
        let kernel = chacha20::Kernel::detect();
        Self { key, kernel, nonce, counter: 1, stream, used: 64, mac, associated_data, length: 0 }
    }

    fn xor(&mut self, data: &mut [u8]) {
        self.length += data.len() as u64;
        let (begun, data) = data.split_at_mut(data.len().min(64 - self.used));
        self.go_on(begun);
        let (blocks, rest) = data.as_chunks_mut::<64>();
        chacha20::xor(self.kernel, &self.key.key, &self.nonce, &mut self.counter, blocks.as_flattened_mut());
        if !rest.is_empty() {
            self.stream.0 = chacha20::block(&self.key.key, &self.nonce, self.counter);
            self.counter = self.counter.wrapping_add(1);
            self.used = 0;
            self.go_on(rest);
        }
    }

    /// Goes on with the block that has begun; the bytes end with it at the latest.
    fn go_on(&mut self, bytes: &mut [u8]) {
        let stream = &self.stream.0[self.used..];
        bytes.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
        self.used += bytes.len();
    }
}

impl Running for Piecewise {
    fn encrypt(&mut self, data: &mut [u8]) {
        self.xor(data);
        self.mac.update(data);
    }

    fn decrypt(&mut self, data: &mut [u8]) {
        self.mac.update(data);
        self.xor(data);
    }

    fn tag(mut self: Box<Self>) -> Block {
        // In place: what is moved out of a box stays there, too, and is not wiped.
        self.mac.pad16();
        self.mac.update(&self.associated_data.to_le_bytes());
        self.mac.update(&self.length.to_le_bytes());
        self.mac.tag()
    }
}

#[cfg(test)]
mod tests;
