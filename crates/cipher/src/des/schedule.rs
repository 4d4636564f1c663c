// SPDX-License-Identifier: MIT
//! The keys of the rounds, worked out once for each key.

use super::tables::{PC1, ROUND_KEY, RoundKey};

/// How far both halves of a key are rotated before each round.
const ROTATIONS: [u32; 16] = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];

const MASK: u32 = (1 << 28) - 1;

/// The keys of the sixteen rounds that encrypt. The same in reverse order decrypt.
pub(super) fn round_keys(key: [u8; 8]) -> [RoundKey; 16] {
    let key = u64::from_be_bytes(key);
    let half =
        |bits: &[u32]| bits.iter().fold(0, |half, from| (half << 1) | ((key >> (64 - from)) & 1) as u32);
    let (left, right) = PC1.split_at(28);
    let (mut left, mut right) = (half(left), half(right));
    ROTATIONS.map(|by| {
        left = ((left << by) | (left >> (28 - by))) & MASK;
        right = ((right << by) | (right >> (28 - by))) & MASK;
        let bits = (u64::from(left) << 28) | u64::from(right);
        let fours = ROUND_KEY.iter().zip((0..56).step_by(4).rev());
        fours
            .map(|(table, shift)| table[((bits >> shift) & 15) as usize])
            .fold([0; 2], |sum, four| [sum[0] ^ four[0], sum[1] ^ four[1]])
    })
}
