// SPDX-License-Identifier: MIT
//! ECDSA: RFC 6979 vectors, both back ends against each other, and what must be refused.

use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;
use purembed_core::hex as hexadecimal;

use purembed_mpi::Mpi;

use super::*;
use crate::curve::CurveId;
use crate::testing::{self, DIGESTS, backends};
use crate::{InvalidSignature, PublicKey};

fn key(curve: Curve, scalar: &[u8], backend: Backend) -> Ecc {
    Ecc::from_sec1(&EcPrivateKey { curve, scalar, public_key: None }, backend).expect("a good scalar")
}

const P256: [u8; 32] = hex!("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
const P384: [u8; 48] =
    hex!("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5");

/// The lines of a file of vectors, as words, without remarks.
fn lines(file: &str) -> impl Iterator<Item = Vec<&str>> {
    file.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect())
}

fn bytes(digits: &str) -> Vec<u8> {
    hexadecimal::decode(digits).expect("hexadecimal digits")
}

#[test]
fn rfc6979_vectors() {
    let mut ran = 0;
    for line in lines(include_str!("../testdata/rfc6979.txt")) {
        let [curve, scalar, digestmod, message, r, s] = line[..] else { panic!("six words: {line:?}") };
        let (curve, digestmod) = (curve.parse().expect("a curve"), digestmod.parse().expect("a digest"));
        let fixed = [bytes(r), bytes(s)].concat();
        let expected = EcdsaSignature::from_fixed(curve, &fixed).expect("a signature").to_der();
        for backend in backends() {
            let key = key(curve, &bytes(scalar), backend);
            assert_eq!(
                key.sign(message.as_bytes(), digestmod).as_ref(),
                Ok(&expected),
                "{curve} {digestmod}"
            );
            let verdict = key.public_key().verify(message.as_bytes(), &expected, digestmod);
            assert_eq!(verdict, Ok(()), "{curve} {digestmod}");
            let digest = digestmod.digest(message);
            assert_eq!(key.sign_prehashed(digest.as_ref(), digestmod).as_ref(), Ok(&expected));
            let verdict = key.public_key().verify_prehashed(digest.as_ref(), &expected, digestmod);
            assert_eq!(verdict, Ok(()));
        }
        ran += 1;
    }
    assert_eq!(ran, 50);
}

/// Keys of OpenSSL: the parameters of the curves, and the multiples of the base points.
#[test]
fn public_points_are_those_of_openssl() {
    let mut ran = 0;
    for line in lines(include_str!("../testdata/multiples.txt")) {
        let [curve, scalar, x, y] = line[..] else { panic!("four words: {line:?}") };
        let curve: Curve = curve.parse().expect("a curve");
        let (x, y) = (bytes(x), bytes(y));
        assert_eq!((x.len(), y.len()), (curve.key_size(), curve.key_size()));
        let point = [&[4], &x[..], &y].concat();
        let (x, y) = (Mpi::from_be_bytes(&x).expect("short"), Mpi::from_be_bytes(&y).expect("short"));
        for backend in backends() {
            let key = key(curve, &bytes(scalar), backend);
            let public = key.public_key();
            assert_eq!(hexadecimal::encode(public.to_point()), hexadecimal::encode(&point), "{curve}");
            assert_eq!((public.x(), public.y()), (x.clone(), y.clone()));
            assert_eq!(EccPublicKey::from_coordinates(curve, &x, &y).as_ref(), Ok(public));
            let compressed = public.to_compressed_point();
            assert_eq!(compressed.len(), 1 + curve.key_size());
            assert_eq!(EccPublicKey::with_backend(curve, &compressed, backend).as_ref(), Ok(public));
            assert_eq!(hexadecimal::encode(key.to_number().expose()), scalar, "{curve}");
        }
        ran += 1;
    }
    assert_eq!(ran, 3 * Curve::available().len());
}

/// The order less 1, where a multiplication that does not reduce shows; its point is the base point's negative.
#[test]
fn the_order_is_the_order() {
    for &curve in Curve::available() {
        let largest = order_less_1(curve);
        let [one, last] =
            [&[1][..], &largest].map(|number| Ecc::from_number(curve, number).expect("in range"));
        assert_eq!(one.public_key().x(), last.public_key().x(), "{curve}");
        assert_ne!(one.public_key(), last.public_key(), "{curve}");
        // (n - 1) (n - 1) G = G.
        let shared = last.agree(last.public_key()).expect("a good key");
        assert_eq!(Mpi::from_be_bytes(shared.expose()), Ok(one.public_key().x()), "{curve}");
        let signature = last.sign(b"message", Algorithm::SHA256).expect("a nonce");
        assert_eq!(last.public_key().verify(b"message", &signature, Algorithm::SHA256), Ok(()));
        assert!(one.public_key().verify(b"message", &signature, Algorithm::SHA256).is_err());

        for too_large in [&[][..], &[0], &[0xff; MAX_KEY_SIZE], &[1; MAX_KEY_SIZE + 1]] {
            assert_eq!(Ecc::from_number(curve, too_large).err(), Some(InvalidKey::Inconsistent), "{curve}");
        }
        let mut order = largest;
        *order.last_mut().expect("not empty") += 1;
        assert_eq!(Ecc::from_number(curve, &order).err(), Some(InvalidKey::Inconsistent), "{curve}");
    }
}

/// The orders are odd, so that one is taken from the last octet.
fn order_less_1(curve: Curve) -> Vec<u8> {
    // SEC 2 and RFC 5639.
    let mut order = bytes(match curve.id() {
        CurveId::P521 => concat!(
            "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa",
            "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
        ),
        CurveId::BrainpoolP512 => concat!(
            "aadd9db8dbe9c48b3fd4e6ae33c9fc07cb308db3b3c9d20ed6639cca70330870",
            "553e5c414ca92619418661197fac10471db1d381085ddaddb58796829ca90069"
        ),
        CurveId::P384 => concat!(
            "ffffffffffffffffffffffffffffffffffffffffffffffff",
            "c7634d81f4372ddf581a0db248b0a77aecec196accc52973"
        ),
        CurveId::BrainpoolP384 => concat!(
            "8cb91e82a3386d280f5d6f7e50e641df152f7109ed5456b3",
            "1f166e6cac0425a7cf3ab6af6b7fc3103b883202e9046565"
        ),
        CurveId::P256 => "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        CurveId::K256 => "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141",
        CurveId::BrainpoolP256 => "a9fb57dba1eea9bc3e660a909d838d718c397aa3b561a6f7901e0e82974856a7",
        CurveId::P224 => "ffffffffffffffffffffffffffff16a2e0b8f03e13dd29455c5c2a3d",
        CurveId::K224 => "010000000000000000000000000001dce8d2ec6184caf0a971769fb1f7",
        CurveId::P192 => "ffffffffffffffffffffffff99def836146bc9b1b4d22831",
        CurveId::K192 => "fffffffffffffffffffffffe26f2fc170f69466a74defd8d",
    });
    *order.last_mut().expect("not empty") -= 1;
    order
}

#[test]
fn every_digest_signs_on_every_curve() -> Result<(), Error> {
    for &curve in Curve::available() {
        let (key, other) = (Ecc::generate(curve)?, Ecc::generate(curve)?);
        for &digestmod in Algorithm::available() {
            let digest = digestmod.digest(b"message");
            let signatures = [
                key.sign(b"message", digestmod)?,
                key.sign_hedged(b"message", digestmod)?,
                key.sign_hedged_with_rng(b"message", digestmod, &mut Stuck(7))?,
                key.sign_prehashed(digest.as_ref(), digestmod)?,
                key.sign_prehashed_hedged(digest.as_ref(), digestmod)?,
            ];
            assert_eq!(signatures[0], signatures[3]);
            assert_ne!(signatures[1], signatures[4]);
            for signature in &signatures {
                let public = key.public_key();
                assert_eq!(public.verify(b"message", signature, digestmod), Ok(()), "{curve} {digestmod}");
                assert_eq!(public.verify_prehashed(digest.as_ref(), signature, digestmod), Ok(()));
                assert_eq!(public.verify(b"massage", signature, digestmod), Err(InvalidSignature));
                assert_eq!(
                    other.public_key().verify(b"message", signature, digestmod),
                    Err(InvalidSignature)
                );
                let read = EcdsaSignature::from_der(curve, signature).map_err(|_| Error::Fault)?;
                assert_eq!(read.to_fixed().len(), 2 * curve.order_size());
                assert_eq!(EcdsaSignature::from_fixed(curve, &read.to_fixed()), Ok(read));
                assert_eq!(read.to_der(), *signature);
            }
            let short = &digest.as_ref()[1..];
            assert_eq!(key.sign_prehashed(short, digestmod), Err(Error::DigestSize));
            let verdict = key.public_key().verify_prehashed(short, &signatures[0], digestmod);
            assert_eq!(verdict, Err(InvalidSignature));
        }
    }
    Ok(())
}

#[test]
fn static_keys_agree() -> Result<(), Error> {
    for &curve in Curve::available() {
        let (one, two) = (Ecc::generate(curve)?, Ecc::generate(curve)?);
        let results = backends().into_iter().map(|backend| {
            let [one, two] = [&one, &two].map(|made| key(curve, made.to_number().expose(), backend));
            let shared = one.agree(two.public_key()).expect("a good key");
            assert_eq!(two.agree(one.public_key()).expect("a good key").expose(), shared.expose());
            assert_eq!(shared.expose().len(), curve.key_size());
            for &other in Curve::available().iter().filter(|&&other| other != curve) {
                let other = Ecc::generate(other).expect("random bytes");
                let refused = one.agree(other.public_key()).err();
                assert_eq!(refused, Some(InvalidKey::PublicKeyInvalid));
            }
            shared.expose().to_vec()
        });
        let results: Vec<_> = results.collect();
        assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
    }
    Ok(())
}

/// Public points, agreements and signatures of RustCrypto's crates.
#[test]
fn rustcrypto_agrees() {
    use p256::elliptic_curve::point::AffineCoordinates as _;

    macro_rules! check {
        ($($curve:expr, $krate:ident;)*) => { $(
            for round in 0..50 {
                let (key, peer) = (Ecc::generate($curve).expect("randomness"), Ecc::generate($curve).expect("randomness"));
                let key = if round == 0 { Ecc::from_number($curve, &order_less_1($curve)).expect("in range") } else { key };
                let [scalar, other] = [&key, &peer].map(|key| {
                    *$krate::NonZeroScalar::try_from(key.to_number().expose()).expect("in range")
                });
                let point = |scalar: $krate::Scalar| ($krate::ProjectivePoint::GENERATOR * scalar).to_affine();
                let public = [&[4], &*point(scalar).x(), &point(scalar).y()].concat();
                assert_eq!(key.public_key().to_point(), public);
                let agreed = key.agree(peer.public_key()).expect("a good key");
                assert_eq!(agreed.expose(), &*point(scalar * other).x());
            }
        )* };
    }
    check! {
        Curve::SECP256R1, p256;
        Curve::SECP384R1, p384;
        Curve::SECP521R1, p521;
        Curve::SECP256K1, k256;
    }
}

/// RFC 7027 appendices A.1 to A.3.
#[test]
fn brainpool_agreements_of_rfc7027() {
    let mut ran = 0;
    for line in lines(include_str!("../testdata/rfc7027.txt")) {
        let [curve, one, two, shared] = line[..] else { panic!("four words: {line:?}") };
        let curve = curve.parse().expect("a curve");
        let [one, two] = [one, two].map(|number| Ecc::from_number(curve, &bytes(number)).expect("in range"));
        for (key, peer) in [(&one, &two), (&two, &one)] {
            let agreed = key.agree(peer.public_key()).expect("a good key");
            assert_eq!(hexadecimal::encode(agreed.expose()), shared, "{curve}");
        }
        ran += 1;
    }
    assert_eq!(ran, 3);
}

#[test]
fn each_back_end_verifies_what_the_other_signed() -> Result<(), Error> {
    for (curve, scalar) in [(Curve::SECP256R1, P256.as_slice()), (Curve::SECP384R1, &P384)] {
        let keys: Vec<_> = backends().into_iter().map(|backend| key(curve, scalar, backend)).collect();
        for digestmod in DIGESTS {
            for signer in &keys {
                let repeatable = signer.sign(b"message", digestmod)?;
                let hedged = signer.sign_hedged(b"message", digestmod)?;
                assert_eq!(repeatable, signer.sign(b"message", digestmod)?);
                assert_ne!(hedged, signer.sign_hedged(b"message", digestmod)?);
                for verifier in &keys {
                    assert_eq!(signer.public_key(), verifier.public_key());
                    for signature in [&repeatable, &hedged] {
                        let public = verifier.public_key();
                        assert_eq!(public.verify(b"message", signature, digestmod), Ok(()));
                        assert_eq!(public.verify(b"massage", signature, digestmod), Err(InvalidSignature));
                    }
                }
            }
        }
    }
    Ok(())
}

#[test]
fn the_back_ends_agree_on_random_keys() -> Result<(), Error> {
    for &curve in Curve::available() {
        for round in 0..20_u8 {
            let made = Ecc::generate(curve)?;
            let keys = backends()
                .into_iter()
                .map(|backend| made.secret.with_bytes(|scalar| key(curve, scalar, backend)));
            let message = alloc::vec![round; usize::from(round)];
            for key in keys {
                assert_eq!(key.to_der(), made.to_der());
                assert_eq!(key.public_key().to_der(), made.public_key().to_der());
                assert_eq!(key.sign(&message, Algorithm::SHA384)?, made.sign(&message, Algorithm::SHA384)?);
                let signature = made.sign_hedged(&message, Algorithm::SHA256)?;
                assert_eq!(key.public_key().verify(&message, &signature, Algorithm::SHA256), Ok(()));
                let verdict = key.public_key().verify(&message, &signature, Algorithm::SHA512);
                assert_eq!(verdict, Err(InvalidSignature));
            }
        }
    }
    Ok(())
}

#[test]
fn openssl_signatures_verify() -> Result<(), InvalidKey> {
    for backend in backends() {
        for (file, signature, digestmod) in [
            (testing::P256_SPKI, testing::P256_SHA256_SIGNATURE, Algorithm::SHA256),
            (testing::P384_SPKI, testing::P384_SHA512_SIGNATURE, Algorithm::SHA512),
        ] {
            let public = EccPublicKey::try_from(PublicKey::with_backend(file, backend)?)?;
            assert_eq!(public.verify(b"message", signature, digestmod), Ok(()));
            // Any other bit pattern is no signature, and never a panic.
            for at in 0..signature.len() {
                let mut forged = signature.to_vec();
                for bit in 0..8 {
                    forged[at] = signature[at] ^ (1 << bit);
                    assert_eq!(public.verify(b"message", &forged, digestmod), Err(InvalidSignature), "{at}");
                }
                assert_eq!(public.verify(b"message", &signature[..at], digestmod), Err(InvalidSignature));
            }
        }
    }
    Ok(())
}

#[test]
fn zero_and_large_numbers_are_no_signature() {
    let order = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let one = [1].as_slice();
    let tall = [0xff; 33].as_slice();
    for backend in backends() {
        let key = key(Curve::SECP256R1, &P256, backend);
        for (r, s) in [(&[][..], one), (one, &[]), (&order, one), (one, &order), (tall, one), (one, tall)] {
            use crate::encoding::writer::{integer, sequence};
            let signature = sequence(&[&integer(r), &integer(s)]);
            let verdict = key.public_key().verify(b"message", &signature, Algorithm::SHA256);
            assert_eq!(verdict, Err(InvalidSignature));
        }
    }
}

#[test]
fn points_must_be_on_the_curve() {
    for backend in backends() {
        for &curve in Curve::available() {
            let good = Ecc::generate(curve).expect("random bytes").public_key().to_point().to_vec();
            let refused = |point: &[u8]| {
                let result = EccPublicKey::with_backend(curve, point, backend);
                assert_eq!(
                    result.err(),
                    Some(InvalidKey::PublicKeyInvalid),
                    "{}",
                    hexadecimal::encode(point)
                );
            };
            // The neutral element, and what pretends to be a point.
            refused(&[0]);
            refused(&[]);
            refused(&alloc::vec![0; good.len()]);
            let mut point = good.clone();
            for at in 1..good.len() {
                point[at] ^= 1;
                refused(&point);
                point[at] ^= 1;
                refused(&good[..at]);
            }
            // Coordinates that are not reduced.
            for byte in &mut point[1..] {
                *byte = 0xff;
            }
            refused(&point);
            // The hybrid form of X9.62, and RustCrypto's compact one.
            point = good.clone();
            point[0] = 6 | (good.last().expect("not empty") & 1);
            refused(&point);
            point.truncate(1 + curve.key_size());
            point[0] = 5;
            refused(&point);
            // Both compressed forms are points of the curve; one of them is this one.
            point[0] = 2 | (good.last().expect("not empty") & 1);
            let key = EccPublicKey::with_backend(curve, &point, backend).expect("a compressed point");
            assert_eq!(key.to_point(), good);
        }
    }
}

#[test]
fn scalars_must_be_in_range() {
    let order = hex!("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    let mut largest = order;
    largest[31] -= 1;
    for backend in backends() {
        for scalar in [[0; 32], order, [0xff; 32]] {
            let curve = Curve::SECP256R1;
            let made = Ecc::from_sec1(&EcPrivateKey { curve, scalar: &scalar, public_key: None }, backend);
            assert_eq!(made.err(), Some(InvalidKey::Inconsistent));
        }
        let signature = key(Curve::SECP256R1, &largest, backend).sign(b"message", Algorithm::SHA256);
        assert!(signature.is_ok());
    }
}

#[test]
fn the_public_key_in_a_file_must_be_the_right_one() {
    for backend in backends() {
        let curve = Curve::SECP256R1;
        let other = Ecc::generate(curve).expect("random bytes");
        let other = other.public_key().to_point();
        let made = Ecc::from_sec1(&EcPrivateKey { curve, scalar: &P256, public_key: Some(other) }, backend);
        assert_eq!(made.err(), Some(InvalidKey::Inconsistent));
    }
}

#[test]
fn debug_shows_no_private_key() {
    for backend in backends() {
        let shown = format!("{:?}", key(Curve::SECP256R1, &P256, backend));
        assert!(shown.starts_with("Ecc {"), "{shown}");
        assert!(!shown.contains("c9afa9") && !shown.contains("201, 175"), "{shown}");
    }
}

/// A generator that repeats one byte.
struct Stuck(u8);

impl rand_core::TryRng for Stuck {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(u32::from_ne_bytes([self.0; 4]))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(u64::from_ne_bytes([self.0; 8]))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        out.fill(self.0);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Stuck {}

#[test]
fn a_stuck_generator_is_an_error_and_not_a_loop() {
    assert_eq!(Ecc::generate_with_rng(Curve::SECP256R1, &mut Stuck(0)).err(), Some(Error::Fault));
    assert_eq!(Ecc::generate_with_rng(Curve::SECP384R1, &mut Stuck(0xff)).err(), Some(Error::Fault));
    assert!(Ecc::generate_with_rng(Curve::SECP384R1, &mut Stuck(1)).is_ok());
}
