// SPDX-License-Identifier: MIT
//! A few blocks, each whole in two registers, where what counts is how long each step waits for the one before it.
//!
//! Each register has a half twice. The halves stay in the form that is next inverted: the map before inversion is part
//! of the one after it, in the round before. Every byte goes through all maps that any byte that comes out needs, and
//! the function P takes its choice, half of it in either copy.

use super::{INTO, INTO_BACK, after_aes};
use crate::Block;
use crate::affine::by_aes::{Map, SHIFTED, SHIFTED_BACK};
use crate::affine::{Columns, rotation, then, undone};
use crate::camellia::{AFTER, BOX_OF, P};

/// Defines `apply_whole`, the chains, `f` and `into_form`, with the functions for registers from one module.
macro_rules! whole {
    ($registers:ident, $feature:literal) => {
        use super::whole::{
            AFTER_LEFT, AFTER_RIGHT, FOURTH, FROM_LEFT, FROM_RIGHT, INTO_FORM, OUT_OF_FORM, REVERSED,
            SWAPPED, UPPER,
        };
        use crate::affine::by_aes::Map;
        use crate::affine::by_aes::$registers::{
            choose, halves_high, halves_low, load, rotate, shift_down, shift_up, store,
        };
        use crate::camellia::constants::BEFORE_F;
        use crate::camellia::{Half, halves};

        crate::affine::by_aes::apply_whole!(Pair, $feature);

        /// Cipher block chaining.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn cbc_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
            let mut chain = [load(iv)];
            for block in blocks {
                chain = rounds_of_whole(keys, [xor(chain[0], load(block))]);
                store(block, chain[0]);
            }
            store(iv, chain[0]);
        }

        /// Cipher feedback of whole blocks.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn cfb_encrypt(keys: &[Pair], iv: &mut Block, blocks: &mut [Block]) {
            let mut chain = load(iv);
            for block in blocks {
                let [stream] = rounds_of_whole(keys, [chain]);
                chain = xor(stream, load(block));
                store(block, chain);
            }
            store(iv, chain);
        }

        /// The function F of a half to which the key was added.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn f(half: Half) -> Half {
            let from = into(load(&block([half ^ BEFORE_F; 2])));
            let sum = f_of_left(halves_low(from, from));
            let mut sums = [0; 16];
            store(&mut sums, out_of(sum));
            halves(u128::from_le_bytes(sums))[1] ^ AFTER_F
        }

        /// The form of a left half and of a right one.
        #[inline(never)]
        #[target_feature(enable = $feature)]
        pub(super) fn into_form(halves: &Block) -> Block {
            let mut form = [0; 16];
            store(&mut form, into(load(halves)));
            form
        }

        /// RFC 3713, 2.3, with round keys that are prepared.
        #[inline]
        #[target_feature(enable = $feature)]
        fn rounds_of_whole<const N: usize>(keys: &[Pair], mut states: [Vector; N]) -> [Vector; N] {
            let [before, rest @ .., after] = keys else { return states };
            let mut halves = [states; 2];
            for i in 0..N {
                [halves[0][i], halves[1][i]] = twice(into(xor(states[i], load(&block(*before)))));
            }
            // The first group lacks the keys between.
            for group in rest.rchunks(4).rev() {
                if let [between, _, _, _] = group {
                    let keys = twice(shuffle(load(&block(*between)), &REVERSED));
                    for i in 0..N {
                        [halves[0][i], halves[1][i]] = between_rounds([halves[0][i], halves[1][i]], keys);
                    }
                }
                let (_, pairs) = group.split_at(group.len().saturating_sub(3));
                for pair in pairs {
                    halves = two_rounds(halves, twice(load(&block(*pair))));
                }
            }
            for i in 0..N {
                let swapped = shuffle(out_of(halves_low(halves[0][i], halves[1][i])), &SWAPPED);
                states[i] = xor(swapped, load(&block(*after)));
            }
            states
        }

        /// Each half twice.
        #[inline]
        #[target_feature(enable = $feature)]
        fn twice(x: Vector) -> [Vector; 2] {
            [halves_low(x, x), halves_high(x, x)]
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn two_rounds<const N: usize>(
            [mut left, mut right]: [[Vector; N]; 2],
            keys: [Vector; 2],
        ) -> [[Vector; N]; 2] {
            for i in 0..N {
                right[i] = xor(right[i], f_of_left(xor(left[i], keys[0])));
                left[i] = xor(left[i], f_of_right(xor(right[i], keys[1])));
            }
            [left, right]
        }

        /// The function F (RFC 3713, 2.4.1), without its constants, in the form of a right half.
        #[inline]
        #[target_feature(enable = $feature)]
        fn f_of_left(left: Vector) -> Vector {
            p(forwards(left), &AFTER_LEFT, &FROM_LEFT)
        }

        /// The same the other way round.
        #[inline]
        #[target_feature(enable = $feature)]
        fn f_of_right(right: Vector) -> Vector {
            p(backwards(right), &AFTER_RIGHT, &FROM_RIGHT)
        }

        /// All maps, and the function P.
        #[inline]
        #[target_feature(enable = $feature)]
        fn p(x: Vector, maps: &[Map; 4], from: &[Block; 5]) -> Vector {
            let (a, b) = (map(x, &maps[0]), map(x, &maps[1]));
            let (c, d) = (map(x, &maps[2]), map(x, &maps[3]));
            let sum = xor(shuffle(a, &from[0]), shuffle(a, &from[1]));
            let sum = xor(sum, xor(shuffle(b, &from[2]), shuffle(c, &from[3])));
            let sum = xor(sum, shuffle(d, &from[4]));
            xor(sum, shuffle(sum, &SWAPPED))
        }

        /// The functions FL and FLINV (RFC 3713, 2.4.2 and 2.4.3) of the halves, which are numbers here.
        #[inline]
        #[target_feature(enable = $feature)]
        fn between_rounds([left, right]: [Vector; 2], keys: [Vector; 2]) -> [Vector; 2] {
            let both = xor(out_of(halves_low(left, right)), load(&block([AFTER_F; 2])));
            let [left, right] = twice(shuffle(both, &REVERSED));
            let left = fl_upper(fl_lower(left, keys[0]), keys[0]);
            let right = fl_lower(fl_upper(right, keys[1]), keys[1]);
            twice(into(shuffle(halves_low(left, right), &REVERSED)))
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn fl_lower(half: Vector, key: Vector) -> Vector {
            xor(half, shift_down(rotate(and(half, key))))
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn fl_upper(half: Vector, key: Vector) -> Vector {
            xor(half, shift_up(or(half, key)))
        }

        /// A left half and a right one, in their forms.
        #[inline]
        #[target_feature(enable = $feature)]
        fn into(x: Vector) -> Vector {
            mapped(x, &INTO_FORM)
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn out_of(x: Vector) -> Vector {
            mapped(x, &OUT_OF_FORM)
        }

        #[inline]
        #[target_feature(enable = $feature)]
        fn mapped(x: Vector, maps: &[[Map; 2]; 2]) -> Vector {
            let left = choose(map(x, &maps[0][0]), map(x, &maps[0][1]), &FOURTH);
            let right = choose(map(x, &maps[1][0]), map(x, &maps[1][1]), &FOURTH);
            choose(left, right, &UPPER)
        }
    };
}

/// Of the left half and of the right one, for most bytes and for those that go through SBOX4.
pub(super) const INTO_FORM: [[Map; 2]; 2] =
    [[Map::new(INTO[0], 0), Map::new(INTO[1], 0)], [Map::new(INTO_BACK[0], 0), Map::new(INTO_BACK[1], 0)]];

pub(super) const OUT_OF_FORM: [[Map; 2]; 2] = [
    [Map::new(undone(INTO[0]), 0), Map::new(undone(INTO[1]), 0)],
    [Map::new(undone(INTO_BACK[0]), 0), Map::new(undone(INTO_BACK[1]), 0)],
];

/// Which bytes go through SBOX4.
pub(super) const FOURTH: Block = {
    let mut mask = [0; 16];
    let mut i = 0;
    while i < 16 {
        if BOX_OF[i % 8] == 3 {
            mask[i] = 0xff;
        }
        i += 1;
    }
    mask
};

pub(super) const UPPER: Block = [0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 255, 255, 255, 255, 255, 255];
pub(super) const SWAPPED: Block = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
pub(super) const REVERSED: Block = [7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8];

/// By how many bits what comes out of SBOX1 is rotated, for each of the four maps after inversion. SBOX2 and SBOX3 rotate by
/// 1 and by 7, and the form of a byte that goes through SBOX4 is that of others, rotated by one bit first.
const ROTATIONS: [u32; 4] = [0, 1, 7, 2];

/// From the inverse of a left half, as AES has it, to the form of the right one.
pub(super) const AFTER_LEFT: [Map; 4] = {
    let mut maps = [Map::new(AFTER, 0); 4];
    let mut i = 0;
    while i < 4 {
        maps[i] = after_aes(then(rotated(ROTATIONS[i]), INTO_BACK[0]));
        i += 1;
    }
    maps
};

/// From the inverse of a right half to the form of the left one.
pub(super) const AFTER_RIGHT: [Map; 4] = {
    let mut maps = [Map::new(AFTER, 0); 4];
    let mut i = 0;
    while i < 4 {
        maps[i] = Map::new(then(rotated(ROTATIONS[i]), INTO[0]), 0);
        i += 1;
    }
    maps
};

const fn rotated(by: u32) -> Columns {
    then(AFTER, rotation(by))
}

/// The function P, for each byte that comes out: two terms of it from the first two orders each, which are of what the
/// first map made, and from each of the others, which are of the second map and so on. The instruction left the bytes in
/// these places.
const fn sources(left: Block) -> [Block; 5] {
    let mut orders = [[0x80; 16]; 5];
    let mut i = 0;
    while i < 64 {
        let (to, from) = (i / 8, i % 8);
        if (P[to] >> (7 - from)) & 1 == 1 {
            let rotation = ([0, 1, 7, 0][BOX_OF[from]] + (BOX_OF[to] == 3) as u32) % 8;
            let (mut order, mut place) = match rotation {
                0 => (0, to),
                1 => (2, to),
                7 => (3, to),
                _ => (4, to),
            };
            // The first that is free; that there is one shows when this is compiled.
            while orders[order][place] != 0x80 {
                place += 8;
                if place >= 16 {
                    assert!(order == 0, "there are only so many orders");
                    (order, place) = (1, to);
                }
            }
            orders[order][place] = left[from];
        }
        i += 1;
    }
    orders
}

pub(super) const FROM_LEFT: [Block; 5] = sources(SHIFTED_BACK);
pub(super) const FROM_RIGHT: [Block; 5] = sources(SHIFTED);
