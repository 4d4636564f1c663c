// SPDX-License-Identifier: MIT
//! RSA in portable Rust, by RustCrypto.

use alloc::boxed::Box;
use alloc::vec;
use alloc::vec::Vec;

use digest::{Digest, FixedOutputReset};
use purembed_core::ct;
use purembed_core::random::CryptoRng;
use purembed_hash::Algorithm;
use rsa::traits::{PrivateKeyParts as _, PublicKeyParts as _, SignatureScheme};
use rsa::{BoxedUint, Pkcs1v15Sign, Pss, RsaPrivateKey, RsaPublicKey};
use zeroize::Zeroizing;

use super::Scheme;
use crate::encoding::pkcs1::{PrivateNumbers, PublicNumbers};
use crate::encoding::writer::{self, Element};
use crate::{Error, InvalidKey, InvalidSignature};

/// A private key whose numbers were found to belong together; wiped when dropped.
pub(super) struct PrivateKey(Box<RsaPrivateKey>);

impl PrivateKey {
    pub(super) fn generate(bits: usize, rng: &mut dyn CryptoRng) -> Result<Self, Error> {
        let key = RsaPrivateKey::new(rng, bits).map(|key| Self(Box::new(key))).map_err(|_| Error::Fault)?;
        key.with_larger_prime_first().ok_or(Error::Fault)
    }

    /// The same key with p > q, as nearly everybody writes it and graviola needs it.
    pub(super) fn with_larger_prime_first(&self) -> Option<Self> {
        let key = &self.0;
        let [p, q] = key.primes() else { return None };
        let (larger, smaller) = if p > q { (p, q) } else { (q, p) };
        let primes = vec![larger.as_ref().clone(), smaller.as_ref().clone()];
        let key = RsaPrivateKey::from_components(
            key.n().as_ref().clone(),
            key.e().clone(),
            key.d().clone(),
            primes,
        );
        key.ok().map(|key| Self(Box::new(key)))
    }

    #[cfg(test)]
    pub(super) fn from_foreign(key: RsaPrivateKey) -> Self {
        Self(Box::new(key))
    }

    /// Takes numbers of a checked public size.
    pub(super) fn new(numbers: &PrivateNumbers<'_>) -> Result<Self, InvalidKey> {
        // No number is longer than the modulus, which bounds the work for what follows; and none is zero.
        let parts = [
            numbers.private_exponent,
            numbers.prime1,
            numbers.prime2,
            numbers.exponent1,
            numbers.exponent2,
            numbers.coefficient,
        ];
        let modulus = numbers.public.modulus;
        if parts.iter().any(|part| part.is_empty() || part.len() > modulus.len()) {
            return Err(InvalidKey::Inconsistent);
        }
        // n = p^2 would pass every other check, and betrays p.
        if ct::eq(numbers.prime1, numbers.prime2) {
            return Err(InvalidKey::Inconsistent);
        }
        // Checks that p q = n, d < n, d e = 1 modulo p - 1 and q - 1, and that p and q have half the length of n.
        let key = RsaPrivateKey::from_components(
            integer(modulus)?,
            integer(numbers.public.exponent)?,
            integer(numbers.private_exponent)?,
            vec![integer(numbers.prime1)?, integer(numbers.prime2)?],
        )
        .map_err(|_| InvalidKey::Inconsistent)?;
        let key = Self(Box::new(key));
        // What the Chinese remainder theorem needs is computed anew; what was written must be the same.
        let same = key.with_numbers(|own| {
            ct::eq(trim(own.exponent1), numbers.exponent1)
                & ct::eq(trim(own.exponent2), numbers.exponent2)
                & ct::eq(trim(own.coefficient), numbers.coefficient)
        });
        if same == Some(true) { Ok(key) } else { Err(InvalidKey::Inconsistent) }
    }

    /// Gives all numbers, big-endian, with leading zeros.
    pub(super) fn with_numbers<T>(&self, f: impl FnOnce(&PrivateNumbers<'_>) -> T) -> Option<T> {
        let key = &self.0;
        let [p, q] = key.primes() else { return None };
        let secret = |number: &BoxedUint| Zeroizing::new(number.to_be_bytes());
        Some(f(&PrivateNumbers {
            public: PublicNumbers { modulus: &key.n_bytes(), exponent: &key.e_bytes() },
            private_exponent: &secret(key.d()),
            prime1: &secret(p),
            prime2: &secret(q),
            exponent1: &secret(key.dp()?),
            exponent2: &secret(key.dq()?),
            coefficient: &secret(&Zeroizing::new(key.qinv()?.retrieve())),
        }))
    }

    /// Writes `RSAPrivateKey`.
    pub(super) fn to_der(&self) -> Option<Element> {
        fn write(numbers: &PrivateNumbers<'_>) -> Element {
            numbers.write()
        }
        self.with_numbers(write)
    }

    /// Signs a digest, with a blinding factor from `rng`, and checks the result with the public key.
    pub(super) fn sign(
        &self,
        scheme: Scheme,
        digest: &[u8],
        digestmod: Algorithm,
        rng: &mut dyn CryptoRng,
    ) -> Result<Vec<u8>, Error> {
        match scheme {
            Scheme::Pkcs1 => self.0.sign_with_rng(rng, pkcs1(digestmod), digest).map_err(|_| Error::Fault),
            Scheme::Pss => {
                let sign = match digestmod {
                    _ if digestmod == Algorithm::SHA256 => sign_pss::<sha2::Sha256>,
                    _ if digestmod == Algorithm::SHA384 => sign_pss::<sha2::Sha384>,
                    _ if digestmod == Algorithm::SHA512 => sign_pss::<sha2::Sha512>,
                    _ if digestmod == Algorithm::SHA224 => sign_pss::<sha2::Sha224>,
                    _ if digestmod == Algorithm::SHA1 => sign_pss::<sha1::Sha1>,
                    _ => return Err(Error::UnsupportedDigest),
                };
                sign(&self.0, digest, rng)
            }
        }
    }
}

fn sign_pss<D: Digest + FixedOutputReset>(
    key: &RsaPrivateKey,
    digest: &[u8],
    rng: &mut dyn CryptoRng,
) -> Result<Vec<u8>, Error> {
    key.sign_with_rng(rng, Pss::<D>::new(), digest).map_err(|_| Error::Fault)
}

/// A public key with what is precomputed for its modulus.
pub(super) struct PublicKey(RsaPublicKey);

impl PublicKey {
    pub(super) fn new(numbers: PublicNumbers<'_>) -> Option<Self> {
        let modulus = integer(numbers.modulus).ok()?;
        RsaPublicKey::new(modulus, integer(numbers.exponent).ok()?).ok().map(Self)
    }

    pub(super) fn verify(
        &self,
        scheme: Scheme,
        digest: &[u8],
        signature: &[u8],
        digestmod: Algorithm,
    ) -> Result<(), InvalidSignature> {
        match scheme {
            Scheme::Pkcs1 => self.verify_with(pkcs1(digestmod), digest, signature),
            Scheme::Pss => match digestmod {
                _ if digestmod == Algorithm::SHA256 => {
                    self.verify_with(Pss::<sha2::Sha256>::new(), digest, signature)
                }
                _ if digestmod == Algorithm::SHA384 => {
                    self.verify_with(Pss::<sha2::Sha384>::new(), digest, signature)
                }
                _ if digestmod == Algorithm::SHA512 => {
                    self.verify_with(Pss::<sha2::Sha512>::new(), digest, signature)
                }
                _ if digestmod == Algorithm::SHA224 => {
                    self.verify_with(Pss::<sha2::Sha224>::new(), digest, signature)
                }
                _ if digestmod == Algorithm::SHA1 => {
                    self.verify_with(Pss::<sha1::Sha1>::new(), digest, signature)
                }
                _ => Err(InvalidSignature),
            },
        }
    }

    fn verify_with(
        &self,
        scheme: impl SignatureScheme,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        self.0.verify(scheme, digest, signature).map_err(|_| InvalidSignature)
    }
}

/// RFC 8017 section 9.2: the DER of `DigestInfo` up to the digest.
fn pkcs1(digestmod: Algorithm) -> Pkcs1v15Sign {
    let algorithm = writer::sequence(&[&writer::oid(digestmod.oid()), &writer::null()]);
    let digest = [0; 64];
    let digest = digest.get(..digestmod.digest_size()).unwrap_or(&digest);
    let info = writer::sequence(&[&algorithm, &writer::octet_string(digest)]);
    let prefix: Box<[u8]> = info.strip_suffix(digest).unwrap_or_default().into();
    Pkcs1v15Sign { hash_len: Some(digestmod.digest_size()), prefix }
}

/// Takes a number at a width that depends on its length alone, which is no secret.
fn integer(number: &[u8]) -> Result<BoxedUint, InvalidKey> {
    let bits = number.len().checked_mul(8).and_then(|bits| u32::try_from(bits).ok());
    let bits = bits.ok_or(InvalidKey::TooLarge)?;
    BoxedUint::from_be_slice(number, bits).map_err(|_| InvalidKey::TooLarge)
}

fn trim(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&byte| byte == 0).count();
    number.get(zeros..).unwrap_or_default()
}
