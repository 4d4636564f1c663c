// SPDX-License-Identifier: MIT
//! From blocks to bit planes and back.

/// Swaps rows and columns of a square of bits: bit i of word k changes places with bit k of word i.
#[inline(always)]
pub(crate) fn transpose(words: &mut [u64; 64]) {
    halves::<32>(words);
    halves::<16>(words);
    halves::<8>(words);
    halves::<4>(words);
    halves::<2>(words);
    halves::<1>(words);
}

/// In each square of twice that many bits, the upper half of the first rows changes places with the lower half of the
/// last.
#[inline(always)]
fn halves<const SIZE: usize>(words: &mut [u64; 64]) {
    let lower = u64::MAX / ((1 << SIZE) + 1);
    let mut first = 0;
    while first < 64 {
        let (square, _) = words[first..].split_at_mut(2 * SIZE);
        let (one, other) = square.split_at_mut(SIZE);
        for (one, other) in one.iter_mut().zip(other) {
            let differ = ((*one >> SIZE) ^ *other) & lower;
            *one ^= differ << SIZE;
            *other ^= differ;
        }
        first += 2 * SIZE;
    }
}

#[cfg(test)]
mod tests {
    use super::transpose;

    #[test]
    fn rows_become_columns() {
        let rows: [u64; 64] = core::array::from_fn(|i| {
            let i = u64::try_from(i).unwrap() + 1;
            i.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (i << 31).wrapping_mul(0xbf58_476d_1ce4_e5b9)
        });
        let mut columns = rows;
        transpose(&mut columns);
        for (k, row) in rows.into_iter().enumerate() {
            for (i, column) in columns.into_iter().enumerate() {
                assert_eq!((row >> i) & 1, (column >> k) & 1, "{k} {i}");
            }
        }
        transpose(&mut columns);
        assert_eq!(columns, rows);
    }
}
