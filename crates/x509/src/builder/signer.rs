// SPDX-License-Identifier: MIT
//! Signing what was made.

use alloc::vec::Vec;

use purembed_hash::Algorithm;
use purembed_pk::{Error, Pss, PublicKey, SaltLength, SignatureAlgorithm, SigningKey};

use super::BuildError;
use crate::algorithm;
use crate::der::Writer;
use crate::pss::PssParameters;

/// How to sign: what is after the key in every call that signs.
///
/// A digest alone will do: RSA then is PKCS#1 v1.5, as in Python, ECDSA is what it is, and Ed25519 and Ed448, which
/// have digests of their own, pass over it. A [`SignatureAlgorithm`] says it in full, and has to fit the key. A [`Pss`]
/// is for RSASSA-PSS with a salt or a mask of one's own.
///
/// ```
/// use purembed_hash::Algorithm;
/// use purembed_pk::{Pss, PrivateKey, Rsa, SaltLength, SignatureAlgorithm};
/// use purembed_x509::CsrBuilder;
///
/// let key = PrivateKey::from(Rsa::generate(2048)?);
/// let request = || CsrBuilder::new("CN=a".parse().expect("a name"));
/// let pkcs1 = request().sign_with(&key, Algorithm::SHA256)?;
/// assert_eq!(pkcs1.signature_algorithm(), Some(SignatureAlgorithm::RsaPkcs1(Algorithm::SHA256)));
/// let pss = request().sign_with(&key, SignatureAlgorithm::RsaPss(Algorithm::SHA256))?;
/// assert_eq!(pss.signature_algorithm(), Some(SignatureAlgorithm::RsaPss(Algorithm::SHA256)));
/// let salted = request().sign_with(&key, Pss::new(Algorithm::SHA256).salt_length(SaltLength::Bytes(20)))?;
/// assert_eq!(salted.pss_parameters().map(|parameters| parameters.salt_length()), Some(20));
/// assert!(request().sign_with(&key, SignatureAlgorithm::Ed25519).is_err());
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct SignatureScheme(Choice);

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Choice {
    Digest(Algorithm),
    Algorithm(SignatureAlgorithm),
    Pss(Pss),
}

impl From<Algorithm> for SignatureScheme {
    fn from(digestmod: Algorithm) -> Self {
        Self(Choice::Digest(digestmod))
    }
}

impl From<SignatureAlgorithm> for SignatureScheme {
    fn from(algorithm: SignatureAlgorithm) -> Self {
        Self(Choice::Algorithm(algorithm))
    }
}

impl From<Pss> for SignatureScheme {
    fn from(pss: Pss) -> Self {
        Self(Choice::Pss(pss))
    }
}

/// A key and how it signs.
pub(super) struct Signer<'k> {
    key: &'k dyn SigningKey,
    public: PublicKey,
    how: How,
    identifier: Vec<u8>,
}

#[derive(Clone, Copy)]
enum How {
    Plain(SignatureAlgorithm),
    Pss(Pss),
}

impl<'k> Signer<'k> {
    /// Makes the `AlgorithmIdentifier`, once for inside and outside of the signed part (RFC 5280 4.1.1.2).
    pub(super) fn new(key: &'k dyn SigningKey, scheme: SignatureScheme) -> Result<Self, BuildError> {
        let public = key.public_key();
        let how = match scheme.0 {
            Choice::Digest(digestmod) => {
                let usual = SignatureAlgorithm::default_for(&public).ok_or(Error::WrongAlgorithm)?;
                How::Plain(usual.with_digest(digestmod))
            }
            Choice::Algorithm(SignatureAlgorithm::RsaPss(digestmod)) => How::Pss(Pss::new(digestmod)),
            Choice::Algorithm(algorithm) => How::Plain(algorithm),
            Choice::Pss(pss) => How::Pss(pss),
        };
        let mut writer = Writer::new();
        let how = match (how, &public) {
            (How::Pss(pss), PublicKey::Rsa(rsa)) => {
                let salt = pss.salt_size(rsa.key_bits()).ok_or(Error::KeyTooSmall)?;
                let length = u16::try_from(salt).map_err(|_| Error::KeyTooSmall)?;
                // The identifier says how long the salt is; so does what the key is asked for.
                let parameters = PssParameters::new(pss.digestmod(), pss.mgf1_digestmod(), length);
                algorithm::write_pss(&mut writer, &parameters);
                How::Pss(pss.salt_length(SaltLength::Bytes(salt)))
            }
            (How::Plain(algorithm), _) if algorithm.fits(&public) => {
                algorithm::write(&mut writer, algorithm).ok_or(Error::UnsupportedDigest)?;
                how
            }
            _ => return Err(Error::WrongAlgorithm.into()),
        };
        Ok(Self { key, public, how, identifier: writer.finish() })
    }

    /// The key that belongs to the one that signs.
    pub(super) const fn public_key(&self) -> &PublicKey {
        &self.public
    }

    /// The DER of the `AlgorithmIdentifier`.
    pub(super) fn identifier(&self) -> &[u8] {
        &self.identifier
    }

    /// Signs a body and wraps both into the shell. The key may be anyone's work: what it gave is verified, because what
    /// is made here will be looked at when it is too late.
    pub(super) fn sign(&self, body: &[u8], max_size: usize) -> Result<Vec<u8>, BuildError> {
        let signature = match self.how {
            How::Plain(algorithm) => self.key.sign(algorithm, body)?,
            How::Pss(pss) => self.key.sign_pss(pss, body)?,
        };
        self.verify(body, &signature)?;
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            writer.raw(body);
            writer.raw(&self.identifier);
            writer.octets_of_bits(&signature);
        });
        let der = writer.finish();
        if der.len() > max_size { Err(BuildError::TooLarge) } else { Ok(der) }
    }

    fn verify(&self, body: &[u8], signature: &[u8]) -> Result<(), Error> {
        let verified = match (self.how, &self.public) {
            (How::Pss(pss), PublicKey::Rsa(key)) => key.verify_pss(body, signature, pss),
            (How::Plain(algorithm), key) => key.verify(algorithm, body, signature),
            (How::Pss(_), _) => return Err(Error::WrongAlgorithm),
        };
        verified.map_err(|_| Error::Fault)
    }
}
