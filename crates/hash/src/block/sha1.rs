// SPDX-License-Identifier: MIT
//! SHA-1's block function and its initial value (FIPS 180-4, 5.3.1 and 6.1).
//!
//! The work is done by a kernel of `purembed_accel`, or by the crate `sha1` where there is none or the back end is
//! portable.

use purembed_accel::sha1::Kernel;
use purembed_accel::wipe;

/// Five words, and what works on them.
#[derive(Clone)]
pub(crate) struct Chain {
    words: [u32; 5],
    pub(super) kernel: Option<Kernel>,
}

impl Default for Chain {
    #[inline]
    fn default() -> Self {
        let words = [0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0];
        Self { words, kernel: Kernel::detect() }
    }
}

impl super::Chain<64, 20> for Chain {
    #[inline]
    fn absorb(&mut self, blocks: &[[u8; 64]]) {
        match self.kernel {
            Some(kernel) => kernel.compress(&mut self.words, blocks),
            None => sha1::block_api::compress(&mut self.words, blocks),
        }
    }

    /// The length of the message (5.1.1), big-endian.
    fn length(bits: u128) -> impl AsRef<[u8]> {
        super::sha2::length64(bits)
    }

    #[inline]
    fn digest(&self) -> [u8; 20] {
        let mut out = [0; 20];
        out.as_chunks_mut().0.iter_mut().zip(self.words).for_each(|(out, word)| *out = word.to_be_bytes());
        out
    }

    #[inline]
    fn wipe(&mut self) {
        wipe(&mut self.words);
    }
}
