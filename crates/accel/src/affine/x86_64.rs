// SPDX-License-Identifier: MIT
//! S-boxes by the instructions of GFNI, which know inversion in AES's field and linear maps.
//!
//! The same functions for registers of 128 and of 512 bits. The matrices are data: one for each eight bytes, so that
//! bytes with the same S-box stand together.

use super::Columns;

pub(crate) mod xmm;
pub(crate) mod zmm;

/// Two linear maps for the halves of 16 bytes, as the instructions take them.
#[derive(Clone, Copy)]
pub(crate) struct Matrices([u64; 2]);

impl Matrices {
    pub(crate) const fn new(first: Columns, second: Columns) -> Self {
        Self([matrix(first), matrix(second)])
    }
}

/// A linear map as rows: the byte at the top is what the lowest bit that comes out is the sum of.
const fn matrix(columns: Columns) -> u64 {
    let mut matrix = 0;
    let mut row = 0;
    while row < 8 {
        let mut column = 0;
        while column < 8 {
            matrix |= ((columns[column] >> row) as u64 & 1) << (8 * (7 - row) + column);
            column += 1;
        }
        row += 1;
    }
    matrix
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::affine::IDENTITY;

    #[test]
    fn rows_begin_at_the_top() {
        assert_eq!(matrix(IDENTITY), 0x0102_0408_1020_4080);
        assert_eq!(matrix([0x1f, 0x3e, 0x7c, 0xf8, 0xf1, 0xe3, 0xc7, 0x8f]), 0xf1e3_c78f_1f3e_7cf8);
    }
}
