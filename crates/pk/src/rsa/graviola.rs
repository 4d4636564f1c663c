// SPDX-License-Identifier: MIT
//! RSA in formally verified assembly, by graviola.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use graviola::signing::rsa;
use purembed_hash::Algorithm;

use super::Scheme;
use super::padding::pss::Pss;
use crate::InvalidSignature;

/// Tells whether graviola takes public keys of this form.
///
/// Whole words only: graviola's PSS supposes that the first bit of a modulus is the first bit of a byte.
pub(super) fn has_public(bits: usize, exponent: &[u8]) -> bool {
    (2048..=8192).contains(&bits) && bits.is_multiple_of(64) && exponent.len() <= 4
}

/// Tells whether graviola takes private keys with a public key that it takes, and with primes of these lengths.
///
/// Its arithmetic supposes primes of the same length.
pub(super) fn has_private(bits: usize, primes: [usize; 2]) -> bool {
    bits.is_multiple_of(128) && primes == [bits / 2; 2]
}

/// A private key; wiped when dropped.
pub(super) struct SigningKey(Box<rsa::SigningKey>);

impl SigningKey {
    /// Takes a checked `RSAPrivateKey`, the larger prime first.
    pub(super) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        rsa::SigningKey::from_pkcs1_der(der).ok().map(|key| Self(Box::new(key)))
    }

    /// Signs a message; graviola checks the result with the public key. `None` for what it does not have.
    pub(super) fn sign(&self, scheme: Scheme, message: &[u8], size: usize) -> Option<Vec<u8>> {
        let key = &self.0;
        let mut out = vec![0; size];
        match usual(scheme)? {
            (false, Size::Sha256) => key.sign_pkcs1_sha256(&mut out, message),
            (false, Size::Sha384) => key.sign_pkcs1_sha384(&mut out, message),
            (false, Size::Sha512) => key.sign_pkcs1_sha512(&mut out, message),
            (true, Size::Sha256) => key.sign_pss_sha256(&mut out, message),
            (true, Size::Sha384) => key.sign_pss_sha384(&mut out, message),
            (true, Size::Sha512) => key.sign_pss_sha512(&mut out, message),
        }
        .ok()
        .map(<[u8]>::to_vec)
    }
}

/// The digests that graviola has.
enum Size {
    Sha256,
    Sha384,
    Sha512,
}

/// Whether it is PSS, and with which digest, if graviola has it: MGF1 with the same, and a salt of its length.
fn usual(scheme: Scheme) -> Option<(bool, Size)> {
    let digestmod = scheme.digestmod();
    let size = match digestmod {
        _ if digestmod == Algorithm::SHA256 => Size::Sha256,
        _ if digestmod == Algorithm::SHA384 => Size::Sha384,
        _ if digestmod == Algorithm::SHA512 => Size::Sha512,
        _ => return None,
    };
    match scheme {
        Scheme::Pkcs1(_) => Some((false, size)),
        Scheme::Pss(pss) => (pss == Pss::new(digestmod)).then_some((true, size)),
    }
}

/// A public key with what is precomputed for its modulus.
pub(super) struct VerifyingKey(Box<rsa::VerifyingKey>);

impl VerifyingKey {
    pub(super) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        rsa::VerifyingKey::from_pkcs1_der(der).ok().map(|key| Self(Box::new(key)))
    }

    /// Verifies a signature of a message. `None` for what graviola does not have.
    pub(super) fn verify(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
    ) -> Option<Result<(), InvalidSignature>> {
        let key = &self.0;
        let verdict = match usual(scheme)? {
            (false, Size::Sha256) => key.verify_pkcs1_sha256(signature, message),
            (false, Size::Sha384) => key.verify_pkcs1_sha384(signature, message),
            (false, Size::Sha512) => key.verify_pkcs1_sha512(signature, message),
            (true, Size::Sha256) => key.verify_pss_sha256(signature, message),
            (true, Size::Sha384) => key.verify_pss_sha384(signature, message),
            (true, Size::Sha512) => key.verify_pss_sha512(signature, message),
        };
        Some(verdict.map_err(|_| InvalidSignature))
    }
}
