// SPDX-License-Identifier: MIT
//! Squares: half of the products of a multiplication, before its reduction.

use super::super::limbs::{high, low, widen};

/// a a / R, plus the modulus perhaps, in the upper half of `wide`; gives back what is above. N is even.
///
/// No sum of a product and two limbs overflows: (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1.
#[inline(always)]
pub(super) fn square<const N: usize>(
    wide: &mut [[u64; N]; 2],
    a: &[u64; N],
    modulus: &[u64; N],
    inverse: u64,
) -> u64 {
    let wide = wide.as_flattened_mut();
    wide.fill(0);
    for at in 0..N - 1 {
        let mut carry = 0;
        for (to, limb) in wide[2 * at + 1..].iter_mut().zip(&a[at + 1..]) {
            let sum = widen(*limb) * widen(a[at]) + widen(*to) + widen(carry);
            (*to, carry) = (low(sum), high(sum));
        }
        wide[at + N] = carry;
    }
    // Twice these, and the squares of the limbs.
    let (mut shifted, mut carry) = (0, 0);
    for ([lower, upper], limb) in wide.as_chunks_mut().0.iter_mut().zip(a) {
        let square = widen(*limb) * widen(*limb);
        let sum = widen(*lower << 1 | shifted) + widen(low(square)) + widen(carry);
        let above = widen(*upper << 1 | *lower >> 63) + widen(high(square)) + widen(high(sum));
        shifted = *upper >> 63;
        (*lower, *upper, carry) = (low(sum), low(above), high(above));
    }
    reduce(wide, modulus, inverse)
}

/// Two rows in one loop, with a chain of carries each, which the CPU follows side by side.
#[inline(always)]
fn reduce<const N: usize>(wide: &mut [u64], modulus: &[u64; N], inverse: u64) -> u64 {
    let mut over = 0;
    for at in (0..N).step_by(2) {
        let row = &mut wide[at..at + N + 2];
        let first = row[0].wrapping_mul(inverse);
        let sum = widen(modulus[0]) * widen(first) + widen(row[0]);
        let sum = widen(modulus[1]) * widen(first) + widen(row[1]) + widen(high(sum));
        let second = low(sum).wrapping_mul(inverse);
        let next = widen(modulus[0]) * widen(second) + widen(low(sum));
        let (mut carry, mut next_carry) = (high(sum), high(next));
        for limb in 2..N {
            let sum = widen(modulus[limb]) * widen(first) + widen(row[limb]) + widen(carry);
            let next = widen(modulus[limb - 1]) * widen(second) + widen(low(sum)) + widen(next_carry);
            row[limb] = low(next);
            (carry, next_carry) = (high(sum), high(next));
        }
        // What is over is 0 or 1.
        let sum = widen(row[N]) + widen(carry) + widen(over);
        let next = widen(modulus[N - 1]) * widen(second) + widen(low(sum)) + widen(next_carry);
        let top = widen(row[N + 1]) + widen(high(sum)) + widen(high(next));
        (row[N], row[N + 1], over) = (low(next), low(top), high(top));
    }
    over
}
