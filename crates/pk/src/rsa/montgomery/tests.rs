// SPDX-License-Identifier: MIT
use alloc::vec::Vec;

use num_bigint::BigUint;
use proptest::collection::vec as vec_of;
use proptest::prelude::*;

use super::*;

/// x^3 mod m, and by long division.
#[test]
fn products_and_powers_are_those_of_long_division() {
    for width in [1, 2, 3, 8, 16, 17] {
        for top in [1, 0x8000_0000_0000_0001, u64::MAX] {
            let mut modulus: Vec<u64> =
                (0..width as u64).map(|at| !at.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
            modulus[width - 1] = top;
            modulus[0] |= 3;
            let long = |a: &[u64], b: &[u64]| limbs::div_rem(&limbs::mul(a, b), &modulus).1;
            let ring = Modulus::new(Limbs::from_limbs(&modulus, width)).expect("odd");
            let x: Vec<u64> = (1..=width as u64).map(|at| at.wrapping_mul(0xd134_2543_de82_ef95)).collect();
            let wide = [&x[..], &x[..]].concat();
            let entered = ring.enter(&x);
            let reduced = limbs::div_rem(&x, &modulus).1;
            assert_eq!(*ring.leave(&entered), *reduced);
            let cube = long(&long(&reduced, &reduced), &reduced);
            assert_eq!(*ring.power_public(&x, 2, &x), *cube);
            assert_eq!(*ring.power_public(&x, 1, &x), *long(&reduced, &reduced));
            assert_eq!(*ring.power(&x, &[3], 2), *cube);
            assert_eq!(*ring.leave(&ring.pow(&entered, &[3], 2)), *cube);
            assert_eq!(*ring.leave(&ring.pow(&entered, &[3, 0], 70)), *cube);
            let two = ring.pow_of_two(&[5], 3);
            assert_eq!(*ring.leave(&two), *limbs::div_rem(&[32], &modulus).1);
            // Any two halves are less than the modulus times R if the upper one is less than the modulus.
            let mut wide = Limbs::from_limbs(&wide, 2 * width);
            wide[width..].copy_from_slice(&reduced);
            assert_eq!(*ring.reduce(&wide), *limbs::div_rem(&wide, &modulus).1);
        }
    }
    for modulus in [&[0, 1][..], &[1, 0], &[0, 0]] {
        assert!(Modulus::new(Limbs::from_limbs(modulus, 2)).is_none());
    }
}

/// The kernels that this CPU has, and the portable code.
#[test]
fn kernels_are_twins() {
    Kernel::every().for_each(check_kernel);
}

fn check_kernel(kernel: Kernel) {
    for width in [7, 8, 9, 16, 17, 24, 32, 33, 48, 64, 65, 128, 129] {
        let fill =
            |seed: u64| (1..=width as u64).map(move |at| (at ^ seed).wrapping_mul(0xd134_2543_de82_ef95));
        for top in [1, 1 << 63, u64::MAX] {
            let mut modulus: Vec<u64> = fill(7).collect();
            modulus[width - 1] = top;
            modulus[0] |= 1;
            let ring = Modulus::with_kernel(Limbs::from_limbs(&modulus, width), Some(kernel)).expect("odd");
            assert_eq!(ring.fast.is_some(), (8..=128).contains(&width));
            let base = ring.enter(&fill(1).collect::<Vec<_>>());
            let exponent: Vec<u64> = fill(5).collect();
            for bits in [0, 1, 5, 64 * width.min(20) - 3] {
                let mut exponent = exponent.clone();
                (bits..64 * width).for_each(|at| exponent[at / 64] &= !(1 << (at % 64)));
                let expected = ring.pow_portable(&base, &exponent, bits);
                assert_eq!(*ring.pow(&base, &exponent, bits), *expected, "{width}, {bits}");
                let mut two = Limbs::zero(width);
                two[0] = 2;
                let expected = ring.pow_portable(&ring.enter(&two), &exponent, bits);
                assert_eq!(*ring.pow_of_two(&exponent, bits), *expected, "{width}, {bits}");
                assert_eq!(*ring.enter(&ring.power_of_two(&exponent, bits)), *expected, "{width}, {bits}");
            }
        }
    }
}

fn number(limbs: &[u64]) -> BigUint {
    limbs.iter().rev().fold(BigUint::ZERO, |number, limb| (number << LIMB) + *limb)
}

/// Limbs of all kinds, among them those through which carries run.
fn any_limbs(width: usize) -> impl Strategy<Value = Vec<u64>> {
    vec_of(prop_oneof![3 => any::<u64>(), 1 => Just(0), 2 => Just(u64::MAX)], width)
}

/// An odd modulus whose lowest limb is at least 3, and numbers of its width.
fn modulus_and_numbers() -> impl Strategy<Value = [Vec<u64>; 4]> {
    (1..=33_usize).prop_flat_map(|width| core::array::from_fn(|_| any_limbs(width))).prop_map(
        |mut all: [Vec<u64>; 4]| {
            all[0][0] |= 3;
            all
        },
    )
}

proptest! {
    /// On the portable code, and on the kernels that this CPU has.
    #[test]
    fn powers_and_products_of_any_numbers(
        [modulus, base, factor, upper] in modulus_and_numbers(),
        exponent in 1..u64::MAX,
    ) {
        let width = modulus.len();
        let (m, x, y) = (number(&modulus), number(&base), number(&factor));
        let power = x.modpow(&BigUint::from(exponent), &m);
        for kernel in core::iter::once(None).chain(Kernel::every().map(Some)) {
            let ring = Modulus::with_kernel(Limbs::from_limbs(&modulus, width), kernel).expect("odd");
            prop_assert_eq!(number(&ring.power_public(&base, exponent, &factor)), &power * &y % &m);
            prop_assert_eq!(number(&ring.power(&base, &[exponent], LIMB)), power.clone());
            let product = ring.product(&ring.enter(&base), &ring.enter(&factor));
            prop_assert_eq!(number(&ring.leave(&product)), &x * &y % &m);
            let [one, other] =
                Modulus::power_pair([&ring; 2], [&base, &factor], [&[exponent], &[3]], LIMB);
            prop_assert_eq!(number(&one), power.clone());
            prop_assert_eq!(number(&other), y.modpow(&BigUint::from(3_u8), &m));
            let two = ring.power_of_two(&[exponent], LIMB);
            prop_assert_eq!(number(&two), BigUint::from(2_u8).modpow(&BigUint::from(exponent), &m));
            // The upper half is less than the modulus, so the whole is less than the modulus times R.
            let upper = Limbs::from_limbs(&limbs::div_rem(&upper, &modulus).1, width);
            let wide = [&base[..], &upper].concat();
            prop_assert_eq!(number(&ring.reduce(&wide)), number(&wide) % &m);
        }
    }
}
