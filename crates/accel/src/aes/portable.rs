// SPDX-License-Identifier: MIT
//! AES for any CPU, in constant time: bit planes of one block, or of eight.

mod circuit;
mod eight;
mod modes;
mod one;

use zeroize::Zeroize;

use crate::Block;
use circuit::RoundKey;

/// The round keys, as planes.
pub(super) struct Key {
    planes: [RoundKey; 15],
    rounds: usize,
    /// As large as the room that all forms share, so that [`Self::zeros`] takes all of it.
    room: [u64; 6],
}

impl Key {
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        if !matches!(key.len(), 16 | 24 | 32) {
            return None;
        }
        let (mut words, rounds) = expand(key);
        let mut planes = [RoundKey::default(); 15];
        for (round, (planes, words)) in
            planes.iter_mut().zip(words.as_chunks::<4>().0).enumerate().take(rounds + 1)
        {
            let mut key: Block = core::array::from_fn(|i| words[i / 4].to_le_bytes()[i % 4]);
            if round > 0 {
                // The constant of the substitution before: the circuits leave it to the keys.
                key = key.map(|byte| byte ^ 0x63);
            }
            *planes = one::round_key(&key, round);
            key.zeroize();
        }
        words.zeroize();
        Some(Self { planes, rounds, room: [0; 6] })
    }

    /// No key.
    pub(super) const fn zeros() -> Self {
        Self { planes: [[0; 8]; 15], rounds: 0, room: [0; 6] }
    }

    fn used(&self) -> &[RoundKey] {
        &self.planes[..=self.rounds]
    }

    pub(super) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.batches(blocks, Self::encrypt_one, Self::encrypt_eight);
    }

    pub(super) fn decrypt_blocks(&self, blocks: &mut [Block]) {
        self.batches(blocks, Self::decrypt_one, Self::decrypt_eight);
    }

    /// Eight at a time. What is left over takes as long as eight, but for a single one.
    #[inline(always)]
    fn batches(&self, blocks: &mut [Block], one: fn(&Self, &mut Block), eight: fn(&Self, &mut [Block; 8])) {
        let (batches, rest) = blocks.as_chunks_mut();
        for batch in batches {
            eight(self, batch);
        }
        match rest {
            [] => {}
            [block] => one(self, block),
            _ => {
                let mut batch = [[0; 16]; 8];
                batch[..rest.len()].copy_from_slice(rest);
                eight(self, &mut batch);
                rest.copy_from_slice(&batch[..rest.len()]);
                batch.as_flattened_mut().zeroize();
            }
        }
    }

    #[inline(never)]
    fn encrypt_one(&self, block: &mut Block) {
        *block = one::unpack(circuit::encrypt(self.used(), one::pack(block)));
        if self.rounds != 12 {
            one::turn_twice(block);
        }
    }

    #[inline(never)]
    fn decrypt_one(&self, block: &mut Block) {
        if self.rounds != 12 {
            one::turn_twice(block);
        }
        *block = one::unpack(circuit::decrypt(self.used(), one::pack(block)));
    }

    #[inline(never)]
    fn encrypt_eight(&self, blocks: &mut [Block; 8]) {
        let mut planes = circuit::encrypt(self.used(), eight::pack(blocks));
        if self.rounds != 12 {
            planes = eight::turn_twice(planes);
        }
        eight::unpack(planes, blocks);
    }

    #[inline(never)]
    fn decrypt_eight(&self, blocks: &mut [Block; 8]) {
        let mut planes = eight::pack(blocks);
        if self.rounds != 12 {
            planes = eight::turn_twice(planes);
        }
        eight::unpack(circuit::decrypt(self.used(), planes), blocks);
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        self.planes.as_flattened_mut().zeroize();
        self.room.zeroize();
    }
}

/// FIPS 197, section 5.2: the words of the round keys, and the number of rounds.
fn expand(key: &[u8]) -> ([u32; 60], usize) {
    let substitute = |word: u32| u32::from_le_bytes(one::substitute_word(word.to_le_bytes()));
    let nk = key.len() / 4;
    let rounds = nk + 6;
    let mut words = [0; 60];
    for (word, bytes) in words.iter_mut().zip(key.as_chunks().0) {
        *word = u32::from_le_bytes(*bytes);
    }
    let mut rcon = 1;
    for i in nk..4 * (rounds + 1) {
        let mut word = words[i - 1];
        if i % nk == 0 {
            word = substitute(word.rotate_right(8)) ^ rcon;
            // In GF(2^8); the first eight of the ten are powers of two.
            rcon = if rcon == 0x80 { 0x1b } else { rcon << 1 };
        } else if nk > 6 && i % nk == 4 {
            word = substitute(word);
        }
        words[i] = words[i - nk] ^ word;
    }
    (words, rounds)
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "nothing is cut off that counts")]
mod tests;
