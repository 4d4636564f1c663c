// SPDX-License-Identifier: MIT
//! SHA-256's block function and its two initial values (FIPS 180-4, 5.3.2, 5.3.3 and 6.2).
//!
//! The work is done by a kernel of `purembed_accel`, or by the crate `sha2` where there is none or the back end is
//! portable.

use purembed_accel::sha256::Kernel;
use purembed_accel::wipe;

/// Eight words, and what works on them.
#[derive(Clone)]
pub(super) struct State {
    words: [u32; 8],
    pub(super) kernel: Option<Kernel>,
}

impl State {
    fn new(words: [u32; 8]) -> Self {
        Self { words, kernel: Kernel::detect() }
    }

    #[inline]
    fn absorb(&mut self, blocks: &[[u8; 64]]) {
        match self.kernel {
            Some(kernel) => kernel.compress(&mut self.words, blocks),
            None => sha2::block_api::compress256(&mut self.words, blocks),
        }
    }
}

macro_rules! chains {
    ($($name:ident $size:literal, [$($word:literal)*];)*) => {$(
        #[derive(Clone)]
        pub(crate) struct $name(pub(super) State);

        impl Default for $name {
            fn default() -> Self {
                Self(State::new([$($word),*]))
            }
        }

        impl super::Chain<64, $size> for $name {
            #[inline]
            fn absorb(&mut self, blocks: &[[u8; 64]]) {
                self.0.absorb(blocks);
            }

            /// The length of the message (5.1.1), big-endian.
            fn length(bits: u128) -> impl AsRef<[u8]> {
                let [.., a, b, c, d, e, f, g, h] = bits.to_be_bytes();
                [a, b, c, d, e, f, g, h]
            }

            #[inline]
            fn digest(&self) -> [u8; $size] {
                let mut out = [0; $size];
                let words = self.0.words;
                out.as_chunks_mut().0.iter_mut().zip(words).for_each(|(out, word)| *out = word.to_be_bytes());
                out
            }

            #[inline]
            fn wipe(&mut self) {
                wipe(&mut self.0.words);
            }
        }
    )*};
}

chains! {
    Chain224 28, [
        0xc105_9ed8 0x367c_d507 0x3070_dd17 0xf70e_5939 0xffc0_0b31 0x6858_1511 0x64f9_8fa7 0xbefa_4fa4
    ];
    Chain256 32, [
        0x6a09_e667 0xbb67_ae85 0x3c6e_f372 0xa54f_f53a 0x510e_527f 0x9b05_688c 0x1f83_d9ab 0x5be0_cd19
    ];
}
