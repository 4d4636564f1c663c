// SPDX-License-Identifier: MIT
//! How key files are encrypted when they are written.

use core::num::NonZeroU32;

use purembed_kdf::ScryptCost;

use crate::encoding::pbes::Kdf;

/// How a private key is encrypted with a password: PBES2 (RFC 8018 section 6.2).
///
/// As it is made, AES-256-CBC with PBKDF2-HMAC-SHA256 and 600,000 iterations, which every program of the last twenty
/// years reads. Salts and IVs are random.
///
/// ```
/// use purembed_pk::{Curve, Ecc, Encryption, EncryptionCipher, ScryptCost};
///
/// let key = Ecc::generate(Curve::SECP256R1)?;
/// let costly = Encryption::new().cipher(EncryptionCipher::Aes256Gcm).scrypt(ScryptCost::new(14, 8, 1)?);
/// let pem = key.to_encrypted_pkcs8_pem("correct horse", &costly)?;
/// assert!(pem.starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----"));
/// # Ok::<(), Box<dyn core::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Encryption {
    pub(crate) cipher: EncryptionCipher,
    pub(crate) kdf: Kdf<()>,
}

impl Encryption {
    /// The iterations of PBKDF2 unless others are asked for.
    pub const DEFAULT_ITERATIONS: NonZeroU32 = NonZeroU32::new(600_000).unwrap();

    /// How many iterations one file may cost, all its parts together, when it is read or written. Seconds, not hours.
    pub const MAX_ITERATIONS: u32 = 10_000_000;

    /// How many bytes of memory scrypt may take when a file is read or written: 256 MiB.
    pub const MAX_SCRYPT_MEMORY: usize = 256 << 20;

    /// How large N·r·p of scrypt may be, all parts of a file together.
    pub const MAX_SCRYPT_WORK: u64 = 1 << 22;

    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            cipher: EncryptionCipher::Aes256Cbc,
            kdf: Kdf::Pbkdf2 { salt: (), iterations: Self::DEFAULT_ITERATIONS },
        }
    }

    /// Takes another cipher.
    #[must_use]
    pub const fn cipher(self, cipher: EncryptionCipher) -> Self {
        Self { cipher, ..self }
    }

    /// Makes the key with PBKDF2-HMAC-SHA256, and so many iterations.
    #[must_use]
    pub const fn pbkdf2(self, iterations: NonZeroU32) -> Self {
        Self { kdf: Kdf::Pbkdf2 { salt: (), iterations }, ..self }
    }

    /// Makes the key with scrypt, which OpenSSL reads with at most 32 MiB by default.
    #[must_use]
    pub const fn scrypt(self, cost: ScryptCost) -> Self {
        Self { kdf: Kdf::Scrypt { salt: (), cost }, ..self }
    }
}

impl Default for Encryption {
    fn default() -> Self {
        Self::new()
    }
}

/// The ciphers that private keys are encrypted with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum EncryptionCipher {
    /// AES with 128 bits in CBC.
    Aes128Cbc,
    /// AES with 256 bits in CBC.
    Aes256Cbc,
    /// AES with 128 bits in GCM (RFC 5084), which notices changes. OpenSSL does not read it.
    Aes128Gcm,
    /// AES with 256 bits in GCM (RFC 5084), which notices changes. OpenSSL does not read it.
    Aes256Gcm,
}
