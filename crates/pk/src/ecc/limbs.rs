// SPDX-License-Identifier: MIT
//! Numbers of up to 576 bits in nine limbs, the least first, as all fields take and give them; and arithmetic on limbs.
//!
//! Everything is constant time. Functions that are `const` make the parameters of the curves when the crate is compiled.

use purembed_accel::opaque64;
use zeroize::Zeroizing;

/// The limbs of the widest number, that of P-521.
pub(super) const LIMBS: usize = 9;

/// A number below 2^576.
pub(super) type Limbs = [u64; LIMBS];

/// Repeats a block with a constant from 0 to 8, for loops that have to be unrolled whatever the optimiser thinks of them.
macro_rules! unroll {
    ($index:ident => $body:block) => { unroll!(@ $index $body 0 1 2 3 4 5 6 7 8) };
    (@ $index:ident $body:block $($value:literal)*) => { $(
        #[allow(
            clippy::absurd_extreme_comparisons,
            unused_assignments,
            reason = "so it is where the index is the first or the last"
        )]
        {
            const $index: usize = $value;
            $body
        }
    )* };
}
pub(super) use unroll;

/// Reads a big-endian number of at most 72 bytes.
pub(super) fn from_be_bytes(bytes: &[u8]) -> Zeroizing<Limbs> {
    let mut limbs = Zeroizing::new([0; LIMBS]);
    for (limb, chunk) in limbs.iter_mut().zip(bytes.rchunks(8)) {
        *limb = chunk.iter().fold(0, |limb, &byte| limb << 8 | u64::from(byte));
    }
    limbs
}

/// Writes the lowest bytes of a number, big-endian.
pub(super) fn write_be_bytes(limbs: &Limbs, bytes: &mut [u8]) {
    for (chunk, limb) in bytes.rchunks_mut(8).zip(limbs) {
        for (to, from) in chunk.iter_mut().rev().zip(limb.to_le_bytes()) {
            *to = from;
        }
    }
}

/// Reads hexadecimal digits of the source text: anything else is a number that no test passes.
pub(super) const fn from_hex(digits: &str) -> Limbs {
    let digits = digits.as_bytes();
    let mut limbs = [0; LIMBS];
    let mut at = 0;
    while at < digits.len() {
        let digit = digits[digits.len() - 1 - at];
        let value = if digit.is_ascii_digit() { digit - b'0' } else { digit - b'a' + 10 };
        limbs[at / 16] |= (value as u64) << (at % 16 * 4);
        at += 1;
    }
    limbs
}

/// The lowest limbs.
pub(super) const fn narrow<const N: usize>(limbs: &[u64]) -> [u64; N] {
    let mut narrow = [0; N];
    let mut i = 0;
    while i < N {
        narrow[i] = limbs[i];
        i += 1;
    }
    narrow
}

/// With zeros above.
pub(super) const fn widen<const N: usize>(limbs: &[u64; N]) -> Limbs {
    let mut wide = [0; LIMBS];
    let mut i = 0;
    while i < N {
        wide[i] = limbs[i];
        i += 1;
    }
    wide
}

/// a + b + carry, and the new carry.
#[inline(always)]
pub(super) const fn adc(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum, first | second)
}

/// a - b - borrow, and the new borrow.
#[inline(always)]
pub(super) const fn sbb(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow as u64);
    (difference, first | second)
}

/// a + b, and the carry.
#[inline(always)]
pub(super) const fn add<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let (mut sum, mut carry) = ([0; N], false);
    let mut i = 0;
    while i < N {
        (sum[i], carry) = adc(a[i], b[i], carry);
        i += 1;
    }
    (sum, carry)
}

/// a - b, and the borrow.
#[inline(always)]
pub(super) const fn sub<const N: usize>(a: &[u64; N], b: &[u64; N]) -> ([u64; N], bool) {
    let (mut difference, mut borrow) = ([0; N], false);
    let mut i = 0;
    while i < N {
        (difference[i], borrow) = sbb(a[i], b[i], borrow);
        i += 1;
    }
    (difference, borrow)
}

/// `a` where the mask has ones, `b` where it has zeros.
#[inline(always)]
pub(super) fn select<const N: usize>(mask: u64, a: &[u64; N], b: &[u64; N]) -> [u64; N] {
    let mut chosen = [0; N];
    let mut i = 0;
    while i < N {
        chosen[i] = b[i] ^ mask & (a[i] ^ b[i]);
        i += 1;
    }
    chosen
}

/// a - m if that is not negative, otherwise a; `over` is a carry out of a. Below m, if a was below 2m.
#[inline(always)]
pub(super) fn reduce_once<const N: usize>(a: &[u64; N], over: bool, m: &[u64; N]) -> [u64; N] {
    let (less, borrow) = sub(a, m);
    // A carry means that a is above m, and takes up the borrow.
    select(mask(borrow & !over), a, &less)
}

/// All ones or zeros, in a way that the compiler does not see through: it would make a branch of a choice.
#[inline(always)]
pub(super) fn mask(is_ones: bool) -> u64 {
    opaque64(u64::from(is_ones)).wrapping_neg()
}

/// All ones for zero, otherwise zeros.
#[inline(always)]
pub(super) fn is_zero<const N: usize>(limbs: &[u64; N]) -> u64 {
    mask_if_equal(limbs.iter().fold(0, |all, limb| all | limb), 0)
}

/// All ones for two equal numbers, otherwise zeros, in a way that the compiler does not see through.
#[inline(always)]
pub(super) fn mask_if_equal(a: u64, b: u64) -> u64 {
    let different = a ^ b;
    // The highest bit of x | -x is set unless x is zero.
    opaque64((different | different.wrapping_neg()) >> 63).wrapping_sub(1)
}

#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
pub(super) const fn low(wide: u128) -> u64 {
    wide as u64
}

/// The product of two limbs, as its lower and upper half.
#[inline(always)]
pub(super) const fn mul(a: u64, b: u64) -> (u64, u64) {
    let wide = a as u128 * b as u128;
    (low(wide), low(wide >> 64))
}

/// a^2, with zeros above.
#[inline(always)]
pub(super) fn square<const N: usize>(a: &[u64; N]) -> [u64; 2 * LIMBS] {
    let mut product = [0; 2 * LIMBS];
    // The products of different limbs, a row for each. What is there after row i is below 2^(64 (N + i + 1)).
    unroll!(I => { if I + 1 < N {
        let (mut lows, mut highs) = ([0; LIMBS], [0; LIMBS]);
        unroll!(J => { if I < J && J < N { (lows[J], highs[J]) = mul(a[I], a[J]); } });
        let mut carry = false;
        unroll!(J => { if I < J && J < N { (product[I + J], carry) = adc(product[I + J], lows[J], carry); } });
        product[I + N] = u64::from(carry);
        carry = false;
        unroll!(J => { if I < J && J < N { (product[I + J + 1], carry) = adc(product[I + J + 1], highs[J], carry); } });
    } });
    // Twice, and with the squares of limbs.
    let (mut carry, mut above) = (false, 0);
    unroll!(I => { if I < N {
        let (low, high) = mul(a[I], a[I]);
        let (even, odd) = (product[2 * I], product[2 * I + 1]);
        (product[2 * I], carry) = adc(even << 1 | above, low, carry);
        (product[2 * I + 1], carry) = adc(odd << 1 | even >> 63, high, carry);
        above = odd >> 63;
    } });
    product
}
