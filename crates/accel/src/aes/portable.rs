// SPDX-License-Identifier: MIT
//! AES for any CPU.

use crate::Block;

/// The round keys.
pub(super) struct Keys {
    keys: [Block; 15],
    rounds: usize,
}

impl Keys {
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        let words = key.len() / 4;
        if !matches!(key.len(), 16 | 24 | 32) {
            return None;
        }
        let rounds = words + 6;
        let mut w = [[0_u8; 4]; 60];
        w.as_flattened_mut()[..key.len()].copy_from_slice(key);
        let mut rcon = 1;
        for i in words..4 * (rounds + 1) {
            let mut t = w[i - 1];
            if i % words == 0 {
                t.rotate_left(1);
                t = t.map(s_box);
                t[0] ^= rcon;
                rcon = mul(rcon, 2);
            } else if words > 6 && i % words == 4 {
                t = t.map(s_box);
            }
            w[i] = core::array::from_fn(|j| w[i - words][j] ^ t[j]);
        }
        let mut keys = [[0; 16]; 15];
        keys.as_flattened_mut().copy_from_slice(w.as_flattened());
        Some(Self { keys, rounds })
    }

    pub(super) fn encrypt_blocks(&self, blocks: &mut [Block]) {
        for b in blocks {
            super::xor(b, &self.keys[0]);
            for r in 1..=self.rounds {
                let s: Block = core::array::from_fn(|i| s_box(b[(i * 5) % 16]));
                *b = if r == self.rounds { s } else { mix(s, [2, 3, 1, 1]) };
                super::xor(b, &self.keys[r]);
            }
        }
    }

    pub(super) fn decrypt_blocks(&self, blocks: &mut [Block]) {
        for b in blocks {
            super::xor(b, &self.keys[self.rounds]);
            for r in (0..self.rounds).rev() {
                *b = core::array::from_fn(|i| inverse_s_box(b[(i * 13) % 16]));
                super::xor(b, &self.keys[r]);
                if r > 0 {
                    *b = mix(*b, [14, 11, 13, 9]);
                }
            }
        }
    }
}

fn mul(mut a: u8, mut b: u8) -> u8 {
    let mut r = 0;
    while b != 0 {
        r ^= a & 0_u8.wrapping_sub(b & 1);
        a = (a << 1) ^ (0x1b & 0_u8.wrapping_sub(a >> 7));
        b >>= 1;
    }
    r
}

fn inverse(a: u8) -> u8 {
    (0..253).fold(a, |r, _| mul(r, a))
}

fn s_box(a: u8) -> u8 {
    let i = inverse(a);
    i ^ i.rotate_left(1) ^ i.rotate_left(2) ^ i.rotate_left(3) ^ i.rotate_left(4) ^ 0x63
}

fn inverse_s_box(a: u8) -> u8 {
    inverse(a.rotate_left(1) ^ a.rotate_left(3) ^ a.rotate_left(6) ^ 5)
}

fn mix(s: Block, c: [u8; 4]) -> Block {
    core::array::from_fn(|i| {
        let (col, row) = (i & !3, i & 3);
        (0..4).fold(0, |acc, k| acc ^ mul(s[col + ((row + k) & 3)], c[k]))
    })
}
