// SPDX-License-Identifier: MIT
//! PEM that is encrypted as OpenSSL did before PKCS#8: `Proc-Type` and `DEK-Info` (RFC 1421 section 4.6).
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use alloc::vec::Vec;

use purembed_cipher::Algorithm as Cipher;
use purembed_core::hex;
use purembed_core::secret::SecretBytes;
use purembed_hash::{Algorithm, Hash};
use zeroize::Zeroizing;

use super::pbes::{Means, is_sequence};
use crate::InvalidKey;

/// What the headers of a block say about its encryption.
pub(crate) struct DekInfo {
    cipher: Cipher,
    iv: Vec<u8>,
}

impl DekInfo {
    /// Reads the headers of a block; `None` if they do not speak of encryption.
    pub(crate) fn read(headers: &str) -> Result<Option<Self>, InvalidKey> {
        let value = |name| headers.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
        // RFC 1421 section 4.6.1.1: the other types are of mail.
        if value("Proc-Type:").is_none_or(|proc_type| !proc_type.contains("ENCRYPTED")) {
            return Ok(None);
        }
        // RFC 1421 section 4.6.1.3: the algorithm, a comma, and its parameters.
        let (name, iv) =
            value("DEK-Info:").and_then(|value| value.split_once(',')).ok_or(InvalidKey::DekInfo)?;
        let cipher = name.trim().parse::<Cipher>().ok();
        let cipher =
            cipher.filter(|cipher| is_cbc(*cipher)).ok_or_else(|| InvalidKey::UnsupportedEncryption {
                scheme: if name.contains("RC2") { "RC2" } else { "unknown cipher" },
            })?;
        let iv = hex::decode(iv.trim()).map_err(|_| InvalidKey::DekInfo)?;
        if iv.len() == cipher.iv_size() { Ok(Some(Self { cipher, iv })) } else { Err(InvalidKey::DekInfo) }
    }

    pub(crate) fn decrypt(&self, password: &[u8], encrypted: &[u8]) -> Result<SecretBytes, InvalidKey> {
        let key = bytes_to_key(password, self.iv.get(..8).unwrap_or_default(), self.cipher.key_size());
        let decrypted = Means::Cbc { cipher: self.cipher, iv: &self.iv }.decrypt(&key, encrypted)?;
        if is_sequence(decrypted.expose()) { Ok(decrypted) } else { Err(InvalidKey::WrongPassword) }
    }
}

fn is_cbc(cipher: Cipher) -> bool {
    let name = cipher.name();
    let family = ["DES-", "AES-", "CAMELLIA-", "ARIA-"].iter().any(|family| name.starts_with(family));
    family && name.ends_with("-CBC")
}

/// `EVP_BytesToKey` with MD5 and one iteration: each digest is over the one before, the password and the salt.
fn bytes_to_key(password: &[u8], salt: &[u8], key_size: usize) -> Zeroizing<Vec<u8>> {
    // At most 32 bytes, and a digest more: it never grows.
    let mut key = Zeroizing::new(Vec::with_capacity(64));
    let mut last = Zeroizing::new([0_u8; 16]);
    let mut hash = Hash::new(Algorithm::MD5);
    while key.len() < key_size {
        let digest = Zeroizing::new(hash.chain(password).chain(salt).finalize());
        last.copy_from_slice(digest.as_ref().as_ref());
        key.extend_from_slice(last.as_ref());
        hash = Hash::new(Algorithm::MD5).chain(*last);
    }
    key.truncate(key_size);
    key
}
