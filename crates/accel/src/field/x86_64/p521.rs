// SPDX-License-Identifier: MIT
//! Products modulo 2^521 - 1 in limbs of 58 bits: no carries but the last ones. With BMI2's multiplication, the compiler makes
//! of this what is as fast as assembly of the same sums.

use super::super::BITS_521 as BITS;

const LIMBS: usize = 9;
const MASK: u64 = (1 << BITS) - 1;
const TOP_MASK: u64 = MASK >> 1;

/// Repeats a block with a constant from 0 to 8.
macro_rules! unroll {
    ($index:ident => $body:block) => { unroll!(@ $index $body 0 1 2 3 4 5 6 7 8) };
    (@ $index:ident $body:block $($value:literal)*) => { $(
        #[allow(clippy::absurd_extreme_comparisons, reason = "so it is where the index is the first or the last")]
        {
            const $index: usize = $value;
            $body
        }
    )* };
}

/// Column k is the sum of the products whose indices add up to k, and of those with k + 9, twice: 2^(9 * 58) = 2 modulo p.
#[target_feature(enable = "bmi2")]
#[inline(never)]
pub(super) fn field_multiply_521(a: &[u64; LIMBS], b: &[u64; LIMBS]) -> [u64; LIMBS] {
    let b2 = b.map(|limb| limb.wrapping_mul(2));
    let mut columns = [0; LIMBS];
    unroll!(K => {
        let mut column = 0_u128;
        unroll!(I => {
            // Products are below 2^117 + 2^62, so nine of them are below 2^121.
            column = column.wrapping_add(if I <= K {
                wide(a[I], b[K.wrapping_sub(I)])
            } else {
                wide(a[I], b2[(K + LIMBS).wrapping_sub(I)])
            });
        });
        columns[K] = column;
    });
    from_columns(columns)
}

/// The same for a = b, where products of different limbs are there twice.
#[target_feature(enable = "bmi2")]
#[inline(never)]
pub(super) fn field_square_521(a: &[u64; LIMBS]) -> [u64; LIMBS] {
    let (a2, a4) = (a.map(|limb| limb.wrapping_mul(2)), a.map(|limb| limb.wrapping_mul(4)));
    let mut columns = [0; LIMBS];
    unroll!(K => {
        let mut column = 0_u128;
        unroll!(I => {
            let below = K.wrapping_sub(I);
            let above = (K + LIMBS).wrapping_sub(I);
            column = column.wrapping_add(if I <= K && I < below {
                wide(a[I], a2[below])
            } else if I == below {
                wide(a[I], a[I])
            } else if I > K && I < above {
                wide(a[I], a4[above])
            } else if I > K && I == above {
                wide(a[I], a2[I])
            } else {
                0
            });
        });
        columns[K] = column;
    });
    from_columns(columns)
}

/// Makes limbs of columns below 2^121, and 2^120 for the top one.
#[inline(always)]
fn from_columns(columns: [u128; LIMBS]) -> [u64; LIMBS] {
    let (mut limbs, mut carry) = ([0; LIMBS], 0);
    for i in 0..LIMBS {
        // Below 2^121 + 2^64.
        let column = columns[i].wrapping_add(u128::from(carry));
        let (bits, mask) = if i == LIMBS - 1 { (BITS - 1, TOP_MASK) } else { (BITS, MASK) };
        limbs[i] = low(column) & mask;
        // Below 2^63 + 2^7, also that of the top limb, which is a bit shorter.
        carry = low(column >> bits);
    }
    // 2^521 = 1. What comes out of the top goes through three limbs: it is below 2^64, then 2^6, then 2.
    let first = limbs[0].wrapping_add(carry);
    let second = limbs[1].wrapping_add(first >> BITS);
    limbs[0] = first & MASK;
    limbs[1] = second & MASK;
    limbs[2] = limbs[2].wrapping_add(second >> BITS);
    limbs
}

#[inline(always)]
fn wide(a: u64, b: u64) -> u128 {
    u128::from(a).wrapping_mul(u128::from(b))
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
const fn low(wide: u128) -> u64 {
    wide as u64
}
