// SPDX-License-Identifier: MIT
//! AES-GCM in one pass: while some blocks are encrypted, the CPU multiplies others, for registers of one, two and four
//! blocks. A short message is reduced once, together with its associated data and lengths.

use core::arch::x86_64::__m128i;

use super::Start;
use crate::aes::x86_64::Schedule;
use crate::ghash::x86_64::{END, Powers, lanes1, lanes2, lanes4};
use crate::{Block, cpu, stack};

/// The round keys and the powers of H.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub(super) schedule: &'a Schedule,
    pub(super) powers: &'a Powers,
}

/// The kernels for given features, on top of the operations on a register.
macro_rules! kernels {
    ($name:ident, $token:ident, $features:literal, $lanes:ident, $vectors:literal, $powers:literal) => {
        pub(super) mod $name {
            use super::*;
            use $lanes::*;

            /// Bytes in a register.
            const WIDTH: usize = 16 * LANES;
            /// Bytes in an iteration.
            const CHUNK: usize = WIDTH * $vectors;

            #[allow(unsafe_code)]
            pub(crate) fn seal(
                _: cpu::$token,
                keys: Keys<'_>,
                start: Start<'_>,
                counter: &mut Block,
                state: &mut Block,
                message: &mut [u8],
            ) {
                // SAFETY: the token says that the CPU has these features.
                unsafe { gcm_seal(keys, start, counter, state, message) };
            }

            #[allow(unsafe_code)]
            pub(crate) fn open(
                _: cpu::$token,
                keys: Keys<'_>,
                start: Start<'_>,
                counter: &mut Block,
                state: &mut Block,
                message: &mut [u8],
            ) {
                // SAFETY: the token says that the CPU has these features.
                unsafe { gcm_open(keys, start, counter, state, message) };
            }

            #[inline(never)]
            #[target_feature(enable = $features)]
            fn gcm_seal(
                keys: Keys<'_>,
                start: Start<'_>,
                counter: &mut Block,
                state: &mut Block,
                message: &mut [u8],
            ) {
                stack::align();
                work::<true>(keys, start, counter, state, message);
            }

            #[inline(never)]
            #[target_feature(enable = $features)]
            fn gcm_open(
                keys: Keys<'_>,
                start: Start<'_>,
                counter: &mut Block,
                state: &mut Block,
                message: &mut [u8],
            ) {
                stack::align();
                work::<false>(keys, start, counter, state, message);
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn work<const SEAL: bool>(
                Keys { schedule, powers }: Keys<'_>,
                start: Start<'_>,
                counter: &mut Block,
                state: &mut Block,
                mut message: &mut [u8],
            ) {
                let from = lanes1::load(core::array::from_ref(counter));
                let number = lanes1::swap(from);
                let mut counters = add_counters(each_lane(number), numbers());
                let mut carry = first(lanes1::swap(lanes1::load(core::array::from_ref(state))));
                let mut sum = [zero(); 3];
                let mut left = message.len().div_ceil(16);
                let mut mask = lanes1::zero();
                let mut lengths = lanes1::zero();
                // Whether there will be but one reduction, at the end.
                let mut once = left <= $powers;
                let blocks = left;
                if let Start::Whole(mut ad) = start {
                    mask = encrypt_one(schedule, from);
                    lengths = lanes1::block((ad.len() as u128 * 8) << 64 | (message.len() as u128 * 8));
                    counters = add_counters(counters, all_counters(1));
                    carry = zero();
                    left += 1;
                    once = left + ad.len().div_ceil(16) <= $powers;
                    if !ad.is_empty() {
                        if !once {
                            let (chunks, rest) = ad.as_chunks::<CHUNK>();
                            for chunk in chunks {
                                carry = hash_chunk(powers, carry, chunk);
                            }
                            ad = rest;
                            left = 0;
                        }
                        left += ad.len().div_ceil(16);
                        for bytes in ad.chunks(WIDTH) {
                            sum = add(sum, xor(swap(load_some(bytes)), carry), power(powers, left));
                            carry = zero();
                            left -= bytes.len().div_ceil(16);
                        }
                        if !once && !ad.is_empty() {
                            carry = first(fold(reduce(sum)));
                            sum = [zero(); 3];
                        }
                    }
                }
                if !once {
                    let (chunks, rest) = message.as_chunks_mut::<CHUNK>();
                    (counters, carry) = work_chunks::<SEAL>(schedule, powers, counters, carry, chunks);
                    message = rest;
                    left = message.len().div_ceil(16) + usize::from(matches!(start, Start::Whole(_)));
                }
                for bytes in message.chunks_mut(WIDTH) {
                    let [x] = encrypt(schedule, [swap(counters)]);
                    counters = add_counters(counters, all_counters(LANES));
                    let before = load_some(bytes);
                    let after = xor(before, x);
                    store_some(bytes, after);
                    let hashed = if SEAL { keep(after, bytes.len()) } else { before };
                    sum = add(sum, xor(swap(hashed), carry), power(powers, left));
                    carry = zero();
                    left -= bytes.len().div_ceil(16);
                }
                if let Start::Whole(_) = start {
                    sum = add(sum, xor(first(lengths), carry), power(powers, 1));
                    let sum = lanes1::swap(fold(reduce(sum)));
                    lanes1::store(core::array::from_mut(state), lanes1::xor(mask, sum));
                } else {
                    if !message.is_empty() {
                        carry = first(fold(reduce(sum)));
                    }
                    lanes1::store(core::array::from_mut(state), lanes1::swap(fold(carry)));
                    // Counters in a register may be ahead of the blocks.
                    let next = lanes1::add_counters(number, lanes1::all_counters(blocks));
                    lanes1::store(core::array::from_mut(counter), lanes1::swap(next));
                }
            }

            /// Whole iterations: the next counters and the next state.
            #[inline]
            #[target_feature(enable = $features)]
            fn work_chunks<const SEAL: bool>(
                schedule: &Schedule,
                powers: &Powers,
                mut counters: V,
                mut carry: V,
                chunks: &mut [[u8; CHUNK]],
            ) -> (V, V) {
                for i in 0..chunks.len() {
                    let mut stream = [zero(); $vectors];
                    for x in &mut stream {
                        *x = swap(counters);
                        counters = add_counters(counters, all_counters(LANES));
                    }
                    // What is hashed at the same time: ciphertext that is there already.
                    if SEAL && i == 0 {
                        stream = encrypt(schedule, stream);
                    } else {
                        let chunk = &chunks[i - usize::from(SEAL)];
                        (stream, carry) = encrypt_and_hash::<SEAL>(schedule, powers, stream, carry, chunk);
                    }
                    for (blocks, x) in chunks[i].as_chunks_mut().0.as_chunks_mut().0.iter_mut().zip(stream) {
                        store(blocks, xor(load(blocks), x));
                    }
                }
                if let (true, Some(chunk)) = (SEAL, chunks.last()) {
                    carry = hash_chunk(powers, carry, chunk);
                }
                (counters, carry)
            }

            /// Rounds with a multiplication after each or every other, the reduction, and the other rounds. A function of
            /// its own for each direction, so that it becomes part of it.
            #[inline]
            #[target_feature(enable = $features)]
            fn encrypt_and_hash<const SEAL: bool>(
                schedule: &Schedule,
                powers: &Powers,
                stream: [V; $vectors],
                mut carry: V,
                chunk: &[u8; CHUNK],
            ) -> ([V; $vectors], V) {
                let mut stream = stream;
                let mut sum = [zero(); 3];
                let key = each_lane(round_key(schedule, 0));
                for x in &mut stream {
                    *x = xor(*x, key);
                }
                for (i, blocks) in chunk.as_chunks().0.as_chunks().0.iter().enumerate() {
                    for j in 0..8 / $vectors {
                        let key = each_lane(round_key(schedule, 1 + 8 / $vectors * i + j));
                        for x in &mut stream {
                            *x = aes(*x, key);
                        }
                    }
                    sum = add(sum, xor(swap(load(blocks)), carry), power(powers, LANES * ($vectors - i)));
                    carry = zero();
                }
                carry = reduce(sum);
                for i in 1 + 8 / $vectors * $vectors..schedule.rounds.min(14) {
                    let key = each_lane(round_key(schedule, i));
                    for x in &mut stream {
                        *x = aes(*x, key);
                    }
                }
                let key = each_lane(round_key(schedule, schedule.rounds.min(14)));
                for x in &mut stream {
                    *x = aes_last(*x, key);
                }
                (stream, first(fold(carry)))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn hash_chunk(powers: &Powers, mut carry: V, chunk: &[u8; CHUNK]) -> V {
                let mut sum = [zero(); 3];
                for (i, blocks) in chunk.as_chunks().0.as_chunks().0.iter().enumerate() {
                    let x = xor(swap(load(blocks)), carry);
                    sum = add(sum, x, power(powers, LANES * ($vectors - i)));
                    carry = zero();
                }
                first(fold(reduce(sum)))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn encrypt<const N: usize>(schedule: &Schedule, mut x: [V; N]) -> [V; N] {
                let key = each_lane(round_key(schedule, 0));
                for x in &mut x {
                    *x = xor(*x, key);
                }
                for i in 1..10 {
                    let key = each_lane(round_key(schedule, i));
                    for x in &mut x {
                        *x = aes(*x, key);
                    }
                }
                for i in 10..schedule.rounds.min(14) {
                    let key = each_lane(round_key(schedule, i));
                    for x in &mut x {
                        *x = aes(*x, key);
                    }
                }
                let key = each_lane(round_key(schedule, schedule.rounds.min(14)));
                for x in &mut x {
                    *x = aes_last(*x, key);
                }
                x
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn encrypt_one(schedule: &Schedule, x: __m128i) -> __m128i {
                let mut x = lanes1::xor(x, round_key(schedule, 0));
                for i in 1..schedule.rounds.min(14) {
                    x = lanes1::aes(x, round_key(schedule, i));
                }
                lanes1::aes_last(x, round_key(schedule, schedule.rounds.min(14)))
            }

            #[inline]
            #[target_feature(enable = $features)]
            fn round_key(schedule: &Schedule, i: usize) -> __m128i {
                lanes1::load(core::array::from_ref(&schedule.encrypt[i]))
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

kernels!(aes_ni, AesNi, "aes,pclmulqdq,ssse3,sse4.1", lanes1, 6, 9);
kernels!(aes_avx2, AesAvx2, "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2", lanes1, 6, 9);
kernels!(vaes256, Vaes256, "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq", lanes2, 8, 18);
kernels!(
    vaes512,
    Vaes512,
    "aes,pclmulqdq,ssse3,sse4.1,avx2,bmi1,bmi2,vaes,vpclmulqdq,avx512f,avx512bw,avx512dq,avx512vl",
    lanes4,
    4,
    20
);
