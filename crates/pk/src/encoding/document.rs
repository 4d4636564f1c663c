// SPDX-License-Identifier: MIT
//! Finds out what a buffer holds: DER or PEM, and which of the formats of keys.
#![deny(clippy::indexing_slicing, clippy::arithmetic_side_effects)]

use purembed_core::pem::{self, Block};
use purembed_core::secret::SecretBytes;

use super::pkcs8::OneAsymmetricKey;
use super::reader::{Reader, tag};
use super::spki::{self, KeyAlgorithm};
use crate::{InvalidKey, KeyKind};

/// The formats of keys.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Format {
    /// `RSAPrivateKey`, RFC 8017 appendix A.1.2.
    Pkcs1Private,
    /// `ECPrivateKey`, RFC 5915 section 3.
    Sec1,
    /// `OneAsymmetricKey`, RFC 5958 section 2.
    Pkcs8,
    /// `RSAPublicKey`, RFC 8017 appendix A.1.1.
    Pkcs1Public,
    /// `SubjectPublicKeyInfo`, RFC 5280 section 4.1.
    Spki,
}

impl Format {
    const fn is_private(self) -> bool {
        matches!(self, Self::Pkcs1Private | Self::Sec1 | Self::Pkcs8)
    }

    /// RFC 7468 sections 10 and 13, and what OpenSSL has always written.
    fn from_label(label: &str) -> Option<Self> {
        match label {
            "RSA PRIVATE KEY" => Some(Self::Pkcs1Private),
            "EC PRIVATE KEY" => Some(Self::Sec1),
            "PRIVATE KEY" => Some(Self::Pkcs8),
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
            Self::Pkcs1Public => KeyKind::PublicKey(Some(KeyAlgorithm::Rsa.name())),
            Self::Spki => KeyKind::PublicKey(spki::read(der).ok().map(|(algorithm, _)| algorithm.name())),
        }
    }

    /// Tells the formats apart by the first elements of the outermost sequence.
    fn from_der(der: &[u8]) -> Result<Self, InvalidKey> {
        let mut outer = Reader::new(der)?.sequence()?;
        let malformed = InvalidKey::Malformed { offset: outer.offset() };
        if outer.peek() == Some(tag::SEQUENCE) {
            outer.sequence()?;
            return match outer.peek() {
                Some(tag::BIT_STRING) => Ok(Self::Spki),
                // EncryptedPrivateKeyInfo, RFC 5958 section 3.
                Some(tag::OCTET_STRING) => Err(InvalidKey::PasswordNeeded),
                _ => Err(malformed),
            };
        }
        let first = outer.unsigned()?;
        match outer.peek() {
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
}

enum Contents<'a> {
    Der(&'a [u8]),
    Pem(SecretBytes),
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

    /// That there is a key, but none that was asked for.
    pub(crate) fn wrong_kind(&self) -> InvalidKey {
        InvalidKey::WrongKind { found: self.format.kind(self.der()) }
    }

    pub(crate) fn der(&self) -> &[u8] {
        match &self.contents {
            Contents::Der(der) => der,
            Contents::Pem(der) => der.expose(),
        }
    }

    fn find(buffer: &'a [u8], private: bool) -> Result<Self, InvalidKey> {
        let format = match Format::from_der(buffer) {
            // Text may begin with the character that stands for a sequence, and DER may hold a begin line.
            Err(_) if pem::is_pem(buffer) => return Self::find_block(buffer, private),
            format => format?,
        };
        if format.is_private() != private {
            return Err(InvalidKey::WrongKind { found: format.kind(buffer) });
        }
        Ok(Self { format, contents: Contents::Der(buffer) })
    }

    /// Takes the first block of the kind asked for: files of keys may begin with EC PARAMETERS or a certificate.
    fn find_block(buffer: &[u8], private: bool) -> Result<Self, InvalidKey> {
        let mut other = InvalidKey::NotFound;
        for block in pem::blocks(buffer) {
            let block = block?;
            match Format::from_label(block.label()) {
                Some(format) if format.is_private() == private => {
                    refuse_encrypted(&block)?;
                    return Ok(Self { format, contents: Contents::Pem(block.into_contents()) });
                }
                Some(format) => {
                    other = InvalidKey::WrongKind { found: format.kind(block.contents().expose()) };
                }
                None if private && block.label() == "ENCRYPTED PRIVATE KEY" => {
                    return Err(InvalidKey::PasswordNeeded);
                }
                None => {}
            }
        }
        Err(other)
    }
}

/// RFC 1421 section 4.6.1.1: `Proc-Type: 4,ENCRYPTED`.
fn refuse_encrypted(block: &Block) -> Result<(), InvalidKey> {
    if block.headers().contains("ENCRYPTED") { Err(InvalidKey::PasswordNeeded) } else { Ok(()) }
}
