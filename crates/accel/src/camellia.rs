// SPDX-License-Identifier: MIT
//! Camellia (RFC 3713).
//!
//! No kernel has a table: all compute the S-boxes, of single blocks and while they expand a key, too.

use core::fmt;

use crate::Block;
use crate::affine::Columns;
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::affine::by_aes::Cpu;
#[cfg(test)]
use crate::affine::{rotation, s_box, then};
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::cpu;
use crate::wipe::wipe;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
use crate::{Backend, backend};

#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
mod by_aes;
mod constants;
mod portable;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// SBOX1 is inversion in AES's field between two linear maps and two constants. It is defined by another field, so that
/// the maps contain the isomorphism: this is the one before, after [`BEFORE_CONSTANT`].
const BEFORE: Columns = [0x01, 0x19, 0xb1, 0xab, 0xa7, 0x93, 0x61, 0xd9];

/// The one after, before [`AFTER_CONSTANT`].
const AFTER: Columns = [0xf1, 0xbb, 0x8e, 0x09, 0xfa, 0xd7, 0x21, 0xe1];

const BEFORE_CONSTANT: u8 = 0xc5;
const AFTER_CONSTANT: u8 = 0x6e;

/// SBOX1 to SBOX4 (RFC 3713, 2.4.1): the first, with its output rotated by 1 and by 7, with its input rotated by 1.
#[cfg(test)]
const S_BOXES: [[u8; 256]; 4] = [
    shifted(s_box(BEFORE, AFTER, AFTER_CONSTANT), BEFORE_CONSTANT),
    shifted(s_box(BEFORE, then(AFTER, rotation(1)), AFTER_CONSTANT.rotate_left(1)), BEFORE_CONSTANT),
    shifted(s_box(BEFORE, then(AFTER, rotation(7)), AFTER_CONSTANT.rotate_left(7)), BEFORE_CONSTANT),
    shifted(s_box(then(rotation(1), BEFORE), AFTER, AFTER_CONSTANT), BEFORE_CONSTANT.rotate_right(1)),
];

/// The S-box with a constant that is added before it.
#[cfg(test)]
const fn shifted(s_box: [u8; 256], constant: u8) -> [u8; 256] {
    let mut shifted = [0; 256];
    let mut x = 0;
    while x < 256 {
        shifted[x] = s_box[x ^ constant as usize];
        x += 1;
    }
    shifted
}

/// Which S-box each byte of a half goes through.
const BOX_OF: [usize; 8] = [0, 1, 2, 3, 1, 2, 3, 0];

/// The function P (RFC 3713, 2.4.1): for each byte that comes out, those that it is the sum of.
const P: [u8; 8] =
    [0b1011_0111, 0b1101_1011, 0b1110_1101, 0b0111_1110, 0b1100_0111, 0b0110_1011, 0b0011_1101, 0b1001_1110];

/// Half a block, little-endian, although the standard is not: what is done to bytes needs no order, and nearly
/// everything is.
type Half = u64;

/// Two keys that belong together: of two rounds, or of both halves.
type Pair = [Half; 2];

/// The code that a key uses: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Gfni(cpu::Gfni),
    #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
    ByAes(Cpu),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend() >= Backend::Vaes512
            && let Some(cpu) = cpu::Gfni::detect()
        {
            return Self(Isa::Gfni(cpu));
        }
        #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
        if let Some(cpu) = Cpu::detect() {
            return Self(Isa::ByAes(cpu));
        }
        Self(Isa::Portable)
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        let every = [Isa::Portable].into_iter();
        #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
        let every = Cpu::every().map(Isa::ByAes).chain(every);
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        let every = cpu::Gfni::detect().map(Isa::Gfni).into_iter().chain(every);
        every.map(Self)
    }

    /// The function F of a half to which the key was added.
    fn f(self, half: Half) -> Half {
        match self.0 {
            Isa::Portable => portable::f(half),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::f(cpu, half),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::f(cpu, half),
        }
    }
}

/// The keys before the rounds; of six rounds; then, two or three times, of the functions FL between and of six more
/// rounds; after the rounds.
type RoundKeys = [Pair; 17];

/// A Camellia key, expanded for both directions. Wiped when dropped.
pub struct Key {
    kernel: Kernel,
    /// How many pairs of keys are in use: 13 or 17.
    used: usize,
    encrypt: RoundKeys,
    decrypt: RoundKeys,
}

impl Key {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8]) -> Option<Self> {
        let mut halves = [[0; 16]; 2];
        let used = match key.len() {
            16 => 13,
            24 | 32 => 17,
            _ => return None,
        };
        halves.as_flattened_mut()[..key.len()].copy_from_slice(key);
        if key.len() == 24 {
            let (_, quarters) = halves.as_flattened_mut().split_at_mut(16);
            let (given, made) = quarters.split_at_mut(8);
            made.iter_mut().zip(given).for_each(|(made, given)| *made = !*given);
        }
        let mut this = Self { kernel, used, encrypt: [[0; 2]; 17], decrypt: [[0; 2]; 17] };
        this.expand(halves.map(u128::from_be_bytes));
        wipe(&mut halves);
        let (encrypt, decrypt) = (&mut this.encrypt[..used], &mut this.decrypt[..used]);
        // RFC 3713, 2.3.3: the order of everything is reversed but that of the halves before and after
        decrypt.copy_from_slice(encrypt);
        decrypt.reverse();
        decrypt[1..used - 1].iter_mut().for_each(|pair| pair.reverse());
        constants::add(encrypt);
        constants::add(decrypt);
        #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
        if let Isa::ByAes(cpu) = kernel.0 {
            by_aes::prepare(cpu, encrypt);
            by_aes::prepare(cpu, decrypt);
        }
        Some(this)
    }

    /// RFC 3713, 2.2.
    fn expand(&mut self, [left, right]: [u128; 2]) {
        let two_rounds = |x: u128, sigma: [u64; 2]| {
            let [mut one, mut two] = pair(x);
            two ^= self.kernel.f(one ^ sigma[0].swap_bytes());
            one ^= self.kernel.f(two ^ sigma[1].swap_bytes());
            u128::from(two.swap_bytes()) | (u128::from(one.swap_bytes()) << 64)
        };
        let a = two_rounds(two_rounds(left ^ right, SIGMA[0]) ^ left, SIGMA[1]);
        let b = two_rounds(a ^ right, SIGMA[2]);
        let mut from = [left, right, a, b];
        let order: &[(usize, u32)] = if self.used == 13 { &SHORT } else { &LONG };
        for (key, (from_which, rotation)) in self.encrypt.iter_mut().zip(order) {
            *key = pair(from[*from_which].rotate_left(*rotation));
        }
        if self.used == 13 {
            // The one pair that is made of two: k9 and k10.
            self.encrypt[6][1] = pair(left.rotate_left(60))[1];
        }
        wipe(&mut from);
    }

    /// Electronic codebook.
    pub fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(&self.encrypt[..self.used], blocks);
    }

    /// Electronic codebook, backwards.
    pub fn decrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(&self.decrypt[..self.used], blocks);
    }

    /// Cipher block chaining.
    pub fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        let keys = &self.encrypt[..self.used];
        match self.kernel.0 {
            Isa::Portable => portable::cbc_encrypt(keys, iv, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::cbc_encrypt(cpu, keys, iv, blocks),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::cbc_encrypt(cpu, keys, iv, blocks),
        }
    }

    /// Cipher feedback of whole blocks.
    pub fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        let keys = &self.encrypt[..self.used];
        match self.kernel.0 {
            Isa::Portable => portable::cfb_encrypt(keys, iv, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::cfb_encrypt(cpu, keys, iv, blocks),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::cfb_encrypt(cpu, keys, iv, blocks),
        }
    }

    #[inline]
    fn apply(&self, keys: &[Pair], blocks: &mut [Block]) {
        match self.kernel.0 {
            Isa::Portable => portable::apply(keys, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::apply(cpu, keys, blocks),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::apply(cpu, keys, blocks),
        }
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel)
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        wipe(&mut self.encrypt);
        wipe(&mut self.decrypt);
    }
}

/// The halves of a number that the standard has as one.
fn pair(whole: u128) -> Pair {
    halves(whole.swap_bytes())
}

/// The halves of a little-endian block.
#[inline(always)]
fn halves(block: u128) -> Pair {
    let half = |bits: u128| (bits & u128::from(Half::MAX)).try_into().unwrap_or_default();
    [half(block), half(block >> 64)]
}

/// Which of KL, KR, KA and KB.
const KL: usize = 0;
const KR: usize = 1;
const KA: usize = 2;
const KB: usize = 3;

/// What the round keys are made of and how far it is rotated (RFC 3713, 2.2), for keys of 16 bytes.
#[rustfmt::skip]
const SHORT: [(usize, u32); 13] = [
    (KL, 0),
    (KA, 0), (KL, 15), (KA, 15), (KA, 30),
    (KL, 45), (KA, 45), (KA, 60), (KL, 77),
    (KL, 94), (KA, 94), (KL, 111), (KA, 111),
];

/// The same for longer keys.
#[rustfmt::skip]
const LONG: [(usize, u32); 17] = [
    (KL, 0),
    (KB, 0), (KR, 15), (KA, 15), (KR, 30),
    (KB, 30), (KL, 45), (KA, 45), (KL, 60),
    (KR, 60), (KB, 60), (KL, 77), (KA, 77),
    (KR, 94), (KA, 94), (KL, 111), (KB, 111),
];

/// Sigma1 to Sigma6.
const SIGMA: [[u64; 2]; 3] = [
    [0xa09e_667f_3bcc_908b, 0xb67a_e858_4caa_73b2],
    [0xc6ef_372f_e94f_82be, 0x54ff_53a5_f1d3_6f1c],
    [0x10e5_27fa_de68_2d1d, 0xb056_88c2_b3e6_c1fd],
];

#[cfg(test)]
mod tests;
