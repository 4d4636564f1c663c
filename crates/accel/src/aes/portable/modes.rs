// SPDX-License-Identifier: MIT
//! The modes: eight blocks at a time where one does not wait for another.

use zeroize::Zeroize;

use super::{Block, Key};

/// How many blocks are worked on at once.
const BATCH: usize = 8;

impl Key {
    pub(in super::super) fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, iv);
            self.encrypt_one(block);
            *iv = *block;
        }
    }

    pub(in super::super) fn cbc_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for batch in blocks.chunks_mut(BATCH) {
            let mut before = [*iv; BATCH];
            let before = shift(&mut before, iv, batch);
            self.decrypt_blocks(batch);
            xor_each(batch, before);
        }
    }

    pub(in super::super) fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_one(iv);
            xor(block, iv);
            *iv = *block;
        }
    }

    pub(in super::super) fn cfb_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        let mut stream = [[0; 16]; BATCH];
        for batch in blocks.chunks_mut(BATCH) {
            stream[0] = *iv;
            let stream = shift(&mut stream, iv, batch);
            self.encrypt_blocks(stream);
            xor_each(batch, stream);
        }
        stream.as_flattened_mut().zeroize();
    }

    pub(in super::super) fn ofb(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_one(iv);
            xor(block, iv);
        }
    }

    pub(in super::super) fn ctr(&self, counter: &mut Block, blocks: &mut [Block]) {
        let mut stream = [[0; 16]; BATCH];
        let mut next = u128::from_be_bytes(*counter);
        for batch in blocks.chunks_mut(BATCH) {
            let stream = &mut stream[..batch.len()];
            for stream in &mut *stream {
                *stream = next.to_be_bytes();
                next = next.wrapping_add(1);
            }
            self.encrypt_blocks(stream);
            xor_each(batch, stream);
        }
        *counter = next.to_be_bytes();
        stream.as_flattened_mut().zeroize();
    }

    pub(in super::super) fn xts_encrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        self.xts(tweak, blocks, Self::encrypt_blocks);
    }

    pub(in super::super) fn xts_decrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        self.xts(tweak, blocks, Self::decrypt_blocks);
    }

    #[inline(always)]
    fn xts(&self, tweak: &mut Block, blocks: &mut [Block], work: fn(&Self, &mut [Block])) {
        let mut tweaks = [[0; 16]; BATCH];
        let mut next = u128::from_le_bytes(*tweak);
        for batch in blocks.chunks_mut(BATCH) {
            let tweaks = &mut tweaks[..batch.len()];
            for tweak in &mut *tweaks {
                *tweak = next.to_le_bytes();
                // IEEE 1619, section 5.2: times x.
                next = (next << 1) ^ (0x87 & 0_u128.wrapping_sub(next >> 127));
            }
            xor_each(batch, tweaks);
            work(self, batch);
            xor_each(batch, tweaks);
        }
        *tweak = next.to_le_bytes();
        tweaks.as_flattened_mut().zeroize();
    }

    pub(in super::super) fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
        for block in blocks {
            xor(mac, block);
            self.encrypt_one(mac);
        }
    }

    pub(in super::super) fn ccm_encrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.cbc_mac(mac, blocks);
        self.ctr(counter, blocks);
    }

    pub(in super::super) fn ccm_decrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.ctr(counter, blocks);
        self.cbc_mac(mac, blocks);
    }
}

/// The blocks before those of a batch, whose first stands there already; and the last of the batch, for the next one.
fn shift<'a>(before: &'a mut [Block; BATCH], iv: &mut Block, batch: &[Block]) -> &'a mut [Block] {
    if let [first @ .., last] = batch {
        before[1..][..first.len()].copy_from_slice(first);
        *iv = *last;
    }
    &mut before[..batch.len()]
}

#[inline(always)]
fn xor(to: &mut Block, from: &Block) {
    *to = (u128::from_ne_bytes(*to) ^ u128::from_ne_bytes(*from)).to_ne_bytes();
}

#[inline(always)]
fn xor_each(to: &mut [Block], from: &[Block]) {
    to.iter_mut().zip(from).for_each(|(to, from)| xor(to, from));
}
