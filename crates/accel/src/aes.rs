// SPDX-License-Identifier: MIT
//! AES (FIPS 197) in its modes, whole messages at a time (SP 800-38A, 38C, 38E).
//!
//! Everything works on whole blocks in place; what is left over of a message is the caller's. Chaining values (`iv`,
//! `counter`, `tweak`, `mac`) are taken by reference and stand, afterwards, where the next call goes on.

#[cfg(all(feature = "accel", any(target_arch = "aarch64", target_arch = "x86_64")))]
use crate::cpu;
use crate::{Backend, Block, backend};

#[cfg(all(feature = "accel", target_arch = "aarch64"))]
pub(crate) mod aarch64;
mod portable;
#[cfg(all(feature = "accel", target_arch = "x86_64"))]
pub(crate) mod x86_64;

/// The code that a key uses: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(pub(crate) Isa);

/// What a kernel consists of. GHASH and AES-GCM have the same ones.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Isa {
    Portable,
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    AesNi(cpu::AesNi),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    AesAvx2(cpu::AesAvx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Vaes256(cpu::Vaes256),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Vaes512(cpu::Vaes512),
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    Neon(cpu::Neon),
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self::of(backend()).unwrap_or(Self(Isa::Portable))
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        Backend::every().filter_map(Self::of)
    }

    fn of(backend: Backend) -> Option<Self> {
        let isa = match backend {
            Backend::Portable => Isa::Portable,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::AesNi => Isa::AesNi(cpu::AesNi::detect()?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Avx2 => Isa::AesAvx2(cpu::AesAvx2::detect()?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Vaes256 => Isa::Vaes256(cpu::Vaes256::detect()?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Backend::Vaes512 => Isa::Vaes512(cpu::Vaes512::detect()?),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Backend::Neon => Isa::Neon(cpu::Neon::detect()?),
            _ => return None,
        };
        Some(Self(isa))
    }
}

/// An AES key, expanded for both directions. Wiped when dropped.
pub struct Key(Keys);

impl Drop for Key {
    fn drop(&mut self) {
        // The key wipes itself where it stands. It may have carried along, in the room of the largest form, what lay on
        // the stack before: that form, which wipes itself as well, takes all of the room.
        self.0 = Keys::Portable(portable::Key::zeros());
    }
}

/// The key as each kernel has it. Each of them has each mode as a method, and each wipes itself.
#[allow(clippy::large_enum_variant, reason = "there is no allocator here")]
enum Keys {
    Portable(portable::Key),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    AesNi(x86_64::AesNi),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    AesAvx2(x86_64::AesAvx2),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Vaes256(x86_64::Vaes256),
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    Vaes512(x86_64::Vaes512),
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    Neon(aarch64::Key),
}

/// Does the same with the key of whatever kernel it is.
macro_rules! with {
    ($keys:expr, $key:ident => $work:expr) => {
        match $keys {
            Keys::Portable($key) => $work,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::AesNi($key) => $work,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::AesAvx2($key) => $work,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::Vaes256($key) => $work,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::Vaes512($key) => $work,
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Keys::Neon($key) => $work,
        }
    };
}

impl Key {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8]) -> Option<Self> {
        Some(Self(match kernel.0 {
            Isa::Portable => Keys::Portable(portable::Key::new(key)?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::AesNi(cpu) => Keys::AesNi(x86_64::AesNi::new(cpu, key)?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::AesAvx2(cpu) => Keys::AesAvx2(x86_64::AesAvx2::new(cpu, key)?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Vaes256(cpu) => Keys::Vaes256(x86_64::Vaes256::new(cpu, key)?),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Isa::Vaes512(cpu) => Keys::Vaes512(x86_64::Vaes512::new(cpu, key)?),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Isa::Neon(cpu) => Keys::Neon(aarch64::Key::new(cpu, key)?),
        }))
    }

    /// Which code it uses.
    #[must_use]
    pub fn kernel(&self) -> Kernel {
        Kernel(match &self.0 {
            Keys::Portable(_) => Isa::Portable,
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::AesNi(key) => Isa::AesNi(key.cpu),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::AesAvx2(key) => Isa::AesAvx2(key.cpu),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::Vaes256(key) => Isa::Vaes256(key.cpu),
            #[cfg(all(feature = "accel", target_arch = "x86_64"))]
            Keys::Vaes512(key) => Isa::Vaes512(key.cpu),
            #[cfg(all(feature = "accel", target_arch = "aarch64"))]
            Keys::Neon(key) => Isa::Neon(key.cpu),
        })
    }

    /// The round keys, unless the kernel is the portable one.
    #[cfg(all(feature = "accel", target_arch = "aarch64"))]
    pub(crate) fn schedule(&self) -> Option<&aarch64::Schedule> {
        match &self.0 {
            Keys::Portable(_) => None,
            Keys::Neon(key) => Some(&key.schedule),
        }
    }

    /// The round keys, unless the kernel is the portable one.
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    #[allow(dead_code)]
    pub(crate) fn schedule(&self) -> Option<&x86_64::Schedule> {
        match &self.0 {
            Keys::Portable(_) => None,
            Keys::AesNi(key) => Some(&key.schedule),
            Keys::AesAvx2(key) => Some(&key.schedule),
            Keys::Vaes256(key) => Some(&key.schedule),
            Keys::Vaes512(key) => Some(&key.schedule),
        }
    }

    /// Electronic codebook.
    pub fn encrypt_blocks(&self, blocks: &mut [Block]) {
        with!(&self.0, key => key.encrypt_blocks(blocks));
    }

    /// Electronic codebook, backwards.
    pub fn decrypt_blocks(&self, blocks: &mut [Block]) {
        with!(&self.0, key => key.decrypt_blocks(blocks));
    }

    /// Cipher block chaining.
    pub fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.cbc_encrypt(iv, blocks));
    }

    /// Cipher block chaining, backwards.
    pub fn cbc_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.cbc_decrypt(iv, blocks));
    }

    /// Cipher feedback of whole blocks (CFB128).
    pub fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.cfb_encrypt(iv, blocks));
    }

    /// Cipher feedback of whole blocks (CFB128), backwards.
    pub fn cfb_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.cfb_decrypt(iv, blocks));
    }

    /// Output feedback; both directions.
    pub fn ofb(&self, iv: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.ofb(iv, blocks));
    }

    /// Counter mode with a counter of 128 bits, big-endian, that wraps around; both directions.
    pub fn ctr(&self, counter: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.ctr(counter, blocks));
    }

    /// XTS with a tweak that is encrypted already.
    pub fn xts_encrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.xts_encrypt(tweak, blocks));
    }

    /// XTS, backwards, with a tweak that is encrypted already.
    pub fn xts_decrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.xts_decrypt(tweak, blocks));
    }

    /// For each block, adds it to `mac` and encrypts that: CBC-MAC, and the body of CMAC.
    pub fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
        with!(&self.0, key => key.cbc_mac(mac, blocks));
    }

    /// CCM's two passes in one: [`Self::cbc_mac`] over the message, [`Self::ctr`] over its blocks.
    pub fn ccm_encrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.ccm_encrypt(counter, mac, blocks));
    }

    /// CCM's two passes in one, backwards.
    pub fn ccm_decrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        with!(&self.0, key => key.ccm_decrypt(counter, mac, blocks));
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel().0)
    }
}

#[cfg(test)]
mod tests;
