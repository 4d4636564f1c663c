// SPDX-License-Identifier: MIT
//! A block cipher with its key, and the modes of SP 800-38A over it, on whole blocks in place.
//!
//! A cipher gives its two directions; the modes come with them. AES has its own, in `purembed_accel::aes`. Chaining
//! values are taken by reference and stand, afterwards, where the next call goes on.

/// Blocks that are worked on at a time: enough for any kernel that takes several at once.
const BATCH: usize = 64;

/// A block cipher with its key, over blocks of `B` bytes. Wiped when dropped.
pub(crate) trait Keyed<const B: usize>: Send + Sync + Sized + 'static {
    /// Encrypts each block.
    fn encrypt_blocks(&self, blocks: &mut [[u8; B]]);

    /// Decrypts each block.
    fn decrypt_blocks(&self, blocks: &mut [[u8; B]]);

    /// Encrypts one block.
    #[inline]
    fn encrypt_block(&self, block: &mut [u8; B]) {
        self.encrypt_blocks(core::slice::from_mut(block));
    }

    /// Cipher block chaining.
    fn cbc_encrypt(&self, iv: &mut [u8; B], blocks: &mut [[u8; B]]) {
        for block in blocks {
            xor(block, iv);
            self.encrypt_block(block);
            *iv = *block;
        }
    }

    /// Cipher block chaining, backwards.
    fn cbc_decrypt(&self, iv: &mut [u8; B], blocks: &mut [[u8; B]]) {
        let mut sealed = [[0; B]; BATCH];
        for batch in blocks.chunks_mut(BATCH) {
            let sealed = &mut sealed[..batch.len()];
            sealed.copy_from_slice(batch);
            self.decrypt_blocks(batch);
            for (block, sealed) in batch.iter_mut().zip(sealed) {
                xor(block, iv);
                *iv = *sealed;
            }
        }
    }

    /// Cipher feedback of whole blocks.
    fn cfb_encrypt(&self, iv: &mut [u8; B], blocks: &mut [[u8; B]]) {
        for block in blocks {
            self.encrypt_block(iv);
            xor(block, iv);
            *iv = *block;
        }
    }

    /// Cipher feedback of whole blocks, backwards.
    fn cfb_decrypt(&self, iv: &mut [u8; B], blocks: &mut [[u8; B]]) {
        let mut stream = [[0; B]; BATCH];
        for batch in blocks.chunks_mut(BATCH) {
            let stream = &mut stream[..batch.len()];
            for (stream, block) in stream.iter_mut().zip(&*batch) {
                *stream = core::mem::replace(iv, *block);
            }
            self.encrypt_blocks(stream);
            batch.iter_mut().zip(&*stream).for_each(|(block, stream)| xor(block, stream));
            wipe(stream);
        }
    }

    /// Output feedback; both directions.
    fn ofb(&self, iv: &mut [u8; B], blocks: &mut [[u8; B]]) {
        for block in blocks {
            self.encrypt_block(iv);
            xor(block, iv);
        }
    }

    /// Counter mode; both directions. The whole block counts, big-endian, and wraps around.
    fn ctr(&self, counter: &mut [u8; B], blocks: &mut [[u8; B]]) {
        self.ctr_with(counter, blocks, count);
    }

    /// Counter mode as GCM has it: the last 32 bits count, big-endian, and wrap around.
    fn ctr32(&self, counter: &mut [u8; B], blocks: &mut [[u8; B]]) {
        self.ctr_with(counter, blocks, |counter| count(&mut counter[B - 4..]));
    }

    /// Counter mode with a way to count.
    #[inline]
    fn ctr_with(&self, counter: &mut [u8; B], blocks: &mut [[u8; B]], count: impl Fn(&mut [u8; B])) {
        let mut stream = [[0; B]; BATCH];
        for batch in blocks.chunks_mut(BATCH) {
            let stream = &mut stream[..batch.len()];
            for stream in &mut *stream {
                *stream = *counter;
                count(counter);
            }
            self.encrypt_blocks(stream);
            batch.iter_mut().zip(&*stream).for_each(|(block, stream)| xor(block, stream));
            wipe(stream);
        }
    }

    /// For each block, adds it to the state and encrypts that: CBC-MAC, and the body of CMAC.
    fn cbc_mac(&self, state: &mut [u8; B], blocks: &[[u8; B]]) {
        for block in blocks {
            xor(state, block);
            self.encrypt_block(state);
        }
    }

    /// The two passes of CCM over whole blocks: [`Self::cbc_mac`] of the message, [`Self::ctr`] over it.
    fn ccm_encrypt(&self, counter: &mut [u8; B], mac: &mut [u8; B], blocks: &mut [[u8; B]]) {
        for batch in blocks.chunks_mut(BATCH) {
            self.cbc_mac(mac, batch);
            self.ctr(counter, batch);
        }
    }

    /// The two passes of CCM, backwards.
    fn ccm_decrypt(&self, counter: &mut [u8; B], mac: &mut [u8; B], blocks: &mut [[u8; B]]) {
        for batch in blocks.chunks_mut(BATCH) {
            self.ctr(counter, batch);
            self.cbc_mac(mac, batch);
        }
    }
}

impl Keyed<16> for purembed_accel::aes::Key {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.encrypt_blocks(blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 16]]) {
        self.decrypt_blocks(blocks);
    }

    fn cbc_encrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cbc_encrypt(iv, blocks);
    }

    fn cbc_decrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cbc_decrypt(iv, blocks);
    }

    fn cfb_encrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cfb_encrypt(iv, blocks);
    }

    fn cfb_decrypt(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.cfb_decrypt(iv, blocks);
    }

    fn ofb(&self, iv: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.ofb(iv, blocks);
    }

    fn ctr(&self, counter: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.ctr(counter, blocks);
    }

    fn cbc_mac(&self, state: &mut [u8; 16], blocks: &[[u8; 16]]) {
        self.cbc_mac(state, blocks);
    }

    fn ccm_encrypt(&self, counter: &mut [u8; 16], mac: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.ccm_encrypt(counter, mac, blocks);
    }

    fn ccm_decrypt(&self, counter: &mut [u8; 16], mac: &mut [u8; 16], blocks: &mut [[u8; 16]]) {
        self.ccm_decrypt(counter, mac, blocks);
    }
}

/// Adds one to a big-endian number that wraps around. Counters are not secret: it stops at the byte without a carry.
#[inline]
fn count(number: &mut (impl AsMut<[u8]> + ?Sized)) {
    for byte in number.as_mut().iter_mut().rev() {
        *byte = byte.wrapping_add(1);
        if *byte != 0 {
            return;
        }
    }
}

/// Wipes whole words at a time, where `zeroize` goes byte by byte and would take longer than some ciphers.
#[inline]
fn wipe<const B: usize>(blocks: &mut [[u8; B]]) {
    blocks.fill([0; B]);
    core::hint::black_box(blocks);
}

#[inline]
fn xor<const B: usize>(to: &mut [u8; B], from: &[u8; B]) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to ^= from);
}
