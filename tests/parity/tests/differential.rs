// SPDX-License-Identifier: MIT
//! The same random inputs to both sides, and the same answers.

use core::num::NonZeroU32;

use purembed::hashlib::{Algorithm as Ours, Hash};
use purembed::parity::hashlib::Algorithm as Theirs;
use purembed::{cipher, hkdf, hmac, kdf, parity, rand};
use purembed_parity_tests::algorithms::pairs;
use purembed_parity_tests::random::Random;
use purembed_tests::ledger::Ledger;

const KIB_64: usize = 64 * 1024;

/// 10,000 random messages per digest, each at once and in random pieces.
#[test]
fn hashes() {
    for (ours, theirs) in pairs() {
        let name = format!("{ours} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        // MD2 is that slow.
        let longest = if ours.name() == "md2" { 4096 } else { KIB_64 };
        for case in 0..10_000 {
            // Every length near the blocks once, one message of the longest length, then anything.
            let message = match case {
                0..520 => random.bytes(case),
                520 => random.bytes(longest),
                _ => random.message(longest),
            };
            let expected = theirs.digest(&message);
            assert_eq!(ours.digest(&message).as_ref(), expected.as_ref(), "{ours}, {} bytes", message.len());
            let mut hash = Hash::new(ours);
            let pieces = random.split(&message);
            let stop = random.up_to(pieces.len());
            for (piece, data) in pieces.iter().enumerate() {
                hash.update(data);
                // Asking, cloning and dropping on the way changes nothing.
                if piece == stop {
                    let so_far = pieces[..=piece].concat();
                    assert_eq!(hash.digest().as_ref(), theirs.digest(&so_far).as_ref(), "{ours}");
                }
            }
            assert_eq!(hash.finalize().as_ref(), expected.as_ref(), "{ours}, {} pieces", pieces.len());
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn descriptions() {
    for (ours, theirs) in pairs() {
        assert_eq!(ours.digest_size(), theirs.digest_size(), "{ours}");
        assert_eq!(ours.block_size(), theirs.block_size(), "{ours}");
        assert_eq!(ours.oid(), theirs.oid(), "{ours}");
    }
}

#[test]
fn hmacs() {
    for (ours, theirs) in pairs() {
        let name = format!("HMAC-{ours} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..10_000 {
            // Every length around a block once, then anything.
            let key = if case < 300 { random.bytes(case) } else { random.message(5000) };
            let message = random.message(if ours.name() == "md2" { 500 } else { 5000 });
            let expected = parity::hmac::new(&key, theirs).chain(&message).finalize();
            let prepared = hmac::Key::new(ours, &key);
            assert_eq!(
                prepared.sign(&message).as_ref(),
                expected.as_ref(),
                "{ours}, key {} bytes",
                key.len()
            );
            let mut running = hmac::new(&key, ours);
            random.split(&message).iter().for_each(|piece| running.update(piece));
            assert!(running.verify(expected.as_ref()).is_ok(), "{ours}, key {} bytes", key.len());
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn hkdfs() {
    for (ours, theirs) in pairs() {
        let name = format!("HKDF-{ours} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..10_000 {
            let (key, salt, info) = (random.message(300), random.message(300), random.message(300));
            let most = 255 * ours.digest_size();
            let length = match case {
                0 => most,
                1 => most + 1,
                2..=200 => case - 2,
                _ => random.length(most).min(2000),
            };
            let (mut a, mut b) = (vec![0; length], vec![0; length]);
            let done = hkdf::Hkdf::new(ours).salt(&salt).info(&info).derive(&key, &mut a);
            let expected = parity::hkdf::Hkdf::new(theirs).salt(&salt).info(&info).derive(&key, &mut b);
            let code = done.map_err(|error| purembed::Error::from(error).mbedtls_code());
            assert_eq!(code, expected.map_err(|error| error.mbedtls_code()), "{ours}, {length} bytes");
            assert!(a == b, "{ours}, {length} bytes");
            let prk = hkdf::extract(&key, &salt, ours);
            assert_eq!(prk.as_bytes(), parity::hkdf::extract(&key, &salt, theirs).as_bytes(), "{ours}");
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn pbkdf2() {
    let mut random = Random::new("PBKDF2 against C");
    for (ours, theirs) in pairs() {
        let mut ledger = Ledger::new(format!("PBKDF2-HMAC-{ours} against C"));
        for case in 0..1000 {
            let (password, salt) = (random.message(300), random.message(300));
            let iterations = if case == 0 { 1000 } else { 1 + random.up_to(10) };
            let iterations =
                u32::try_from(iterations).ok().and_then(NonZeroU32::new).expect("a small number");
            let length = if case < 200 { case } else { random.length(500).min(500) };
            let (mut a, mut b) = (vec![0; length], vec![0; length]);
            kdf::pbkdf2_hmac(&password, &salt, iterations, ours, &mut a).expect("short enough");
            parity::kdf::pbkdf2_hmac(&password, &salt, iterations, theirs, &mut b).expect("short enough");
            assert!(a == b, "{ours}, {iterations} iterations, {length} bytes");
            ledger.ran();
        }
        ledger.finish();
    }
}

/// Within C's limits: 64 bytes of password and salt, 128 bytes of output. With MD2 C differs (`pkcs12-md2`).
#[test]
fn pkcs12() {
    use kdf::pkcs12::Id;
    use parity::kdf::pkcs12::Id as TheirId;
    let ids = [(Id::KEY, TheirId::KEY), (Id::IV, TheirId::IV), (Id::MAC, TheirId::MAC)];
    let mut random = Random::new("PKCS#12 against C");
    for (ours, theirs) in pairs().into_iter().filter(|(ours, _)| ours.name() != "md2") {
        let mut ledger = Ledger::new(format!("PKCS#12 with {ours} against C"));
        for case in 0..3000 {
            let (password, salt) = (random.message(64), random.message(64));
            let iterations =
                u32::try_from(1 + random.up_to(20)).ok().and_then(NonZeroU32::new).expect("small");
            let (id, their_id) = ids[random.up_to(2)];
            let length = if case <= 128 { case } else { random.up_to(128) };
            let (mut a, mut b) = (vec![0; length], vec![0; length]);
            kdf::pkcs12::derive(&password, &salt, iterations, id, ours, &mut a);
            parity::kdf::pkcs12::derive(&password, &salt, iterations, their_id, theirs, &mut b);
            assert!(a == b, "{ours}, {} and {} bytes to {length}", password.len(), salt.len());
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn tls12_prf() {
    for (ours, theirs) in [(Ours::SHA256, Theirs::SHA256), (Ours::SHA384, Theirs::SHA384)] {
        let name = format!("TLS 1.2 PRF with {ours} against C");
        let (mut random, mut ledger) = (Random::new(&name), Ledger::new(&name));
        for case in 0..10_000 {
            let (secret, seed) = (random.message(300), random.message(300));
            // C's labels end at a zero.
            let mut label = random.message(100);
            label.retain(|&byte| byte != 0);
            let length = if case < 500 { case } else { random.length(2000) };
            let (mut a, mut b) = (vec![0; length], vec![0; length]);
            kdf::tls12::prf(&secret, &label, &random.split(&seed), ours, &mut a);
            parity::kdf::tls12::prf(&secret, &label, &[&seed], theirs, &mut b);
            assert!(a == b, "{ours}, {length} bytes");
            ledger.ran();
        }
        ledger.finish();
    }
}

#[test]
fn cmacs() {
    /// One cipher with one key length.
    macro_rules! compare {
        ($cipher:ident $bytes:literal) => {{
            let name = concat!("CMAC ", stringify!($cipher), " ", $bytes, " against C");
            let (mut random, mut ledger) = (Random::new(name), Ledger::new(name));
            for case in 0..10_000 {
                let key = random.bytes($bytes);
                let message = if case < 300 { random.bytes(case) } else { random.message(KIB_64) };
                let theirs = parity::cipher::$cipher::new(&key, parity::cipher::Cmac).expect("a key");
                let ours = cipher::$cipher::new(&key, cipher::Cmac).expect("a key");
                let expected = theirs.sign(&message);
                assert_eq!(ours.sign(&message).as_ref(), expected.as_ref(), "{} bytes", message.len());
                let mut running = ours.start();
                random.split(&message).iter().for_each(|piece| running.update(piece));
                assert!(running.verify(expected.as_ref()).is_ok(), "{} bytes", message.len());
                ledger.ran();
            }
            ledger.finish();
        }};
    }
    compare!(Aes 16);
    compare!(Aes 24);
    compare!(Aes 32);
    compare!(TripleDes 24);
}

/// A source that gives both sides the same bytes, however they ask.
fn source<E>(seed: u64) -> impl FnMut(&mut [u8]) -> Result<(), E> + Send + 'static {
    let mut next = seed;
    move |out: &mut [u8]| {
        for byte in out {
            next = next.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            *byte = next.to_be_bytes()[0];
        }
        Ok(())
    }
}

/// Runs both generators side by side: requests, additional input, reseeding by hand, by count and by resistance.
macro_rules! drbg {
    ($name:expr, $random:ident, $ours:expr, $theirs:expr) => {{
        let mut ledger = Ledger::new($name);
        for _ in 0..1000 {
            let (seed, personalization) = ($random.next(), $random.message(200));
            let interval = 1 + $random.next() % 5;
            let resistance = $random.up_to(4) == 0;
            let mut ours = $ours
                .personalization(&personalization)
                .reseed_interval(interval)
                .prediction_resistance(resistance)
                .build(source::<rand::RngError>(seed))
                .expect("a generator");
            let mut theirs = $theirs
                .personalization(&personalization)
                .reseed_interval(interval)
                .prediction_resistance(resistance)
                .build(source::<parity::rand::RngError>(seed))
                .expect("a generator");
            for _ in 0..10 {
                let additional = $random.message(256);
                if $random.up_to(5) == 0 {
                    ours.reseed(&additional).expect("a seed");
                    theirs.reseed(&additional).expect("a seed");
                }
                let length = $random.length(1024);
                let (mut a, mut b) = (vec![0; length], vec![0; length]);
                ours.generate(&mut a, &additional).expect("bytes");
                theirs.generate(&mut b, &additional).expect("bytes");
                assert!(a == b, "{length} bytes, {} additional", additional.len());
                ledger.ran();
            }
        }
        ledger.finish();
    }};
}

#[test]
fn ctr_drbg() {
    let mut random = Random::new("CTR_DRBG against C");
    drbg!("CTR_DRBG against C", random, rand::Builder::ctr(), parity::rand::Builder::ctr());
}

#[test]
fn hmac_drbg() {
    let mut random = Random::new("HMAC_DRBG against C");
    for (ours, theirs) in pairs() {
        let name = format!("HMAC_DRBG with {ours} against C");
        drbg!(name, random, rand::Builder::hmac(ours), parity::rand::Builder::hmac(theirs));
    }
}
