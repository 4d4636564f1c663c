// SPDX-License-Identifier: MIT
//! The choice of a signature scheme.

use core::fmt;
use core::str::FromStr;

use purembed_hash::Algorithm;

use crate::PublicKey;

/// A signature scheme with its digest. The numbers that stand for it on a wire are the business of each protocol.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Ed25519, SignatureAlgorithm};
///
/// let algorithm: SignatureAlgorithm = "rsa-pss-sha384".parse()?;
/// assert_eq!(algorithm, SignatureAlgorithm::RsaPss(Algorithm::SHA384));
/// assert_eq!(algorithm.digest(), Some(Algorithm::SHA384));
///
/// let key = Ed25519::generate()?.public_key().clone().into();
/// assert!(!algorithm.fits(&key));
/// assert_eq!(SignatureAlgorithm::default_for(&key), Some(SignatureAlgorithm::Ed25519));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
pub enum SignatureAlgorithm {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 section 8.2).
    RsaPkcs1(Algorithm),
    /// RSASSA-PSS (RFC 8017 section 8.1) with MGF1 of the same digest and a salt of the digest's length.
    RsaPss(Algorithm),
    /// ECDSA (FIPS 186-5 section 6), on the curve of the key, as DER.
    Ecdsa(Algorithm),
    /// Ed25519 (RFC 8032 section 5.1), which has its own digest.
    Ed25519,
    /// Ed448 (RFC 8032 section 5.2), which has its own digest.
    Ed448,
}

impl SignatureAlgorithm {
    /// What to sign with if nothing else is asked for: what python-mbedtls does. `None` if keys of this kind do not sign.
    ///
    /// RSA is PKCS#1 v1.5 and ECDSA is what it is, both with SHA-256. That is no weaker than RSA keys of up to 3072 bits
    /// and curves of up to 256; for larger ones, [`with_digest`](Self::with_digest) takes SHA-384 (P-384,
    /// brainpoolP384r1) or SHA-512 (P-521, brainpoolP512r1).
    #[must_use]
    pub const fn default_for(key: &PublicKey) -> Option<Self> {
        match key {
            PublicKey::Rsa(_) => Some(Self::RsaPkcs1(Algorithm::SHA256)),
            PublicKey::Ecc(_) => Some(Self::Ecdsa(Algorithm::SHA256)),
            PublicKey::Ed25519(_) => Some(Self::Ed25519),
            PublicKey::Ed448(_) => Some(Self::Ed448),
            PublicKey::Xdh(_) => None,
        }
    }

    /// Every algorithm for this kind of key, the strongest schemes first. Whether the key is large enough for a digest
    /// is seen when it signs.
    ///
    /// ```
    /// use purembed_pk::{Curve, Ecc, SignatureAlgorithm};
    ///
    /// let key = Ecc::generate(Curve::SECP256R1)?.public_key().clone().into();
    /// let mut all = SignatureAlgorithm::available_for(&key);
    /// assert!(all.any(|algorithm| algorithm.to_string() == "ecdsa-sha256"));
    /// # Ok::<(), purembed_pk::Error>(())
    /// ```
    pub fn available_for(key: &PublicKey) -> impl Iterator<Item = Self> {
        let with_digest: &'static [fn(Algorithm) -> Self] = match key {
            PublicKey::Rsa(_) => &[Self::RsaPss, Self::RsaPkcs1],
            PublicKey::Ecc(_) => &[Self::Ecdsa],
            _ => &[],
        };
        let alone = Self::default_for(key).filter(|algorithm| algorithm.digest().is_none());
        let digests = |&scheme: &'static fn(Algorithm) -> Self| {
            Algorithm::available().iter().map(move |&digest| scheme(digest))
        };
        with_digest.iter().flat_map(digests).chain(alone)
    }

    /// Tells whether it is one for this kind of key.
    #[must_use]
    pub const fn fits(self, key: &PublicKey) -> bool {
        matches!(
            (self, key),
            (Self::RsaPkcs1(_) | Self::RsaPss(_), PublicKey::Rsa(_))
                | (Self::Ecdsa(_), PublicKey::Ecc(_))
                | (Self::Ed25519, PublicKey::Ed25519(_))
                | (Self::Ed448, PublicKey::Ed448(_))
        )
    }

    /// The digest that is made of the message; `None` for those that bring their own.
    #[must_use]
    pub const fn digest(self) -> Option<Algorithm> {
        match self {
            Self::RsaPkcs1(digestmod) | Self::RsaPss(digestmod) | Self::Ecdsa(digestmod) => Some(digestmod),
            Self::Ed25519 | Self::Ed448 => None,
        }
    }

    /// The same scheme with another digest; those that bring their own stay what they are.
    #[must_use]
    pub const fn with_digest(self, digestmod: Algorithm) -> Self {
        match self {
            Self::RsaPkcs1(_) => Self::RsaPkcs1(digestmod),
            Self::RsaPss(_) => Self::RsaPss(digestmod),
            Self::Ecdsa(_) => Self::Ecdsa(digestmod),
            Self::Ed25519 | Self::Ed448 => self,
        }
    }
}

/// `rsa-pkcs1-sha256`, `rsa-pss-sha256`, `ecdsa-sha256`, `ed25519`, `ed448`: the digest by its own name.
impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::RsaPkcs1(digestmod) => write!(f, "rsa-pkcs1-{digestmod}"),
            Self::RsaPss(digestmod) => write!(f, "rsa-pss-{digestmod}"),
            Self::Ecdsa(digestmod) => write!(f, "ecdsa-{digestmod}"),
            Self::Ed25519 => f.write_str("ed25519"),
            Self::Ed448 => f.write_str("ed448"),
        }
    }
}

impl FromStr for SignatureAlgorithm {
    type Err = UnknownSignatureAlgorithm;

    /// Reads what `Display` writes, in any case and with `_` for `-`; the digest in any spelling that it has.
    fn from_str(name: &str) -> Result<Self, UnknownSignatureAlgorithm> {
        if name.eq_ignore_ascii_case("ed25519") {
            return Ok(Self::Ed25519);
        }
        if name.eq_ignore_ascii_case("ed448") {
            return Ok(Self::Ed448);
        }
        let plain = |byte: u8| if byte == b'_' { b'-' } else { byte.to_ascii_lowercase() };
        let digest_after = |prefix: &str| {
            let (before, digest) = name.split_at_checked(prefix.len())?;
            before.bytes().map(plain).eq(prefix.bytes()).then(|| digest.parse().ok())?
        };
        let found = digest_after("rsa-pkcs1-")
            .map(Self::RsaPkcs1)
            .or_else(|| digest_after("rsa-pss-").map(Self::RsaPss))
            .or_else(|| digest_after("ecdsa-").map(Self::Ecdsa));
        found.ok_or(UnknownSignatureAlgorithm)
    }
}

/// No signature algorithm of this build has that name.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct UnknownSignatureAlgorithm;

impl fmt::Display for UnknownSignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "unknown signature algorithm: neither rsa-pkcs1-, rsa-pss- or ecdsa- with a digest, nor ed25519 or ed448",
        )
    }
}

impl core::error::Error for UnknownSignatureAlgorithm {}

// They make keys.
#[cfg(test)]
#[cfg(feature = "os-rng")]
mod tests {
    use alloc::string::ToString;
    use alloc::vec::Vec;

    use super::*;
    use crate::{Curve, Ecc, Ed25519, Rsa};

    fn keys() -> [PublicKey; 3] {
        [
            Rsa::generate(1024).unwrap().public_key().clone().into(),
            Ecc::generate(Curve::SECP256R1).unwrap().public_key().clone().into(),
            Ed25519::generate().unwrap().public_key().clone().into(),
        ]
    }

    #[test]
    fn names_are_read_again() {
        for key in keys() {
            for algorithm in SignatureAlgorithm::available_for(&key) {
                let name = algorithm.to_string();
                assert_eq!(name.parse(), Ok(algorithm));
                assert_eq!(name.to_uppercase().replace('-', "_").parse(), Ok(algorithm));
            }
        }
        assert_eq!("RSA_PSS_SHA-256".parse(), Ok(SignatureAlgorithm::RsaPss(Algorithm::SHA256)));
        for unknown in
            ["", "rsa", "rsa-sha256", "rsa-pss-", "ecdsa-md6", "ed25519-sha512", "ecdsä-sha256", "ed448x"]
        {
            assert_eq!(unknown.parse::<SignatureAlgorithm>(), Err(UnknownSignatureAlgorithm), "{unknown}");
        }
    }

    #[test]
    fn kinds_of_keys() {
        let digests = Algorithm::available().len();
        let counts = [2 * digests, digests, 1];
        let keys = keys();
        for (key, count) in keys.iter().zip(counts) {
            let all: Vec<_> = SignatureAlgorithm::available_for(key).collect();
            assert_eq!(all.len(), count);
            for algorithm in &all {
                assert!(keys.iter().all(|other| algorithm.fits(other) == (other == key)), "{algorithm}");
                let other = algorithm.with_digest(Algorithm::SHA512);
                assert!(all.contains(&other));
                assert_eq!(other.digest(), algorithm.digest().map(|_| Algorithm::SHA512));
            }
            let default = SignatureAlgorithm::default_for(key).unwrap();
            assert!(all.contains(&default));
            assert!(default.digest().is_none_or(|digest| digest == Algorithm::SHA256));
        }
    }
}
