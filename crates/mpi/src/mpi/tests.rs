// SPDX-License-Identifier: MIT
#![allow(clippy::redundant_clone, reason = "the values are printed when an assertion fails")]

use alloc::{format, string::ToString, vec, vec::Vec};
use core::num::NonZeroU32;

use proptest::prelude::*;
use purembed_core::random::generator;

use super::*;
use crate::{InvalidNumber, Overflow, PrimeError, Rounds};

fn mpi(text: &str) -> Mpi {
    text.parse().expect("a number")
}

#[test]
fn bytes_in_both_orders() {
    assert_eq!(Mpi::from_le_bytes(&[1, 2]).unwrap(), 513_u32);
    assert_eq!(Mpi::from_be_bytes(&[1, 2]).unwrap(), 258_u32);
    assert_eq!(Mpi::from_be_bytes(&[]).unwrap(), Mpi::ZERO);
    assert_eq!(Mpi::ZERO.to_be_bytes(), [0_u8; 0]);
    let mut out = [9; 4];
    assert_eq!(mpi("0x010203").write_be_bytes(&mut out), Ok(()));
    assert_eq!(out, [0, 1, 2, 3]);
    assert_eq!(mpi("0x010203").write_le_bytes(&mut out), Ok(()));
    assert_eq!(out, [3, 2, 1, 0]);
    assert_eq!(mpi("0x0102030405").write_le_bytes(&mut out), Err(Overflow));
    assert_eq!(out, [3, 2, 1, 0], "untouched");
    assert_eq!(Mpi::ZERO.write_be_bytes(&mut []), Ok(()));
}

#[test]
fn numbers_are_bounded() {
    let longest = vec![0xff; Mpi::MAX_BITS / 8];
    let most = Mpi::from_be_bytes(&[vec![0; 1000], longest.clone()].concat()).unwrap();
    assert_eq!(most.bit_length(), Mpi::MAX_BITS);
    let longer = [vec![1], longest].concat();
    assert_eq!(Mpi::from_be_bytes(&longer), Err(Overflow));
    assert_eq!(Mpi::from_le_bytes(&longer), Err(Overflow));
    assert_eq!(most.checked_add(&Mpi::ONE), None);
    assert_eq!(most.checked_mul(&Mpi::from(2_u8)), None);
    assert_eq!(most.checked_mul(&Mpi::ONE).as_ref(), Some(&most));
    assert_eq!(Mpi::ONE.checked_shl(Mpi::MAX_BITS), None);
    assert_eq!(Mpi::ONE.checked_shl(usize::MAX), None);
    assert_eq!(Mpi::ZERO.checked_shl(usize::MAX), Some(Mpi::ZERO));
    assert!(Mpi::ONE.checked_shl(Mpi::MAX_BITS - 1).is_some());
    assert_eq!(Mpi::from(2_u8).checked_pow(u32::MAX), None);
    assert_eq!(Mpi::ONE.checked_pow(u32::MAX), Some(Mpi::ONE));
    assert_eq!(Mpi::ZERO.checked_pow(0), Some(Mpi::ONE));
    assert_eq!(most.lcm(&most.checked_sub(&Mpi::ONE).unwrap()), None);
    assert!(!Mpi::ONE.clone().set_bit(Mpi::MAX_BITS, true));
    let digits = "9".repeat(Mpi::MAX_BITS);
    assert_eq!(digits.parse::<Mpi>(), Err(InvalidNumber::TooLong));
    assert_eq!(Mpi::from_hex(&"f".repeat(Mpi::MAX_BITS / 4 + 1)), Err(InvalidNumber::TooLong));
    assert!(Mpi::from_hex(&"f".repeat(Mpi::MAX_BITS / 4)).is_ok());
}

#[test]
fn texts() {
    let number = mpi("123456789012345678901234567890");
    assert_eq!(number.to_string(), "123456789012345678901234567890");
    assert_eq!(format!("{number:?}"), "Mpi(123456789012345678901234567890)");
    assert_eq!(format!("{number:x} {number:#X}"), "18ee90ff6c373e0ee4e3f0ad2 0x18EE90FF6C373E0EE4E3F0AD2");
    assert_eq!(mpi("0x18ee90ff6c373e0ee4e3f0ad2"), number);
    assert_eq!(format!("{:b}", Mpi::from(10_u8)), "1010");
    assert_eq!(mpi("000"), Mpi::ZERO);
    for (text, offset) in
        [("-1", 0), ("+1", 0), ("1_0", 1), (" 1", 0), ("0x", 2), ("0xg", 2), ("12a", 2), ("٣", 0)]
    {
        let expected = if text == "0x" { InvalidNumber::Empty } else { InvalidNumber::Digit { offset } };
        assert_eq!(text.parse::<Mpi>(), Err(expected), "{text}");
    }
    assert_eq!("".parse::<Mpi>(), Err(InvalidNumber::Empty));
}

#[test]
fn operators_panic_like_those_of_built_in_numbers() {
    let panics: [fn() -> Mpi; 4] = [
        || Mpi::ONE - Mpi::from(2_u8),
        || Mpi::ONE / Mpi::ZERO,
        || Mpi::ONE % 0_u8,
        || Mpi::ONE << Mpi::MAX_BITS,
    ];
    for panics in panics {
        assert!(std::panic::catch_unwind(panics).is_err());
    }
}

/// What python-mbedtls gets wrong: shifts that change their operand, `0 & 0`, even moduli, and hidden signs.
#[test]
fn values_do_not_change_behind_ones_back() {
    let number = Mpi::from(12_u8);
    assert_eq!((&number << 2, &number >> 2), (Mpi::from(48_u8), Mpi::from(3_u8)));
    assert_eq!(number, 12_u8);
    assert_eq!(&Mpi::ZERO & &Mpi::ZERO, Mpi::ZERO);
    assert_eq!(Mpi::from(3_u8).pow_mod(&Mpi::from(5_u8), &Mpi::from(100_u8)), Some(Mpi::from(43_u8)));
    assert_eq!(Mpi::from(3_u8).pow_mod(&Mpi::from(5_u8), &Mpi::ZERO), None);
    assert_eq!(Mpi::from(3_u8).pow_mod(&Mpi::ZERO, &Mpi::ONE), Some(Mpi::ZERO));
    assert_eq!(Mpi::from(3_u8).checked_sub(&Mpi::from(5_u8)), None);
}

#[test]
fn divisors() {
    let (a, b) = (Mpi::from(84_u8), Mpi::from(30_u8));
    assert_eq!((a.gcd(&b), a.lcm(&b)), (Mpi::from(6_u8), Some(Mpi::from(420_u16))));
    assert_eq!((a.gcd(&Mpi::ZERO), a.lcm(&Mpi::ZERO)), (a.clone(), Some(Mpi::ZERO)));
    assert_eq!(Mpi::from(3_u8).inverse_mod(&Mpi::from(10_u8)), Some(Mpi::from(7_u8)));
    assert_eq!(Mpi::from(13_u8).inverse_mod(&Mpi::from(10_u8)), Some(Mpi::from(7_u8)));
    for (number, modulus) in [(4_u8, 10_u8), (0, 10), (3, 0), (3, 1), (0, 1)] {
        assert_eq!(Mpi::from(number).inverse_mod(&modulus.into()), None, "{number} mod {modulus}");
    }
}

/// Every number below 5000 against a sieve.
#[test]
fn small_primes() {
    let mut rng = generator().unwrap();
    let mut prime = vec![true; 5000];
    prime[..2].fill(false);
    for n in 2..5000 {
        if prime[n] {
            (n * n..5000).step_by(n).for_each(|multiple| prime[multiple] = false);
        }
    }
    for (n, expected) in prime.iter().enumerate() {
        let number = Mpi::from(n as u64);
        assert_eq!(number.is_prime_with_rng(Rounds::ANY, &mut rng), *expected, "{n}");
        let safe = *expected && n > 4 && prime[n / 2];
        assert_eq!(number.is_safe_prime_with_rng(Rounds::ANY, &mut rng), safe, "{n}");
    }
}

/// Carmichael numbers, strong pseudoprimes to many bases (OEIS A014233), strong Lucas pseudoprimes (OEIS A217255), and a
/// 397-digit number by F. Arnault (1995) that passes every base below 307.
#[test]
fn numbers_that_pretend() {
    let mut rng = generator().unwrap();
    let pretenders = [
        "561",
        "41041",
        "825265",
        "321197185",
        "9746347772161",
        "2047",
        "1373653",
        "25326001",
        "3215031751",
        "2152302898747",
        "3474749660383",
        "341550071728321",
        "3825123056546413051",
        "318665857834031151167461",
        "3317044064679887385961981",
        "5459",
        "5777",
        "10877",
        "16109",
        "18971",
    ];
    for text in pretenders {
        assert!(!mpi(text).is_prime_with_rng(Rounds::ANY, &mut rng), "{text}");
        assert!(
            !mpi(text).is_prime_with_rng(Rounds::new(NonZeroU32::MIN), &mut rng),
            "{text}, one round and Lucas"
        );
    }
    // p1 * (313 * (p1 - 1) + 1) * (353 * (p1 - 1) + 1)
    let p1 = mpi(
        "29674495668685510550154174642905332730771991799853043350995075531276838753171770199594238596428121188033664\
         754218345562493168782883",
    );
    let factor = |times: u32| (&p1 - 1_u8) * times + 1_u8;
    let number = &p1 * factor(313) * factor(353);
    assert_eq!(number.to_string().len(), 397);
    assert!(p1.is_prime().unwrap() && !number.is_prime().unwrap());
}

/// Primes that everyone knows: of P-256, X25519, Mersenne's, and the safe one of RFC 3526, group 5.
#[test]
fn large_primes() {
    let mut rng = generator().unwrap();
    for text in [
        "0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
        "0x7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed",
    ] {
        assert!(mpi(text).is_prime().unwrap());
        assert!(!(mpi(text) + 2_u8).is_prime().unwrap());
    }
    assert!(((Mpi::ONE << 521) - 1_u8).is_prime().unwrap());
    let group5 = mpi(concat!(
        "0xffffffffffffffffc90fdaa22168c234c4c6628b80dc1cd129024e088a67cc74020bbea63b139b22514a08798e3404ddef9519b3",
        "cd3a431b302b0a6df25f14374fe1356d6d51c245e485b576625e7ec6f44c42e9a637ed6b0bff5cb6f406b7edee386bfb5a899fa5ae",
        "9f24117c4b1fe649286651ece45b3dc2007cb8a163bf0598da48361c55d39a69163fa8fd24cf5f83655d23dca3ad961c62f3562085",
        "52bb9ed529077096966d670c354e4abc9804f1746c08ca237327ffffffffffffffff",
    ));
    assert!(group5.is_safe_prime_with_rng(Rounds::new(NonZeroU32::MIN), &mut rng));
}

#[test]
fn new_primes_have_their_length() {
    let mut rng = generator().unwrap();
    for bits in (2..70).chain([255, 256, 257, 512]) {
        let mut told = Vec::new();
        let prime = Mpi::prime_with_rng(bits, &mut rng, &mut |seen| told.push(seen)).unwrap();
        assert_eq!(prime.bit_length(), bits);
        assert!(prime.is_prime().unwrap());
        assert!(told.iter().copied().eq(0..told.len() as u64) && !told.is_empty());
    }
    for bits in (3..40).chain([128]) {
        let prime = Mpi::safe_prime(bits).unwrap();
        assert_eq!(prime.bit_length(), bits);
        assert!(prime.is_safe_prime_with_rng(Rounds::ANY, &mut rng), "{prime}");
    }
    for bits in [0, 1, Mpi::MAX_PRIME_BITS + 1, usize::MAX] {
        assert_eq!(Mpi::prime(bits), Err(PrimeError::BitLength { bits }));
        assert_eq!(Mpi::safe_prime(bits), Err(PrimeError::BitLength { bits }));
    }
    let giant = (Mpi::ONE << Mpi::MAX_PRIME_BITS) + 1_u8;
    assert_eq!(giant.is_prime(), Err(PrimeError::BitLength { bits: Mpi::MAX_PRIME_BITS + 1 }));
    assert_eq!(Mpi::safe_prime(2), Err(PrimeError::BitLength { bits: 2 }));
    assert_ne!(Mpi::prime(128), Mpi::prime(128));
}

proptest! {
    #[test]
    fn small_numbers_count_as_built_in_ones(a: u64, b: u64, shift in 0..64_usize) {
        let (x, y) = (Mpi::from(a), Mpi::from(b));
        let (wide, narrow) = (u128::from(a), u128::from(b));
        prop_assert_eq!(&x + &y, wide + narrow);
        prop_assert_eq!(&x * &y, wide * narrow);
        prop_assert_eq!(x.checked_sub(&y).and_then(|n| n.to_u64()), a.checked_sub(b));
        prop_assert_eq!((&x & &y, &x | &y, &x ^ &y), ((a & b).into(), (a | b).into(), (a ^ b).into()));
        prop_assert_eq!((&x << shift, &x >> shift), ((wide << shift).into(), (wide >> shift).into()));
        prop_assert_eq!(x.bit_length(), 64 - a.leading_zeros() as usize);
        prop_assert_eq!(x.count_ones(), a.count_ones() as usize);
        prop_assert_eq!(x.cmp(&y), a.cmp(&b));
        prop_assert_eq!(x.partial_cmp(&b), a.partial_cmp(&b));
        prop_assert_eq!(x.sqrt(), a.isqrt());
        let divided = a.checked_div(b).zip(a.checked_rem(b));
        prop_assert_eq!(x.checked_div_rem(&y), divided.map(|(quotient, rest)| (quotient.into(), rest.into())));
    }

    #[test]
    fn large_numbers_obey_the_laws(a: Vec<u8>, b: Vec<u8>, c: Vec<u8>) {
        let [x, y, z] = [&a, &b, &c].map(|bytes| Mpi::from_be_bytes(bytes).unwrap());
        prop_assert_eq!((&x + &y) * &z, &x * &z + &y * &z);
        prop_assert_eq!(&x + &y - &y, x.clone());
        prop_assert_eq!(mpi(&x.to_string()), x.clone());
        prop_assert_eq!(mpi(&format!("{x:#x}")), x.clone());
        prop_assert_eq!(Mpi::from_le_bytes(&x.to_le_bytes()).unwrap(), x.clone());
        prop_assert_eq!(x.gcd(&y) * x.lcm(&y).unwrap(), &x * &y);
        if let Some((quotient, remainder)) = x.checked_div_rem(&y) {
            prop_assert!(remainder < y);
            prop_assert_eq!(quotient * &y + remainder, x.clone());
        }
        if let Some(inverse) = x.inverse_mod(&y) {
            prop_assert!(inverse < y);
            prop_assert_eq!(inverse * &x % &y, Mpi::ONE);
        }
    }

    #[test]
    fn powers_are_repeated_products(base: u64, exponent in 0..50_u32, modulus in 1..u64::MAX) {
        let (base, modulus) = (Mpi::from(base), Mpi::from(modulus));
        let expected = (0..exponent).fold(Mpi::ONE % &modulus, |power, _| power * &base % &modulus);
        prop_assert_eq!(base.pow_mod(&exponent.into(), &modulus), Some(expected));
        prop_assert_eq!(base.checked_pow(exponent).unwrap() % &modulus, base.pow_mod(&exponent.into(), &modulus).unwrap());
    }
}
