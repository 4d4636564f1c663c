// SPDX-License-Identifier: MIT

use alloc::format;

use purembed_mpi::{Mpi, Rounds};

use super::*;

fn group(modulus: u64, generator: u64) -> Result<DhGroup, Error> {
    DhGroup::dangerous_new_any_size(&Mpi::from(modulus), &Mpi::from(generator))
}

/// e or π times a power of two, rounded down, from series of integers.
fn digits(of_pi: bool, bits: usize) -> Mpi {
    // 64 bits more than asked for hold the errors of all divisions.
    let one = Mpi::ONE << (bits + 64);
    let sum = if of_pi {
        // Machin: π / 4 = 4 arctan 1/5 - arctan 1/239.
        let arctan = |x: u64| {
            let (mut term, mut plus, mut minus) = (&one / &Mpi::from(x), Mpi::ZERO, Mpi::ZERO);
            for n in 0_u64.. {
                if term.is_zero() {
                    break;
                }
                let part = &term / &Mpi::from(2 * n + 1);
                if n % 2 == 0 {
                    plus = &plus + &part;
                } else {
                    minus = &minus + &part;
                }
                term = &term / &Mpi::from(x * x);
            }
            &plus - &minus
        };
        let quarter = &(&arctan(5) * &Mpi::from(4_u8)) - &arctan(239);
        &quarter * &Mpi::from(4_u8)
    } else {
        let (mut term, mut sum) = (one.clone(), one);
        for n in 1_u64.. {
            term = &term / &Mpi::from(n);
            if term.is_zero() {
                break;
            }
            sum = &sum + &term;
        }
        sum
    };
    sum >> 64
}

/// RFC 7919 appendix A and RFC 3526: what makes each a prime of this form.
const OFFSETS: [(&str, u64); 11] = [
    ("ffdhe2048", 560_316),
    ("ffdhe3072", 2_625_351),
    ("ffdhe4096", 5_736_041),
    ("ffdhe6144", 15_705_020),
    ("ffdhe8192", 10_965_728),
    ("modp1536", 741_804),
    ("modp2048", 124_476),
    ("modp3072", 1_690_314),
    ("modp4096", 240_904),
    ("modp6144", 929_484),
    ("modp8192", 4_743_158),
];

#[test]
fn named_groups_are_what_their_formula_says() {
    assert_eq!(OFFSETS.len(), DhGroup::available().len());
    for (name, offset) in OFFSETS {
        let group: DhGroup = name.parse().expect("a name");
        let bits = group.bits();
        assert!(name.ends_with(&format!("{bits}")));
        let middle = &digits(name.starts_with("modp"), bits - 130) + &Mpi::from(offset);
        let expected = (Mpi::ONE << bits) - (Mpi::ONE << (bits - 64)) + (middle << 64) - Mpi::ONE;
        assert_eq!(group.modulus(), expected, "{name}");
        assert_eq!(group.generator(), Mpi::from(2_u8));
        // 2 is a square modulo primes that are 7 modulo 8.
        assert_eq!(&group.modulus() % &Mpi::from(8_u8), Mpi::from(7_u8));
    }
}

#[test]
fn named_groups_are_of_safe_primes() {
    let mut rng = purembed_core::random::generator().expect("randomness");
    for group in DhGroup::available().iter().filter(|group| group.bits() <= 3072) {
        let rounds = Rounds::new(core::num::NonZeroU32::MIN);
        assert!(group.modulus().is_safe_prime_with_rng(rounds, &mut rng), "{group:?}");
    }
}

#[test]
fn private_keys_are_twice_as_long_as_the_strength() {
    // SP 800-57 part 1, table 2, and SP 800-56A appendix D.
    for (bits, strength) in [(2048, 112), (3072, 128), (4096, 152), (6144, 176), (8192, 200)] {
        for group in DhGroup::available().iter().filter(|group| group.bits() == bits) {
            assert!(group.exponent_bits() >= 2 * strength, "{group:?}");
        }
    }
}

#[test]
fn messages_are_those_of_python_mbedtls() -> Result<(), Error> {
    // 5 to the power of 6 is 8 modulo 23.
    let (server, ske) = DhServer::dangerous_from_private_bytes(&group(23, 5)?, &[6])?;
    assert_eq!(ske, [0, 1, 23, 0, 1, 5, 0, 1, 8]);
    let client = DhClient::import_ske_with_minimum(&ske, 0)?;
    let (cke, secret) = client.generate()?;
    assert_eq!(cke.len(), 1);
    assert_eq!(server.import_cke(&cke)?, secret);

    for group in [DhGroup::FFDHE2048, DhGroup::MODP2048] {
        let (server, ske) = DhServer::generate(&group)?;
        assert_eq!((&ske[..2], &ske[258..261]), (&[1, 0][..], &[0, 1, 2][..]));
        assert_eq!(ske.len(), 2 + 256 + 3 + 2 + (usize::from(ske[261]) << 8 | usize::from(ske[262])));
        let client = DhClient::import_ske(&ske)?;
        assert_eq!((client.group(), client.group().name()), (&group, group.name()));
        let (cke, secret) = client.generate()?;
        assert_eq!(secret.expose().len(), 256);
        assert_eq!(server.import_cke(&cke)?.expose(), secret.expose());
    }
    Ok(())
}

/// Every power against plain arithmetic, in groups of few numbers, also with exponents longer than they need be.
#[test]
fn powers_are_powers() {
    for modulus in (3..64_u8).step_by(2) {
        let ready = Modulus::new(&[modulus]).expect("odd");
        for base in 0..modulus {
            let mut expected = 1_u8;
            for exponent in 0..100_u8 {
                let power = ready.power(&[base], &[0, exponent], 16).expect("in range");
                assert_eq!(power.as_slice(), [expected], "{base}^{exponent} mod {modulus}");
                let power = ready.power(&[base], &[exponent], 7).expect("in range");
                assert_eq!(power.as_slice(), [expected], "{base}^{exponent} mod {modulus}");
                let product = u16::from(expected) * u16::from(base) % u16::from(modulus);
                expected = u8::try_from(product).expect("less than the modulus");
            }
        }
    }
    assert!(Modulus::new(&[22]).is_none() && Modulus::new(&[]).is_none());
}

#[test]
fn long_powers_are_those_of_mpi() -> Result<(), Error> {
    for length in [7_usize, 8, 9, 31, 64, 65, 100, 129] {
        for _ in 0..4 {
            let mut bytes = alloc::vec![0; 3 * length];
            purembed_core::random::fill(&mut bytes)?;
            let (modulus, rest) = bytes.split_at_mut(length);
            modulus[0] |= 1;
            modulus[length - 1] |= 1;
            let (base, exponent) = rest.split_at(length);
            let number = |bytes: &[u8]| Mpi::from_be_bytes(bytes).unwrap_or(Mpi::ZERO);
            let base = &number(base) % &number(modulus);
            let expected = base.pow_mod(&number(exponent), &number(modulus));
            let ready = Modulus::new(modulus).ok_or(Error::Fault)?;
            let power = ready.power(&base.to_be_bytes(), exponent, 8 * length).ok_or(Error::Fault)?;
            assert_eq!((power.len(), Some(number(&power))), (length, expected));
        }
    }
    Ok(())
}

#[test]
fn groups_are_tested() -> Result<(), Error> {
    let inconsistent = Some(Error::InvalidKey(InvalidKey::Inconsistent));
    assert_eq!(group(22, 5).err(), inconsistent);
    assert_eq!(group(21, 5).err(), inconsistent);
    for generator in [0, 1, 22, 23, 24, 1 << 40] {
        assert_eq!(group(23, generator).err(), inconsistent, "{generator}");
    }
    for generator in 2..=21 {
        assert!(group(23, generator).is_ok());
    }
    for modulus in 0..=3 {
        assert_eq!(group(modulus, 2).err(), Some(Error::InvalidKey(InvalidKey::TooSmall)));
    }
    assert!(group(5, 2).is_ok());
    let two = Mpi::from(2_u8);
    assert_eq!(DhGroup::new(&Mpi::from(23_u8), &two).err(), Some(Error::InvalidKey(InvalidKey::TooSmall)));
    let giant = (Mpi::ONE << 8192) + Mpi::ONE;
    assert_eq!(DhGroup::new(&giant, &two).err(), Some(Error::InvalidKey(InvalidKey::TooLarge)));
    let composite = DhGroup::FFDHE2048.modulus() - two.clone();
    assert_eq!(DhGroup::new(&composite, &two).err(), inconsistent);
    // One that is known is recognised; with another generator it is a group of its own.
    let known = DhGroup::new(&DhGroup::FFDHE2048.modulus(), &two)?;
    assert_eq!((known.name(), known.exponent_bits()), (Some("ffdhe2048"), 225));
    Ok(())
}

#[test]
fn values_out_of_range_are_refused() -> Result<(), Error> {
    let group = DhGroup::FFDHE2048;
    let modulus = group.modulus();
    let mut longer = modulus.to_be_bytes();
    longer.insert(0, 0);
    let number = |mpi: Mpi| mpi.to_be_bytes();
    let bad = [
        alloc::vec![],
        alloc::vec![0],
        alloc::vec![0; 256],
        alloc::vec![1],
        [&[0; 255][..], &[1]].concat(),
        number(&modulus - &Mpi::ONE),
        number(modulus.clone()),
        number(&modulus + &Mpi::ONE),
        alloc::vec![0xff; 256],
        alloc::vec![2; 257],
        alloc::vec![0xff; 70_000],
        longer,
    ];
    for value in &bad {
        let (server, _) = DhServer::generate(&group)?;
        assert_eq!(server.import_cke(value).err(), Some(InvalidKey::PublicKeyInvalid));
        if !value.is_empty() && value.len() < 65536 {
            let length = u16::try_from(value.len()).unwrap_or(0).to_be_bytes();
            let ske = [&[1, 0], &modulus.to_be_bytes()[..], &[0, 1, 2], &length, value].concat();
            assert_eq!(DhClient::import_ske(&ske).err(), Some(InvalidKey::PublicKeyInvalid));
        }
    }
    for value in [alloc::vec![2], number(&modulus - &Mpi::from(2_u8)), [&[0; 255][..], &[2]].concat()] {
        let (server, _) = DhServer::generate(&group)?;
        assert!(server.import_cke(&value).is_ok());
    }
    Ok(())
}

#[test]
fn damaged_messages_are_refused() -> Result<(), Error> {
    let (_, ske) = DhServer::generate(&DhGroup::FFDHE2048)?;
    for length in 0..ske.len() {
        let refused = DhClient::import_ske(&ske[..length]).err();
        assert!(matches!(refused, Some(InvalidKey::Malformed { offset: 0 | 258 | 261 })), "{length} bytes");
    }
    let longer = [&ske[..], b"signature"].concat();
    let refused = DhClient::import_ske(&longer).err();
    assert_eq!(refused, Some(InvalidKey::Malformed { offset: ske.len() }));
    let (client, rest) = DhClient::read_ske(&longer, 2048)?;
    assert_eq!((client.group(), rest), (&DhGroup::FFDHE2048, &b"signature"[..]));
    // Even.
    let mut even = ske;
    even[257] &= 0xfe;
    assert_eq!(DhClient::import_ske(&even).err(), Some(InvalidKey::Inconsistent));
    assert_eq!(DhClient::import_ske(&[0; 9]).err(), Some(InvalidKey::Malformed { offset: 0 }));
    assert_eq!(DhClient::import_ske(&[0, 1, 23, 0, 1, 5, 0, 1, 8]).err(), Some(InvalidKey::TooSmall));
    let giant = [&[0xff, 0xff][..], &[0xff; 0xffff], &[0, 1, 2, 0, 1, 8]].concat();
    assert_eq!(DhClient::import_ske(&giant).err(), Some(InvalidKey::TooLarge));
    Ok(())
}

#[test]
fn secrets_known_to_all_are_refused() -> Result<(), Error> {
    // Modulo 15 = 3 * 5, 4 squared is 1: whatever the exponent is, the secret is 1 or 4.
    let mut refused = 0;
    for _ in 0..50 {
        let client = DhClient::import_ske_with_minimum(&[0, 1, 15, 0, 1, 2, 0, 1, 4], 0)?;
        match client.generate() {
            Ok((_, secret)) => assert_eq!(secret.expose(), [4]),
            Err(Error::InvalidKey(InvalidKey::PublicKeyInvalid)) => refused += 1,
            Err(error) => return Err(error),
        }
    }
    assert!(refused > 0);
    assert!(number::is_trivial(&[0, 0], &[1, 1]) && number::is_trivial(&[0, 1], &[1, 1]));
    assert!(number::is_trivial(&[1, 0], &[1, 1]) && number::is_trivial(&[], &[]));
    assert!(!number::is_trivial(&[1, 2], &[1, 1]) && !number::is_trivial(&[0, 2], &[1, 1]));
    Ok(())
}

#[test]
fn comparison() {
    for left in 0..=300_u16 {
        for right in 0..=300_u16 {
            assert_eq!(number::is_less(&left.to_be_bytes(), &right.to_be_bytes()), left < right);
        }
    }
}

#[test]
fn zeros_before_a_secret() -> Result<(), Error> {
    // A group of two bytes in which every 256th secret begins with a zero.
    let group = group(65_537, 3)?;
    assert_eq!(group.key_size(), 3);
    let (server, _) = DhServer::generate(&group)?;
    let secret = server.import_cke(&[5])?;
    assert_eq!(secret.expose().len(), 3);
    let stripped = secret.expose_without_leading_zeros();
    assert!(stripped.len() < 3 && stripped[0] != 0 && secret.expose().ends_with(stripped));
    Ok(())
}

#[test]
fn debug_shows_no_secret() -> Result<(), Error> {
    let (server, ske) = DhServer::generate(&DhGroup::MODP2048)?;
    assert_eq!(format!("{server:?}"), "DhServer { group: DhGroup(modp2048), .. }");
    let client = DhClient::import_ske(&ske)?;
    assert_eq!(format!("{client:?}"), "DhClient { group: DhGroup(modp2048), .. }");
    let (_, secret) = client.generate()?;
    assert_eq!(format!("{secret:?}"), "DhSharedSecret(256 bytes)");
    assert_eq!(format!("{:?}", group(23, 5)?), "DhGroup(5 bits)");
    Ok(())
}
