// SPDX-License-Identifier: MIT
//! Finds out what a buffer holds: DER or PEM, and which of the formats of keys.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use purembed_core::pem;
use purembed_core::secret::SecretBytes;

use super::legacy_pem::DekInfo;
use super::pkcs8::{self, OneAsymmetricKey};
use super::reader::{Reader, tag};
use super::spki::{self, KeyAlgorithm};
use crate::{InvalidKey, KeyKind, Password};

/// The formats of keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    /// `RSAPrivateKey`, RFC 8017 appendix A.1.2.
    Pkcs1Private,
    /// `ECPrivateKey`, RFC 5915 section 3.
    Sec1,
    /// `OneAsymmetricKey`, RFC 5958 section 2.
    Pkcs8,
    /// `EncryptedPrivateKeyInfo`, RFC 5958 section 3.
    EncryptedPkcs8,
    /// `RSAPublicKey`, RFC 8017 appendix A.1.1.
    Pkcs1Public,
    /// `SubjectPublicKeyInfo`, RFC 5280 section 4.1.
    Spki,
    /// `PFX`, RFC 7292 section 4.
    Pkcs12,
}

impl Format {
    const fn is_private(self) -> bool {
        matches!(self, Self::Pkcs1Private | Self::Sec1 | Self::Pkcs8 | Self::EncryptedPkcs8)
    }

    /// RFC 7468 sections 10 and 13, and what OpenSSL has always written.
    fn from_label(label: &str) -> Option<Self> {
        match label {
            "RSA PRIVATE KEY" => Some(Self::Pkcs1Private),
            "EC PRIVATE KEY" => Some(Self::Sec1),
            "PRIVATE KEY" => Some(Self::Pkcs8),
            "ENCRYPTED PRIVATE KEY" => Some(Self::EncryptedPkcs8),
            "RSA PUBLIC KEY" => Some(Self::Pkcs1Public),
            "PUBLIC KEY" => Some(Self::Spki),
            _ => None,
        }
    }

    /// What there is, as far as it can be told.
    fn kind(self, der: &[u8]) -> KeyKind {
        match self {
            Self::Pkcs1Private => KeyKind::PrivateKey(Some(KeyAlgorithm::Rsa.name())),
            Self::Sec1 => KeyKind::PrivateKey(Some("EC")),
            Self::Pkcs8 => {
                KeyKind::PrivateKey(OneAsymmetricKey::read(der).ok().map(|key| key.algorithm.name()))
            }
            Self::EncryptedPkcs8 => KeyKind::PrivateKey(None),
            Self::Pkcs12 => KeyKind::Pkcs12,
            Self::Pkcs1Public => KeyKind::PublicKey(Some(KeyAlgorithm::Rsa.name())),
            Self::Spki => KeyKind::PublicKey(spki::read(der).ok().map(|(algorithm, _)| algorithm.name())),
        }
    }

    /// Tells the formats apart by the first elements of the outermost sequence.
    fn from_der(der: &[u8]) -> Result<Self, InvalidKey> {
        let mut outer = Reader::new(der).sequence()?;
        let malformed = InvalidKey::Malformed { offset: outer.offset() };
        if outer.peek() == Some(tag::SEQUENCE) {
            outer.sequence()?;
            return match outer.peek() {
                Some(tag::BIT_STRING) => Ok(Self::Spki),
                Some(tag::OCTET_STRING) => Ok(Self::EncryptedPkcs8),
                _ => Err(malformed),
            };
        }
        let first = outer.unsigned()?;
        match outer.peek() {
            // RFC 7292 section 4: version 3.
            Some(tag::SEQUENCE) if first == [3] => Ok(Self::Pkcs12),
            Some(tag::SEQUENCE) => Ok(Self::Pkcs8),
            Some(tag::OCTET_STRING) => Ok(Self::Sec1),
            // A modulus is never as small as a version.
            Some(tag::INTEGER) if first.len() <= 1 => Ok(Self::Pkcs1Private),
            Some(tag::INTEGER) => Ok(Self::Pkcs1Public),
            _ => Err(malformed),
        }
    }
}

/// One key, still encoded.
pub(crate) struct Document<'a> {
    pub(crate) format: Format,
    contents: Contents<'a>,
    /// Of encrypted PEM.
    dek_info: Option<DekInfo>,
}

enum Contents<'a> {
    Borrowed(&'a [u8]),
    Owned(SecretBytes),
}

impl<'a> Document<'a> {
    /// Finds the private key in a buffer.
    pub(crate) fn private(buffer: &'a [u8]) -> Result<Self, InvalidKey> {
        Self::find(buffer, true)
    }

    /// Finds the public key in a buffer.
    pub(crate) fn public(buffer: &'a [u8]) -> Result<Self, InvalidKey> {
        Self::find(buffer, false)
    }

    /// Takes the encryption off, if there is any.
    pub(crate) fn decrypted(self, password: Password<'_>) -> Result<Self, InvalidKey> {
        let (format, der) = match (&self.dek_info, self.format) {
            (Some(dek_info), format) => (format, dek_info.decrypt(password.needed()?.expose(), self.der())?),
            (None, Format::EncryptedPkcs8) => (Format::Pkcs8, pkcs8::decrypt(self.der(), password)?),
            (None, _) => return Ok(self),
        };
        Ok(Self { format, contents: Contents::Owned(der), dek_info: None })
    }

    /// That there is a key, but none that was asked for.
    pub(crate) fn wrong_kind(&self) -> InvalidKey {
        InvalidKey::WrongKind { found: self.format.kind(self.der()) }
    }

    pub(crate) fn der(&self) -> &[u8] {
        match &self.contents {
            Contents::Borrowed(der) => der,
            Contents::Owned(der) => der.expose(),
        }
    }

    fn find(buffer: &'a [u8], private: bool) -> Result<Self, InvalidKey> {
        let format = match Format::from_der(buffer) {
            // Text may begin with the character that stands for a sequence, and DER may hold a begin line.
            Err(_) if pem::is_pem(buffer) => return Self::find_block(buffer, private),
            format => format?,
        };
        if format.is_private() != private || format == Format::Pkcs12 {
            return Err(InvalidKey::WrongKind { found: format.kind(buffer) });
        }
        Ok(Self { format, contents: Contents::Borrowed(buffer), dek_info: None })
    }

    /// Takes the first block of the kind asked for: files of keys may begin with EC PARAMETERS or a certificate.
    fn find_block(buffer: &[u8], private: bool) -> Result<Self, InvalidKey> {
        let mut other = InvalidKey::NotFound;
        for block in pem::blocks(buffer) {
            let block = block?;
            match Format::from_label(block.label()) {
                Some(format) if format.is_private() == private => {
                    let dek_info = DekInfo::read(block.headers())?;
                    return Ok(Self { format, contents: Contents::Owned(block.into_contents()), dek_info });
                }
                Some(format) => {
                    other = InvalidKey::WrongKind { found: format.kind(block.contents().expose()) };
                }
                None => {}
            }
        }
        Err(other)
    }
}
