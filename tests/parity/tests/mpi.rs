// SPDX-License-Identifier: MIT
//! Integers against Mbed TLS C: random ones of 0 to 4096 bits, and those at the limits of limbs and bytes.

use purembed::mpi::{Mpi, Rounds};
use purembed::parity::mpi::Mpi as Theirs;
use purembed::rand::CtrDrbg;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

/// One number, here and there.
struct Pair(Mpi, Theirs);

impl Pair {
    fn new(bytes: &[u8]) -> Self {
        let pair =
            Self(Mpi::from_be_bytes(bytes).expect("short"), Theirs::from_be_bytes(bytes).expect("short"));
        same(&pair.0, &pair.1);
        pair
    }

    /// Of up to `most` bits.
    fn random(random: &mut Random, most: usize) -> Self {
        /// Around what limbs, bytes and fields end at.
        const EDGES: [usize; 14] = [0, 1, 2, 7, 8, 9, 63, 64, 65, 127, 128, 255, 256, 521];
        let bits = match random.up_to(4) {
            0 => EDGES[random.up_to(EDGES.len() - 1)],
            1 => random.up_to(256),
            _ => random.up_to(most),
        };
        let mut bytes = random.bytes(bits.min(most).div_ceil(8));
        match random.up_to(7) {
            0 => bytes.fill(0xff),
            // A power of two, and the number below it.
            1 => {
                bytes.fill(0);
                if let Some(first) = bytes.first_mut() {
                    *first = 1 << random.up_to(7);
                }
            }
            2 => {
                let at = random.up_to(bytes.len());
                bytes[at..].fill(0xff);
                bytes[..at].fill(0);
            }
            // Zeros within.
            3 => {
                let at = random.up_to(bytes.len());
                bytes[at..].fill(0);
            }
            _ => {}
        }
        if let Some(first) = bytes.first_mut() {
            *first >>= random.up_to(7);
        }
        Self::new(&bytes)
    }
}

fn same(ours: &Mpi, theirs: &Theirs) {
    assert!(!theirs.is_negative(), "{ours:x} is {theirs}");
    assert!(ours.to_be_bytes() == theirs.to_be_bytes(), "{ours:x}\n{theirs:x}");
    assert_eq!(ours.to_le_bytes(), theirs.to_le_bytes());
    assert_eq!(ours.bit_length(), theirs.bit_length());
}

/// `None` on both sides, or the same number.
#[track_caller]
fn agree(ours: Option<Mpi>, theirs: Option<Theirs>) {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => same(&ours, &theirs),
        (ours, theirs) => assert!(ours.is_none() && theirs.is_none(), "{ours:x?}\n{theirs:?}"),
    }
}

#[test]
fn arithmetic() {
    let (mut random, mut ledger) = (Random::new("integers"), Ledger::new("arithmetic against C"));
    for _ in 0..30_000 {
        let a = Pair::random(&mut random, 4096);
        let b = if random.up_to(20) == 0 {
            Pair::new(&a.0.to_be_bytes())
        } else {
            Pair::random(&mut random, 4096)
        };
        agree(a.0.checked_add(&b.0), a.1.checked_add(&b.1));
        // C's differences below zero are the row `mpi-negative`.
        agree(a.0.checked_sub(&b.0), a.1.checked_sub(&b.1).filter(|number| !number.is_negative()));
        agree(a.0.checked_mul(&b.0), a.1.checked_mul(&b.1));
        assert_eq!(a.0.cmp(&b.0), a.1.cmp(&b.1));
        match (a.0.checked_div_rem(&b.0), a.1.div_rem(&b.1)) {
            (Some((quotient, rest)), Ok((their_quotient, their_rest))) => {
                same(&quotient, &their_quotient);
                same(&rest, &their_rest);
                same(&rest, &a.1.modulo(&b.1).expect("not zero"));
            }
            (None, Err(error)) => assert_eq!(error.mbedtls_code(), Some(0x000c), "{:x}", b.0),
            (ours, theirs) => panic!("{ours:x?}\n{theirs:?}"),
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn bits_and_shifts() {
    let (mut random, mut ledger) = (Random::new("bits"), Ledger::new("bits and shifts against C"));
    for _ in 0..20_000 {
        let Pair(mut ours, mut theirs) = Pair::random(&mut random, 4096);
        assert_eq!(ours.trailing_zeros(), theirs.trailing_zeros());
        assert_eq!((ours.byte_length(), ours.is_even()), (theirs.byte_length(), theirs.is_even()));
        let shift = [0, 1, 63, 64, 65, random.up_to(5000)][random.up_to(5)];
        agree(ours.checked_shl(shift), theirs.checked_shl(shift));
        same(&(&ours >> shift), &(&theirs >> shift));
        let (at, value) = (random.up_to(5000), random.up_to(1) == 1);
        assert_eq!(ours.bit(at), theirs.bit(at));
        assert!(ours.set_bit(at, value) && theirs.set_bit(at, value));
        same(&ours, &theirs);
        ledger.ran();
    }
    // The longest number, and one bit more.
    let longest = Pair::new(&[0xff; 80_000]);
    agree(longest.0.checked_shl(1), longest.1.checked_shl(1));
    assert!(
        longest.0.checked_add(&Mpi::ONE).is_none() && longest.1.checked_add(&Theirs::from(1_u8)).is_none()
    );
    assert!(longest.0.checked_mul(&2_u8.into()).is_none() && longest.1.checked_mul(&2_u8.into()).is_none());
    let mut longer = vec![0xff; 80_001];
    assert!(Mpi::from_be_bytes(&longer).is_err() && Theirs::from_be_bytes(&longer).is_err());
    longer[80_000] = 0x01;
    assert!(Mpi::from_le_bytes(&longer).is_err() && Theirs::from_le_bytes(&longer).is_err());
    ledger.ran();
    ledger.finish();
}

#[test]
fn text_and_bytes() {
    let (mut random, mut ledger) = (Random::new("text"), Ledger::new("text and bytes against C"));
    for _ in 0..10_000 {
        let Pair(ours, theirs) = Pair::random(&mut random, 2048);
        let (decimal, hex) = (ours.to_string(), format!("{ours:x}"));
        assert_eq!(decimal, theirs.to_string());
        // C writes pairs of digits: the row `mpi-hex-digits`.
        assert_eq!(hex.trim_start_matches('0'), format!("{theirs:x}").trim_start_matches('0'));
        same(&ours, &decimal.parse().expect("C reads what we write"));
        same(&ours, &Theirs::from_hex(&hex).expect("C reads what we write"));
        same(&ours, &Theirs::from_hex(&hex.to_uppercase()).expect("either case"));
        same(&theirs.to_string().parse().expect("we read what C writes"), &theirs);
        // Into room of any length.
        let room = random.up_to(ours.byte_length() + 2);
        let (mut a, mut b) = (vec![9; room], vec![9; room]);
        assert_eq!(ours.write_be_bytes(&mut a).is_ok(), theirs.write_be_bytes(&mut b).is_ok());
        assert!(room < ours.byte_length() || a == b);
        assert_eq!(ours.write_le_bytes(&mut a).is_ok(), theirs.write_le_bytes(&mut b).is_ok());
        assert!(room < ours.byte_length() || a == b);
        // From bytes in the other order, and with zeros where they do not count.
        let bytes = [ours.to_be_bytes(), vec![0; random.up_to(9)]].concat();
        agree(Mpi::from_le_bytes(&bytes).ok(), Theirs::from_le_bytes(&bytes).ok());
        // Digits with something wrong among them.
        let mut wrong = decimal.into_bytes();
        let at = random.up_to(wrong.len() - 1);
        wrong[at] = b"/:aG x\x01"[random.up_to(6)];
        let wrong = String::from_utf8(wrong).expect("ASCII");
        assert!(wrong.parse::<Mpi>().is_err() && wrong.parse::<Theirs>().is_err(), "{wrong}");
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn divisors() {
    let (mut random, mut ledger) = (Random::new("divisors"), Ledger::new("divisors and inverses against C"));
    for _ in 0..2_000 {
        let most = if random.up_to(20) == 0 { 4096 } else { 700 };
        let (a, b) = (Pair::random(&mut random, most), Pair::random(&mut random, most));
        same(&a.0.gcd(&b.0), &a.1.gcd(&b.1));
        agree(a.0.inverse_mod(&b.0), a.1.inverse_mod(&b.1));
        // With a common factor.
        let factor = Pair::random(&mut random, 100);
        let multiple = |pair: &Pair| {
            Pair(pair.0.checked_mul(&factor.0).expect("short"), pair.1.checked_mul(&factor.1).expect("short"))
        };
        let (a, b) = (multiple(&a), multiple(&b));
        same(&a.0.gcd(&b.0), &a.1.gcd(&b.1));
        agree(a.0.inverse_mod(&b.0), a.1.inverse_mod(&b.1));
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn powers() {
    let (mut random, mut ledger) = (Random::new("powers"), Ledger::new("powers against C"));
    for case in 0..1_000 {
        let most = match case {
            0..=4 => 4096,
            5..=50 => 1024,
            _ => 300,
        };
        let base = Pair::random(&mut random, 4096);
        let exponent = Pair::random(&mut random, most);
        let mut modulus = Pair::random(&mut random, most);
        if random.up_to(9) > 0 {
            assert!(modulus.0.set_bit(0, true) && modulus.1.set_bit(0, true));
        }
        let (ours, theirs) =
            (base.0.pow_mod(&exponent.0, &modulus.0), base.1.exp_mod(&exponent.1, &modulus.1));
        match (ours, theirs) {
            (Some(ours), Ok(theirs)) => same(&ours, &theirs),
            // Even moduli are the row `mpi-even-modulus`, and zero is none for us either.
            (ours, Err(error)) => {
                assert!(
                    modulus.0.is_even() && ours.is_none() == modulus.0.is_zero(),
                    "{:x}: {error}",
                    modulus.0
                );
                ledger.skip("even modulus");
                continue;
            }
            (None, Ok(theirs)) => panic!("{:x}: {theirs}", modulus.0),
        }
        ledger.ran();
    }
    ledger.finish();
}

#[test]
fn primes() {
    let (mut random, mut ledger) = (Random::new("primes"), Ledger::new("primes against C"));
    let mut drbg = CtrDrbg::new(b"primes").expect("entropy");
    let mut drbg = drbg.infallible().expect("entropy");
    // All the small ones.
    for number in 0..3_000_u32 {
        let ours = Mpi::from(number).is_prime_with_rng(Rounds::random(32), &mut drbg);
        assert_eq!(ours, Theirs::from(number).is_prime().expect("randomness"), "{number}");
        ledger.ran();
    }
    // Whatever, and what looks like one: products of two, also of those that make strong pseudoprimes.
    for _ in 0..1_000 {
        let Pair(mut ours, _) = Pair::random(&mut random, 300);
        assert!(ours.set_bit(0, true));
        // Without zeros in front: the row `mpi-primes-with-zero-limbs`.
        let theirs = Theirs::from_be_bytes(&ours.to_be_bytes()).expect("short");
        assert_eq!(ours.is_prime().expect("short"), theirs.is_prime().expect("randomness"), "{ours:x}");
        ledger.ran();
    }
    for bits in (3..70).chain([128, 255, 256, 512, 1024]) {
        // Theirs, and ours.
        let theirs = Theirs::prime(bits).expect("a prime");
        let ours = Mpi::from_be_bytes(&theirs.to_be_bytes()).expect("short");
        assert!(ours.bit_length() == bits && ours.is_prime().expect("short"), "{ours:x}");
        let another = Mpi::prime(bits).expect("a prime");
        let copy = Theirs::from_be_bytes(&another.to_be_bytes()).expect("short");
        assert!(copy.bit_length() == bits && copy.is_prime().expect("randomness"), "{another:x}");
        let product = &ours * &another;
        let copy = Theirs::from_be_bytes(&product.to_be_bytes()).expect("short");
        assert!(!product.is_prime().expect("short") && !copy.is_prime().expect("randomness"), "{product:x}");
        ledger.ran();
    }
    // C fails at the shortest: the row `mpi-small-safe-primes`.
    for bits in [16, 33, 64, 128, 160] {
        let theirs = Theirs::safe_prime(bits).expect("a prime");
        let ours = Mpi::from_be_bytes(&theirs.to_be_bytes()).expect("short");
        assert!(ours.is_safe_prime_with_rng(Rounds::ANY, &mut drbg), "{ours:x}");
        let another = Mpi::safe_prime(bits).expect("a prime");
        let copy = Theirs::from_be_bytes(&another.to_be_bytes()).expect("short");
        assert!(
            copy.is_prime().expect("randomness") && (&copy >> 1).is_prime().expect("randomness"),
            "{another:x}"
        );
        ledger.ran();
    }
    ledger.finish();
}
