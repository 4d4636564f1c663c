// SPDX-License-Identifier: MIT
//! Many blocks byte by byte, for registers of either size.

/// Defines `rounds`, with the functions for registers from one module.
macro_rules! byte_by_byte {
    ($registers:ident, $feature:literal) => {
        use crate::affine::by_aes::$registers::{
            Vector, W, and, backwards, bytes_high, bytes_low, forwards, map, or, put, shift_in, shuffle,
            spread, take, xor,
        };
        use crate::affine::by_aes::{SHIFTED, SHIFTED_BACK, transposed::transposed};

        use super::{BACKWARDS, FORWARDS, block};
        use crate::Block;
        use crate::camellia::constants::AFTER_F;
        use crate::camellia::{BOX_OF, Pair};

        /// The 8 bytes of half of each of 16 [`W`] blocks.
        type Halves = [Vector; 8];

        transposed!($feature);

        /// RFC 3713, 2.3, with round keys that are prepared.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn rounds(keys: &[Pair], blocks: &mut [Block; 16 * W]) {
            let [before, rest @ .., after] = keys else { return };
            let [mut left, mut right] = load_halves(blocks);
            [left, right] = add([left, right], &block(*before));
            // The first group lacks the keys between.
            for group in rest.rchunks(4).rev() {
                if let [between, _, _, _] = group {
                    [left, right] = add([left, right], &block([AFTER_F; 2]));
                    let key = block(*between);
                    left = upper(lower(left, &key, 0), &key, 0);
                    right = lower(upper(right, &key, 8), &key, 8);
                }
                let (_, pairs) = group.split_at(group.len().saturating_sub(3));
                for pair in pairs {
                    let key = block(*pair);
                    right = add_f_of_left(right, left, &key);
                    left = add_f_of_right(left, right, &key);
                }
            }
            store_halves(blocks, add([right, left], &block(*after)));
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn load_halves(blocks: &[Block; 16 * W]) -> [Halves; 2] {
            let [a, b, c, d, e, f, g, h, right @ ..] = load_all(blocks);
            [[a, b, c, d, e, f, g, h], in_order(right, &SHIFTED)]
        }

        /// The left half is the one that was the right one.
        #[inline]
        #[target_feature(enable = $feature)]
        fn store_halves(blocks: &mut [Block; 16 * W], [left, right]: [Halves; 2]) {
            let ([a, b, c, d, e, f, g, h], [i, j, k, l, m, n, o, p]) = (in_order(left, &SHIFTED_BACK), right);
            store_all(blocks, [a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p]);
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn in_order(mut half: Halves, order: &Block) -> Halves {
            for i in 0..8 {
                half[i] = shuffle(half[i], order);
            }
            half
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn add([mut left, mut right]: [Halves; 2], key: &Block) -> [Halves; 2] {
            for i in 0..8 {
                left[usize::from(i)] = xor(left[usize::from(i)], spread(key, i));
                right[usize::from(i)] = xor(right[usize::from(i)], spread(key, i + 8));
            }
            [left, right]
        }

        /// Adds the function F (RFC 3713, 2.4.1), without its constants, of the left half to the right one.
        #[inline]
        #[target_feature(enable = $feature)]
        fn add_f_of_left(right: Halves, mut left: Halves, key: &Block) -> Halves {
            for i in 0..8 {
                let x = &mut left[usize::from(i)];
                let [before, after] = &FORWARDS[BOX_OF[usize::from(i)]];
                *x = map(forwards(xor(map(*x, before), spread(key, i))), after);
            }
            add_p(right, left)
        }

        /// The same the other way round.
        #[inline]
        #[target_feature(enable = $feature)]
        fn add_f_of_right(left: Halves, mut right: Halves, key: &Block) -> Halves {
            for i in 0..8 {
                let x = &mut right[usize::from(i)];
                let [before, after] = &BACKWARDS[BOX_OF[usize::from(i)]];
                *x = map(backwards(xor(map(*x, before), spread(key, i + 8))), after);
            }
            add_p(left, right)
        }

        /// Adds the function P of what went through the S-boxes.
        #[inline]
        #[target_feature(enable = $feature)]
        fn add_p(to: Halves, [a, b, c, d, e, f, g, h]: Halves) -> Halves {
            let [a, b, c, d] = [xor(a, f), xor(b, g), xor(c, h), xor(d, e)];
            let [e, f, g, h] = [xor(e, c), xor(f, d), xor(g, a), xor(h, b)];
            let [a, b, c, d] = [xor(a, h), xor(b, e), xor(c, f), xor(d, g)];
            let [e, f, g, h] = [xor(e, d), xor(f, a), xor(g, b), xor(h, c)];
            [
                xor(to[0], e),
                xor(to[1], f),
                xor(to[2], g),
                xor(to[3], h),
                xor(to[4], a),
                xor(to[5], b),
                xor(to[6], c),
                xor(to[7], d),
            ]
        }

        /// Adds `(upper & key) <<< 1` to the lower word (RFC 3713, 2.4.2).
        #[inline]
        #[target_feature(enable = $feature)]
        fn lower([a, b, c, d, e, f, g, h]: Halves, key: &Block, at: u8) -> Halves {
            let (i, j) = (and(a, spread(key, at)), and(b, spread(key, at + 1)));
            let (k, l) = (and(c, spread(key, at + 2)), and(d, spread(key, at + 3)));
            let (e, f) = (xor(e, shift_in(i, j)), xor(f, shift_in(j, k)));
            [a, b, c, d, e, f, xor(g, shift_in(k, l)), xor(h, shift_in(l, i))]
        }

        /// Adds `lower | key` to the upper word.
        #[inline]
        #[target_feature(enable = $feature)]
        fn upper([a, b, c, d, e, f, g, h]: Halves, key: &Block, at: u8) -> Halves {
            let (a, b) = (xor(a, or(e, spread(key, at + 4))), xor(b, or(f, spread(key, at + 5))));
            let (c, d) = (xor(c, or(g, spread(key, at + 6))), xor(d, or(h, spread(key, at + 7))));
            [a, b, c, d, e, f, g, h]
        }
    };
}
