// SPDX-License-Identifier: MIT
//! The rounds, for registers of either size.

/// Defines everything up to `rounds`, with the functions for registers from one module.
macro_rules! rounds {
    ($registers:path) => {
        use $registers as registers;

        use registers::{
            Vector, W, across, and, bytes_high, bytes_low, halves_high, halves_low, interleave_high,
            interleave_low, invert, load_some, map, or, pairs_high, pairs_low, shuffle, splat_halves,
            store_some, swap, xor, xor3,
        };

        use super::{AFTER_ALL, BEFORE_ALL, CARRIED, MIXED, SHIFTED, two};
        use crate::Block;
        use crate::camellia::Pair;
        use crate::camellia::constants::AFTER_F;

        /// Half of each of eight blocks for each lane: bytes 1 and 2, 3 and 4, 8 and 5, 6 and 7.
        type Halves = [Vector; 4];

        /// As many blocks as there are, at most 8 [`W`].
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn load(blocks: &[Block]) -> [Halves; 2] {
            let [a, b, c, d] = [part(blocks, 0), part(blocks, 1), part(blocks, 2), part(blocks, 3)];
            let [e, f, g, h] = [part(blocks, 4), part(blocks, 5), part(blocks, 6), part(blocks, 7)];
            let (a, b, c, d) = (load_some(a), load_some(b), load_some(c), load_some(d));
            let (e, f, g, h) = (load_some(e), load_some(f), load_some(g), load_some(h));
            let left = [bytes_low(a, b), bytes_low(c, d), bytes_low(e, f), bytes_low(g, h)];
            let right = [bytes_high(a, b), bytes_high(c, d), bytes_high(e, f), bytes_high(g, h)];
            [half(left), half(right)]
        }

        /// From the bytes of two blocks each, in turn.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn half([a, b, c, d]: [Vector; 4]) -> Halves {
            let (upper, lower) = ([pairs_low(a, b), pairs_low(c, d)], [pairs_high(a, b), pairs_high(c, d)]);
            let (five, seven) = (interleave_low(lower[0], lower[1]), interleave_high(lower[0], lower[1]));
            [
                interleave_low(upper[0], upper[1]),
                interleave_high(upper[0], upper[1]),
                across(seven, five),
                across(five, seven),
            ]
        }

        /// The blocks of which there is room, at most 8 [`W`].
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn store(blocks: &mut [Block], [left, right]: [Halves; 2]) {
            let (left, right) = (four_each(left), four_each(right));
            store_some(part_mut(blocks, 0), halves_low(left[0], right[0]));
            store_some(part_mut(blocks, 1), halves_high(left[0], right[0]));
            store_some(part_mut(blocks, 2), halves_low(left[1], right[1]));
            store_some(part_mut(blocks, 3), halves_high(left[1], right[1]));
            store_some(part_mut(blocks, 4), halves_low(left[2], right[2]));
            store_some(part_mut(blocks, 5), halves_high(left[2], right[2]));
            store_some(part_mut(blocks, 6), halves_low(left[3], right[3]));
            store_some(part_mut(blocks, 7), halves_high(left[3], right[3]));
        }

        /// The halves of two blocks in each register.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn four_each([one, three, eight, six]: Halves) -> [Vector; 4] {
            let (five, seven) = (across(eight, six), across(six, eight));
            let (one, three) = (shuffle(one, &MIXED), shuffle(three, &MIXED));
            let (five, seven) = (shuffle(five, &MIXED), shuffle(seven, &MIXED));
            let (upper, lower) = (pairs_low(one, three), pairs_low(five, seven));
            let (upper4, lower4) = (pairs_high(one, three), pairs_high(five, seven));
            [
                interleave_low(upper, lower),
                interleave_high(upper, lower),
                interleave_low(upper4, lower4),
                interleave_high(upper4, lower4),
            ]
        }

        /// The blocks for a register.
        #[inline(always)]
        fn part(blocks: &[Block], register: usize) -> &[Block] {
            let (_, blocks) = blocks.split_at(blocks.len().min(register * W));
            blocks.split_at(blocks.len().min(W)).0
        }

        #[inline(always)]
        fn part_mut(blocks: &mut [Block], register: usize) -> &mut [Block] {
            let (_, blocks) = blocks.split_at_mut(blocks.len().min(register * W));
            blocks.split_at_mut(blocks.len().min(W)).0
        }

        /// The same two halves for all blocks.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn both(pair: Pair) -> [Halves; 2] {
            let pair = splat_halves(pair);
            let (a, b) = (shuffle(pair, const { &two(0, 1) }), shuffle(pair, const { &two(2, 3) }));
            let (c, d) = (shuffle(pair, const { &two(7, 4) }), shuffle(pair, const { &two(5, 6) }));
            let (e, f) = (shuffle(pair, const { &two(8, 9) }), shuffle(pair, const { &two(10, 11) }));
            let (g, h) = (shuffle(pair, const { &two(15, 12) }), shuffle(pair, const { &two(13, 14) }));
            [[a, b, c, d], [e, f, g, h]]
        }

        /// RFC 3713, 2.3, with round keys that are prepared.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn rounds(keys: &[Pair], state: &mut [Halves; 2]) {
            let [before, first, second, third, groups @ .., after] = keys else { return };
            let (groups, _) = groups.as_chunks();
            add_both(state, *before);
            two_rounds(state, first);
            two_rounds(state, second);
            two_rounds(state, third);
            for [between, first, second, third] in groups {
                add_both(state, [AFTER_F; 2]);
                let [left_key, right_key] = both(*between);
                state[0] = fl(state[0], left_key);
                state[1] = fl_inverse(state[1], right_key);
                two_rounds(state, first);
                two_rounds(state, second);
                two_rounds(state, third);
            }
            state.reverse();
            add_both(state, *after);
        }

        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn add_both([left, right]: &mut [Halves; 2], pair: Pair) {
            let [left_key, right_key] = both(pair);
            *left = add(*left, left_key);
            *right = add(*right, right_key);
        }

        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn add([a, b, c, d]: Halves, key: Halves) -> Halves {
            [xor(a, key[0]), xor(b, key[1]), xor(c, key[2]), xor(d, key[3])]
        }

        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn two_rounds([left, right]: &mut [Halves; 2], keys: &Pair) {
            let [one, two] = both(*keys);
            *right = add_f(*right, add(*left, one));
            *left = add_f(*left, add(*right, two));
        }

        /// Adds the function F (RFC 3713, 2.4.1), without its constants, of one to the other.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn add_f(to: Halves, [one, three, eight, six]: Halves) -> Halves {
            let one = invert(map(one, BEFORE_ALL[0]), AFTER_ALL[0]);
            let three = invert(map(three, BEFORE_ALL[1]), AFTER_ALL[1]);
            let eight = invert(map(eight, BEFORE_ALL[0]), AFTER_ALL[0]);
            let six = invert(map(six, BEFORE_ALL[1]), AFTER_ALL[1]);
            // The function P. The bytes before 1, 2, 3 and 4 are 4, 1, 2 and 3; those before 8, 5, 6 and 7 are 7, 8, 5
            // and 6.
            let [before_one, before_three] = [across(three, one), across(one, three)];
            let [before_eight, before_six] = [across(six, eight), across(eight, six)];
            let lower = xor(eight, six);
            let upper = xor3(one, three, lower);
            let lower = swap(lower);
            [
                xor3(xor(to[0], before_one), upper, before_eight),
                xor3(xor(to[1], before_three), upper, before_six),
                xor3(xor3(to[2], one, six), before_one, lower),
                xor3(xor3(to[3], three, eight), before_three, lower),
            ]
        }

        /// The function FL (RFC 3713, 2.4.2).
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn fl(half: Halves, key: Halves) -> Halves {
            fl_upper(fl_lower(half, key), key)
        }

        /// The function FLINV (RFC 3713, 2.4.3).
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn fl_inverse(half: Halves, key: Halves) -> Halves {
            fl_lower(fl_upper(half, key), key)
        }

        /// Adds `(upper & key) <<< 1` to the lower word. Byte 8, 5, 6 or 7 gets byte 4, 1, 2 or 3, shifted, and a bit of the
        /// one after that.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn fl_lower([one, three, eight, six]: Halves, key: Halves) -> Halves {
            let (a, b) = (and(one, key[0]), and(three, key[1]));
            let eight = xor3(eight, map(across(b, a), SHIFTED), map(a, CARRIED));
            let six = xor3(six, map(across(a, b), SHIFTED), map(b, CARRIED));
            [one, three, eight, six]
        }

        /// Adds `lower | key` to the upper word.
        #[inline]
        #[target_feature(enable = "avx512bw,avx512vl,gfni")]
        fn fl_upper([one, three, eight, six]: Halves, key: Halves) -> Halves {
            let (a, b) = (or(eight, key[2]), or(six, key[3]));
            [xor(one, across(a, b)), xor(three, across(b, a)), eight, six]
        }
    };
}
