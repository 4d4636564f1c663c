// SPDX-License-Identifier: MIT
//! DES (FIPS 46-3) and triple DES (SP 800-67).
//!
//! Where no block waits for another, vectors hold the same six bits of many blocks, and registers are the tables that they
//! are looked up in; or, on CPUs without such instructions, S-boxes are computed: no address depends on a secret. Where each
//! block waits for the one before, secrets are looked up in memory, **at addresses that depend on key and message**. Keys are
//! expanded by masks.

use core::fmt;

use zeroize::ZeroizeOnDrop;

use crate::wipe::wipe;
#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::{Backend, backend, cpu};
use chain::Halves;
use tables::RoundKey;

#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
#[macro_use]
mod sliced;
#[cfg(all(feature = "accel", target_arch = "aarch64"))]
mod aarch64;
mod chain;
mod permutation;
mod portable;
mod schedule;
mod tables;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
mod x86_64;

/// A block: 8 bytes.
pub type Block = [u8; 8];

/// A key of one pass.
pub type Single = Key<1>;

/// A key of three passes: encrypt, decrypt, encrypt.
pub type Ede = Key<3>;

/// The code that a key uses where no block waits for another: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Avx2(cpu::Avx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Gfni(cpu::Gfni),
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    Neon(cpu::Neon),
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
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        if backend() >= Backend::Avx2
            && let Some(cpu) = cpu::Avx2::detect()
        {
            return Self(Isa::Avx2(cpu));
        }
        #[cfg(all(feature = "accel", target_arch = "aarch64"))]
        if backend() == Backend::Neon
            && let Some(cpu) = cpu::Neon::detect()
        {
            return Self(Isa::Neon(cpu));
        }
        Self(Isa::Portable)
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        #[cfg(all(feature = "accel", target_arch = "x86_64"))]
        let fast = [cpu::Gfni::detect().map(Isa::Gfni), cpu::Avx2::detect().map(Isa::Avx2)];
        #[cfg(all(feature = "accel", target_arch = "aarch64"))]
        let fast = [cpu::Neon::detect().map(Isa::Neon)];
        #[cfg(not(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64"))))]
        let fast: [Option<Isa>; 0] = [];
        fast.into_iter().flatten().chain([Isa::Portable]).map(Self)
    }
}

/// The keys of the sixteen rounds of each pass.
type Passes<const P: usize> = [[RoundKey; 16]; P];

/// The same for vectors: for each S-box six bits, four times.
type Spread = [u32; 8];

/// A key of `P` passes, expanded. Wiped when dropped.
pub struct Key<const P: usize> {
    kernel: Kernel,
    encrypt: Passes<P>,
    /// The same rounds backwards.
    decrypt: Passes<P>,
    spread: [[Spread; 16]; P],
}

impl Single {
    /// Expands a key of one pass. Parity bits are ignored.
    #[must_use]
    pub fn new(kernel: Kernel, key: [u8; 8]) -> Self {
        Self::with_keys(kernel, [key])
    }
}

impl Ede {
    /// Two keys, of which the first is used again.
    #[must_use]
    pub fn two(kernel: Kernel, [first, second]: [[u8; 8]; 2]) -> Self {
        Self::three(kernel, [first, second, first])
    }

    /// Three keys.
    #[must_use]
    pub fn three(kernel: Kernel, keys: [[u8; 8]; 3]) -> Self {
        Self::with_keys(kernel, keys)
    }
}

impl<const P: usize> Key<P> {
    /// Every second pass goes backwards.
    fn with_keys(kernel: Kernel, keys: [[u8; 8]; P]) -> Self {
        let mut this = Self {
            kernel,
            encrypt: [[[0; 2]; 16]; P],
            decrypt: [[[0; 2]; 16]; P],
            spread: [[[0; 8]; 16]; P],
        };
        for (pass, key) in keys.into_iter().enumerate() {
            let mut rounds = schedule::round_keys(key);
            if pass % 2 == 1 {
                rounds.reverse();
            }
            for (round, (looked_up, bytes)) in rounds.iter().enumerate() {
                this.encrypt[pass][round] = *looked_up;
                this.spread[pass][round] = bytes.map(|byte| u32::from(byte) * 0x0101_0101);
            }
            wipe(&mut rounds);
        }
        this.decrypt = this.encrypt;
        this.decrypt.as_flattened_mut().reverse();
        this
    }

    /// Electronic codebook.
    pub fn encrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(false, blocks);
    }

    /// Electronic codebook, backwards.
    pub fn decrypt_blocks(&self, blocks: &mut [Block]) {
        self.apply(true, blocks);
    }

    #[inline]
    fn apply(&self, backwards: bool, blocks: &mut [Block]) {
        match self.kernel.0 {
            Isa::Portable => portable::apply(if backwards { &self.decrypt } else { &self.encrypt }, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Avx2(cpu) => x86_64::apply_avx2(cpu, &self.spread, backwards, blocks),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Gfni(cpu) => x86_64::apply_gfni(cpu, &self.spread, backwards, blocks),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Isa::Neon(cpu) => aarch64::apply(cpu, &self.spread, backwards, blocks),
        }
    }

    /// Encrypts a block for which another waits: by tables, whatever the kernel.
    pub fn encrypt_block(&self, block: &mut Block) {
        *block = Halves::permuted(*block).rounds(&self.encrypt).permuted_back();
    }

    /// Cipher block chaining, by tables.
    pub fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        let mut running = Halves::permuted(*iv);
        for block in blocks {
            running = running.plus(Halves::permuted(*block)).rounds(&self.encrypt);
            *block = running.permuted_back();
        }
        *iv = running.permuted_back();
    }

    /// CBC-MAC, by tables.
    pub fn cbc_mac(&self, state: &mut Block, blocks: &[Block]) {
        let mut running = Halves::permuted(*state);
        for block in blocks {
            running = running.plus(Halves::permuted(*block)).rounds(&self.encrypt);
        }
        *state = running.permuted_back();
    }
}

impl<const P: usize> fmt::Debug for Key<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel)
    }
}

impl<const P: usize> Drop for Key<P> {
    fn drop(&mut self) {
        wipe(&mut self.encrypt);
        wipe(&mut self.decrypt);
        wipe(&mut self.spread);
    }
}

impl<const P: usize> ZeroizeOnDrop for Key<P> {}

#[cfg(test)]
mod tests;
