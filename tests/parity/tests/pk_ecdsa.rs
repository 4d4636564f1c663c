// SPDX-License-Identifier: MIT
//! ECDSA against Mbed TLS C: every curve with every digest, signed here and verified there and the reverse.

use purembed::parity::pk as c;
use purembed::pk::{Curve, Ecc, EccPublicKey, Error};
use purembed_parity_tests::algorithms;
use purembed_parity_tests::curves;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

/// One key, here and there, made by either.
fn key(random: &mut Random, ours: Curve, theirs: c::Curve) -> (Ecc, c::PrivateKey) {
    if random.up_to(1) == 0 {
        let key = Ecc::generate(ours).expect("randomness");
        let copy = c::PrivateKey::from_buffer(key.to_der().expose(), None).expect("C reads what we write");
        (key, copy)
    } else {
        let key = c::PrivateKey::generate_ec(theirs).expect("randomness");
        let copy = Ecc::from_buffer(&key.to_der().expect("a key")).expect("we read what C writes");
        (copy, key)
    }
}

/// The signature with one bit changed, or a byte more or less.
fn damaged(random: &mut Random, signature: &[u8]) -> Vec<u8> {
    let mut damaged = signature.to_vec();
    match random.up_to(9) {
        0 => damaged.push(0),
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
    let mut random = Random::new("ECDSA against C");
    for (curve, their_curve) in curves::signing() {
        let mut ledger = Ledger::new(format!("ECDSA with {curve} against C"));
        for (digestmod, theirs) in algorithms::pairs() {
            for _ in 0..6 {
                let (ours, c) = key(&mut random, curve, their_curve);
                let message = random.message(1000);
                let digest = digestmod.digest(&message);
                let public = c.public_key().expect("a key");
                // RFC 6979: the same bytes.
                let signature = match ours.sign(&message, digestmod) {
                    Ok(signature) => signature,
                    Err(Error::UnsupportedDigest) => {
                        ledger.skip(format!("{digestmod}, which we do not sign with"));
                        continue;
                    }
                    Err(error) => panic!("{curve}, {digestmod}: {error}"),
                };
                let expected = c.sign_deterministic(digest.as_ref(), theirs).expect("a key");
                assert_eq!(signature, expected, "{curve}, {digestmod}, {:02x?}", ours.to_der().expose());
                public.verify(digest.as_ref(), &signature, theirs).expect("ours is good there");
                let hedged = ours.sign_hedged(&message, digestmod).expect("randomness");
                public.verify(digest.as_ref(), &hedged, theirs).expect("ours is good there");
                // With a random number of theirs.
                let random_one = c.sign(digest.as_ref(), theirs).expect("a key");
                ours.public_key().verify(&message, &random_one, digestmod).expect("theirs is good here");
                // Damaged: bad on both sides.
                for _ in 0..4 {
                    let damaged = damaged(&mut random, &random_one);
                    let here = ours.public_key().verify(&message, &damaged, digestmod).is_ok();
                    let there = public.verify(digest.as_ref(), &damaged, theirs).is_ok();
                    assert!(
                        !here && !there,
                        "{curve}, {digestmod}, {damaged:02x?}: {here} here, {there} there"
                    );
                }
                // Of another message, and by another key.
                let another = Ecc::generate(curve).expect("randomness");
                assert!(another.public_key().verify(&message, &signature, digestmod).is_err());
                let other = digestmod.digest([&message[..], b"!"].concat());
                assert!(public.verify(other.as_ref(), &signature, theirs).is_err());
                ledger.ran();
            }
        }
        ledger.finish();
    }
}

/// Numbers that are none of a signature: zero, the order, above it.
#[test]
fn numbers_out_of_range() {
    let mut ledger = Ledger::new("ECDSA numbers out of range against C");
    let sha256 = c_sha256();
    for (curve, theirs) in curves::signing() {
        let key = c::PrivateKey::generate_ec(theirs).expect("randomness");
        let ours = EccPublicKey::from_buffer(&key.public_key().expect("a key").to_der().expect("a key"))
            .expect("a key");
        let (public, digest) =
            (key.public_key().expect("a key"), purembed::hashlib::Algorithm::SHA256.digest(b"message"));
        let good = key.sign(digest.as_ref(), sha256).expect("a key");
        ours.verify(b"message", &good, purembed::hashlib::Algorithm::SHA256).expect("good");
        let length = curve.key_size();
        for number in [
            vec![0],
            vec![1],
            vec![0x7f; length],
            [&[0][..], &vec![0xff; length]].concat(),
            vec![0xff],
            vec![],
        ] {
            for (r, s) in [(&number[..], &[1][..]), (&[1], &number), (&number, &number)] {
                let integer = |number: &[u8]| [&[2, number.len() as u8][..], number].concat();
                let body = [integer(r), integer(s)].concat();
                let mut signature = vec![0x30];
                if body.len() > 127 {
                    signature.push(0x81);
                }
                signature.push(body.len() as u8);
                signature.extend(&body);
                let here = ours.verify(b"message", &signature, purembed::hashlib::Algorithm::SHA256).is_ok();
                let there = public.verify(digest.as_ref(), &signature, sha256).is_ok();
                assert!(!here && !there, "{curve}, {signature:02x?}: {here} here, {there} there");
                ledger.ran();
            }
        }
    }
    ledger.finish();
}

fn c_sha256() -> purembed::parity::hashlib::Algorithm {
    purembed::parity::hashlib::Algorithm::SHA256
}

/// What is no point of the curve is no key, on either side.
#[test]
fn points() {
    let (mut random, mut ledger) = (Random::new("points"), Ledger::new("points against C"));
    for (curve, theirs) in curves::signing() {
        for case in 0..40 {
            let key = c::PrivateKey::generate_ec(theirs).expect("randomness");
            let good = key.to_point().expect("a point");
            let mut point = good.clone();
            match case {
                0 => {}
                1 => point = vec![0],
                2 => point = vec![],
                3 => drop(point.pop()),
                4 => point.push(0),
                5 => point[1..].fill(0),
                6 => point[1..].fill(0xff),
                // Hybrid forms, whether they say right or wrong.
                7 => point[0] = 6,
                8 => point[0] = 7,
                _ => {
                    let at = random.up_to(point.len() - 1);
                    point[at] ^= 1 << random.up_to(7);
                }
            }
            let here = EccPublicKey::from_point(curve, &point);
            let there = c::PublicKey::from_point(theirs, &point);
            // Compressed points are the row `pk-compressed-points`; no change here makes one of that length.
            assert_eq!(here.is_ok(), there.is_ok(), "{curve}: {point:02x?}");
            if let (Ok(here), Ok(there)) = (here, there) {
                assert_eq!(here.to_point()[..], there.to_point().expect("a point")[..]);
                assert_eq!(here.to_der(), there.to_der().expect("a key"));
            }
            let read = EccPublicKey::from_point(curve, &key.to_compressed_point().expect("a point"))
                .expect("compressed");
            assert_eq!(read.to_point()[..], good[..]);
            ledger.ran();
        }
    }
    ledger.finish();
}
