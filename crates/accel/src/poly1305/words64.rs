// SPDX-License-Identifier: MIT
//! Poly1305 with two words of 64 bits and a few bits in a third.

use crate::Block;
use crate::wipe::wipe;

/// The accumulator and the key.
pub(crate) struct Sum {
    /// Below 2^131, modulo 2^130 - 5.
    pub(super) h: [u64; 3],
    pub(super) r: [u64; 2],
    s: [u64; 2],
}

impl Sum {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let (halves, _) = key.as_chunks();
        let ([r0, r1], s) = (words(&halves[0]), words(&halves[1]));
        // Section 2.5: some bits of r are always clear.
        let r = [r0 & 0x0fff_fffc_0fff_ffff, r1 & 0x0fff_fffc_0fff_fffc];
        Self { h: [0; 3], r, s }
    }

    /// For each block, adds it with a bit behind its end, and multiplies by r.
    #[inline]
    pub(crate) fn blocks(&mut self, blocks: &[Block]) {
        let mut h = self.h;
        for block in blocks {
            h = multiply(add(h, words(block), 1), self.r);
        }
        self.h = h;
    }

    /// Sets the accumulator to `low + 2^64 high`, where `high` is below 2^112.
    #[cfg(all(feature = "accel", target_arch = "x86_64"))]
    pub(super) fn set(&mut self, low: u128, high: u128) {
        let high = (low >> 64) + high;
        let top = word(high >> 64);
        self.h = add([word(low), word(high), top & 3], [(top >> 2) * 5, 0], 0);
    }

    pub(super) fn finish(&self, rest: &[u8]) -> [u8; 16] {
        let mut h = self.h;
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            last[rest.len()] = 1;
            h = multiply(add(h, words(&last), 0), self.r);
            wipe(&mut last);
        }
        // h - p = h + 5 - 2^130, if that is not negative.
        let g = add(h, [5, 0], 0);
        let take = 0_u64.wrapping_sub(g[2] >> 2);
        let h = [h[0] ^ (take & (h[0] ^ g[0])), h[1] ^ (take & (h[1] ^ g[1])), 0];
        let [t0, t1, _] = add(h, self.s, 0);
        let mut tag = [0; 16];
        tag[..8].copy_from_slice(&t0.to_le_bytes());
        tag[8..].copy_from_slice(&t1.to_le_bytes());
        tag
    }
}

impl Drop for Sum {
    fn drop(&mut self) {
        wipe(&mut self.h);
        wipe(&mut self.r);
        wipe(&mut self.s);
    }
}

/// h * r modulo 2^130 - 5, below 2^130 + 2^66. `h` is below 2^131, and `r` has the clear bits of section 2.5.
#[inline(always)]
pub(super) fn multiply([h0, h1, h2]: [u64; 3], [r0, r1]: [u64; 2]) -> [u64; 3] {
    // 5 * r1 / 4, because 2^128 * r1 = 2^130 * r1 / 4: two bits of it are clear.
    let s1 = r1 + (r1 >> 2);
    let low = wide(h0, r0) + wide(h1, s1);
    let high = wide(h0, r1) + wide(h1, r0) + u128::from(h2 * s1) + (low >> 64);
    let top = h2 * r0 + word(high >> 64);
    let (h0, carry) = word(low).overflowing_add((top & !3) + (top >> 2));
    let (h1, carry) = word(high).overflowing_add(u64::from(carry));
    [h0, h1, (top & 3) + u64::from(carry)]
}

#[inline(always)]
fn add([h0, h1, h2]: [u64; 3], [m0, m1]: [u64; 2], m2: u64) -> [u64; 3] {
    let low = u128::from(h0) + u128::from(m0);
    let high = u128::from(h1) + u128::from(m1) + (low >> 64);
    [word(low), word(high), h2.wrapping_add(m2).wrapping_add(word(high >> 64))]
}

#[inline(always)]
fn wide(x: u64, y: u64) -> u128 {
    u128::from(x) * u128::from(y)
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
#[inline(always)]
fn word(x: u128) -> u64 {
    x as u64
}

/// Two little-endian words.
#[inline(always)]
pub(super) fn words(block: &Block) -> [u64; 2] {
    let (words, _) = block.as_chunks();
    [u64::from_le_bytes(words[0]), u64::from_le_bytes(words[1])]
}
