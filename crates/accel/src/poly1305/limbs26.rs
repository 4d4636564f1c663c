// SPDX-License-Identifier: MIT
//! Poly1305 with five limbs of 26 bits, for CPUs that multiply 32 bits at a time.

use crate::Block;
use crate::wipe::wipe;

const MASK: u32 = (1 << 26) - 1;

/// The accumulator and the key.
pub(super) struct Sum {
    /// Below 2^27 each.
    h: [u32; 5],
    r: [u32; 5],
    s: [u32; 4],
}

impl Sum {
    pub(super) fn new(key: &[u8; 32]) -> Self {
        let (halves, _) = key.as_chunks();
        let ([r0, r1, r2, r3], s) = (words(&halves[0]), words(&halves[1]));
        // Section 2.5: some bits of r are always clear.
        let r = [r0 & 0x0fff_ffff, r1 & 0x0fff_fffc, r2 & 0x0fff_fffc, r3 & 0x0fff_fffc];
        Self { h: [0; 5], r: limbs(r, 0), s }
    }

    /// For each block, adds it with a bit behind its end, and multiplies by r.
    pub(super) fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            self.add_and_multiply(limbs(words(block), 1));
        }
    }

    pub(super) fn finish(&self, rest: &[u8]) -> [u8; 16] {
        let mut sum = Self { ..*self };
        if !rest.is_empty() {
            let mut last = [0; 16];
            last[..rest.len()].copy_from_slice(rest);
            last[rest.len()] = 1;
            sum.add_and_multiply(limbs(words(&last), 0));
            wipe(&mut last);
        }
        // Twice, because what goes over the top may go all the way again.
        let h = carry(carry(sum.h));
        // h - p = h + 5 - 2^130, if that is not negative.
        let mut g = h;
        g[0] += 5;
        for i in 0..4 {
            g[i + 1] += g[i] >> 26;
            g[i] &= MASK;
        }
        let take = 0_u32.wrapping_sub(g[4] >> 26);
        let mut tag = [0; 16];
        let mut value = 0_u64;
        let (mut bits, mut limb) = (0, 0);
        let mut over = 0_u64;
        for (to, s) in tag.as_chunks_mut::<4>().0.iter_mut().zip(sum.s) {
            while bits < 32 {
                value |= u64::from(h[limb] ^ (take & (h[limb] ^ g[limb]))) << bits;
                (bits, limb) = (bits + 26, limb + 1);
            }
            over += (value & 0xffff_ffff) + u64::from(s);
            *to = low(over).to_le_bytes();
            (value, bits, over) = (value >> 32, bits - 32, over >> 32);
        }
        tag
    }

    fn add_and_multiply(&mut self, block: [u32; 5]) {
        let mut h = [0; 5];
        for i in 0..5 {
            h[i] = u64::from(self.h[i] + block[i]);
        }
        let r = self.r.map(u64::from);
        // 2^130 = 5: what goes over the top comes back so.
        let [_, s1, s2, s3, s4] = r.map(|limb| 5 * limb);
        let mut d = [
            h[0] * r[0] + h[1] * s4 + h[2] * s3 + h[3] * s2 + h[4] * s1,
            h[0] * r[1] + h[1] * r[0] + h[2] * s4 + h[3] * s3 + h[4] * s2,
            h[0] * r[2] + h[1] * r[1] + h[2] * r[0] + h[3] * s4 + h[4] * s3,
            h[0] * r[3] + h[1] * r[2] + h[2] * r[1] + h[3] * r[0] + h[4] * s4,
            h[0] * r[4] + h[1] * r[3] + h[2] * r[2] + h[3] * r[1] + h[4] * r[0],
        ];
        for i in 0..4 {
            d[i + 1] += d[i] >> 26;
        }
        let over = (d[4] >> 26) * 5 + u64::from(low(d[0]) & MASK);
        self.h = [
            low(over) & MASK,
            (low(d[1]) & MASK) + low(over >> 26),
            low(d[2]) & MASK,
            low(d[3]) & MASK,
            low(d[4]) & MASK,
        ];
    }
}

impl Drop for Sum {
    fn drop(&mut self) {
        wipe(&mut self.h);
        wipe(&mut self.r);
        wipe(&mut self.s);
    }
}

/// The same number with limbs below 2^26, but for the lowest, which may have a little more.
fn carry(mut h: [u32; 5]) -> [u32; 5] {
    for i in 0..4 {
        h[i + 1] += h[i] >> 26;
        h[i] &= MASK;
    }
    h[0] += (h[4] >> 26) * 5;
    h[4] &= MASK;
    h
}

fn limbs([w0, w1, w2, w3]: [u32; 4], top: u32) -> [u32; 5] {
    [
        w0 & MASK,
        ((w0 >> 26) | (w1 << 6)) & MASK,
        ((w1 >> 20) | (w2 << 12)) & MASK,
        ((w2 >> 14) | (w3 << 18)) & MASK,
        (w3 >> 8) | (top << 24),
    ]
}

/// Four little-endian words.
fn words(block: &Block) -> [u32; 4] {
    let (words, _) = block.as_chunks();
    [0, 1, 2, 3].map(|i: usize| u32::from_le_bytes(words[i]))
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is meant")]
fn low(x: u64) -> u32 {
    x as u32
}
