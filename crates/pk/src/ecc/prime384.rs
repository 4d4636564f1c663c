// SPDX-License-Identifier: MIT
//! The prime of P-384, p = 2^384 - 2^128 - 2^96 + 2^32 - 1, whose multiples need no multiplications.

use purembed_accel::field::Kernel;

use super::limbs::{from_hex, narrow, sbb};
use super::montgomery::{Modulus, Residue};

/// A number modulo p.
pub(super) type Residue384 = Residue<Prime384<false>, 6>;

/// The same, with the CPU's own way to multiply if it has one.
pub(super) type FastResidue384 = Residue<Prime384<true>, 6>;

pub(super) struct Prime384<const FAST: bool>;

impl<const FAST: bool> Modulus<6> for Prime384<FAST> {
    const PRIME: [u64; 6] = narrow(&from_hex(
        "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    ));

    #[inline(always)]
    fn multiply_fast(a: &[u64; 6], b: &[u64; 6]) -> Option<[u64; 6]> {
        kernel::<FAST>().map(|kernel| kernel.multiply_384(a, b))
    }

    #[inline(always)]
    fn square_fast(a: &[u64; 6]) -> Option<[u64; 6]> {
        kernel::<FAST>().map(|kernel| kernel.square_384(a))
    }

    #[inline(always)]
    fn add_fast(a: &[u64; 6], b: &[u64; 6]) -> Option<[u64; 6]> {
        kernel::<FAST>().map(|kernel| kernel.add_384(a, b))
    }

    #[inline(always)]
    fn subtract_fast(a: &[u64; 6], b: &[u64; 6]) -> Option<[u64; 6]> {
        kernel::<FAST>().map(|kernel| kernel.subtract_384(a, b))
    }

    #[inline(always)]
    fn divide(t: &[u64; 6], above: u64, over: bool) -> ([u64; 6], bool) {
        // -1/p = 2^32 + 1 modulo 2^64
        let q = t[0].wrapping_add(t[0] << 32);
        // q p = q 2^384 - d with d = q 2^128 + q 2^96 - q 2^32 + q, whose lowest limb is that of t.
        let (_, borrow) = q.overflowing_sub(q << 32);
        let (d1, borrow) = sbb(q << 32, q >> 32, borrow);
        // No borrow of q = 0, so this one is at most q.
        let (d2, d3) = (q - u64::from(borrow)).overflowing_add(q >> 32);
        let (above, carry) = above.overflowing_add(q);
        let (r0, borrow) = t[1].overflowing_sub(d1);
        let (r1, borrow) = sbb(t[2], d2, borrow);
        let (r2, borrow) = sbb(t[3], u64::from(d3), borrow);
        let (r3, borrow) = sbb(t[4], 0, borrow);
        let (r4, borrow) = sbb(t[5], 0, borrow);
        let (r5, borrow) = sbb(above, 0, borrow);
        // over + carry - borrow is 0 or 1, so that its parity is enough.
        ([r0, r1, r2, r3, r4, r5], over ^ carry ^ borrow)
    }
}

#[inline(always)]
fn kernel<const FAST: bool>() -> Option<Kernel> {
    if FAST { Kernel::of_this_cpu() } else { None }
}
