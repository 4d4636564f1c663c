// SPDX-License-Identifier: MIT
//! The round keys, made with the AES instructions themselves.

use core::arch::aarch64::{
    vaeseq_u8, vaesimcq_u8, vdupq_n_u8, vdupq_n_u32, vgetq_lane_u32, vreinterpretq_u8_u32,
    vreinterpretq_u32_u8,
};

use zeroize::Zeroize;

use super::{load, store};
use crate::Block;
use crate::cpu::Neon;

/// The round keys of both directions, in the order of their use. Wiped when dropped.
pub(crate) struct Schedule {
    encrypt: [Block; 15],
    decrypt: [Block; 15],
    rounds: usize,
}

impl Schedule {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[allow(unsafe_code)]
    pub(crate) fn new(_: Neon, key: &[u8]) -> Option<Self> {
        if !matches!(key.len(), 16 | 24 | 32) {
            return None;
        }
        let mut new = Self { encrypt: [[0; 16]; 15], decrypt: [[0; 16]; 15], rounds: key.len() / 4 + 6 };
        // SAFETY: the token says that the CPU has these features.
        unsafe { expand(key, &mut new) };
        Some(new)
    }

    /// FIPS 197, section 5.2.
    pub(crate) fn forwards(&self) -> &[Block] {
        &self.encrypt[..=self.rounds]
    }

    /// FIPS 197, section 5.3.5: those of the equivalent inverse cipher.
    pub(crate) fn backwards(&self) -> &[Block] {
        &self.decrypt[..=self.rounds]
    }
}

impl Drop for Schedule {
    fn drop(&mut self) {
        self.encrypt.as_flattened_mut().zeroize();
        self.decrypt.as_flattened_mut().zeroize();
    }
}

#[inline(never)]
#[target_feature(enable = "neon,aes")]
fn expand(key: &[u8], to: &mut Schedule) {
    let nk = key.len() / 4;
    let rounds = to.rounds;
    let mut words = [0_u32; 60];
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
    for (bytes, word) in to.encrypt.as_flattened_mut().as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_le_bytes();
    }
    words.zeroize();
    to.decrypt[0] = to.encrypt[rounds];
    to.decrypt[rounds] = to.encrypt[0];
    for i in 1..rounds {
        store(&mut to.decrypt[rounds - i], vaesimcq_u8(load(&to.encrypt[i])));
    }
}

/// The S-box of each byte. The word stands in all four columns, so that turning the rows changes nothing.
#[inline]
#[target_feature(enable = "neon,aes")]
fn substitute(word: u32) -> u32 {
    let all = vreinterpretq_u8_u32(vdupq_n_u32(word));
    vgetq_lane_u32::<0>(vreinterpretq_u32_u8(vaeseq_u8(all, vdupq_n_u8(0))))
}
