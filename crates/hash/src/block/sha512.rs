// SPDX-License-Identifier: MIT
//! SHA-512's block function and its three initial values (FIPS 180-4, 5.3.4 to 5.3.6 and 6.4).
//!
//! The work is done by a kernel of `purembed_accel`, or by the crate `sha2` where there is none or the back end is
//! portable.

use purembed_accel::sha512::Kernel;
use purembed_accel::{Backend, backend, wipe};

/// Eight words, and what works on them.
#[derive(Clone)]
pub(super) struct State {
    words: [u64; 8],
    pub(super) kernel: Option<Kernel>,
}

impl State {
    fn new(words: [u64; 8]) -> Self {
        let kernel = if backend() < Backend::Avx2 { None } else { Kernel::detect() };
        Self { words, kernel }
    }

    #[inline]
    fn absorb(&mut self, blocks: &[[u8; 128]]) {
        match self.kernel {
            Some(kernel) => kernel.compress(&mut self.words, blocks),
            None => sha2::block_api::compress512(&mut self.words, blocks),
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

        impl super::Chain<128, $size> for $name {
            #[inline]
            fn absorb(&mut self, blocks: &[[u8; 128]]) {
                self.0.absorb(blocks);
            }

            /// The length of the message (5.1.2), big-endian.
            fn length(bits: u128) -> impl AsRef<[u8]> {
                bits.to_be_bytes()
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
    Chain384 48, [
        0xcbbb_9d5d_c105_9ed8 0x629a_292a_367c_d507 0x9159_015a_3070_dd17 0x152f_ecd8_f70e_5939
        0x6733_2667_ffc0_0b31 0x8eb4_4a87_6858_1511 0xdb0c_2e0d_64f9_8fa7 0x47b5_481d_befa_4fa4
    ];
    Chain512 64, [
        0x6a09_e667_f3bc_c908 0xbb67_ae85_84ca_a73b 0x3c6e_f372_fe94_f82b 0xa54f_f53a_5f1d_36f1
        0x510e_527f_ade6_82d1 0x9b05_688c_2b3e_6c1f 0x1f83_d9ab_fb41_bd6b 0x5be0_cd19_137e_2179
    ];
    Chain512_256 32, [
        0x2231_2194_fc2b_f72c 0x9f55_5fa3_c84c_64c2 0x2393_b86b_6f53_b151 0x9638_7719_5940_eabd
        0x9628_3ee2_a88e_ffe3 0xbe5e_1e25_5386_3992 0x2b01_99fc_2c85_b8aa 0x0eb7_2ddc_81c5_2ca2
    ];
}
