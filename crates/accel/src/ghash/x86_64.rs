// SPDX-License-Identifier: MIT
//! GHASH with carry-less multiplication, for registers of one, two and four blocks.
//!
//! Blocks are summed, each multiplied by the power of H that is due, and reduced once for many. The order of bits is
//! that of [`times_x`], and the reduction divides by x^128 (both as in RFC 8452, appendix A).

use super::portable::times_x;
use crate::wipe::wipe;
use crate::{Block, cpu};

pub(crate) mod lanes1;
pub(crate) mod lanes2;
pub(crate) mod lanes4;

/// The place in [`Powers`] after that of H.
pub(crate) const END: usize = 20;

/// Powers of H: the n-th stands n places before [`END`], as far as the kernel needs them. What stands before is never
/// used; zeros follow, which a register may take in after H. Wiped when dropped.
#[repr(align(64))]
pub(crate) struct Powers(pub(crate) [Block; END + 4]);

impl Drop for Powers {
    fn drop(&mut self) {
        wipe(&mut self.0);
    }
}

/// The kernels for given features, on top of the operations on a register.
macro_rules! kernels {
    ($name:ident, $token:ident, $features:literal, $lanes:ident, $vectors:literal, $powers:literal) => {
        pub(crate) mod $name {
            use super::*;
            use $lanes::*;

            /// Blocks in an iteration.
            const CHUNK: usize = LANES * $vectors;

            #[allow(unsafe_code)]
            pub(crate) fn powers(_: cpu::$token, h: &Block) -> Powers {
                let mut powers = Powers([[0; 16]; END + 4]);
                let h = times_x(u128::from_be_bytes(*h));
                // SAFETY: the token says that the CPU has these features.
                unsafe { ghash_powers(&h.to_le_bytes(), &mut powers) };
                powers
            }

            #[allow(unsafe_code)]
            pub(crate) fn update(_: cpu::$token, powers: &Powers, state: &mut Block, blocks: &[Block]) {
                // SAFETY: the token says that the CPU has these features.
                unsafe { ghash_update(powers, state, blocks) };
            }

            #[inline(never)]
            #[target_feature(enable = $features)]
            fn ghash_powers(h: &Block, to: &mut Powers) {
                const REGISTERS: usize = $powers / LANES;
                let mut v = [first_powers(lanes1::load(core::array::from_ref(h))); REGISTERS];
                for i in 0..REGISTERS {
                    if i > 0 {
                        // Halves, so that no chain gets long.
                        let (a, b) = (i / 2, (i - 1) / 2);
                        v[i] = reduce(multiply(v[a], each_lane(first_lane(v[b]))));
                    }
                    let at = END - (i + 1) * LANES;
                    if let Some(place) = to.0[at..].first_chunk_mut() {
                        store(place, v[i]);
                    }
                }
            }

            #[inline(never)]
            #[target_feature(enable = $features)]
            fn ghash_update(powers: &Powers, state: &mut Block, blocks: &[Block]) {
                let mut carry = first(lanes1::swap(lanes1::load(core::array::from_ref(state))));
                let (chunks, rest) = blocks.as_chunks::<CHUNK>();
                for chunk in chunks {
                    let mut sum = [zero(); 3];
                    for (i, block) in chunk.as_chunks::<LANES>().0.iter().enumerate() {
                        sum = add(sum, xor(swap(load(block)), carry), power(powers, CHUNK - i * LANES));
                        carry = zero();
                    }
                    carry = first(fold(reduce(sum)));
                }
                if !rest.is_empty() {
                    let mut sum = [zero(); 3];
                    let mut left = rest.len();
                    for block in rest.chunks(LANES) {
                        let x = xor(swap(load_some(block.as_flattened())), carry);
                        sum = add(sum, x, power(powers, left));
                        carry = zero();
                        left -= block.len();
                    }
                    carry = first(fold(reduce(sum)));
                }
                lanes1::store(core::array::from_mut(state), lanes1::swap(fold(carry)));
            }

            /// The powers of H from the given one on down.
            #[inline]
            #[target_feature(enable = $features)]
            fn power(powers: &Powers, n: usize) -> V {
                load(powers.0[END - n..].first_chunk().unwrap_or(&[[0; 16]; LANES]))
            }
        }
    };
}

kernels!(aes_ni, AesNi, "aes,pclmulqdq,ssse3,sse4.1", lanes1, 8, 9);
kernels!(aes_avx2, AesAvx2, "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2", lanes1, 8, 9);
kernels!(vaes256, Vaes256, "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq", lanes2, 8, 18);
kernels!(
    vaes512,
    Vaes512,
    "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl",
    lanes4,
    4,
    20
);
