// SPDX-License-Identifier: MIT
//! Which keys and digests are strong enough to trust.

use purembed_hash::Algorithm;
use purembed_pk::{PublicKey, SignatureAlgorithm};

use super::VerifyErrorKind;
use crate::crl::Crl;
use crate::crt::Crt;
use crate::pss::PssParameters;

/// The least strength of keys and signatures in a chain.
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
    min_rsa_bits: usize,
    min_curve_bits: usize,
    sha1: bool,
}

impl Profile {
    /// What Mbed TLS takes by default: RSA from 2048 bits, curves from 256 bits, SHA-2.
    pub const DEFAULT: Self = Self { min_rsa_bits: 2048, min_curve_bits: 256, sha1: false };

    /// Sets the shortest RSA modulus, in bits.
    pub const fn min_rsa_bits(self, bits: usize) -> Self {
        Self { min_rsa_bits: bits, ..self }
    }

    /// Sets the smallest curve, in bits of its field; Ed25519 counts as 256.
    pub const fn min_curve_bits(self, bits: usize) -> Self {
        Self { min_curve_bits: bits, ..self }
    }

    /// Takes SHA-1 in signatures, for old devices. Who can make collisions can then forge certificates.
    pub const fn dangerous_allow_sha1(self) -> Self {
        Self { sha1: true, ..self }
    }

    /// Checks the key of any certificate of a chain.
    pub(super) fn check_key(&self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        let key = crt.subject_public_key().map_err(VerifyErrorKind::UnsupportedKey)?;
        let least = match key {
            PublicKey::Rsa(_) => self.min_rsa_bits,
            _ => self.min_curve_bits,
        };
        let bits = key.key_bits();
        if bits < least { Err(VerifyErrorKind::WeakKey { bits }) } else { Ok(()) }
    }

    /// Checks the digest in the signature on a certificate that is not trusted by itself.
    pub(super) fn check_signature(&self, crt: &Crt) -> Result<(), VerifyErrorKind> {
        let digest = self.check_digest(crt.signature_algorithm(), crt.pss_parameters());
        digest.map_err(VerifyErrorKind::WeakSignature)
    }

    /// Checks the digest in the signature on a revocation list.
    pub(super) fn check_crl(&self, crl: &Crl) -> Result<(), Algorithm> {
        self.check_digest(crl.signature_algorithm(), crl.pss_parameters())
    }

    fn check_digest(
        &self,
        algorithm: Option<SignatureAlgorithm>,
        pss: Option<&PssParameters>,
    ) -> Result<(), Algorithm> {
        // Ed25519 has SHA-512 inside; what is unknown fails with the signature.
        // RSASSA-PSS with a salt of another length than the digest's has no algorithm of its own, but a digest.
        let pss = pss.map(PssParameters::digestmod);
        let Some(digest) = algorithm.and_then(SignatureAlgorithm::digest).or(pss) else {
            return Ok(());
        };
        let weak = digest == Algorithm::MD5 || (digest == Algorithm::SHA1 && !self.sha1);
        if weak { Err(digest) } else { Ok(()) }
    }
}

impl Default for Profile {
    fn default() -> Self {
        Self::DEFAULT
    }
}
