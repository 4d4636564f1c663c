// SPDX-License-Identifier: MIT
//! Ed25519: RFC 8032 vectors, both back ends against each other, and what must be refused.

use alloc::format;

use hex_literal::hex;

use super::*;
use crate::testing::{self, backends};
use crate::{InvalidSignature, PublicKey};

/// Seed, public key, message, signature.
type Vector = ([u8; 32], [u8; 32], &'static [u8], [u8; 64]);

/// RFC 8032 section 7.1.
const VECTORS: [Vector; 3] = [
    (
        hex!("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"),
        hex!("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"),
        b"",
        hex!(
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        hex!("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"),
        hex!("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"),
        &hex!("72"),
        hex!(
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        hex!("c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"),
        hex!("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025"),
        &hex!("af82"),
        hex!(
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc659"
            "4a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
];

#[test]
fn rfc8032_vectors() -> Result<(), InvalidKey> {
    for backend in backends() {
        for (seed, public, message, signature) in VECTORS {
            let key = Ed25519::with_backend(&seed, backend)?;
            assert_eq!(key.public_key().as_bytes(), &public);
            assert_eq!(key.sign(message), signature);
            let public = Ed25519PublicKey::with_backend(&public, backend)?;
            assert_eq!(public.verify(message, &signature), Ok(()));
            for at in 0..64 {
                let mut forged = signature;
                forged[at] ^= 1 << (at % 8);
                assert_eq!(public.verify(message, &forged), Err(InvalidSignature), "{at}");
                assert_eq!(public.verify(message, &signature[..at]), Err(InvalidSignature));
            }
        }
    }
    Ok(())
}

#[test]
fn the_back_ends_agree_on_random_keys() -> Result<(), Box<dyn core::error::Error>> {
    for round in 0..50_u8 {
        let mut seed = [0; 32];
        purembed_core::random::fill(&mut seed)?;
        let message = alloc::vec![round; usize::from(round)];
        let signature = Ed25519::with_backend(&seed, Backend::Portable)?.sign(&message);
        for backend in backends() {
            let key = Ed25519::with_backend(&seed, backend)?;
            assert_eq!(key.sign(&message), signature);
            assert_eq!(key.public_key().verify(&message, &signature), Ok(()));
            assert_eq!(key.public_key().verify(b"another", &signature), Err(InvalidSignature));
        }
    }
    Ok(())
}

#[test]
fn openssl_signatures_verify() -> Result<(), InvalidKey> {
    for backend in backends() {
        let public = PublicKey::with_backend(testing::ED25519_SPKI, backend)?;
        let public = Ed25519PublicKey::try_from(public)?;
        assert_eq!(public.verify(b"message", testing::ED25519_SIGNATURE), Ok(()));
        let key = PrivateKey::with_backend(testing::ED25519_PKCS8, backend)?;
        let key = Ed25519::try_from(key)?;
        assert_eq!(key.sign(b"message"), testing::ED25519_SIGNATURE);
    }
    Ok(())
}

/// Every encoding of the eight points of small order, canonical or not.
const SMALL_ORDER: [[u8; 32]; 14] = [
    hex!("0100000000000000000000000000000000000000000000000000000000000000"),
    hex!("0100000000000000000000000000000000000000000000000000000000000080"),
    hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    hex!("0000000000000000000000000000000000000000000000000000000000000000"),
    hex!("0000000000000000000000000000000000000000000000000000000000000080"),
    hex!("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    hex!("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    hex!("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    hex!("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    hex!("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    hex!("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    hex!("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
];

#[test]
fn weak_and_non_canonical_points_are_refused() {
    for backend in backends() {
        for point in SMALL_ORDER {
            let key = Ed25519PublicKey::with_backend(&point, backend);
            assert_eq!(key.err(), Some(InvalidKey::PublicKeyInvalid));
        }
        // y = p + 3 and so on, in so far as those are points at all.
        for low in 0xed..=0xff {
            let mut point = [0xff; 32];
            point[0] = low;
            point[31] = 0x7f;
            let key = Ed25519PublicKey::with_backend(&point, backend);
            assert_eq!(key.err(), Some(InvalidKey::PublicKeyInvalid));
        }
    }
    assert!(is_refused_for_length(31) && is_refused_for_length(33));
}

fn is_refused_for_length(length: usize) -> bool {
    Ed25519PublicKey::with_backend(&alloc::vec![1; length], Backend::Portable).is_err()
}

/// S + L, which a verifier that reduces S would accept.
#[test]
fn signatures_cannot_be_changed_into_others() -> Result<(), InvalidKey> {
    const ORDER: [u8; 32] = hex!("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    for backend in backends() {
        let (seed, _, message, signature) = VECTORS[1];
        let key = Ed25519::with_backend(&seed, backend)?;
        let mut forged = signature;
        let mut carry = 0;
        for (byte, add) in forged[32..].iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(add) + carry;
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        assert_eq!(key.public_key().verify(message, &forged), Err(InvalidSignature));
    }
    Ok(())
}

#[test]
fn version_2_with_another_public_key_is_refused() {
    use crate::encoding::writer::{element, integer, sequence};
    let (seed, public, _, _) = VECTORS[0];
    let write = |version: u8, public: &[u8]| {
        sequence(&[
            &integer(&[version]),
            &KeyAlgorithm::Ed25519.write(),
            &writer::octet_string(&writer::octet_string(&seed)),
            &element(0x81, &[&[0], public]),
        ])
    };
    for backend in backends() {
        let read = |der: &[u8]| PrivateKey::with_backend(der, backend).map(|key| key.public_key().to_der());
        assert!(read(&write(1, &public)).is_ok());
        assert_eq!(read(&write(1, &VECTORS[1].1)), Err(InvalidKey::Inconsistent));
        assert_eq!(read(&write(1, &public[..31])), Err(InvalidKey::Inconsistent));
        // Version 1 has no public key.
        assert!(matches!(read(&write(0, &public)), Err(InvalidKey::Malformed { .. })));
        assert_eq!(read(&write(2, &public)), Err(InvalidKey::UnsupportedVersion));
    }
}

#[test]
fn debug_shows_no_private_key() -> Result<(), InvalidKey> {
    let shown = format!("{:?}", Ed25519::from_seed(&VECTORS[0].0)?);
    assert!(shown.contains("d75a98") && !shown.contains("9d61b1"), "{shown}");
    Ok(())
}

#[test]
fn private_keys_promise_to_wipe() {
    fn wipes<T: zeroize::ZeroizeOnDrop>() {}
    wipes::<ed25519_dalek::SigningKey>();
}

/// RFC 8032 sections 7.2 (context "foo") and 7.3.
#[test]
fn contexts_and_digests() -> Result<(), Box<dyn core::error::Error>> {
    let seed = hex!("0305334e381af78f141cb666f6199f57bc3495335a256a95bd2a55bf546663f6");
    let message = hex!("f726936d19c800494e3fdaff20b276a8");
    let signature = hex!(
        "55a4cc2f70a54e04288c5f4cd1e45a7bb520b36292911876cada7323198dd87a"
        "8b36950b95130022907a7fb7c4e9b2d5f6cca685a587b4b21f4b888e4e7edb0d"
    );
    let digest_seed = hex!("833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42");
    let digest_signature = hex!(
        "98a70222f0b8121aa9d30f813d683f809e462b469c7ff87639499bb94e6dae41"
        "31f85042463c2a355a2003d062adf5aaa10b8c61e636062aaad11c2a26083406"
    );
    let digest: [u8; 64] = purembed_hash::Algorithm::SHA512.digest(b"abc").as_ref().try_into()?;
    for backend in backends() {
        let key = Ed25519::with_backend(&seed, backend)?;
        assert_eq!(key.sign_ctx(&message, b"foo")?, signature);
        assert_eq!(key.public_key().verify_ctx(&message, &signature, b"foo"), Ok(()));
        for (message, context) in [(&message[..], &b"bar"[..]), (&message, b""), (&[], b"foo")] {
            assert_eq!(key.public_key().verify_ctx(message, &signature, context), Err(InvalidSignature));
        }
        assert_eq!(key.public_key().verify(&message, &signature), Err(InvalidSignature));
        assert_eq!(key.sign_ctx(b"", &[0; 256]), Err(Error::ContextTooLong));

        let key = Ed25519::with_backend(&digest_seed, backend)?;
        assert_eq!(key.sign_prehashed(&digest, b"")?, digest_signature);
        assert_eq!(key.public_key().verify_prehashed(&digest, &digest_signature, b""), Ok(()));
        assert!(key.public_key().verify_ctx(&digest, &digest_signature, b"").is_err());
        assert!(key.public_key().verify_prehashed(&digest, &digest_signature[..63], b"").is_err());
    }
    Ok(())
}
