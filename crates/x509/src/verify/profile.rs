// SPDX-License-Identifier: MIT
//! Which keys and digests are strong enough to trust.

use purembed_hash::Algorithm;
use purembed_pk::{Curve, PublicKey, SignatureAlgorithm};

use super::VerifyErrorKind;
use crate::crl::Crl;
use crate::crt::Crt;
use crate::pss::PssParameters;

/// The least strength of keys and signatures in a chain.
///
/// | | digests | RSA | curves | Ed25519, Ed448 |
/// |---|---|---|---|---|
/// | [`DEFAULT`](Self::DEFAULT) | SHA-2 | from 2048 bits | from 256 bits | yes |
/// | [`MBEDTLS`](Self::MBEDTLS) | SHA-2 | from 2048 bits | any | yes |
/// | [`MBEDTLS_NEXT`](Self::MBEDTLS_NEXT) | SHA-256, SHA-384, SHA-512 | from 2048 bits | from 256 bits | yes |
/// | [`SUITE_B`](Self::SUITE_B) | SHA-256, SHA-384 | no | P-256, P-384 | no |
/// | [`WEB_PKI`](Self::WEB_PKI) | SHA-256, SHA-384, SHA-512 | from 2048 bits | P-256, P-384, P-521 | no |
///
/// Mbed TLS 2.28 itself does not know Ed25519 and Ed448.
///
/// ```
/// use purembed_x509::{Profile, TrustStore, Verifier};
///
/// let trust = TrustStore::new();
/// let strict = Profile::DEFAULT.min_rsa_bits(3072).min_curve_bits(384);
/// let verifier = Verifier::new(&trust).profile(strict);
/// ```
#[doc(alias = "mbedtls_x509_crt_profile")]
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub struct Profile {
    digests: &'static [Algorithm],
    sha1: bool,
    rsa: bool,
    edwards: bool,
    min_rsa_bits: usize,
    min_curve_bits: usize,
    /// `None` for any.
    curves: Option<&'static [Curve]>,
}

impl Profile {
    /// RSA from 2048 bits, curves from 256 bits, SHA-2: 112 bits of security at least (SP 800-57).
    pub const DEFAULT: Self = Self {
        digests: &[Algorithm::SHA224, Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512],
        sha1: false,
        rsa: true,
        edwards: true,
        min_rsa_bits: 2048,
        min_curve_bits: 256,
        curves: None,
    };

    /// What Mbed TLS 2.28 takes by default: as [`DEFAULT`](Self::DEFAULT), with any curve.
    #[doc(alias = "mbedtls_x509_crt_profile_default")]
    pub const MBEDTLS: Self = Self { min_curve_bits: 0, ..Self::DEFAULT };

    /// What a later Mbed TLS is to take by default: 128 bits of security in digests and curves.
    #[doc(alias = "mbedtls_x509_crt_profile_next")]
    pub const MBEDTLS_NEXT: Self = Self {
        digests: &[Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512],
        curves: Some(&[
            Curve::SECP256R1,
            Curve::SECP384R1,
            Curve::SECP521R1,
            Curve::BRAINPOOLP256R1,
            Curve::BRAINPOOLP384R1,
            Curve::BRAINPOOLP512R1,
            Curve::SECP256K1,
        ]),
        ..Self::MBEDTLS
    };

    /// Suite B of the NSA (RFC 6460): ECDSA on P-256 and P-384.
    #[doc(alias = "mbedtls_x509_crt_profile_suiteb")]
    pub const SUITE_B: Self = Self {
        digests: &[Algorithm::SHA256, Algorithm::SHA384],
        rsa: false,
        edwards: false,
        min_rsa_bits: 0,
        curves: Some(&[Curve::SECP256R1, Curve::SECP384R1]),
        ..Self::MBEDTLS
    };

    /// What the Baseline Requirements of the CA/Browser Forum allow (6.1.5, 7.1.3).
    pub const WEB_PKI: Self = Self {
        digests: &[Algorithm::SHA256, Algorithm::SHA384, Algorithm::SHA512],
        edwards: false,
        curves: Some(&[Curve::SECP256R1, Curve::SECP384R1, Curve::SECP521R1]),
        ..Self::MBEDTLS
    };

    /// Sets the shortest RSA modulus, in bits.
    pub const fn min_rsa_bits(self, bits: usize) -> Self {
        Self { min_rsa_bits: bits, ..self }
    }

    /// Sets the smallest curve, in bits of its field; Ed25519 counts as 256.
    pub const fn min_curve_bits(self, bits: usize) -> Self {
        Self { min_curve_bits: bits, ..self }
    }

    /// Takes ECDSA on these curves alone, and without any no ECDSA.
    pub const fn curves(self, curves: &'static [Curve]) -> Self {
        Self { curves: Some(curves), ..self }
    }

    /// Takes signatures with these digests alone.
    pub const fn digests(self, digests: &'static [Algorithm]) -> Self {
        Self { digests, ..self }
    }

    /// Takes SHA-1 in signatures, for old devices. Who can make collisions can then forge certificates.
    pub const fn dangerous_allow_sha1(self) -> Self {
        Self { sha1: true, ..self }
    }

    /// Checks the key of any certificate of a chain.
    pub(super) fn check_key(&self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        let key = crt.subject_public_key().map_err(VerifyErrorKind::UnsupportedKey)?;
        let bits = key.key_bits();
        let (taken, least) = match key {
            PublicKey::Rsa(_) => (self.rsa, self.min_rsa_bits),
            PublicKey::Ecc(key) => {
                (self.curves.is_none_or(|curves| curves.contains(&key.curve())), self.min_curve_bits)
            }
            _ => (self.edwards, self.min_curve_bits),
        };
        match taken {
            _ if bits < least => Err(VerifyErrorKind::WeakKey { bits }),
            true => Ok(()),
            false => Err(VerifyErrorKind::ForbiddenKey),
        }
    }

    /// The same as Mbed TLS has it, where a kind of key that is not taken is another matter than its strength.
    pub(super) fn check_strength(&self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        match crt.subject_public_key() {
            Ok(PublicKey::Rsa(_)) => Self { rsa: true, ..*self }.check_key(crt),
            _ => self.check_key(crt),
        }
    }

    /// Checks the digest in the signature on a certificate that is not trusted by itself.
    pub(super) fn check_signature(&self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        self.check_digest(digest_of(crt.signature_algorithm(), crt.pss_parameters()))
            .map_err(VerifyErrorKind::WeakSignature)
    }

    /// Checks the digest in the signature on a revocation list.
    pub(super) fn check_crl(&self, crl: &Crl) -> Result<(), Algorithm> {
        self.check_digest(digest_of(crl.signature_algorithm(), crl.pss_parameters()))
    }

    fn check_digest(&self, digest: Option<Algorithm>) -> Result<(), Algorithm> {
        match digest {
            // What is unknown fails with the signature.
            Some(digest) if !self.takes(digest) => Err(digest),
            _ => Ok(()),
        }
    }

    /// Whether signatures by keys of this kind are taken at all.
    pub(super) fn takes_signatures(
        &self,
        algorithm: Option<SignatureAlgorithm>,
        pss: Option<&PssParameters>,
    ) -> bool {
        match algorithm {
            Some(SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss(_)) => self.rsa,
            Some(SignatureAlgorithm::Ed25519 | SignatureAlgorithm::Ed448) => self.edwards,
            Some(SignatureAlgorithm::Ecdsa(_)) => self.takes_curves(),
            Some(_) => true,
            None => pss.is_none() || self.rsa,
        }
    }

    /// Whether keys of this kind are taken at all.
    pub(super) fn takes_key_of_kind(&self, crt: &Crt) -> bool {
        match crt.subject_public_key() {
            Ok(PublicKey::Rsa(_)) => self.rsa,
            Ok(PublicKey::Ecc(_)) => self.takes_curves(),
            Ok(_) => self.edwards,
            Err(_) => true,
        }
    }

    /// Whether there is any curve that is taken.
    const fn takes_curves(&self) -> bool {
        match self.curves {
            Some(curves) => !curves.is_empty(),
            None => true,
        }
    }

    fn takes(&self, digest: Algorithm) -> bool {
        self.digests.contains(&digest) || (self.sha1 && digest == Algorithm::SHA1)
    }
}

/// The digest in a signature; `None` for Ed25519 and Ed448, which have one inside, and for what is unknown.
fn digest_of(algorithm: Option<SignatureAlgorithm>, pss: Option<&PssParameters>) -> Option<Algorithm> {
    // RSASSA-PSS with a salt of another length than the digest's has no algorithm of its own, but a digest.
    let pss = pss.map(PssParameters::digestmod);
    algorithm.and_then(SignatureAlgorithm::digest).or(pss)
}

impl Default for Profile {
    fn default() -> Self {
        Self::DEFAULT
    }
}
