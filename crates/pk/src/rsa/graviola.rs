// SPDX-License-Identifier: MIT
//! RSA in formally verified assembly, by graviola.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use graviola::signing::rsa;
use purembed_hash::Algorithm;

use super::Scheme;
use super::public::bit_length;
use crate::InvalidSignature;
use crate::encoding::pkcs1::PrivateNumbers;

/// Tells whether graviola takes public keys of this form.
///
/// Whole words only: graviola's PSS supposes that the first bit of a modulus is the first bit of a byte.
pub(super) fn has_public(bits: usize, exponent: &[u8]) -> bool {
    (2048..=8192).contains(&bits) && bits.is_multiple_of(64) && exponent.len() <= 4
}

/// Tells whether graviola takes private keys of this form.
///
/// Its arithmetic supposes primes of the same length.
pub(super) fn has_private(numbers: &PrivateNumbers<'_>) -> bool {
    let bits = bit_length(numbers.public.modulus);
    bits.is_multiple_of(128)
        && has_public(bits, numbers.public.exponent)
        && bit_length(numbers.prime1) == bits / 2
        && bit_length(numbers.prime2) == bits / 2
}

/// A private key; wiped when dropped.
pub(super) struct SigningKey(Box<rsa::SigningKey>);

impl SigningKey {
    /// Takes a checked `RSAPrivateKey`, the larger prime first.
    pub(super) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        rsa::SigningKey::from_pkcs1_der(der).ok().map(|key| Self(Box::new(key)))
    }

    /// Makes a new key of one of the sizes that graviola is fast with, as `RSAPrivateKey`.
    #[cfg(feature = "os-rng")]
    pub(super) fn generate(bits: usize) -> Option<zeroize::Zeroizing<Vec<u8>>> {
        // Measured against the portable back end: as fast at 2048 bits, half as fast at 3072, 1.5 times as fast at 4096.
        let size = match bits {
            4096 => rsa::KeySize::Rsa4096,
            8192 => rsa::KeySize::Rsa8192,
            _ => return None,
        };
        let key = rsa::SigningKey::generate(size).ok()?;
        // n, d and the five numbers of half their length come to 4.5 times the modulus.
        let mut buffer = zeroize::Zeroizing::new(vec![0; bits]);
        let length = key.to_pkcs1_der(&mut buffer).ok()?.len();
        buffer.truncate(length);
        Some(buffer)
    }

    /// Signs a message; graviola checks the result with the public key. `None` for the digests that it does not have.
    pub(super) fn sign(
        &self,
        scheme: Scheme,
        message: &[u8],
        digestmod: Algorithm,
        size: usize,
    ) -> Option<Vec<u8>> {
        let key = &self.0;
        let mut out = vec![0; size];
        match (scheme, digestmod) {
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA256 => key.sign_pkcs1_sha256(&mut out, message),
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA384 => key.sign_pkcs1_sha384(&mut out, message),
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA512 => key.sign_pkcs1_sha512(&mut out, message),
            (Scheme::Pss, _) if digestmod == Algorithm::SHA256 => key.sign_pss_sha256(&mut out, message),
            (Scheme::Pss, _) if digestmod == Algorithm::SHA384 => key.sign_pss_sha384(&mut out, message),
            (Scheme::Pss, _) if digestmod == Algorithm::SHA512 => key.sign_pss_sha512(&mut out, message),
            _ => return None,
        }
        .ok()
        .map(<[u8]>::to_vec)
    }
}

/// A public key with what is precomputed for its modulus.
pub(super) struct VerifyingKey(Box<rsa::VerifyingKey>);

impl VerifyingKey {
    pub(super) fn from_pkcs1(der: &[u8]) -> Option<Self> {
        rsa::VerifyingKey::from_pkcs1_der(der).ok().map(|key| Self(Box::new(key)))
    }

    /// Verifies a signature of a message. `None` for the digests that graviola does not have.
    pub(super) fn verify(
        &self,
        scheme: Scheme,
        message: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Option<Result<(), InvalidSignature>> {
        let key = &self.0;
        let verdict = match (scheme, digestmod) {
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA256 => {
                key.verify_pkcs1_sha256(signature, message)
            }
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA384 => {
                key.verify_pkcs1_sha384(signature, message)
            }
            (Scheme::Pkcs1, _) if digestmod == Algorithm::SHA512 => {
                key.verify_pkcs1_sha512(signature, message)
            }
            (Scheme::Pss, _) if digestmod == Algorithm::SHA256 => key.verify_pss_sha256(signature, message),
            (Scheme::Pss, _) if digestmod == Algorithm::SHA384 => key.verify_pss_sha384(signature, message),
            (Scheme::Pss, _) if digestmod == Algorithm::SHA512 => key.verify_pss_sha512(signature, message),
            _ => return None,
        };
        Some(verdict.map_err(|_| InvalidSignature))
    }
}
