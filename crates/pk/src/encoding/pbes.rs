// SPDX-License-Identifier: MIT
//! Encryption with passwords: PBES2 and PBES1 (RFC 8018 section 6), and the schemes of PKCS#12 (RFC 7292 appendix C).
//!
//! # Security
//!
//! Padding is taken off in constant time. Whatever fails once there is a key is one error.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use purembed_cipher::{Algorithm as Cipher, Arc4, Padding};
use purembed_core::secret::SecretBytes;
use zeroize::Zeroizing;

pub(crate) use self::kdf::{Kdf, Prf, read_iterations, read_prf};
use self::legacy::Pbes1;
pub(crate) use self::oid::PBMAC1;
pub(crate) use self::pbes2::{Pbes2, encrypt};
pub(crate) use self::work::Work;
use super::reader::Reader;
use crate::InvalidKey;
use crate::password::bmp_string;

mod kdf;
mod legacy;
mod oid;
mod pbes2;
mod work;

/// A password in the two forms that schemes want.
pub(crate) struct Passphrase {
    /// As it was given: PBES1 and PBES2.
    pub(crate) bytes: SecretBytes,
    /// As PKCS#12 wants it.
    pub(crate) bmp: SecretBytes,
}

impl Passphrase {
    pub(crate) fn new(bytes: &[u8]) -> Self {
        Self { bytes: SecretBytes::copy_from(bytes), bmp: bmp_string(bytes) }
    }

    /// No password, which for PKCS#12 is not the same as an empty one.
    pub(crate) fn none() -> Self {
        Self { bytes: SecretBytes::copy_from(&[]), bmp: SecretBytes::copy_from(&[]) }
    }
}

/// How something is encrypted: an `AlgorithmIdentifier` that was understood.
pub(crate) enum Scheme<'a> {
    Pbes2(Pbes2<'a>),
    Pbes1(Pbes1<'a>),
}

impl<'a> Scheme<'a> {
    /// Reads an `AlgorithmIdentifier`.
    pub(crate) fn read(outer: &mut Reader<'a>) -> Result<Self, InvalidKey> {
        let mut identifier = outer.sequence()?;
        let algorithm = identifier.oid()?;
        if algorithm == oid::PBES2 {
            return Pbes2::read(identifier).map(Self::Pbes2);
        }
        Pbes1::read(algorithm, identifier).map(Self::Pbes1)
    }

    /// Decrypts what must be one sequence, for everything that is encrypted in key files is one.
    pub(crate) fn decrypt(
        &self,
        password: &Passphrase,
        encrypted: &[u8],
        work: &mut Work,
    ) -> Result<SecretBytes, InvalidKey> {
        let decrypted = match self {
            Self::Pbes2(scheme) => scheme.decrypt(password, encrypted, work),
            Self::Pbes1(scheme) => scheme.decrypt(password, encrypted, work),
        }?;
        if is_sequence(decrypted.expose()) { Ok(decrypted) } else { Err(InvalidKey::WrongPassword) }
    }
}

/// Padding is right by chance once in 256 times; then what was decrypted is random, and no sequence.
pub(crate) fn is_sequence(decrypted: &[u8]) -> bool {
    let read = || {
        let mut outer = Reader::new(decrypted);
        outer.sequence()?;
        outer.finish()
    };
    read().is_ok()
}

/// What a key, once derived, is for.
#[derive(Clone, Copy)]
pub(crate) enum Means<'a> {
    Cbc { cipher: Cipher, iv: &'a [u8] },
    Gcm { cipher: Cipher, nonce: &'a [u8], tag_size: usize },
    Arc4,
}

impl Means<'_> {
    pub(crate) fn decrypt(self, key: &[u8], encrypted: &[u8]) -> Result<SecretBytes, InvalidKey> {
        let wrong = InvalidKey::WrongPassword;
        match self {
            Self::Cbc { cipher, iv } => {
                let mut cipher = cipher.start(key, iv).map_err(|_| wrong)?;
                cipher.decrypt_padded(Padding::Pkcs7, encrypted).map(SecretBytes::new).map_err(|_| wrong)
            }
            Self::Gcm { cipher, nonce, tag_size } => {
                let at = encrypted.len().checked_sub(tag_size).ok_or(wrong)?;
                let (message, tag) = encrypted.split_at_checked(at).ok_or(wrong)?;
                let aead = cipher.start_aead(key).and_then(|aead| aead.with_tag_size(tag_size));
                let decrypted = aead.map_err(|_| wrong)?.decrypt(nonce, &[], message, tag);
                decrypted.map(SecretBytes::new).map_err(|_| wrong)
            }
            Self::Arc4 => {
                let mut message = Zeroizing::new(encrypted.to_vec());
                let mut cipher = Arc4::new(key).map_err(|_| wrong)?;
                cipher.decrypt_in_place(&mut message).map_err(|_| wrong)?;
                Ok(SecretBytes::copy_from(&message))
            }
        }
    }
}
