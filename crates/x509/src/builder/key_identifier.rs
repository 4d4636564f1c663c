// SPDX-License-Identifier: MIT
//! Identifiers of keys: what is written about the subject's and the signer's (RFC 5280 4.2.1.1, 4.2.1.2).

use alloc::vec::Vec;

use purembed_hash::Algorithm;
use purembed_pk::PublicKey;

use crate::crt::Crt;
use crate::der::{Reader, Writer, tag};
use crate::error::InvalidEncoding;
use crate::name::Name;
use crate::serial::SerialNumber;

/// What a certificate or a request says about the key of its subject.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum SubjectKeyId {
    /// SHA-1 of the bits of the key (RFC 5280 4.2.1.2, method 1), as everybody does. It tells keys apart and protects
    /// nothing.
    #[default]
    Sha1,
    /// The first 20 octets of SHA-256 of the bits of the key (RFC 7093, method 1).
    Sha256,
    /// These octets.
    Octets(Vec<u8>),
    /// Nothing. RFC 5280 forbids that for authorities.
    Omitted,
}

impl SubjectKeyId {
    /// The identifier of a key; `None` if there is to be none.
    pub(super) fn of(&self, key: &PublicKey) -> Result<Option<Vec<u8>>, InvalidEncoding> {
        let digest = |algorithm: Algorithm| -> Result<Option<Vec<u8>>, InvalidEncoding> {
            let mut octets = algorithm.digest(&bits(&key.to_der())?).as_ref().to_vec();
            octets.truncate(20);
            Ok(Some(octets))
        };
        match self {
            Self::Sha1 => digest(Algorithm::SHA1),
            Self::Sha256 => digest(Algorithm::SHA256),
            Self::Octets(octets) => Ok(Some(octets.clone())),
            Self::Omitted => Ok(None),
        }
    }
}

/// The contents of the BIT STRING in a `SubjectPublicKeyInfo`.
fn bits(public_key_der: &[u8]) -> Result<Vec<u8>, InvalidEncoding> {
    let mut fields = Reader::new(public_key_der).sequence()?;
    fields.expect(tag::SEQUENCE)?;
    Ok(fields.expect(tag::BIT_STRING)?.octets_of_bits()?.to_vec())
}

/// What a certificate or a revocation list says about the key that signs it.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub enum AuthorityKeyId {
    /// The subject key identifier of the issuer.
    #[default]
    KeyIdentifier,
    /// Who has issued the issuer's certificate, and its serial number.
    IssuerAndSerialNumber,
    /// Both.
    Both,
    /// Nothing. RFC 5280 allows that for certificates that are signed by their own key.
    Omitted,
}

/// Whoever signs: what can be said about the key.
#[derive(Debug)]
pub(super) struct Authority {
    pub(super) key_identifier: Option<Vec<u8>>,
    pub(super) issuer: Name,
    pub(super) serial_number: SerialNumber,
}

impl Authority {
    /// What the certificate of the issuer says about its key (RFC 5280 4.2.1.1); if it says nothing, what it would say.
    pub(super) fn of(issuer: &Crt, key: &PublicKey) -> Result<Self, InvalidEncoding> {
        let key_identifier = match issuer.subject_key_identifier() {
            Some(identifier) => Some(identifier.into()),
            None => SubjectKeyId::Sha1.of(key)?,
        };
        let (issuer, serial_number) = (issuer.issuer().clone(), issuer.serial_number().clone());
        Ok(Self { key_identifier, issuer, serial_number })
    }

    /// The value of the extension; `None` if there is nothing to say.
    pub(super) fn write(&self, form: AuthorityKeyId) -> Option<Vec<u8>> {
        use AuthorityKeyId::{Both, IssuerAndSerialNumber, KeyIdentifier, Omitted};
        let identifier = self.key_identifier.as_ref().filter(|_| matches!(form, KeyIdentifier | Both));
        let by_issuer = matches!(form, IssuerAndSerialNumber | Both) && !self.issuer.is_empty();
        if form == Omitted || (identifier.is_none() && !by_issuer) {
            return None;
        }
        let mut writer = Writer::new();
        writer.sequence(|writer| {
            if let Some(identifier) = identifier {
                writer.value(tag::context(0), identifier);
            }
            if by_issuer {
                writer.nested(tag::context_constructed(1), |writer| {
                    writer.value(tag::context_constructed(4), self.issuer.as_der());
                });
                writer.value(tag::context(2), self.serial_number.as_bytes());
            }
        });
        Some(writer.finish())
    }
}
