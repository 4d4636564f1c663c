// SPDX-License-Identifier: MIT
use alloc::vec;
use alloc::vec::Vec;

use num_bigint::BigUint;
use proptest::collection::vec as vec_of;
use proptest::prelude::*;

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

/// A modulus with what the kernel needs.
struct Ring<'a> {
    kernel: Kernel,
    number: &'a BigUint,
    modulus: Vec<u64>,
    square: Vec<u64>,
}

impl<'a> Ring<'a> {
    fn new(kernel: Kernel, modulus: &'a BigUint) -> Self {
        let width = modulus.to_u64_digits().len();
        let square_bits = kernel.square_bits(width).expect("a size that it has");
        let square = limbs(&((BigUint::from(1_u8) << square_bits) % modulus), width);
        Self { kernel, number: modulus, modulus: limbs(modulus, width), square }
    }

    fn limbs(&self, number: &BigUint) -> Vec<u64> {
        limbs(number, self.modulus.len())
    }

    fn input<'b>(&'b self, base: &'b [u64]) -> Input<'b> {
        Input { modulus: &self.modulus, square: &self.square, base }
    }

    /// The result in limbs, as number.
    fn result(&self, out: &[u64]) -> BigUint {
        let result = number(out);
        assert!(result < *self.number);
        result
    }

    fn power(&self, base: &BigUint, exponent: &BigUint, bits: usize) -> BigUint {
        let (base, exponent) = (self.limbs(base), limbs(exponent, bits.div_ceil(64)));
        let mut out = vec![7; self.modulus.len()];
        let power = Power { input: self.input(&base), exponent: &exponent, out: &mut out };
        self.kernel.power(power, bits);
        self.result(&out)
    }

    fn power_public(&self, base: &BigUint, exponent: u64, factor: &BigUint) -> BigUint {
        let mut out = vec![7; self.modulus.len()];
        let (base, factor) = (self.limbs(base), self.limbs(factor));
        self.kernel.power_public(&self.input(&base), exponent, &factor, &mut out);
        self.result(&out)
    }

    fn power_pair(
        rings: [&Self; 2],
        bases: [&BigUint; 2],
        exponents: [&BigUint; 2],
        bits: usize,
    ) -> [BigUint; 2] {
        let [ours, other] = rings;
        let bases = [ours.limbs(bases[0]), other.limbs(bases[1])];
        let exponents = exponents.map(|exponent| limbs(exponent, bits.div_ceil(64)));
        let (mut first, mut second) = (vec![7; ours.modulus.len()], vec![7; other.modulus.len()]);
        let pair = [
            Power { input: ours.input(&bases[0]), exponent: &exponents[0], out: &mut first },
            Power { input: other.input(&bases[1]), exponent: &exponents[1], out: &mut second },
        ];
        ours.kernel.power_pair(pair, bits);
        [ours.result(&first), other.result(&second)]
    }
}

/// Moduli of a length: random ones, the largest, and the smallest.
fn moduli(seed: &mut u64, bits: usize) -> Vec<BigUint> {
    let one = BigUint::from(1_u8);
    let top = &one << (bits - 1);
    let mut sparse = &top + &one;
    sparse.set_bit(u64::try_from(bits / 2).expect("small"), true);
    vec![(random_number(seed, bits) | &top) | &one, (&one << bits) - &one, &top | &one, sparse]
}

/// The smallest and the largest numbers, and a random one, of the width of a modulus, whether less or not.
fn bases(seed: &mut u64, modulus: &BigUint) -> Vec<BigUint> {
    let (one, bits) = (BigUint::from(1_u8), 64 * modulus.to_u64_digits().len());
    vec![BigUint::ZERO, one.clone(), modulus - &one, (&one << bits) - &one, random_number(seed, bits)]
}

fn check(kernel: Kernel, seed: &mut u64, bits: usize, exponent_bits: usize) {
    let one = BigUint::from(1_u8);
    for modulus in moduli(seed, bits) {
        let ring = Ring::new(kernel, &modulus);
        for base in bases(seed, &modulus) {
            let ones = (&one << exponent_bits) - &one;
            for exponent in [BigUint::ZERO, one.clone(), ones, random_number(seed, exponent_bits)] {
                let expected = base.modpow(&exponent, &modulus);
                let ours = ring.power(&base, &exponent, exponent_bits);
                assert_eq!(ours, expected, "{base:x}^{exponent:x} modulo {modulus:x}");
            }
        }
    }
}

fn lengths() -> impl Iterator<Item = usize> {
    let wide = [1025, 2047, 2049, 4095, 4097, 4160, 4224, 5184, 6144, 7232, 8191, 8192];
    (2..=130).chain(400..430).chain((512..=4096).step_by(64)).chain(wide)
}

/// Otherwise the tests below compare nothing.
#[test]
fn there_are_kernels_where_the_cpu_has_the_instructions() {
    let expected = usize::from(Ifma::detect().is_some()) + usize::from(Adx::detect().is_some());
    assert_eq!(Kernel::every().count(), expected);
    assert!(!std::arch::is_x86_feature_detected!("adx") || crate::backend() < Backend::Avx2 || expected > 0);
    assert_eq!(Kernel::of(Backend::Portable), None);
}

#[test]
fn powers_of_every_length() {
    for kernel in Kernel::every() {
        let mut seed = 0x9e37_79b9_7f4a_7c15;
        for bits in lengths() {
            check(kernel, &mut seed, bits, 1 + bits % 23);
        }
        for bits in (512..=2048).step_by(512) {
            check(kernel, &mut seed, bits, bits);
        }
    }
}

#[test]
fn public_powers_of_every_length() {
    Kernel::every().for_each(check_public);
}

fn check_public(kernel: Kernel) {
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for bits in lengths() {
        for modulus in moduli(&mut seed, bits) {
            let ring = Ring::new(kernel, &modulus);
            let factors = bases(&mut seed, &modulus);
            let exponents = [1, 2, 3, 17, 65536, 65537, random(&mut seed) >> (bits % 64) | 1, u64::MAX];
            for ((base, factor), exponent) in bases(&mut seed, &modulus)
                .iter()
                .zip(factors.iter().cycle().skip(bits % 5))
                .zip(exponents.iter().cycle().skip(bits % 8))
            {
                let expected = base.modpow(&BigUint::from(*exponent), &modulus) * factor % &modulus;
                let ours = ring.power_public(base, *exponent, factor);
                assert_eq!(ours, expected, "{base:x}^{exponent:x} {factor:x} modulo {modulus:x}");
            }
        }
    }
}

#[test]
fn pairs_are_two_powers() {
    Kernel::every().for_each(check_pairs);
}

fn check_pairs(kernel: Kernel) {
    let mut seed = 0x9e37_79b9_7f4a_7c15;
    for bits in lengths() {
        let exponent_bits = 1 + bits % 37;
        let (mut firsts, seconds) = (moduli(&mut seed, bits), moduli(&mut seed, bits));
        // Of another width, which are no pair.
        firsts.push(
            (random_number(&mut seed, if bits < 8000 { bits + 64 } else { 4032 }) | BigUint::from(1_u8))
                + 2_u8,
        );
        for (first, second) in firsts.iter().zip(seconds.iter().rev().cycle()) {
            let rings = [first, second].map(|modulus| Ring::new(kernel, modulus));
            let moduli = [first, second];
            let all = moduli.map(|modulus| bases(&mut seed, modulus));
            for (base, other) in all[0].iter().zip(all[1].iter().rev()) {
                let exponents = [0; 2].map(|_| random_number(&mut seed, exponent_bits));
                let pair = Ring::power_pair(
                    [&rings[0], &rings[1]],
                    [base, other],
                    [&exponents[0], &exponents[1]],
                    exponent_bits,
                );
                assert_eq!(pair[0], base.modpow(&exponents[0], first), "modulo {first:x}");
                assert_eq!(pair[1], other.modpow(&exponents[1], second), "modulo {second:x}");
            }
        }
    }
}

#[test]
fn what_is_not_as_it_should_be_gives_zeros() {
    Kernel::every().for_each(check_zeros);
}

fn check_zeros(kernel: Kernel) {
    assert_eq!(kernel.square_bits(0), None);
    assert_eq!(kernel.square_bits(MAX_WIDTH + 1), None);
    for width in 1..=MAX_WIDTH {
        let more = kernel.square_bits(width).map(|bits| bits - 128 * width);
        assert!(more.is_some_and(|more| more <= 384), "{width}");
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
        kernel.power(Power { input, exponent: &[1], out: &mut out }, 1);
        assert_eq!(out, [0, 0]);
        let (mut out, mut other) = ([1, 1], [1, 1]);
        let power = Power { input, exponent: &[1], out: &mut out };
        kernel.power_pair([power, Power { input: good, exponent: &[1], out: &mut other }], 1);
        assert_eq!((out[1], other[1] < 2, other != [1, 1]), (0, true, true));
        let mut out = [1, 1];
        kernel.power_public(&input, 1, &[1, 0], &mut out);
        assert_eq!(out, [0, 0]);
    }
    let mut out = [1; 3];
    kernel.power(Power { input: good, exponent: &[1], out: &mut out }, 1);
    assert_eq!(out, [0; 3]);
    let mut out = [1; 2];
    kernel.power(Power { input: good, exponent: &[1], out: &mut out }, 65);
    assert_eq!(out, [0; 2]);
    let mut out = [1; 2];
    kernel.power_public(&good, 1, &[1], &mut out);
    assert_eq!(out, [0; 2]);
    let mut out = [1; 2];
    kernel.power_public(&good, 0, &[1, 0], &mut out);
    assert_eq!(out, [0; 2]);
}

/// Limbs of all kinds, among them those through which carries run.
fn any_number(width: usize) -> impl Strategy<Value = BigUint> {
    let limb = prop_oneof![3 => any::<u64>(), 1 => Just(0), 2 => Just(u64::MAX)];
    vec_of(limb, width).prop_map(|limbs| number(&limbs))
}

/// An odd number that is as wide as it says, and others of its width.
fn modulus_and(others: usize) -> impl Strategy<Value = (BigUint, Vec<BigUint>)> {
    (1..=MAX_WIDTH).prop_flat_map(move |width| {
        let modulus = (any_number(width), 1..=u64::MAX).prop_map(move |(low, top)| {
            let above = BigUint::from(top) << (64 * (width - 1));
            let mut modulus = (low % (BigUint::from(1_u8) << (64 * (width - 1)))) + above;
            modulus.set_bit(0, true);
            if modulus == BigUint::from(1_u8) { BigUint::from(3_u8) } else { modulus }
        });
        (modulus, vec_of(any_number(width), others))
    })
}

proptest! {
    #[test]
    fn products_of_any_numbers((modulus, numbers) in modulus_and(2), exponent in 1..u64::MAX) {
        let (base, factor) = (&numbers[0], &numbers[1]);
        let power = base.modpow(&BigUint::from(exponent), &modulus);
        for kernel in Kernel::every() {
            let ring = Ring::new(kernel, &modulus);
            prop_assert_eq!(ring.power_public(base, 1, factor), base * factor % &modulus);
            prop_assert_eq!(ring.power_public(base, 2, factor), base * base * factor % &modulus);
            prop_assert_eq!(ring.power_public(base, exponent, factor), &power * factor % &modulus);
        }
    }

    #[test]
    fn powers_of_any_numbers(
        (modulus, numbers) in modulus_and(2),
        exponents in [any::<u64>(), any::<u64>()],
    ) {
        let exponents = exponents.map(BigUint::from);
        let expected = [0, 1].map(|at| numbers[at].modpow(&exponents[at], &modulus));
        for kernel in Kernel::every() {
            let ring = Ring::new(kernel, &modulus);
            let ours = [0, 1].map(|at| ring.power(&numbers[at], &exponents[at], 64));
            prop_assert_eq!(&ours, &expected);
            let (bases, [one, other]) = ([&numbers[0], &numbers[1]], &exponents);
            prop_assert_eq!(&Ring::power_pair([&ring, &ring], bases, [one, other], 64), &expected);
            // Exponents add up where powers are multiplied.
            let sum = ring.power(&numbers[0], &(one + other), 65);
            prop_assert_eq!(sum, &ours[0] * ring.power(&numbers[0], other, 64) % &modulus);
        }
    }
}
