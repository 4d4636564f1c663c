// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use num_bigint::BigUint;

use super::*;

fn number(limbs: &[u64]) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |number, limb| (number << 64) + *limb)
}

fn limbs(number: &BigUint, width: usize) -> Vec<u64> {
    let mut limbs = number.to_u64_digits();
    limbs.resize(width, 0);
    limbs
}

/// Without a pattern that a kernel could miss (xorshift64).
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

fn random_number(seed: &mut u64, bits: usize) -> BigUint {
    let limbs: Vec<_> = (0..bits.div_ceil(64)).map(|_| random(seed)).collect();
    number(&limbs) % (BigUint::from(1_u8) << bits)
}

fn power(kernel: Kernel, modulus: &BigUint, base: &BigUint, exponent: &BigUint, bits: usize) -> BigUint {
    let width = modulus.to_u64_digits().len();
    let square_bits = kernel.square_bits(width).expect("a size that it has");
    let square = (BigUint::from(1_u8) << square_bits) % modulus;
    let input =
        Input { modulus: &limbs(modulus, width), square: &limbs(&square, width), base: &limbs(base, width) };
    let mut out = vec![7; width];
    kernel.power(&input, &limbs(exponent, bits.div_ceil(64)), bits, &mut out);
    let result = number(&out);
    assert!(result < *modulus);
    result
}

/// Moduli of a length: random ones, the largest, and the smallest.
fn moduli(seed: &mut u64, bits: usize) -> Vec<BigUint> {
    let one = BigUint::from(1_u8);
    let top = &one << (bits - 1);
    let mut sparse = &top + &one;
    sparse.set_bit(u64::try_from(bits / 2).expect("small"), true);
    vec![(random_number(seed, bits) | &top) | &one, (&one << bits) - &one, &top | &one, sparse]
}

fn check(kernel: Kernel, seed: &mut u64, bits: usize, exponent_bits: usize) {
    let one = BigUint::from(1_u8);
    for modulus in moduli(seed, bits) {
        let bases = [
            BigUint::ZERO,
            one.clone(),
            &modulus - &one,
            (&one << (bits - 1)) - &one,
            random_number(seed, bits) % &modulus,
        ];
        for base in bases {
            let ones = (&one << exponent_bits) - &one;
            for exponent in [BigUint::ZERO, one.clone(), ones, random_number(seed, exponent_bits)] {
                let expected = base.modpow(&exponent, &modulus);
                let ours = power(kernel, &modulus, &base, &exponent, exponent_bits);
                assert_eq!(ours, expected, "{base:x}^{exponent:x} modulo {modulus:x}");
            }
        }
    }
}

#[test]
fn powers_of_every_length() {
    let Some(kernel) = Kernel::of(Backend::Vaes512) else { return };
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for bits in (2..=130).chain(400..430).chain((512..=4096).step_by(64)).chain([1025, 2047, 2049, 4095]) {
        check(kernel, &mut seed, bits, 1 + bits % 23);
    }
    for bits in (512..=2048).step_by(512) {
        check(kernel, &mut seed, bits, bits);
    }
}

#[test]
fn what_is_not_as_it_should_be_gives_zeros() {
    let Some(kernel) = Kernel::of(Backend::Vaes512) else { return };
    assert_eq!(kernel.square_bits(0), None);
    assert_eq!(kernel.square_bits(MAX_WIDTH + 1), None);
    for width in 1..=MAX_WIDTH {
        let more = kernel.square_bits(width).map(|bits| bits - 128 * width);
        assert!(more.is_some_and(|more| (4..=107).contains(&more)), "{width}");
    }
    let good = Input { modulus: &[15, 1], square: &[1, 0], base: &[2, 0] };
    let bad = [
        Input { modulus: &[16, 1], ..good },
        Input { modulus: &[15], ..good },
        Input { modulus: &[], ..good },
        Input { square: &[1], ..good },
        Input { base: &[], ..good },
    ];
    for input in bad {
        let mut out = [1, 1];
        kernel.power(&input, &[1], 1, &mut out);
        assert_eq!(out, [0, 0]);
    }
    let mut out = [1; 3];
    kernel.power(&good, &[1], 1, &mut out);
    assert_eq!(out, [0; 3]);
    let mut out = [1; 2];
    kernel.power(&good, &[1], 65, &mut out);
    assert_eq!(out, [0; 2]);
}
