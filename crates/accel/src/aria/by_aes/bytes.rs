// SPDX-License-Identifier: MIT
//! Many blocks byte by byte, for registers of either size.

/// Defines `rounds`, with the functions for registers from one module.
macro_rules! byte_by_byte {
    ($registers:ident, $feature:literal) => {
        use crate::affine::by_aes::$registers::{
            Vector, W, backwards, bytes_high, bytes_low, forwards, map, put, shuffle, spread, take, xor,
        };
        use crate::affine::by_aes::{OTHER_ORDER, transposed::transposed};

        use super::{FOUR_TO_THREE, ONE_TO_TWO};
        use crate::Block;

        /// The 16 bytes of 16 [`W`] blocks.
        type State = [Vector; 16];

        transposed!($feature);

        /// RFC 5794, 2.3.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn rounds(keys: &[Block], blocks: &mut [Block; 16 * W]) {
            let [pairs @ .., last] = keys else { return };
            let (pairs, _) = pairs.as_chunks();
            let mut state = load_all(blocks);
            for (i, [odd, even]) in pairs.iter().enumerate() {
                if i > 0 {
                    state = diffuse(state);
                }
                state = diffuse(substitute_odd(add(state, odd)));
                state = substitute_even(add(state, even));
            }
            store_all(blocks, add(state, last));
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn add(mut state: State, key: &Block) -> State {
            for i in 0..16 {
                state[usize::from(i)] = xor(state[usize::from(i)], spread(key, i));
            }
            state
        }

        /// The layer SL1 (RFC 5794, 2.4.1). It leaves the blocks in the order of the instruction that goes forwards.
        #[inline]
        #[target_feature(enable = $feature)]
        fn substitute_odd(mut state: State) -> State {
            for i in 0..4 {
                state[4 * i] = forwards(state[4 * i]);
                state[4 * i + 1] = map(forwards(state[4 * i + 1]), &ONE_TO_TWO);
                state[4 * i + 2] = shuffle(backwards(state[4 * i + 2]), &OTHER_ORDER);
                state[4 * i + 3] = shuffle(backwards(map(state[4 * i + 3], &FOUR_TO_THREE)), &OTHER_ORDER);
            }
            state
        }

        /// The layer SL2. It takes the blocks back to their own order.
        #[inline]
        #[target_feature(enable = $feature)]
        fn substitute_even(mut state: State) -> State {
            for i in 0..4 {
                state[4 * i] = backwards(state[4 * i]);
                state[4 * i + 1] = backwards(map(state[4 * i + 1], &FOUR_TO_THREE));
                state[4 * i + 2] = shuffle(forwards(state[4 * i + 2]), &OTHER_ORDER);
                state[4 * i + 3] = map(shuffle(forwards(state[4 * i + 3]), &OTHER_ORDER), &ONE_TO_TWO);
            }
            state
        }

        /// The diffusion A (RFC 5794, 2.4.3): sums of three bytes of a word; of three words; and of three words again,
        /// the bytes of which have swapped their places meanwhile, each word in its own way.
        #[inline]
        #[target_feature(enable = $feature)]
        fn diffuse(x: State) -> State {
            let [a, b] = [others([x[0], x[1], x[2], x[3]]), others([x[4], x[5], x[6], x[7]])];
            let [c, d] = [others([x[8], x[9], x[10], x[11]]), others([x[12], x[13], x[14], x[15]])];
            let p = mix([a[0], b[0], c[0], d[0]]);
            let q = mix([a[1], b[1], c[1], d[1]]);
            let r = mix([a[2], b[2], c[2], d[2]]);
            let s = mix([a[3], b[3], c[3], d[3]]);
            let [e, f] = [mix([p[0], q[1], r[2], s[3]]), mix([q[0], p[1], s[2], r[3]])];
            let [g, h] = [mix([r[0], s[1], p[2], q[3]]), mix([s[0], r[1], q[2], p[3]])];
            [e[0], f[0], g[0], h[0], e[1], f[1], g[1], h[1], e[2], f[2], g[2], h[2], e[3], f[3], g[3], h[3]]
        }

        /// The sums of all but one.
        #[inline]
        #[target_feature(enable = $feature)]
        fn others([a, b, c, d]: [Vector; 4]) -> [Vector; 4] {
            let (ab, cd) = (xor(a, b), xor(c, d));
            [xor(b, cd), xor(a, cd), xor(ab, d), xor(ab, c)]
        }

        /// Of those sums, in the order that the diffusion takes them.
        #[inline]
        #[target_feature(enable = $feature)]
        fn mix(words: [Vector; 4]) -> [Vector; 4] {
            let [bcd, acd, abd, abc] = others(words);
            [abc, acd, abd, bcd]
        }
    };
}
