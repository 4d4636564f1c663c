// SPDX-License-Identifier: MIT
//! Against FIPS 197, and every mode, written as its definition, over another implementation of the block cipher.

use alloc::vec::Vec;

use ::aes::cipher::{BlockCipherDecrypt, BlockCipherEncrypt, KeyInit};

use super::*;

#[test]
fn fips_197_appendix_c() {
    let key: [u8; 32] = core::array::from_fn(|i| i as u8);
    let plain: Block = core::array::from_fn(|i| (i * 0x11) as u8);
    let sealed = [
        (16, 0x69c4_e0d8_6a7b_0430_d8cd_b780_70b4_c55a_u128),
        (24, 0xdda9_7ca4_864c_dfe0_6eaf_70a0_ec0d_7191),
        (32, 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089),
    ];
    for (size, sealed) in sealed {
        let key = Key::new(&key[..size]).unwrap();
        for count in 1..=20 {
            let mut blocks = [plain; 20];
            key.encrypt_blocks(&mut blocks[..count]);
            assert_eq!(blocks[..count], [sealed.to_be_bytes(); 20][..count], "{size} bytes, {count} blocks");
            key.decrypt_blocks(&mut blocks[..count]);
            assert_eq!(blocks, [plain; 20], "{size} bytes, {count} blocks");
        }
    }
}

/// Another implementation, a block at a time, and a chaining value.
struct Other<C>(C, u128);

/// What a mode does with a block, as a big-endian number.
impl<C: BlockCipherDecrypt + BlockCipherEncrypt> Other<C> {
    fn seal(&self, block: u128) -> u128 {
        let mut out = ::aes::cipher::Block::<C>::default();
        out.copy_from_slice(&block.to_be_bytes());
        self.0.encrypt_block(&mut out);
        u128::from_be_bytes(out[..].try_into().unwrap())
    }

    fn open(&self, block: u128) -> u128 {
        let mut out = ::aes::cipher::Block::<C>::default();
        out.copy_from_slice(&block.to_be_bytes());
        self.0.decrypt_block(&mut out);
        u128::from_be_bytes(out[..].try_into().unwrap())
    }

    fn next_tweak(&mut self) -> u128 {
        let tweak = self.1;
        let doubled = tweak.swap_bytes() << 1;
        self.1 = if tweak & 0x80 == 0 { doubled } else { doubled ^ 0x87 }.swap_bytes();
        tweak
    }

    fn block(&mut self, mode: &str, block: u128) -> u128 {
        match mode {
            "ECB" => self.seal(block),
            "ECB backwards" => self.open(block),
            "CBC" => {
                self.1 = self.seal(self.1 ^ block);
                self.1
            }
            "CBC backwards" => self.open(block) ^ core::mem::replace(&mut self.1, block),
            "CFB" => {
                self.1 = self.seal(self.1) ^ block;
                self.1
            }
            "CFB backwards" => {
                let before = core::mem::replace(&mut self.1, block);
                self.seal(before) ^ block
            }
            "OFB" => {
                self.1 = self.seal(self.1);
                self.1 ^ block
            }
            "CTR" => {
                let counter = self.1;
                self.1 = counter.wrapping_add(1);
                self.seal(counter) ^ block
            }
            "XTS" => {
                let tweak = self.next_tweak();
                self.seal(block ^ tweak) ^ tweak
            }
            "XTS backwards" => {
                let tweak = self.next_tweak();
                self.open(block ^ tweak) ^ tweak
            }
            "CBC-MAC" => {
                self.1 = self.seal(self.1 ^ block);
                block
            }
            mode => panic!("{mode}"),
        }
    }
}

type Mode = fn(&Key, &mut Block, &mut [Block]);

const MODES: [(&str, Mode); 11] = [
    ("ECB", |key, _, blocks| key.encrypt_blocks(blocks)),
    ("ECB backwards", |key, _, blocks| key.decrypt_blocks(blocks)),
    ("CBC", Key::cbc_encrypt),
    ("CBC backwards", Key::cbc_decrypt),
    ("CFB", Key::cfb_encrypt),
    ("CFB backwards", Key::cfb_decrypt),
    ("OFB", Key::ofb),
    ("CTR", Key::ctr),
    ("XTS", Key::xts_encrypt),
    ("XTS backwards", Key::xts_decrypt),
    ("CBC-MAC", |key, mac, blocks| key.cbc_mac(mac, blocks)),
];

/// Numbers without a pattern that a circuit could miss (xorshift64).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn block(seed: &mut u64) -> Block {
    ((u128::from(random(seed)) << 64) | u128::from(random(seed))).to_be_bytes()
}

fn agree<C: BlockCipherDecrypt + BlockCipherEncrypt + KeyInit>(size: usize) {
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for count in 0..=70 {
        let key = [block(&mut seed), block(&mut seed)];
        let key = &key.as_flattened()[..size];
        let ours = Key::new(key).unwrap();
        let message: Vec<Block> = (0..count).map(|_| block(&mut seed)).collect();
        // Of the counters, one that wraps around on the way.
        for start in [block(&mut seed), (-3_i128).to_be_bytes()] {
            for (name, mode) in MODES {
                let mut other = Other(C::new_from_slice(key).unwrap(), u128::from_be_bytes(start));
                let expected: Vec<Block> = message
                    .iter()
                    .map(|block| other.block(name, u128::from_be_bytes(*block)).to_be_bytes())
                    .collect();
                let (mut chain, mut blocks) = (start, message.clone());
                mode(&ours, &mut chain, &mut blocks);
                assert_eq!(
                    (blocks, chain),
                    (expected, other.1.to_be_bytes()),
                    "{name}, {size} bytes, {count}"
                );
            }
        }
    }
}

#[test]
fn aes_128_in_every_mode() {
    agree::<::aes::Aes128>(16);
}

#[test]
fn aes_192_in_every_mode() {
    agree::<::aes::Aes192>(24);
}

#[test]
fn aes_256_in_every_mode() {
    agree::<::aes::Aes256>(32);
}

#[test]
fn ccm_is_its_two_passes() {
    let mut seed = 0x2545_f491_4f6c_dd1d;
    let key = Key::new(&block(&mut seed)).unwrap();
    for count in 0..=20 {
        let message: Vec<Block> = (0..count).map(|_| block(&mut seed)).collect();
        let start = [block(&mut seed), block(&mut seed)];
        let ([mut counter, mut mac], mut sealed) = (start, message.clone());
        key.cbc_mac(&mut mac, &message);
        key.ctr(&mut counter, &mut sealed);
        let mut there = (start, message.clone());
        let [to_count, to_mac] = &mut there.0;
        key.ccm_encrypt(to_count, to_mac, &mut there.1);
        assert_eq!(there, ([counter, mac], sealed.clone()));
        let mut back = (start, sealed);
        let [to_count, to_mac] = &mut back.0;
        key.ccm_decrypt(to_count, to_mac, &mut back.1);
        assert_eq!(back, ([counter, mac], message));
    }
}
