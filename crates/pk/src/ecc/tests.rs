// SPDX-License-Identifier: MIT
//! ECDSA: RFC 6979 vectors, both back ends against each other, and what must be refused.

use alloc::format;
use alloc::vec::Vec;

use hex_literal::hex;
use purembed_core::hex as hexadecimal;

use super::*;
use crate::testing::{self, DIGESTS, backends};
use crate::{InvalidSignature, PublicKey};

fn key(curve: Curve, scalar: &[u8], backend: Backend) -> Ecc {
    Ecc::from_sec1(&EcPrivateKey { curve, scalar, public_key: None }, backend).expect("a good scalar")
}

const P256: [u8; 32] = hex!("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721");
const P384: [u8; 48] =
    hex!("6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5");

/// RFC 6979 appendix A.2.5: digest, message, r and s.
const P256_VECTORS: [(Algorithm, &[u8], [u8; 64]); 10] = [
    (
        Algorithm::SHA1,
        b"sample",
        hex!(
            "61340c88c3aaebeb4f6d667f672ca9759a6ccaa9fa8811313039ee4a35471d326d7f147dac089441bb2e2fe8f7a3fa264b9c475098fdcf6e00d7c996e1b8b7eb"
        ),
    ),
    (
        Algorithm::SHA224,
        b"sample",
        hex!(
            "53b2fff5d1752b2c689df257c04c40a587fababb3f6fc2702f1343af7ca9aa3fb9afb64fdc03dc1a131c7d2386d11e349f070aa432a4acc918bea988bf75c74c"
        ),
    ),
    (
        Algorithm::SHA256,
        b"sample",
        hex!(
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
        ),
    ),
    (
        Algorithm::SHA384,
        b"sample",
        hex!(
            "0eafea039b20e9b42309fb1d89e213057cbf973dc0cfc8f129edddc800ef77194861f0491e6998b9455193e34e7b0d284ddd7149a74b95b9261f13abde940954"
        ),
    ),
    (
        Algorithm::SHA512,
        b"sample",
        hex!(
            "8496a60b5e9b47c825488827e0495b0e3fa109ec4568fd3f8d1097678eb97f002362ab1adbe2b8adf9cb9edab740ea6049c028114f2460f96554f61fae3302fe"
        ),
    ),
    (
        Algorithm::SHA1,
        b"test",
        hex!(
            "0cbcc86fd6abd1d99e703e1ec50069ee5c0b4ba4b9ac60e409e8ec5910d81a8901b9d7b73dfaa60d5651ec4591a0136f87653e0fd780c3b1bc872ffdeae479b1"
        ),
    ),
    (
        Algorithm::SHA224,
        b"test",
        hex!(
            "c37edb6f0ae79d47c3c27e962fa269bb4f441770357e114ee511f662ec34a692c820053a05791e521fcaad6042d40aea1d6b1a540138558f47d0719800e18f2d"
        ),
    ),
    (
        Algorithm::SHA256,
        b"test",
        hex!(
            "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"
        ),
    ),
    (
        Algorithm::SHA384,
        b"test",
        hex!(
            "83910e8b48bb0c74244ebdf7f07a1c5413d61472bd941ef3920e623fbccebeb68ddbec54cf8cd5874883841d712142a56a8d0f218f5003cb0296b6b509619f2c"
        ),
    ),
    (
        Algorithm::SHA512,
        b"test",
        hex!(
            "461d93f31b6540894788fd206c07cfa0cc35f46fa3c91816fff1040ad1581a0439af9f15de0db8d97e72719c74820d304ce5226e32dedae67519e840d1194e55"
        ),
    ),
];

/// RFC 6979 appendix A.2.6.
const P384_VECTORS: [(Algorithm, &[u8], [u8; 96]); 5] = [
    (
        Algorithm::SHA1,
        b"sample",
        hex!(
            "ec748d839243d6fbef4fc5c4859a7dffd7f3abddf72014540c16d73309834fa37b9ba002899f6fda3a4a9386790d4eb2a3bcfa947beef4732bf247ac17f71676cb31a847b9ff0cbc9c9ed4c1a5b3facf26f49ca031d4857570ccb5ca4424a443"
        ),
    ),
    (
        Algorithm::SHA224,
        b"sample",
        hex!(
            "42356e76b55a6d9b4631c865445dbe54e056d3b3431766d0509244793c3f9366450f76ee3de43f5a125333a6be0601229da0c81787064021e78df658f2fbb0b042bf304665db721f077a4298b095e4834c082c03d83028efbf93a3c23940ca8d"
        ),
    ),
    (
        Algorithm::SHA256,
        b"sample",
        hex!(
            "21b13d1e013c7fa1392d03c5f99af8b30c570c6f98d4ea8e354b63a21d3daa33bde1e888e63355d92fa2b3c36d8fb2cdf3aa443fb107745bf4bd77cb3891674632068a10ca67e3d45db2266fa7d1feebefdc63eccd1ac42ec0cb8668a4fa0ab0"
        ),
    ),
    (
        Algorithm::SHA384,
        b"sample",
        hex!(
            "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe4699ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8"
        ),
    ),
    (
        Algorithm::SHA512,
        b"sample",
        hex!(
            "ed0959d5880ab2d869ae7f6c2915c6d60f96507f9cb3e047c0046861da4a799cfe30f35cc900056d7c99cd7882433709512c8cceee3890a84058ce1e22dbc2198f42323ce8aca9135329f03c068e5112dc7cc3ef3446defceb01a45c2667fdd5"
        ),
    ),
];

#[test]
fn rfc6979_vectors() {
    for backend in backends() {
        let check = |curve: Curve, scalar: &[u8], digestmod, message: &[u8], r_s: &[u8]| {
            let key = key(curve, scalar, backend);
            let signature = key.sign(message, digestmod).expect("a digest with a nonce");
            let expected = EcdsaSignature::from_fixed(curve, r_s).expect("the right length");
            assert_eq!(
                hexadecimal::encode(&signature),
                hexadecimal::encode(&expected.to_der()),
                "{digestmod}"
            );
            assert_eq!(key.public_key().verify(message, &signature, digestmod), Ok(()));
        };
        for (digestmod, message, r_s) in P256_VECTORS {
            check(Curve::SECP256R1, &P256, digestmod, message, &r_s);
        }
        for (digestmod, message, r_s) in P384_VECTORS {
            check(Curve::SECP384R1, &P384, digestmod, message, &r_s);
        }
    }
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
        for (curve, scalar) in [(Curve::SECP256R1, P256.as_slice()), (Curve::SECP384R1, &P384)] {
            let good = key(curve, scalar, backend).public_key().to_point().to_vec();
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
