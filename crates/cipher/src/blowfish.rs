// SPDX-License-Identifier: MIT
//! The Blowfish block cipher (B. Schneier, "Description of a New Variable-Length Key, 64-Bit Block Cipher", 1993). Not in
//! constant time: addresses depend on key and message.

use alloc::boxed::Box;

use purembed_accel::opaque32;
use zeroize::{Zeroize, ZeroizeOnDrop};

use crate::block::Keyed;
use crate::error::InvalidKey;
use crate::mode::{BlockCipher, Blocks, Mode, sealed::Sealed};

mod pi;

/// Blowfish with keys of 4 to 56 bytes.
///
/// For what still speaks it. Its blocks have 8 bytes, so that patterns show after some gigabytes under one key; making a
/// key ready takes as long as encrypting 4 KiB; it looks secrets up in tables, which may show in the time it takes.
#[doc(alias = "BLOWFISH")]
#[non_exhaustive]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Blowfish;

impl Blowfish {
    /// Binds a key of 4 to 56 bytes to a mode.
    ///
    /// # Errors
    ///
    /// [`InvalidKey::Length`] for keys of any other length.
    pub fn new<M: Mode<Self>>(key: &[u8], mode: M) -> Result<M::Output, InvalidKey> {
        mode.bind(key)
    }
}

impl Sealed for Blowfish {}
impl BlockCipher for Blowfish {}

impl Blocks<8> for Blowfish {
    type Key = BlowfishKey;

    fn expand(key: &[u8]) -> Result<Self::Key, InvalidKey> {
        BlowfishKey::new(key)
    }

    fn name(_: usize) -> &'static str {
        "BLOWFISH"
    }
}

/// Blocks that are worked on at once where none waits for another. A table's answer takes several cycles, in which
/// the next block's rounds go on.
const WIDTH: usize = 4;

/// The words that are added to the halves.
type Additions = [u32; 18];

/// The key and its S-boxes, 4 KiB, in one place; wiped when dropped.
pub(crate) struct BlowfishKey(Box<Tables>);

struct Tables {
    encrypt: Additions,
    decrypt: Additions,
    s_boxes: [[u32; 256]; 4],
}

impl BlowfishKey {
    pub(crate) fn new(key: &[u8]) -> Result<Self, InvalidKey> {
        if !(4..=56).contains(&key.len()) {
            return Err(InvalidKey::Length { bytes: key.len() });
        }
        let mut this = Self(Box::new(Tables { encrypt: pi::P, decrypt: pi::P, s_boxes: pi::S }));
        let tables = &mut *this.0;
        let mut bytes = key.iter().cycle();
        for word in &mut tables.encrypt {
            for (shift, byte) in [24, 16, 8, 0].into_iter().zip(&mut bytes) {
                *word ^= u32::from(*byte) << shift;
            }
        }
        tables.replace();
        tables.decrypt = tables.encrypt;
        tables.decrypt.reverse();
        Ok(this)
    }
}

impl Tables {
    /// Every word becomes what zeros become after so many encryptions, with what there is by then.
    fn replace(&mut self) {
        let mut halves = [0; 2];
        for i in (0..self.encrypt.len()).step_by(2) {
            halves = self.rounds(&self.encrypt, halves);
            self.encrypt[i..i + 2].copy_from_slice(&halves);
        }
        for number in 0..self.s_boxes.len() {
            for i in (0..self.s_boxes[number].len()).step_by(2) {
                halves = self.rounds(&self.encrypt, halves);
                self.s_boxes[number][i..i + 2].copy_from_slice(&halves);
            }
        }
        halves.zeroize();
    }

    fn run(&self, additions: &Additions, blocks: &mut [[u8; 8]]) {
        let (groups, rest) = blocks.as_chunks_mut::<WIDTH>();
        for group in groups {
            *group = self.rounds_of(additions, group.map(halves)).map(bytes);
        }
        for block in rest {
            *block = bytes(self.rounds(additions, halves(*block)));
        }
    }

    #[inline(always)]
    fn rounds(&self, additions: &Additions, block: [u32; 2]) -> [u32; 2] {
        let [block] = self.rounds_of(additions, [block]);
        block
    }

    /// The sixteen rounds. Two at a time, the halves need not change places but at the end.
    #[inline(always)]
    fn rounds_of<const W: usize>(&self, additions: &Additions, mut blocks: [[u32; 2]; W]) -> [[u32; 2]; W] {
        let [first, pairs @ .., last] = additions;
        let (pairs, _) = pairs.as_chunks();
        for block in &mut blocks {
            block[0] ^= first;
        }
        for [one, two] in pairs {
            // In this order: the look-ups are what the next round waits for. Nor is it for the compiler to put into a vector.
            for [left, right] in &mut blocks {
                *right = opaque32(*right ^ one) ^ self.f(*left);
            }
            for [left, right] in &mut blocks {
                *left = opaque32(*left ^ two) ^ self.f(*right);
            }
        }
        blocks.map(|[left, right]| [right ^ last, left])
    }

    #[inline(always)]
    fn f(&self, half: u32) -> u32 {
        // By shifts: turning the bytes around first would cost a cycle in each round.
        let look_up = |number: usize, shift: u32| self.s_boxes[number][(half >> shift) as usize & 255];
        (look_up(0, 24).wrapping_add(look_up(1, 16)) ^ look_up(2, 8)).wrapping_add(look_up(3, 0))
    }
}

#[inline(always)]
fn halves(block: [u8; 8]) -> [u32; 2] {
    let [a, b, c, d, e, f, g, h] = block;
    [u32::from_be_bytes([a, b, c, d]), u32::from_be_bytes([e, f, g, h])]
}

#[inline(always)]
fn bytes([left, right]: [u32; 2]) -> [u8; 8] {
    ((u64::from(left) << 32) | u64::from(right)).to_be_bytes()
}

#[inline(always)]
fn sum(one: [u32; 2], other: [u32; 2]) -> [u32; 2] {
    [one[0] ^ other[0], one[1] ^ other[1]]
}

impl Keyed<8> for BlowfishKey {
    fn encrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.0.run(&self.0.encrypt, blocks);
    }

    fn decrypt_blocks(&self, blocks: &mut [[u8; 8]]) {
        self.0.run(&self.0.decrypt, blocks);
    }

    fn cbc_encrypt(&self, iv: &mut [u8; 8], blocks: &mut [[u8; 8]]) {
        let mut chain = halves(*iv);
        for block in blocks {
            chain = self.0.rounds(&self.0.encrypt, sum(chain, halves(*block)));
            *block = bytes(chain);
        }
        *iv = bytes(chain);
    }

    fn cfb_encrypt(&self, iv: &mut [u8; 8], blocks: &mut [[u8; 8]]) {
        let mut chain = halves(*iv);
        for block in blocks {
            chain = sum(self.0.rounds(&self.0.encrypt, chain), halves(*block));
            *block = bytes(chain);
        }
        *iv = bytes(chain);
    }
}

impl Drop for BlowfishKey {
    fn drop(&mut self) {
        self.0.encrypt.zeroize();
        self.0.decrypt.zeroize();
        self.0.s_boxes.zeroize();
    }
}

impl ZeroizeOnDrop for BlowfishKey {}

#[cfg(test)]
mod tests {
    use ::blowfish::cipher::{BlockCipherEncrypt, KeyInit};
    use alloc::vec::Vec;
    use hex_literal::hex;

    use super::*;

    fn check(key: &[u8], plain: [u8; 8], sealed: [u8; 8]) {
        let key = BlowfishKey::new(key).expect("a good length");
        let mut blocks = [plain; 3];
        key.encrypt_blocks(&mut blocks);
        assert_eq!(blocks, [sealed; 3]);
        key.decrypt_blocks(&mut blocks);
        assert_eq!(blocks, [plain; 3]);
    }

    /// From Eric Young's set, which the author of the cipher publishes (vectors.txt): keys of 8 bytes.
    #[test]
    fn published_vectors() {
        check(&[0; 8], [0; 8], hex!("4ef997456198dd78"));
        check(&[0xff; 8], [0xff; 8], hex!("51866fd5b85ecb8a"));
        check(&hex!("3000000000000000"), hex!("1000000000000001"), hex!("7d856f9a613063f2"));
        check(&hex!("0123456789abcdef"), hex!("1111111111111111"), hex!("61f9c3802281b096"));
        check(&hex!("fedcba9876543210"), hex!("0123456789abcdef"), hex!("0aceab0fc6a0a28d"));
        check(&hex!("7ca110454a1a6e57"), hex!("01a1d6d039776742"), hex!("59c68245eb05282b"));
    }

    /// The same set: the first bytes of f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677 as keys.
    #[test]
    fn keys_of_different_lengths() {
        let key = hex!("f0e1d2c3b4a5968778695a4b3c2d1e0f0011223344556677");
        let plain = hex!("fedcba9876543210");
        check(&key[..4], plain, hex!("be1e639408640f05"));
        check(&key[..5], plain, hex!("b39e44481bdb1e6e"));
        check(&key[..8], plain, hex!("e87a244e2cc85e82"));
        check(&key[..16], plain, hex!("93142887ee3be15c"));
        check(&key[..24], plain, hex!("05044b62fa52d080"));
    }

    #[test]
    fn other_lengths_are_refused() {
        for bytes in [0, 1, 3, 57, 64, 100] {
            let made = BlowfishKey::new(&alloc::vec![1; bytes]);
            assert_eq!(made.err(), Some(InvalidKey::Length { bytes }));
        }
        assert!(BlowfishKey::new(&[1; 4]).is_ok() && BlowfishKey::new(&[1; 56]).is_ok());
    }

    /// Numbers without a pattern (xorshift64).
    fn random() -> impl FnMut() -> [u8; 8] {
        let mut seed = 0x9e37_79b9_7f4a_7c15_u64;
        move || {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            seed.to_be_bytes()
        }
    }

    /// Against the crate `blowfish`, with keys and messages of every length.
    #[test]
    fn agrees_with_the_reference() {
        let mut random = random();
        for (length, key_bytes) in (0..=200).zip((4..=56).cycle()) {
            let key = [(); 7].map(|()| random());
            let key = &key.as_flattened()[..key_bytes];
            let blocks: Vec<[u8; 8]> = (0..length).map(|_| random()).collect();
            let reference: ::blowfish::Blowfish = KeyInit::new_from_slice(key).unwrap();
            let key = BlowfishKey::new(key).unwrap();
            let mut there = blocks.clone();
            key.encrypt_blocks(&mut there);
            for (block, there) in blocks.iter().zip(&there) {
                let mut expected = (*block).into();
                reference.encrypt_block(&mut expected);
                assert_eq!(there, expected.as_slice(), "{length} blocks");
            }
            key.decrypt_blocks(&mut there);
            assert_eq!(there, blocks);
        }
    }

    #[test]
    fn chains_are_of_single_blocks() {
        let mut random = random();
        let key = BlowfishKey::new(b"My 16-bytes key.").unwrap();
        let (mut iv, blocks) = (random(), [(); 9].map(|()| random()));
        let (mut chains, mut state, mut cbc, mut cfb) = ([iv; 2], iv, blocks, blocks);
        key.cbc_encrypt(&mut chains[0], &mut cbc);
        key.cfb_encrypt(&mut chains[1], &mut cfb);
        for (i, block) in blocks.into_iter().enumerate() {
            state = bytes(sum(halves(state), halves(block)));
            key.encrypt_block(&mut state);
            key.encrypt_block(&mut iv);
            iv = bytes(sum(halves(iv), halves(block)));
            assert_eq!([cbc[i], cfb[i]], [state, iv], "block {i}");
        }
        assert_eq!(chains, [state, iv]);
        key.cbc_decrypt(&mut random(), &mut cbc);
        assert_eq!(cbc[1..], blocks[1..]);
    }
}
