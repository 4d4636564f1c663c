// SPDX-License-Identifier: MIT
//! Stream ciphers, with the traits of the crate `cipher`.

use core::fmt;

use ::cipher::consts::{U12, U32};
use ::cipher::{
    AlgorithmName, InOutBuf, Iv, IvSizeUser, Key, KeyIvInit, KeySizeUser, StreamCipher, StreamCipherError,
};
use purembed_accel::chacha20::{Kernel, block, xor};
use zeroize::{Zeroize, ZeroizeOnDrop};

/// ChaCha20 (RFC 8439 section 2.4) with nonces of 12 bytes; begins with block 0. Wiped when dropped.
pub struct ChaCha20 {
    kernel: Kernel,
    key: [u8; 32],
    nonce: [u8; 12],
    /// The next block; 2³² if there is none.
    counter: u64,
    /// The key stream of the block before, and how much of it is used up.
    stream: [u8; 64],
    used: usize,
}

/// Blocks before the counter wraps around.
const BLOCKS: u64 = 1 << 32;

impl ChaCha20 {
    #[expect(clippy::cast_possible_truncation, reason = "the check before every use keeps it below 2^32")]
    const fn counter(&self) -> u32 {
        self.counter as u32
    }

    fn go_on(&mut self, bytes: &mut [u8]) {
        let stream = &self.stream[self.used..];
        bytes.iter_mut().zip(stream).for_each(|(to, from)| *to ^= from);
        self.used += bytes.len();
    }

    fn apply(&mut self, data: &mut [u8]) {
        let (begun, data) = data.split_at_mut(data.len().min(64 - self.used));
        self.go_on(begun);
        let (blocks, rest) = data.as_chunks_mut::<64>();
        let mut counter = self.counter();
        xor(self.kernel, &self.key, &self.nonce, &mut counter, blocks.as_flattened_mut());
        self.counter += blocks.len() as u64;
        if !rest.is_empty() {
            self.stream = block(&self.key, &self.nonce, self.counter());
            self.counter += 1;
            self.used = 0;
            self.go_on(rest);
        }
    }
}

impl KeySizeUser for ChaCha20 {
    type KeySize = U32;
}

impl IvSizeUser for ChaCha20 {
    type IvSize = U12;
}

impl KeyIvInit for ChaCha20 {
    fn new(key: &Key<Self>, iv: &Iv<Self>) -> Self {
        Self { kernel: Kernel::detect(), key: key.0, nonce: iv.0, counter: 0, stream: [0; 64], used: 64 }
    }
}

impl StreamCipher for ChaCha20 {
    fn check_remaining(&self, data_len: usize) -> Result<(), StreamCipherError> {
        let left = ((BLOCKS - self.counter) << 6) + (64 - self.used) as u64;
        if data_len as u64 > left { Err(StreamCipherError) } else { Ok(()) }
    }

    fn unchecked_apply_keystream_inout(&mut self, buf: InOutBuf<'_, '_, u8>) {
        self.apply(buf.into_out_with_copied_in());
    }

    fn unchecked_write_keystream(&mut self, buf: &mut [u8]) {
        buf.fill(0);
        self.apply(buf);
    }
}

impl AlgorithmName for ChaCha20 {
    fn write_alg_name(f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ChaCha20")
    }
}

impl Drop for ChaCha20 {
    fn drop(&mut self) {
        self.key.zeroize();
        self.stream.zeroize();
    }
}

impl ZeroizeOnDrop for ChaCha20 {}

impl fmt::Debug for ChaCha20 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChaCha20").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_key_stream_ends_with_the_counter() {
        let mut cipher = ChaCha20::new(&[1; 32].into(), &[2; 12].into());
        cipher.counter = BLOCKS - 1;
        assert!(cipher.check_remaining(64).is_ok() && cipher.check_remaining(65).is_err());
        cipher.apply_keystream(&mut [0; 63]);
        assert!(cipher.try_apply_keystream(&mut [0; 2]).is_err());
        cipher.apply_keystream(&mut [0; 1]);
        assert!(cipher.try_apply_keystream(&mut [0; 1]).is_err());
        assert!(cipher.try_apply_keystream(&mut []).is_ok());
    }
}
