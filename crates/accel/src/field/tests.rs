// SPDX-License-Identifier: MIT
//! Against num-bigint. Limbs are often the lowest and highest that there are, and numbers beside 0 and p, so that carries go
//! all ways.

use num_bigint::BigUint;
use proptest::prelude::*;

use super::*;

fn number(limbs: &[u64], bits: usize) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |number, limb| (number << bits) + *limb)
}

fn power(exponent: usize) -> BigUint {
    BigUint::from(1_u8) << exponent
}

fn prime_384() -> BigUint {
    power(384) - power(128) - power(96) + power(32) - 1_u8
}

fn limb() -> impl Strategy<Value = u64> {
    prop_oneof![
        3 => any::<u64>(),
        1 => Just(0),
        1 => Just(u64::MAX),
        1 => (0..64_u32).prop_map(|shift| u64::MAX << shift),
        1 => (0..64_u32).prop_map(|shift| u64::MAX >> shift),
    ]
}

/// Numbers below the prime of P-384.
fn number_384() -> impl Strategy<Value = [u64; 6]> {
    (any::<u8>(), any::<u8>(), proptest::array::uniform6(limb())).prop_map(|(kind, small, limbs)| {
        let reduced = match kind % 8 {
            0 => BigUint::from(small),
            1 => prime_384() - 1_u8 - small,
            _ => number(&limbs, 64) % prime_384(),
        };
        let mut limbs = [0; 6];
        reduced.iter_u64_digits().zip(&mut limbs).for_each(|(digit, limb)| *limb = digit);
        limbs
    })
}

/// Numbers in limbs of 58 bits, each at most 3 above the highest, and the last one shorter.
fn number_521() -> impl Strategy<Value = [u64; 9]> {
    proptest::array::uniform9((limb(), 0..4_u64)).prop_map(|mut limbs| {
        limbs[8].0 >>= 1;
        limbs.map(|(limb, more)| (limb >> 6) + more)
    })
}

fn check_384(kernel: Kernel, a: [u64; 6], b: [u64; 6]) {
    let is = |result: [u64; 6], expected: BigUint| {
        let result = number(&result, 64);
        assert!(result < prime_384());
        assert_eq!((result << 384_u32) % prime_384(), expected % prime_384(), "{a:x?} {b:x?}");
    };
    is(kernel.multiply_384(&a, &b), number(&a, 64) * number(&b, 64));
    is(kernel.square_384(&a), number(&a, 64).pow(2));
    is(kernel.add_384(&a, &b), (number(&a, 64) + number(&b, 64)) << 384_u32);
    is(kernel.subtract_384(&a, &b), (number(&a, 64) + prime_384() - number(&b, 64)) << 384_u32);
}

fn check_521(kernel: Kernel, a: [u64; 9], b: [u64; 9]) {
    let prime = power(521) - 1_u8;
    let is = |result: [u64; 9], expected: BigUint| {
        for (at, limb) in result.into_iter().enumerate() {
            assert!(limb <= (u64::MAX >> if at == 8 { 7 } else { 6 }) + 3, "{a:x?} {b:x?}");
        }
        assert_eq!(number(&result, BITS_521) % &prime, expected % &prime, "{a:x?} {b:x?}");
    };
    is(kernel.multiply_521(&a, &b), number(&a, BITS_521) * number(&b, BITS_521));
    is(kernel.square_521(&a), number(&a, BITS_521).pow(2));
}

/// Otherwise the tests below compare nothing.
#[test]
fn there_is_a_kernel_where_the_cpu_has_the_instructions() {
    use std::arch::is_x86_feature_detected as has;

    let expected = has!("avx2") && has!("bmi1") && has!("bmi2") && has!("adx");
    assert_eq!(
        Kernel::of_this_cpu().is_some(),
        expected || option_env!("PUREMBED_CTGRIND_HAS_ADX").is_some()
    );
    assert_eq!(Kernel::of(Backend::Portable), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn products_384(a in number_384(), b in number_384()) {
        if let Some(kernel) = Kernel::of_this_cpu() {
            check_384(kernel, a, b);
        }
    }

    #[test]
    fn products_521(a in number_521(), b in number_521()) {
        if let Some(kernel) = Kernel::of_this_cpu() {
            check_521(kernel, a, b);
        }
    }
}

/// Each pair of numbers whose limbs are all the lowest or the highest, or one beside them.
#[test]
fn products_of_extremes() {
    let Some(kernel) = Kernel::of_this_cpu() else { return };
    let top = number(&[u64::MAX; 6], 64) - prime_384();
    assert_eq!(top, power(128) + power(96) - power(32));
    // All that have one of the two in each limb and are below p, which has all bits in its three highest limbs.
    let numbers_384 = (0..64_u32)
        .filter(|bits| bits & 0b11_1000 != 0b11_1000)
        .map(|bits| core::array::from_fn(|at| if bits >> at & 1 == 1 { u64::MAX } else { 0 }));
    for a in numbers_384.clone() {
        numbers_384.clone().for_each(|b| check_384(kernel, a, b));
    }
    let numbers_521 = (0..512_u32).step_by(7).flat_map(|bits| {
        [0, 3].map(|more| {
            core::array::from_fn(|at| match (bits >> at & 1, at) {
                (0, _) => 0,
                (_, 8) => (u64::MAX >> 7) + more,
                _ => (u64::MAX >> 6) + more,
            })
        })
    });
    for a in numbers_521.clone() {
        numbers_521.clone().for_each(|b| check_521(kernel, a, b));
    }
}
