// SPDX-License-Identifier: MIT
//! The laws of points, and multiples in all the ways that there are.

use proptest::prelude::*;

use super::super::field::Scalar;
use super::super::limbs::add;
use super::super::parameters;
use super::*;

/// The number modulo the order, or one of the smallest and largest.
fn scalar<C: Curve>(limbs: &Limbs) -> C::Scalar {
    let small = C::Scalar::reduce(&[limbs[1] % 40, 0, 0, 0, 0, 0, 0, 0, 0]);
    match limbs[0] % 8 {
        0 => small,
        1 => small.negate(),
        2 => small.mul(&C::Scalar::ONE.double().invert()),
        _ => limbs.iter().fold(C::Scalar::ZERO, |number, limb| {
            let shifted = (0..64).fold(number, |number, _| number.double());
            shifted.add(&C::Scalar::reduce(&[limb >> 1, 0, 0, 0, 0, 0, 0, 0, 0]))
        }),
    }
}

fn same<C: Curve>(a: &Point<C>, b: &Point<C>) -> bool {
    let is_one_point =
        a.x.mul(&b.z).equals_vartime(&b.x.mul(&a.z)) && a.y.mul(&b.z).equals_vartime(&b.y.mul(&a.z));
    let are_points = [a, b].iter().all(|point| !point.y.is_zero_vartime() || !point.x.is_zero_vartime());
    is_one_point && are_points && a.z.is_zero() == b.z.is_zero()
}

fn is_on_curve<C: Curve>(point: &Point<C>) -> bool {
    let affine = point.to_affine();
    point.z.is_zero_vartime() || Affine::<C>::new(affine.x, affine.y).is_some()
}

fn projective<C: Curve>(point: &Jacobian<C>) -> Point<C> {
    Point { x: point.x.mul(&point.z), y: point.y, z: point.z.square().mul(&point.z) }
}

/// As slow and simple as it gets, by additions alone.
fn simple<C: Curve>(point: &Point<C>, number: &Limbs) -> Point<C> {
    let bits = (0..64 * LIMBS).rev().map(|at| number[at / 64] >> (at % 64) & 1 == 1);
    bits.fold(Point::NEUTRAL, |product, bit| {
        let twice = product.add(&product);
        if bit { twice.add(point) } else { twice }
    })
}

fn check<C: Curve>(a: &Limbs, b: &Limbs) {
    let base = Point::from(&Affine::<C>::GENERATOR);
    let (a, b) = (scalar::<C>(a), scalar::<C>(b));
    let [p, q] = [a, b].map(|number| simple(&base, &number.to_limbs()));
    for (number, point) in
        [(a, p), (b, q), (a.add(&b), p.add(&q)), (a.negate(), Point { y: p.y.negate(), ..p })]
    {
        assert!(is_on_curve(&point));
        assert!(same(&multiply_generator::<C>(&number.to_limbs()), &point));
        assert!(same(&multiply(&Affine::<C>::GENERATOR, &number.to_limbs()), &point));
    }
    // With oneself, with the negative and with nothing.
    assert!(same(&p.add(&p), &p.double_times(1)));
    assert!(same(&p.double_times(3), &p.double_times(1).double_times(2)));
    assert!(same(&p.add(&Point { y: p.y.negate(), ..p }), &Point::NEUTRAL));
    assert!(same(&p.add(&Point::NEUTRAL), &p) && same(&Point::NEUTRAL.add(&p), &p));
    if a.is_zero_vartime() {
        return;
    }
    let affine: Affine<C> = p.to_affine();
    assert!(same(&q.add_affine(&affine), &q.add(&p)) && same(&p.add_affine(&affine), &p.add(&p)));
    assert!(same(&p.add_affine(&affine.negate()), &Point::NEUTRAL));
    assert!(same(&multiply(&affine, &b.to_limbs()), &simple(&base, &a.mul(&b).to_limbs())));
    // The other coordinates.
    let jacobian = Jacobian::from(&affine);
    let other = combination_vartime(&b.to_limbs(), &[0; LIMBS], &affine);
    assert!(same(&projective(&other), &q));
    assert!(same(&projective(&jacobian.add_vartime(&other)), &p.add(&q)));
    assert!(same(&projective(&other.add_affine_vartime(&affine)), &p.add(&q)));
    assert!(same(&projective(&jacobian.add_vartime(&jacobian)), &p.add(&p)));
    assert!(same(&projective(&jacobian.add_affine_vartime(&affine.negate())), &Point::NEUTRAL));
    assert!(same(&projective(&jacobian.double()), &p.double_times(1)));
    // What the constant-time one may be asked for.
    if !same(&q, &p) && !q.z.is_zero_vartime() && !same(&p.add(&q), &Point::NEUTRAL) {
        assert!(same(&projective(&other.add_affine(&affine)), &p.add(&q)));
    }
    let sum = combination_vartime(&a.to_limbs(), &b.to_limbs(), &affine);
    assert!(same(&projective(&sum), &p.add(&simple(&p, &b.to_limbs()))));
    // a times the base point less once the point that is as much.
    let minus_one = C::Scalar::ONE.negate().to_limbs();
    assert!(combination_vartime(&a.to_limbs(), &minus_one, &affine).z.is_zero_vartime());
}

/// All multiples where a digit meets the sum that it is added to, or could: by the smallest and the largest numbers, and by
/// those beside half of the order.
fn check_ends<C: Curve>() {
    const COUNT: u64 = 80;
    let base = Point::from(&Affine::<C>::GENERATOR);
    let half = C::Scalar::ONE.double().invert();
    let middle = C::Scalar::reduce(&[COUNT / 2, 0, 0, 0, 0, 0, 0, 0, 0]);
    let last = C::Scalar::reduce(&[COUNT - 1, 0, 0, 0, 0, 0, 0, 0, 0]);
    for first in [C::Scalar::ZERO, last.negate(), half.sub(&middle)] {
        let (mut number, mut product) = (first, simple(&base, &first.to_limbs()));
        for _ in 0..COUNT {
            assert!(same(&multiply(&Affine::<C>::GENERATOR, &number.to_limbs()), &product));
            (number, product) = (number.add(&C::Scalar::ONE), product.add(&base));
        }
    }
}

macro_rules! curves {
    ($($name:ident: $curve:ident,)*) => { $(
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(32))]

            #[test]
            fn $name(a in any::<[u64; 9]>(), b in any::<[u64; 9]>()) {
                check::<parameters::$curve>(&a, &b);
            }
        }
    )* };
}

curves! {
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

#[test]
fn the_smallest_the_largest_and_the_middle() {
    check_ends::<parameters::P192>();
    check_ends::<parameters::P224>();
    check_ends::<parameters::P256>();
    check_ends::<parameters::P384>();
    check_ends::<parameters::P521>();
    check_ends::<parameters::FastP384>();
    check_ends::<parameters::FastP521>();
    check_ends::<parameters::BrainpoolP256>();
    check_ends::<parameters::BrainpoolP384>();
    check_ends::<parameters::BrainpoolP512>();
    check_ends::<parameters::K192>();
    check_ends::<parameters::K224>();
    check_ends::<parameters::K256>();
}

/// Digits are small, and add up to the number.
#[test]
fn digits_add_up() {
    for number in [[0; LIMBS], [u64::MAX; LIMBS], [0xf0f0_5a5a_1234_8421; LIMBS], [1 << 63; LIMBS]] {
        let mut sum = [0; LIMBS];
        for index in (0..=64 * LIMBS / WIDTH).rev() {
            for _ in 0..WIDTH {
                (sum, _) = add(&sum, &sum);
            }
            let Digit { magnitude, negative } = Digit::new(&number, index);
            assert!(magnitude <= 16 && (negative == 0 || negative == u64::MAX));
            let mut digit = [negative; LIMBS];
            digit[0] ^= magnitude;
            (sum, _) = add(&sum, &digit);
            (sum, _) = add(&sum, &[negative & 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        }
        assert_eq!(sum, number);
    }
}
