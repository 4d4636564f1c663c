// SPDX-License-Identifier: MIT
//! The rounds, for registers of either size.

/// Defines everything up to `rounds`, with the functions for registers from one module.
macro_rules! rounds {
    ($registers:path) => {
        use $registers as registers;

        use registers::{
            Vector, W, blend, even_words, interleave_high, interleave_low, invert, load_some, map, odd_words,
            shuffle, splat, store_some, swap, xor, xor3,
        };

        use super::{BACKWARDS, FORWARDS, NOTHING, TRANSPOSED, words, words_swapped};
        use crate::Block;

        /// Two blocks for each lane: the first two bytes of the words, and the last two.
        type State = [Vector; 2];

        /// As many blocks as there are, at most 2 [`W`].
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn load(blocks: &[Block]) -> State {
            let (first, second) = blocks.split_at(blocks.len().min(W));
            let first = shuffle(load_some(first), &TRANSPOSED);
            let second = shuffle(load_some(second), &TRANSPOSED);
            [interleave_low(first, second), interleave_high(first, second)]
        }

        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn store(blocks: &mut [Block], [low, high]: State) {
            let (first, second) = blocks.split_at_mut(blocks.len().min(W));
            store_some(first, shuffle(even_words(low, high), &TRANSPOSED));
            store_some(second, shuffle(odd_words(low, high), &TRANSPOSED));
        }

        /// RFC 5794, 2.3, with round keys that are prepared.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn rounds<const N: usize>(keys: &[Block], states: &mut [State; N]) {
            let [first @ .., before, last_but_one, last] = keys else { return };
            let (pairs, _) = first.as_chunks();
            for [one, two] in pairs {
                odd(one, states);
                even(two, states);
            }
            odd(before, states);
            let (last_but_one, last) = (both(last_but_one), both(last));
            for state in states {
                let [low, high] = add(*state, last_but_one);
                *state = add([invert(map(low, BACKWARDS), NOTHING), invert(high, FORWARDS)], last);
            }
        }

        /// FO without the constants.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn odd<const N: usize>(key: &Block, states: &mut [State; N]) {
            let key = both(key);
            for state in states {
                let [low, high] = add(*state, key);
                *state = diffuse([invert(low, FORWARDS), invert(map(high, BACKWARDS), NOTHING)]);
            }
        }

        /// FE without the constants.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn even<const N: usize>(key: &Block, states: &mut [State; N]) {
            let key = both(key);
            for state in states {
                let [low, high] = add(*state, key);
                *state = diffuse([invert(map(low, BACKWARDS), NOTHING), invert(high, FORWARDS)]);
            }
        }

        /// A key for both blocks.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn both(key: &Block) -> State {
            let key = splat(key);
            [interleave_low(key, key), interleave_high(key, key)]
        }

        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn add([low, high]: State, key: State) -> State {
            [xor(low, key[0]), xor(high, key[1])]
        }

        /// The diffusion A (RFC 5794, 2.4.3): sums of three bytes of a word; of three words; and of three words again,
        /// the bytes of which have swapped their places meanwhile, each word in its own way.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn diffuse([low, high]: State) -> State {
            let both = xor(low, high);
            let swapped = swap(both);
            let low = mix(xor3(low, both, swapped));
            let high = mix(xor3(high, both, swapped));
            [mix_back(blend(low, high)), mix_back(blend(high, low))]
        }

        /// The words come out in the order 0, 2, 1, 3: so each is a part of its sum.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn mix(x: Vector) -> Vector {
            xor3(x, shuffle(x, const { &words([1, 0, 0, 1]) }), shuffle(x, const { &words([2, 3, 3, 2]) }))
        }

        /// From the order 0, 2, 1, 3 to the usual one.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn mix_back(x: Vector) -> Vector {
            xor3(
                shuffle(x, const { &words_swapped([0, 1, 2, 3]) }),
                shuffle(x, const { &words_swapped([1, 0, 0, 1]) }),
                shuffle(x, const { &words_swapped([2, 3, 3, 2]) }),
            )
        }
    };
}
