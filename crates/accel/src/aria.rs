// SPDX-License-Identifier: MIT
//! ARIA (RFC 5794).
//!
//! No kernel has a table: all compute the S-boxes, of single blocks and while they expand a key, too.

use core::fmt;

use crate::Block;
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::affine::by_aes::Cpu;
use crate::affine::{AES, AES_CONSTANT, Columns};
#[cfg(test)]
use crate::affine::{IDENTITY, inverted, s_box};
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

/// SB1 is AES's S-box: this map after inversion, and [`CONSTANTS`]`[0]`.
const AFTER1: Columns = AES;

/// SB2: this map after inversion, and [`CONSTANTS`]`[1]`.
const AFTER2: Columns = [0xac, 0xfd, 0xc6, 0x83, 0x26, 0xa7, 0xfb, 0x5f];

const CONSTANTS: [u8; 2] = [AES_CONSTANT, 0xe2];

/// SB1 to SB4 (RFC 5794, 2.4.2).
#[cfg(test)]
const S_BOXES: [[u8; 256]; 4] = {
    let one = s_box(IDENTITY, AFTER1, CONSTANTS[0]);
    let two = s_box(IDENTITY, AFTER2, CONSTANTS[1]);
    [one, two, inverted(one), inverted(two)]
};

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

    /// A(SL1(x)) (RFC 5794, 2.4.1).
    fn odd_round(self, block: &Block) -> Block {
        match self.0 {
            Isa::Portable => portable::odd_round(block),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::odd_round(cpu, block),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::odd_round(cpu, block),
        }
    }

    /// A(SL2(x)) (RFC 5794, 2.4.1).
    fn even_round(self, block: &Block) -> Block {
        match self.0 {
            Isa::Portable => portable::even_round(block),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::even_round(cpu, block),
            #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
            Isa::ByAes(cpu) => by_aes::even_round(cpu, block),
        }
    }
}

/// The keys of up to 17 rounds.
type RoundKeys = [Block; 17];

/// An ARIA key, expanded for both directions. Wiped when dropped.
pub struct Key {
    kernel: Kernel,
    /// How many of the round keys are in use: 13, 15 or 17.
    used: usize,
    encrypt: RoundKeys,
    decrypt: RoundKeys,
}

impl Key {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8]) -> Option<Self> {
        let (used, first_constant) = match key.len() {
            16 => (13, 0),
            24 => (15, 1),
            32 => (17, 2),
            _ => return None,
        };
        let mut this = Self { kernel, used, encrypt: [[0; 16]; 17], decrypt: [[0; 16]; 17] };
        this.expand(key, first_constant);
        // RFC 5794, 2.3
        this.decrypt[..used].copy_from_slice(&this.encrypt[..used]);
        this.decrypt[..used].reverse();
        this.decrypt[1..used - 1].iter_mut().for_each(|key| *key = portable::diffuse(key));
        for keys in [&mut this.encrypt[..used], &mut this.decrypt[..used]] {
            match kernel.0 {
                Isa::Portable => {
                    constants::add(keys);
                    portable::prepare(keys);
                }
                #[cfg(all(feature = "accel", target_arch = "x86_64"))]
                Isa::Gfni(_) => {
                    constants::add(keys);
                    x86_64::prepare(keys);
                }
                // The constants are in its maps.
                #[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
                Isa::ByAes(_) => {}
            }
        }
        Some(this)
    }

    /// RFC 5794, 2.2.
    fn expand(&mut self, key: &[u8], first_constant: usize) {
        let mut halves = [[0; 16]; 2];
        halves.as_flattened_mut()[..key.len()].copy_from_slice(key);
        let [left, right] = halves.map(u128::from_be_bytes);
        let constant = |i: usize| C[(first_constant + i) % 3];
        let odd = |x: u128| u128::from_be_bytes(self.kernel.odd_round(&x.to_be_bytes()));
        let even = |x: u128| u128::from_be_bytes(self.kernel.even_round(&x.to_be_bytes()));
        let mut w = [left, 0, 0, 0];
        w[1] = odd(w[0] ^ constant(0)) ^ right;
        w[2] = even(w[1] ^ constant(1)) ^ w[0];
        w[3] = odd(w[2] ^ constant(2)) ^ w[1];
        // to the right by 19 and 31, to the left by 61, 31 and 19
        for (i, key) in self.encrypt[..self.used].iter_mut().enumerate() {
            let rotation = [19, 31, 67, 97, 109][i / 4];
            *key = (w[i % 4] ^ w[(i + 1) % 4].rotate_right(rotation)).to_be_bytes();
        }
        wipe(&mut halves);
        wipe(&mut w);
    }

    /// Electronic codebook.
    pub fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(&self.encrypt[..self.used], blocks);
    }

    /// Electronic codebook, backwards.
    pub fn decrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(&self.decrypt[..self.used], blocks);
    }

    #[inline]
    fn apply(&self, keys: &[Block], blocks: &mut [Block]) {
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

/// CK1 to CK3 of a key of 16 bytes; longer ones begin with the second or third (RFC 5794, 2.2).
const C: [u128; 3] = [
    0x517c_c1b7_2722_0a94_fe13_abe8_fa9a_6ee0,
    0x6db1_4acc_9e21_c820_ff28_b1d5_ef5d_e2b0,
    0xdb92_371d_2126_e970_0324_9775_04e8_c90e,
];

#[cfg(test)]
mod tests;
