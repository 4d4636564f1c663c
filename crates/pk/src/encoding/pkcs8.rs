// SPDX-License-Identifier: MIT
//! PKCS#8: `OneAsymmetricKey` (RFC 5958 section 2) and `EncryptedPrivateKeyInfo` (section 3).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;

use super::pbes::{self, Passphrase, Scheme, Work};
use super::reader::{Reader, tag};
use super::spki::KeyAlgorithm;
use super::writer::{self, Element};
use crate::{Encryption, Error, InvalidKey, Password};

/// A private key of some algorithm.
pub(crate) struct OneAsymmetricKey<'a> {
    pub(crate) algorithm: KeyAlgorithm,
    pub(crate) private_key: Reader<'a>,
    /// Only in version 2.
    pub(crate) public_key: Option<&'a [u8]>,
}

impl<'a> OneAsymmetricKey<'a> {
    pub(crate) fn read(der: &'a [u8]) -> Result<Self, InvalidKey> {
        let mut outer = Reader::new(der);
        let mut info = outer.sequence()?;
        outer.finish()?;
        let version = info.version()?;
        // v1 (RFC 5208) and v2 (RFC 5958).
        if version > 1 {
            return Err(InvalidKey::UnsupportedVersion);
        }
        let algorithm = KeyAlgorithm::read(&mut info)?;
        let private_key = info.octet_string()?;
        // Attributes, IMPLICIT SET: they say nothing about the key itself.
        info.optional(tag::CONTEXT_0)?;
        let public_key = match version {
            0 => None,
            _ => info.optional(tag::CONTEXT_1_PRIMITIVE)?.map(Reader::whole_octets).transpose()?,
        };
        info.finish()?;
        Ok(Self { algorithm, private_key, public_key: public_key.map(|key| key.bytes()) })
    }
}

/// Writes version 1, which every reader knows.
pub(crate) fn write(algorithm: KeyAlgorithm, private_key: &[u8]) -> Element {
    writer::sequence(&[&writer::integer(&[0]), &algorithm.write(), &writer::octet_string(private_key)])
}

/// An `EncryptedPrivateKeyInfo`, whose encryption was understood.
pub(crate) struct EncryptedPrivateKey<'a> {
    scheme: Scheme<'a>,
    encrypted: &'a [u8],
}

impl<'a> EncryptedPrivateKey<'a> {
    pub(crate) fn read(mut outer: Reader<'a>) -> Result<Self, InvalidKey> {
        let mut info = outer.sequence()?;
        outer.finish()?;
        let scheme = Scheme::read(&mut info)?;
        let encrypted = info.octet_string()?.bytes();
        info.finish()?;
        Ok(Self { scheme, encrypted })
    }

    /// Gives the `OneAsymmetricKey`.
    pub(crate) fn decrypt(&self, password: &Passphrase, work: &mut Work) -> Result<SecretBytes, InvalidKey> {
        self.scheme.decrypt(password, self.encrypted, work)
    }
}

/// Decrypts an `EncryptedPrivateKeyInfo`, asking for the password once all else is known to be well.
pub(crate) fn decrypt(der: &[u8], password: Password<'_>) -> Result<SecretBytes, InvalidKey> {
    let key = EncryptedPrivateKey::read(Reader::new(der))?;
    let password = password.needed()?;
    key.decrypt(&Passphrase::new(password.expose()), &mut Work::new())
}

/// Writes an `EncryptedPrivateKeyInfo`.
pub(crate) fn encrypt(
    key: &SecretBytes,
    password: &[u8],
    encryption: &Encryption,
    rng: &mut dyn CryptoRng,
    work: &mut Work,
) -> Result<Element, Error> {
    let (identifier, encrypted) = pbes::encrypt(encryption, password, key.expose(), rng, work)?;
    Ok(writer::sequence(&[&identifier, &writer::octet_string(&encrypted)]))
}
