// SPDX-License-Identifier: MIT
//! The keys of the rounds, worked out once for each key: bits are masks, no table is asked.

use super::tables::{PC1, PC2, PLACES, RoundKey};
use crate::wipe::wipe;

/// How far both halves of a key are rotated before each round, from the beginning.
const ROTATIONS: [usize; 16] = [1, 2, 4, 6, 8, 10, 12, 14, 15, 17, 19, 21, 23, 25, 27, 28];

/// The keys of the sixteen rounds that encrypt, for tables and as a byte for each S-box. The same in reverse order decrypt.
pub(super) fn round_keys(key: [u8; 8]) -> [(RoundKey, [u8; 8]); 16] {
    let key = u64::from_be_bytes(key);
    // Each half twice, so that nothing needs to turn around.
    let mut masks = [[0; 56]; 2];
    for (half, from) in masks.iter_mut().zip(PC1.as_chunks::<28>().0) {
        for (i, from) in from.iter().enumerate() {
            let mask = 0_u64.wrapping_sub((key >> (64 - from)) & 1);
            half[i] = mask;
            half[i + 28] = mask;
        }
    }
    let mut keys = [([0; 2], [0; 8]); 16];
    for (key, rotation) in keys.iter_mut().zip(ROTATIONS) {
        let mut sum = [0; 2];
        for (half, from) in masks.iter().zip(&BITS) {
            for (place, bits) in from {
                sum[0] |= bits[0] & half[place + rotation];
                sum[1] |= bits[1] & half[place + rotation];
            }
        }
        let word = |shift: u32| u32::try_from((sum[0] >> shift) & u64::from(u32::MAX)).unwrap_or_default();
        *key = ([word(0), word(32)], sum[1].to_le_bytes());
        wipe(&mut sum);
    }
    wipe(masks.as_flattened_mut().first_chunk_mut::<112>().unwrap_or(&mut [0; 112]));
    keys
}

/// Where a bit is in its half of the rotated key, and what it sets: in the form for tables, and in that for vectors.
type Bit = (usize, [u64; 2]);

/// The bits that "permuted choice 2" takes from each half.
const BITS: [[Bit; 24]; 2] = {
    let mut bits = [[(0, [0; 2]); 24]; 2];
    let mut i = 0;
    while i < 48 {
        let (number, bit) = (i / 6, i % 6);
        let from = PC2[number][bit] as usize - 1;
        // S-boxes 1 to 4 take from the first half, the others from the second.
        let looked_up = 1 << ((number & 1) * 32 + (3 - (number >> 1)) * 8 + (5 - bit));
        let spread = 1 << (8 * number + PLACES[number][bit] as usize);
        bits[i / 24][i % 24] = (from - 28 * (i / 24), [looked_up, spread]);
        i += 1;
    }
    bits
};
