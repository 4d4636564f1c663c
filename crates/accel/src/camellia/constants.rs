// SPDX-License-Identifier: MIT
//! What the S-boxes add, as a part of the round keys: then S-boxes are inversion between linear maps.

use super::{AFTER_CONSTANT, BEFORE_CONSTANT, BOX_OF, Half, P, Pair};

/// What F adds to a half before inversion.
pub(super) const BEFORE_F: Half = {
    let mut constants = [BEFORE_CONSTANT; 8];
    let mut i = 0;
    while i < 8 {
        if BOX_OF[i] == 3 {
            constants[i] = BEFORE_CONSTANT.rotate_right(1);
        }
        i += 1;
    }
    Half::from_le_bytes(constants)
};

/// What F adds to its result.
pub(super) const AFTER_F: Half = {
    let mut constants = [0; 8];
    let mut to = 0;
    while to < 8 {
        let mut from = 0;
        while from < 8 {
            if (P[to] >> (7 - from)) & 1 == 1 {
                constants[to] ^= AFTER_CONSTANT.rotate_left([0, 1, 7, 0][BOX_OF[from]]);
            }
            from += 1;
        }
        to += 1;
    }
    Half::from_le_bytes(constants)
};

/// Adds to the round keys what the S-boxes add before inversion; and what F adds at its end to a half, as long as the half
/// has it: each half from the first of six rounds that changes it to the second, and from the third.
pub(super) fn add(keys: &mut [Pair]) {
    let last = keys.len().saturating_sub(1);
    for (i, key) in keys.iter_mut().enumerate().skip(1) {
        let [one, two] = match i % 4 {
            1 | 3 => [BEFORE_F, BEFORE_F ^ AFTER_F],
            2 => [BEFORE_F ^ AFTER_F, BEFORE_F],
            _ if i == last => [AFTER_F, AFTER_F],
            _ => [0, 0],
        };
        key[0] ^= one;
        key[1] ^= two;
    }
}
