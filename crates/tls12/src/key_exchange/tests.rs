// SPDX-License-Identifier: MIT
use alloc::vec;

use purembed_core::random;

use super::*;

/// 3 to the power of `exponent`, modulo 257, of which it is a primitive root.
fn power(base: u32, exponent: u32) -> u32 {
    (0..exponent).fold(1, |product, _| product * base % 257)
}

/// Modulus 257, generator 3 and a public value, each with its length.
fn parameters(public: u32) -> Vec<u8> {
    let [.., high, low] = public.to_be_bytes();
    vec![0, 2, 1, 1, 0, 1, 3, 0, 2, high, low]
}

/// RFC 5246 section 8.1.2, RFC 4279 section 3: the secret without its leading zeros. Here all have one.
#[test]
fn secrets_of_finite_fields_lose_leading_zeros() {
    let mut rng = random::generator().expect("random bytes");
    let config = Config::new(&[]).dh_minimum_bits(0);
    for private in [1, 7, 100, 200] {
        let parameters = parameters(power(3, private));
        let mut reader = Reader::new(&parameters);
        let read = ServerParameters::read(&mut reader, KeyExchange::DheRsa).expect("well-formed");
        assert!(reader.is_empty() && read.signed == parameters);
        for _ in 0..100 {
            // A small group has secrets that are refused.
            let Ok(share) = ClientShare::new(read.exchange, &config, &mut rng) else { continue };
            let share = share.expect("a share");
            let public = share.public[2..].iter().fold(0, |number, byte| number << 8 | u32::from(*byte));
            let secret = u8::try_from(power(public, private)).expect("256 is refused");
            assert_eq!(share.premaster(None)[..], [secret]);
            assert_eq!(share.premaster(Some(b"psk"))[..], [0, 1, secret, 0, 3, b'p', b's', b'k']);
        }
    }
}

/// RFC 5246 section 7.4.3, statement by statement: the group is large enough, and the value neither 0, 1 nor p - 1.
#[test]
fn groups_and_values_that_give_no_secret_are_refused() {
    let mut rng = random::generator().expect("random bytes");
    let mut share = |config: &Config, public| {
        ClientShare::new(Exchange::Dhe(&parameters(public)), config, &mut rng).map(drop)
    };
    let config = Config::new(&[]);
    assert!(matches!(share(&config, 9), Err(Error::PeerIncompatible(_))));
    let config = config.dh_minimum_bits(9);
    for public in [0, 1, 256, 257, 300] {
        assert!(matches!(share(&config, public), Err(Error::PeerMisbehaved(_))), "{public}");
    }
    for public in [2, 3, 255] {
        assert!((0..100).any(|_| share(&config, public).is_ok()), "{public}");
    }
}

/// RFC 5489 section 2 and RFC 4279 sections 2 and 4.
#[test]
fn premaster_secrets_have_what_stands_beside_the_key() {
    assert_eq!(premaster(&Other::Zeros, Some(b"psk"))[..], *b"\0\x03\0\0\0\0\x03psk");
    let mut rng = random::generator().expect("random bytes");
    for _ in 0..2000 {
        let mut key = || EphemeralKey::generate_with_rng(Group::X25519, &mut rng).expect("a key");
        let (ours, theirs) = (key(), key());
        let shared = ours.agree(theirs.public_key()).expect("a secret");
        if shared.expose().first() == Some(&0) {
            let expected = [b"\0\x20", shared.expose(), b"\0\x03psk"].concat();
            assert_eq!(premaster(&Other::Shared(shared), Some(b"psk"))[..], expected);
            return;
        }
    }
    panic!("no secret begins with zero");
}

/// RFC 8422 section 4.
#[test]
fn curves_are_those_that_the_client_names() {
    let ours = [Group::SECP521R1, Group::X25519, Group::SECP256R1];
    let chosen = |theirs: &[u8]| common_group(&ours, Some(Numbers::read(theirs).expect("numbers")));
    assert_eq!(chosen(&[0, 23, 0, 29]), Some(Group::X25519), "the server's order");
    assert_eq!(chosen(&[0, 24]), None);
    assert_eq!(common_group(&ours, None), Some(Group::SECP256R1));
    assert_eq!(common_group(&ours[..2], None), Some(Group::SECP521R1));
    assert_eq!(common_group(&[], None), None);
    let offered = Config::new(&[]).groups;
    assert!(!offered.contains(&Group::SECP192R1) && !offered.contains(&Group::SECP192K1));
    assert!(offered.contains(&Group::SECP224R1) && offered.len() == Group::available().len() - 2);
}

/// RFC 7919 sections 3 and 4.
#[test]
fn finite_fields_are_those_that_the_client_names() {
    let ours = [DhGroup::FFDHE2048, DhGroup::MODP2048, DhGroup::FFDHE3072];
    let chosen = |theirs: &[u8]| {
        let theirs = Numbers::read(theirs).expect("numbers");
        common_dh_group(&ours, Some(theirs)).and_then(DhGroup::name)
    };
    assert_eq!(common_dh_group(&ours, None), Some(&ours[0]));
    assert_eq!(chosen(&[0, 23]), Some("ffdhe2048"));
    assert_eq!(chosen(&[0, 23, 1, 1]), Some("ffdhe3072"));
    assert_eq!(chosen(&[1, 1, 1, 0]), Some("ffdhe2048"));
    assert_eq!(chosen(&[1, 4]), None);
    assert_eq!(common_dh_group(&[], None), None);
}

/// RFC 5246 section 7.4.7.1: whatever comes, something comes out, and only for the right one the right thing.
#[test]
fn transported_secrets_never_fail() {
    let mut rng = random::generator().expect("random bytes");
    let PrivateKey::Rsa(key) = &*crate::testing::Certified::rsa().key else { panic!("an RSA key") };
    let (secret, encrypted) = Transported::send(key.public_key(), 0x0303, &mut rng).expect("a secret");
    let mut receive = |encrypted: &[u8], version| {
        Transported::receive(key, encrypted, version, &mut rng).expect("some secret").expose().to_vec()
    };
    assert_eq!(receive(&encrypted, 0x0303), secret.expose());
    let mut random =
        vec![receive(&encrypted, 0x0302), receive(&encrypted[1..], 0x0303), receive(&[], 0x0303)];
    random.push(receive(&[0xff; 256], 0x0303));
    random.push(receive(&[0x11; 256], 0x0303));
    let mut generator = random::generator().expect("random bytes");
    for length in [0, 47, 49] {
        let other =
            key.public_key().encrypt_pkcs1v15_with_rng(&[3; 49][..length], &mut generator).expect("short");
        random.push(receive(&other, 0x0303));
    }
    for (number, one) in random.iter().enumerate() {
        assert!(one.len() == 48 && one != secret.expose());
        assert!(random[..number].iter().all(|other| other != one));
    }
}
