// SPDX-License-Identifier: MIT
//! SHA-2's two block functions and five initial values (FIPS 180-4, 5.3.2 to 5.3.6, 6.2 and 6.4).
//!
//! The work is done by a kernel of `purembed_accel`, or by the crate `sha2` where there is none or the back end is
//! portable.

use purembed_accel::{sha256, sha512, wipe};

/// Eight words and what works on them; and the digests that begin with words of their own.
macro_rules! family {
    (
        $state:ident, $word:ty, $block:literal, $kernel:ty, $twin:path, $length:expr;
        $($name:ident $size:literal, [$($initial:literal)*];)*
    ) => {
        #[derive(Clone)]
        pub(super) struct $state {
            words: [$word; 8],
            pub(super) kernel: Option<$kernel>,
        }

        impl $state {
            fn new(words: [$word; 8]) -> Self {
                Self { words, kernel: <$kernel>::detect() }
            }

            #[inline]
            fn absorb(&mut self, blocks: &[[u8; $block]]) {
                match self.kernel {
                    Some(kernel) => kernel.compress(&mut self.words, blocks),
                    None => $twin(&mut self.words, blocks),
                }
            }
        }

        $(
            #[derive(Clone)]
            pub(crate) struct $name(pub(super) $state);

            impl Default for $name {
                fn default() -> Self {
                    Self($state::new([$($initial),*]))
                }
            }

            impl super::Chain<$block, $size> for $name {
                #[inline]
                fn absorb(&mut self, blocks: &[[u8; $block]]) {
                    self.0.absorb(blocks);
                }

                fn length(bits: u128) -> impl AsRef<[u8]> {
                    $length(bits)
                }

                #[inline]
                fn digest(&self) -> [u8; $size] {
                    let mut out = [0; $size];
                    let (words, _) = out.as_chunks_mut();
                    words.iter_mut().zip(self.0.words).for_each(|(out, word)| *out = word.to_be_bytes());
                    out
                }

                #[inline]
                fn wipe(&mut self) {
                    wipe(&mut self.0.words);
                }
            }
        )*
    };
}

/// The low 64 bits of the length (5.1.1), big-endian.
pub(super) const fn length64(bits: u128) -> [u8; 8] {
    let [.., a, b, c, d, e, f, g, h] = bits.to_be_bytes();
    [a, b, c, d, e, f, g, h]
}

family! {
    State256, u32, 64, sha256::Kernel, sha2::block_api::compress256, length64;
    Chain224 28, [
        0xc105_9ed8 0x367c_d507 0x3070_dd17 0xf70e_5939 0xffc0_0b31 0x6858_1511 0x64f9_8fa7 0xbefa_4fa4
    ];
    Chain256 32, [
        0x6a09_e667 0xbb67_ae85 0x3c6e_f372 0xa54f_f53a 0x510e_527f 0x9b05_688c 0x1f83_d9ab 0x5be0_cd19
    ];
}

family! {
    // The whole length, big-endian (5.1.2).
    State512, u64, 128, sha512::Kernel, sha2::block_api::compress512, u128::to_be_bytes;
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
