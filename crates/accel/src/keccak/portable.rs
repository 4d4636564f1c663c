// SPDX-License-Identifier: MIT
//! Keccak-f\[1600\] in general registers, for any CPU (FIPS 202, 3.2 and 3.3).

use core::array::from_fn;

use super::{CONSTANTS, State};

pub(super) fn permute(state: &mut State) {
    rounds(state);
}

/// All rounds, two in each turn of the loop: what a round leaves in which register need not be moved to where the next
/// one expects it.
#[inline(always)]
pub(super) fn rounds(state: &mut State) {
    let mut planes = from_fn(|y| from_fn(|x| state[5 * y + x]));
    for [even, odd] in CONSTANTS.as_chunks().0 {
        planes = round(planes, *even);
        planes = round(planes, *odd);
    }
    state.as_chunks_mut().0.iter_mut().zip(planes).for_each(|(words, plane)| *words = plane);
}

/// Words by y and x.
type Planes = [[u64; 5]; 5];

#[inline(always)]
fn round(a: Planes, constant: u64) -> Planes {
    // θ (3.2.1) and ρ (3.2.2) for one word.
    let c: [u64; 5] = from_fn(|x| a[0][x] ^ a[1][x] ^ a[2][x] ^ a[3][x] ^ a[4][x]);
    let d: [u64; 5] = from_fn(|x| c[(x + 4) % 5] ^ c[(x + 1) % 5].rotate_left(1));
    let word = |x: usize, y: usize, offset: u32| (a[y][x] ^ d[x]).rotate_left(offset);
    // π (3.2.3): the word at x, y comes from x + 3y, x.
    let [first, others @ ..] =
        chi([word(0, 0, 0), word(1, 1, 44), word(2, 2, 43), word(3, 3, 21), word(4, 4, 14)]);
    [
        // ι (3.2.5).
        [first ^ constant, others[0], others[1], others[2], others[3]],
        chi([word(3, 0, 28), word(4, 1, 20), word(0, 2, 3), word(1, 3, 45), word(2, 4, 61)]),
        chi([word(1, 0, 1), word(2, 1, 6), word(3, 2, 25), word(4, 3, 8), word(0, 4, 18)]),
        chi([word(4, 0, 27), word(0, 1, 36), word(1, 2, 10), word(2, 3, 15), word(3, 4, 56)]),
        chi([word(2, 0, 62), word(3, 1, 55), word(4, 2, 39), word(0, 3, 41), word(1, 4, 2)]),
    ]
}

/// χ (3.2.4) for a row.
#[inline(always)]
fn chi(row: [u64; 5]) -> [u64; 5] {
    from_fn(|x| row[x] ^ (!row[(x + 1) % 5] & row[(x + 2) % 5]))
}
