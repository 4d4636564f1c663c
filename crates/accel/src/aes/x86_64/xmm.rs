// SPDX-License-Identifier: MIT
//! One block in a register of 128 bits: the instructions as AVX encodes them, and as SSE does.
//!
//! The first are right beside code with wider registers, and need fewer moves; the second are there for CPUs without AVX.

macro_rules! registers {
    ($features:literal) => {
        use core::arch::x86_64::{
            __m128i, _mm_add_epi64, _mm_aesdec_si128, _mm_aesdeclast_si128, _mm_aesenc_si128,
            _mm_aesenclast_si128, _mm_clmulepi64_si128, _mm_loadu_si128, _mm_set_epi64x, _mm_setzero_si128,
            _mm_shuffle_epi8, _mm_sll_epi64, _mm_slli_si128, _mm_srl_epi64, _mm_srli_si128, _mm_storeu_si128,
            _mm_xor_si128,
        };

        use super::super::Schedule;
        use crate::Block;

        /// Blocks in a register.
        const W: usize = 1;
        /// Registers at a time: as many as it takes to keep the AES units busy.
        const N: usize = 8;

        parallel_modes!($features);
        xts_modes!($features);
        serial_modes!($features);

        #[inline]
        #[target_feature(enable = $features)]
        fn zero() -> __m128i {
            _mm_setzero_si128()
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn load([block]: &[Block; 1]) -> __m128i {
            broadcast(block)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn store([block]: &mut [Block; 1], x: __m128i) {
            store_first(block, x);
        }

        /// One block.
        #[inline]
        #[target_feature(enable = $features)]
        fn load_some(blocks: &[Block]) -> __m128i {
            match blocks.first() {
                Some(one) => broadcast(one),
                None => zero(),
            }
        }

        /// The block if there is room.
        #[inline]
        #[target_feature(enable = $features)]
        fn store_some(blocks: &mut [Block], x: __m128i) {
            if let Some(one) = blocks.first_mut() {
                store_first(one, x);
            }
        }

        /// The one block.
        #[allow(unsafe_code)]
        #[inline]
        #[target_feature(enable = $features)]
        fn broadcast(block: &Block) -> __m128i {
            // SAFETY: the reference is good for reading 16 bytes, and the instruction needs no alignment.
            unsafe { _mm_loadu_si128(block.as_ptr().cast()) }
        }

        /// The one block.
        #[allow(unsafe_code)]
        #[inline]
        #[target_feature(enable = $features)]
        fn store_first(block: &mut Block, x: __m128i) {
            // SAFETY: the reference is good for writing 16 bytes, and the instruction needs no alignment.
            unsafe { _mm_storeu_si128(block.as_mut_ptr().cast(), x) }
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn xor(x: __m128i, y: __m128i) -> __m128i {
            _mm_xor_si128(x, y)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn encrypt(x: __m128i, key: __m128i) -> __m128i {
            _mm_aesenc_si128(x, key)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn encrypt_last(x: __m128i, key: __m128i) -> __m128i {
            _mm_aesenclast_si128(x, key)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn decrypt(x: __m128i, key: __m128i) -> __m128i {
            _mm_aesdec_si128(x, key)
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn decrypt_last(x: __m128i, key: __m128i) -> __m128i {
            _mm_aesdeclast_si128(x, key)
        }

        /// The block before.
        #[inline]
        #[target_feature(enable = $features)]
        fn before(last: __m128i, _: __m128i) -> __m128i {
            last
        }

        /// Adds the halves of the blocks.
        #[inline]
        #[target_feature(enable = $features)]
        fn add(x: __m128i, y: __m128i) -> __m128i {
            _mm_add_epi64(x, y)
        }

        /// A number in the lower half of each block.
        #[inline]
        #[target_feature(enable = $features)]
        fn splat(number: u64) -> __m128i {
            let number = number.cast_signed();
            _mm_set_epi64x(0, number)
        }

        /// Numbers that count on from block to block.
        #[inline]
        #[target_feature(enable = $features)]
        fn from(first: i64) -> __m128i {
            _mm_set_epi64x(0, first)
        }

        /// Reverses the bytes of each block.
        #[inline]
        #[target_feature(enable = $features)]
        fn reverse(x: __m128i) -> __m128i {
            let order = _mm_set_epi64x(0x0001_0203_0405_0607, 0x0809_0a0b_0c0d_0e0f);
            _mm_shuffle_epi8(x, order)
        }

        /// Multiplies by x to the power of `bits`, less than 64.
        #[inline]
        #[target_feature(enable = $features)]
        fn times(x: __m128i, bits: u64, _: u64) -> __m128i {
            let left = splat(bits);
            let over = _mm_srl_epi64(x, splat(64 - bits));
            let shifted = xor(_mm_sll_epi64(x, left), _mm_slli_si128::<8>(over));
            xor(shifted, _mm_clmulepi64_si128::<0x01>(over, polynomial()))
        }

        /// Multiplies by x to the power of `N * W`.
        #[inline]
        #[target_feature(enable = $features)]
        fn times_group(x: __m128i) -> __m128i {
            let over = _mm_clmulepi64_si128::<0x00>(_mm_srli_si128::<15>(x), polynomial());
            xor(_mm_slli_si128::<1>(x), over)
        }

        /// XTS's field (IEEE 1619, section 5.2), without its highest power.
        #[inline]
        #[target_feature(enable = $features)]
        fn polynomial() -> __m128i {
            _mm_set_epi64x(0, 0x87)
        }
    };
}

pub(super) mod avx {
    registers!("aes,avx2,pclmulqdq");
}

pub(super) mod sse {
    registers!("aes,pclmulqdq,sse4.1,ssse3");
}
