// SPDX-License-Identifier: MIT
//! GHASH for any CPU, without tables: no index and no branch depends on a secret.
//!
//! Polynomials are multiplied by the CPU's multiplication of integers. Of each factor only every fourth bit is taken at
//! a time, so that the carries fall into the holes between and are masked away; sixteen products make a whole one.

use crate::Block;
use crate::wipe::wipe;

/// H for [`multiply`]: its lower half, its upper half, and their sum (Karatsuba's third factor). Wiped when dropped.
pub(super) struct Key {
    factors: [[u64; 5]; 3],
}

impl Key {
    pub(super) fn new(h: &Block) -> Self {
        let h = times_x(u128::from_be_bytes(*h));
        let (low, high) = halves(h);
        Self { factors: [spread(low), spread(high), spread(low ^ high)] }
    }

    pub(super) fn update(&self, state: &mut Block, blocks: &[Block]) {
        let mut y = u128::from_be_bytes(*state);
        for block in blocks {
            y = self.times_h(y ^ u128::from_be_bytes(*block));
        }
        *state = y.to_be_bytes();
    }

    #[inline]
    fn times_h(&self, x: u128) -> u128 {
        let (low, high) = halves(x);
        let z0 = multiply(low, &self.factors[0]);
        let z2 = multiply(high, &self.factors[1]);
        let z1 = multiply(low ^ high, &self.factors[2]) ^ z0 ^ z2;
        reduce(z0 ^ (z1 << 64), z2 ^ (z1 >> 64))
    }
}

impl Drop for Key {
    fn drop(&mut self) {
        wipe(self.factors.as_flattened_mut().first_chunk_mut::<15>().unwrap_or(&mut [0; 15]));
    }
}

/// H times x, in the order of bits in which the products of the standard (its bits are the other way round) need no
/// shift by one: that of POLYVAL (RFC 8452, appendix A).
pub(super) const fn times_x(h: u128) -> u128 {
    (h << 1) ^ ((0xc2 << 120 | 1) & 0_u128.wrapping_sub(h >> 127))
}

#[allow(clippy::cast_possible_truncation, reason = "the two halves")]
const fn halves(x: u128) -> (u64, u64) {
    (x as u64, (x >> 64) as u64)
}

/// Every fourth bit of a factor, of its lower 60; and the upper four.
const fn spread(x: u64) -> [u64; 5] {
    let below = x & (u64::MAX >> 4);
    [below & HOLES, below & (HOLES << 1), below & (HOLES << 2), below & (HOLES << 3), x >> 60]
}

const HOLES: u64 = 0x1111_1111_1111_1111;

/// The product of polynomials. No more than fifteen ones meet in a place, since one of the factors has no more; so no
/// carry goes over the three holes. The upper four bits of that factor come in by hand.
#[inline]
fn multiply(x: u64, y: &[u64; 5]) -> u128 {
    const WIDE: u128 = (HOLES as u128) << 64 | HOLES as u128;
    let x0 = u128::from(x & HOLES);
    let x1 = u128::from(x & (HOLES << 1));
    let x2 = u128::from(x & (HOLES << 2));
    let x3 = u128::from(x & (HOLES << 3));
    let [y0, y1, y2, y3] = [u128::from(y[0]), u128::from(y[1]), u128::from(y[2]), u128::from(y[3])];
    let z0 = (x0 * y0) ^ (x1 * y3) ^ (x2 * y2) ^ (x3 * y1);
    let z1 = (x0 * y1) ^ (x1 * y0) ^ (x2 * y3) ^ (x3 * y2);
    let z2 = (x0 * y2) ^ (x1 * y1) ^ (x2 * y0) ^ (x3 * y3);
    let z3 = (x0 * y3) ^ (x1 * y2) ^ (x2 * y1) ^ (x3 * y0);
    let z = (z0 & WIDE) | (z1 & (WIDE << 1)) | (z2 & (WIDE << 2)) | (z3 & (WIDE << 3));
    let top = [
        u128::from(x & 0_u64.wrapping_sub(y[4] & 1)),
        u128::from(x & 0_u64.wrapping_sub((y[4] >> 1) & 1)) << 1,
        u128::from(x & 0_u64.wrapping_sub((y[4] >> 2) & 1)) << 2,
        u128::from(x & 0_u64.wrapping_sub(y[4] >> 3)) << 3,
    ];
    z ^ ((top[0] ^ top[1] ^ top[2] ^ top[3]) << 60)
}

/// A product of 256 bits divided by x^128, modulo x^128 + x^127 + x^126 + x^121 + 1.
#[inline]
fn reduce(low: u128, high: u128) -> u128 {
    let (v0, v1) = halves(low);
    let (v2, v3) = halves(high);
    let v1 = v1 ^ (v0 << 63) ^ (v0 << 62) ^ (v0 << 57);
    let v2 = v2 ^ v0 ^ (v0 >> 1) ^ (v0 >> 2) ^ (v0 >> 7) ^ (v1 << 63) ^ (v1 << 62) ^ (v1 << 57);
    let v3 = v3 ^ v1 ^ (v1 >> 1) ^ (v1 >> 2) ^ (v1 >> 7);
    u128::from(v3) << 64 | u128::from(v2)
}
