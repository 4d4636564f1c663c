// SPDX-License-Identifier: MIT
//! What the S-boxes add, as a part of the round keys: then S-boxes are inversion between linear maps.

use super::CONSTANTS;
use super::portable::diffuse;
use crate::Block;

/// What SB1 and SB2 add at the end, and SB3 and SB4 at the beginning, of the odd rounds and of the even ones.
const FIRST_HALVES: Block = repeated([CONSTANTS[0], CONSTANTS[1], 0, 0]);
const SECOND_HALVES: Block = repeated([0, 0, CONSTANTS[0], CONSTANTS[1]]);

pub(super) const BEFORE_ODD: Block = SECOND_HALVES;
pub(super) const AFTER_ODD: Block = diffuse(&FIRST_HALVES);
pub(super) const BEFORE_EVEN: Block = FIRST_HALVES;
pub(super) const AFTER_EVEN: Block = diffuse(&SECOND_HALVES);
const AFTER_LAST: Block = SECOND_HALVES;

/// Adds what comes before inversion to the key of the round, and what comes after it to the next key.
pub(super) fn add(keys: &mut [Block]) {
    let last = keys.len().saturating_sub(1);
    for (i, key) in keys.iter_mut().enumerate() {
        let constant = match i {
            0 => BEFORE_ODD,
            _ if i == last => AFTER_LAST,
            _ if i % 2 == 1 => sum(AFTER_ODD, BEFORE_EVEN),
            _ => sum(AFTER_EVEN, BEFORE_ODD),
        };
        *key = sum(*key, constant);
    }
}

pub(super) const fn sum(one: Block, other: Block) -> Block {
    (u128::from_ne_bytes(one) ^ u128::from_ne_bytes(other)).to_ne_bytes()
}

const fn repeated([a, b, c, d]: [u8; 4]) -> Block {
    [a, b, c, d, a, b, c, d, a, b, c, d, a, b, c, d]
}
