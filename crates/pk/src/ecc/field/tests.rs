// SPDX-License-Identifier: MIT
//! All fields and all orders against num-bigint.

use alloc::vec::Vec;

use num_bigint::BigUint;
use proptest::prelude::*;

use super::super::curve::Curve;
use super::super::limbs::{LIMBS, sub};
use super::super::parameters;
use super::*;

fn big(limbs: &Limbs) -> BigUint {
    let bytes: Vec<_> = limbs.iter().flat_map(|limb| limb.to_le_bytes()).collect();
    BigUint::from_bytes_le(&bytes)
}

/// Limbs of a number below 2^576, with more zeros and ones than chance would have.
fn numbers() -> impl Strategy<Value = Limbs> {
    let limb = prop_oneof![4 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX), 1 => 0..3_u64];
    proptest::array::uniform9(limb)
}

/// A number modulo the prime, and often one beside it or beside zero.
fn residue<F: Field>(limbs: &Limbs) -> Limbs {
    let prime = big(&F::PRIME);
    let mut reduced = [0; LIMBS];
    let number = match limbs[0] % 8 {
        0 => BigUint::from(limbs[1] % 3),
        1 => &prime - 1_u32 - limbs[1] % 3,
        _ => big(limbs) % prime,
    };
    number.iter_u64_digits().zip(&mut reduced).for_each(|(digit, limb)| *limb = digit);
    reduced
}

fn check<F: Field>(a: &Limbs, b: &Limbs) {
    let prime = big(&F::PRIME);
    let (a, b) = (residue::<F>(a), residue::<F>(b));
    let (x, y) = (big(&a), big(&b));
    let [a, b] = [a, b].map(|limbs| F::from_limbs(&limbs).expect("below the prime"));
    let is = |result: F, expected: BigUint| assert_eq!(big(&result.to_limbs()), expected % &prime);
    is(a, x.clone());
    is(a.add(&b), &x + &y);
    is(a.sub(&b), &x + &prime - &y);
    is(a.mul(&b), &x * &y);
    is(a.square(), &x * &x);
    is(a.negate(), &prime - &x);
    is(a.triple(), 3_u32 * &x);
    is(a.invert(), x.modpow(&(&prime - 2_u32), &prime));
    // As far from the canonical form as sums get.
    is(a.add(&b).sub(&b.negate()).mul(&b.triple().double()), 6_u32 * (&x + 2_u32 * &y) * &y);
    is(a.sub(&b).square(), (&x + &prime - &y).pow(2));
    is(F::select(u64::MAX, &a, &b), x.clone());
    is(F::select(0, &a, &b), y.clone());
    assert_eq!(a.is_zero(), if x == BigUint::ZERO { u64::MAX } else { 0 });
    assert_eq!(a.sub(&b).is_zero_vartime(), x == y);
    assert_eq!(a.equals_vartime(&b), x == y);
    is(a.sub(&a), BigUint::ZERO);
    is(a.power_vartime(&b.to_limbs()), x.modpow(&y, &prime));
}

fn check_scalar<F: Scalar>(a: &Limbs, b: &Limbs) {
    check::<F>(a, b);
    let prime = big(&F::PRIME);
    let number = residue::<F>(a);
    assert_eq!(big(&F::reduce(&number).to_limbs()), big(&number));
    let (above, _) = super::super::limbs::add(&number, &F::PRIME);
    assert_eq!(big(&F::reduce(&above).to_limbs()), big(&number));
    assert!(F::from_limbs(&above).is_none());
    assert!(F::from_limbs(&F::PRIME).is_none());
    let (last, _) = sub(&F::PRIME, &[1, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert_eq!(F::from_limbs(&last).map(|last| big(&last.to_limbs())), Some(prime - 1_u32));
}

fn check_roots<C: Curve>(a: &Limbs) {
    let root = C::Field::from_limbs(&residue::<C::Field>(a)).expect("below the prime");
    let square = root.square();
    if root.is_zero_vartime() {
        return;
    }
    let found = square.sqrt_vartime(C::NON_RESIDUE).expect("a square");
    assert!(found.equals_vartime(&root) || found.equals_vartime(&root.negate()));
    let non_residue = (0..C::NON_RESIDUE).fold(C::Field::ZERO, |sum, _| sum.add(&C::Field::ONE));
    assert!(square.mul(&non_residue).sqrt_vartime(C::NON_RESIDUE).is_none());
}

macro_rules! fields {
    ($($name:ident: $curve:ident,)*) => { $(
        proptest! {
            #[test]
            fn $name(a in numbers(), b in numbers()) {
                check::<<parameters::$curve as Curve>::Field>(&a, &b);
                check_scalar::<<parameters::$curve as Curve>::Scalar>(&a, &b);
                check_roots::<parameters::$curve>(&a);
            }
        }
    )* };
}

fields! {
    secp192r1: P192,
    secp224r1: P224,
    secp256r1: P256,
    secp384r1: P384,
    secp521r1: P521,
    fast_secp384r1: FastP384,
    fast_secp521r1: FastP521,
    brainpool_p256r1: BrainpoolP256,
    brainpool_p384r1: BrainpoolP384,
    brainpool_p512r1: BrainpoolP512,
    secp192k1: K192,
    secp224k1: K224,
    secp256k1: K256,
}
