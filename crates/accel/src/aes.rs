// SPDX-License-Identifier: MIT
//! AES (FIPS 197) in its modes, whole messages at a time (SP 800-38A, 38C, 38E).
//!
//! Everything works on whole blocks in place; what is left over of a message is the caller's. Chaining values (`iv`,
//! `counter`, `tweak`, `mac`) are taken by reference and stand, afterwards, where the next call goes on.

use crate::Block;

mod portable;

/// The code that a key uses: to hold one is the proof that this CPU can run it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Kernel(Isa);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Isa {
    Portable,
}

impl Kernel {
    /// The kernel for [`backend`](crate::backend()).
    #[must_use]
    pub fn detect() -> Self {
        Self(Isa::Portable)
    }

    /// Every kernel that this CPU can run, the fastest first; the last is the portable one.
    pub fn every() -> impl Iterator<Item = Self> {
        core::iter::once(Self(Isa::Portable))
    }
}

/// An AES key, expanded for both directions. Wiped when dropped.
pub struct Key {
    kernel: Kernel,
    portable: portable::Keys,
}

impl Key {
    /// Expands a key of 16, 24 or 32 bytes; `None` for any other length.
    #[must_use]
    pub fn new(kernel: Kernel, key: &[u8]) -> Option<Self> {
        Some(Self { kernel, portable: portable::Keys::new(key)? })
    }

    /// Electronic codebook.
    pub fn encrypt_blocks(&self, blocks: &mut [Block]) {
        match self.kernel.0 {
            Isa::Portable => self.portable.encrypt_blocks(blocks),
        }
    }

    /// Electronic codebook, backwards.
    pub fn decrypt_blocks(&self, blocks: &mut [Block]) {
        match self.kernel.0 {
            Isa::Portable => self.portable.decrypt_blocks(blocks),
        }
    }

    /// Cipher block chaining.
    pub fn cbc_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, iv);
            self.encrypt_blocks(core::slice::from_mut(block));
            *iv = *block;
        }
    }

    /// Cipher block chaining, backwards.
    pub fn cbc_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            let next = *block;
            self.decrypt_blocks(core::slice::from_mut(block));
            xor(block, iv);
            *iv = next;
        }
    }

    /// Cipher feedback of whole blocks (CFB128).
    pub fn cfb_encrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            xor(block, iv);
            *iv = *block;
        }
    }

    /// Cipher feedback of whole blocks (CFB128), backwards.
    pub fn cfb_decrypt(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            let next = *block;
            xor(block, iv);
            *iv = next;
        }
    }

    /// Output feedback; both directions.
    pub fn ofb(&self, iv: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            self.encrypt_blocks(core::slice::from_mut(iv));
            xor(block, iv);
        }
    }

    /// Counter mode with a counter of 128 bits, big-endian, that wraps around; both directions.
    pub fn ctr(&self, counter: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            let mut stream = *counter;
            self.encrypt_blocks(core::slice::from_mut(&mut stream));
            xor(block, &stream);
            *counter = u128::from_be_bytes(*counter).wrapping_add(1).to_be_bytes();
        }
    }

    /// XTS with a tweak that is encrypted already.
    pub fn xts_encrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, tweak);
            self.encrypt_blocks(core::slice::from_mut(block));
            xor(block, tweak);
            *tweak = double(*tweak);
        }
    }

    /// XTS, backwards, with a tweak that is encrypted already.
    pub fn xts_decrypt(&self, tweak: &mut Block, blocks: &mut [Block]) {
        for block in blocks {
            xor(block, tweak);
            self.decrypt_blocks(core::slice::from_mut(block));
            xor(block, tweak);
            *tweak = double(*tweak);
        }
    }

    /// For each block, adds it to `mac` and encrypts that: CBC-MAC, and the body of CMAC.
    pub fn cbc_mac(&self, mac: &mut Block, blocks: &[Block]) {
        for block in blocks {
            xor(mac, block);
            self.encrypt_blocks(core::slice::from_mut(mac));
        }
    }

    /// CCM's two passes in one: [`Self::cbc_mac`] over the message, [`Self::ctr`] over its blocks.
    pub fn ccm_encrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.cbc_mac(mac, blocks);
        self.ctr(counter, blocks);
    }

    /// CCM's two passes in one, backwards.
    pub fn ccm_decrypt(&self, counter: &mut Block, mac: &mut Block, blocks: &mut [Block]) {
        self.ctr(counter, blocks);
        self.cbc_mac(mac, blocks);
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel)
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
