// SPDX-License-Identifier: MIT
//! Without vectors.

use crate::Block;

#[derive(Clone, Copy)]
pub(in super::super) struct Eight([u32; 4]);

impl Eight {
    #[inline(always)]
    pub(super) fn load(block: &Block) -> Self {
        let (words, _) = block.as_chunks();
        Self([0, 1, 2, 3].map(|i| u32::from_le_bytes(words[i])))
    }

    #[inline(always)]
    pub(super) fn store(self, block: &mut Block) {
        let (words, _) = block.as_chunks_mut();
        for i in 0..4 {
            words[i] = self.0[i].to_le_bytes();
        }
    }

    #[inline(always)]
    pub(super) fn splat(word: u32) -> Self {
        Self([word; 4])
    }

    /// All ones for each column whose bit is set, of which each 16 bits have four copies.
    #[inline(always)]
    pub(super) fn from_rows(plane: u64) -> Self {
        Self([0, 16, 32, 48].map(|row| {
            let [columns, ..] = (plane >> row).to_le_bytes();
            let spread = [0, 1, 2, 3].map(|i| u32::from((columns >> i) & 1) << (8 * i));
            // No product but of small constants: 255 is 256 less 1.
            let ones = spread[0] | spread[1] | spread[2] | spread[3];
            (ones << 8).wrapping_sub(ones)
        }))
    }

    #[inline(always)]
    pub(super) fn xor(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a ^ e, b ^ f, c ^ g, d ^ h])
    }

    #[inline(always)]
    pub(super) fn and(self, other: Self) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([a & e, b & f, c & g, d & h])
    }

    #[inline(always)]
    pub(super) fn down<const BY: i32>(self) -> Self {
        Self(self.0.map(|row| row >> BY))
    }

    #[inline(always)]
    pub(super) fn up<const BY: i32>(self) -> Self {
        Self(self.0.map(|row| row << BY))
    }

    /// The next row in the place of each.
    #[inline(always)]
    pub(super) fn next(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([b, c, d, a])
    }

    /// The row after the next in the place of each.
    #[inline(always)]
    pub(super) fn across(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([c, d, a, b])
    }

    /// The next column in the place of each.
    #[inline(always)]
    pub(super) fn column(self) -> Self {
        Self(self.0.map(|row| row.rotate_right(8)))
    }

    /// The column before in the place of each.
    #[inline(always)]
    pub(super) fn column_back(self) -> Self {
        Self(self.0.map(|row| row.rotate_left(8)))
    }

    /// The column after the next in the place of each.
    #[inline(always)]
    pub(super) fn two_columns(self) -> Self {
        Self(self.0.map(|row| row.rotate_left(16)))
    }

    /// The same, in rows 1 and 3 alone.
    #[inline(always)]
    pub(super) fn turn_odd_rows(self) -> Self {
        let [a, b, c, d] = self.0;
        Self([a, b.rotate_left(16), c, d.rotate_left(16)])
    }

    /// Bytes from columns of rows to rows of columns, or back.
    #[inline(always)]
    pub(super) fn transpose(self) -> Self {
        let columns = self.0.map(u32::to_le_bytes);
        Self([0, 1, 2, 3].map(|row| u32::from_le_bytes(columns.map(|column| column[row]))))
    }
}
