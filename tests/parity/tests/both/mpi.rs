// SPDX-License-Identifier: MIT
//! Integers, as a user writes it.

use super::provider::mpi::Mpi;

fn number(text: &str) -> Mpi {
    text.parse().expect("a number")
}

#[test]
fn text_and_bytes() {
    let number = number("123456789012345678901234567890");
    assert_eq!(number.to_string(), "123456789012345678901234567890");
    assert_eq!(number, self::number("0x018ee90ff6c373e0ee4e3f0ad2"));
    assert_eq!(number.to_be_bytes()[..3], [1, 0x8e, 0xe9]);
    assert_eq!(Mpi::from_le_bytes(&number.to_le_bytes()).expect("short"), number);
    let mut bytes = [9; 16];
    number.write_be_bytes(&mut bytes).expect("room");
    assert_eq!(bytes[..4], [0, 0, 0, 1]);
    number.write_le_bytes(&mut bytes).expect("room");
    assert_eq!(bytes[12..], [1, 0, 0, 0]);
    assert!(number.write_be_bytes(&mut [0; 12]).is_err());
    assert!("0x12g4".parse::<Mpi>().is_err() && "12a".parse::<Mpi>().is_err());
}

#[test]
fn arithmetic() {
    let (a, b) = (number("1000000000000000000000"), Mpi::from(7_u32));
    assert_eq!(a.checked_add(&b), Some(number("1000000000000000000007")));
    assert_eq!(a.checked_sub(&b), Some(number("999999999999999999993")));
    assert_eq!(a.checked_mul(&b), Some(number("7000000000000000000000")));
    assert_eq!(a.checked_div_rem(&b), Some((number("142857142857142857142"), Mpi::from(6_u8))));
    assert_eq!(a.checked_div_rem(&Mpi::from(0_u8)), None);
    assert_eq!(b.checked_shl(100), Some(number("0x70000000000000000000000000")));
    assert_eq!(&a >> 60, Mpi::from(867_u16));
    assert!(b < a);
}

#[test]
fn bits() {
    let mut number = Mpi::from(0b1010_u8);
    assert_eq!((number.bit_length(), number.byte_length(), number.trailing_zeros()), (4, 1, Some(1)));
    assert!(number.bit(3) && !number.bit(2) && !number.bit(1000) && number.is_even());
    assert!(number.set_bit(64, true) && number.set_bit(1, false));
    assert_eq!(number, self::number("0x10000000000000008"));
}

#[test]
fn modular() {
    let p = number("0xffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    let inverse = Mpi::from(3_u8).inverse_mod(&p).expect("coprime");
    let product = inverse.checked_mul(&Mpi::from(3_u8)).expect("short");
    assert_eq!(product.checked_div_rem(&p).expect("not zero").1, Mpi::from(1_u8));
    let (exponent, modulus) = (Mpi::from(7_u8), Mpi::from(1_000_003_u32));
    assert_eq!(number("1000000000000000000000").pow_mod(&exponent, &modulus), Some(Mpi::from(194_933_u32)));
    assert_eq!(Mpi::from(84_u8).gcd(&Mpi::from(30_u8)), Mpi::from(6_u8));
    assert_eq!(Mpi::from(4_u8).inverse_mod(&Mpi::from(10_u8)), None);
}

#[test]
fn primes() {
    let prime = Mpi::prime(128).expect("a prime");
    assert_eq!(prime.bit_length(), 128);
    assert!(prime.is_prime().expect("randomness"));
    let square = prime.checked_mul(&prime).expect("short");
    assert!(!square.is_prime().expect("randomness"));
    let safe = Mpi::safe_prime(64).expect("a prime");
    assert!((&safe >> 1).is_prime().expect("randomness"));
    assert!(Mpi::prime(1).is_err());
}
