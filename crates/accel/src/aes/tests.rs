// SPDX-License-Identifier: MIT
//! Every kernel against its portable twin, another implementation, and the standards.

use alloc::vec::Vec;

use ::aes::cipher::{BlockCipherEncrypt, KeyInit};

use super::*;

/// Numbers without a pattern that a kernel could miss (xorshift64).
struct Random(u64);

impl Random {
    fn new() -> Self {
        Self(0x9e37_79b9_7f4a_7c15)
    }

    fn block(&mut self) -> Block {
        let mut block = [0; 16];
        for half in block.as_chunks_mut().0 {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            *half = self.0.to_ne_bytes();
        }
        block
    }

    fn blocks(&mut self, count: usize) -> Vec<Block> {
        (0..count).map(|_| self.block()).collect()
    }

    fn key(&mut self, length: usize) -> Vec<u8> {
        self.blocks(2).as_flattened()[..length].to_vec()
    }
}

/// A mode, with chaining values that not every mode uses.
type Mode = fn(&Key, &mut [Block; 2], &mut [Block]);

const MODES: [(&str, Mode); 13] = [
    ("ECB", |key, _, blocks| key.encrypt_blocks(blocks)),
    ("ECB backwards", |key, _, blocks| key.decrypt_blocks(blocks)),
    ("CBC", |key, [iv, _], blocks| key.cbc_encrypt(iv, blocks)),
    ("CBC backwards", |key, [iv, _], blocks| key.cbc_decrypt(iv, blocks)),
    ("CFB", |key, [iv, _], blocks| key.cfb_encrypt(iv, blocks)),
    ("CFB backwards", |key, [iv, _], blocks| key.cfb_decrypt(iv, blocks)),
    ("OFB", |key, [iv, _], blocks| key.ofb(iv, blocks)),
    ("CTR", |key, [counter, _], blocks| key.ctr(counter, blocks)),
    ("XTS", |key, [tweak, _], blocks| key.xts_encrypt(tweak, blocks)),
    ("XTS backwards", |key, [tweak, _], blocks| key.xts_decrypt(tweak, blocks)),
    ("CBC-MAC", |key, [mac, _], blocks| key.cbc_mac(mac, blocks)),
    ("CCM", |key, [counter, mac], blocks| key.ccm_encrypt(counter, mac, blocks)),
    ("CCM backwards", |key, [counter, mac], blocks| key.ccm_decrypt(counter, mac, blocks)),
];

fn kernels() -> impl Iterator<Item = Kernel> {
    Kernel::every().filter(|kernel| kernel.0 != Isa::Portable)
}

fn portable(key: &[u8]) -> Key {
    Key::new(Kernel(Isa::Portable), key).unwrap()
}

/// The counters, tweaks and initialisation vectors to begin with: those that wrap within the message, and a random one.
fn starts(random: &mut Random, count: usize) -> Vec<Block> {
    let back = count as u128 / 2;
    let wraps = [0, 1 << 32, 1 << 64, 1 << 96].map(|limit: u128| limit.wrapping_sub(back).to_be_bytes());
    let mut starts = wraps.to_vec();
    starts.push(random.block());
    starts.push([0xff; 16]);
    starts
}

#[test]
fn every_kernel_agrees_with_its_twin() {
    let mut random = Random::new();
    for count in (0..=70).chain([127, 128, 129, 255, 512, 1000]) {
        for length in [16, 24, 32] {
            let key = random.key(length);
            let message = random.blocks(count);
            let mac = random.block();
            for start in starts(&mut random, count) {
                let twin = portable(&key);
                for (name, mode) in MODES {
                    let mut expected = ([start, mac], message.clone());
                    mode(&twin, &mut expected.0, &mut expected.1);
                    for kernel in kernels() {
                        let mut found = ([start, mac], message.clone());
                        mode(&Key::new(kernel, &key).unwrap(), &mut found.0, &mut found.1);
                        assert_eq!(found, expected, "{name}, {kernel:?}, {length}-byte key, {count} blocks");
                    }
                }
            }
        }
    }
}

#[test]
fn every_kernel_agrees_with_its_twin_on_a_mebibyte() {
    let mut random = Random::new();
    let message = random.blocks((1 << 16) + 3);
    for length in [16, 32] {
        let key = random.key(length);
        let [start, mac] = [random.block(), random.block()];
        for (name, mode) in MODES {
            let mut expected = ([start, mac], message.clone());
            mode(&portable(&key), &mut expected.0, &mut expected.1);
            for kernel in kernels() {
                let mut found = ([start, mac], message.clone());
                mode(&Key::new(kernel, &key).unwrap(), &mut found.0, &mut found.1);
                assert!(found == expected, "{name}, {kernel:?}, {length}-byte key");
            }
        }
    }
}

#[test]
fn several_calls_are_one() {
    let mut random = Random::new();
    let message = random.blocks(200);
    for kernel in Kernel::every() {
        for length in [16, 24, 32] {
            let key = Key::new(kernel, &random.key(length)).unwrap();
            for start in starts(&mut random, 200) {
                for (name, mode) in MODES {
                    let mut whole = ([start; 2], message.clone());
                    mode(&key, &mut whole.0, &mut whole.1);
                    let mut parts = ([start; 2], message.clone());
                    let mut rest = &mut parts.1[..];
                    let mut size = 0;
                    while !rest.is_empty() {
                        let (part, after) = rest.split_at_mut(size.min(rest.len()));
                        mode(&key, &mut parts.0, part);
                        (rest, size) = (after, size + 1);
                    }
                    assert_eq!(parts, whole, "{name}, {kernel:?}");
                }
            }
        }
    }
}

#[test]
fn alignment_does_not_matter() {
    let mut random = Random::new();
    let key = random.key(16);
    let message = random.blocks(37);
    for kernel in Kernel::every() {
        let key = Key::new(kernel, &key).unwrap();
        for (name, mode) in MODES {
            let mut expected = ([[3; 16]; 2], message.clone());
            mode(&key, &mut expected.0, &mut expected.1);
            for offset in 0..64 {
                let mut buffer = [0; 37 * 16 + 64];
                let place = &mut buffer[offset..offset + 37 * 16];
                place.copy_from_slice(message.as_flattened());
                let mut chain = [[3; 16]; 2];
                mode(&key, &mut chain, place.as_chunks_mut().0);
                assert_eq!(
                    (chain, &*place),
                    (expected.0, expected.1.as_flattened()),
                    "{name}, {kernel:?}, {offset}"
                );
                let around = buffer[..offset].iter().chain(&buffer[offset + 37 * 16..]);
                assert!(around.copied().all(|byte| byte == 0), "{name}, {kernel:?} writes beside its blocks");
            }
        }
    }
}

#[test]
fn backwards_is_the_inverse() {
    let mut random = Random::new();
    let pairs = [(0, 1), (2, 3), (4, 5), (6, 6), (7, 7), (8, 9), (11, 12)];
    for kernel in Kernel::every() {
        for length in [16, 24, 32] {
            let key = Key::new(kernel, &random.key(length)).unwrap();
            let message = random.blocks(45);
            for (forth, back) in pairs {
                let (mut there, mut here) = ([[7; 16]; 2], [[7; 16]; 2]);
                let mut blocks = message.clone();
                (MODES[forth].1)(&key, &mut there, &mut blocks);
                assert_ne!(blocks, message, "{}, {kernel:?}", MODES[forth].0);
                (MODES[back].1)(&key, &mut here, &mut blocks);
                assert_eq!((blocks, here), (message.clone(), there), "{}, {kernel:?}", MODES[forth].0);
            }
        }
    }
}

#[test]
fn others_agree() {
    fn reference<C: BlockCipherEncrypt + KeyInit>(key: &[u8], blocks: &mut [Block]) {
        let cipher = C::new_from_slice(key).unwrap();
        for block in blocks {
            let mut other = ::aes::cipher::Block::<C>::default();
            other.copy_from_slice(block);
            cipher.encrypt_block(&mut other);
            block.copy_from_slice(&other);
        }
    }

    let mut random = Random::new();
    for kernel in Kernel::every() {
        for round in 0..100 {
            let length = [16, 24, 32][round % 3];
            let key = random.key(length);
            let message = random.blocks(20);
            let mut expected = message.clone();
            match length {
                16 => reference::<::aes::Aes128>(&key, &mut expected),
                24 => reference::<::aes::Aes192>(&key, &mut expected),
                _ => reference::<::aes::Aes256>(&key, &mut expected),
            }
            let key = Key::new(kernel, &key).unwrap();
            let mut blocks = message.clone();
            key.encrypt_blocks(&mut blocks);
            assert_eq!(blocks, expected, "{kernel:?}");
            key.decrypt_blocks(&mut blocks);
            assert_eq!(blocks, message, "{kernel:?}");
        }
    }
}

/// FIPS 197, appendix B, of 2001: the key counts up, the message counts in both digits.
#[test]
fn fips_197() {
    let mut key = [0; 32];
    (0..).zip(&mut key).for_each(|(i, byte)| *byte = i);
    let message = u128::to_be_bytes(0x0011_2233_4455_6677_8899_aabb_ccdd_eeff);
    let expected: [(usize, u128); 3] = [
        (16, 0x69c4_e0d8_6a7b_0430_d8cd_b780_70b4_c55a),
        (24, 0xdda9_7ca4_864c_dfe0_6eaf_70a0_ec0d_7191),
        (32, 0x8ea2_b7ca_5167_45bf_eafc_4990_4b49_6089),
    ];
    for kernel in Kernel::every() {
        for (length, expected) in expected {
            let key = Key::new(kernel, &key[..length]).unwrap();
            let mut block = [message];
            key.encrypt_blocks(&mut block);
            assert_eq!(block, [expected.to_be_bytes()], "{kernel:?}");
            key.decrypt_blocks(&mut block);
            assert_eq!(block, [message], "{kernel:?}");
        }
    }
}

/// SP 800-38A, appendix F, with AES-128.
#[test]
fn sp_800_38a() {
    const KEY: u128 = 0x2b7e_1516_28ae_d2a6_abf7_1588_09cf_4f3c;
    const IV: u128 = 0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f;
    const COUNTER: u128 = 0xf0f1_f2f3_f4f5_f6f7_f8f9_fafb_fcfd_feff;
    const MESSAGE: [u128; 4] = [
        0x6bc1_bee2_2e40_9f96_e93d_7e11_7393_172a,
        0xae2d_8a57_1e03_ac9c_9eb7_6fac_45af_8e51,
        0x30c8_1c46_a35c_e411_e5fb_c119_1a0a_52ef,
        0xf69f_2445_df4f_9b17_ad2b_417b_e66c_3710,
    ];
    // Mode, initial value, and the first and the last block of what comes out.
    let expected: [(&str, u128, u128, u128); 5] = [
        ("ECB", 0, 0x3ad7_7bb4_0d7a_3660_a89e_caf3_2466_ef97, 0x7b0c_785e_27e8_ad3f_8223_2071_0472_5dd4),
        ("CBC", IV, 0x7649_abac_8119_b246_cee9_8e9b_12e9_197d, 0x3ff1_caa1_681f_ac09_120e_ca30_7586_e1a7),
        ("CFB", IV, 0x3b3f_d92e_b72d_ad20_3334_49f8_e83c_fb4a, 0xc04b_0535_7c5d_1c0e_eac4_c66f_9ff7_f2e6),
        ("OFB", IV, 0x3b3f_d92e_b72d_ad20_3334_49f8_e83c_fb4a, 0x304c_6528_f659_c778_66a5_10d9_c1d6_ae5e),
        (
            "CTR",
            COUNTER,
            0x874d_6191_b620_e326_1bef_6864_990d_b6ce,
            0x1e03_1dda_2fbe_03d1_7921_70a0_f300_9cee,
        ),
    ];
    for kernel in Kernel::every() {
        let key = Key::new(kernel, &KEY.to_be_bytes()).unwrap();
        for (name, start, first, last) in expected {
            let mut blocks = MESSAGE.map(u128::to_be_bytes);
            let (_, mode) = MODES.iter().find(|mode| mode.0 == name).unwrap();
            mode(&key, &mut [start.to_be_bytes(); 2], &mut blocks);
            assert_eq!([blocks[0], blocks[3]], [first, last].map(u128::to_be_bytes), "{name}, {kernel:?}");
        }
    }
}

#[test]
fn other_lengths_are_no_keys() {
    for kernel in Kernel::every() {
        for length in (0..=64).filter(|length| ![16, 24, 32].contains(length)) {
            assert!(Key::new(kernel, &[0; 64][..length]).is_none(), "{length}");
        }
    }
}

#[test]
fn nothing_is_shown() {
    for kernel in Kernel::every() {
        let key = Key::new(kernel, &[0xa5; 16]).unwrap();
        assert_eq!(key.kernel(), kernel);
        let shown = alloc::format!("{key:?}");
        assert!(!shown.contains("a5") && !shown.contains("165"), "{shown}");
    }
}
