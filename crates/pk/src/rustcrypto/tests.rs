// SPDX-License-Identifier: MIT
//! Our keys in RustCrypto's generic code, beside RustCrypto's own.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error as _;

use purembed_hash::Algorithm;

use super::*;
use crate::{Curve, Ecc, Rsa};

/// Whatever signs is verified by its other half, and nothing else is.
fn exercise<K, S>(key: &K)
where
    K: Signer<S> + Keypair<VerifyingKey: Verifier<S>>,
    S: SignatureEncoding,
{
    let signature: S = key.sign(b"message");
    let bytes = signature.to_vec();
    assert_eq!(bytes.len(), signature.encoded_len());
    let read = |bytes: &[u8]| S::try_from(bytes).ok();
    let public = key.verifying_key();
    public.verify(b"message", &read(&bytes).unwrap()).unwrap();
    assert!(public.verify(b"Message", &signature).is_err());
    for wrong in 0..bytes.len() {
        let mut forged = bytes.clone();
        forged[wrong] ^= 1;
        assert!(read(&forged).is_none_or(|forged| public.verify(b"message", &forged).is_err()));
        assert!(read(&bytes[..wrong]).is_none_or(|cut| public.verify(b"message", &cut).is_err()));
    }
}

#[test]
fn generic_code_takes_ours_and_theirs() {
    let ecc = Ecc::generate(Curve::SECP256R1).unwrap();
    let rsa: Arc<dyn crate::SigningKey> = Arc::new(Rsa::generate(1024).unwrap());
    exercise(&SigningKey::new(&ecc, SignatureAlgorithm::Ecdsa(Algorithm::SHA256)).unwrap());
    exercise(&SigningKey::new(&rsa, SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)).unwrap());
    exercise(&SigningKey::new(rsa, SignatureAlgorithm::RsaPss(Algorithm::SHA384)).unwrap());
    exercise(&Ed25519::generate().unwrap());
    exercise(&SigningKey::new(Ed25519::generate().unwrap(), SignatureAlgorithm::Ed25519).unwrap());
    exercise::<_, ed25519_dalek::Signature>(&ed25519_dalek::SigningKey::from_bytes(&[7; 32]));
}

#[test]
fn ours_sign_as_theirs_do() {
    let ours = Ed25519::from_seed(&[7; 32]).unwrap();
    let theirs = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let one: Signature = Signer::sign(&ours, b"message");
    let other: ed25519_dalek::Signature = Signer::sign(&theirs, b"message");
    assert_eq!(one.to_vec(), other.to_vec());
}

#[test]
fn keys_are_bound_to_what_they_can_do() {
    let key = Ecc::generate(Curve::SECP256R1).unwrap();
    let wrong = SignatureAlgorithm::RsaPss(Algorithm::SHA256);
    assert_eq!(SigningKey::new(&key, wrong).err(), Some(Error::WrongAlgorithm));
    assert_eq!(VerifyingKey::new(key.public_key().clone().into(), wrong).err(), Some(Error::WrongAlgorithm));

    let one = SignatureAlgorithm::Ecdsa(Algorithm::SHA256);
    let bound = SigningKey::new(&key, one).unwrap();
    let signature = bound.sign(b"message");
    let other =
        VerifyingKey::new(key.public_key().clone().into(), one.with_digest(Algorithm::SHA384)).unwrap();
    assert!(other.verify(b"message", &signature).is_err(), "another algorithm");
    assert_eq!((bound.algorithm(), bound.verifying_key().algorithm()), (one, one));
    assert_eq!(*other.public_key(), key.public_key().clone().into());
    assert!(Signature::try_from([].as_slice()).is_err());
}

/// What a device says about its failure arrives.
#[test]
fn causes_are_told() {
    struct Broken(Ed25519PublicKey);

    impl crate::SigningKey for Broken {
        fn public_key(&self) -> PublicKey {
            self.0.clone().into()
        }

        fn sign(&self, _: SignatureAlgorithm, _: &[u8]) -> Result<Vec<u8>, Error> {
            Err(Error::External { code: 0x30 })
        }
    }

    let public = Ed25519::generate().unwrap().public_key().clone();
    let key = SigningKey::new(Broken(public), SignatureAlgorithm::Ed25519).unwrap();
    let error = key.try_sign(b"message").err().unwrap();
    let source = error.source().and_then(|source| source.downcast_ref::<Error>());
    assert_eq!(source, Some(&Error::External { code: 0x30 }));
}
