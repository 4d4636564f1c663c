// SPDX-License-Identifier: MIT
//! Blocks byte by byte, for registers of either size.

/// Defines `load_all` and `store_all`, with `take`, `put`, `bytes_low` and `bytes_high`. Each kernel has its own: what only one
/// calls is inlined, so that 16 registers need not be written to memory to be returned.
macro_rules! transposed {
    ($feature:literal) => {
        /// The first bytes of 16 [`W`] blocks, the second ones, and so on.
        #[inline]
        #[target_feature(enable = $feature)]
        fn load_all(blocks: &[Block; 16 * W]) -> [Vector; 16] {
            let mut all = [take(blocks, 0); 16];
            for i in 1..16 {
                all[i] = take(blocks, i);
            }
            transposed(all)
        }

        /// Back to blocks.
        #[inline]
        #[target_feature(enable = $feature)]
        fn store_all(blocks: &mut [Block; 16 * W], all: [Vector; 16]) {
            let all = transposed(all);
            for i in 0..16 {
                put(blocks, i, all[i]);
            }
        }

        /// From blocks to bytes, and back.
        #[inline]
        #[target_feature(enable = $feature)]
        fn transposed(all: [Vector; 16]) -> [Vector; 16] {
            interleaved(interleaved(interleaved(interleaved(all))))
        }

        /// In the number of a byte, four bits for the register and four for the place in it, each bit moves on by one.
        #[inline]
        #[target_feature(enable = $feature)]
        fn interleaved(all: [Vector; 16]) -> [Vector; 16] {
            let mut interleaved = all;
            for i in 0..8 {
                interleaved[2 * i] = bytes_low(all[i], all[i + 8]);
                interleaved[2 * i + 1] = bytes_high(all[i], all[i + 8]);
            }
            interleaved
        }
    };
}

pub(crate) use transposed;
