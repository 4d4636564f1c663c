// SPDX-License-Identifier: MIT
//! Signatures over files of any size: how to sign is said in the same words to sign and to verify.

use clap::Args;
use purembed::hashlib::Algorithm;
use purembed::pk::{InvalidSignature, PrivateKey, Pss, PublicKey, SaltLength, SignatureAlgorithm};

use crate::command::dgst;
use crate::error::{Error, Explain as _};
use crate::input::Input;

/// How to sign.
#[derive(Args, Clone, Debug)]
pub(crate) struct Scheme {
    /// rsa-pkcs1-, rsa-pss- or ecdsa- with a digest, ed25519, ed448 [default: what the key does, with sha256]
    #[arg(short, long, value_name = "NAME")]
    algorithm: Option<SignatureAlgorithm>,
    /// Length of the salt of rsa-pss: a number of bytes, `digest`, `longest`, or to verify also `any`
    #[arg(long, value_name = "LENGTH", value_parser = salt, default_value = "digest")]
    salt: SaltLength,
    /// Digest of the mask of rsa-pss [default: that of the signature]
    #[arg(long, value_name = "NAME", value_parser = dgst::parse)]
    mgf1: Option<Algorithm>,
}

fn salt(text: &str) -> Result<SaltLength, String> {
    match text {
        "digest" => Ok(SaltLength::Digest),
        "longest" => Ok(SaltLength::Longest),
        "any" => Ok(SaltLength::Any),
        _ => text
            .parse()
            .map(SaltLength::Bytes)
            .map_err(|_| "expected a number, digest, longest or any".to_owned()),
    }
}

impl Scheme {
    /// Signs a file, in constant memory; Ed25519 and Ed448 read it as a whole, because they need it twice.
    pub(crate) fn sign(&self, key: &PrivateKey, file: &Input, deterministic: bool) -> Result<Vec<u8>, Error> {
        let algorithm = self.algorithm_for(&key.public_key())?;
        let signature = match (key, algorithm) {
            (PrivateKey::Rsa(key), SignatureAlgorithm::RsaPkcs1(digestmod)) => {
                key.sign_prehashed(dgst::digest(file, digestmod)?.as_ref(), digestmod)
            }
            (PrivateKey::Rsa(key), SignatureAlgorithm::RsaPss(digestmod)) => {
                key.sign_pss_prehashed(dgst::digest(file, digestmod)?.as_ref(), self.pss(digestmod))
            }
            (PrivateKey::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) if deterministic => {
                key.sign_prehashed(dgst::digest(file, digestmod)?.as_ref(), digestmod)
            }
            (PrivateKey::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) => {
                key.sign_prehashed_hedged(dgst::digest(file, digestmod)?.as_ref(), digestmod)
            }
            (key, algorithm) => key.sign(algorithm, &file.read()?),
        };
        signature.explain("signing")
    }

    /// Verifies the signature of a file, likewise.
    pub(crate) fn verify(
        &self,
        key: &PublicKey,
        file: &Input,
        signature: &[u8],
    ) -> Result<Result<(), InvalidSignature>, Error> {
        let algorithm = self.algorithm_for(key)?;
        Ok(match (key, algorithm) {
            (PublicKey::Rsa(key), SignatureAlgorithm::RsaPkcs1(digestmod)) => {
                key.verify_prehashed(dgst::digest(file, digestmod)?.as_ref(), signature, digestmod)
            }
            (PublicKey::Rsa(key), SignatureAlgorithm::RsaPss(digestmod)) => key.verify_pss_prehashed(
                dgst::digest(file, digestmod)?.as_ref(),
                signature,
                self.pss(digestmod),
            ),
            (PublicKey::Ecc(key), SignatureAlgorithm::Ecdsa(digestmod)) => {
                key.verify_prehashed(dgst::digest(file, digestmod)?.as_ref(), signature, digestmod)
            }
            (key, algorithm) => key.verify(algorithm, &file.read()?, signature),
        })
    }

    fn algorithm_for(&self, key: &PublicKey) -> Result<SignatureAlgorithm, Error> {
        let default = SignatureAlgorithm::default_for(key)
            .ok_or_else(|| Error::Failed(format!("{} keys do not sign", key.name())))?;
        match self.algorithm {
            Some(algorithm) if !algorithm.fits(key) => {
                Err(Error::Failed(format!("{algorithm} is not for {} keys", key.name())))
            }
            algorithm => Ok(algorithm.unwrap_or(default)),
        }
    }

    fn pss(&self, digestmod: Algorithm) -> Pss {
        Pss::new(digestmod).mgf1(self.mgf1.unwrap_or(digestmod)).salt_length(self.salt)
    }
}
