// SPDX-License-Identifier: MIT
//! Where integers differ on purpose.

use std::collections::HashSet;

use purembed::mpi::{InvalidNumber, Mpi, PrimeError};
use purembed::parity;
use purembed::parity::mpi::Mpi as Theirs;

fn number(text: &str) -> Mpi {
    text.parse().expect("a number")
}

fn theirs(text: &str) -> Theirs {
    text.parse().expect("a number")
}

fn code<T>(result: Result<T, parity::Error>) -> Option<i32> {
    result.err().and_then(|error| error.mbedtls_code())
}

pub(super) fn mpi_bitwise_zero() {
    let (zero, another) = (Mpi::ZERO, number("0"));
    assert!((&zero & &another).is_zero() && (&zero | &another).is_zero() && (&zero ^ &another).is_zero());
}

pub(super) fn mpi_bytes() {
    assert_eq!(number("258").to_be_bytes(), [1, 2]);
    assert_eq!(theirs("258").to_be_bytes(), [1, 2]);
}

pub(super) fn mpi_empty_text() {
    for text in ["", "-"] {
        assert!(theirs(text).is_zero(), "C refuses {text:?} now");
    }
    assert_eq!("".parse::<Mpi>(), Err(InvalidNumber::Empty));
    assert_eq!("-".parse::<Mpi>(), Err(InvalidNumber::Digit { offset: 0 }));
}

pub(super) fn mpi_even_modulus() {
    let power = theirs("3").exp_mod(&theirs("5"), &theirs("100"));
    assert_eq!(code(power), Some(0x0004), "C takes even moduli now");
    assert_eq!(number("3").pow_mod(&number("5"), &number("100")), Some(number("43")));
}

pub(super) fn mpi_hash() {
    let large = number("0x10000000000000000");
    assert!(HashSet::from([large.clone()]).contains(&large));
}

pub(super) fn mpi_hex_digits() {
    assert_eq!(theirs("10").to_text(16).expect("a base"), "0A");
    assert_eq!(format!("{:X}", number("10")), "A");
    assert_eq!(Theirs::from_be_bytes(b"").expect("zero").to_text(16).expect("a base"), "");
    assert_eq!(format!("{:x}", Mpi::ZERO), "0");
}

pub(super) fn mpi_integral() {
    // What is not there cannot be called; these are the three ways to a number.
    assert_eq!(Mpi::from(12_u8), number("12"));
    assert_eq!(Mpi::from_be_bytes(b"12").expect("short"), 0x3132_u16);
    assert!("12.7".parse::<Mpi>().is_err() && "12.7".parse::<Theirs>().is_err());
}

pub(super) fn mpi_leading_zeros() {
    let mut bytes = vec![0; 80_001];
    bytes[80_000] = 7;
    assert_eq!(code(Theirs::from_be_bytes(&bytes)), Some(0x0010), "C takes zeros in front now");
    assert_eq!(Mpi::from_be_bytes(&bytes).expect("7"), 7_u8);
}

pub(super) fn mpi_little_endian() {
    assert_eq!(Mpi::from_le_bytes(&[1, 2]).expect("short"), 513_u16);
    assert_eq!(Theirs::from_le_bytes(&[1, 2]).expect("short"), Theirs::from(513_u16));
}

pub(super) fn mpi_long_modulus() {
    let odd = |bits: usize| theirs("1").checked_shl(bits).expect("short").checked_add(&theirs("1"));
    let (long, allowed) = (odd(8192).expect("short"), odd(8191).expect("short"));
    assert_eq!(code(theirs("3").exp_mod(&theirs("2"), &long)), Some(0x0004), "C takes long moduli now");
    assert_eq!(code(theirs("3").exp_mod(&long, &theirs("7"))), Some(0x0004), "C takes long exponents now");
    assert!(theirs("3").exp_mod(&theirs("2"), &allowed).is_ok());
    let long = (Mpi::ONE << 8192) + 1_u8;
    assert_eq!(number("3").pow_mod(&number("2"), &long), Some(number("9")));
    assert_eq!(number("3").pow_mod(&long, &number("7")), Some(number("5")));
}

pub(super) fn mpi_mutating_shift() {
    // C has nothing else: `mbedtls_mpi_shift_l` takes one number.
    let number = number("12");
    assert_eq!((&number << 2, &number >> 2), (Mpi::from(48_u8), Mpi::from(3_u8)));
    assert_eq!(number, 12_u8);
    assert_eq!(theirs("12").checked_shl(2), Some(theirs("48")));
}

pub(super) fn mpi_negative() {
    let below = theirs("3").checked_sub(&theirs("5")).expect("a sign");
    assert!(below.is_negative(), "C has no signs now");
    assert_eq!((below.to_string().as_str(), &below.to_be_bytes()[..]), ("-2", &[2][..]));
    assert_eq!(theirs("-2"), below);
    assert_eq!(number("3").checked_sub(&number("5")), None);
    assert_eq!("-2".parse::<Mpi>(), Err(InvalidNumber::Digit { offset: 0 }));
}

pub(super) fn mpi_power_type() {
    let (base, exponent, modulus) = (number("3"), number("200"), number("1001"));
    let power = base.pow_mod(&exponent, &modulus).expect("not modulo zero");
    let expected = theirs("3").exp_mod(&theirs("200"), &theirs("1001")).expect("odd");
    assert_eq!(power.to_be_bytes(), expected.to_be_bytes());
}

pub(super) fn mpi_primes_of_two_bits() {
    assert_eq!(code(Theirs::prime(2)), Some(0x0004), "C makes primes of two bits now");
    let prime = Mpi::prime(2).expect("2 or 3");
    assert!(prime == 2_u8 || prime == 3_u8);
    assert_eq!(Mpi::prime(1), Err(PrimeError::BitLength { bits: 1 }));
}

pub(super) fn mpi_primes_with_zero_limbs() {
    // 2^61 - 1, with 64 bits of zeros in front and without.
    let long = (1_u128 << 61).wrapping_sub(1).to_be_bytes();
    let prime = |bytes: &[u8]| Theirs::from_be_bytes(bytes).expect("short").is_prime().expect("randomness");
    assert!(prime(&long[8..]) && !prime(&long), "C finds bases now");
    assert!(Mpi::from_be_bytes(&long).expect("short").is_prime().expect("randomness"));
}

pub(super) fn mpi_small_safe_primes() {
    for bits in [3, 5, 8, 10] {
        assert_eq!(code(Theirs::safe_prime(bits)), Some(-1), "C makes safe primes of {bits} bits now");
        assert_eq!(Mpi::safe_prime(bits).expect("a prime").bit_length(), bits);
    }
}

pub(super) fn mpi_wiping() {
    // Nothing is lost with long numbers; that nothing is wiped stands in the documentation.
    let long = Mpi::from_be_bytes(&[0xff; 1025]).expect("short enough");
    assert_eq!(long.bit_length(), 8200);
    assert_eq!(Theirs::from_be_bytes(&[0xff; 1025]).expect("short enough").bit_length(), 8200);
}
