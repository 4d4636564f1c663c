// SPDX-License-Identifier: MIT
//! DES in vectors, each byte of which is of another block: the six bits that an S-box takes, the same for all blocks.
//!
//! A half is eight such vectors. An S-box is one look-up of bytes in a table of 64; what comes out are its four bits, and
//! two of them once more, as the expansion wants them. The permutation and the expansion then lead each of the six to
//! another S-box. So each bit can have the same place in the byte where it comes out and in the one where it goes to
//! ([`PLACES`]), and nothing is shifted: a vector of the next half is the sum of six that are masked.

use super::tables::{P, PLACES, S};

/// Which bit of a half goes into an S-box (the expansion of FIPS 46-3); both are counted from 0.
const fn expanded(number: usize, bit: usize) -> usize {
    (4 * number + bit + 31) % 32
}

/// For each S-box and each place in its byte, the S-box that the bit comes from.
pub(super) const SOURCES: [[usize; 6]; 8] = {
    let mut sources = [[0; 6]; 8];
    let mut taken = [0_u8; 8];
    let mut i = 0;
    while i < 48 {
        let (number, bit) = (i / 6, i % 6);
        let from = (P[expanded(number, bit)] as usize - 1) / 4;
        let place = PLACES[number][bit];
        sources[number][place as usize] = from;
        assert!((taken[from] >> place) & 1 == 0, "two bits in one place");
        taken[from] |= 1 << place;
        i += 1;
    }
    sources
};

/// The S-boxes, from the places of the bits that they take to those of the bits that they give.
pub(super) const TABLES: [[u8; 64]; 8] = {
    let mut tables = [[0; 64]; 8];
    let mut i = 0;
    while i < 8 * 64 {
        let (number, x) = (i / 64, i % 64);
        let mut bits = 0;
        let mut bit = 0;
        while bit < 6 {
            bits = (bits << 1) | ((x >> PLACES[number][bit]) & 1);
            bit += 1;
        }
        let value = S[number][((bits >> 5) << 1) | (bits & 1)][(bits >> 1) & 15];
        let mut to = 0;
        while to < 48 {
            let from = P[expanded(to / 6, to % 6)] as usize - 1;
            if from / 4 == number && (value >> (3 - from % 4)) & 1 == 1 {
                tables[number][x] |= 1 << PLACES[to / 6][to % 6];
            }
            to += 1;
        }
        i += 1;
    }
    tables
};

/// What four bits of a half, the first lowest, contribute to the byte of an S-box: the four before its own, its own, and
/// the four after them.
pub(super) const EXPANSION: [[[u8; 16]; 3]; 8] = {
    let mut tables = [[[0; 16]; 3]; 8];
    let mut i = 0;
    while i < 8 * 6 * 16 {
        let (number, bit, x) = (i / 96, i / 16 % 6, i % 16);
        let from = expanded(number, bit);
        let which = [0, 1, 1, 1, 1, 2][bit];
        if (x >> (from % 4)) & 1 == 1 {
            tables[number][which][x] |= 1 << PLACES[number][bit];
        }
        i += 1;
    }
    tables
};

/// And back: the four bits of the half that are an S-box's own, in the lower or upper half of a byte.
pub(super) const CONTRACTION: [[u8; 64]; 8] = {
    let mut tables = [[0; 64]; 8];
    let mut i = 0;
    while i < 8 * 64 {
        let (number, x) = (i / 64, i % 64);
        let mut bit = 0;
        while bit < 4 {
            if (x >> PLACES[number][bit + 1]) & 1 == 1 {
                tables[number][x] |= 1 << (bit + 4 * (number % 2));
            }
            bit += 1;
        }
        i += 1;
    }
    tables
};

/// Defines `apply`, with the functions for registers from one module: `load` and `store` take blocks apart into vectors of
/// bytes, the second, fourth, ... bit of each byte of the block in `left`, the others in `right`, the last byte's lowest.
macro_rules! sliced {
    ($registers:path, $features:literal $(, $align:ident)?) => {
        use $registers as registers;

        use registers::{BLOCKS, Vector, add_key, load, look_up, lower, nibble, pick, store, upper, xor};

        use crate::des::sliced::{CONTRACTION, EXPANSION, SOURCES, TABLES};
        use crate::des::{Block, Spread};
        use crate::wipe::wipe;

        /// For each S-box the bits that it takes.
        type Half = [Vector; 8];

        /// Any number of blocks. What is short of a group is filled up with zeros.
        #[inline(never)]
        #[target_feature(enable = $features)]
        pub(super) fn apply(keys: &[[Spread; 16]], backwards: bool, blocks: &mut [Block]) {
            $(crate::stack::$align();)?
            let (groups, rest) = blocks.as_chunks_mut::<BLOCKS>();
            for group in groups {
                run(keys, backwards, group);
            }
            if !rest.is_empty() {
                let mut buffer = [[0; 8]; BLOCKS];
                buffer[..rest.len()].copy_from_slice(rest);
                run(keys, backwards, &mut buffer);
                rest.copy_from_slice(&buffer[..rest.len()]);
                wipe(&mut buffer);
            }
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn run(passes: &[[Spread; 16]], backwards: bool, blocks: &mut [Block; BLOCKS]) {
            let [left, right] = load(blocks);
            let (mut left, mut right) = (expand(left), expand(right));
            for i in 0..passes.len() {
                if backwards {
                    for [two, one] in passes[passes.len() - 1 - i].as_chunks().0.iter().rev() {
                        left = round(left, &right, one);
                        right = round(right, &left, two);
                    }
                } else {
                    for [one, two] in passes[i].as_chunks().0 {
                        left = round(left, &right, one);
                        right = round(right, &left, two);
                    }
                }
                (left, right) = (right, left);
            }
            store(blocks, [contract(left), contract(right)]);
        }

        /// Adds the function f of one half to the other.
        #[inline]
        #[target_feature(enable = $features)]
        fn round(to: Half, from: &Half, key: &Spread) -> Half {
            let out = [
                look_up(&TABLES[0], add_key(from[0], key[0])),
                look_up(&TABLES[1], add_key(from[1], key[1])),
                look_up(&TABLES[2], add_key(from[2], key[2])),
                look_up(&TABLES[3], add_key(from[3], key[3])),
                look_up(&TABLES[4], add_key(from[4], key[4])),
                look_up(&TABLES[5], add_key(from[5], key[5])),
                look_up(&TABLES[6], add_key(from[6], key[6])),
                look_up(&TABLES[7], add_key(from[7], key[7])),
            ];
            [
                gather::<0>(to, &out),
                gather::<1>(to, &out),
                gather::<2>(to, &out),
                gather::<3>(to, &out),
                gather::<4>(to, &out),
                gather::<5>(to, &out),
                gather::<6>(to, &out),
                gather::<7>(to, &out),
            ]
        }

        /// Adds to the bits that an S-box takes next what comes out for it.
        #[inline]
        #[target_feature(enable = $features)]
        fn gather<const N: usize>(to: Half, out: &Half) -> Vector {
            let to = pick::<0>(to[N], out[const { SOURCES[N][0] }]);
            let to = pick::<1>(to, out[const { SOURCES[N][1] }]);
            let to = pick::<2>(to, out[const { SOURCES[N][2] }]);
            let to = pick::<3>(to, out[const { SOURCES[N][3] }]);
            let to = pick::<4>(to, out[const { SOURCES[N][4] }]);
            pick::<5>(to, out[const { SOURCES[N][5] }])
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn expand([a, b, c, d]: [Vector; 4]) -> Half {
            let fours = [lower(a), upper(a), lower(b), upper(b), lower(c), upper(c), lower(d), upper(d)];
            let mut half = fours;
            for i in 0..8 {
                let [before, own, after] = &EXPANSION[i];
                let ends = xor(nibble(before, fours[(i + 7) % 8]), nibble(after, fours[(i + 1) % 8]));
                half[i] = xor(nibble(own, fours[i]), ends);
            }
            half
        }

        #[inline]
        #[target_feature(enable = $features)]
        fn contract(half: Half) -> [Vector; 4] {
            let mut bytes = [half[0]; 4];
            for i in 0..4 {
                let (lower, upper) = (&CONTRACTION[2 * i], &CONTRACTION[2 * i + 1]);
                bytes[i] = xor(look_up(lower, half[2 * i]), look_up(upper, half[2 * i + 1]));
            }
            bytes
        }
    };
}
