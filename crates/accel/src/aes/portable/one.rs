// SPDX-License-Identifier: MIT
//! One block in planes of 64 bits: 16 for each row, and in these the row's four columns, four times over.
//!
//! So a rotation of the whole word turns the columns of every row, and spoils no more than the bits at the rows' ends,
//! of which there are enough. Before they run out, [`Plane::refresh`] copies the four that are whole over the others.

use super::circuit::{Plane, RoundKey};
use crate::Block;
use crate::affine::circuit::{self, State};

/// The second copy of each row's columns: the one that stays whole the longest.
const WHOLE: u64 = 0x00f0_00f0_00f0_00f0;

impl Plane for u64 {
    #[inline(always)]
    fn key(plane: u64) -> Self {
        plane
    }

    #[inline(always)]
    fn next_row<const J: usize>(self) -> Self {
        // Three columns on are one back, which spoils less.
        self.rotate_right([16, 17, 18, 15][J])
    }

    #[inline(always)]
    fn next_but_one<const J: usize>(self) -> Self {
        // Two columns on are two back: the one after a step forwards, the other after a step backwards, so that no end
        // of the rows loses more than the other.
        self.rotate_right([32, 30, 32, 34][J])
    }

    #[inline(always)]
    fn refresh(self) -> Self {
        copies(self & WHOLE)
    }
}

/// Copies the second four columns of each row to the other twelve bits, which are zero.
#[inline(always)]
fn copies(whole: u64) -> u64 {
    let half = whole | (whole >> 4);
    half | (half << 8)
}

/// The planes of a block.
#[inline(always)]
pub(super) fn pack(block: &Block) -> State<u64> {
    let (columns, _) = block.as_chunks::<4>();
    // A row's 16 bits: bytes of the columns 0 and 1, or 2 and 3.
    let mut low = spread(columns[0]) | (spread(columns[1]) << 8);
    let mut high = spread(columns[2]) | (spread(columns[3]) << 8);
    // Then four columns each of the planes 0, 2, 1, 3, or 4, 6, 5, 7.
    swap(&mut low, &mut high);
    (low, high) = (turn(low), turn(high));
    let planes = [low, high].map(|four| [four << 4, four >> 4, four, four >> 8]);
    core::array::from_fn(|i| copies(planes[i / 4][i % 4] & WHOLE))
}

/// The block of some planes.
#[inline(always)]
pub(super) fn unpack(planes: State<u64>) -> Block {
    let [a, b, c, d, e, f, g, h] = planes.map(|plane| plane & WHOLE);
    let mut low = turn((a >> 4) | c | (b << 4) | (d << 8));
    let mut high = turn((e >> 4) | g | (f << 4) | (h << 8));
    swap(&mut low, &mut high);
    let mut block = [0; 16];
    let (columns, _) = block.as_chunks_mut::<4>();
    columns[0] = gather(low);
    columns[1] = gather(low >> 8);
    columns[2] = gather(high);
    columns[3] = gather(high >> 8);
    block
}

/// Two turns of the rows, for after an encryption and before a decryption of 10 or 14 rounds: the odd ones' columns
/// change places with those two on.
#[inline(always)]
pub(super) fn turn_twice(block: &mut Block) {
    let (halves, _) = block.as_chunks_mut::<8>();
    let (low, high) = (u64::from_le_bytes(halves[0]), u64::from_le_bytes(halves[1]));
    let odd = (low ^ high) & 0xff00_ff00_ff00_ff00;
    halves[0] = (low ^ odd).to_le_bytes();
    halves[1] = (high ^ odd).to_le_bytes();
}

/// The planes of a round key whose rows are `turns` times turned.
pub(super) fn round_key(key: &Block, turns: usize) -> RoundKey {
    pack(&core::array::from_fn(|i| key[(i + 16 - 4 * ((i % 4) * turns % 4)) % 16]))
}

/// Gives each byte 16 bits.
#[inline(always)]
fn spread(column: [u8; 4]) -> u64 {
    let wide = u64::from(u32::from_le_bytes(column));
    let wide = (wide | (wide << 16)) & 0x0000_ffff_0000_ffff;
    (wide | (wide << 8)) & 0x00ff_00ff_00ff_00ff
}

/// The inverse of [`spread`].
#[inline(always)]
fn gather(wide: u64) -> [u8; 4] {
    let wide = wide & 0x00ff_00ff_00ff_00ff;
    let wide = (wide | (wide >> 8)) & 0x0000_ffff_0000_ffff;
    let [a, b, c, d, ..] = (wide | (wide >> 16)).to_le_bytes();
    [a, b, c, d]
}

/// The upper half of each byte of `low` changes places with the lower half in `high`.
#[inline(always)]
fn swap(low: &mut u64, high: &mut u64) {
    let odd = ((*low >> 4) ^ *high) & 0x0f0f_0f0f_0f0f_0f0f;
    *low ^= odd << 4;
    *high ^= odd;
}

/// In each 16 bits, the one at place abcd, in binary, goes to dcba.
#[inline(always)]
fn turn(word: u64) -> u64 {
    let odd = ((word >> 7) ^ word) & 0x00aa_00aa_00aa_00aa;
    let word = word ^ odd ^ (odd << 7);
    let odd = ((word >> 2) ^ word) & 0x0c0c_0c0c_0c0c_0c0c;
    word ^ odd ^ (odd << 2)
}

/// FIPS 197, section 5.2, `SubWord`, with bytes of planes where they are.
pub(super) fn substitute_word(word: [u8; 4]) -> [u8; 4] {
    const LOWEST: u64 = 0x0101_0101;
    let word = u64::from(u32::from_le_bytes(word));
    let planes: State<u64> = core::array::from_fn(|i| (word >> i) & LOWEST);
    let planes = circuit::substitute(planes);
    let word = planes.iter().rev().fold(0, |word, plane| (word << 1) | plane);
    let [a, b, c, d, ..] = (word ^ 0x6363_6363).to_le_bytes();
    [a, b, c, d]
}

#[cfg(test)]
#[allow(clippy::cast_possible_truncation, reason = "nothing is cut off that counts")]
mod tests {
    use super::*;

    #[test]
    fn the_planes_of_a_block_are_its_bits() {
        let block: Block = core::array::from_fn(|i| (i * 37 + 11) as u8);
        let planes = pack(&block);
        for (i, plane) in planes.into_iter().enumerate() {
            for place in 0..64 {
                let (row, column) = (place / 16, place % 4);
                assert_eq!((plane >> place) & 1, u64::from(block[4 * column + row] >> i) & 1, "{i} {place}");
            }
        }
        assert_eq!(unpack(planes), block);
    }

    #[test]
    fn the_substitution_box_is_an_inversion_and_an_affine_map() {
        fn product(a: u32, b: u32) -> u32 {
            (0..8).rev().fold(0, |p, i| (p << 1) ^ ((p >> 7) * 0x11b) ^ (((b >> i) & 1) * a))
        }
        for a in 0..=255 {
            let inverse = (0..=255).find(|b| product(a, *b) == 1).unwrap_or(0) as u8;
            let sealed = (1..5).fold(inverse ^ 0x63, |s, i| s ^ inverse.rotate_left(i));
            assert_eq!(substitute_word([a as u8; 4]), [sealed; 4], "{a:02x}");
        }
    }
}
