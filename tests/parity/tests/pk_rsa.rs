// SPDX-License-Identifier: MIT
//! RSA against Mbed TLS C: every digest, lengths of moduli that fill their last byte and such that do not.

use purembed::hashlib::Algorithm;
use purembed::parity::pk as c;
use purembed::pk::{Error, Rsa, RsaPublicKey};
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
            let exponent = if bits % 4 == 0 { 65_537 } else { 3 };
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
        for bytes in [0, 1, 20, 31, 33] {
            // C signs with none shorter than the digest less two, but verifies any.
            let Ok(signature) = key.theirs.sign_pss(digest.as_ref(), theirs, c::Salt::Bytes(bytes)) else {
                ledger.skip("short salts, which C does not sign with");
                continue;
            };
            assert!(public.verify_pss(b"message", &signature, Algorithm::SHA256).is_err());
            assert!(key.public.verify_pss(digest.as_ref(), &signature, theirs, c::Salt::Bytes(32)).is_err());
        }
        ledger.ran();
    }
    ledger.finish();
}
