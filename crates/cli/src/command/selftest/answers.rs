// SPDX-License-Identifier: MIT
//! Known answers, and whether the algorithms give them.

use core::num::NonZero;

use purembed::cipher::{self, AnyNonce};
use purembed::hashlib::Algorithm;
use purembed::kdf::{self, ScryptCost};
use purembed::pk::{DhGroup, DhServer, PrivateKey, SignatureAlgorithm, Xdh, XdhCurve, XdhPublicKey};
use purembed::{hkdf, hmac};

/// A line of `answers.txt`: which algorithm, and what it is to give.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) kind: &'static str,
    pub(crate) name: &'static str,
    pub(crate) fields: Vec<Vec<u8>>,
}

/// Why an algorithm failed.
pub(crate) type Failure = Box<dyn core::error::Error + Send + Sync>;

/// What all signatures are of.
pub(crate) const MESSAGE: &[u8] = b"purembed selftest";
const PASSWORD: &[u8] = b"Jefe";
const SALT: &[u8] = b"NaCl";

impl Answer {
    /// All of them.
    pub(crate) fn all() -> Vec<Self> {
        let lines = include_str!("answers.txt").lines().filter(|line| !line.starts_with('#'));
        lines.filter_map(Self::read).collect()
    }

    fn read(line: &'static str) -> Option<Self> {
        let mut words = line.split(' ');
        let (kind, name) = (words.next()?, words.next()?);
        let fields = words.map(|digits| base16ct::lower::decode_vec(digits).ok()).collect::<Option<_>>()?;
        Some(Self { kind, name, fields })
    }

    /// Whether the algorithm gives this answer.
    pub(crate) fn check(&self) -> Result<bool, Failure> {
        let fields: Vec<&[u8]> = self.fields.iter().map(Vec::as_slice).collect();
        match (self.kind, fields.as_slice()) {
            ("hash", [digest]) => Ok(self.name.parse::<Algorithm>()?.digest(b"abc").as_ref() == *digest),
            ("hmac", [tag]) => {
                let fox = b"The quick brown fox jumps over the lazy dog";
                Ok(hmac::new(b"key", self.name.parse()?).chain(fox).finalize().as_ref() == *tag)
            }
            ("hkdf" | "pbkdf2" | "scrypt", [key]) => self.derives(key),
            ("cipher", [encrypted]) => self.encrypts(encrypted),
            ("ecdsa" | "eddsa" | "rsa", [key, result]) => self.signs(key, result),
            ("xdh", [private, public, secret]) => {
                let curve = if self.name == "x448" { XdhCurve::X448 } else { XdhCurve::X25519 };
                let public = XdhPublicKey::from_bytes(curve, public)?;
                Ok(Xdh::from_bytes(curve, private)?.agree(&public)?.expose() == *secret)
            }
            ("dh", [digest]) => {
                let group: DhGroup = self.name.parse()?;
                let private = Algorithm::SHA512.digest(b"private");
                let (server, _) = DhServer::dangerous_from_private_bytes(&group, private.as_ref())?;
                let secret = server.import_cke(&[4])?;
                Ok(Algorithm::SHA256.digest(secret.expose()).as_ref() == *digest)
            }
            _ => Err("an answer to no question".into()),
        }
    }

    fn derives(&self, key: &[u8]) -> Result<bool, Failure> {
        let mut derived = vec![0; key.len()];
        match self.kind {
            "hkdf" => {
                hkdf::Hkdf::new(self.name.parse()?)
                    .salt(SALT)
                    .info(b"info")
                    .derive(PASSWORD, &mut derived)?;
            }
            "pbkdf2" => {
                let three = NonZero::new(3).unwrap_or(NonZero::<u32>::MIN);
                kdf::pbkdf2_hmac(PASSWORD, SALT, three, self.name.parse()?, &mut derived)?;
            }
            _ => kdf::scrypt(PASSWORD, SALT, ScryptCost::new(4, 2, 2)?, &mut derived)?,
        }
        Ok(derived == key)
    }

    /// Encrypts and decrypts the bytes from 100 on under a key of the bytes from 1 on, with an IV of those from 201 on.
    fn encrypts(&self, encrypted: &[u8]) -> Result<bool, Failure> {
        let algorithm: cipher::Algorithm = self.name.parse()?;
        let key: Vec<u8> = (1..).take(algorithm.key_size()).collect();
        let iv: Vec<u8> = (201..).take(algorithm.iv_size()).collect();
        let message: Vec<u8> = (100..132).collect();
        if algorithm.is_aead() {
            let aead = algorithm.start_aead(&key)?;
            let (mut ours, tag) = aead.encrypt(AnyNonce::assume_unique(&iv), b"header", &message)?;
            ours.extend_from_slice(tag.as_ref());
            let Some((theirs, tag)) = encrypted.split_last_chunk::<16>() else { return Ok(false) };
            return Ok(ours == encrypted && aead.decrypt(&iv, b"header", theirs, tag)? == message);
        }
        let mut cipher = algorithm.start(&key, &iv)?;
        Ok(cipher.encrypt(&message)? == encrypted && cipher.decrypt(encrypted)? == message)
    }

    /// Whether a foreign signature is good and one of ours too, and neither is for another message; or whether a foreign
    /// message decrypts.
    fn signs(&self, key: &[u8], result: &[u8]) -> Result<bool, Failure> {
        let private = PrivateKey::from_buffer(key)?;
        if self.name == "oaep" {
            let PrivateKey::Rsa(rsa) = &private else { return Ok(false) };
            return Ok(rsa.decrypt_oaep(result, Algorithm::SHA256, b"")?.expose() == MESSAGE);
        }
        let public = private.public_key();
        let algorithm = match self.name {
            "pss" => SignatureAlgorithm::RsaPss(Algorithm::SHA256),
            _ => SignatureAlgorithm::default_for(&public).ok_or("a key that does not sign")?,
        };
        let ours = private.sign(algorithm, MESSAGE)?;
        let verifies = |signature: &[u8]| {
            public.verify(algorithm, MESSAGE, signature).is_ok()
                && public.verify(algorithm, b"another message", signature).is_err()
        };
        // EdDSA and PKCS#1 v1.5 have one signature for a message.
        let one = matches!(self.name, "pkcs1" | "ed25519" | "ed448");
        Ok(verifies(result) && verifies(&ours) && (!one || ours == result))
    }
}

#[cfg(test)]
mod tests {
    use purembed::hashlib;
    use purembed::pk::Curve;

    use super::*;

    #[test]
    fn every_algorithm_has_an_answer() {
        let answers = Answer::all();
        let names = |kind: &str| -> Vec<&str> {
            answers.iter().filter(|answer| answer.kind == kind).map(|answer| answer.name).collect()
        };
        let hashes: Vec<_> = hashlib::algorithms_available().iter().map(|hash| hash.name()).collect();
        for kind in ["hash", "hmac", "hkdf", "pbkdf2"] {
            assert_eq!(names(kind).len(), hashes.len(), "{kind}");
            assert!(hashes.iter().all(|hash| names(kind).contains(hash)), "{kind}");
        }
        let ciphers: Vec<_> = cipher::Algorithm::available().iter().map(|cipher| cipher.name()).collect();
        assert_eq!(names("cipher"), ciphers);
        let curves: Vec<_> = Curve::available().iter().map(|curve| curve.name()).collect();
        assert_eq!(names("ecdsa").len(), curves.len());
        assert!(curves.iter().all(|curve| names("ecdsa").contains(curve)), "{curves:?}");
        let groups: Vec<_> = DhGroup::available().iter().filter_map(DhGroup::name).collect();
        assert_eq!(names("dh").len(), groups.len());
        assert!(groups.iter().all(|group| names("dh").contains(group)));
    }

    #[test]
    fn a_wrong_answer_is_seen() {
        for mut answer in Answer::all() {
            assert!(matches!(answer.check(), Ok(true)), "{} {}", answer.kind, answer.name);
            let last = answer.fields.last_mut().and_then(|field| field.last_mut()).expect("a field");
            *last ^= 1;
            assert!(!matches!(answer.check(), Ok(true)), "{} {}", answer.kind, answer.name);
        }
    }
}
