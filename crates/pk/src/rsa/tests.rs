// SPDX-License-Identifier: MIT
//! RSA: both back ends against each other and against OpenSSL, and numbers that are no key.

use alloc::format;
use alloc::vec;
use alloc::vec::Vec;

use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _};

use super::*;
use crate::testing::{self, DIGESTS, backends};
use crate::{InvalidSignature, PublicKey};

fn load(file: &[u8], backend: Backend) -> Rsa {
    let PrivateKey::Rsa(key) = PrivateKey::with_backend(file, backend).expect("a good key") else {
        panic!("not RSA")
    };
    key
}

#[test]
fn openssl_signatures_verify_and_are_made_again() -> Result<(), Error> {
    for backend in backends() {
        let key = load(testing::RSA2048_PKCS1, backend);
        assert_eq!(key.sign(b"message", Algorithm::SHA256)?, testing::RSA2048_SHA256_SIGNATURE);
        let public = key.public_key();
        assert_eq!(public.verify(b"message", testing::RSA2048_SHA256_SIGNATURE, Algorithm::SHA256), Ok(()));
        assert_eq!(
            public.verify_pss(b"message", testing::RSA2048_PSS_SHA384_SIGNATURE, Algorithm::SHA384),
            Ok(())
        );
        // The schemes and digests are not interchangeable.
        for (signature, digestmod) in [
            (testing::RSA2048_SHA256_SIGNATURE, Algorithm::SHA384),
            (testing::RSA2048_PSS_SHA384_SIGNATURE, Algorithm::SHA384),
        ] {
            assert_eq!(public.verify(b"message", signature, digestmod), Err(InvalidSignature));
        }
        let swapped = public.verify_pss(b"message", testing::RSA2048_SHA256_SIGNATURE, Algorithm::SHA256);
        assert_eq!(swapped, Err(InvalidSignature));
    }
    Ok(())
}

#[test]
fn each_back_end_verifies_what_the_other_signed() -> Result<(), Error> {
    let keys: Vec<_> = backends().into_iter().map(|backend| load(testing::RSA2048_PKCS8, backend)).collect();
    for digestmod in DIGESTS {
        let expected = keys[0].sign(b"message", digestmod)?;
        for signer in &keys {
            assert_eq!(signer.sign(b"message", digestmod)?, expected, "{digestmod}");
            let pss = signer.sign_pss(b"message", digestmod);
            assert!(pss.is_ok());
            for verifier in &keys {
                let public = verifier.public_key();
                assert_eq!(public.verify(b"message", &expected, digestmod), Ok(()));
                assert_eq!(public.verify(b"massage", &expected, digestmod), Err(InvalidSignature));
                if let Ok(pss) = &pss {
                    assert_eq!(public.verify_pss(b"message", pss, digestmod), Ok(()));
                    assert_eq!(public.verify_pss(b"massage", pss, digestmod), Err(InvalidSignature));
                }
            }
        }
    }
    assert_ne!(keys[0].sign_pss(b"m", Algorithm::SHA256)?, keys[0].sign_pss(b"m", Algorithm::SHA256)?);
    Ok(())
}

#[test]
fn signatures_have_the_length_of_the_modulus() {
    for backend in backends() {
        let key = load(testing::RSA2048_PKCS1, backend);
        let good = testing::RSA2048_SHA256_SIGNATURE;
        let longer: Vec<u8> = [&[0], good].concat();
        let shorter = &good[1..];
        for signature in [&longer, shorter, &[], &[0; 256], &[1], &[0xff; 256], &good[..255]] {
            assert_eq!(
                key.public_key().verify(b"message", signature, Algorithm::SHA256),
                Err(InvalidSignature)
            );
            assert_eq!(
                key.public_key().verify_pss(b"message", signature, Algorithm::SHA256),
                Err(InvalidSignature)
            );
        }
    }
}

/// s + n is congruent to s, and must not be accepted for it.
#[test]
fn signatures_are_less_than_the_modulus() {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    let modulus = key.public_key().numbers().modulus.to_vec();
    for counter in 0..64_u8 {
        let message = [counter];
        let mut signature = key.sign(&message, Algorithm::SHA256).expect("a good key");
        let mut carry = 0;
        for (byte, add) in signature.iter_mut().zip(&modulus).rev() {
            let sum = u16::from(*byte) + u16::from(*add) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        let verdict = key.public_key().verify(&message, &signature, Algorithm::SHA256);
        assert_eq!(verdict, Err(InvalidSignature));
    }
}

#[test]
fn small_keys_and_long_digests() {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    assert_eq!(key.key_size(), 128);
    assert!(key.sign(b"message", Algorithm::SHA512).is_ok());
    assert_eq!(key.sign_pss(b"message", Algorithm::SHA512), Err(Error::KeyTooSmall));
    assert!(key.sign_pss(b"message", Algorithm::SHA384).is_ok());
    assert_eq!(key.public_key().verify_pss(b"message", &[1; 128], Algorithm::SHA512), Err(InvalidSignature));
}

#[test]
fn generated_keys_work() -> Result<(), Error> {
    // 1026 and 1030: moduli whose first bit is not the first bit of a byte.
    for bits in [1024, 1026, 1030, 2048] {
        let key = Rsa::generate(bits)?;
        assert_eq!(key.public_key().key_bits(), bits);
        let again = Rsa::from_buffer(key.to_pkcs8_der().expose());
        assert_eq!(again.as_ref().map(Rsa::to_der), Ok(key.to_der()));
        for digestmod in [Algorithm::SHA1, Algorithm::SHA256] {
            let signature = key.sign_pss(b"message", digestmod)?;
            assert_eq!(key.public_key().verify_pss(b"message", &signature, digestmod), Ok(()));
            let signature = key.sign(b"message", digestmod)?;
            assert_eq!(key.public_key().verify(b"message", &signature, digestmod), Ok(()));
        }
    }
    for bits in [0, 512, 1022, 1025, 8193, 8194, usize::MAX] {
        assert_eq!(Rsa::generate(bits).err(), Some(Error::KeySize), "{bits}");
    }
    Ok(())
}

/// Keys with the smaller prime first are rare and right.
#[test]
fn primes_in_the_other_order() {
    let key = load(testing::RSA2048_PKCS1, Backend::Portable);
    let der = key.to_der();
    let numbers = PrivateNumbers::read(Reader::new(der.expose())).expect("own output");
    // 1/p mod q, by way of a key made from the numbers in the other order.
    let q = rsa::BoxedUint::from_be_slice_vartime(numbers.prime2);
    let p = rsa::BoxedUint::from_be_slice_vartime(numbers.prime1);
    let e = rsa::BoxedUint::from_be_slice_vartime(numbers.public.exponent);
    let swapped = rsa::RsaPrivateKey::from_p_q(q, p, e).expect("good primes");
    let inverse = swapped.crt_coefficient().expect("coprime").to_be_bytes();
    let zeros = inverse.iter().take_while(|&&byte| byte == 0).count();
    let numbers = PrivateNumbers {
        prime1: numbers.prime2,
        prime2: numbers.prime1,
        exponent1: numbers.exponent2,
        exponent2: numbers.exponent1,
        coefficient: &inverse[zeros..],
        ..numbers
    };
    for backend in backends() {
        let swapped = Rsa::from_numbers(&numbers, backend).expect("a good key");
        assert_eq!(swapped.sign(b"message", Algorithm::SHA256), key.sign(b"message", Algorithm::SHA256));
        #[cfg(graviola_rsa)]
        assert_eq!(swapped.fast().is_some(), backend.has_graviola(), "the order costs no speed");
    }
}

/// Whatever the order in which a generator finds the primes: the fast back end takes every key of a usual size.
#[cfg(graviola_rsa)]
#[test]
fn generated_keys_are_fast() {
    for _ in 0..8 {
        let key = Rsa::generate(2048).expect("a key");
        assert_eq!(key.fast().is_some(), purembed_accel::backend().has_graviola());
    }
}

/// One number after the other replaced by what an attacker, a bug or a bit error might put there.
#[test]
fn numbers_that_do_not_belong_together_are_refused() {
    let key = load(testing::RSA2048_PKCS1, Backend::Portable);
    let der = key.to_der();
    let good = PrivateNumbers::read(Reader::new(der.expose())).expect("own output");
    let fields = [
        good.public.modulus,
        good.public.exponent,
        good.private_exponent,
        good.prime1,
        good.prime2,
        good.exponent1,
        good.exponent2,
        good.coefficient,
    ];
    let square = good.prime1;
    let huge = vec![0xff; 4096];
    for at in 0..fields.len() {
        let mut even = fields[at].to_vec();
        *even.last_mut().expect("not empty") &= 0xfe;
        let mut other = fields[at].to_vec();
        other[0] ^= 1;
        let longer = [&[1], fields[at]].concat();
        for bad in [
            &[][..],
            &[1],
            &[2],
            &[3],
            &even,
            &other,
            &longer,
            &huge,
            &huge[..256],
            square,
            good.public.modulus,
        ] {
            let mut fields = fields;
            if fields[at] == bad {
                continue;
            }
            fields[at] = bad;
            let [modulus, exponent, private_exponent, prime1, prime2, exponent1, exponent2, coefficient] =
                fields;
            let public = PublicNumbers { modulus, exponent };
            let numbers = PrivateNumbers {
                public,
                private_exponent,
                prime1,
                prime2,
                exponent1,
                exponent2,
                coefficient,
            };
            for backend in backends() {
                assert!(Rsa::from_numbers(&numbers, backend).is_err(), "field {at}, {} bytes", bad.len());
            }
        }
    }
}

/// n = p^2, with everything else as the formulas want it.
#[test]
fn the_square_of_a_prime_is_no_modulus() {
    let key = load(testing::RSA2048_PKCS1, Backend::Portable);
    let der = key.to_der();
    let good = PrivateNumbers::read(Reader::new(der.expose())).expect("own output");
    let p = rsa::BoxedUint::from_be_slice(good.prime1, 2048).expect("fits");
    let square = p.wrapping_mul(&p).to_be_bytes();
    let numbers = PrivateNumbers {
        public: PublicNumbers { modulus: &square, ..good.public },
        prime2: good.prime1,
        exponent2: good.exponent1,
        private_exponent: good.exponent1,
        ..good
    };
    for backend in backends() {
        assert_eq!(Rsa::from_numbers(&numbers, backend).err(), Some(InvalidKey::Inconsistent));
    }
}

/// Everything fits, but p + 2 is not prime: the key loads, and must never give away a signature.
#[test]
fn composite_primes_sign_nothing() {
    let key = load(testing::RSA2048_PKCS1, Backend::Portable);
    let der = key.to_der();
    let good = PrivateNumbers::read(Reader::new(der.expose())).expect("own output");
    let mut p = good.prime1.to_vec();
    p[127] = p[127].wrapping_add(2);
    let q = rsa::BoxedUint::from_be_slice_vartime(good.prime2);
    let e = rsa::BoxedUint::from_be_slice_vartime(good.public.exponent);
    let made = rsa::RsaPrivateKey::from_p_q(rsa::BoxedUint::from_be_slice_vartime(&p), q, e);
    let made = made.expect("formulas without primes");
    let bytes = |number: &rsa::BoxedUint| number.to_be_bytes_trimmed_vartime();
    let (modulus, private_exponent) = (bytes(made.n()), bytes(made.d()));
    let (exponent1, exponent2) = (bytes(made.dp().expect("one")), bytes(made.dq().expect("one")));
    let coefficient = bytes(&made.crt_coefficient().expect("one"));
    for backend in backends() {
        let numbers = PrivateNumbers {
            public: PublicNumbers { modulus: &modulus, exponent: good.public.exponent },
            private_exponent: &private_exponent,
            prime1: &p,
            exponent1: &exponent1,
            exponent2: &exponent2,
            coefficient: &coefficient,
            ..good
        };
        let key = Rsa::from_numbers(&numbers, backend).expect("nothing wrong to be seen");
        assert_eq!(key.check(), Err(InvalidKey::Inconsistent));
        for digestmod in [Algorithm::SHA1, Algorithm::SHA256] {
            assert_eq!(key.sign(b"message", digestmod), Err(Error::Fault));
            assert_eq!(key.sign_pss(b"message", digestmod), Err(Error::Fault));
        }
    }
}

#[test]
fn public_numbers_are_bounded() {
    let modulus = |bits: usize| {
        let mut modulus = vec![0xff; bits.div_ceil(8)];
        if !bits.is_multiple_of(8) {
            modulus[0] = 0xff >> (8 - bits % 8);
        }
        modulus
    };
    for backend in backends() {
        let make = |modulus: &[u8], exponent: &[u8]| {
            RsaPublicKey::from_numbers(PublicNumbers { modulus, exponent }, backend).err()
        };
        assert_eq!(make(&modulus(1023), &[3]), Some(InvalidKey::TooSmall));
        assert_eq!(make(&modulus(8193), &[3]), Some(InvalidKey::TooLarge));
        assert_eq!(make(&[], &[3]), Some(InvalidKey::TooSmall));
        for exponent in [&[][..], &[1], &[2], &[1, 0, 0]] {
            assert_eq!(make(&modulus(2048), exponent), Some(InvalidKey::Inconsistent));
        }
        assert_eq!(make(&modulus(2048), &[2, 0, 0, 0, 1]), Some(InvalidKey::TooLarge));
        assert_eq!(make(&modulus(2048), &[0xff; 1000]), Some(InvalidKey::TooLarge));
        let mut even = modulus(2048);
        even[255] = 0xfe;
        assert_eq!(make(&even, &[3]), Some(InvalidKey::Inconsistent));
        // Nonsense that passes is verified with, in bounded time and without a panic.
        for bits in [1024, 1025, 2048, 2049, 2056, 2112, 3000, 4096, 8191, 8192] {
            for exponent in [&[3][..], &[1, 0xff, 0xff, 0xff, 0xff], &[0xff; 4]] {
                let modulus = modulus(bits);
                let key = RsaPublicKey::from_numbers(PublicNumbers { modulus: &modulus, exponent }, backend);
                let key = key.expect("nothing wrong to be seen");
                assert_eq!(key.key_bits(), bits);
                let signature = vec![0x55; key.key_size()];
                assert_eq!(key.verify(b"message", &signature, Algorithm::SHA256), Err(InvalidSignature));
                assert_eq!(key.verify_pss(b"message", &signature, Algorithm::SHA512), Err(InvalidSignature));
            }
        }
    }
}

#[test]
fn public_keys_of_every_format_are_the_same() -> Result<(), InvalidKey> {
    let key = load(testing::RSA2048_PKCS1, Backend::Portable);
    for file in [testing::RSA2048_SPKI, testing::RSA2048_PKCS1_PUBLIC] {
        let public = RsaPublicKey::from_buffer(file)?;
        assert_eq!(&public, key.public_key());
        assert_eq!(PublicKey::from_buffer(&testing::der(file))?, PublicKey::Rsa(public));
    }
    assert_eq!(key.public_key().to_pem().as_bytes(), testing::RSA2048_SPKI);
    assert_eq!(key.public_key().to_pkcs1_der(), testing::der(testing::RSA2048_PKCS1_PUBLIC));
    Ok(())
}

#[test]
fn debug_shows_no_private_number() {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    let shown = format!("{key:?}");
    assert!(shown.starts_with("Rsa { public: RsaPublicKey(1024 bits, ") && shown.len() < 80, "{shown}");
}

/// Every digest, both schemes, every choice of salt: what ours signs, the crate `rsa` does, and verifies, too.
#[test]
fn every_digest_signs_and_encrypts() -> Result<(), Error> {
    let key = load(testing::RSA2048_PKCS8, Backend::Portable);
    let public = key.public_key();
    for &digestmod in Algorithm::available() {
        let digest = digestmod.digest(b"message");
        let signature = key.sign(b"message", digestmod)?;
        assert_eq!(key.sign_prehashed(digest.as_ref(), digestmod)?, signature);
        assert_eq!(public.verify_prehashed(digest.as_ref(), &signature, digestmod), Ok(()));
        assert_eq!(key.sign_prehashed(b"short", digestmod), Err(Error::DigestSize));
        assert_eq!(public.verify_prehashed(b"short", &signature, digestmod), Err(InvalidSignature));
        let mut longest = 0;
        for salt in [0, 1, digestmod.digest_size(), 100] {
            let pss = Pss::new(digestmod).mgf1(Algorithm::SHA1).salt_length(SaltLength::Bytes(salt));
            let signature = key.sign_pss_prehashed(digest.as_ref(), pss)?;
            assert_eq!(public.verify_pss(b"message", &signature, pss), Ok(()));
            assert_eq!(
                public.verify_pss_prehashed(digest.as_ref(), &signature, pss.salt_length(SaltLength::Any)),
                Ok(())
            );
            let other = pss.salt_length(SaltLength::Bytes(salt + 1));
            assert_eq!(public.verify_pss(b"message", &signature, other), Err(InvalidSignature));
            let other = pss.mgf1(Algorithm::MD5);
            assert_eq!(public.verify_pss(b"message", &signature, other), Err(InvalidSignature));
            longest = 256 - digestmod.digest_size() - 2;
        }
        let pss = Pss::new(digestmod);
        let signature = key.sign_pss(b"message", pss.salt_length(SaltLength::Longest))?;
        let bytes = pss.salt_length(SaltLength::Bytes(longest));
        assert_eq!(public.verify_pss(b"message", &signature, bytes), Ok(()));
        let more = pss.salt_length(SaltLength::Bytes(longest + 1));
        assert_eq!(key.sign_pss(b"message", more), Err(Error::KeyTooSmall));
        let more = pss.salt_length(SaltLength::Bytes(usize::MAX));
        assert_eq!(key.sign_pss(b"message", more), Err(Error::KeyTooSmall));

        for oaep in [Oaep::new(digestmod), Oaep::new(digestmod).mgf1(Algorithm::SHA1)] {
            let most = 256 - 2 * digestmod.digest_size() - 2;
            for length in [0, 1, most] {
                let message = vec![7; length];
                let mut sealed = public.encrypt_oaep(&message, oaep, b"label")?;
                assert_eq!(key.decrypt_oaep(&sealed, oaep, b"label")?.expose(), message);
                assert_eq!(key.decrypt_oaep(&sealed, oaep, b"").err(), Some(Error::Decryption));
                sealed[255] ^= 1;
                assert_eq!(key.decrypt_oaep(&sealed, oaep, b"label").err(), Some(Error::Decryption));
            }
            let refused = public.encrypt_oaep(&vec![7; most + 1], oaep, b"");
            assert_eq!(refused, Err(Error::MessageTooLong));
        }
    }
    Ok(())
}

#[test]
fn messages_of_every_length_come_back() -> Result<(), Error> {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    for length in 0..=117 {
        let message = vec![0; length];
        let sealed = key.public_key().encrypt_pkcs1v15(&message)?;
        assert_eq!(key.decrypt_pkcs1v15(&sealed)?.expose(), message);
    }
    assert_eq!(key.public_key().encrypt_pkcs1v15(&[0; 118]), Err(Error::MessageTooLong));
    for wrong in [&[][..], &[0; 127], &[0; 129], &[0xff; 128]] {
        assert_eq!(key.decrypt_pkcs1v15(wrong).err(), Some(Error::Decryption));
        assert_eq!(key.decrypt_oaep(wrong, Algorithm::SHA1, b"").err(), Some(Error::Decryption));
    }
    Ok(())
}

/// What was never encrypted decrypts to the same each time, and to something else for another key or message.
#[test]
fn rejection_is_implicit() -> Result<(), Error> {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    let mut lengths = Vec::new();
    for counter in 0..100 {
        let junk = [counter; 128];
        let message = key.decrypt_pkcs1v15(&junk)?;
        assert_eq!(key.decrypt_pkcs1v15(&junk)?, message);
        lengths.push(message.len());
    }
    assert!(lengths.iter().all(|&length| length <= 117));
    lengths.sort_unstable();
    lengths.dedup();
    assert!(lengths.len() > 30, "{lengths:?}");
    Ok(())
}

/// A bit that flips in one of the halves would betray the primes: gcd(s^e - m, n). One in each byte of each half; all that
/// is signed or decrypted by ours goes this way.
#[test]
fn faults_never_leave() -> Result<(), Error> {
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    let encoded = pkcs1::encode(Algorithm::SHA256.digest(b"message").as_ref(), Algorithm::SHA256, 128)?;
    let sound = key.raw.apply(&encoded, &mut key.rng(b"")?)?;
    assert_eq!(*sound, key.sign(b"message", Algorithm::SHA256)?);
    for bit in (0..512).step_by(7) {
        let flip = |half: &mut [u64]| half[bit / 64] ^= 1 << (bit % 64);
        let result = key.raw.apply_with(&encoded, &mut key.rng(b"")?, |p, _| flip(p));
        assert_eq!(result, Err(Error::Fault), "bit {bit} modulo p");
        let result = key.raw.apply_with(&encoded, &mut key.rng(b"")?, |_, q| flip(q));
        assert_eq!(result, Err(Error::Fault), "bit {bit} modulo q");
    }
    // In both at once.
    let result = key.raw.apply_with(&encoded, &mut key.rng(b"")?, |p, q| (p[0], q[0]) = (p[0] ^ 1, q[0] ^ 1));
    assert_eq!(result, Err(Error::Fault));
    Ok(())
}

#[test]
fn components_make_the_same_key() -> Result<(), InvalidKey> {
    for file in [testing::RSA1024_PKCS1, testing::RSA2048_PKCS1] {
        let key = load(file, Backend::Portable);
        let der = key.to_der();
        let numbers = PrivateNumbers::read(Reader::new(der.expose()))?;
        let (n, e, d) = (numbers.public.modulus, numbers.public.exponent, numbers.private_exponent);
        let primes = (numbers.prime1, numbers.prime2);
        assert_eq!(Rsa::from_components(n, e, d, Some(primes))?.to_der(), der);
        assert_eq!(Rsa::from_components(n, e, d, None)?.to_der(), der);
        let padded = [&[0; 9], n].concat();
        assert_eq!(Rsa::from_components(&padded, e, d, None)?.to_der(), der);
        assert_eq!(Rsa::from_components(n, e, d, None)?.check(), Ok(()));
        let public = RsaPublicKey::from_components(key.public_key().modulus(), key.public_key().exponent());
        assert_eq!(public.as_ref(), Ok(key.public_key()));
        let mut wrong = d.to_vec();
        wrong[9] ^= 1;
        let mut even = n.to_vec();
        *even.last_mut().expect("long") &= 0xfe;
        for refused in [
            Rsa::from_components(n, e, &wrong, None),
            Rsa::from_components(n, e, &wrong, Some(primes)),
            Rsa::from_components(n, e, &[], None),
            Rsa::from_components(n, e, &[1], None),
            Rsa::from_components(n, e, n, None),
            Rsa::from_components(n, e, &[0xff; 5000], None),
            Rsa::from_components(n, &[3], d, None),
            Rsa::from_components(&even, e, d, None),
            Rsa::from_components(n, e, d, Some((primes.0, primes.0))),
            Rsa::from_components(n, e, d, Some((n, &[1]))),
            Rsa::from_components(n, e, d, Some((&[], &[]))),
            Rsa::from_components(n, e, d, Some((&[0xff; 5000], primes.1))),
        ] {
            assert_eq!(refused.err(), Some(InvalidKey::Inconsistent));
        }
    }
    Ok(())
}

#[test]
fn exponents_of_all_sizes() {
    let mut rng = purembed_core::random::generator().expect("random bytes");
    for exponent in [3, 17, 65537, 0x1_ffff_ffff] {
        let key = Rsa::generate_with_rng(1024, exponent, &mut rng).expect("a key");
        assert_eq!(key.check(), Ok(()));
        assert_eq!(trim(&exponent.to_be_bytes()), key.public_key().exponent());
        let signature = key.sign(b"message", Algorithm::SHA256).expect("a signature");
        assert_eq!(key.public_key().verify(b"message", &signature, Algorithm::SHA256), Ok(()));
        // The twin finds nothing wrong with it.
        let der = key.to_der();
        let numbers = PrivateNumbers::read(Reader::new(der.expose())).expect("own output");
        let integer = rsa::BoxedUint::from_be_slice_vartime;
        let twin = rsa::RsaPrivateKey::from_components(
            integer(numbers.public.modulus),
            integer(numbers.public.exponent),
            integer(numbers.private_exponent),
            vec![integer(numbers.prime1), integer(numbers.prime2)],
        );
        assert!(twin.expect("a key").validate().is_ok());
    }
    for exponent in [0, 1, 2, 4, 65536, 0x2_0000_0001, u64::MAX] {
        let refused = Rsa::generate_with_rng(1024, exponent, &mut rng);
        assert_eq!(refused.err(), Some(Error::Exponent));
    }
}

/// A random source that is stuck ends the search.
#[test]
fn broken_sources_make_no_key() {
    struct Stuck(u8);
    impl rand_core::TryRng for Stuck {
        type Error = core::convert::Infallible;
        fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
            Ok(u32::from_le_bytes([self.0; 4]))
        }
        fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
            Ok(u64::from_le_bytes([self.0; 8]))
        }
        fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
            out.fill(self.0);
            Ok(())
        }
    }
    impl rand_core::TryCryptoRng for Stuck {}
    for byte in [0, 0xff, 0xcc] {
        let made = Rsa::generate_with_rng(1024, Rsa::DEFAULT_EXPONENT, &mut Stuck(byte));
        assert_eq!(made.err(), Some(Error::Fault), "{byte:#x}");
    }
    let key = load(testing::RSA1024_PKCS1, Backend::Portable);
    let refused = key.public_key().encrypt_pkcs1v15_with_rng(b"message", &mut Stuck(0));
    assert_eq!(refused, Err(Error::Fault));
}
