// SPDX-License-Identifier: MIT
//! AES for any CPU.

use crate::Block;

/// The round keys.
pub(super) struct Key {
    keys: [Block; 15],
    rounds: usize,
}

impl Key {
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
            xor(b, &self.keys[0]);
            for r in 1..=self.rounds {
                let s: Block = core::array::from_fn(|i| s_box(b[(i * 5) % 16]));
                *b = if r == self.rounds { s } else { mix(s, [2, 3, 1, 1]) };
                xor(b, &self.keys[r]);
            }
        }
    }

    pub(super) fn decrypt_blocks(&self, blocks: &mut [Block]) {
        for b in blocks {
            xor(b, &self.keys[self.rounds]);
            for r in (0..self.rounds).rev() {
                *b = core::array::from_fn(|i| inverse_s_box(b[(i * 13) % 16]));
                xor(b, &self.keys[r]);
                if r > 0 {
                    *b = mix(*b, [14, 11, 13, 9]);
                }
            }
        }
    }

    pub(super) fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, iv);
            self.encrypt_blocks(core::slice::from_mut(block));
            *iv = *block;
        }
    }

    pub(super) fn cbc_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            let next = *block;
            self.decrypt_blocks(core::slice::from_mut(block));
            xor(block, iv);
            *iv = next;
        }
    }

    pub(super) fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            xor(block, iv);
            *iv = *block;
        }
    }

    pub(super) fn cfb_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            let next = *block;
            xor(block, iv);
            *iv = next;
        }
    }

    pub(super) fn ofb(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            xor(block, iv);
        }
    }

    pub(super) fn ctr(&self, counter: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            let mut stream = *counter;
            self.encrypt_blocks(core::slice::from_mut(&mut stream));
            xor(block, &stream);
            *counter = u128::from_be_bytes(*counter).wrapping_add(1).to_be_bytes();
        }
    }

    pub(super) fn xts_encrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, tweak);
            self.encrypt_blocks(core::slice::from_mut(block));
            xor(block, tweak);
            *tweak = double(*tweak);
        }
    }

    pub(super) fn xts_decrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, tweak);
            self.decrypt_blocks(core::slice::from_mut(block));
            xor(block, tweak);
            *tweak = double(*tweak);
        }
    }

    pub(super) fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
        for block in blocks {
            xor(mac, block);
            self.encrypt_blocks(core::slice::from_mut(mac));
        }
    }

    pub(super) fn ccm_encrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.cbc_mac(mac, blocks);
        self.ctr(counter, blocks);
    }

    pub(super) fn ccm_decrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.ctr(counter, blocks);
        self.cbc_mac(mac, blocks);
    }
}

fn xor(to: &mut Block, from: &Block) {
    to.iter_mut().zip(from).for_each(|(to, from)| *to ^= from);
}

/// Multiplies by x in XTS's field (IEEE 1619, section 5.2).
fn double(tweak: Block) -> Block {
    let tweak = u128::from_le_bytes(tweak);
    ((tweak << 1) ^ (0x87 & 0_u128.wrapping_sub(tweak >> 127))).to_le_bytes()
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

const S_BOX: [u8; 256] = {
    let mut table = [0x63; 256];
    let (mut p, mut q) = (1_u8, 1_u8);
    loop {
        // By 3, and by its inverse.
        p ^= (p << 1) ^ (0x1b & 0_u8.wrapping_sub(p >> 7));
        q ^= q << 1;
        q ^= q << 2;
        q ^= q << 4;
        q ^= 9 & 0_u8.wrapping_sub(q >> 7);
        table[p as usize] =
            q ^ q.rotate_left(1) ^ q.rotate_left(2) ^ q.rotate_left(3) ^ q.rotate_left(4) ^ 0x63;
        if p == 1 {
            break table;
        }
    }
};

const INVERSE: [u8; 256] = {
    let mut table = [0; 256];
    let mut i = 0_u8;
    loop {
        table[S_BOX[i as usize] as usize] = i;
        if i == 255 {
            break table;
        }
        i += 1;
    }
};

fn s_box(a: u8) -> u8 {
    S_BOX[usize::from(a)]
}

fn inverse_s_box(a: u8) -> u8 {
    INVERSE[usize::from(a)]
}

fn mix(s: Block, c: [u8; 4]) -> Block {
    core::array::from_fn(|i| {
        let (col, row) = (i & !3, i & 3);
        (0..4).fold(0, |acc, k| acc ^ mul(s[col + ((row + k) & 3)], c[k]))
    })
}
