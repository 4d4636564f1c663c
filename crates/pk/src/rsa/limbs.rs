// SPDX-License-Identifier: MIT
//! Numbers of a fixed width, of which nothing but the width is told by time or memory.
//!
//! Widths are public: they follow from the length of a modulus or a prime. Loops run over whole widths, choices are
//! masks. All of it is simple rather than fast; what has to be fast stands in [`super::montgomery`].

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;
use core::hint::black_box;
use core::ops::{Deref, DerefMut};

use zeroize::{Zeroize, Zeroizing};

/// The bits of a limb.
pub(super) const LIMB: usize = 64;

/// A number in limbs of 64 bits, the least first; wiped when dropped.
pub(super) struct Limbs(Box<[u64]>);

impl Limbs {
    pub(super) fn zero(width: usize) -> Self {
        Self(vec![0; width].into_boxed_slice())
    }

    /// A copy of another width: with zeros above, or without what is above.
    pub(super) fn from_limbs(limbs: &[u64], width: usize) -> Self {
        let mut number = Self::zero(width);
        number.iter_mut().zip(limbs).for_each(|(to, from)| *to = *from);
        number
    }

    /// Reads a big-endian number; `None` if it is wider.
    pub(super) fn from_be_bytes(bytes: &[u8], width: usize) -> Option<Self> {
        let mut number = Self::zero(width);
        let mut chunks = bytes.rchunks(8);
        for limb in number.iter_mut() {
            for byte in chunks.next().unwrap_or_default() {
                *limb = *limb << 8 | u64::from(*byte);
            }
        }
        let rest = chunks.flatten().fold(0, |all, byte| all | byte);
        (rest == 0).then_some(number)
    }

    /// The lowest bytes, big-endian.
    pub(super) fn to_be_bytes(&self, length: usize) -> Zeroizing<Vec<u8>> {
        let mut bytes = Zeroizing::new(vec![0; length]);
        for (chunk, limb) in bytes.rchunks_mut(8).zip(self.iter()) {
            for (to, from) in chunk.iter_mut().rev().zip(limb.to_le_bytes()) {
                *to = from;
            }
        }
        bytes
    }

    pub(super) fn copy(&self) -> Self {
        Self::from_limbs(self, self.len())
    }
}

impl Deref for Limbs {
    type Target = [u64];

    fn deref(&self) -> &[u64] {
        &self.0
    }
}

impl DerefMut for Limbs {
    fn deref_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }
}

impl Drop for Limbs {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// All ones for 1 and all zeros for 0, in a way that the compiler does not see through.
pub(super) fn mask(bit: u64) -> u64 {
    black_box(bit).wrapping_neg()
}

/// 1 for zero, 0 for anything else.
pub(super) fn is_zero(number: &[u64]) -> u64 {
    let all = number.iter().fold(0, |all, limb| all | limb);
    1 ^ (all | all.wrapping_neg()) >> 63
}

/// 1 for two equal numbers of the same width.
pub(super) fn equal(a: &[u64], b: &[u64]) -> u64 {
    let different = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    is_zero(&[different])
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is what is asked for")]
pub(super) const fn low(wide: u128) -> u64 {
    wide as u64
}

pub(super) const fn high(wide: u128) -> u64 {
    low(wide >> 64)
}

pub(super) const fn widen(a: u64) -> u128 {
    a as u128
}

/// a + b + carry, and the new carry.
const fn adc(a: u64, b: u64, carry: u64) -> (u64, u64) {
    let sum = widen(a) + widen(b) + widen(carry);
    (low(sum), high(sum))
}

/// a - b - borrow, and the new borrow.
const fn sbb(a: u64, b: u64, borrow: u64) -> (u64, u64) {
    let difference = widen(a).wrapping_sub(widen(b) + widen(borrow));
    (low(difference), high(difference) & 1)
}

/// Adds b, of the same width or narrower, where the mask has ones; returns the carry.
pub(super) fn add_masked(a: &mut [u64], b: &[u64], mask: u64) -> u64 {
    let mut carry = 0;
    let above = core::iter::repeat(&0);
    for (a, b) in a.iter_mut().zip(b.iter().chain(above)) {
        (*a, carry) = adc(*a, b & mask, carry);
    }
    carry
}

/// Subtracts b, of the same width or narrower, where the mask has ones; returns the borrow.
pub(super) fn sub_masked(a: &mut [u64], b: &[u64], mask: u64) -> u64 {
    let mut borrow = 0;
    let above = core::iter::repeat(&0);
    for (a, b) in a.iter_mut().zip(b.iter().chain(above)) {
        (*a, borrow) = sbb(*a, b & mask, borrow);
    }
    borrow
}

pub(super) fn add(a: &mut [u64], b: &[u64]) -> u64 {
    add_masked(a, b, u64::MAX)
}

pub(super) fn sub(a: &mut [u64], b: &[u64]) -> u64 {
    sub_masked(a, b, u64::MAX)
}

/// 1 if a < b; both of the same width.
pub(super) fn less(a: &[u64], b: &[u64]) -> u64 {
    let mut borrow = 0;
    for (a, b) in a.iter().zip(b) {
        (_, borrow) = sbb(*a, *b, borrow);
    }
    borrow
}

/// Takes `from` where the mask has ones.
pub(super) fn assign_masked(to: &mut [u64], from: &[u64], mask: u64) {
    for (to, from) in to.iter_mut().zip(from) {
        *to ^= mask & (*to ^ from);
    }
}

/// Exchanges two numbers where the mask has ones.
fn swap_masked(a: &mut [u64], b: &mut [u64], mask: u64) {
    for (a, b) in a.iter_mut().zip(b) {
        let both = mask & (*a ^ *b);
        *a ^= both;
        *b ^= both;
    }
}

/// Doubles, with a bit coming in at the bottom; returns the one that goes out at the top.
pub(super) fn double(a: &mut [u64], bit: u64) -> u64 {
    a.iter_mut().fold(bit, |carry, limb| {
        let out = *limb >> 63;
        *limb = *limb << 1 | carry;
        out
    })
}

/// Halves where the mask has ones.
fn halve_masked(a: &mut [u64], mask: u64) {
    let mut above = 0;
    for limb in a.iter_mut().rev() {
        let halved = *limb >> 1 | above << 63;
        above = *limb & 1;
        *limb ^= mask & (*limb ^ halved);
    }
}

/// a b, as wide as both together.
pub(super) fn mul(a: &[u64], b: &[u64]) -> Limbs {
    let mut product = Limbs::zero(a.len() + b.len());
    for (at, b) in b.iter().enumerate() {
        let mut carry = 0;
        for (to, a) in product[at..].iter_mut().zip(a) {
            let wide = widen(*a) * widen(*b) + widen(*to) + widen(carry);
            (*to, carry) = (low(wide), high(wide));
        }
        product[at + a.len()] = carry;
    }
    product
}

/// Quotient and remainder, bit by bit. The modulus is not zero; the remainder has its width.
pub(super) fn div_rem(a: &[u64], modulus: &[u64]) -> (Limbs, Limbs) {
    let (mut quotient, mut rest) = (Limbs::zero(a.len()), Limbs::zero(modulus.len()));
    for at in (0..a.len() * LIMB).rev() {
        let over = double(&mut rest, bit(a, at));
        let reduce = over | (1 ^ less(&rest, modulus));
        sub_masked(&mut rest, modulus, mask(reduce));
        quotient[at / LIMB] |= reduce << (at % LIMB);
    }
    (quotient, rest)
}

/// Quotient and remainder for a divisor of fewer than 63 bits that is not zero, bit by bit.
pub(super) fn div_rem_small(a: &[u64], divisor: u64) -> (Limbs, u64) {
    let (mut quotient, mut rest) = (Limbs::zero(a.len()), 0);
    for at in (0..a.len() * LIMB).rev() {
        rest = rest << 1 | bit(a, at);
        let reduce = 1 ^ less(&[rest], &[divisor]);
        rest -= divisor & mask(reduce);
        quotient[at / LIMB] |= reduce << (at % LIMB);
    }
    (quotient, rest)
}

/// a + b c, with c of one limb; one limb wider than a.
pub(super) fn mul_small(a: &[u64], factor: u64) -> Limbs {
    mul(a, &[factor])
}

/// One bit.
pub(super) fn bit(a: &[u64], at: usize) -> u64 {
    a[at / LIMB] >> (at % LIMB) & 1
}

/// The length in bits, found in a time that depends on the width alone.
pub(super) fn bit_length(a: &[u64]) -> usize {
    let mut length = 0;
    for (at, limb) in a.iter().enumerate() {
        let here = at * LIMB + LIMB - usize::try_from(limb.leading_zeros()).unwrap_or(LIMB);
        let keep = usize::try_from(is_zero(&[*limb])).unwrap_or(0).wrapping_neg();
        length ^= !keep & (length ^ here);
    }
    length
}

/// How many zeros are below the lowest one; time tells.
pub(super) fn trailing_zeros(number: &[u64]) -> usize {
    (0..number.len() * LIMB).take_while(|at| bit(number, *at) == 0).count()
}

/// Without the lowest bits, as far as they are.
pub(super) fn shifted(number: &[u64], by: usize) -> Limbs {
    let (skip, by) = (by / LIMB, by % LIMB);
    let mut out = Limbs::from_limbs(number.get(skip..).unwrap_or_default(), number.len());
    let mut above = 0;
    for limb in out.iter_mut().rev() {
        let here = *limb;
        *limb = here >> by | if by == 0 { 0 } else { above << (LIMB - by) };
        above = here;
    }
    out
}

/// The greatest common divisor; b is odd, and of the same width.
pub(super) fn gcd(a: &[u64], b: &[u64]) -> Limbs {
    let (mut a, mut b) = (Limbs::from_limbs(a, b.len()), Limbs::from_limbs(b, b.len()));
    // b stays odd. Each turn halves a, after taking the smaller from the larger if both are odd: together they lose a bit.
    for _ in 0..2 * b.len() * LIMB {
        let odd = mask(a[0] & 1);
        let smaller = mask(less(&a, &b));
        swap_masked(&mut a, &mut b, odd & smaller);
        sub_masked(&mut a, &b, odd);
        halve_masked(&mut a, u64::MAX);
    }
    b
}

/// 1/a modulo an odd number of at most 62 bits, if there is one.
pub(super) fn invert_small(a: u64, modulus: u64) -> Option<u64> {
    // As in `gcd`, with u a0 = a and v a0 = b modulo the modulus.
    let (mut a, mut b, mut u, mut v) = (a % modulus, modulus, 1, 0);
    for _ in 0..2 * LIMB {
        let odd = mask(a & 1);
        let swap = odd & mask(less(&[a], &[b]));
        let (ab, uv) = (swap & (a ^ b), swap & (u ^ v));
        (a, b, u, v) = (a ^ ab, b ^ ab, u ^ uv, v ^ uv);
        a -= b & odd;
        let below = mask(less(&[u], &[v & odd]));
        u = u.wrapping_sub(v & odd).wrapping_add(modulus & below);
        a >>= 1;
        u = (u + (modulus & mask(u & 1))) >> 1;
    }
    (b == 1).then_some(v)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Limbs {
        let bytes = purembed_core::hex::decode(text).expect("hex");
        Limbs::from_be_bytes(&bytes, 3).expect("fits")
    }

    #[test]
    fn bytes_and_back() {
        let number = Limbs::from_be_bytes(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 2).expect("fits");
        assert_eq!(*number, [0x0203_0405_0607_0809, 1]);
        assert_eq!(*number.to_be_bytes(9), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert_eq!(*number.to_be_bytes(11), [0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        assert!(Limbs::from_be_bytes(&[1, 2, 3, 4, 5, 6, 7, 8, 9], 1).is_none());
        assert!(Limbs::from_be_bytes(&[0, 2, 3, 4, 5, 6, 7, 8, 9], 1).is_some());
        assert_eq!(bit_length(&number), 65);
        assert_eq!(bit_length(&[0, 0]), 0);
        assert_eq!(bit_length(&[0, 1 << 63]), 128);
        assert_eq!((is_zero(&[0, 0]), is_zero(&[0, 1]), is_zero(&[1 << 63])), (1, 0, 0));
    }

    #[test]
    fn division_undoes_multiplication() {
        let (a, b) =
            (number("ffffffffffffffffffffffffffffffff00000001"), number("fedcba98765432100123456789abcdef"));
        let mut product = mul(&a, &b);
        assert_eq!(add(&mut product, &[5]), 0);
        let (quotient, rest) = div_rem(&product, &b);
        assert_eq!((&quotient[..3], &*rest), (&*a, &[5, 0, 0][..]));
        let (quotient, rest) = div_rem_small(&mul_small(&a, 65537), 65537);
        assert_eq!((&quotient[..3], rest), (&*a, 0));
        // A modulus with its highest bit set, so that doubling overflows.
        let (_, rest) = div_rem(&[3, 0, 1], &[u64::MAX]);
        assert_eq!(*rest, [4]);
    }

    #[test]
    fn divisors_and_inverses() {
        let common = number("c5c5c5c5c5c5c5c5c5");
        let (a, b) = (mul(&common[..2], &[12]), mul(&common[..2], &[35]));
        assert_eq!(gcd(&a, &b)[..2], common[..2]);
        assert_eq!(*gcd(&[0, 0], &[15, 0]), [15, 0]);
        for modulus in [3, 65535, 65537, 0x1_ffff_ffff] {
            for a in [1, 2, 17, 65536, u64::MAX] {
                let product = |inverse| widen(a % modulus) * widen(inverse) % widen(modulus);
                match invert_small(a, modulus) {
                    Some(inverse) => assert_eq!((product(inverse), inverse < modulus), (1, true)),
                    None => assert_ne!(gcd(&[a % modulus], &[modulus])[0], 1),
                }
            }
        }
    }
}
