// SPDX-License-Identifier: MIT
//! PBES2: any key derivation with any cipher (RFC 8018 section 6.2).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use purembed_cipher::{Algorithm as Cipher, AnyNonce, Padding};
use purembed_core::random::CryptoRng;
use purembed_core::secret::SecretBytes;

use super::{Means, Passphrase, Prf, Work, oid};
use crate::encoding::reader::{Reader, tag};
use crate::encoding::writer::{self, Element};
use crate::{Encryption, EncryptionCipher, Error, InvalidKey};

/// The lengths of salts that are made, in bytes.
const SALT: usize = 16;
/// RFC 5084 section 3.2 recommends this length for nonces, and has this default for tags.
const GCM_NONCE: usize = 12;
const GCM_DEFAULT_TAG: usize = 12;
const GCM_TAG: usize = 16;

pub(crate) struct Pbes2<'a> {
    prf: Prf<'a>,
    key_size: usize,
    means: Means<'a>,
}

impl<'a> Pbes2<'a> {
    /// Reads the rest of the `AlgorithmIdentifier`.
    pub(super) fn read(mut identifier: Reader<'a>) -> Result<Self, InvalidKey> {
        let mut parameters = identifier.sequence()?;
        identifier.finish()?;
        let prf = Prf::read(&mut parameters)?;
        let mut scheme = parameters.sequence()?;
        parameters.finish()?;
        let algorithm = scheme.oid()?;
        if algorithm == oid::RC2_CBC {
            return Err(InvalidKey::UnsupportedEncryption { scheme: "RC2" });
        }
        let (cipher, means) = if let Some(cipher) = oid::find(&oid::CBC, algorithm) {
            let offset = scheme.offset();
            let iv = scheme.octet_string()?.bytes();
            if iv.len() != cipher.iv_size() {
                return Err(InvalidKey::Malformed { offset });
            }
            (cipher, Means::Cbc { cipher, iv })
        } else if let Some(cipher) = oid::find(&oid::GCM, algorithm) {
            (cipher, read_gcm(cipher, &mut scheme)?)
        } else {
            return Err(InvalidKey::UnsupportedEncryption { scheme: "unknown cipher" });
        };
        scheme.finish()?;
        Ok(Self { prf, key_size: cipher.key_size(), means })
    }

    pub(super) fn decrypt(
        &self,
        password: &Passphrase,
        encrypted: &[u8],
        work: &mut Work,
    ) -> Result<SecretBytes, InvalidKey> {
        let key = self.prf.derive(password.bytes.expose(), self.key_size, work)?;
        self.means.decrypt(&key, encrypted)
    }
}

fn read_gcm<'a>(cipher: Cipher, scheme: &mut Reader<'a>) -> Result<Means<'a>, InvalidKey> {
    let mut parameters = scheme.sequence()?;
    let malformed = InvalidKey::Malformed { offset: parameters.offset() };
    let nonce = parameters.octet_string()?.bytes();
    let tag_size = match parameters.peek() {
        Some(tag::INTEGER) => usize::try_from(parameters.number()?).map_err(|_| malformed)?,
        _ => GCM_DEFAULT_TAG,
    };
    parameters.finish()?;
    if nonce.is_empty() || !(12..=16).contains(&tag_size) {
        return Err(malformed);
    }
    Ok(Means::Gcm { cipher, nonce, tag_size })
}

/// Encrypts with a new salt and IV, giving the `AlgorithmIdentifier` and the encrypted message.
pub(crate) fn encrypt(
    encryption: &Encryption,
    password: &[u8],
    message: &[u8],
    rng: &mut dyn CryptoRng,
    work: &mut Work,
) -> Result<(Element, Vec<u8>), Error> {
    let (cipher, gcm) = match encryption.cipher {
        EncryptionCipher::Aes128Cbc => (Cipher::AES_128_CBC, false),
        EncryptionCipher::Aes256Cbc => (Cipher::AES_256_CBC, false),
        EncryptionCipher::Aes128Gcm => (Cipher::AES_128_GCM, true),
        EncryptionCipher::Aes256Gcm => (Cipher::AES_256_GCM, true),
    };
    let (mut salt, mut iv) = ([0; SALT], [0; 16]);
    rng.fill_bytes(&mut salt);
    rng.fill_bytes(&mut iv);
    let (nonce, _) = iv.split_at(GCM_NONCE);
    let kdf = encryption.kdf.with_salt(&salt[..]);
    let key = Prf::from(kdf).derive(password, cipher.key_size(), work).map_err(|_| Error::TooExpensive)?;
    let (parameters, encrypted) = if gcm {
        let parameters =
            writer::sequence(&[&writer::octet_string(nonce), &writer::integer(&[GCM_TAG.to_le_bytes()[0]])]);
        // The key is new with its salt, so the nonce is its only one.
        let sealed = cipher.start_aead(&key).ok().and_then(|aead| {
            let (mut sealed, tag) = aead.encrypt(AnyNonce::assume_unique(nonce), &[], message).ok()?;
            sealed.extend_from_slice(tag.as_ref());
            Some(sealed)
        });
        (parameters, sealed)
    } else {
        let sealed = cipher
            .start(&key, &iv)
            .ok()
            .and_then(|mut cipher| cipher.encrypt_padded(Padding::Pkcs7, message).ok());
        (writer::octet_string(&iv), sealed)
    };
    let table: &[_] = if gcm { &oid::GCM } else { &oid::CBC };
    let scheme = writer::sequence(&[&writer::oid(oid::of(table, &cipher).unwrap_or_default()), &parameters]);
    let identifier =
        writer::sequence(&[&writer::oid(oid::PBES2), &writer::sequence(&[&kdf.write(), &scheme])]);
    Ok((identifier, encrypted.ok_or(Error::Fault)?))
}
