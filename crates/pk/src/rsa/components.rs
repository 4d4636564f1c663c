// SPDX-License-Identifier: MIT
//! The primes of a key of which only n, e and d are known (RFC 8017 does not say how; SP 800-56B appendix C.1 does).

use super::limbs::{self, LIMB, Limbs};
use super::montgomery::Modulus;
use crate::encoding::pkcs1::PublicNumbers;

/// Each base finds the primes of every other key.
const BASES: [u64; 40] = [
    2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97, 101, 103,
    107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167, 173,
];

/// Finds two factors of n, the larger first, if d is what it should be. For a public key of a checked size.
pub(super) fn primes(public: PublicNumbers<'_>, exponent: &[u8]) -> Option<[Limbs; 2]> {
    let width = (public.modulus.len() * 8).div_ceil(LIMB);
    let modulus = Limbs::from_be_bytes(public.modulus, width)?;
    let exponent = Limbs::from_be_bytes(exponent, width)?;
    let ring = Modulus::new(modulus.copy())?;
    let mut minus_one = modulus.copy();
    limbs::sub(&mut minus_one, ring.one());
    // d e - 1 is a multiple of p - 1 and q - 1, and even: 2^twos odd
    let mut multiple = limbs::mul(&exponent, &Limbs::from_be_bytes(public.exponent, 1)?);
    limbs::sub(&mut multiple, &[1]);
    let twos = limbs::trailing_zeros(&multiple);
    if twos == 0 || twos >= width * LIMB {
        return None;
    }
    let odd = limbs::shifted(&multiple, twos);
    for base in BASES {
        let mut power = ring.pow(&ring.enter(&Limbs::from_limbs(&[base], width)), &odd, odd.len() * LIMB);
        if limbs::equal(&power, ring.one()) == 1 {
            continue;
        }
        let mut root = power.copy();
        for _ in 0..twos {
            root = power;
            power = ring.product(&root, &root);
            if limbs::equal(&power, ring.one()) == 1 {
                break;
            }
        }
        if limbs::equal(&power, ring.one()) == 0 {
            // d is no inverse.
            return None;
        }
        if limbs::equal(&root, &minus_one) == 1 {
            continue;
        }
        // A root of 1 that is neither 1 nor -1 is 1 modulo one of the primes.
        ring.sub(&mut root, ring.one());
        let first = limbs::gcd(&ring.leave(&root), &modulus);
        let (second, _) = limbs::div_rem(&modulus, &first);
        let swap = limbs::less(&first, &second) == 1;
        return Some(if swap { [second, first] } else { [first, second] });
    }
    None
}
