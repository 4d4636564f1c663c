// SPDX-License-Identifier: MIT
//! RSA against Mbed TLS C: every digest, lengths of moduli that fill their last byte and such that do not.

use purembed::hashlib::Algorithm;
use purembed::parity::pk as c;
use purembed::pk::{Error, Pss, Rsa, RsaPublicKey, SaltLength};
use purembed_parity_tests::algorithms;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

/// Lengths of moduli: PSS cares for what they are modulo 8.
const BITS: [u32; 6] = [1024, 1026, 1030, 1032, 2048, 3072];

/// One key, here and there, made by either.
struct Key {
    ours: Rsa,
    theirs: c::PrivateKey,
    public: c::PublicKey,
}

impl Key {
    fn new(bits: u32, made_here: bool) -> Self {
        let (ours, theirs) = if made_here {
            let key = Rsa::generate(bits as usize).expect("randomness");
            let copy =
                c::PrivateKey::from_buffer(key.to_der().expose(), None).expect("C reads what we write");
            (key, copy)
        } else {
            let exponent = if bits.is_multiple_of(4) { 65_537 } else { 3 };
            let key = c::PrivateKey::generate_rsa(bits, exponent).expect("randomness");
            let copy = Rsa::from_buffer(&key.to_der().expect("a key")).expect("we read what C writes");
            (copy, key)
        };
        theirs.check().expect("its parts belong together");
        assert_eq!((ours.public_key().key_bits(), theirs.bit_length()), (bits as usize, bits as usize));
        let public = theirs.public_key().expect("a key");
        assert!(public.belongs_to(&theirs));
        Self { ours, theirs, public }
    }

    /// One of each origin and length, without the longest from slow generators.
    fn all() -> Vec<Self> {
        let both = |bits| [Self::new(bits, true), Self::new(bits, false)];
        BITS.into_iter().flat_map(both).collect()
    }
}

/// One bit changed, or a byte more or less.
fn damaged(random: &mut Random, signature: &[u8]) -> Vec<u8> {
    let mut damaged = signature.to_vec();
    match random.up_to(9) {
        0 => damaged.insert(0, 0),
        1 => drop(damaged.pop()),
        _ => {
            let at = random.up_to(damaged.len() - 1);
            damaged[at] ^= 1 << random.up_to(7);
        }
    }
    damaged
}

#[test]
fn signatures() {
    let keys = Key::all();
    let mut random = Random::new("RSA signatures against C");
    let mut ledger = Ledger::new("RSA signatures against C");
    for (digestmod, theirs) in algorithms::pairs() {
        for key in &keys {
            for _ in 0..4 {
                let message = random.message(1000);
                let digest = digestmod.digest(&message);
                let verify = |signature: &[u8]| key.public.verify(digest.as_ref(), signature, theirs);
                // PKCS#1 v1.5: the same bytes.
                let signature = match key.ours.sign(&message, digestmod) {
                    Ok(signature) => signature,
                    Err(Error::UnsupportedDigest) => {
                        ledger.skip(format!("{digestmod}, which we do not sign with"));
                        continue;
                    }
                    Err(error) => panic!("{digestmod}: {error}"),
                };
                assert_eq!(
                    signature,
                    key.theirs.sign(digest.as_ref(), theirs).expect("a key"),
                    "{digestmod}"
                );
                verify(&signature).expect("ours is good there");
                key.ours.public_key().verify(&message, &signature, digestmod).expect("and here");
                for _ in 0..3 {
                    let damaged = damaged(&mut random, &signature);
                    let here = key.ours.public_key().verify(&message, &damaged, digestmod).is_ok();
                    assert!(!here && verify(&damaged).is_err(), "{digestmod}: {damaged:02x?}");
                }
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

#[test]
fn pss() {
    let keys = Key::all();
    let mut random = Random::new("RSA PSS against C");
    let mut ledger = Ledger::new("RSA PSS against C");
    for (digestmod, theirs) in algorithms::pairs() {
        for key in &keys {
            for _ in 0..4 {
                let message = random.message(1000);
                let digest = digestmod.digest(&message);
                let salt = c::Salt::Bytes(digestmod.digest_size());
                let signature = match key.ours.sign_pss(&message, digestmod) {
                    Ok(signature) => signature,
                    Err(Error::UnsupportedDigest) => {
                        ledger.skip(format!("{digestmod}, which we do not sign with"));
                        continue;
                    }
                    Err(Error::KeyTooSmall) => {
                        // C would take a shorter salt by itself; of this length it refuses, too.
                        assert!(key.theirs.sign_pss(digest.as_ref(), theirs, salt).is_err());
                        ledger.skip("with a modulus too short for the salt");
                        continue;
                    }
                    Err(error) => panic!("{digestmod}: {error}"),
                };
                let verify =
                    |signature: &[u8], salt| key.public.verify_pss(digest.as_ref(), signature, theirs, salt);
                verify(&signature, salt).expect("ours is good there");
                verify(&signature, c::Salt::Any).expect("ours is good there");
                let theirs = key.theirs.sign_pss(digest.as_ref(), theirs, salt).expect("a key");
                key.ours.public_key().verify_pss(&message, &theirs, digestmod).expect("theirs is good here");
                for _ in 0..3 {
                    let damaged = damaged(&mut random, &theirs);
                    let here = key.ours.public_key().verify_pss(&message, &damaged, digestmod).is_ok();
                    assert!(!here && verify(&damaged, c::Salt::Any).is_err(), "{digestmod}: {damaged:02x?}");
                }
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

/// The signature of one scheme is none of the other, and short salts are seen.
#[test]
fn schemes_are_apart() {
    let mut ledger = Ledger::new("RSA schemes against C");
    let theirs = purembed::parity::hashlib::Algorithm::SHA256;
    for key in Key::all() {
        let digest = Algorithm::SHA256.digest(b"message");
        let v15 = key.ours.sign(b"message", Algorithm::SHA256).expect("a key");
        let pss = key.ours.sign_pss(b"message", Algorithm::SHA256).expect("a key");
        let public: &RsaPublicKey = key.ours.public_key();
        assert!(public.verify(b"message", &pss, Algorithm::SHA256).is_err());
        assert!(public.verify_pss(b"message", &v15, Algorithm::SHA256).is_err());
        assert!(key.public.verify(digest.as_ref(), &pss, theirs).is_err());
        assert!(key.public.verify_pss(digest.as_ref(), &v15, theirs, c::Salt::Any).is_err());
        // Salts of any length, made here.
        for bytes in [0, 1, 20, 31, 32, 33, 62] {
            let pss = Pss::new(Algorithm::SHA256).salt_length(SaltLength::Bytes(bytes));
            let signature = key.ours.sign_pss(b"message", pss).expect("room");
            key.public
                .verify_pss(digest.as_ref(), &signature, theirs, c::Salt::Bytes(bytes))
                .expect("good there");
            public.verify_pss(b"message", &signature, pss).expect("good here");
            let other = c::Salt::Bytes(bytes + 1);
            assert!(key.public.verify_pss(digest.as_ref(), &signature, theirs, other).is_err());
            let other = pss.salt_length(SaltLength::Bytes(bytes + 1));
            assert!(public.verify_pss(b"message", &signature, other).is_err());
        }
        for bytes in [0, 1, 20, 31, 33] {
            // C signs with none shorter than the digest less two, but verifies any.
            let Ok(signature) = key.theirs.sign_pss(digest.as_ref(), theirs, c::Salt::Bytes(bytes)) else {
                ledger.skip("short salts, which C does not sign with");
                continue;
            };
            assert!(public.verify_pss(b"message", &signature, Algorithm::SHA256).is_err());
            let any = Pss::new(Algorithm::SHA256).salt_length(SaltLength::Any);
            public.verify_pss(b"message", &signature, any).expect("of whatever length");
            assert!(key.public.verify_pss(digest.as_ref(), &signature, theirs, c::Salt::Bytes(32)).is_err());
        }
        ledger.ran();
    }
    ledger.finish();
}

/// Encrypted here and decrypted there, and the reverse: PKCS#1 v1.5, and OAEP with labels.
#[test]
fn encryption() {
    let keys = Key::all();
    let (mut random, mut ledger) =
        (Random::new("RSA encryption against C"), Ledger::new("RSA encryption against C"));
    for key in &keys {
        let (public, length) = (key.ours.public_key(), key.ours.key_size());
        for case in 0..8 {
            let room = length - 11;
            let message = match case {
                0 => vec![],
                1 => random.bytes(room),
                _ => random.message(room),
            };
            let here = public.encrypt_pkcs1v15(&message).expect("short enough");
            assert_eq!(key.theirs.decrypt_pkcs1v15(&here).expect("a message"), message);
            let there = key.public.encrypt_pkcs1v15(&message).expect("short enough");
            assert_eq!(key.ours.decrypt_pkcs1v15(&there).expect("a message").expose(), message);
            let long = random.bytes(room + 1);
            assert!(public.encrypt_pkcs1v15(&long).is_err() && key.public.encrypt_pkcs1v15(&long).is_err());
            ledger.ran();
        }
        for (digestmod, theirs) in algorithms::pairs() {
            let Some(room) = length.checked_sub(2 * digestmod.digest_size() + 2) else {
                assert!(public.encrypt_oaep(b"", digestmod, b"").is_err());
                assert!(key.public.encrypt_oaep(b"", theirs, b"").is_err());
                ledger.skip("with a modulus too short for the digest");
                continue;
            };
            for case in 0..4 {
                let message = match case {
                    0 => vec![],
                    1 => random.bytes(room),
                    _ => random.message(room),
                };
                let label = random.message(100);
                let mut here = public.encrypt_oaep(&message, digestmod, &label).expect("short enough");
                assert_eq!(
                    key.theirs.decrypt_oaep(&here, theirs, &label).expect("a message"),
                    message,
                    "{digestmod}"
                );
                let there = key.public.encrypt_oaep(&message, theirs, &label).expect("short enough");
                let read = key.ours.decrypt_oaep(&there, digestmod, &label).expect("a message");
                assert_eq!(read.expose(), message, "{digestmod}");
                // With another label, and with a bit changed.
                let other = [&label[..], b"!"].concat();
                assert!(key.ours.decrypt_oaep(&there, digestmod, &other).is_err());
                assert!(key.theirs.decrypt_oaep(&here, theirs, &other).is_err());
                let at = random.up_to(here.len() - 1);
                here[at] ^= 1 << random.up_to(7);
                assert!(key.ours.decrypt_oaep(&here, digestmod, &label).is_err());
                assert!(key.theirs.decrypt_oaep(&here, theirs, &label).is_err());
                let long = random.bytes(room + 1);
                assert!(public.encrypt_oaep(&long, digestmod, &label).is_err());
                assert!(key.public.encrypt_oaep(&long, theirs, &label).is_err());
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

/// Numbers that make no key: both refuse them.
#[test]
fn numbers_that_are_none() {
    use purembed::parity::mpi::Mpi;
    let mut ledger = Ledger::new("RSA numbers that make no key, against C");
    let key = c::PrivateKey::generate_rsa(1024, 65_537).expect("randomness");
    let [n, p, q, d, e] = key.rsa_parts().expect("RSA");
    let plus = |number: &Mpi, add: u8| number.checked_add(&Mpi::from(add)).expect("short");
    let square = p.checked_mul(&p).expect("short");
    // Not zero, which is C's way to say that a number is to be computed.
    let one = Mpi::from(1_u8);
    let cases = [
        ("good", [&n, &p, &q, &d, &e]),
        ("another modulus", [&plus(&n, 2), &p, &q, &d, &e]),
        ("an even modulus", [&plus(&n, 1), &p, &q, &d, &e]),
        ("the same primes", [&square, &p, &p, &d, &e]),
        ("one of the primes even", [&n, &plus(&p, 1), &q, &d, &e]),
        ("another private exponent", [&n, &p, &q, &plus(&d, 2), &e]),
        ("an even public exponent", [&n, &p, &q, &d, &plus(&e, 1)]),
        ("1 as the public exponent", [&n, &p, &q, &d, &one]),
        ("1 as the private exponent", [&n, &p, &q, &one, &e]),
        ("primes of one and all", [&n, &n, &one, &d, &e]),
    ];
    for (name, [n, p, q, d, e]) in cases {
        let there = c::PrivateKey::from_rsa([n, p, q, d, e].map(Some)).and_then(|key| key.check());
        let [n, p, q, d, e] = [n, p, q, d, e].map(Mpi::to_be_bytes);
        let here = Rsa::from_components(&n, &e, &d, Some((&p, &q))).and_then(|key| key.check());
        assert_eq!(here.is_ok(), name == "good", "{name}: {here:?}");
        assert_eq!(there.is_ok(), name == "good", "{name}: {there:?}");
        ledger.ran();
    }
    // Primes from the exponents, as C finds them.
    let [n, p, q, d, e] = [&n, &p, &q, &d, &e].map(Mpi::to_be_bytes);
    let found = Rsa::from_components(&n, &e, &d, None).expect("a key");
    let primes = [found.to_der(), Rsa::from_components(&n, &e, &d, Some((&p, &q))).expect("a key").to_der()];
    let copies = primes.map(|der| c::PrivateKey::from_buffer(der.expose(), None).expect("a key of ours"));
    copies.iter().for_each(|copy| copy.check().expect("its parts belong together"));
    ledger.ran();
    ledger.finish();
}
