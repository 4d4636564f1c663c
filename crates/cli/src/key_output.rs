// SPDX-License-Identifier: MIT
//! How keys are written.

use core::num::NonZeroU32;

use clap::{Args, ValueEnum};
use purembed::pk::{Encryption, EncryptionCipher, PrivateKey, PublicKey, ScryptCost};
use zeroize::Zeroizing;

use crate::error::{Error, Explain as _};
use crate::keys::{AnyPrivateKey, AnyPublicKey};
use crate::output::{Output, Readers, Sink};
use crate::password::{PasswordSource, SOURCES};

/// How DER is wrapped.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
pub(crate) enum Wrapping {
    /// Text, with a line before it that says what it is
    Pem,
    /// The octets themselves
    Der,
}

/// The syntax of a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Syntax {
    /// PKCS#8, or `SubjectPublicKeyInfo`: one for all kinds
    Pkcs8,
    /// PKCS#1 for RSA, SEC 1 for private keys on curves
    Traditional,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq, ValueEnum)]
enum Cipher {
    #[value(name = "aes-128-cbc")]
    Aes128Cbc,
    #[value(name = "aes-256-cbc")]
    Aes256Cbc,
    #[value(name = "aes-128-gcm")]
    Aes128Gcm,
    #[value(name = "aes-256-gcm")]
    Aes256Gcm,
}

/// Where a key is written, and how.
#[derive(Args, Clone, Debug)]
pub(crate) struct KeyOutput {
    /// Text or octets
    #[arg(short, long, value_enum, default_value_t = Wrapping::Pem)]
    format: Wrapping,
    /// Syntax within
    #[arg(long, value_enum, default_value_t = Syntax::Pkcs8)]
    syntax: Syntax,
    #[command(flatten)]
    protection: Protection,
    #[command(flatten)]
    output: Output,
}

/// How a private key is encrypted, if it is.
#[derive(Args, Clone, Debug)]
pub(crate) struct Protection {
    /// Encrypt the private key (PKCS#8, PBES2) with a password from here
    #[arg(short, long, value_name = SOURCES)]
    encrypt: Option<PasswordSource>,
    /// Cipher of the encryption; GCM is not read by everybody
    #[arg(long, value_enum, default_value_t = Cipher::Aes256Cbc)]
    cipher: Cipher,
    /// How often PBKDF2 iterates
    #[arg(long, value_name = "NUMBER", default_value_t = Encryption::DEFAULT_ITERATIONS)]
    iterations: NonZeroU32,
    /// Make the key of the encryption with scrypt instead (N = 2^LOG2, r = 8, p = 1)
    #[arg(long, value_name = "LOG2", conflicts_with = "iterations")]
    scrypt: Option<u8>,
}

impl Protection {
    fn encryption(&self) -> Result<Encryption, Error> {
        let cipher = match self.cipher {
            Cipher::Aes128Cbc => EncryptionCipher::Aes128Cbc,
            Cipher::Aes256Cbc => EncryptionCipher::Aes256Cbc,
            Cipher::Aes128Gcm => EncryptionCipher::Aes128Gcm,
            Cipher::Aes256Gcm => EncryptionCipher::Aes256Gcm,
        };
        let encryption = Encryption::new().cipher(cipher);
        match self.scrypt {
            None => Ok(encryption.pbkdf2(self.iterations)),
            Some(log2) => {
                let cost = ScryptCost::new(log2, 8, 1)
                    .map_err(|error| Error::Usage(format!("--scrypt: {error}")))?;
                Ok(encryption.scrypt(cost))
            }
        }
    }

    /// The key as PKCS#8, encrypted if that was asked for.
    pub(crate) fn pkcs8(&self, key: &AnyPrivateKey, wrapping: Wrapping) -> Result<Zeroizing<Vec<u8>>, Error> {
        let Some(source) = &self.encrypt else {
            return Ok(Zeroizing::new(match (key, wrapping) {
                (AnyPrivateKey::Pk(key), Wrapping::Pem) => key.to_pkcs8_pem().expose().as_bytes().to_vec(),
                (AnyPrivateKey::Pk(key), Wrapping::Der) => key.to_pkcs8_der().expose().to_vec(),
                (AnyPrivateKey::Dh(key), Wrapping::Pem) => key.to_pkcs8_pem().expose().as_bytes().to_vec(),
                (AnyPrivateKey::Dh(key), Wrapping::Der) => key.to_pkcs8_der().expose().to_vec(),
            }));
        };
        let encryption = self.encryption()?;
        let password = source.read_new("new password of the key")?;
        let password = password.expose();
        let encrypted = match (key, wrapping) {
            (AnyPrivateKey::Pk(key), Wrapping::Pem) => {
                key.to_encrypted_pkcs8_pem(password, &encryption).map(String::into_bytes)
            }
            (AnyPrivateKey::Pk(key), Wrapping::Der) => key.to_encrypted_pkcs8_der(password, &encryption),
            (AnyPrivateKey::Dh(key), Wrapping::Pem) => {
                key.to_encrypted_pkcs8_pem(password, &encryption).map(String::into_bytes)
            }
            (AnyPrivateKey::Dh(key), Wrapping::Der) => key.to_encrypted_pkcs8_der(password, &encryption),
        };
        encrypted.map(Zeroizing::new).explain("encrypting the key")
    }
}

impl KeyOutput {
    /// Opens what a private key is written to, for its owner's eyes only.
    pub(crate) fn open(&self) -> Result<Sink, Error> {
        self.output.open(Readers::Owner)
    }

    /// Writes a public key.
    pub(crate) fn write_public(&self, key: &AnyPublicKey) -> Result<(), Error> {
        if self.protection.encrypt.is_some() {
            return Err(Error::Usage("public keys are not encrypted: leave out --encrypt".to_owned()));
        }
        let bytes = match (self.syntax, key, self.format) {
            (Syntax::Pkcs8, AnyPublicKey::Pk(key), Wrapping::Pem) => key.to_pem().into_bytes(),
            (Syntax::Pkcs8, AnyPublicKey::Pk(key), Wrapping::Der) => key.to_der(),
            (Syntax::Pkcs8, AnyPublicKey::Dh(key), Wrapping::Pem) => key.to_pem().into_bytes(),
            (Syntax::Pkcs8, AnyPublicKey::Dh(key), Wrapping::Der) => key.to_der(),
            (Syntax::Traditional, AnyPublicKey::Pk(PublicKey::Rsa(key)), Wrapping::Pem) => {
                key.to_pkcs1_pem().into_bytes()
            }
            (Syntax::Traditional, AnyPublicKey::Pk(PublicKey::Rsa(key)), Wrapping::Der) => key.to_pkcs1_der(),
            (Syntax::Traditional, ..) => return Err(one_syntax()),
        };
        self.output.write(&bytes, Readers::Umask)
    }

    /// A private key as it is to be written.
    pub(crate) fn private(&self, key: &AnyPrivateKey) -> Result<Zeroizing<Vec<u8>>, Error> {
        if self.syntax == Syntax::Pkcs8 {
            return self.protection.pkcs8(key, self.format);
        }
        if self.protection.encrypt.is_some() {
            return Err(Error::Usage("only PKCS#8 is encrypted: leave out --syntax traditional".to_owned()));
        }
        Ok(Zeroizing::new(match (key, self.format) {
            (AnyPrivateKey::Pk(PrivateKey::Rsa(key)), Wrapping::Pem) => {
                key.to_pem().expose().as_bytes().to_vec()
            }
            (AnyPrivateKey::Pk(PrivateKey::Rsa(key)), Wrapping::Der) => key.to_der().expose().to_vec(),
            (AnyPrivateKey::Pk(PrivateKey::Ecc(key)), Wrapping::Pem) => {
                key.to_pem().expose().as_bytes().to_vec()
            }
            (AnyPrivateKey::Pk(PrivateKey::Ecc(key)), Wrapping::Der) => key.to_der().expose().to_vec(),
            _ => return Err(one_syntax()),
        }))
    }
}

fn one_syntax() -> Error {
    Error::Usage("keys of this kind have one syntax: leave out --syntax".to_owned())
}
