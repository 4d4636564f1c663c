// SPDX-License-Identifier: MIT
//! What S-boxes consist of, for the bytes of whole words at once: single blocks, without tables.

use super::circuit::{self, State};
use super::{Columns, apply};

/// Linear maps of the eight bytes of a word, the lowest first. Bits of one byte come together by shifts of the whole word;
/// masks keep what belongs to the map.
#[derive(Clone, Copy)]
pub(crate) struct Lanes {
    /// What is taken of the word when it is shifted up by 0, 1, and so on.
    up: [u64; 8],
    /// The same, down.
    down: [u64; 8],
}

impl Lanes {
    pub(crate) const fn new(maps: [Columns; 8]) -> Self {
        let mut lanes = Self { up: [0; 8], down: [0; 8] };
        let mut i = 0;
        while i < 8 * 8 * 8 {
            let (byte, from, to) = (i / 64, i / 8 % 8, i % 8);
            let taken = ((apply(maps[byte], 1 << from) >> to) as u64 & 1) << (8 * byte + to);
            if to >= from {
                lanes.up[to - from] |= taken;
            } else {
                lanes.down[from - to] |= taken;
            }
            i += 1;
        }
        lanes
    }

    #[inline(always)]
    pub(crate) const fn apply(&self, word: u64) -> u64 {
        let [zero, a, b, c, d, e, f, g] = self.up;
        let up = (word & zero) ^ ((word << 1) & a) ^ ((word << 2) & b) ^ ((word << 3) & c);
        let up = up ^ ((word << 4) & d) ^ ((word << 5) & e) ^ ((word << 6) & f) ^ ((word << 7) & g);
        let [_, a, b, c, d, e, f, g] = self.down;
        let down = ((word >> 1) & a) ^ ((word >> 2) & b) ^ ((word >> 3) & c) ^ ((word >> 4) & d);
        up ^ down ^ ((word >> 5) & e) ^ ((word >> 6) & f) ^ ((word >> 7) & g)
    }
}

/// The inverses of sixteen bytes.
#[inline(always)]
pub(crate) fn invert([one, other]: [u64; 2]) -> [u64; 2] {
    const LOWER: u64 = 0x0f0f_0f0f_0f0f_0f0f;
    // A bit of every half byte, of the first word's bytes and the second's in turn; what stands between is of no account.
    let halves = [(one & LOWER) | ((other & LOWER) << 4), ((one >> 4) & LOWER) | (other & !LOWER)];
    let [low, high] = halves;
    let planes = [low, low >> 1, low >> 2, low >> 3, high, high >> 1, high >> 2, high >> 3];
    let [a, b, c, d, e, f, g, h] = circuit::invert(planes);
    let fourth = |plane: u64| plane & 0x1111_1111_1111_1111;
    let lower = fourth(a) | (fourth(b) << 1) | (fourth(c) << 2) | (fourth(d) << 3);
    let upper = fourth(e) | (fourth(f) << 1) | (fourth(g) << 2) | (fourth(h) << 3);
    [(lower & LOWER) | ((upper & LOWER) << 4), ((lower >> 4) & LOWER) | (upper & !LOWER)]
}

/// The bit planes of eight bytes: of each the lowest bit of every byte counts; what stands between is of no account.
#[inline(always)]
pub(crate) fn planes(word: u64) -> State<u64> {
    [word, word >> 1, word >> 2, word >> 3, word >> 4, word >> 5, word >> 6, word >> 7]
}

/// The bytes of [`planes`].
#[inline(always)]
pub(crate) fn bytes([a, b, c, d, e, f, g, h]: State<u64>) -> u64 {
    let lowest = |plane: u64| plane & 0x0101_0101_0101_0101;
    let lower = lowest(a) | (lowest(b) << 1) | (lowest(c) << 2) | (lowest(d) << 3);
    lower | (lowest(e) << 4) | (lowest(f) << 5) | (lowest(g) << 6) | (lowest(h) << 7)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affine::{IDENTITY, rotation, s_box};

    const MAP: Columns = [0xac, 0xfd, 0xc6, 0x83, 0x26, 0xa7, 0xfb, 0x5f];

    #[test]
    fn each_byte_has_a_map_of_its_own() {
        let maps = [MAP, IDENTITY, rotation(1), rotation(7), MAP, [0; 8], [255; 8], IDENTITY];
        for x in 0..=255_u8 {
            let bytes: [u8; 8] = core::array::from_fn(|i| x.rotate_left(u32::try_from(i).unwrap()) ^ 0x35);
            let mapped: [u8; 8] = core::array::from_fn(|i| apply(maps[i], bytes[i]));
            assert_eq!(Lanes::new(maps).apply(u64::from_le_bytes(bytes)).to_le_bytes(), mapped);
        }
    }

    #[test]
    fn every_byte_is_inverted_in_every_place() {
        let inverse = s_box(IDENTITY, IDENTITY, 0);
        for x in 0..=255_u8 {
            let block: [u8; 16] = core::array::from_fn(|i| x.wrapping_add(17 * u8::try_from(i).unwrap()));
            let inverses = block.map(|x| inverse[usize::from(x)]);
            let words = [u128::from_le_bytes(block), u128::from_le_bytes(inverses)];
            let words = words
                .map(|word| [0, 64].map(|by| u64::try_from((word >> by) & u128::from(u64::MAX)).unwrap()));
            assert_eq!(invert(words[0]), words[1]);
            assert_eq!(bytes(circuit::invert(planes(words[0][0]))), words[1][0]);
        }
    }
}
